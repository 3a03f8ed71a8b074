"""One replication, from its plan to its piece on disk: what a worker process does."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.clock import financial_year
from sim.results.store import Layout, TeamInfo, write_piece
from sim.scenario.planning import make_plan, working_calendar

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario


class Done(NamedTuple):
    """What the parent hears of a finished replication; the rest is on disk.

    Attributes:
        replication: Its number.
        event_count: Events that the engine handled.
        seconds: Time it took, writing included.
    """

    replication: int
    event_count: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Replicate:
    """Simulate replications of a scenario and keep them as pieces.

    Attributes:
        scenario: The scenario.
        folder: The folder of the pieces.
        cases: Whether to keep a row per stage of each case.
    """

    scenario: Scenario
    folder: Path
    cases: bool

    def __call__(self, replication: int) -> Done:
        """Make the piece of one replication."""
        from sim.model import simulate  # noqa: PLC0415 - only processes that simulate need SimPy

        started = perf_counter()
        record = simulate(make_plan(self.scenario, replication))
        write_piece(self.folder, record, layout_of(self.scenario), self.cases)
        return Done(replication, record.event_count, perf_counter() - started)


def team_infos(scenario: Scenario) -> tuple[TeamInfo, ...]:
    """What results need to know of each team, in the order of the scenario."""
    return tuple(
        TeamInfo(name, team.label or name, team.group or team.kind, team.kind)
        for name, team in scenario.teams.items()
    )


def layout_of(scenario: Scenario) -> Layout:
    """What turns the arrays of a scenario's Records into labelled rows."""
    calendar = working_calendar(scenario)
    months, first = np.unique(calendar.days.astype("datetime64[M]"), return_index=True)
    years = np.array([financial_year(month.item()) for month in months])
    return Layout(
        week_endings=calendar.week_endings,
        teams=team_infos(scenario),
        stages=tuple(scenario.pathway),
        financial_years=np.repeat(years, np.diff(first, append=calendar.n_days)),
    )
