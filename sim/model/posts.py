"""A social worker post and all who hold it, one after the other."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING

import simpy

from sim.model.absence import Absence
from sim.model.agency import CONVERTED, cover, stop
from sim.model.caseworker import Caseworker
from sim.model.recruitment import Hire, recruited
from sim.model.retention import notice_days, resignation
from sim.streams import Purpose, name_hash

if TYPE_CHECKING:
    from sim.model.team import Team

HOLDER_BITS = 20
"""Holder h of post p has number p x 2**20 + h, so that every person has keys of their own."""
REMOVED = "removed"


class CaseworkerPost:
    """A funded seat for a social worker.

    Attributes:
        name: Name word of its keys.
        number: Its number among the posts of that name, from 1.
        place: Its place in the team, which orders workers with equal caseloads.
        block: The block of posts that it is counted in; see :data:`sim.record.POSTS_ROW`.
        worker: Who sits in it, permanent or agency, or None.
        holders: How many permanent (False) and agency (True) people have sat in it.
        vacancies: How often it has fallen vacant.
        removed: Whether it is no longer funded.
    """

    def __init__(self, team: Team, key: str, number: int, fte: float, block: int) -> None:
        self.team = team
        self.block = block
        self.env = team.service.env
        self.name = name_hash(key)
        self.label = f"{key} {number}"
        self.number = number
        self.place = team.next_place()
        self.fte = fte
        self.worker: Caseworker | None = None
        self.agency_name = name_hash(f"{key}/agency")
        self.holders = {False: 0, True: 0}
        self.vacancies = 0
        self.removed = False
        team.posts.append(self)

    def open(self) -> None:
        """Begin the post's life; whoever is in it already stays."""
        self.life = self.env.process(self.live())

    @property
    def permanent(self) -> Caseworker | None:
        """The permanent holder, if there is one."""
        return None if self.worker is None or self.worker.agency else self.worker

    def worker_from_start(self) -> bool:
        """Whether the person in the post was there when the run began."""
        return self.worker is not None and self.worker.from_start

    def draw(self, purpose: Purpose, index: int) -> float:
        """A uniform of this post and this vacancy."""
        number = (self.number << HOLDER_BITS) + self.vacancies
        return self.team.service.streams.uniform(purpose, self.name, number, index)

    def hiring_ratio(self) -> float:
        """Today's multiple of the chance of a recruitment round."""
        return self.team.plan.hiring_ratio[self.team.service.today()]

    # ---- the post's life -------------------------------------------------------------------

    def live(self) -> Generator[simpy.Event, None, None]:
        """Be held, fall vacant, be filled again, until the post is removed."""
        leaving = self.team.service.plan.social_worker.leaving
        try:
            while not self.removed:  # it may be on the day on which it opens
                worker = self.permanent
                if worker is None:
                    worker = yield from self.fill()
                yield from resignation(worker, leaving)
                worker.leaving = True
                self.note("WorkerGaveNotice")
                yield self.env.timeout(notice_days(worker, leaving))
                tally = self.team.tally
                tally.leavers += 1
                tally.leavers_fte += worker.fte
                self.note("WorkerLeft")
                self.vacate()
        except simpy.Interrupt:
            return

    def fill(self) -> Generator[simpy.Event, None, Caseworker]:
        """Recruit, with agency cover meanwhile, until somebody permanent sits here."""
        service = self.team.service
        self.vacancies += 1
        covering = self.env.process(cover(self))
        plan = service.plan.social_worker.hiring
        try:
            hire = yield from recruited(self, plan, service.pipelines[-1])
        except simpy.Interrupt as interrupt:
            if interrupt.cause == CONVERTED:
                return self.convert()
            if not isinstance(interrupt.cause, Hire):
                stop(covering)
                raise
            hire = interrupt.cause
        stop(covering)
        if self.worker is not None:
            self.end_agency()
        return self.start(hire)

    def start(self, hire: Hire) -> Caseworker:
        """A permanent worker starts."""
        now, role = self.env.now, self.team.service.plan.social_worker
        qualified = now if hire.newly_qualified else now - role.newly_qualified_days
        self.team.tally.starters += 1
        worker = self.seat(qualified, agency=False, from_start=False)
        self.note("WorkerStarted")
        return worker

    def convert(self) -> Caseworker:
        """The agency worker takes the permanent post."""
        worker = self.worker
        assert worker is not None
        worker.agency = False
        self.team.tally.starters += 1
        self.note("AgencyWorkerBecamePermanent")
        return worker

    def start_agency(self) -> None:
        """An agency worker starts; they are experienced."""
        role = self.team.service.plan.social_worker
        self.team.tally.agency_starters += 1
        self.seat(self.env.now - role.newly_qualified_days, agency=True, from_start=False)
        self.note("AgencyWorkerStarted")

    def end_agency(self) -> None:
        """The agency worker goes."""
        self.note("AgencyWorkerLeft")
        self.vacate()

    def seat(self, qualified: float, agency: bool, from_start: bool) -> Caseworker:
        """Put a new person into the post."""
        self.holders[agency] += 1
        number = (self.number << HOLDER_BITS) + self.holders[agency]
        self.worker = Caseworker(self, number, qualified, agency, from_start)
        Absence(self.worker, self.team.service.plan.social_worker.sickness)
        self.team.add(self.worker)
        return self.worker

    def vacate(self) -> None:
        """The person in the post goes; colleagues take the cases."""
        worker, self.worker = self.worker, None
        if worker is not None:
            worker.depart()

    def remove(self) -> None:
        """The post is no longer funded; its holder goes elsewhere, which is no resignation."""
        self.removed = True
        self.team.posts.remove(self)
        self.team.service.pipelines[-1].withdraw(self)
        self.life.interrupt(REMOVED)
        self.vacate()

    def shrink(self, fte: float) -> None:
        """Part of the post is no longer funded."""
        self.fte = fte
        if self.worker is not None:
            self.worker.fte = fte
            self.worker.grow()
        self.team.refresh()

    @property
    def removal_order(self) -> tuple[int, int]:
        """Vacant posts go first, then those that agency workers cover; of equals, the newest."""
        return (0 if self.worker is None else 1 if self.worker.agency else 2), -self.place

    def note(self, what: str) -> None:
        """Put a fact about the post into the event log, if there is one."""
        if self.team.service.log is not None:
            self.team.service.note(what, self.team, self.label, "")
