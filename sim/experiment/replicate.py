"""One replication, from its plan to its piece: what a worker does."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.clock import financial_year, financial_years
from sim.experiment.engines import Choice
from sim.experiment.simulate import simulated, verify
from sim.experiment.task import Proceed
from sim.record import Record
from sim.results.measures import periods_of
from sim.results.outturn import Key, lines_of, outturn
from sim.results.posts import accounts_of, weights_of, yearly_rows
from sim.results.store import Layout, TeamInfo, pack
from sim.scenario.planning import working_calendar
from sim.scenario.uncertainty import drawn

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario


class Done(NamedTuple):
    """What is noted of a finished replication.

    Attributes:
        replication: Its number.
        event_count: Events that the engine handled.
        seconds: Time it took the worker, verification not included.
        verified: Whether the reference has simulated it, too, and found the same.
    """

    replication: int
    event_count: int
    seconds: float
    verified: bool


class Made(NamedTuple):
    """What a worker gives back: workers may share no disk with who asks them.

    Attributes:
        done: What to note of the replication.
        packed: The content of its piece.
    """

    done: Done
    packed: bytes


@dataclass(frozen=True, slots=True)
class Replicate:
    """Simulate replications of a scenario and pack each into a piece.

    Attributes:
        scenario: The scenario.
        cases: Whether to keep a row per stage of each case.
        choice: The engine, and the replications to verify.
        elsewhere: Whether to verify in a process of its own, because threads share this one.
        layout: How to label what comes out.
    """

    scenario: Scenario
    cases: bool
    choice: Choice
    elsewhere: bool = False
    layout: Layout = field(init=False, compare=False)

    def __post_init__(self) -> None:
        """Work the layout out once for all replications."""
        object.__setattr__(self, "layout", layout_with_money(self.scenario))

    def __call__(self, replication: int, proceed: Proceed) -> Made:
        """Make the piece of one replication; what ``proceed`` raises ends the work."""
        record, seconds = simulated(self.scenario, replication, self.choice.engine, proceed)
        verified = replication in self.choice.verified
        if verified:
            verify(self.scenario, record, self.elsewhere, proceed)
        started = perf_counter()
        spent = spent_in(self.scenario, record, self.layout)
        packed = pack(record, self.layout, self.cases, spent)
        seconds += perf_counter() - started
        return Made(Done(replication, record.event_count, seconds, verified), packed)

    def name(self, replication: int) -> str:
        """What to call a replication."""
        return f"replication {replication}"


def spent_in(scenario: Scenario, record: Record, layout: Layout) -> dict[Key, float]:
    """What a replication spent by line, at the prices drawn for it."""
    posts = yearly_rows(record.posts, layout.accounts, layout.weights)
    years, starts = periods_of(layout.week_endings, "financial_year")
    hours = np.add.reduceat(record.weekly["overtime_hours"].sum(axis=1), starts)
    overtime = dict(zip(years.tolist(), hours.tolist(), strict=True))
    return outturn(drawn(scenario, record.replication), layout.accounts, posts, overtime)


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


def layout_with_money(scenario: Scenario) -> Layout:
    """The same with the lines of budget and outturn, which take a little longer to work out."""
    accounts = accounts_of(scenario)
    return replace(
        layout_of(scenario),
        years=tuple(financial_years(scenario.run.start, scenario.run.end)),
        accounts=accounts,
        weights=weights_of(scenario, accounts),
        lines=lines_of(scenario, accounts),
    )
