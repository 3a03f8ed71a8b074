"""[levers.NAME]: what an experiment varies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from pydantic import ConfigDict, Field, model_validator

from sim.scenario.quantities import Model
from sim.scenario.tables.words import Name, Text

MOST_LEVELS = 10_000
_SLACK = 1e-9  # of a step: 0.1 + 0.2 is 0.3


class Lever(NamedTuple):
    """A lever, with nothing left open.

    Attributes:
        name: Its name in tables.
        label: Its name for people.
        short: What it is called in a mix: "10 SWSO".
        unit: Of its levels, such as "FTE".
        keys: Scenario keys that it sets, each with how much of one unit of the lever it gets.
        values: The levels it can have; none if it can have any from low to high.
        low: The lowest.
        high: The highest.
    """

    name: str
    label: str
    short: str
    unit: str
    keys: Mapping[str, float]
    values: tuple[float, ...]
    low: float
    high: float

    def settings(self, level: float) -> dict[str, float]:
        """What it sets each of its keys to at a level."""
        return {key: level * each for key, each in self.keys.items()}


class Keyed(Model):
    """Something that sets keys of a scenario."""

    label: Text = ""
    """What it is, as people write it."""
    unit: Text = ""
    """Unit of its numbers, such as FTE."""
    key: Name | None = None
    """The scenario key that it sets, dotted, as --set takes it."""
    keys: dict[str, float] = {}
    """In place of key: several keys, each with how much of one unit it gets."""

    @model_validator(mode="after")
    def _has_keys(self) -> Keyed:
        if (self.key is None) == (not self.keys):
            raise ValueError("it must set something; give either key or keys")
        return self

    @property
    def shares(self) -> Mapping[str, float]:
        """All keys, each with how much of one unit it gets."""
        return self.keys if self.key is None else {self.key: 1.0}


class LeverTable(Keyed):
    """[levers.NAME]: what is varied, and which levels it takes."""

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True)

    short: Text = ""
    """What it is called in a mix, such as SWSO in "10 SWSO"; its label unless given."""
    values: list[float] = Field(default=[], max_length=MOST_LEVELS)
    """Its levels, one by one."""
    start: float | None = Field(default=None, alias="from")
    """In place of values: the first level."""
    to: float | None = None
    """The last level."""
    step: float | None = Field(default=None, gt=0.0)
    """From one level to the next."""
    low: float | None = None
    """In place of levels, for sampled designs: the lowest that it may be."""
    high: float | None = None
    """The highest that it may be."""

    @model_validator(mode="after")
    def _fits(self) -> LeverTable:
        steps, span = (self.start, self.to, self.step), (self.low, self.high)
        ways = [bool(self.values), _any(steps), _any(span)]
        if sum(ways) != 1:
            raise ValueError(
                "its levels are not clear; give values, or from, to and step, or low and high"
            )
        if (_any(steps) and None in steps) or (_any(span) and None in span):
            raise ValueError(
                "one of its keys is missing; give from, to and step together, or low and high"
            )
        if len(set(self.values)) < len(self.values):
            raise ValueError("a level is there twice; keep one of them")
        if self.low is not None and self.high is not None and not self.low < self.high:
            raise ValueError(f"low, {self.low:g}, is not under high, {self.high:g}; swap them")
        if self.start is not None and self.to is not None and self.step is not None:
            if self.to < self.start:
                raise ValueError(f"to, {self.to:g}, is under from, {self.start:g}; swap them")
            if (self.to - self.start) / self.step > MOST_LEVELS:
                raise ValueError(f"more than {MOST_LEVELS:,} levels; give a larger step")
        return self

    def lever(self, name: str) -> Lever:
        """The lever that it describes."""
        values = tuple(self.values) or self._stepped()
        ends = values or (self.low or 0.0, self.high or 0.0)
        label = self.label or name
        return Lever(
            *(name, label, self.short or label, self.unit, self.shares, values),
            low=min(ends),
            high=max(ends),
        )

    def _stepped(self) -> tuple[float, ...]:
        if self.start is None or self.to is None or self.step is None:
            return ()
        count = int((self.to - self.start) / self.step + _SLACK) + 1
        return tuple(round(self.start + place * self.step, 12) for place in range(count))


def refuse_ranges(levers: Mapping[str, LeverTable]) -> None:
    """Refuse levers that have a range where every mix of levels is to be tried.

    Raises:
        ValueError: With the lever's name.
    """
    for name, lever in levers.items():
        if lever.low is not None:
            raise ValueError(
                f"the lever {name} has a range and no levels; give it values, or from, to and step"
            )


def _any(parts: tuple[float | None, ...]) -> bool:
    return any(part is not None for part in parts)
