"""The compiled engine and the SimPy reference give the same Record, to the last bit."""

from __future__ import annotations

import tomllib
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("numba")

from sameness import check, differences

from sim import compiled
from sim.compiled import kernel
from sim.compiled.service import ROWS_TO_SPARE
from sim.scenario.load import load_scenario
from sim.scenario.planning import make_plan
from sim.scenario.schema import Scenario

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = sorted((ROOT / "scenarios").glob("*.toml"))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_scenario_is_the_same_in_both_engines(path):
    """The base whole, and a year and a half of what is made of it."""
    scenario = load_scenario(path)
    if scenario.name != "nottinghamshire_2018":
        end = min(scenario.run.end, scenario.run.start + timedelta(days=548))
        scenario = load_scenario(path, [f"run.end={end}"])
    check(make_plan(scenario, SHIPPED.index(path)))


@pytest.mark.parametrize("replication", range(5))
def test_scenario_with_every_feature_is_the_same_in_both_engines(replication):
    text = (ROOT / "tests" / "properties" / "everything.toml").read_text("utf-8")
    check(make_plan(Scenario.model_validate(tomllib.loads(text)), replication))


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
    found = differences(one, other)
    assert [part.split(":")[0] for part in found] == ["sick_days", "stage row 17"]
    other.posts["in_post_fte"][5, 2] += 1e-12
    assert "posts" in differences(one, other)
    other.weekly["sick_days"] = one.weekly["sick_days"].astype("f4").astype("f8")
    assert differences(one, other)[0] == "sick_days"
