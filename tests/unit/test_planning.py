"""From what a planner wrote to what an engine needs."""

import pickle
from datetime import date
from math import log

import pytest

from sim.scenario.plan import NEVER
from sim.scenario.planning import kinds, make_plan, split_fte, support_places, working_calendar
from sim.scenario.schema import Scenario
from tests.documents import changed

STAGE = {"team_kind": "intake", "tasks": 4, "task_hours": 2.0, "external_delay_days": 6.0}
BASE = {
    "name": "plan",
    "run": {"start": date(2018, 10, 1), "end": date(2019, 9, 30), "seed": 5},
    "teams": {
        "north": {"kind": "intake", "social_worker_fte": 4.0},
        "plans": {"kind": "district", "social_worker_fte": 2.5},
        "care": {"kind": "district", "social_worker_fte": 7.5},
    },
    "pathway": {
        "first": STAGE | {"routes": {"second": 0.5, "first": 0.2}},
        "second": STAGE | {"team_kind": "district"},
    },
    "demand": {"referrals_per_week": {"north": 10.0}},
    "roles": {
        "social_worker": {
            "contract_hours_per_week": 40.0,
            "non_case_hours_per_week": 10.0,
            "leaving": {"rate_per_year": 0.253},
            "sickness": {"spells_per_year": 2.53, "short_spell_days": 3.0},
            "hiring": {"round_days": 30.0},
        },
        "swso": {"hours_freed_per_week": 6.0, "workers_per_support_fte": 4.0},
        "admin": {"hours_freed_per_week": 2.0, "workers_per_support_fte": 8.0},
    },
}


def plan(replication=0, **keys):
    return make_plan(scenario(**keys), replication)


def scenario(**keys):
    return Scenario.model_validate(changed(BASE, **keys))


def test_a_plan_can_be_sent_to_another_process():
    given = plan(interventions__more={"from": date(2019, 1, 7), "posts": {"north": {"swso": 1.0}}})
    assert repr(pickle.loads(pickle.dumps(given))) == repr(given)


def test_the_run():
    given = plan(3)
    calendar = working_calendar(scenario())
    assert (given.seed, given.replication, given.n_days) == (5, 3, 253)
    assert given.week_closes.tolist() == calendar.week_closes.tolist()
    assert given.kinds == kinds(scenario()) == ("intake", "district")


@pytest.mark.parametrize(
    ("fte", "posts"),
    [
        (3.0, (1.0, 1.0, 1.0)),
        (2.4, (1.0, 1.0, pytest.approx(0.4))),
        (0.3, (0.3,)),
        (0.0, ()),
        (0.1 + 0.2 + 0.7, (1.0,)),
        (2.9999999999, (1.0, 1.0, 1.0)),
    ],
)
def test_posts_are_whole_with_one_part_time_post_for_the_rest(fte, posts):
    assert split_fte(fte) == posts


def test_rates_are_by_working_day_and_hours_too():
    given = plan(roles__social_worker__max_overtime_hours_per_week=5.0)
    role = given.social_worker
    assert role.base_hours == 6.0
    assert role.max_overtime == 1.0
    assert role.leaving.rate == pytest.approx(0.001)
    assert role.sickness.rate == pytest.approx(0.01)
    assert given.teams[0].expected_referrals[:3].tolist() == [0.0, 2.0, 4.0]
    longer = plan(run__calendar="weekdays")
    assert longer.social_worker.leaving.rate == pytest.approx(0.253 / 260.8875)


def test_hazards_are_logarithms_and_illness_of_the_first_day_is_stationary():
    given = plan(
        roles__social_worker__leaving={
            "rate_per_year": 0.253,
            "support_hazard_ratio": 0.5,
            "newly_qualified_hazard_ratio": 2.0,
        },
        roles__social_worker__sickness={
            "spells_per_year": 25.3,
            "short_spell_days": 2.0,
            "long_spell_days": 10.0,
            "long_spell_share": 0.25,
        },
    )
    leaving, sickness = given.social_worker.leaving, given.social_worker.sickness
    assert (leaving.log_support, leaving.log_newly_qualified) == pytest.approx((-log(2), log(2)))
    # 0.1 spells a day of 4 days on average: 0.4 of 1.4 days; 2.5 of these 4 days are long spells'
    assert sickness.absent_at_start == pytest.approx(0.4 / 1.4)
    assert sickness.long_at_start == pytest.approx(2.5 / 4.0)
    assert sickness.reallocate_after == NEVER


def test_stages_name_each_other_by_place():
    first, second = plan().stages
    assert (first.kind, second.kind) == (0, 1)
    assert first.routes == (1, 0)
    assert first.route_ends == pytest.approx((0.5, 0.7))
    assert second.routes == second.route_ends == ()
    assert first.seen_limit == first.completion_limit == NEVER


def test_limits_weights_and_due_dates():
    stage = STAGE | {
        "limits": {"seen_within_days": 5.0, "completed_within_days": 45.0},
        "case_weight": 1.5,
        "first_task_due_days": 2.0,
        "task_due_days": 7.0,
    }
    given = plan(pathway__first=stage).stages[0]
    assert (given.seen_limit, given.completion_limit) == (5.0, 45.0)
    assert (given.weight, given.first_due, given.task_due) == (1.5, 2.0, 7.0)


def test_transfers_are_cumulative_shares_by_kind():
    north, plans, _ = plan().teams
    assert north.transfers[0] == ((0,), (1.0,))
    assert north.transfers[1] == ((1, 2), pytest.approx((0.25, 1.0)))
    assert plans.transfers[1] == ((1,), (1.0,))


@pytest.mark.parametrize(
    ("fte", "vacant"), [(4.0, 0.0), (4.0, 2.0), (2.5, 0.5), (2.5, 1.5), (2.5, 1.0), (2.5, 2.0)]
)
def test_as_many_posts_are_vacant_as_given(fte, vacant):
    """Wherever posts of the team add up to it."""
    given = plan(teams__north__social_worker_fte=fte, teams__north__opening_vacant_fte=vacant)
    north = given.teams[0]
    posts = north.post_ftes
    assert sum(posts) == fte
    assert sum(posts[len(posts) - north.vacant_posts :]) == vacant


def test_covered_posts_are_a_share_of_the_posts_that_are_not_vacant():
    given = plan(
        teams__north__opening_vacant_fte=3.0, roles__social_worker__agency={"opening_share": 0.5}
    )
    assert (given.teams[0].vacant_posts, given.teams[0].agency_posts) == (3, 1)
    assert given.teams[2].agency_posts == 4


# ---- the first day -----------------------------------------------------------------------------


def test_opening_cases_add_up_to_what_is_given():
    given = plan(
        teams__north__opening_caseload=101,
        teams__care__opening_caseload=57,
        pathway__third=STAGE | {"team_kind": "district"},
        pathway__second=STAGE | {"team_kind": "district", "routes": {"third": 0.3}},
    )
    north, plans, care = given.teams
    assert sum(part.cases for part in north.opening) == 101
    assert plans.opening == ()
    assert sum(part.cases for part in care.opening) == 57
    assert {part.stage for part in care.opening} == {1, 2}
    # equal stages, of which the second is entered by 0.3 of the first
    assert [part.cases for part in care.opening] == [44, 13]


def test_opening_cases_are_with_workers_as_in_an_open_network():
    """A worker's mean number is load / (1 - load) for each, against rate x days with others."""
    given = plan(teams__north__opening_caseload=100, pathway__first=STAGE)
    [part] = given.teams[0].opening
    # two cases a day of 4 tasks of 2 hours, on 4 workers of 6 hours
    at_work = 4.0 * 0.667 / (1.0 - 0.667)
    # (sickness and vacancies take a little more off than this)
    assert part.with_worker == pytest.approx(at_work / (at_work + 2.0 * 18.0), abs=0.05)


def test_opening_cases_come_from_the_teams_that_take_referrals_in():
    given = plan(
        teams__south={"kind": "intake", "social_worker_fte": 1.0},
        demand__referrals_per_week={"north": 9.0, "south": 3.0},
        teams__care__opening_caseload=10,
    )
    [part] = given.teams[2].opening
    assert part.origins == (0, 3)
    assert part.origin_ends == pytest.approx((0.75, 1.0))


def test_a_team_that_gets_no_cases_may_still_hold_some():
    court = {"kind": "court", "social_worker_fte": 1.0, "opening_caseload": 7}
    given = plan(teams__court=court, pathway__hearing=STAGE | {"team_kind": "court"})
    [part] = given.teams[3].opening
    assert (part.stage, part.cases, part.origins) == (2, 7, (3,))


def test_closed_cases_that_will_return_follow_littles_law():
    returns = {"probability": 0.25, "delay_days": 30.0}
    assert [team.dormant for team in plan(demand__re_referral=returns).teams] == [
        round(2.0 / 0.75 * 0.25 * 30.0),
        0,
        0,
    ]


# ---- support -----------------------------------------------------------------------------------


def test_support_roles_free_hours_by_kind_of_team():
    given = plan(roles__swso__suitability={"intake": 0.5}, roles__swso__take_up=0.8)
    swso, admin = given.support_roles
    assert swso.freed_hours == pytest.approx((6.0 * 0.8 * 0.5 / 5.0, 6.0 * 0.8 / 5.0))
    assert swso.suitability == (0.5, 1.0)
    assert admin.freed_hours == pytest.approx((0.4, 0.4))


def test_support_posts_stand_where_they_are_or_will_be():
    given = scenario(
        teams__plans__support_fte={"swso": 1.5},
        shared_support__pool={"role": "admin", "fte": 1.0, "teams": ["plans", "care"]},
        interventions__more={
            "from": date(2019, 1, 7),
            "posts": {"care": {"swso": 2.0, "social_worker": 1.0}, "pool": {"admin": 1.0}},
        },
    )
    assert support_places(given) == {
        ("plans", "swso"): ("plans",),
        ("pool", "admin"): ("plans", "care"),
        ("care", "swso"): ("care",),
    }
    swso, pool, later = make_plan(given, 0).support
    assert (swso.name, swso.post_ftes, swso.parts) == ("plans/swso", (1.0, 0.5), ((1, 1.0),))
    assert pool.parts == ((1, 0.25), (2, 0.75))
    assert (later.name, later.post_ftes, later.parts) == ("care/swso", (), ((2, 1.0),))


# ---- interventions -----------------------------------------------------------------------------

MONDAY, FRIDAY = date(2018, 10, 15), date(2018, 11, 2)


def test_posts_change_on_working_days_and_back_on_the_day_after_the_last():
    given = plan(
        interventions={
            "more": {
                "from": MONDAY,
                "to": FRIDAY,
                "posts": {"north": {"social_worker": 1.5}},
                "filled_on_first_day": True,
            },
            "fewer": {"from": date(2018, 10, 20), "posts": {"care": {"social_worker": -2.0}}},
        }
    )
    begins, fewer, ends = given.post_changes
    assert (begins.time, begins.team, begins.post_ftes, begins.filled) == (
        10.0,
        0,
        (1.0, 0.5),
        True,
    )
    assert (fewer.time, fewer.team, fewer.post_ftes, fewer.removed_fte) == (15.0, 2, (), 2.0)
    assert (ends.time, ends.post_ftes, ends.removed_fte, ends.filled) == (25.0, (), 1.5, False)


def test_an_end_on_a_weekend_is_the_monday_after():
    given = plan(
        interventions__more={
            "from": MONDAY,
            "to": date(2018, 11, 4),
            "posts": {"north": {"social_worker": 1.0}},
        }
    )
    assert [change.time for change in given.post_changes] == [10.0, 25.0]


@pytest.mark.parametrize("start", [date(2019, 10, 1), date(2020, 1, 1)])
def test_changes_after_the_run_are_left_out(start):
    given = plan(
        interventions__late={
            "from": start,
            "posts": {"north": {"social_worker": 1.0}},
            "cohort": {"number": 3},
            "caseload_cap": 5.0,
        }
    )
    assert given.post_changes == given.cohorts == ()
    assert len(given.allocations) == 1


def test_an_end_after_the_run_never_comes():
    given = plan(
        interventions__more={
            "from": MONDAY,
            "to": date(2020, 1, 1),
            "posts": {"north": {"social_worker": 1.0}},
            "caseload_cap": 5.0,
        }
    )
    assert [change.time for change in given.post_changes] == [10.0]
    assert [rule.time for rule in given.allocations] == [0.0, 10.0]


def test_allocation_rules_hold_from_each_date_on_which_one_changes():
    given = plan(
        allocation={"policy": "random", "caseload_cap": 30.0},
        interventions={
            "cap": {"from": MONDAY, "to": FRIDAY, "caseload_cap": 20.0},
            "turns": {"from": date(2018, 10, 22), "allocation_policy": "round_robin"},
        },
    )
    assert [(rule.time, rule.policy, rule.cap) for rule in given.allocations] == [
        (0.0, "random", 30.0),
        (10.0, "random", 20.0),
        (15.0, "round_robin", 20.0),
        (25.0, "round_robin", 30.0),
    ]
    assert plan().allocations[0].cap == NEVER


def test_cohorts_name_their_role_by_place():
    given = plan(
        interventions={
            "later": {"from": FRIDAY, "cohort": {"number": 2, "role": "admin"}},
            "now": {"from": MONDAY, "cohort": {"number": 4, "newly_qualified": False}},
        }
    )
    assert [(c.time, c.role, c.number, c.newly_qualified) for c in given.cohorts] == [
        (10.0, -1, 4, False),
        (24.0, 1, 2, True),
    ]


def test_ratios_have_a_value_for_every_moment_of_the_run():
    given = plan(interventions__calm={"from": MONDAY, "to": FRIDAY, "external_delay_ratio": 0.5})
    team = given.teams[0]
    for ratios in (team.delay_ratio, team.return_ratio, team.leaving_ratio, team.hiring_ratio):
        assert len(ratios) == given.n_days + 1
    assert team.delay_ratio[9:11] + team.delay_ratio[24:26] == [1.0, 0.5, 0.5, 1.0]
    assert len(team.expected_referrals) == given.n_days + 1


def test_a_ratio_phased_in_since_before_the_run_is_on_its_way():
    """Twenty weekdays before the run and 40 to phase in: half of the effect and a day's step."""
    given = plan(
        interventions__calm={
            "from": date(2018, 9, 3),
            "phase_in_days": 40.0,
            "external_delay_ratio": 0.0,
        }
    )
    assert given.teams[0].delay_ratio[:2] == pytest.approx([1 - 21 / 40, 1 - 22 / 40])


def test_parameters_are_drawn_anew_for_every_replication():
    handover = {"value": 2.0, "low": 1.0, "high": 4.0}
    drawn = {plan(n, allocation__handover_hours=handover).handover_hours for n in range(5)}
    assert len(drawn) == 5
    assert all(1.0 < hours < 4.0 for hours in drawn)
    best = plan(allocation__handover_hours=handover, run__parameter_uncertainty=False)
    assert best.handover_hours == 2.0
