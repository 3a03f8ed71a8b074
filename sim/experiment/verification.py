"""The compiled engine held to the SimPy reference: two Records of one replication, bit by bit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from sim.errors import SimError
from sim.experiment.task import Proceed
from sim.record import STAGE_ROW, WEEKLY, Record
from sim.scenario.planning import make_plan, working_calendar

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario


class EnginesDifferError(SimError):
    """The engines made different futures of one plan: a fault in one of them."""


@dataclass(frozen=True, slots=True)
class Reference:
    """Simulates replications of a scenario in SimPy: work for another process."""

    scenario: Scenario

    def __call__(self, replication: int, _: Proceed) -> Record:
        """The reference's Record of one replication."""
        from sim.model import simulate  # noqa: PLC0415 - only processes that simulate need SimPy

        return simulate(make_plan(self.scenario, replication))

    def name(self, replication: int) -> str:
        """What to call a replication."""
        return f"replication {replication}"


class Difference(NamedTuple):
    """Where two Records part.

    Attributes:
        time: When, in working days since the start of the run.
        day: The date of that.
        what: What differs, in words.
    """

    time: float
    day: date
    what: str


def refuse_difference(scenario: Scenario, reference: Record, other: Record) -> None:
    """Compare two Records of one replication whole.

    Args:
        scenario: What they are of.
        reference: The Record of the SimPy reference.
        other: The Record of the compiled engine.

    Raises:
        EnginesDifferError: If one bit differs; it tells the first event that does.
    """
    found = first_difference(scenario, reference, other)
    if found is None:
        return
    raise EnginesDifferError(
        f"The compiled engine and the SimPy reference part in replication {other.replication} on"
        f" {found.day.day} {found.day:%B %Y} (working day {found.time:.6f}): {found.what}. This is"
        " a fault in the program, and nothing was published. Please report it with the scenario"
        " file. With --engine simpy the run can be made by the reference alone."
    )


def first_difference(scenario: Scenario, reference: Record, other: Record) -> Difference | None:
    """The earliest thing that is not the same to the last bit; None if all is.

    Args:
        scenario: What the Records are of.
        reference: The Record of the SimPy reference.
        other: The Record of the compiled engine.
    """
    parts = [
        *_stage_differences(scenario, reference.stages, other.stages),
        *_weekly_differences(scenario, reference, other),
        *_posts_differences(scenario, reference, other),
    ]
    if parts:
        return min(parts, key=lambda part: part.time)
    if reference.event_count != other.event_count:
        counts = f"{reference.event_count:,} events in SimPy, {other.event_count:,} compiled"
        return Difference(float(working_calendar(scenario).n_days), scenario.run.end, counts)
    return None


def _stage_differences(
    scenario: Scenario, reference: npt.NDArray[np.void], other: npt.NDArray[np.void]
) -> Iterator[Difference]:
    """The first finished stage that is not the same, if there is one."""
    calendar = working_calendar(scenario)
    both = min(len(reference), len(other))
    differ = (_bytes(reference[:both]) != _bytes(other[:both])).any(axis=1)
    if differ.any():
        first = int(differ.argmax())
        rows = reference[first], other[first]
        columns = [name for name in STAGE_ROW.names or () if rows[0][name] != rows[1][name]]
        said = ", ".join(f"{name} {rows[0][name]} in SimPy, {rows[1][name]} compiled"
                         for name in columns)  # fmt: skip
        what = f"{_stage(scenario, rows[0])} ended, with {said or 'other bits'}"
        ended = min(float(row["ended"]) for row in rows)
        yield Difference(ended, calendar.date_at(ended), what)
    elif len(reference) != len(other):
        longer, engine = (reference, "SimPy") if len(reference) > both else (other, "compiled")
        what = f"{_stage(scenario, longer[both])} ended in one engine only ({engine})"
        ended = float(longer[both]["ended"])
        yield Difference(ended, calendar.date_at(ended), what)


def _stage(scenario: Scenario, row: np.void) -> str:
    """A finished stage in words."""
    team, stage = list(scenario.teams)[row["team"]], list(scenario.pathway)[row["stage"]]
    return f"in {team}, stage {stage} of child {row['child']} of family {row['family']}"


def _weekly_differences(
    scenario: Scenario, reference: Record, other: Record
) -> Iterator[Difference]:
    """The first census that is not the same, for each of its columns."""
    calendar = working_calendar(scenario)
    names = list(scenario.teams)
    for column in WEEKLY:
        ours, theirs = reference.weekly[column.name], other.weekly[column.name]
        differ = (_bytes(ours.ravel()) != _bytes(theirs.ravel())).any(axis=1).reshape(ours.shape)
        if differ.any():
            week, team = (int(place) for place in np.argwhere(differ)[0])
            values = f"{ours[week, team]} in SimPy, {theirs[week, team]} compiled"
            what = f"in the census of {names[team]}, {column.name} is {values}"
            day: date = calendar.week_endings[week].item()
            yield Difference(float(calendar.week_closes[week]), day, what)


def _posts_differences(
    scenario: Scenario, reference: Record, other: Record
) -> Iterator[Difference]:
    """The first census in which the blocks of posts are not the same."""
    calendar = working_calendar(scenario)
    ours, theirs = reference.posts, other.posts
    differ = (_bytes(ours.ravel()) != _bytes(theirs.ravel())).any(axis=1).reshape(ours.shape)
    if differ.any():
        week, block = (int(place) for place in np.argwhere(differ)[0])
        values = f"{ours[week, block]} in SimPy, {theirs[week, block]} compiled"
        what = f"in the census, the posts of block {block} are {values}"
        day: date = calendar.week_endings[week].item()
        yield Difference(float(calendar.week_closes[week]), day, what)


def _bytes(array: npt.NDArray[np.generic]) -> npt.NDArray[np.uint8]:
    """The bytes of each element, in a row."""
    return np.ascontiguousarray(array).view(np.uint8).reshape(len(array), array.dtype.itemsize)
