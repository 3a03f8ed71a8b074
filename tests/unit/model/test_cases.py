"""A case on its way: tasks, external delays, stages, other teams, closure and return."""

from math import isnan

import pytest

from sim.scenario.plan import NEVER

TWO_KINDS = {
    "teams": {
        "north": {
            "kind": "plans",
            "social_worker_fte": 1.0,
            "transfers_to": {"west": 1, "east": 3},
        },
        "west": {"kind": "care", "social_worker_fte": 1.0},
        "east": {"kind": "care", "social_worker_fte": 1.0},
    },
    "pathway__care": {
        "team_kind": "care",
        "tasks": 1,
        "task_hours": 8.0,
        "external_delay_days": 5.0,
    },
}
LIMITS = {"seen_within_days": 1.5, "completed_within_days": 8.0}


def test_tasks_are_parted_by_external_delays(office, task):
    office = office()
    office.refer(0.0, [task(8.0, 4.0, 8.0, delays=3.0)])
    assert office.run(20.0).told("TaskDone", "CaseClosed") == [
        (1.0, "TaskDone", "north/1.1"),
        (4.5, "TaskDone", "north/1.1"),
        (8.5, "TaskDone", "north/1.1"),
        (8.5, "CaseClosed", "north/1.1"),
    ]


def test_the_log_says_which_task_was_done_and_by_whom(office, task):
    office = office()
    office.refer(0.0, [task(8.0, 4.0, delays=3.0)])
    details = [e.detail for e in office.run(9.0).service.log if e.what == "TaskDone"]
    assert details == ["1 of 2 by north/social_worker 1", "2 of 2 by north/social_worker 1"]


def test_the_worker_is_free_while_a_case_is_with_others(office, task):
    office = office()
    office.refer(0.0, [task(8.0, 8.0, delays=3.0)])
    office.refer(0.1, [task(8.0)])
    assert office.run(20.0).told("TaskDone") == [
        (1.0, "north/1.1"),
        (2.0, "north/2.1"),
        (5.0, "north/1.1"),
    ]


def test_delays_follow_the_ratio_of_the_day(office, task):
    office = office()
    for day in range(2, len(office.team.plan.delay_ratio)):
        office.team.plan.delay_ratio[day] = 0.5
    office.refer(0.0, [task(8.0, 8.0, 8.0, delays=4.0)])
    assert office.run(20.0).told("TaskDone") == [
        (1.0, "north/1.1"),
        (6.0, "north/1.1"),
        (9.0, "north/1.1"),
    ]


def test_a_stage_without_tasks_is_passed_through_at_once(office, task):
    office = office()
    office.refer(0.0, [task(closes=False), task(8.0)], [task()])
    assert office.run(9.0).told("CaseOpened", "StageBegan", "TaskDone", "CaseClosed") == [
        (0.0, "CaseOpened", "north/1.1"),
        (0.0, "StageBegan", "north/1.1"),
        (0.0, "StageBegan", "north/1.1"),
        (0.0, "CaseOpened", "north/1.2"),
        (0.0, "StageBegan", "north/1.2"),
        (0.0, "CaseClosed", "north/1.2"),
        (1.0, "TaskDone", "north/1.1"),
        (1.0, "CaseClosed", "north/1.1"),
    ]
    office.run(10.0).service.pack_rows()
    rows = office.service.row_blocks[0]
    assert rows["tasks"].tolist() == [0, 0, 1]
    assert rows["hours"].tolist() == [0.0, 0.0, 8.0]
    assert [isnan(time) for time in rows["first_task_done"]] == [True, True, False]


@pytest.mark.parametrize(("where", "team"), [(0.1, "west"), (0.24, "west"), (0.26, "east")])
def test_another_kind_of_work_goes_to_the_team_where_the_family_lives(office, task, where, team):
    office = office(**TWO_KINDS)
    [case] = office.refer(0.0, [task(8.0, closes=False), task(8.0, stage=1)], where=where)
    office.run(1.5)
    assert case.team.plan.name == team
    told = office.run(9.0).told("CaseTransferred", "CaseClosed")
    assert told == [(1.0, "CaseTransferred", "north/1.1"), (2.0, "CaseClosed", "north/1.1")]
    weekly = office.service.census.weekly
    assert weekly["transfers_out"][0].tolist() == [1, 0, 0]
    assert weekly["transfers_in"][0, case.team.place] == 1
    assert weekly["closures"][0, case.team.place] == 1


def test_the_next_stage_in_the_same_team_stays_with_the_worker(office, task):
    office = office(teams__north__social_worker_fte=2.0)
    office.refer(0.0, [task(8.0, closes=False), task(8.0)])
    office.refer(0.5, [task(80.0)])
    office.run(9.0)
    assert office.given() == [
        (0.0, "north/1.1", "north/social_worker 1"),
        (0.5, "north/2.1", "north/social_worker 2"),
    ]
    assert office.told("CaseClosed") == [(2.0, "north/1.1")]


def test_seen_and_assessed_in_time(office, task):
    """Measured from the referral and from the start of the stage, in working days."""
    office = office(pathway__plan__limits=LIMITS)
    office.refer(0.0, [task(8.0, 8.0, delays=5.0)])  # seen on day 1, complete on day 7
    office.refer(0.1, [task(8.0, 8.0, delays=9.0)])  # seen on day 2, complete on day 12
    office.run(16.0)
    weekly = {name: column[:3, 0].tolist() for name, column in office.service.census.weekly.items()}
    assert weekly["seen"] == [2, 0, 0]
    assert weekly["seen_within_5_days"] == [1, 0, 0]
    assert weekly["assessments"] == [0, 1, 1]
    assert weekly["assessments_within_45_days"] == [0, 1, 0]
    assert weekly["assessment_days"] == pytest.approx([0.0, 7.0, 11.9])


def test_the_last_moment_of_a_limit_is_in_time(office, task):
    office = office(pathway__plan__limits={"seen_within_days": 1.0, "completed_within_days": 7.0})
    office.refer(0.0, [task(8.0, 8.0, delays=5.0)])
    weekly = office.run(11.0).service.census.weekly
    assert weekly["seen_within_5_days"][:2, 0].tolist() == [1, 0]
    assert weekly["assessments_within_45_days"][:2, 0].tolist() == [0, 1]


def test_stages_without_limits_are_not_measured(office, task):
    office = office()
    assert office.plan.stages[0].seen_limit == office.plan.stages[0].completion_limit == NEVER
    office.refer(0.0, [task(8.0)])
    weekly = office.run(6.0).service.census.weekly
    assert weekly["seen"][0, 0] == weekly["assessments"][0, 0] == 0
    assert weekly["closures"][0, 0] == 1


def test_the_time_limit_brings_later_tasks_forward(office, task):
    """A task that comes up on day 4 is due on day 8, the limit of its stage, and not on day 14."""
    office = office(pathway__plan__limits=LIMITS)
    [case] = office.refer(0.0, [task(8.0, 8.0, delays=3.0)])
    office.run(4.5)
    assert case.due == 8.0


def test_due_dates_without_a_limit(office, task):
    office = office(pathway__plan__first_task_due_days=3.0, pathway__plan__task_due_days=6.0)
    [case] = office.refer(0.5, [task(8.0, 8.0, delays=3.0)])
    assert office.run(1.0).env.now == 1.0
    assert case.due == 3.5
    office.run(5.0)
    assert case.due == 1.5 + 3.0 + 6.0


def test_a_closed_child_comes_back_after_the_delay(office, task):
    office = office(demand__re_referral={"probability": 0.4, "delay_days": 7.0})
    back = task(8.0)._replace(return_draw=0.39, return_delay=7.0)
    gone = task(8.0)._replace(return_draw=0.41, return_delay=7.0)
    [case] = office.refer(0.0, [back, gone, task(8.0)])
    office.run(30.0)
    assert office.told("CaseOpened", "CaseClosed") == [
        (0.0, "CaseOpened", "north/1.1"),
        (1.0, "CaseClosed", "north/1.1"),
        (8.0, "CaseOpened", "north/1.1"),
        (9.0, "CaseClosed", "north/1.1"),
    ]
    weekly = office.service.census.weekly
    assert weekly["referrals"][:2, 0].tolist() == [1, 1]
    assert weekly["re_referrals"][:2, 0].tolist() == [0, 1]
    assert weekly["cases_opened"][:2, 0].tolist() == [1, 1]
    assert case.referred == 8.0


def test_the_ratio_of_the_day_of_closure_decides_on_the_return(office, task):
    office = office(demand__re_referral={"probability": 0.4, "delay_days": 7.0})
    office.team.plan.return_ratio[1:] = [0.5] * (len(office.team.plan.return_ratio) - 1)
    back = task(8.0)._replace(return_draw=0.3, return_delay=2.0)
    office.refer(0.0, [back, task(8.0)])
    office.refer(20.0, [back, task(8.0)])
    office.run(30.0)
    assert [time for time, _ in office.told("CaseOpened")] == [0.0, 20.0]


def test_a_return_comes_to_the_team_of_the_first_referral(office, task):
    office = office(**TWO_KINDS)
    back = task(8.0, stage=1)._replace(return_draw=-1.0, return_delay=3.0)
    office.refer(0.0, [task(8.0, closes=False), back, task(8.0)])
    office.run(9.0)
    assert [event.team for event in office.service.log if event.what == "CaseOpened"] == [
        "north",
        "north",
    ]
