"""Scenarios that the property tests start from."""

from __future__ import annotations

import os
from copy import deepcopy
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

# in CI the same examples every time, so that a red build is the change's fault and not chance's
settings.register_profile("here", deadline=None)
settings.register_profile(
    "ci", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("ci" if os.environ.get("CI") else "here")


def exponential(mean: float) -> dict[str, Any]:
    return {"distribution": "exponential", "mean": mean}


PRESSED = {
    "caseload_effect": 0.03,
    "reference_caseload": 10.0,
    "support_hazard_ratio": 0.6,
    "max_ratio": 4.0,
}

SUPPORT_ROLE = {
    "hours_freed_per_week": 6.5,
    "workers_per_support_fte": 2.0,
    "suitability": {"assessment": 0.5},
    "take_up": 0.7,
    "cost_per_fte_gbp": 26776,
    "leaving": {"rate_per_year": 3.0, "notice_days": 10.0},
    "sickness": {"spells_per_year": 8.0, "short_spell_days": exponential(4.0)}
    | {"long_spell_days": exponential(20.0), "long_spell_share": 0.3},
    "hiring": {"round_days": 10.0, "success_probability": 0.5, "start_days": exponential(6.0)},
}

EVERYTHING: dict[str, Any] = {
    "name": "everything",
    "run": {"start": date(2018, 10, 1), "end": date(2019, 6, 28), "seed": 11},
    "bands": {"manageable_from": 8, "high_from": 10, "over_from": 13},
    "teams": {
        "north": {
            "kind": "assessment",
            "social_worker_fte": 3.0,
            "opening_caseload": 30,
            "transfers_to": {"plans": 1.0, "reviews": 1.0},
        },
        "south": {
            "kind": "assessment",
            "social_worker_fte": 2.5,
            "opening_caseload": 20,
            "opening_vacant_fte": 1.0,
            "entry_stage": "screening",
            "transfers_to": {"plans": 1.0, "reviews": 3.0},
        },
        "plans": {
            "kind": "district",
            "social_worker_fte": 4.0,
            "opening_caseload": 40,
            "support_fte": {"swso": 1.0, "admin": 0.5},
        },
        "reviews": {"kind": "district", "social_worker_fte": 3.0, "opening_caseload": 30},
    },
    "pathway": {
        "screening": {
            "team_kind": "assessment",
            "tasks": {"distribution": "poisson", "mean": 1.0},
            "task_hours": exponential(1.0),
            "external_delay_days": 2.0,
            "case_weight": 0.5,
            "limits": {"seen_within_days": 2.0},
            "routes": {"assessment": 0.8},
        },
        "assessment": {
            "team_kind": "assessment",
            "tasks": {"distribution": "empirical", "values": [2, 3, 6], "weights": [1, 2, 1]},
            "task_hours": {"distribution": "gamma", "mean": 3.0, "cv": 0.7},
            "external_delay_days": {"distribution": "lognormal", "mean": 5.0, "cv": 0.9},
            "first_task_due_days": 3.0,
            "task_due_days": 8.0,
            "limits": {"seen_within_days": 5.0, "completed_within_days": 30.0},
            "routes": {"plan": 0.5, "review": 0.1},
        },
        "plan": {
            "team_kind": "district",
            "tasks": {"distribution": "negative_binomial", "mean": 5.0, "sd": 4.0},
            "task_hours": {"distribution": "weibull", "mean": 5.0, "sd": 3.0},
            "external_delay_days": {"distribution": "triangular", "low": 5, "mode": 8, "high": 20},
            "first_task_due_days": 10.0,
            "case_weight": 1.5,
            "routes": {"review": 0.4},
        },
        "review": {
            "team_kind": "district",
            "tasks": {"distribution": "geometric", "mean": 2.0},
            "task_hours": {"distribution": "uniform", "low": 1.0, "high": 3.0},
            "external_delay_days": exponential(6.0),
            "limits": {"completed_within_days": 25.0},
        },
    },
    "demand": {
        "referrals_per_week": {"north": 2.0, "south": 1.5},
        "trend_per_year": 0.1,
        "month_profile": {"december": 0.7, "january": 1.4},
        "children_per_referral": {"distribution": "geometric", "mean": 1.6},
        "sibling_work_share": {"value": 0.5, "low": 0.4, "high": 0.6},
        "re_referral": {"probability": 0.3, "delay_days": exponential(30.0)},
    },
    "allocation": {"policy": "least_loaded", "caseload_cap": 12.0, "handover_hours": 2.0},
    "roles": {
        "social_worker": {
            "contract_hours_per_week": 37.0,
            "non_case_hours_per_week": 9.0,
            "delegable_hours_per_week": 6.0,
            "max_overtime_hours_per_week": 6.0,
            "overtime_response": 0.2,
            "cost_per_fte_gbp": 43111,
            "newly_qualified": {
                "opening_share": 0.5,
                "period_days": 120.0,
                "productivity": 0.8,
                "protected_caseload_share": 0.7,
            },
            "leaving": {"rate_per_year": 1.0, "newly_qualified_hazard_ratio": 1.5, **PRESSED},
            "sickness": {
                "spells_per_year": 6.0,
                "short_spell_days": exponential(3.0),
                "long_spell_days": exponential(25.0),
                "long_spell_share": 0.2,
                "reallocate_after_days": 8.0,
                **PRESSED,
            },
            "hiring": {
                "round_days": 15.0,
                "success_probability": 0.5,
                "start_days": exponential(10.0),
                "newly_qualified_share": 0.5,
            },
            "agency": {
                "cap_share": 0.2,
                "cover_lag_days": exponential(5.0),
                "stay_days": exponential(30.0),
                "conversion_probability": 0.3,
                "opening_share": 0.2,
            },
        },
        "swso": SUPPORT_ROLE,
        "admin": {**SUPPORT_ROLE, "hours_freed_per_week": 2.0},
    },
    "shared_support": {"pool": {"role": "swso", "fte": 1.5, "teams": ["north", "reviews"]}},
    "costs": {"vacancy_factor_share": 0.05, "pay_award_per_year": 0.02},
}


@pytest.fixture
def everything() -> dict[str, Any]:
    """A small scenario as written, with every feature on and nothing that changes in time."""
    return deepcopy(EVERYTHING)
