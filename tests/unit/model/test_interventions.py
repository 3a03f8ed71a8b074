"""Dated changes: on their date, in their order, and back at their end."""

from datetime import date

import pytest

MONDAY = date(2018, 10, 15)  # working day 10
FRIDAY = date(2018, 11, 2)  # working day 24


def establishment(office):
    return office.service.census.weekly["establishment_fte"][:, 0].tolist()


def staff(office):
    weekly = office.service.census.weekly
    return (weekly["in_post_fte"] + weekly["agency_fte"])[:, 0].tolist()


def posts(number, **more):
    return {"from": MONDAY, "posts": {"north": {"social_worker": number}}} | more


def test_posts_are_added_on_their_date_and_recruited_for(office):
    office = office(
        interventions__more=posts(1.5),
        roles__social_worker__hiring={"round_days": 6.0, "start_days": 2.0},
    )
    office.run(29.0)
    assert establishment(office)[:5] == [1.0, 1.0, 2.5, 2.5, 2.5]
    assert staff(office)[:5] == [1.0, 1.0, 1.0, 2.5, 2.5]
    assert office.told("WorkerStarted") == [
        (18.0, "north/social_worker/more 1"),
        (18.0, "north/social_worker/more 2"),
    ]


def test_posts_may_be_filled_on_the_first_day(office):
    office = office(interventions__more=posts(2.0, filled_on_first_day=True))
    office.run(16.0)
    assert staff(office)[:3] == [1.0, 1.0, 3.0]
    assert office.told("WorkerStarted") == [
        (10.0, "north/social_worker/more 1"),
        (10.0, "north/social_worker/more 2"),
    ]
    assert not any(worker.newly_qualified for worker in office.workers)


def test_the_census_of_friday_knows_nothing_of_monday(office):
    """The close of one week is the start of the next; what is dated Monday belongs to Monday."""
    office = office(interventions__more=posts(2.0, filled_on_first_day=True, to=date(2018, 10, 19)))
    office.run(31.0)
    assert establishment(office)[:4] == [1.0, 1.0, 3.0, 1.0]
    assert office.service.census.weekly["starters"][:4, 0].tolist() == [0, 0, 2, 0]


@pytest.mark.parametrize(
    ("start", "day"),
    [(date(2018, 10, 13), 10.0), (date(2018, 10, 16), 11.0), (date(2018, 9, 1), 0.0)],
)
def test_a_change_happens_on_the_first_working_day_on_or_after_its_date(office, start, day):
    office = office(interventions__more=posts(1.0, filled_on_first_day=True) | {"from": start})
    assert office.run(40.0).told("WorkerStarted") == [(day, "north/social_worker/more 1")]


def test_a_change_after_the_run_never_happens(office):
    office = office(interventions__more=posts(1.0) | {"from": date(2018, 12, 24)})
    office.service.run()
    assert set(establishment(office)) == {1.0}


def test_added_posts_go_at_the_end_with_whoever_sits_in_them(office, task):
    office = office(interventions__more=posts(1.0, filled_on_first_day=True, to=FRIDAY))
    office.run(11.0)
    [old, new] = office.workers
    [case] = office.refer(12.0, [task(4000.0)], [task(4000.0)])[:1]
    office.run(31.0)
    assert establishment(office)[:6] == [1.0, 1.0, 2.0, 2.0, 2.0, 1.0]
    assert office.workers == [old]
    assert new.gone
    assert case.worker is old


def test_removed_posts_come_back_vacant(office):
    office = office(
        teams__north__social_worker_fte=3.0,
        interventions__fewer=posts(-1.0, to=FRIDAY),
        roles__social_worker__hiring={"round_days": 3.0, "start_days": 1.0},
    )
    office.run(36.0)
    assert establishment(office)[:7] == [3.0, 3.0, 2.0, 2.0, 2.0, 3.0, 3.0]
    assert staff(office)[:7] == [3.0, 3.0, 2.0, 2.0, 2.0, 3.0, 3.0]
    assert office.told("WorkerStarted") == [(29.0, "north/social_worker/fewer/to 1")]


def test_vacant_posts_are_removed_before_anyone_loses_a_seat(office):
    office = office(
        teams__north__social_worker_fte=3.0,
        teams__north__opening_vacant_fte=1.0,
        interventions__fewer=posts(-1.0),
    )
    office.run(16.0)
    assert establishment(office)[:3] == [3.0, 3.0, 2.0]
    assert staff(office)[:3] == [2.0, 2.0, 2.0]


def test_part_of_a_post_is_taken_off_the_next_to_go(office):
    office = office(teams__north__social_worker_fte=2.5, interventions__fewer=posts(-0.7))
    office.run(16.0)
    assert establishment(office)[2] == pytest.approx(1.8)
    assert [worker.fte for worker in office.workers] == pytest.approx([1.0, 0.8])


def test_support_posts_are_added_and_removed(office):
    office = office(
        roles__swso={"hours_freed_per_week": 5.0, "workers_per_support_fte": 1.0},
        teams__north__support_fte={"swso": 1.0},
        interventions={
            "more": {
                "from": MONDAY,
                "posts": {"north": {"swso": 0.5}},
                "filled_on_first_day": True,
            },
            "fewer": {"from": FRIDAY, "posts": {"north": {"swso": -1.2}}},
        },
    )
    office.run(31.0)
    weekly = office.service.census.weekly
    assert weekly["support_establishment_fte"][:6, 0] == pytest.approx([1, 1, 1.5, 1.5, 0.3, 0.3])
    assert weekly["support_fte"][:6, 0] == pytest.approx([1, 1, 1.5, 1.5, 0.3, 0.3])
    assert 5.0 * office.team.freed_hours == pytest.approx(1.5)


def test_shared_support_is_added_in_the_parts_of_the_teams(office):
    office = office(
        teams__north__social_worker_fte=3.0,
        teams__south={"kind": "plans", "social_worker_fte": 1.0},
        roles__swso={"hours_freed_per_week": 5.0, "workers_per_support_fte": 1.0},
        shared_support__pool={"role": "swso", "fte": 0.0, "teams": ["north", "south"]},
        interventions__more={
            "from": MONDAY,
            "posts": {"pool": {"swso": 2.0}},
            "filled_on_first_day": True,
        },
    )
    weekly = office.run(16.0).service.census.weekly
    assert weekly["support_fte"][:3].tolist() == [[0.0, 0.0], [0.0, 0.0], [1.5, 0.5]]


# ---- allocation --------------------------------------------------------------------------------


def test_a_policy_holds_from_its_date_to_its_end(office, task):
    office = office(
        teams__north__social_worker_fte=2.0,
        interventions__turns={
            "from": MONDAY,
            "to": FRIDAY,
            "allocation_policy": "round_robin",
        },
    )
    policy = {}
    for day in (9.9, 10.1, 24.9, 25.1):
        policy[day] = office.run(day).service.allocation.policy.__name__
    assert policy == {
        9.9: "least_loaded",
        10.1: "round_robin",
        24.9: "round_robin",
        25.1: "least_loaded",
    }


def test_a_higher_cap_lets_waiting_cases_in_at_once(office, task):
    office = office(
        allocation__caseload_cap=1.0,
        interventions__cap={"from": MONDAY, "to": FRIDAY, "caseload_cap": 3.0},
    )
    for _ in range(6):
        office.refer(0.0, [task(4000.0)])
    office.run(40.0)
    assert [time for time, *_ in office.given()] == [0.0, 10.0, 10.0]
    assert office.service.allocation.cap == 1.0


def test_rules_that_overlap_each_change_what_they_name(office):
    office = office(
        interventions={
            "cap": {"from": MONDAY, "caseload_cap": 3.0},
            "turns": {"from": FRIDAY, "allocation_policy": "round_robin"},
        }
    )
    rule = office.run(30.0).service.allocation
    assert (rule.policy.__name__, rule.cap) == ("round_robin", 3.0)


# ---- cohorts -----------------------------------------------------------------------------------


def test_a_cohort_fills_vacancies_on_its_date_and_the_rest_waits(office):
    office = office(
        teams__north__social_worker_fte=4.0,
        teams__north__opening_vacant_fte=2.0,
        interventions={
            "cohort": {"from": MONDAY, "cohort": {"number": 3}},
            "later": {"from": FRIDAY, "posts": {"north": {"social_worker": 1.0}}},
        },
    )
    office.run(30.0)
    assert office.told("WorkerStarted") == [
        (10.0, "north/social_worker 3"),
        (10.0, "north/social_worker 4"),
        (24.0, "north/social_worker/later 1"),
    ]
    assert [worker.newly_qualified for worker in office.workers] == [False, False, True, True, True]


def test_a_cohort_of_experienced_support_staff(office):
    office = office(
        roles__swso={"hours_freed_per_week": 5.0, "workers_per_support_fte": 1.0}
        | {"hiring": {"round_days": 1e6}},
        interventions={
            "posts": {"from": date(2018, 10, 3), "posts": {"north": {"swso": 2.0}}},
            "cohort": {"from": MONDAY, "cohort": {"number": 1, "role": "swso"}},
        },
    )
    assert office.run(30.0).told("SupportWorkerStarted") == [(10.0, "north/swso/posts 1")]


def test_nobody_of_a_cohort_is_lost_to_a_post_that_is_removed_the_same_day(office):
    office = office(
        teams__north__social_worker_fte=4.0,
        teams__north__opening_vacant_fte=2.0,
        interventions={
            "fewer": posts(-1.0),
            "cohort": {"from": MONDAY, "cohort": {"number": 2}},
            "later": {"from": FRIDAY, "posts": {"north": {"social_worker": 1.0}}},
        },
    )
    office.run(30.0)
    assert [time for time, _ in office.told("WorkerStarted")] == [10.0, 24.0]
    assert establishment(office)[:5] == [4.0, 4.0, 3.0, 3.0, 4.0]


def test_nobody_of_a_support_cohort_is_lost_either(office):
    swso = {"hours_freed_per_week": 5.0, "workers_per_support_fte": 1.0}
    more, fewer = {"north": {"swso": 2.0}}, {"north": {"swso": -1.0}}
    office = office(
        roles__swso=swso | {"hiring": {"round_days": 1e6}},
        interventions={
            "more": {"from": date(2018, 10, 3), "posts": more},
            "fewer": {"from": MONDAY, "posts": fewer},
            "cohort": {"from": MONDAY, "cohort": {"number": 2, "role": "swso"}},
            "later": {"from": FRIDAY, "posts": more},
        },
    )
    office.run(30.0)
    assert [time for time, _ in office.told("SupportWorkerStarted")] == [10.0, 24.0]


def test_who_is_ready_does_not_start_in_a_post_that_goes_as_it_comes(office):
    office = office(
        interventions={
            "cohort": {"from": date(2018, 10, 3), "cohort": {"number": 1}},
            "more": posts(1.0),
            "fewer": posts(-1.0),
            "later": {"from": FRIDAY, "posts": {"north": {"social_worker": 1.0}}},
        }
    )
    office.run(30.0)
    assert office.told("WorkerStarted") == [(24.0, "north/social_worker/later 1")]
    assert len(office.workers) == len(office.team.posts)


def test_nor_does_support_staff(office):
    swso = {"hours_freed_per_week": 5.0, "workers_per_support_fte": 1.0}
    more, fewer = {"north": {"swso": 1.0}}, {"north": {"swso": -1.0}}
    office = office(
        roles__swso=swso | {"hiring": {"round_days": 1e6}},
        interventions={
            "first": {"from": date(2018, 10, 3), "posts": more},
            "cohort": {"from": date(2018, 10, 3), "cohort": {"number": 2, "role": "swso"}},
            "more": {"from": MONDAY, "posts": more},
            "fewer": {"from": MONDAY, "posts": fewer},
            "later": {"from": FRIDAY, "posts": more},
        },
    )
    office.run(30.0)
    assert office.told("SupportWorkerStarted") == [
        (2.0, "north/swso/first 1"),
        (24.0, "north/swso/later 1"),
    ]


def test_a_cohort_takes_posts_that_open_the_same_day(office):
    office = office(
        interventions={
            "more": posts(2.0),
            "cohort": {"from": MONDAY, "cohort": {"number": 2, "newly_qualified": False}},
        }
    )
    assert [time for time, _ in office.run(30.0).told("WorkerStarted")] == [10.0, 10.0]


# ---- ratios ------------------------------------------------------------------------------------


def test_ratios_are_phased_in_evenly_and_end_with_the_last_day(office):
    office = office(
        interventions__calm={
            "from": MONDAY,
            "to": FRIDAY,
            "phase_in_days": 4.0,
            "external_delay_ratio": 0.6,
            "leaving_hazard_ratio": 2.0,
        }
    )
    plan = office.team.plan
    assert plan.delay_ratio[8:16] == pytest.approx([1.0, 1.0, 0.9, 0.8, 0.7, 0.6, 0.6, 0.6])
    assert plan.delay_ratio[23:27] == pytest.approx([0.6, 0.6, 1.0, 1.0])
    assert plan.leaving_ratio[9:15] == pytest.approx([1.0, 1.25, 1.5, 1.75, 2.0, 2.0])


def test_ratios_concern_the_teams_named_and_multiply(office):
    south = {"kind": "plans", "social_worker_fte": 1.0}
    office = office(
        teams__south=south,
        demand__referrals_per_week={"north": 5.0, "south": 10.0},
        interventions={
            "one": {"from": MONDAY, "referrals_ratio": 0.5, "teams": ["north"]},
            "all": {"from": MONDAY, "referrals_ratio": 3.0, "hiring_success_ratio": 2.0},
        },
    )
    north, south = office.plan.teams
    assert [north.expected_referrals[day] for day in (10, 11)] == pytest.approx([10.0, 11.5])
    assert [south.expected_referrals[day] for day in (10, 11)] == pytest.approx([20.0, 26.0])
    assert north.hiring_ratio[9:11] == south.hiring_ratio[9:11] == [1.0, 2.0]
