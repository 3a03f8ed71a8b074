"""How precise a run's means shall be, for who can't say how many replications that takes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from sim.errors import InputError
from sim.experiment.question import measure_named, unit_named
from sim.experiment.replicate import team_infos
from sim.explore.enough import FEWEST, Limit, look_ahead
from sim.results.comparison import CASELOAD
from sim.results.end_values import Cell
from sim.results.measures import SERVICE, units_of
from sim.scenario.wording import shown

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario

MOST = 10_000
"""Replications that are made at most unless a person says otherwise."""

LEAST = FEWEST + int(look_ahead(FEWEST))
"""Replications without which nothing can be decided."""

_HALF_WIDTH = "--half-width"


class HalfWidth(NamedTuple):
    """How small the half-width of a measure's mean in the last week shall be.

    Attributes:
        measure: Name of the measure.
        unit: Name of a team, a group or the service; the service and every group if empty.
        limit: The most that the half-width may be.
    """

    measure: str
    unit: str
    limit: Limit

    @classmethod
    def of(cls, text: str) -> HalfWidth:
        """What a person wrote, such as ``caseload_per_fte@Assessment=1%``.

        Raises:
            InputError: If it can't be read.
        """
        what, _, size = text.rpartition("=")
        measure, _, unit = what.partition("@")
        limit = _limit(size.strip())
        if limit is None:
            raise InputError(
                problem=f"{shown(text)} is not a measure and a half-width.",
                remedy="Write it as caseload_per_fte=1% for a share of the mean,"
                " caseload_per_fte=0.2 for so many cases, or"
                ' "caseload_per_fte@Assessment=1%" for one group.',
                key=_HALF_WIDTH,
            )
        return cls(measure_named(measure.strip(), _HALF_WIDTH), unit.strip(), limit)

    def __str__(self) -> str:
        """As a person writes it."""
        size, relative = self.limit
        where = f"@{self.unit}" if self.unit else ""
        return f"{self.measure}{where}={f'{100 * size:.10g}%' if relative else f'{size:.10g}'}"


USUAL = (HalfWidth(CASELOAD, "", Limit(0.01, relative=True)),)
"""What is wanted unless a person says otherwise."""


@dataclass(frozen=True, slots=True)
class Precision:
    """What decides how many replications there are, in place of a number.

    Attributes:
        half_widths: How precise which means shall be.
        most: Replications that are made at most, whether that is reached or not.
    """

    half_widths: tuple[HalfWidth, ...] = USUAL
    most: int = MOST

    def __post_init__(self) -> None:
        """Refuse what can't be met.

        Raises:
            InputError: If there are too few replications to decide anything.
        """
        if self.most < LEAST:
            raise InputError(
                problem=f"whether {self.most} replications are enough can't be told.",
                remedy=f"Allow {LEAST} or more.",
                key="--most-replications",
            )

    @classmethod
    def of(cls, half_widths: Sequence[str], most: int | None = None) -> Precision:
        """What a person asks for; the usual where they say nothing.

        Args:
            half_widths: As :meth:`HalfWidth.of` reads them.
            most: Replications that are made at most.

        Raises:
            InputError: If something can't be read, or can't be met.
        """
        asked = tuple(HalfWidth.of(text) for text in half_widths)
        return cls(asked or USUAL, MOST if most is None else most)

    def asked(self) -> dict[str, object]:
        """What was asked, as a manifest keeps it."""
        return {"half_widths": [str(wish) for wish in self.half_widths], "most": self.most}


class Watched(NamedTuple):
    """A mean that must be precise, and how precise."""

    cell: Cell
    limit: Limit


def watched(scenario: Scenario, precision: Precision) -> list[list[Watched]]:
    """For each of the half-widths that are wanted, all means of which it is wanted.

    Raises:
        InputError: If there is no such team or group.
    """
    every = [unit[:2] for unit in units_of(team_infos(scenario)) if unit[0] != "team"]
    return [
        [
            Watched(Cell(wish.measure, *unit), wish.limit)
            for unit in ([_unit(scenario, wish.unit)] if wish.unit else every)
        ]
        for wish in precision.half_widths
    ]


def _unit(scenario: Scenario, name: str) -> tuple[str, str]:
    return (SERVICE, SERVICE) if name == SERVICE else unit_named(scenario, name, _HALF_WIDTH)


def _limit(text: str) -> Limit | None:
    """A limit such as ``1%`` or ``0.1``; None if it is neither."""
    try:
        size = float(text.removesuffix("%"))
    except ValueError:
        return None
    if not (math.isfinite(size) and size > 0.0):
        return None
    return Limit(size / 100, relative=True) if text.endswith("%") else Limit(size, relative=False)
