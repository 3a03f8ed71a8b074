"""Long-run flows against formulas that can be worked out by hand."""

from datetime import date
from math import exp

import pytest

from sim.samplers import empirical, fixed, poisson
from sim.scenario.flow import (
    case_rates,
    count_chances,
    entry_stage,
    hours_per_fte,
    mean_gaps,
    nodes,
    offered_load,
    present_fte,
    shared_part,
    sibling_work,
    support_fte,
    transfer_shares,
    year_length,
)
from sim.scenario.schema import Scenario
from tests.documents import changed

STAGE = {"team_kind": "intake", "tasks": 4, "task_hours": 2.0, "external_delay_days": 5.0}
BASE = {
    "name": "flow",
    "run": {"start": date(2018, 10, 1), "end": date(2019, 9, 30)},
    "teams": {
        "north": {"kind": "intake", "social_worker_fte": 3.0},
        "south": {"kind": "intake", "social_worker_fte": 1.0},
        "plans": {"kind": "district", "social_worker_fte": 4.0},
        "care": {"kind": "district", "social_worker_fte": 6.0},
    },
    "pathway": {
        "first": STAGE | {"routes": {"second": 0.5}},
        "second": STAGE | {"team_kind": "district"},
    },
    "demand": {"referrals_per_week": {"north": 10.0, "south": 5.0}},
    "roles": {
        "social_worker": {
            "contract_hours_per_week": 40.0,
            "non_case_hours_per_week": 10.0,
            "leaving": {"rate_per_year": 0.0},
            "sickness": {"spells_per_year": 0.0, "short_spell_days": 3.0},
            "hiring": {"round_days": 30.0},
        },
        "swso": {"hours_freed_per_week": 6.0, "workers_per_support_fte": 4.0},
        "admin": {"hours_freed_per_week": 2.0, "workers_per_support_fte": 8.0},
    },
}


def scenario(**keys):
    return Scenario.model_validate(changed(BASE, **keys))


def rates(given):
    return {(node.team, node.stage): node.rate for node in nodes(given)}


def test_rates_follow_the_routes_and_the_size_of_teams():
    """Two referrals a day north and one south; half of them go on, 4 : 6 by posts."""
    assert rates(scenario()) == pytest.approx(
        {
            ("north", "first"): 2.0,
            ("south", "first"): 1.0,
            ("plans", "second"): 1.5 * 0.4,
            ("care", "second"): 1.5 * 0.6,
        }
    )


def test_rates_follow_transfers_as_given():
    given = scenario(teams__north__transfers_to={"plans": 3.0, "care": 1.0, "south": 9.0})
    assert transfer_shares(given, "north", "district") == {"plans": 0.75, "care": 0.25}
    assert transfer_shares(given, "south", "district") == {"plans": 0.4, "care": 0.6}
    assert transfer_shares(given, "north", "intake") == {"north": 1.0}
    assert rates(given)["plans", "second"] == pytest.approx(1.0 * 0.75 + 0.5 * 0.4)


def test_transfers_of_no_weight_are_as_if_not_given():
    given = scenario(teams__north__transfers_to={"plans": 0.0})
    assert transfer_shares(given, "north", "district") == {"plans": 0.4, "care": 0.6}


def test_rates_of_loops_are_geometric_sums():
    """Of each first stage 0.5 come to the second and 0.3 of these back: 1 / (1 - 0.15)."""
    given = scenario(
        pathway={
            "first": STAGE | {"routes": {"second": 0.5}},
            "second": STAGE | {"routes": {"first": 0.3}},
            "third": STAGE | {"team_kind": "district"},
        }
    )
    assert rates(given)["north", "first"] == pytest.approx(2.0 / 0.85)
    assert rates(given)["north", "second"] == pytest.approx(1.0 / 0.85)
    assert rates(given)["plans", "third"] == 0.0


def test_origins_are_the_teams_that_took_the_referrals_in():
    node = next(node for node in nodes(scenario()) if node.team == "plans")
    assert node.origins == pytest.approx({"north": 0.4, "south": 0.2})


def test_cases_are_children_in_all_seasons_and_those_who_return():
    given = scenario(
        demand__children_per_referral={"distribution": "geometric", "mean": 1.5},
        demand__month_profile={"august": 0.4, "july": 0.2},
        demand__re_referral={"probability": 0.2},
    )
    profile = (10 + 0.4 + 0.2) / 12
    assert case_rates(given) == pytest.approx(
        {"north": 2.0 * 1.5 * profile / 0.8, "south": 1.0 * 1.5 * profile / 0.8}
    )


def test_siblings_are_less_work():
    given = scenario(demand__children_per_referral=3, demand__sibling_work_share=0.25)
    assert sibling_work(given) == (3.0, 0.5)
    assert nodes(given)[0].hours == pytest.approx(2.0 * 0.5)


def test_referrals_start_in_the_first_stage_of_the_kind_unless_given():
    given = scenario(
        pathway__third=STAGE,
        teams__south__entry_stage="third",
    )
    assert entry_stage(given, given.teams["north"]) == "first"
    assert entry_stage(given, given.teams["plans"]) == "second"
    assert entry_stage(given, given.teams["south"]) == "third"
    assert rates(given)["south", "third"] == pytest.approx(1.0)
    assert rates(given)["south", "first"] == 0.0


def test_delays_are_one_fewer_than_tasks_and_never_negative():
    """For a Poisson count of mean m: E[max(N - 1, 0)] = m - 1 + exp(-m)."""
    assert mean_gaps(fixed(4.0)) == 3.0
    assert mean_gaps(fixed(0.0)) == 0.0
    assert mean_gaps(empirical((0.0, 1.0, 3.0), (1.0, 1.0, 2.0))) == pytest.approx(1.0)
    assert mean_gaps(poisson(1.5)) == pytest.approx(0.5 + exp(-1.5), abs=1e-9)
    assert nodes(scenario())[0].external_days == 15.0


def test_chances_of_a_count_add_up():
    counts, chances = count_chances(poisson(2.0))
    assert chances.sum() == pytest.approx(1.0)
    assert counts @ chances == pytest.approx(2.0)
    assert count_chances(fixed(3.0))[0].tolist() == [3.0]


# ---- load --------------------------------------------------------------------------------------


def test_load_is_offered_over_available_hours():
    """North: 10 cases a week of 4 tasks of 2 hours on 3 workers of 30 hours."""
    loads = {load.team: load for load in offered_load(scenario())}
    assert loads["north"].offered_hours_per_week == pytest.approx(80.0)
    assert loads["north"].available_hours_per_week == pytest.approx(90.0)
    assert loads["north"].load == pytest.approx(80 / 90)
    assert loads["plans"].load == pytest.approx(3.0 * 8.0 / 120.0)


def test_overtime_lowers_the_load():
    given = scenario(roles__social_worker__max_overtime_hours_per_week=5.0)
    [north, *_] = offered_load(given)
    assert north.overtime_hours_per_week == pytest.approx(15.0)
    assert north.load == pytest.approx(80 / 90)
    assert north.load_with_overtime == pytest.approx(80 / 105)


def test_sickness_is_an_alternating_renewal_process():
    """20 spells a year at work of 4 days, or of 30 once in ten: 20 / 253 x 6.6 days."""
    sick = {"spells_per_year": 20.0, "short_spell_days": 4.0, "long_spell_days": 30.0}
    given = scenario(roles__social_worker__sickness=sick | {"long_spell_share": 0.1})
    assert present_fte(given, "north") == pytest.approx(3.0 / (1.0 + 20.0 / 253.0 * 6.6))


LEAVING = {
    "roles__social_worker__leaving": {"rate_per_year": 0.5, "notice_days": 14.0},
    "roles__social_worker__hiring": {
        "round_days": 30.0,
        "success_probability": 0.5,
        "start_days": 20.0,
    },
}


def test_vacancies_are_a_renewal_process():
    """Held for 2 years and 14 days, then vacant for two rounds and 20 days."""
    held, vacant = 2 * 253 + 14, 80
    given = scenario(**LEAVING)
    assert present_fte(given, "north") == pytest.approx(3.0 * held / (held + vacant))


@pytest.mark.parametrize(("cap", "covered"), [(1.0, 0.75), (0.05, None)])
def test_agency_workers_cover_what_the_cap_allows(cap, covered):
    agency = {"cover_lag_days": 20.0, "stay_days": 60.0, "cap_share": cap}
    given = scenario(**LEAVING, roles__social_worker__agency=agency)
    vacant = 80 / 600
    cover = vacant * covered if covered else cap
    assert present_fte(given, "north") == pytest.approx(3.0 * (1 - vacant + cover))


def test_a_year_has_the_working_days_of_the_calendar():
    assert year_length(scenario()) == 253.0
    assert year_length(scenario(run__calendar="weekdays")) == pytest.approx(260.8875)


# ---- support -----------------------------------------------------------------------------------


def test_support_frees_hours_in_proportion_to_coverage():
    assert hours_per_fte(scenario(), "north") == 30.0
    half = scenario(teams__plans__support_fte={"swso": 0.5})
    assert hours_per_fte(half, "plans") == pytest.approx(33.0)
    more = scenario(teams__plans__support_fte={"swso": 2.0})
    assert hours_per_fte(more, "plans") == pytest.approx(36.0)


def test_roles_add_up_to_what_can_be_delegated():
    both = {"teams__plans__support_fte": {"swso": 1.0, "admin": 1.0}}
    assert hours_per_fte(scenario(**both), "plans") == pytest.approx(38.0)
    capped = scenario(**both, roles__social_worker__delegable_hours_per_week=7.0)
    assert hours_per_fte(capped, "plans") == pytest.approx(37.0)


def test_suitability_and_take_up_lower_what_is_freed():
    given = scenario(
        teams__plans__support_fte={"swso": 1.0},
        roles__swso__suitability={"district": 0.5, "intake": 0.1},
        roles__swso__take_up=0.8,
    )
    assert hours_per_fte(given, "plans") == pytest.approx(30.0 + 6.0 * 0.5 * 0.8)


def test_the_newly_qualified_are_half_way_to_full_pace_on_average():
    new = {"opening_share": 0.5, "productivity": 0.6}
    given = scenario(roles__social_worker__newly_qualified=new)
    assert hours_per_fte(given, "north") == pytest.approx(30.0 * (1 - 0.5 * 0.4 / 2))


def test_shared_support_is_parted_by_posts():
    given = scenario(
        teams__plans__support_fte={"swso": 1.0},
        shared_support__pool={"role": "swso", "fte": 2.0, "teams": ["plans", "care"]},
    )
    assert shared_part(given, ("plans", "care"), "plans") == pytest.approx(0.4)
    assert support_fte(given, "plans") == pytest.approx({"swso": 1.8})
    assert support_fte(given, "care") == pytest.approx({"swso": 1.2})
    assert support_fte(given, "north") == {}
