"""A social worker: a single server with many open cases who works by due date."""

from __future__ import annotations

from collections.abc import Generator
from heapq import heappop, heappush
from typing import TYPE_CHECKING

import simpy

from sim.model.retention import leaving_ratio, pressure
from sim.portable import add_up, exp

if TYPE_CHECKING:
    from sim.model.cases import Case
    from sim.model.posts import CaseworkerPost
    from sim.model.team import Team
    from sim.scenario.plan import LeavingPlan, SicknessPlan


class Caseworker:
    """A person in a social worker post, permanent or agency.

    Attributes:
        name: Name word of the keys of their draws.
        number: Number word of the same.
        qualified: When they qualified, in working days of the run; negative for before.
        share: FTE less what is protected while newly qualified; caseloads are compared by it.
        caseload: Weight of the cases held.
    """

    __slots__ = (
        "absent", "agency", "base_hours", "caseload", "cases", "env", "from_start", "fte", "gone",
        "hours_waiting", "in_hand", "leaving", "name", "number", "overtime", "post", "process",
        "qualified", "queue", "rate", "rest", "role", "service", "share", "started", "team",
        "working",
    )  # fmt: skip

    def __init__(
        self, post: CaseworkerPost, number: int, qualified: float, agency: bool, from_start: bool
    ) -> None:
        self.post = post
        self.team: Team = post.team
        self.service = self.team.service
        self.env: simpy.Environment = self.service.env
        self.role = self.service.plan.social_worker
        self.name = post.agency_name if agency else post.name
        self.number = number
        self.fte = post.fte
        self.qualified = qualified
        self.agency = agency
        self.from_start = from_start
        self.absent = self.leaving = self.gone = self.working = False
        self.cases: dict[Case, None] = {}
        self.caseload = 0.0
        self.queue: list[tuple[float, int, Case]] = []
        self.hours_waiting = 0.0
        self.in_hand: Case | None = None
        self.rest: simpy.Event | None = None
        self.rate = self.overtime = self.started = 0.0
        self.grow()
        self.process = self.env.process(self.serve())

    # ---- the server ------------------------------------------------------------------------

    def serve(self) -> Generator[simpy.Event, None, None]:
        """Do tasks, earliest due first, one at a time; absence suspends the one in hand."""
        while not self.gone:
            if self.absent or not (self.in_hand or self.queue):
                self.rest = self.env.event()
                yield self.rest
                continue
            case = self.take_up()
            try:
                yield self.env.timeout(case.hours_left / self.rate)
            except simpy.Interrupt:
                continue
            self.working = False
            self.count_work(self.env.now - self.started)
            self.in_hand = None
            case.hours += case.hours_left
            case.task_done()

    def take_up(self) -> Case:
        """The suspended task, or the next one in the queue, at the pace of this moment."""
        case = self.in_hand
        if case is None:
            case = heappop(self.queue)[2]
            waiting = self.hours_waiting - case.hours_left
            # nothing waits in an empty queue, whatever rounding has left of the sum
            self.hours_waiting = waiting if self.queue and waiting > 0.0 else 0.0
            role = self.role
            overtime = role.overtime_response * self.hours_waiting
            most = role.max_overtime * self.fte
            self.overtime = overtime if overtime < most else most
            self.rate = self.base_hours + self.fte * self.team.freed_hours + self.overtime
            self.in_hand = case
        self.started = self.env.now
        self.working = True
        return case

    def put_down(self) -> None:
        """Suspend the task in hand; what is done of it stays done."""
        if not self.working:
            return
        self.working = False
        case = self.in_hand
        assert case is not None
        spent = self.env.now - self.started
        self.count_work(spent)
        done = min(spent * self.rate, case.hours_left)
        case.hours += done
        case.hours_left -= done
        self.process.interrupt()

    def count_work(self, days: float) -> None:
        """Note hours worked and the overtime among them."""
        tally = self.team.tally
        tally.worked_hours += days * self.rate
        tally.overtime_hours += days * self.overtime

    def submit(self, case: Case) -> None:
        """Put a case's ready task into the queue."""
        heappush(self.queue, (case.due, self.service.next_order(), case))
        self.hours_waiting += case.hours_left
        self.wake()

    def wake(self) -> None:
        """End a rest, if there is one to end."""
        if self.rest is not None and not self.absent:
            self.rest.succeed()
            self.rest = None

    # ---- cases held ------------------------------------------------------------------------

    @property
    def accepting(self) -> bool:
        """Whether the worker can be given cases: present, and staying."""
        return not (self.absent or self.leaving or self.gone)

    @property
    def caseload_per_fte(self) -> float:
        """Open cases for each full-time equivalent."""
        return len(self.cases) / self.fte

    def take_on(self, case: Case) -> None:
        """Hold a case from now on."""
        case.worker = self
        self.cases[case] = None
        self.weigh()
        self.team.open_cases += 1
        if case.ready:
            self.submit(case)

    def release(self, case: Case) -> None:
        """Let a case go that is closed, or moves to another team."""
        del self.cases[case]
        self.team.open_cases -= 1
        self.weigh()

    def weigh(self) -> None:
        """Add the weights up afresh, so that no rounding builds up over the years."""
        if self.service.equal_weights:
            self.caseload = len(self.cases) * self.service.weight
        else:
            self.caseload = add_up(case.stage.weight for case in self.cases)

    def hand_over(self) -> None:
        """Give all cases to colleagues."""
        self.put_down()
        self.in_hand = None
        self.queue.clear()
        self.hours_waiting = 0.0
        cases = list(self.cases)
        self.cases.clear()
        self.caseload = 0.0
        self.team.open_cases -= len(cases)
        for case in cases:
            self.team.reallocate(case)

    # ---- pressure ---------------------------------------------------------------------------

    def leaving_ratio(self, plan: LeavingPlan) -> float:
        """Resignation rate now as a multiple of the base rate."""
        return leaving_ratio(self, plan)

    def sickness_ratio(self, plan: SicknessPlan) -> float:
        """Rate of sickness now as a multiple of the base rate."""
        return min(exp(pressure(self, plan)), plan.max_ratio)

    # ---- coming and going ------------------------------------------------------------------

    def grow(self) -> None:
        """Set productivity and protected caseload by experience; done once a week."""
        role = self.role
        age = (self.env.now - self.qualified) / role.newly_qualified_days
        grown = 1.0 if age >= 1.0 else age
        productivity = role.productivity + (1.0 - role.productivity) * grown
        self.base_hours = self.fte * role.base_hours * productivity
        self.share = self.fte * (role.protected_share + (1.0 - role.protected_share) * grown)

    @property
    def newly_qualified(self) -> bool:
        """Whether the period after qualifying is still running."""
        return self.env.now - self.qualified < self.role.newly_qualified_days

    def go_absent(self) -> None:
        """Stop working for a while."""
        self.put_down()
        self.absent = True
        self.team.refresh()
        self.post.note("WorkerFellIll")

    def come_back(self) -> None:
        """Work again."""
        self.absent = False
        self.team.refresh()
        self.post.note("WorkerReturned")
        self.wake()
        self.team.allocate_waiting()

    def depart(self) -> None:
        """Leave for good; the cases stay in the team."""
        self.put_down()
        self.gone = True
        self.team.remove(self)
        self.hand_over()
