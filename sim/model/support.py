"""Support staff: posts that hold no cases and free hours in the teams they serve."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING

import simpy

from sim.model.absence import Absence
from sim.model.posts import HOLDER_BITS
from sim.model.recruitment import Hire, recruited
from sim.model.retention import notice_days, resignation
from sim.streams import Purpose, name_hash

if TYPE_CHECKING:
    from sim.model.service import Service
    from sim.model.team import Team
    from sim.scenario.plan import LeavingPlan, SicknessPlan, SupportPlan


class SupportWorker:
    """A person in a support post."""

    def __init__(self, post: SupportPost, number: int, from_start: bool) -> None:
        self.post = post
        self.service = post.service
        self.env: simpy.Environment = post.env
        self.name, self.number = post.name, number
        self.from_start = from_start
        self.absent = self.gone = self.agency = False
        Absence(self, post.role.sickness)

    def leaving_ratio(self, plan: LeavingPlan) -> float:
        """Support staff resign at the base rate."""
        return plan.max_ratio

    def sickness_ratio(self, plan: SicknessPlan) -> float:
        """Support staff fall ill at the base rate."""
        return plan.max_ratio

    def go_absent(self) -> None:
        """Stop working for a while."""
        self.absent = True
        self.post.presence_changes()

    def come_back(self) -> None:
        """Work again."""
        self.absent = False
        self.post.presence_changes()

    def hand_over(self) -> None:
        """Nothing: support staff hold no cases."""


class SupportPost:
    """A funded support post of one role, serving one team or several.

    Attributes:
        name: Name word of its keys.
        number: Its number among the posts of that name, from 1.
        block: The block of posts that it is counted in; see :data:`sim.record.POSTS_ROW`.
        worker: Who sits in it, or None.
        removed: Whether it is no longer funded.
        teams: The teams served, with the part of the post that each gets.
    """

    def __init__(
        self, service: Service, plan: SupportPlan, number: int, fte: float, block: int,
        since: str = "",
    ) -> None:  # fmt: skip
        self.service = service
        self.block = block
        self.plan = plan
        self.env: simpy.Environment = service.env
        self.role = service.plan.support_roles[plan.role]
        self.name = name_hash(plan.name + since)
        self.label = f"{plan.name}{since} {number}"
        self.number = number
        self.place = service.next_order()
        self.fte = fte
        self.worker: SupportWorker | None = None
        self.holders = 0
        self.removed = False
        self.teams: list[tuple[Team, float]] = [
            (service.teams[place], part) for place, part in plan.parts
        ]
        for team, part in self.teams:
            team.support.append((self, part))

    def open(self) -> None:
        """Begin the post's life; whoever is in it already stays."""
        self.life = self.env.process(self.live())

    def live(self) -> Generator[simpy.Event, None, None]:
        """Be held, fall vacant, be filled again, until the post is removed."""
        pipeline = self.service.pipelines[self.plan.role]
        try:
            while not self.removed:  # it may be on the day on which it opens
                if self.worker is None:
                    try:
                        hire = yield from recruited(self, self.role.hiring, pipeline)
                    except simpy.Interrupt as interrupt:
                        if not isinstance(interrupt.cause, Hire):
                            raise
                        hire = interrupt.cause
                    self.start(hire)
                worker = self.worker
                assert worker is not None
                yield from resignation(worker, self.role.leaving)
                yield self.env.timeout(notice_days(worker, self.role.leaving))
                self.note("SupportWorkerLeft")
                self.vacate()
        except simpy.Interrupt:
            return

    def start(self, _: Hire) -> None:
        """Somebody starts in the post."""
        self.seat(from_start=False)
        self.note("SupportWorkerStarted")

    def seat(self, from_start: bool) -> None:
        """Put a new person into the post."""
        self.holders += 1
        number = (self.number << HOLDER_BITS) + self.holders
        self.worker = SupportWorker(self, number, from_start)
        self.presence_changes()

    def vacate(self) -> None:
        """The person in the post goes."""
        worker, self.worker = self.worker, None
        if worker is not None:
            worker.gone = True
            self.presence_changes()

    def remove(self) -> None:
        """The post is no longer funded."""
        self.removed = True
        self.life.interrupt()
        self.service.pipelines[self.plan.role].withdraw(self)
        self.vacate()
        self.service.support_posts.remove(self)
        for team, part in self.teams:
            team.support.remove((self, part))

    def shrink(self, fte: float) -> None:
        """Part of the post is no longer funded."""
        self.fte = fte
        self.presence_changes()

    @property
    def removal_order(self) -> tuple[int, int]:
        """Vacant posts go first; of equals, the newest."""
        return (0 if self.worker is None else 1), -self.place

    @property
    def present_fte(self) -> float:
        """The post's FTE if somebody is in it and at work, else 0."""
        return 0.0 if self.worker is None or self.worker.absent else self.fte

    def presence_changes(self) -> None:
        """Tell the teams."""
        for team, _ in self.teams:
            team.refresh()

    def draw(self, purpose: Purpose, index: int) -> float:
        """A uniform of this post and this vacancy."""
        number = (self.number << HOLDER_BITS) + self.holders
        return self.service.streams.uniform(purpose, self.name, number, index)

    def hiring_ratio(self) -> float:
        """Interventions on recruitment concern social workers only."""
        return 1.0

    def note(self, what: str) -> None:
        """Put a fact about the post into the event log, if there is one."""
        if self.service.log is not None:
            self.service.note(what, self.teams[0][0], self.label, "")
