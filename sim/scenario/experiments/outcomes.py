"""[outcomes.NAME]: one number that is asked of every replication."""

from __future__ import annotations

from datetime import date
from typing import Literal, Self

from pydantic import ConfigDict, Field, model_validator

from sim.scenario.quantities import Model
from sim.scenario.tables.words import Name, Text


class Asked(Model):
    """One number that is asked of every replication.

    The measure is taken of every unit in every month of a span, or in one week; then over the
    months, then over the units.
    """

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True)

    label: Text = ""
    """What it is, as people write it; made of the rest unless given."""
    measure: Name = "caseload_per_fte"
    """Name of a measure of summary.csv."""
    units: list[Name] = []
    """Teams or groups, by name or label; the whole service unless given here or by teams_of."""
    teams_of: list[Name] = []
    """Groups of which every team counts by itself."""
    start: date | None = Field(default=None, alias="from")
    """A day in the first month that counts; the last week counts, and no month, unless given."""
    until: date | None = None
    """A day in the last month that counts; that of the run's end unless given."""
    at: date | None = None
    """In place of months: the day by which the week has closed that counts."""
    over_time: Literal["mean", "highest", "lowest"] = "mean"
    """What is taken of the months."""
    over_units: Literal["mean", "highest", "lowest"] = "highest"
    """What is taken of the units, if there are several."""

    @model_validator(mode="after")
    def _is_some_time(self) -> Self:
        refuse_no_time(self.start, self.until, self.at)
        return self


class OutcomeTable(Asked):
    """[outcomes.NAME]: one number that is asked of every replication.

    The measure is taken of every unit in every month of a span, or in one week; then over the
    months, then over the units.
    """

    at_most: float | None = None
    """The target, where less is better."""
    at_least: float | None = None
    """The target, where more is better."""
    better: Literal["lower", "higher"] | None = None
    """Which way is better; as the target or the measure has it unless given."""

    @model_validator(mode="after")
    def _has_one_target(self) -> OutcomeTable:
        if self.at_most is not None and self.at_least is not None:
            raise ValueError("at_most and at_least are two targets; keep one of them")
        return self


def refuse_no_time(start: date | None, until: date | None, at: date | None) -> None:
    """Refuse a span that says too much or too little.

    Raises:
        ValueError: If it does.
    """
    if at is not None and (start is not None or until is not None):
        raise ValueError("at asks for a week and from for months; keep one of them")
    if until is not None and start is None:
        raise ValueError("until needs from; say which month is the first")
    if start is not None and until is not None and until < start:
        raise ValueError(f"until, {until}, is before from, {start}; swap them")
