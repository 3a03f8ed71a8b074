"""[targets.NAME]: a published figure, and what the model says in its place."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import ConfigDict, Field, model_validator

from sim.scenario.experiments.base import Experiment
from sim.scenario.experiments.outcomes import Asked, OutcomeTable, refuse_no_time
from sim.scenario.quantities import Model
from sim.scenario.tables.words import Name, Text


class SpanTable(Model):
    """When something is measured; the last week of the run unless months or a day are given."""

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True)

    start: date | None = Field(default=None, alias="from")
    """A day in the first month that counts."""
    until: date | None = None
    """A day in the last month that counts; that of the run's end unless given."""
    at: date | None = None
    """In place of months: the day by which the week has closed that counts."""

    @model_validator(mode="after")
    def _is_some_time(self) -> SpanTable:
        refuse_no_time(self.start, self.until, self.at)
        return self


class TargetTable(Asked):
    """[targets.NAME]: a published figure, and what the model says in its place.

    The figure may be a change: since another time, or from one scenario to another in the same
    future.
    """

    scenario: Name | None = None
    """The scenario file that is asked; the experiment's base unless given."""
    less: SpanTable | None = None
    """Another time, whose value is taken off."""
    against: Name | None = None
    """Another scenario file, whose value in the same future is taken off."""
    relative: bool = False
    """Whether a change is told as a share of the value that is taken off."""
    observed: float
    """The published figure, in the measure's own unit: 0.91 for 91 %."""
    low: float | None = None
    """The least that it may stand for, such as before rounding; the figure itself unless given."""
    high: float | None = None
    """The most that it may stand for."""
    source: Text = Field(min_length=1)
    """Where it is published."""
    use: Literal["fit", "test"]
    """Whether numbers of the scenario were chosen to meet it, or it was held out."""
    note: Text = ""
    """What to bear in mind when reading it."""

    @model_validator(mode="after")
    def _is_a_figure(self) -> TargetTable:
        if not self.least <= self.observed <= self.most:
            raise ValueError(f"observed, {self.observed:g}, is not from low to high; correct them")
        if self.relative and self.less is None and self.against is None:
            raise ValueError("relative tells of a change; say with less or against since what")
        return self

    @property
    def least(self) -> float:
        """The least that the published figure may stand for."""
        return self.observed if self.low is None else self.low

    @property
    def most(self) -> float:
        """The most that it may stand for."""
        return self.observed if self.high is None else self.high


class TargetedExperiment(Experiment):
    """An experiment that holds the model against published figures."""

    outcomes: dict[Name, OutcomeTable] = Field(default={}, max_length=0)
    """None: the targets are what is asked."""
    targets: dict[Name, TargetTable] = Field(min_length=1, max_length=200)
    """The published figures."""


class Validation(TargetedExperiment):
    """An experiment that says where the model agrees with published figures."""
