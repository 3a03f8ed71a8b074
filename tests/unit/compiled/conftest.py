"""A plan with everything in it, and kernels that have not begun to run."""

from __future__ import annotations

import tomllib
from copy import deepcopy
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from sim.scenario.plan import Plan
from sim.scenario.planning import make_plan
from sim.scenario.schema import Scenario

collect_ignore_glob = [] if find_spec("numba") else ["*"]

EVERYTHING = Path(__file__).parents[2] / "properties" / "everything.toml"
INTERVENTIONS: dict[str, Any] = {
    "offer": {
        "from": date(2018, 10, 16),
        "to": date(2019, 2, 22),
        "posts": {"north": {"social_worker": 1.5, "swso": 1.0}, "pool": {"swso": -0.5}},
        "filled_on_first_day": True,
        "allocation_policy": "random",
        "caseload_cap": 9.0,
        "cohort": {"number": 2, "newly_qualified": True},
    }
}


@pytest.fixture(scope="session")
def document() -> dict[str, Any]:
    """A scenario with every feature."""
    return tomllib.loads(EVERYTHING.read_text("utf-8")) | {"interventions": INTERVENTIONS}


@pytest.fixture(scope="session")
def plan(document: dict[str, Any]) -> Plan:
    """Its first replication."""
    return make_plan(Scenario.model_validate(deepcopy(document)), 0)
