"""A team: its workers, the cases that wait for one, and the hours that support frees."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections import deque
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

from sim.portable import add_up

if TYPE_CHECKING:
    from sim.model.cases import Case, Family
    from sim.model.caseworker import Caseworker
    from sim.model.posts import CaseworkerPost
    from sim.model.service import Service
    from sim.model.support import SupportPost
    from sim.scenario.plan import TeamPlan


@dataclass(slots=True)
class Tally:
    """What has happened in a team since the last census: the flows of :mod:`sim.record`."""

    referrals: int = 0
    re_referrals: int = 0
    cases_opened: int = 0
    closures: int = 0
    transfers_in: int = 0
    transfers_out: int = 0
    starters: int = 0
    leavers: int = 0
    leavers_fte: float = 0.0
    agency_starters: int = 0
    sick_days: float = 0.0
    overtime_hours: float = 0.0
    worked_hours: float = 0.0
    available_hours: float = 0.0
    seen: int = 0
    seen_within_5_days: int = 0
    assessments: int = 0
    assessments_within_45_days: int = 0
    assessment_days: float = 0.0
    changes_of_worker: int = 0


class Team:
    """A team of social workers.

    Attributes:
        workers: Everyone in post or agency, in the order of their posts.
        waiting: Cases without a worker, first come first served.
        freed_hours: Hours a working day that support frees for a full-time worker.
        coverage: How far support covers the workers present, 0 to 1.
        return_limit: The highest probability with which a closed case is ever referred again.
    """

    def __init__(self, service: Service, plan: TeamPlan, place: int) -> None:
        self.service = service
        self.plan = plan
        self.place = place
        self.posts: list[CaseworkerPost] = []
        self.next_place = count().__next__
        self.workers: list[Caseworker] = []
        self.waiting: deque[Case] = deque()
        self.open_cases = 0
        self.tally = Tally()
        self.support: list[tuple[SupportPost, float]] = []
        self.freed_hours = 0.0
        self.coverage = 0.0
        self.absent_heads = 0
        self.hours_a_day = 0.0
        self.counted_to = 0.0
        self.turn = 0
        self.return_limit = service.plan.return_probability * max(plan.return_ratio)

    # ---- cases -----------------------------------------------------------------------------

    def receive(self, cases: list[Case]) -> None:
        """Take in a referral: the cases of one family."""
        self.tally.referrals += 1
        self.tally.cases_opened += len(cases)
        now = self.service.env.now
        for case in cases:
            case.referred = now
            if self.service.log is not None:
                self.service.note("CaseOpened", self, case.label, "")
            case.enter(self)

    def allocate(self, case: Case) -> None:
        """Give a case to a worker, or put it on the waiting list behind those before it."""
        worker = None if self.waiting else self.service.allocation.choose(self, case)
        if worker is None:
            self.waiting.append(case)
        else:
            self.assign(case, worker)

    def reallocate(self, case: Case) -> None:
        """Find a colleague for a case whose worker has gone or is long absent."""
        case.moved_from, case.worker = case.worker, None
        self.allocate(case)

    def allocate_waiting(self) -> None:
        """Allocate waiting cases while somebody can take the first of them."""
        while self.waiting:
            worker = self.service.allocation.choose(self, self.waiting[0])
            if worker is None:
                return
            self.assign(self.waiting.popleft(), worker)

    def assign(self, case: Case, worker: Caseworker) -> None:
        """Make a worker the holder of a case; a change of worker costs a handover."""
        before, case.moved_from = case.moved_from, None
        if before is not None and before is not worker:
            case.changes += 1
            self.tally.changes_of_worker += 1
            hours = self.service.plan.handover_hours
            if case.ready:
                case.hours_left += hours
            else:
                case.extra_hours += hours
        case.family.workers[self] = worker
        if self.service.log is not None:
            self.service.note("CaseAllocated", self, case.label, f"to {worker.post.label}")
        worker.take_on(case)

    def destination(self, family: Family, kind: int) -> Team:
        """The team of a kind that takes a family's cases: this one if it is of that kind."""
        if kind == self.plan.kind:
            return self
        places, ends = self.plan.transfers[kind]
        chosen = bisect_right(ends, family.localities[kind])
        return self.service.teams[places[min(chosen, len(places) - 1)]]

    def return_ratio(self) -> float:
        """Today's multiple of re-referrals."""
        return self.plan.return_ratio[self.service.today()]

    # ---- people ----------------------------------------------------------------------------

    def add(self, worker: Caseworker) -> None:
        """A worker starts."""
        insort(self.workers, worker, key=lambda one: one.post.place)
        self.refresh()
        self.allocate_waiting()

    def remove(self, worker: Caseworker) -> None:
        """A worker has gone."""
        self.workers.remove(worker)
        self.refresh()

    def refresh(self) -> None:
        """Count presence up to now, then see who is present from now on."""
        days = self.service.env.now - self.counted_to
        self.counted_to = self.service.env.now
        self.tally.sick_days += self.absent_heads * days
        self.tally.available_hours += self.hours_a_day * days
        present = [worker for worker in self.workers if not worker.absent]
        fte = add_up(worker.fte for worker in present)
        self.absent_heads = len(self.workers) - len(present)
        self.cover(fte)
        self.hours_a_day = add_up(worker.base_hours for worker in present) + fte * self.freed_hours

    def cover(self, fte: float) -> None:
        """Work out what the support staff present free for the workers present."""
        kind = self.plan.kind
        hours = coverage = 0.0
        roles = self.service.plan.support_roles
        present = [0.0] * len(roles)
        for post, part in self.support:
            present[post.plan.role] += post.present_fte * part
        for role, support in zip(roles, present, strict=True):
            if support > 0.0:
                reach = support * role.workers_per_fte
                covered = reach / fte if reach < fte else 1.0
                hours += covered * role.freed_hours[kind]
                coverage += covered * role.suitability[kind]
        self.freed_hours = min(hours, self.service.plan.social_worker.delegable_hours)
        self.coverage = min(coverage, 1.0)
