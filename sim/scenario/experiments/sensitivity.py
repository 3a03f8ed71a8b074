"""An experiment that finds which numbers matter: ``python -m sim sensitivity``."""

from __future__ import annotations

from pydantic import Field, model_validator

from sim.scenario.experiments.base import MOST_PER_POINT, Experiment
from sim.scenario.quantities import Model
from sim.scenario.tables.words import Name

MOST_STRONGEST = 10_000
"""More numbers than any scenario has a use for."""


class Part(Model):
    """What every part of a sensitivity analysis may say."""

    replications: int | None = Field(default=None, ge=3, le=MOST_PER_POINT)
    """Futures at each point; those of [run] unless given."""


class Tornado(Part):
    """[tornado]: each uncertain number at either end of its range, the others at their best."""


class Readings(Part):
    """[readings]: each figure that can be read in more than one way, taken in each other way."""


class Morris(Part):
    """[morris]: which numbers matter at all: screening after Morris (1991)."""

    trajectories: int = Field(default=20, ge=2, le=10_000)
    """Walks through the ranges, each changing every number once."""
    levels: int = Field(default=4, ge=4, le=100)
    """Values that each number takes; an even number."""

    @model_validator(mode="after")
    def _even(self) -> Morris:
        if self.levels % 2:
            raise ValueError(f"levels: {self.levels} is odd; write {self.levels + 1}")
        return self


class Sobol(Part):
    """[sobol]: how much of the spread each number causes, by itself and with others."""

    points: int = Field(default=256, ge=16, le=2**20)
    """Size of the base sample, a power of 2."""
    strongest: int | None = Field(default=None, ge=1, le=MOST_STRONGEST)
    """Only so many numbers: those that [morris] of the same file finds strongest."""

    @model_validator(mode="after")
    def _power_of_two(self) -> Sobol:
        if self.points & (self.points - 1):
            below = 1 << (self.points.bit_length() - 1)
            raise ValueError(
                f"points: {self.points} is no power of 2; write {below} or {2 * below}"
            )
        return self


class Split(Part):
    """[split]: how much of the spread is uncertain numbers, and how much is chance."""

    draws: int = Field(default=100, ge=3, le=MOST_PER_POINT)
    """Sets of uncertain numbers."""


class Sensitivity(Experiment):
    """An experiment that finds which uncertain numbers matter."""

    against: Name | None = None
    """A second scenario file; outcomes are then the base's less this one's."""
    inputs: list[Name] = []
    """Numbers with a range, or tables that hold such; all of them unless given."""
    tornado: Tornado | None = None
    """One number at a time."""
    readings: Readings | None = None
    """One reading at a time."""
    morris: Morris | None = None
    """Screening of many numbers."""
    sobol: Sobol | None = None
    """Shares of the variance."""
    split: Split | None = None
    """Uncertain numbers against chance."""

    @model_validator(mode="after")
    def _asks_something(self) -> Sensitivity:
        if not self.parts:
            raise ValueError(
                "nothing is asked for; add [tornado], [readings], [morris], [sobol] or [split]"
            )
        if self.sobol is not None and self.sobol.strongest is not None and self.morris is None:
            raise ValueError("[sobol] strongest needs [morris], which finds them; add [morris]")
        return self

    @property
    def parts(self) -> tuple[Part, ...]:
        """The parts that are asked for."""
        every = (self.tornado, self.readings, self.morris, self.sobol, self.split)
        return tuple(part for part in every if part is not None)

    @property
    def varies_numbers(self) -> bool:
        """Whether it asks for more than readings, so that numbers need a range."""
        return any(part is not self.readings for part in self.parts)
