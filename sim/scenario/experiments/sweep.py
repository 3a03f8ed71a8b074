"""An experiment that tries many mixes: ``python -m sim sweep``."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from sim.scenario.experiments.base import MOST_POINTS, Experiment
from sim.scenario.experiments.levers import LeverTable, refuse_ranges
from sim.scenario.quantities import Model
from sim.scenario.tables.service import LARGEST_SEED
from sim.scenario.tables.words import Name


class Design(Model):
    """[design]: which of all mixes are tried."""

    kind: Literal["full_factorial", "latin_hypercube", "sobol"] = "full_factorial"
    """Every combination of the levers' levels, or a sample that is spread evenly."""
    points: int | None = Field(default=None, ge=1, le=MOST_POINTS)
    """How many mixes a sampled design has."""
    seed: int | None = Field(default=None, ge=0, le=LARGEST_SEED)
    """Seed of a sampled design; made of the run's seed unless given."""

    @model_validator(mode="after")
    def _fits(self) -> Design:
        if self.kind == "full_factorial" and (self.points is not None or self.seed is not None):
            raise ValueError("a full factorial tries everything; leave points and seed out")
        if self.kind != "full_factorial" and self.points is None:
            raise ValueError("a sampled design needs points; say how many mixes it has")
        return self


class Constraints(Model):
    """[constraints]: mixes beyond these are listed and not simulated."""

    extra_cost_at_most_gbp: float | None = None
    """Budget of the whole run over that of the base, at most."""
    extra_cost_at_least_gbp: float | None = None
    """The same, at least."""


class Sweep(Experiment):
    """An experiment that tries many mixes of its levers."""

    levers: dict[Name, LeverTable] = Field(min_length=1, max_length=100)
    """What is varied."""
    design: Design = Design()
    """Which mixes are tried."""
    constraints: Constraints = Constraints()
    """Which mixes are left out."""

    @model_validator(mode="after")
    def _levels_fit(self) -> Sweep:
        if self.design.kind == "full_factorial":
            refuse_ranges(self.levers)
        return self
