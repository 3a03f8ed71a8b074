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

from sim import compiled, model
from sim.compiled import kernel
from sim.compiled.service import ROWS_TO_SPARE
from sim.record import WEEKLY, Record
from sim.scenario.load import load_scenario
from sim.scenario.plan import Plan
from sim.scenario.planning import make_plan
from sim.scenario.schema import Scenario

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


def test_pools_grow_without_a_trace(monkeypatch):
    plan = make_plan(load_scenario(SHIPPED[0]), 0)
    ample = compiled.simulate(plan)
    monkeypatch.setattr(kernel, "ROWS_AT_A_TIME", ROWS_TO_SPARE + 500)
    monkeypatch.setattr(kernel, "SPARE_CASES", 0)
    monkeypatch.setattr(kernel, "PEOPLE_A_POST", 1)
    grown = []
    for pool in ("cases", "workers", "heap"):
        grow = getattr(kernel.Kernel, f"grow_{pool}")

        def tight(self, more, pool=pool, grow=grow):
            grown.append(pool)
            grow(self, more if self.state[0]["started"] == 0 else 1 + more // 50)

        monkeypatch.setattr(kernel.Kernel, f"grow_{pool}", tight)
    assert differences(ample, compiled.simulate(plan)) == []
    assert grown.count("cases") > 2
    assert grown.count("workers") > 2


def test_a_replication_pauses_without_a_trace_and_can_be_ended(monkeypatch):
    plan = make_plan(load_scenario(SHIPPED[0]), 0)
    whole = compiled.simulate(plan)
    monkeypatch.setattr(kernel, "EVENTS_A_CALL", 50_000)
    pauses = []
    paused = compiled.simulate(plan, lambda: pauses.append(None))
    assert differences(whole, paused) == []
    assert len(pauses) > whole.event_count // 100_000

    def stop():
        raise InterruptedError

    with pytest.raises(InterruptedError):
        compiled.simulate(plan, stop)


def test_a_difference_would_be_seen():
    plan = make_plan(load_scenario(SHIPPED[0]), 0)
    one, other = compiled.simulate(plan), compiled.simulate(plan)
    other.stages["hours"][17] = np.nextafter(other.stages["hours"][17], 99.0)
    other.weekly["sick_days"][3, 1] += 1e-12
    assert [part.split(":")[0] for part in differences(one, other)] == ["sick_days", "stage row 17"]
