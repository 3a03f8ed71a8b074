"""The compiled engine and the SimPy reference give the same Record, to the last bit."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

pytest.importorskip("numba")

from sim import compiled, model  # noqa: E402
from sim.record import WEEKLY, Record  # noqa: E402
from sim.scenario.load import load_scenario  # noqa: E402
from sim.scenario.plan import Plan  # noqa: E402
from sim.scenario.planning import make_plan  # noqa: E402
from sim.scenario.schema import Scenario  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = sorted((ROOT / "scenarios").glob("*.toml"))
EXAMPLES = 150


def _documents() -> st.SearchStrategy[dict[str, Any]]:
    """The random scenarios of the property tests."""
    path = ROOT / "tests" / "properties" / "test_invariants.py"
    spec = importlib.util.spec_from_file_location("random_scenarios", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.documents()


def tied(part: Any) -> Any:
    """A scenario in which every time span is a whole number, so that events fall together."""
    if not isinstance(part, dict):
        return part
    if part.get("distribution") in {"exponential", "lognormal", "uniform"}:
        return float(round(part.get("mean", part.get("low", 0) + 2)))
    return {key: tied(value) for key, value in part.items()}


def differences(one: Record, other: Record) -> list[str]:
    """What is not the same in two records, bit by bit."""
    found = [
        column.name
        for column in WEEKLY
        if one.weekly[column.name].tobytes() != other.weekly[column.name].tobytes()
        or one.weekly[column.name].dtype != other.weekly[column.name].dtype
        or one.weekly[column.name].shape != other.weekly[column.name].shape
    ]
    if one.stages.tobytes() != other.stages.tobytes():
        found.append(f"stage row {_first_row(one.stages, other.stages)}")
    if one.event_count != other.event_count:
        found.append(f"{one.event_count} and {other.event_count} events")
    return found


def _first_row(one: Any, other: Any) -> str:
    for place, (a, b) in enumerate(zip(one, other, strict=False)):
        if a.tobytes() != b.tobytes():
            return f"{place}: {a} and {b}"
    return f"{min(len(one), len(other))}: there are {len(one)} and {len(other)}"


def check(plan: Plan) -> None:
    assert differences(model.simulate(plan), compiled.simulate(plan)) == []


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
@pytest.mark.parametrize("replication", [0, 1])
def test_shipped_scenario_is_the_same_in_both_engines(path, replication):
    check(make_plan(load_scenario(path), replication))


@given(_documents(), st.integers(0, 3))
@settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.too_slow])
def test_random_scenario_is_the_same_in_both_engines(document, replication):
    check(make_plan(Scenario.model_validate(document), replication))


@given(_documents().map(tied), st.integers(0, 3))
@settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.too_slow])
def test_events_at_one_moment_come_in_the_same_order(document, replication):
    check(make_plan(Scenario.model_validate(document), replication))


def test_a_difference_would_be_seen():
    plan = make_plan(load_scenario(SHIPPED[0]), 0)
    one, other = compiled.simulate(plan), compiled.simulate(plan)
    other.stages["hours"][17] = np.nextafter(other.stages["hours"][17], 99.0)
    other.weekly["sick_days"][3, 1] += 1e-12
    assert [part.split(":")[0] for part in differences(one, other)] == ["sick_days", "stage row 17"]
