"""A child's case on its way along the pathway: tasks, external delays, stages, closure."""

from __future__ import annotations

from math import nan
from typing import TYPE_CHECKING

import simpy

if TYPE_CHECKING:
    from sim.model.caseworker import Caseworker
    from sim.model.journeys import Leg
    from sim.model.service import Service
    from sim.model.team import Team
    from sim.scenario.plan import StagePlan


class Family:
    """A referral: the children who come together and who share a social worker.

    Attributes:
        origin: The team that took the referral in.
        name: Name word of the keys of its draws.
        number: Its number among the referrals of that name.
        label: Its name in the event log.
        localities: A uniform draw for each kind of team: where the family lives decides to
            which team of that kind its cases go.
        workers: The social worker who holds the family in each team.
    """

    __slots__ = ("label", "localities", "name", "number", "origin", "workers")

    def __init__(
        self, origin: Team, key: tuple[int, int], label: str, localities: list[float]
    ) -> None:
        self.origin = origin
        self.name, self.number = key
        self.label = label
        self.localities = localities
        self.workers: dict[Team, Caseworker] = {}


class Case:
    """One child's case.

    Its task either waits for the worker (``ready``) or lies outside the worker's hands, until
    a timeout brings it up again.
    """

    __slots__ = (
        "allocations", "changes", "child", "due", "entered", "env", "extra_hours", "family",
        "first_done", "hours", "hours_left", "leg", "legs", "moved_from", "opening", "place",
        "ready", "referred", "service", "stage", "task", "team", "worker",
    )  # fmt: skip

    def __init__(self, service: Service, family: Family, child: int, legs: list[Leg]) -> None:
        self.service = service
        self.env = service.env
        self.family = family
        self.child = child
        self.legs = legs
        self.place = 0
        self.team: Team = family.origin
        self.worker: Caseworker | None = None
        self.opening = False
        self.moved_from: Caseworker | None = None
        self.allocations = 0
        self.referred = 0.0
        self.hours_left = 0.0
        self.extra_hours = 0.0

    @property
    def label(self) -> str:
        """The case's number in the event log: team, referral and place in the family."""
        return f"{self.family.label}.{self.child + 1}"

    # ---- stages ----------------------------------------------------------------------------

    def enter(self, team: Team) -> None:
        """Start the next leg in a team. A leg without tasks is passed through at once."""
        self.enter_leg(team)
        if self.service.log is not None:
            self.note("StageBegan", self.stage.name)
        if not self.leg.hours:
            self.end_stage()
            return
        self.make_ready(self.entered + self.stage.first_due)
        if self.worker is None:
            team.allocate(self)
        else:
            self.worker.weigh()
            self.worker.submit(self)
            team.allocate_waiting()

    def enter_leg(self, team: Team) -> None:
        """Set everything that belongs to the leg."""
        self.leg = self.legs[self.place]
        self.stage: StagePlan = self.service.plan.stages[self.leg.stage]
        self.team = team
        self.entered = self.env.now
        self.first_done = nan
        self.hours = 0.0
        self.changes = 0
        self.task = 0

    def end_stage(self) -> None:
        """Leave the stage: on to the next one, or closed."""
        leg = self.leg
        self.service.stage_ended(self)
        self.place += 1
        if leg.closes:
            self.close(leg)
            return
        kind = self.service.plan.stages[self.legs[self.place].stage].kind
        target = self.team.destination(self.family, kind)
        if target is self.team:
            self.enter(target)
            return
        before = self.team
        before.tally.transfers_out += 1
        target.tally.transfers_in += 1
        if self.service.log is not None:
            self.note("CaseTransferred", f"to {target.plan.name}")
        self.enter_from(before, target)

    def enter_from(self, before: Team, target: Team) -> None:
        """Change team: the old worker lets go first, so that their capacity is known."""
        worker, self.worker = self.worker, None
        if worker is not None:
            worker.release(self)
        self.enter(target)
        before.allocate_waiting()

    def close(self, leg: Leg) -> None:
        """Close the case, and plan its return if it will be referred again."""
        service, team = self.service, self.team
        team.tally.closures += 1
        if service.log is not None:
            self.note("CaseClosed")
        worker, self.worker = self.worker, None
        if worker is not None:
            worker.release(self)
        chance = service.plan.return_probability * self.family.origin.return_ratio()
        if leg.return_draw < chance:
            service.env.timeout(leg.return_delay).callbacks.append(self.come_back)
        team.allocate_waiting()

    def note(self, what: str, detail: str = "") -> None:
        """Put a fact about the case into the event log."""
        self.service.note(what, self.team, self.label, detail)

    def come_back(self, _: simpy.Event) -> None:
        """A new referral of a child whose case was closed."""
        origin = self.family.origin
        origin.tally.re_referrals += 1
        self.opening = False
        origin.receive([self])

    def resume(self, team: Team, done: int, entered: float) -> None:
        """Be found in the first leg when the run begins, with some tasks done."""
        self.enter_leg(team)
        self.task = done
        self.entered = self.referred = entered
        self.opening = True
        self.ready = False

    # ---- tasks -----------------------------------------------------------------------------

    def make_ready(self, due: float) -> None:
        """The next task has come up and is due at a time."""
        self.ready = True
        self.due = due
        self.hours_left = self.leg.hours[self.task] + self.extra_hours
        self.extra_hours = 0.0

    def come_up(self, _: simpy.Event) -> None:
        """An external delay is over; a task that nears the stage's limit is due earlier."""
        due = self.env.now + self.stage.task_due
        limit = self.entered + self.stage.completion_limit
        self.make_ready(due if due < limit else limit)
        if self.worker is not None:
            self.worker.submit(self)

    def task_done(self) -> None:
        """The worker has finished the task in hand."""
        now = self.env.now
        self.ready = False
        if self.service.log is not None:
            by = "" if self.worker is None else f" by {self.worker.post.label}"
            self.note("TaskDone", f"{self.task + 1} of {len(self.leg.hours)}{by}")
        if self.task == 0:
            self.first_done = now
            if self.stage.seen_limit < self.service.never:
                self.team.tally.seen += 1
                self.team.tally.seen_within_5_days += now - self.referred <= self.stage.seen_limit
        self.task += 1
        if self.task == len(self.leg.hours):
            self.end_stage()
            return
        delay = self.leg.delays[self.task - 1] * self.team.plan.delay_ratio[int(now)]
        self.env.timeout(delay).callbacks.append(self.come_up)
