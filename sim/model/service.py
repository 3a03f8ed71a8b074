"""The service: everything put together, and run."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from itertools import count
from math import inf
from typing import TYPE_CHECKING

import numpy as np
import simpy

from sim.model.allocation import POLICIES, Allocation
from sim.model.census import Census
from sim.model.interventions import Interventions
from sim.model.journeys import Journeys
from sim.model.opening import OpeningCases
from sim.model.posts import HOLDER_BITS, CaseworkerPost
from sim.model.recruitment import Pipeline
from sim.model.referrals import Referrals
from sim.model.support import SupportPost
from sim.model.team import Team
from sim.portable import add_up
from sim.record import STAGE_ROW, Event, Record
from sim.streams import Purpose, Streams

if TYPE_CHECKING:
    from sim.model.cases import Case
    from sim.scenario.plan import Plan

ROWS_AT_A_TIME = 65_536


class Service:
    """A children's social care service: teams, posts, support staff and families.

    Attributes:
        teams: The teams, in the order of the scenario.
        support_posts: Every support post.
        pipelines: People ready to start, by place of their support role; -1 social workers.
        allocation: The rule by which cases are given out.
        log: Events, for a replay; None where nobody asked.
    """

    never = inf

    def __init__(self, plan: Plan, log: bool) -> None:
        self.plan = plan
        self.env = simpy.Environment()
        self.streams = Streams(plan.seed, plan.replication)
        self.journeys = Journeys(plan, self.streams)
        self.log: list[Event] | None = [] if log else None
        self.next_order = count().__next__
        weights = {stage.weight for stage in plan.stages}
        self.equal_weights, self.weight = len(weights) == 1, min(weights)
        self.rows: list[tuple[object, ...]] = []
        self.row_blocks: list[np.ndarray] = []
        self.allocation = Allocation(POLICIES[plan.allocations[0].policy], plan.allocations[0].cap)
        self.pipelines = {place: Pipeline() for place in range(-1, len(plan.support_roles))}
        self.teams = [Team(self, team, place) for place, team in enumerate(plan.teams)]
        self.support_posts: list[SupportPost] = []
        self.census = Census(self)
        self.staff()
        for team in self.teams:
            OpeningCases(team).place()
        for team in self.teams:
            Referrals(team)
        Interventions(self)

    # ---- the first day ---------------------------------------------------------------------

    def staff(self) -> None:
        """Fill the posts of the first day: permanent, then agency, then vacant ones."""
        for team in self.teams:
            posts = [
                CaseworkerPost(team, f"{team.plan.name}/social_worker", number, fte, team.place)
                for number, fte in enumerate(team.plan.post_ftes, start=1)
            ]
            filled = len(posts) - team.plan.vacant_posts
            for place, post in enumerate(posts[:filled]):
                agency = place >= filled - team.plan.agency_posts
                post.seat(self.opening_experience(post, agency), agency, from_start=True)
            for post in posts:
                post.open()
        for block, plan in enumerate(self.plan.support, start=len(self.teams)):
            for number, fte in enumerate(plan.post_ftes, start=1):
                support = SupportPost(self, plan, number, fte, block)
                support.seat(from_start=True)
                support.open()
                self.support_posts.append(support)

    def opening_experience(self, post: CaseworkerPost, agency: bool) -> float:
        """When somebody who is in post on the first day qualified, in working days."""
        role = self.plan.social_worker
        number = post.number << HOLDER_BITS
        u = self.streams.uniform(Purpose.EXPERIENCE, post.name, number, 0)
        if agency or u >= role.newly_qualified_opening:
            return -role.newly_qualified_days
        return -role.newly_qualified_days * u / role.newly_qualified_opening

    # ---- along the way ---------------------------------------------------------------------

    def today(self) -> int:
        """The number of the working day."""
        return int(self.env.now)

    def establishment_fte(self) -> float:
        """Funded social worker posts of all teams."""
        return add_up(post.fte for team in self.teams for post in team.posts)

    def all_posts(self) -> Iterator[CaseworkerPost | SupportPost]:
        """Every funded post: the teams' own, then support posts."""
        for team in self.teams:
            yield from team.posts
        yield from self.support_posts

    def agency_fte(self) -> float:
        """Posts covered by agency workers in all teams."""
        return add_up(w.fte for team in self.teams for w in team.workers if w.agency)

    def stage_ended(self, case: Case) -> None:
        """Write down a finished stage, and whether it was in time."""
        now, stage, tally = self.env.now, case.stage, case.team.tally
        if stage.completion_limit < self.never:
            days = now - case.entered
            tally.assessments += 1
            tally.assessments_within_45_days += days <= stage.completion_limit
            tally.assessment_days += days
        self.rows.append(
            (
                case.team.place, case.leg.stage, case.family.number, case.child, case.place,
                len(case.leg.hours), case.entered, case.first_done, now, case.hours,
                case.changes, case.opening,
            )
        )  # fmt: skip
        case.opening = False
        if len(self.rows) >= ROWS_AT_A_TIME:
            self.pack_rows()

    def pack_rows(self) -> None:
        """Keep finished stages as an array, which takes a fifth of the memory."""
        self.row_blocks.append(np.array(self.rows, STAGE_ROW))
        self.rows.clear()

    def note(self, what: str, team: Team, who: str, detail: str) -> None:
        """Add a fact to the log of a replay."""
        assert self.log is not None
        self.log.append(Event(self.env.now, what, team.plan.name, who, detail))

    def run(self) -> Record:
        """Simulate to the last census."""
        self.env.run(until=self.census.last)
        self.pack_rows()
        # SimPy offers no count of events; its own numbering of them is one, but for the number
        # that it spends on coming to a halt
        events = next(self.env._eid) - 1
        return Record(
            replication=self.plan.replication,
            weekly=self.census.weekly,
            stages=np.concatenate(self.row_blocks),
            event_count=events,
            posts=self.census.posts,
            log=self.log or [],
        )


def simulate(plan: Plan, log: bool = False) -> Record:
    """Simulate one replication of a plan.

    Args:
        plan: What to simulate; see :func:`sim.scenario.planning.make_plan`.
        log: Whether to keep the log of events.

    Returns:
        The weekly census, finished stages, and the log if it was asked for.
    """
    # nothing here becomes a lost cycle, and looking for some takes an eighth of the time
    collecting = gc.isenabled()
    gc.disable()
    try:
        return Service(plan, log).run()
    finally:
        if collecting:
            gc.enable()
