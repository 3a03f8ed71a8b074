"""[readings]: published figures that can be read in more than one way, and how they are taken."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import Field, field_validator, model_validator

from sim.scenario.quantities import Model
from sim.scenario.tables.words import Name, Text

AS_WRITTEN = "as_written"
"""The reading that the tables of the scenario hold."""


class Alternative(Model):
    """[readings.NAME.alternatives.NAME]: another way to read the figure."""

    label: Text = Field(min_length=1)
    """The figure read so, in a few words."""
    source: Text = ""
    """Why it can be read so, and how its numbers follow."""
    keys: dict[Name, Any] = Field(min_length=1, max_length=200)
    """What the scenario then says: dotted keys, as --set takes them, each with its value."""

    @field_validator("keys")
    @classmethod
    def _plain_first(cls, keys: dict[str, Any]) -> dict[str, Any]:
        """In the order in which TOML writes them, so that a resolved scenario stays the same."""
        return dict(sorted(keys.items(), key=lambda item: isinstance(item[1], dict)))

    @model_validator(mode="after")
    def _sets_no_readings(self) -> Alternative:
        for key in self.keys:
            if key.partition(".")[0] == "readings":
                raise ValueError(f"keys: a reading can't set {key}; set numbers of the scenario")
        return self


class Reading(Model):
    """[readings.NAME]: a published figure that can be read in more than one way."""

    label: Text = Field(min_length=1)
    """The figure, as people speak of it."""
    question: Text = ""
    """What is not clear about it."""
    source: Text = ""
    """Where it is published."""
    as_written: Text = Field(min_length=1)
    """The way in which the tables of the scenario take it, in a few words."""
    taken: Name = AS_WRITTEN
    """The switch: as_written, or the name of an alternative."""
    alternatives: dict[Name, Alternative] = Field(min_length=1, max_length=20)
    """The other ways."""
    applied: Name | None = None
    """Written by the program into a resolved scenario: the alternative that its tables hold."""

    @model_validator(mode="after")
    def _fits(self) -> Reading:
        if AS_WRITTEN in self.alternatives:
            raise ValueError(f"alternatives: {AS_WRITTEN} is what the tables hold; rename it")
        if self.taken not in self.ways:
            raise ValueError(f"taken: there is no such way; write one of {', '.join(self.ways)}")
        if self.applied not in (None, self.taken):
            raise ValueError(
                f"taken: the tables here already hold the reading {self.applied}, and not what was"
                " there before; begin with the scenario that this one was made from"
            )
        return self

    @property
    def ways(self) -> Mapping[str, str]:
        """Every way to take it by name, in a few words; as written first."""
        others = {name: one.label for name, one in self.alternatives.items()}
        return {AS_WRITTEN: self.as_written, **others}
