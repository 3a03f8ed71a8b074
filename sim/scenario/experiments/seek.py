"""An experiment that seeks a least-cost mix or switching values: ``python -m sim seek``."""

from __future__ import annotations

from pydantic import Field, model_validator

from sim.scenario.experiments.base import MOST_PER_POINT, Experiment
from sim.scenario.experiments.levers import Keyed, LeverTable, refuse_ranges
from sim.scenario.experiments.sweep import Constraints
from sim.scenario.quantities import Model
from sim.scenario.tables.words import Name


class LeastCost(Model):
    """[least_cost]: the cheapest mix that is good enough in enough futures."""

    outcome: Name | None = None
    """An outcome with a target; the only one that has one unless given."""
    chance: float = Field(gt=0.0, lt=1.0)
    """Share of futures that must meet the target, such as 0.9."""
    indifference: float | None = Field(default=None, gt=0.0, lt=0.5)
    """Chances this near to that are as good as it; a quarter of the way to 0 or 1 unless given."""
    confidence: float = Field(default=0.95, ge=0.5, le=0.999)
    """How sure the choice as a whole shall be."""
    most_replications: int = Field(default=1000, ge=10, le=MOST_PER_POINT)
    """Futures of one mix, at most."""
    monotone: bool = False
    """Whether more of any lever never lowers the chance, so that many mixes need no trial."""

    @property
    def zone(self) -> float:
        """How far a chance may be off to be as good as the one that is asked for."""
        return self.indifference or min(self.chance, 1.0 - self.chance) / 4.0

    @model_validator(mode="after")
    def _fits(self) -> LeastCost:
        if not 0.0 < self.chance - self.zone < self.chance + self.zone < 1.0:
            raise ValueError("chance and indifference reach 0 or 1; make indifference smaller")
        return self


class Switching(Keyed):
    """[switching.NAME]: the value of one number at which the better of two options changes."""

    low: float
    """The lowest value to look at."""
    high: float
    """The highest."""
    outcome: Name | None = None
    """What the options are judged by; the experiment's first outcome unless given."""
    precision: float | None = Field(default=None, gt=0.0)
    """Half-width of the interval that is good enough; a fortieth of the range unless given."""
    most_replications: int = Field(default=800, ge=10, le=MOST_PER_POINT)
    """Futures at each value, at most."""

    @model_validator(mode="after")
    def _forwards(self) -> Switching:
        if not self.low < self.high:
            raise ValueError(f"low, {self.low:g}, is not under high, {self.high:g}; swap them")
        return self


class Seek(Experiment):
    """An experiment that looks for the least-cost mix, for switching values, or for both."""

    levers: dict[Name, LeverTable] = Field(default={}, max_length=100)
    """What a mix is made of."""
    least_cost: LeastCost | None = None
    """The chance constraint of the least-cost mix."""
    constraints: Constraints = Constraints()
    """Which mixes are left out."""
    options: list[Name] = []
    """The two scenario files of which one is better up to a switching value, and then the other."""
    switching: dict[Name, Switching] = Field(default={}, max_length=100)
    """Numbers whose switching values are sought."""

    @model_validator(mode="after")
    def _asks_something(self) -> Seek:
        if self.least_cost is None and not self.switching:
            raise ValueError("it seeks nothing; add [least_cost] or [switching.NAME]")
        if self.least_cost is not None and not self.levers:
            raise ValueError("[least_cost] has nothing to mix; add [levers.NAME]")
        if self.switching and len(self.options) != 2:
            raise ValueError("[switching] needs options; give two scenario files")
        refuse_ranges(self.levers)
        return self
