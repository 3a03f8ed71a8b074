"""An experiment that finds numbers nobody publishes: ``python -m sim calibrate``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import Field, model_validator

from sim.scenario.experiments.levers import Keyed
from sim.scenario.experiments.targets import TargetedExperiment
from sim.scenario.parameters import MOST_ROWS
from sim.scenario.quantities import Model, Quantity
from sim.scenario.tables.words import Name

FEWEST = 2
"""Replications of a point with which chance can be told from what numbers do."""


class InputTable(Keyed):
    """[inputs.NAME]: a number to be found, and what is believed of it beforehand."""

    low: float
    """The lowest that it may be."""
    high: float
    """The highest that it may be."""
    value: float | None = None
    """The likeliest; a number with a shape other than uniform needs it."""
    shape: Literal["uniform", "triangular", "pert"] = "uniform"
    """How likely the values between low and high are, before the targets are looked at."""

    @model_validator(mode="after")
    def _fits(self) -> InputTable:
        if not self.low < self.high:
            raise ValueError(f"low, {self.low:g}, is not under high, {self.high:g}; swap them")
        if (self.value is None) != (self.shape == "uniform"):
            raise ValueError(
                "value, the likeliest, goes with shape triangular or pert; give both or neither"
            )
        if self.value is not None and not self.low <= self.value <= self.high:
            raise ValueError(f"value, {self.value:g}, is not from low to high; correct it")
        return self

    @property
    def quantity(self) -> Quantity:
        """What is believed of it beforehand."""
        value = self.low if self.value is None else self.value
        return Quantity(value=value, low=self.low, high=self.high, shape=self.shape)

    def settings(self, level: float) -> dict[str, float]:
        """What it sets each of its keys to at a level, to six digits."""
        return {key: float(f"{level * each:.6g}") for key, each in self.shares.items()}


class Library(Model):
    """[library]: the points that are simulated."""

    points: int = Field(default=200, ge=8, le=100_000)
    """Points of each wave."""
    waves: int = Field(default=3, ge=1, le=20)
    """Waves: each looks where the ones before have not ruled the targets out."""


class Posterior(Model):
    """[posterior]: what comes out."""

    draws: int = Field(default=500, ge=10, le=MOST_ROWS)
    """Sets of numbers, all equally likely."""
    checked: int = Field(default=50, ge=2, le=MOST_ROWS)
    """How many of them are simulated, to say what meets the targets and what does not."""


class Calibration(TargetedExperiment):
    """An experiment that finds the numbers under which the model meets published figures."""

    inputs: dict[Name, InputTable] = Field(min_length=1, max_length=30)
    """The numbers to be found."""
    library: Library = Library()
    """The points that are simulated."""
    posterior: Posterior = Posterior()
    """What comes out."""

    @model_validator(mode="after")
    def _inputs_fit(self) -> Calibration:
        refuse_shared_keys(self.inputs)
        if all(target.use == "test" for target in self.targets.values()):
            raise ValueError('no target is fitted to; give one use = "fit"')
        if self.posterior.checked > self.posterior.draws:
            raise ValueError(
                f"checked, {self.posterior.checked}, is more than draws, {self.posterior.draws}; "
                "lower it"
            )
        return self


def refuse_shared_keys(inputs: Mapping[str, InputTable]) -> None:
    """Refuse two inputs that set the same key.

    Raises:
        ValueError: With the names of both.
    """
    setters: dict[str, str] = {}
    for name, table in inputs.items():
        for key in table.shares:
            if key in setters:
                raise ValueError(
                    f"the inputs {setters[key]} and {name} both set {key}; leave it to one of them"
                )
            setters[key] = name
