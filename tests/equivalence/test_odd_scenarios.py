"""Scenarios at the ends of what the schema allows give the same Record in both engines."""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from typing import Any

import pytest

pytest.importorskip("numba")

from sameness import check

from sim.scenario.planning import make_plan
from sim.scenario.schema import MONTHS, Scenario

PLAIN: dict[str, Any] = {
    "name": "odd",
    "run": {"start": date(2018, 10, 1), "end": date(2019, 3, 29)},
    "teams": {"north": {"kind": "plans", "social_worker_fte": 2.5, "opening_caseload": 20}},
    "pathway": {
        "plan": {
            "team_kind": "plans",
            "tasks": 3,
            "task_hours": 3.0,
            "external_delay_days": {"distribution": "exponential", "mean": 4.0},
        }
    },
    "demand": {"referrals_per_week": {"north": 2.0}},
    "roles": {
        "social_worker": {
            "contract_hours_per_week": 40.0,
            "non_case_hours_per_week": 0.0,
            "leaving": {"rate_per_year": 4.0},
            "sickness": {"spells_per_year": 5.0, "short_spell_days": 3.0},
            "hiring": {"round_days": 8.0},
        },
        "swso": {
            "hours_freed_per_week": 5.0,
            "workers_per_support_fte": 2.0,
            "leaving": {"rate_per_year": 9.0},
        },
    },
}
WORKER = "roles.social_worker"


def simulate(changes):
    document = deepcopy(PLAIN)
    for path, value in changes.items():
        *tables, key = path.split(".")
        table = document
        for name in tables:
            table = table.setdefault(name, {})
        table[key] = value
    return check(make_plan(Scenario.model_validate(document), 1))


def posts(place, role, fte, **keys):
    return {"from": date(2018, 10, 22), "posts": {place: {role: fte}}} | keys


ODD = {
    "one day": {"run.end": date(2018, 10, 1)},
    "no referrals after all": {"demand.month_profile": dict.fromkeys(MONTHS, 0.0)},
    "fifty siblings": {
        "demand.children_per_referral": {"distribution": "geometric", "mean": 50.0},
    },
    "more tasks than bits for them": {
        "pathway.plan.tasks": 70_000,
        "pathway.plan.task_hours": 0.0,
        "pathway.plan.external_delay_days": 1e-9,
        "teams.north.opening_caseload": 0,
        "demand.referrals_per_week.north": 0.1,
        "run.end": date(2018, 11, 30),
    },
    "tasks that never end": {"pathway.plan.task_hours": 1e9},
    "delays that never end": {"pathway.plan.external_delay_days": 1e9},
    "back at once, again and again": {
        "demand.re_referral": {"probability": 0.9, "delay_days": 0.0},
        "pathway.plan.tasks": {"distribution": "poisson", "mean": 0.5},
    },
    "hundreds of stages in a moment": {
        "pathway.plan.tasks": {"distribution": "empirical", "values": [0, 1], "weights": [99, 1]},
        "pathway.plan.routes": {"plan": 0.99},
    },
    "agency workers who come and go at once": {
        f"{WORKER}.agency": {
            "cap_share": 1.0,
            "cover_lag_days": 0.0,
            "stay_days": {"distribution": "empirical", "values": [0.0, 3.0]},
        },
        f"{WORKER}.hiring.round_days": 300.0,
    },
    "illnesses of no time": {
        f"{WORKER}.sickness": {"spells_per_year": 300.0, "short_spell_days": 0.0},
    },
    "a team twice in a pool": {
        "shared_support.pool": {"role": "swso", "fte": 1.5, "teams": ["north", "north"]},
        "interventions.less": posts("pool", "swso", -1.0, to=date(2018, 12, 1)),
    },
    "far more people than before": {
        "interventions.more": posts("north", "social_worker", 60.0, filled_on_first_day=True),
        "interventions.people": {"from": date(2018, 10, 23), "cohort": {"number": 100}},
    },
    "people ready for a post that goes as it comes": {
        f"{WORKER}.hiring.round_days": 500.0,
        "interventions.people": {"from": date(2018, 10, 8), "cohort": {"number": 3}},
        "interventions.more": posts("north", "social_worker", 1.0),
        "interventions.less": posts("north", "social_worker", -1.0),
    },
    # 5 x 6.1 hours are a bit more than the hours of a task, which takes 5 days all the same; on
    # day 10 posts go before second tasks end
    "a post that goes as a task ends": {
        f"{WORKER}.contract_hours_per_week": 30.5,
        f"{WORKER}.leaving.rate_per_year": 0.0,
        f"{WORKER}.sickness.spells_per_year": 0.0,
        "pathway.plan.tasks": 1,
        "pathway.plan.task_hours": 30.499999999999996,
        "pathway.plan.limits": {"seen_within_days": 5.0, "completed_within_days": 5.0},
        "interventions.less": posts("north", "social_worker", -2.0, **{"from": date(2018, 10, 15)}),
    },
    "posts that go while agency workers cover them": {
        "teams.north.opening_vacant_fte": 1.0,
        f"{WORKER}.agency": {"cap_share": 1.0, "cover_lag_days": 1.0, "stay_days": 9.0},
        f"{WORKER}.hiring.round_days": 300.0,
        "interventions.less": posts("north", "social_worker", -2.0, to=date(2018, 12, 1)),
    },
    "nobody but support staff": {
        "teams.north.opening_vacant_fte": 2.5,
        "teams.north.support_fte": {"swso": 2.0},
        "interventions.less": posts("north", "swso", -1.0, to=date(2018, 12, 1)),
    },
    "agency workers alone on the first day": {
        "teams.north.opening_vacant_fte": 0.5,
        f"{WORKER}.agency": {"opening_share": 0.8, "cap_share": 1.0, "stay_days": 200.0},
        "allocation": {"policy": "round_robin", "caseload_cap": 6.0, "handover_hours": 2.0},
    },
    "hours and delays from tables": {
        "pathway.plan.task_hours": {"distribution": "gamma", "mean": 3.0, "cv": 0.7},
        "pathway.plan.external_delay_days": {"distribution": "gamma", "mean": 4.0, "cv": 1.5},
        "pathway.plan.routes": {"plan": 0.3},
        "demand.children_per_referral": {"distribution": "geometric", "mean": 1.5},
    },
    "cases of the ill go to colleagues at once": {
        f"{WORKER}.sickness": {
            "spells_per_year": 12.0,
            "short_spell_days": 6.0,
            "caseload_effect": 0.1,
            "reallocate_after_days": 2.0,
        },
        f"{WORKER}.leaving.rate_per_year": 0.5,
    },
    "a fixed number of tasks in one stage, and not in the next": {
        "teams.north.opening_caseload": 60,
        "pathway.plan.routes": {"care": 0.8},
        "pathway.care": {
            "team_kind": "plans",
            "tasks": {"distribution": "poisson", "mean": 4.0},
            "task_hours": 1.0,
            "external_delay_days": 5.0,
        },
    },
    "siblings and a cap, by turns and then at random": {
        "demand.children_per_referral": {"distribution": "geometric", "mean": 2.0},
        "allocation": {"policy": "round_robin", "caseload_cap": 30.0},
        "interventions.rule": {"from": date(2018, 11, 19), "allocation_policy": "random"},
    },
    "posts vacant from the first day, and people for some of them": {
        "teams.north.opening_vacant_fte": 2.5,
        f"{WORKER}.hiring": {"round_days": 3.0, "success_probability": 0.4},
        # on a Friday 15 days later they are no longer new, to the minute
        f"{WORKER}.newly_qualified": {"period_days": 15.0, "protected_caseload_share": 0.5},
        "interventions.people": {
            "from": date(2018, 10, 22),
            "cohort": {"number": 2, "newly_qualified": True},
        },
        "interventions.less": posts("north", "social_worker", -1.0, **{"from": date(2018, 11, 5)}),
    },
    "vacant posts that are filled out of turn": {
        "teams.north.social_worker_fte": 6.0,
        "teams.north.opening_vacant_fte": 6.0,
        f"{WORKER}.hiring": {"round_days": 3.0, "success_probability": 0.15, "start_days": 1.0},
        "interventions.people": {"from": date(2018, 10, 29), "cohort": {"number": 3}},
    },
    "no posts for a while": {
        "interventions.less": posts("north", "social_worker", -2.5, to=date(2018, 12, 1)),
    },
}


@pytest.mark.parametrize("name", ODD)
def test_odd_scenario_is_the_same_in_both_engines(name):
    simulate(ODD[name])


@pytest.mark.parametrize("effect", [-1.0, 1.0])
def test_rates_out_of_all_bounds_are_the_same_in_both_engines(effect):
    """The logarithm of the ratio passes 709 either way: infinity, and 0 times that, is met."""
    pressed = {"rate_per_year": 8.0, "caseload_effect": effect, "reference_caseload": 0.0}
    record = simulate(
        {
            "teams.north.social_worker_fte": 1.0,
            "teams.north.opening_caseload": 900,
            f"{WORKER}.leaving": pressed,
            f"{WORKER}.sickness.caseload_effect": effect,
            f"{WORKER}.sickness.reference_caseload": 0.0,
            "interventions.stay": {"from": date(2018, 10, 2), "leaving_hazard_ratio": 0.0},
        }
    )
    assert record.weekly["leavers"].sum() == 0
    assert (record.weekly["sick_days"].sum() > 0.0) == (effect > 0.0)
