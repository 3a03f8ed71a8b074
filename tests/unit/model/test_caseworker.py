"""A social worker: one task at a time, earliest due first, and nothing lost by an interruption."""

from collections import Counter
from itertools import accumulate

import pytest

NEWLY_QUALIFIED = {"opening_share": 1.0, "productivity": 0.5, "period_days": 100.0}


def test_tasks_are_done_one_at_a_time_in_the_order_of_referral(office, task):
    office = office()
    for time in (0.0, 0.25, 0.5):
        office.refer(time, [task(8.0)])
    assert office.run(10.0).told("TaskDone") == [
        (1.0, "north/1.1"),
        (2.0, "north/2.1"),
        (3.0, "north/3.1"),
    ]


def test_the_task_that_is_due_first_comes_first(office, task):
    """A second task is due ten days after it came up, a first one five days after the referral."""
    office = office()
    office.refer(0.0, [task(4.0, 8.0, delays=3.0)])  # comes up on day 3.5, due on day 13.5
    office.refer(3.0, [task(16.0)])  # being done when the others come up
    office.refer(4.5, [task(8.0)])  # due on day 9.5
    assert office.run(20.0).told("TaskDone") == [
        (0.5, "north/1.1"),
        (5.0, "north/2.1"),
        (6.0, "north/3.1"),
        (7.0, "north/1.1"),
    ]


def test_a_task_in_hand_is_finished_before_a_more_urgent_one(office, task):
    office = office()
    office.refer(0.0, [task(4.0, 40.0, delays=1.0)])  # the second task is due on day 11.5
    office.refer(2.0, [task(8.0)])  # due on day 7
    assert office.run(20.0).told("TaskDone") == [
        (0.5, "north/1.1"),
        (6.5, "north/1.1"),
        (7.5, "north/2.1"),
    ]


def test_of_tasks_due_at_once_the_one_that_came_up_first_comes_first(office, task):
    office = office()
    office.refer(0.0, [task(8.0)], [task(8.0)], [task(8.0)])
    assert [who for _, who in office.run(9.0).told("TaskDone")] == [
        "north/1.1",
        "north/1.2",
        "north/1.3",
    ]


def test_part_time_workers_are_slower(office, task):
    office = office(teams__north__social_worker_fte=0.5)
    office.refer(0.0, [task(8.0)])
    assert office.run(9.0).told("TaskDone") == [(2.0, "north/1.1")]


def test_absence_suspends_the_task_in_hand_and_it_resumes(office, task):
    office = office()
    [case] = office.refer(0.0, [task(16.0)])
    worker = office.workers[0]
    office.at(1.5, worker.go_absent)
    office.run(3.0)
    assert (case.hours, case.hours_left, worker.in_hand) == (12.0, 4.0, case)
    office.at(4.0, worker.come_back)
    assert office.run(9.0).told("WorkerFellIll", "TaskDone", "WorkerReturned") == [
        (1.5, "WorkerFellIll", "north/social_worker 1"),
        (4.0, "WorkerReturned", "north/social_worker 1"),
        (4.5, "TaskDone", "north/1.1"),
    ]
    assert case.hours == 16.0
    assert office.service.census.weekly["worked_hours"][0, 0] == 16.0


def test_an_absence_of_no_length_costs_nothing(office, task):
    office = office()
    office.refer(0.0, [task(16.0)])
    office.at(1.0, office.workers[0].go_absent)
    office.at(1.0, office.workers[0].come_back)
    assert office.run(9.0).told("TaskDone") == [(2.0, "north/1.1")]


def test_a_case_that_comes_while_the_worker_is_absent_waits_for_them(office, task):
    office = office()
    office.at(0.0, office.workers[0].go_absent)
    office.refer(1.0, [task(8.0)])
    office.at(3.0, office.workers[0].come_back)
    assert office.run(9.0).given() == [(3.0, "north/1.1", "north/social_worker 1")]
    assert office.told("TaskDone") == [(4.0, "north/1.1")]


def test_overtime_follows_the_hours_that_wait_up_to_the_most(office, task):
    """2.5 hours a week are half an hour a day, for each 5 hours that wait; never over one."""
    office = office(
        roles__social_worker__overtime_response=0.5,
        roles__social_worker__max_overtime_hours_per_week=5.0,
    )
    office.refer(0.0, [task(9.0)], [task(8.5)], [task(5.0)], [task(8.0)])
    # 21.5, then 13 hours wait: the most, 1 hour a day; then 8: 0.8 hours; then none
    days = [9 / 9, 8.5 / 9, 5 / 8.8, 8 / 8]
    done = [time for time, _ in office.run(9.0).told("TaskDone")]
    assert done == pytest.approx(list(accumulate(days)))
    census = office.service.census.weekly
    assert census["overtime_hours"][0, 0] == pytest.approx(days[0] + days[1] + days[2] * 0.8)
    assert census["worked_hours"][0, 0] == pytest.approx(30.5)


def test_overtime_is_for_a_full_time_worker(office, task):
    office = office(
        teams__north__social_worker_fte=0.5,
        roles__social_worker__overtime_response=100.0,
        roles__social_worker__max_overtime_hours_per_week=5.0,
    )
    office.refer(0.0, [task(4.5)], [task(4.5)], [task(4.0)])
    # half of 8 hours, and of 1 hour's overtime while something waits
    assert [time for time, _ in office.run(9.0).told("TaskDone")] == [1.0, 2.0, 3.0]


def test_the_newly_qualified_are_slower_and_get_faster_week_by_week(office, task):
    office = office(roles__social_worker__newly_qualified=NEWLY_QUALIFIED)
    worker = office.workers[0]
    age = -worker.qualified
    assert worker.base_hours == pytest.approx(8.0 * (0.5 + 0.5 * age / 100.0))
    office.run(4.9)
    assert worker.base_hours == pytest.approx(8.0 * (0.5 + 0.5 * age / 100.0))
    office.run(5.1)
    assert worker.base_hours == pytest.approx(8.0 * (0.5 + 0.5 * (age + 5.0) / 100.0))
    assert worker.newly_qualified
    office.run(59.9)
    assert worker.newly_qualified == (age + 59.9 < 100.0)


def test_protected_caseload_grows_with_experience(office):
    protected = NEWLY_QUALIFIED | {"protected_caseload_share": 0.6}
    office = office(
        teams__north__social_worker_fte=0.5, roles__social_worker__newly_qualified=protected
    )
    worker = office.workers[0]
    grown = -worker.qualified / 100.0
    assert worker.share == pytest.approx(0.5 * (0.6 + 0.4 * grown))
    assert worker.fte == 0.5


def test_experience_ends_at_full_pace(office):
    office = office(roles__social_worker__newly_qualified=NEWLY_QUALIFIED | {"period_days": 3.0})
    office.run(5.5)
    assert office.workers[0].base_hours == 8.0
    assert not office.workers[0].newly_qualified


def test_weights_of_the_cases_held_add_up(office, task):
    office = office(
        pathway__light={"team_kind": "plans", "tasks": 1, "task_hours": 1.0}
        | {"external_delay_days": 1.0, "case_weight": 0.25}
    )
    worker = office.workers[0]
    office.refer(0.0, [task(8.0, closes=False), task(8.0, stage=1)], [task(8.0)])
    office.run(0.5)
    assert (worker.caseload, len(worker.cases)) == (2.0, 2)
    office.run(1.5)
    assert (worker.caseload, len(worker.cases)) == (1.25, 2)
    office.run(9.0)
    assert (worker.caseload, len(worker.cases)) == (0.0, 0)


def test_hours_waiting_are_those_of_the_queue(office, task):
    office = office()
    office.refer(0.0, [task(8.0)], [task(3.0)], [task(2.0)])
    office.run(0.5)
    assert office.workers[0].hours_waiting == 5.0
    office.run(1.1)
    assert office.workers[0].hours_waiting == 2.0


def test_whoever_leaves_hands_all_cases_over_and_works_no_more(office, task):
    office = office(teams__north__social_worker_fte=2.0)
    leaver, colleague = office.workers
    for _ in range(4):
        office.refer(0.0, [task(8.0)])
    office.at(0.5, leaver.post.vacate)
    office.run(0.6)
    assert leaver.gone
    assert not leaver.cases
    assert len(colleague.cases) == 4
    told = Counter(who for _, who in office.run(20.0).told("TaskDone"))
    assert set(told.values()) == {1}
    assert len(told) == 4
