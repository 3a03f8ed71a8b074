"""The first day: cases in progress, and closed ones that will come back."""

from collections import Counter

import numpy as np
import pytest

from sim.model.opening import found_tasks
from sim.samplers import empirical, fixed, geometric

BUSY = {
    "teams__north__social_worker_fte": 10.0,
    "demand__referrals_per_week": {"north": 20.0},
    "pathway__plan__tasks": 4,
    "pathway__plan__task_hours": 2.0,
    "pathway__plan__external_delay_days": 6.0,
    "teams__north__opening_caseload": 400,
}


def opening_cases(office):
    return [case for worker in office.workers for case in worker.cases]


def test_all_opening_cases_are_there_and_marked(office):
    office = office(**BUSY)
    cases = opening_cases(office)
    assert len(cases) == office.team.open_cases == 400
    assert all(case.opening for case in cases)
    assert Counter(len(worker.cases) for worker in office.workers) == {40: 10}
    office.run(30.0).service.pack_rows()
    rows = office.service.row_blocks[0]
    assert 0 < rows["opening"].sum() < rows.size
    assert (rows["entered"][rows["opening"]] <= 0.0).all()
    assert (rows["entered"][~rows["opening"]] > 0.0).all()


def test_a_case_began_as_long_ago_as_its_done_tasks_took(office):
    """With equal delays of 6 days: done tasks x 6, and for one that waits for others what is
    spent of the present delay instead of its last 6 days."""
    office = office(**BUSY)
    with_worker = away = 0
    for case in opening_cases(office):
        assert 0 <= case.task < 4
        if case.ready:
            with_worker += 1
            assert case.entered == -6.0 * case.task
        else:
            away += 1
            assert case.task > 0
            assert -6.0 * case.task < case.entered < -6.0 * (case.task - 1)
    assert with_worker > 20
    assert away > 200


def test_external_delays_end_evenly_over_their_length(office):
    """What is left of a delay of 6 days is uniform: 4 standard errors of the mean are 0.4."""
    office = office(**BUSY)
    away = sum(not case.ready for case in opening_cases(office))
    ends = [
        time
        for time, _, _, event in office.env._queue
        if any(getattr(call, "__name__", "") == "come_up" for call in event.callbacks)
    ]
    assert len(ends) == away
    assert np.mean(ends) == pytest.approx(3.0, abs=0.4)
    assert 0.0 < min(ends) < max(ends) < 6.0


def test_the_share_with_the_worker_is_that_of_the_plan(office):
    """Of 400 at a share p 4 standard errors are under 0.1."""
    office = office(**BUSY)
    [part] = office.team.plan.opening
    share = sum(case.ready for case in opening_cases(office)) / 400
    assert 0.05 < part.with_worker < 0.5
    assert share == pytest.approx(part.with_worker, abs=0.1)


def test_tasks_that_wait_are_due_within_the_usual_time(office):
    office = office(**BUSY, pathway__plan__task_due_days=9.0)
    due = [case.due for case in opening_cases(office) if case.ready]
    assert 0.0 < min(due) < max(due) < 9.0


def test_a_stage_of_one_task_has_no_delay_to_be_found_in(office):
    office = office(**BUSY | {"pathway__plan__tasks": 1})
    assert all(case.ready and case.task == 0 for case in opening_cases(office))


def test_between_two_tasks_a_case_can_be_away(office):
    office = office(**BUSY | {"pathway__plan__tasks": 2})
    away = [case for case in opening_cases(office) if not case.ready]
    assert len(away) > 100
    assert {case.task for case in away} == {1}


def test_opening_cases_are_told_apart_in_the_log(office):
    office = office(
        **BUSY | {"teams__north__opening_caseload": 3},
        demand__re_referral={"probability": 0.5, "delay_days": 2.0},
    )
    allocated = [who for _, who, _ in office.given()]
    assert allocated == [f"north/opening {number}.1" for number in (1, 2, 3)]
    returned = {who for _, who in office.run(3.0).told("CaseOpened") if "returning" in who}
    assert returned == {f"north/returning {n}.1" for n in range(1, office.team.plan.dormant + 1)}


def test_opening_cases_above_the_cap_wait(office):
    office = office(**BUSY, allocation__caseload_cap=30.0)
    assert (office.team.open_cases, len(office.team.waiting)) == (300, 100)


def test_longer_stages_are_found_more_often():
    """Stages of 1, 3 and 6 tasks: with the worker in proportion to tasks, away to tasks - 1.

    Of 4,000 cases 4 standard errors are 0.032.
    """
    u = (np.arange(4000) + 0.5) / 4000
    tasks = empirical((1.0, 3.0, 6.0), (2.0, 1.0, 1.0))
    for fewer, weights in ((0, [2, 3, 6]), (1, [0, 2, 5])):
        found = Counter(found_tasks(tasks, u, fewer).tolist())
        shares = [found[n] / 4000 for n in (1, 3, 6)]
        assert shares == pytest.approx([w / sum(weights) for w in weights], abs=0.001)


def test_a_fixed_number_of_tasks_is_found_as_it_is():
    u = np.array([0.1, 0.9])
    assert found_tasks(fixed(5.0), u, 0).tolist() == [5, 5]
    # what is away has a second task to come
    assert found_tasks(fixed(1.0), u, 1).tolist() == [2, 2]


def test_where_one_length_alone_can_be_found_it_is_found():
    u = np.array([0.1, 0.9])
    assert found_tasks(empirical((1.0, 3.0), (1.0, 1.0)), u, 1).tolist() == [3, 3]


def test_opening_cases_of_all_stages_are_different_children(office):
    second = {"team_kind": "plans", "tasks": 2, "task_hours": 2.0, "external_delay_days": 18.0}
    routes = {"pathway__plan__routes": {"care": 0.9}, "pathway__care__routes": {"end": 0.9}}
    office = office(**BUSY, pathway__care=second, pathway__end=second, **routes)
    assert len(office.team.plan.opening) == 3
    assert len({case.label for case in opening_cases(office)}) == 400


def test_where_no_stage_is_long_enough_what_is_found_is_the_least_that_can_be():
    u = np.array([0.1, 0.9])
    assert found_tasks(empirical((0.0, 1.0), (1.0, 1.0)), u, 1).tolist() == [2, 2]


def test_found_counts_have_the_mean_of_the_length_biased_count():
    """E[N^2] / E[N] for tasks with the worker: for a geometric count of mean 4, 7."""
    u = (np.arange(20_000) + 0.5) / 20_000
    assert found_tasks(geometric(4.0), u, 0).mean() == pytest.approx(7.0, abs=0.02)


def test_closed_cases_come_back_as_if_the_service_had_always_run(office):
    """Little's law: rate x probability x mean delay; each comes back when its rest is over."""
    office = office(
        **BUSY,
        demand__re_referral={"probability": 0.5, "delay_days": 20.0},
    )
    dormant = office.team.plan.dormant
    assert dormant == round(4.0 / 0.5 * 0.5 * 20.0)
    office.run(20.5)
    returned = [who for _, who in office.told("CaseOpened") if "returning" in who]
    # all of them within 20 days, for that is the longest that a delay of 20 has left; some twice
    assert len(set(returned)) == dormant
    weekly = office.service.census.weekly
    assert weekly["re_referrals"][:4].sum() >= dormant


def test_returns_are_as_frequent_on_the_first_day_as_later(office):
    """4 a day: in 20 days 80 with standard deviation 9; a start without them would give none."""
    office = office(
        **BUSY | {"teams__north__opening_caseload": 0},
        demand__re_referral={"probability": 0.5, "delay_days": 20.0},
    )
    office.run(20.0)
    returned = [who for _, who in office.told("CaseOpened") if "returning" in who]
    assert len(returned) == pytest.approx(80, abs=20)


def test_stages_are_found_in_proportion_to_the_time_spent_in_them(office):
    second = {"team_kind": "plans", "tasks": 2, "task_hours": 2.0, "external_delay_days": 18.0}
    office = office(**BUSY, pathway__plan__routes={"care": 0.5}, pathway__care=second)
    plan, care = office.team.plan.opening
    # 3 delays of 6 days, and for half of them one delay of 18, besides the work on both
    assert plan.cases + care.cases == 400
    assert plan.cases / care.cases == pytest.approx(2.0, rel=0.15)
