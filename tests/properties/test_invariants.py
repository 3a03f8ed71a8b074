"""What must hold at every moment of every run, whatever the scenario.

The model is stepped event by event through small random scenarios and looked at from outside,
and its census is held against what was seen.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from random_scenarios import documents

from sim.model import simulate
from sim.model.service import Service
from sim.record import WEEKLY
from sim.scenario.plan import Plan
from sim.scenario.planning import make_plan
from sim.scenario.schema import Scenario

EXAMPLES = 40


# ---- observation -------------------------------------------------------------------------------


class Observer:
    """Steps a service event by event, checks its state, and integrates it over time."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.service = Service(self.plan, log=False)
        self.opening_done = {
            case: case.task
            for team in self.service.teams
            for case in (*team.waiting, *(c for w in team.workers for c in w.cases))
        }
        self.workers: dict[Any, None] = {}
        count = len(self.service.teams)
        self.seen = {name: np.zeros(count) for name in ("cases", "worked", "overtime", "sick")}
        self.seen["available"] = np.zeros(count)
        self.worker_counts: list[int] = []
        self.census: list[int] = []
        self.drawn_hours: list[tuple[float, float]] = []
        self.overlooked: list[str] = []
        self._watch_stages()
        self._watch_census()

    def _watch_stages(self) -> None:
        write = self.service.stage_ended

        def watched(case: Any) -> None:
            self.drawn_hours.append((case.hours, self.hours_due(case, len(case.leg.hours))))
            self.opening_done.pop(case, None)
            write(case)

        self.service.stage_ended = watched  # type: ignore[method-assign]

    def _watch_census(self) -> None:
        write = self.service.census.write

        def watched(week: int, team: Any) -> None:
            self.census.append(team.open_cases + len(team.waiting))
            self.worker_counts.append(len(team.workers))
            write(week, team)

        self.service.census.write = watched  # type: ignore[method-assign]

    def hours_due(self, case: Any, task: int) -> float:
        """Hours of the stage's tasks before one, within the run, and of its handovers."""
        done_before = self.opening_done.get(case, 0)
        handovers = case.changes * self.plan.handover_hours
        return sum(case.leg.hours[done_before:task]) + handovers

    def run(self) -> None:
        env, end = self.service.env, self.service.census.last
        while end.callbacks is not None:
            pause = env.peek() - env.now
            if pause > 0.0:
                self.integrate(pause)
                self.look()
            env.step()
        self.service.pack_rows()

    # ---- what accumulates ----------------------------------------------------------------------

    def integrate(self, days: float) -> None:
        for team in self.service.teams:
            at = team.place
            busy = [worker for worker in team.workers if worker.working]
            self.seen["cases"][at] += days * (team.open_cases + len(team.waiting))
            self.seen["worked"][at] += days * sum(worker.rate for worker in busy)
            self.seen["overtime"][at] += days * sum(worker.overtime for worker in busy)
            self.seen["sick"][at] += days * sum(worker.absent for worker in team.workers)
            self.seen["available"][at] += days * self.hours_a_day(team)

    def hours_a_day(self, team: Any) -> float:
        """Hours of those present, with the support present, from the formula."""
        present = [worker for worker in team.workers if not worker.absent]
        fte = sum(worker.fte for worker in present)
        support: Counter[Any] = Counter()
        for post in self.service.support_posts:
            part = dict(post.plan.parts).get(team.place, 0.0)
            if post.worker is not None and not post.worker.absent:
                support[post.role] += post.fte * part
        freed = sum(
            role.freed_hours[team.plan.kind] * min(1.0, there * role.workers_per_fte / fte)
            for role, there in support.items()
            if fte
        )
        freed = min(freed, self.plan.social_worker.delegable_hours)
        return sum(worker.base_hours for worker in present) + fte * freed

    # ---- what holds at every moment ------------------------------------------------------------

    def look(self) -> None:
        for team in self.service.teams:
            self.workers |= dict.fromkeys(team.workers)
            self.look_at_team(team)
        for worker in self.workers:
            self.look_at_worker(worker)
        self.look_at_delays()

    def look_at_team(self, team: Any) -> None:
        waiting = list(team.waiting)
        assert len(set(waiting)) == len(waiting)
        assert all(case.worker is None and case.team is team for case in waiting)
        assert team.open_cases == sum(len(worker.cases) for worker in team.workers)
        held = [worker.post for worker in team.workers]
        assert held == [post for post in team.posts if post.worker is not None]
        assert all(worker.post.worker is worker for worker in team.workers)
        able = waiting and [
            worker
            for worker in team.workers
            if not (worker.absent or worker.leaving)
            and self.weight(worker) < self.service.allocation.cap * worker.share - 1e-9
        ]
        if able:
            self.overlooked.append(
                f"day {self.service.env.now:.3f}: {waiting[0].label} waits while "
                f"{able[0].post.label} has {self.weight(able[0]):g} of "
                f"{self.service.allocation.cap * able[0].share:g}"
            )

    @staticmethod
    def weight(worker: Any) -> float:
        return sum(case.stage.weight for case in worker.cases)

    def look_at_worker(self, worker: Any) -> None:
        queued = [case for _, _, case in worker.queue]
        assert all(case.worker is worker and case in worker.cases for case in queued)
        assert len(set(queued)) == len(queued)
        assert worker.hours_waiting == pytest.approx(sum(c.hours_left for c in queued), abs=1e-9)
        assert worker.caseload == pytest.approx(self.weight(worker), abs=1e-9)
        assert worker.in_hand not in queued
        for case in worker.cases:
            at_hand = case in queued or case is worker.in_hand
            assert case.worker is worker
            assert case.team is worker.team
            assert case.ready == at_hand
            assert case.place < len(case.legs)
            assert case.task < len(case.leg.hours)
        if worker.gone:
            assert not (worker.cases or queued or worker.in_hand or worker.working)
            assert worker not in worker.team.workers
        if worker.absent:
            assert not worker.working
        elif not worker.gone:
            assert worker.working == bool(queued or worker.in_hand), "idle beside work"
        assert not worker.working or worker.rate > 0.0

    def open_cases(self) -> list[Any]:
        return [
            case
            for team in self.service.teams
            for case in (*team.waiting, *(c for w in team.workers for c in w.cases))
        ]

    def look_at_delays(self) -> None:
        """Exactly the cases outside their workers' hands have one timeout to bring them back."""
        expected: Counter[Any] = Counter()
        for _, _, _, event in self.service.env._queue:
            for callback in event.callbacks or ():
                if getattr(callback, "__name__", "") == "come_up":
                    expected[callback.__self__] += 1
        assert expected == Counter(case for case in self.open_cases() if not case.ready)


def planned(document: dict[str, Any]) -> Plan:
    return make_plan(Scenario.model_validate(document), 0)


# ---- tests -------------------------------------------------------------------------------------


@given(documents())
@settings(max_examples=EXAMPLES)
def test_state_is_whole_at_every_moment_and_the_census_agrees(document):
    plan = planned(document)
    observer = Observer(plan)
    observer.run()
    weekly = simulate(plan).weekly
    for name, column in observer.service.census.weekly.items():
        assert np.array_equal(column, weekly[name]), f"looking at it changed {name}"
    check_work(observer, weekly)
    check_little(observer, weekly)
    check_hours(observer)


def check_work(observer, weekly):
    bands = sum(weekly[f"workers_in_band_{band}"] for band in ("low", "manageable", "high", "over"))
    assert bands.ravel().tolist() == observer.worker_counts
    for seen, flow in (
        ("worked", "worked_hours"),
        ("overtime", "overtime_hours"),
        ("sick", "sick_days"),
        ("available", "available_hours"),
    ):
        total = weekly[flow].sum(axis=0)
        if seen in {"worked", "overtime"}:
            # hours are written down when a task is finished or put down
            total = total + in_hand(observer, "rate" if seen == "worked" else "overtime")
        assert total == pytest.approx(observer.seen[seen], abs=1e-7), flow


def in_hand(observer, pace):
    now = observer.service.env.now
    return [
        sum((now - w.started) * getattr(w, pace) for w in team.workers if w.working)
        for team in observer.service.teams
    ]


def check_little(observer, weekly):
    """Integral of the cases present = sum of the times they were there, team by team."""
    rows = np.concatenate(observer.service.row_blocks)
    now = observer.service.env.now
    there = weekly["open_cases"] + weekly["unallocated_cases"]
    assert there.ravel().tolist() == observer.census
    for team in observer.service.teams:
        of_team = rows[rows["team"] == team.place]
        stays = of_team["ended"] - np.maximum(of_team["entered"], 0.0)
        still = [now - max(c.entered, 0.0) for c in observer.open_cases() if c.team is team]
        there = stays.sum() + sum(still)
        assert there == pytest.approx(observer.seen["cases"][team.place], abs=1e-7)


def check_hours(observer):
    """Hours of work on a finished stage are those drawn for its tasks, and its handovers."""
    for spent, due in observer.drawn_hours:
        assert spent == pytest.approx(due, abs=1e-9)
    for case in observer.open_cases():
        left = case.hours_left if case.ready else case.extra_hours
        assert case.hours + left == pytest.approx(
            observer.hours_due(case, case.task + case.ready), abs=1e-9
        )


@given(documents())
@settings(max_examples=EXAMPLES)
def test_nobody_waits_while_a_colleague_could_take_them(document):
    """The cap keeps a case waiting only as long as nobody is below it."""
    observer = Observer(planned(document))
    observer.run()
    assert not observer.overlooked[:1]


@given(documents())
@settings(max_examples=EXAMPLES)
def test_every_week_balances(document):
    plan = planned(document)
    record = simulate(plan)
    check_cases(document, record.weekly)
    check_posts(record.weekly)
    check_blocks(plan, record)
    check_bounds(record.weekly)


def check_cases(document, weekly):
    opening = np.array([team["opening_caseload"] for team in document["teams"].values()])
    gained = weekly["cases_opened"] + weekly["transfers_in"]
    lost = weekly["closures"] + weekly["transfers_out"]
    there = weekly["open_cases"] + weekly["unallocated_cases"]
    assert np.array_equal(there, opening + np.cumsum(gained - lost, axis=0))
    assert np.array_equal(weekly["transfers_in"].sum(axis=1), weekly["transfers_out"].sum(axis=1))


def check_posts(weekly):
    held = weekly["in_post_fte"] + weekly["agency_fte"] + weekly["vacant_fte"]
    assert held == pytest.approx(weekly["establishment_fte"], abs=1e-9)


def check_blocks(plan, record):
    """Blocks of posts hold what the census of the teams holds."""
    changes = [change.team >= 0 for change in plan.post_changes]
    workers = np.array([True] * len(plan.teams) + [False] * len(plan.support) + changes)
    of_workers, of_support = record.posts[:, workers], record.posts[:, ~workers]
    for blocks, name, column in (
        (of_workers, "funded_fte", "establishment_fte"),
        (of_workers, "in_post_fte", "in_post_fte"),
        (of_workers, "agency_fte", "agency_fte"),
        (of_support, "funded_fte", "support_establishment_fte"),
        (of_support, "in_post_fte", "support_fte"),
    ):
        counted = record.weekly[column].sum(axis=1)
        assert blocks[name].sum(axis=1) == pytest.approx(counted, abs=1e-9), column
    assert not of_support["agency_fte"].any()


def check_bounds(weekly):
    for column in WEEKLY:
        assert weekly[column.name].min() >= 0, column.name
    for part, whole in (
        ("support_present_fte", "support_fte"),
        ("support_fte", "support_establishment_fte"),
        ("newly_qualified_fte", "in_post_fte"),
        ("re_referrals", "referrals"),
        ("referrals", "cases_opened"),
        ("leavers_fte", "leavers"),
        ("overtime_hours", "worked_hours"),
        ("seen_within_5_days", "seen"),
        ("assessments_within_45_days", "assessments"),
    ):
        assert np.all(weekly[part] <= weekly[whole] + 1e-9), f"{part} is more than {whole}"
    at_work = weekly["in_post_fte"] + weekly["agency_fte"]
    assert np.all(weekly["absent_fte"] <= at_work + 1e-9)
