"""One replication, from its plan to its piece on disk: what a worker does."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.clock import financial_year
from sim.experiment.engines import Choice, simulator
from sim.experiment.pool import perform_in_processes
from sim.experiment.task import Proceed, nothing
from sim.experiment.verification import Reference, refuse_difference
from sim.record import Record
from sim.results.store import Layout, TeamInfo, write_piece
from sim.scenario.planning import make_plan, working_calendar

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario


class Done(NamedTuple):
    """What the parent hears of a finished replication; the rest is on disk.

    Attributes:
        replication: Its number.
        event_count: Events that the engine handled.
        seconds: Time it took, writing included and verification not.
        verified: Whether the reference has simulated it, too, and found the same.
    """

    replication: int
    event_count: int
    seconds: float
    verified: bool


@dataclass(frozen=True, slots=True)
class Replicate:
    """Simulate replications of a scenario and keep them as pieces.

    Attributes:
        scenario: The scenario.
        folder: The folder of the pieces.
        cases: Whether to keep a row per stage of each case.
        choice: The engine, and the replications to verify.
        elsewhere: Whether to verify in a process of its own, because threads share this one.
    """

    scenario: Scenario
    folder: Path
    cases: bool
    choice: Choice
    elsewhere: bool = False

    def __call__(self, replication: int, proceed: Proceed) -> Done:
        """Make the piece of one replication; what ``proceed`` raises ends the work."""
        started = perf_counter()
        record = simulator(self.choice.engine)(make_plan(self.scenario, replication), proceed)
        simulated = perf_counter()
        verified = replication in self.choice.verified
        if verified:
            refuse_difference(self.scenario, self._reference(replication, proceed), record)
        compared = perf_counter()
        write_piece(self.folder, record, layout_of(self.scenario), self.cases)
        seconds = perf_counter() - compared + simulated - started
        return Done(replication, record.event_count, seconds, verified)

    def name(self, replication: int) -> str:
        """What to call a replication."""
        return f"replication {replication}"

    def _reference(self, replication: int, proceed: Proceed) -> Record:
        """What the reference makes of the same replication."""
        found: list[Record] = []
        reference = Reference(self.scenario)
        if self.elsewhere:
            perform_in_processes(reference, [replication], 1, found.append, proceed)
        else:
            found.append(reference(replication, nothing))
        return found[0]


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
