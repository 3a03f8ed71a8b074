from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numba
import numpy as np
import pytest

from sim import compiled, samplers
from sim.compiled import kernel, layout, service
from sim.compiled.kernel import Kernel
from sim.record import STAGE_ROW, WEEKLY
from sim.scenario.planning import make_plan
from sim.scenario.schema import Scenario


@pytest.fixture
def idle(plan):
    """A kernel that has not begun."""
    return Kernel(plan)


def free(kernel, pool, first):
    """The free places of a pool, in the order in which they will be used."""
    place, places = int(kernel.state[0][first]), []
    while place >= 0:
        places.append(place)
        place = int(kernel.pools[pool]["after"][place])
    return places


def test_every_pool_has_its_address_in_the_state(idle):
    assert {name for name in idle.pools if name not in STATE_FIELDS} == set()
    for name, pool in idle.pools.items():
        assert idle.state[0][name] == pool.ctypes.data


STATE_FIELDS = layout.STATE.names


@pytest.mark.parametrize(
    ("pool", "first"), [("cases", "free_cases"), ("families", "free_families")]
)
def test_new_places_are_free_once_and_old_ones_keep_what_they_hold(idle, pool, first):
    size = len(idle.pools[pool])
    assert sorted(free(idle, pool, first)) == list(range(size))
    # all but two are taken
    idle.state[0][first] = size - 2
    idle.state[0]["n_free_cases"] = 2
    idle.pools[pool]["id"][: size - 2] += 1000
    kept = idle.pools[pool][: size - 2].copy()
    idle.grow_cases(7)
    assert sorted(free(idle, pool, first)) == list(range(size - 2, size + 7))
    assert (idle.pools[pool][: size - 2] == kept).all()  # but for what pads the records
    assert idle.pools[pool]["id"][size - 2 :].tolist() == list(range(size - 2, size + 7))
    assert idle.state[0]["n_free_cases"] == 9
    assert idle.state[0][pool] == idle.pools[pool].ctypes.data


def test_pools_that_go_with_cases_grow_with_them(idle):
    before = {name: len(pool) for name, pool in idle.pools.items()}
    idle.grow_cases(10)
    assert len(idle.pools["holders"]) - before["holders"] == 10 * len(idle.plan.teams)
    for name in ("heap", "laters"):
        assert len(idle.pools[name]) - before[name] >= 10
    assert idle.state[0]["planned_room"] == len(idle.pools["heap"])


def test_people_have_room_for_their_events(idle):
    room = int(idle.state[0]["planned_room"])
    idle.grow_workers(10)
    assert idle.state[0]["workers_room"] == len(idle.pools["workers"])
    assert idle.state[0]["planned_room"] >= room + 20


def full(idle, name):
    s = idle.state[0]
    match name:
        case "rows":
            s["n_rows"] = s["rows_room"] - 1
        case "workers":
            s["n_workers"] = s["workers_room"]
        case "cases":
            s["n_free_cases"] = 0
        case "heap":
            s["planned"] = s["planned_room"]


@numba.njit
def is_full(state):
    return service.nearly_full(state[0])


@pytest.mark.parametrize(
    ("field", "last", "next_one"),
    [
        ("n_free_cases", lambda s: s["most_children"], -1),
        ("n_rows", lambda s: s["rows_room"] - service.ROWS_TO_SPARE, 1),
        ("planned", lambda s: s["planned_room"] - s["most_children"] - service.EVENTS_TO_SPARE, 1),
        ("n_workers", lambda s: s["workers_room"] - s["n_posts"], 1),
    ],
)
def test_room_is_asked_for_while_there_is_just_enough(idle, field, last, next_one):
    s = idle.state[0]
    s[field] = last(s)
    assert not is_full(idle.state)
    s[field] += next_one
    assert is_full(idle.state)


def test_what_is_closed_for_good_makes_room(plan):
    """Every case that is not free is of one family, and no family is kept without a case."""
    used = Kernel(replace(plan, children=samplers.poisson(0.7)))  # some families have no child
    used.run(lambda: None)
    cases, families = (
        len(used.pools[pool]) - len(free(used, pool, f"free_{pool}"))
        for pool in ("cases", "families")
    )
    assert len(free(used, "cases", "free_cases")) == used.state[0]["n_free_cases"]
    assert 0 < families <= cases < len(set(used.pools["cases"]["id"].tolist()))


@pytest.mark.parametrize("name", ["workers", "cases", "heap"])
def test_what_is_full_is_doubled(idle, name):
    size = len(idle.pools[name])
    full(idle, name)
    idle.make_room()
    assert len(idle.pools[name]) >= 2 * size
    assert idle.state[0][name] == idle.pools[name].ctypes.data


def test_full_rows_are_set_aside(idle):
    full(idle, "rows")
    count = int(idle.state[0]["n_rows"])
    idle.pools["rows"]["tasks"][:count] = np.arange(count)
    idle.make_room()
    idle.pools["rows"]["tasks"][:count] = -1  # what comes next does not show in them
    assert idle.state[0]["n_rows"] == 0
    assert idle.blocks[0]["tasks"].tolist() == list(range(count))


def test_record_has_the_form_of_the_reference(plan):
    record = compiled.simulate(plan)
    shape = (len(plan.week_closes), len(plan.teams))
    assert list(record.weekly) == [column.name for column in WEEKLY]
    for column in WEEKLY:
        array = record.weekly[column.name]
        assert (array.shape, array.dtype) == (shape, np.dtype(column.dtype))
        assert array.flags.owndata
        assert array.flags.c_contiguous
    assert record.stages.dtype == STAGE_ROW
    assert type(record.event_count) is int


def test_a_plan_can_be_simulated_again_and_again(plan):
    first, _, again = (compiled.simulate(replace(plan, replication=number)) for number in (0, 1, 0))
    assert first.stages.tobytes() == again.stages.tobytes()
    assert first.event_count == again.event_count


def test_little_room_and_many_pauses_leave_no_trace(plan, monkeypatch):
    whole = compiled.simulate(plan)
    monkeypatch.setattr(kernel, "ROWS_AT_A_TIME", service.ROWS_TO_SPARE + 10)
    monkeypatch.setattr(kernel, "SPARE_CASES", 0)
    monkeypatch.setattr(kernel, "PEOPLE_A_POST", 1)
    monkeypatch.setattr(kernel, "EVENTS_A_CALL", 500)
    pauses = []
    cramped = compiled.simulate(plan, lambda: pauses.append(None))
    assert cramped.stages.tobytes() == whole.stages.tobytes()
    assert all(np.array_equal(cramped.weekly[name], whole.weekly[name]) for name in whole.weekly)
    assert len(pauses) > whole.event_count / 500


def pathway(kind, onward):
    """Stages that are nearly always passed through at once, to and fro."""
    tasks = {"distribution": "empirical", "values": [0, 1], "weights": [1e6, 1]}
    return {"team_kind": kind, "tasks": tasks, "task_hours": 1.0, "external_delay_days": 1.0,
            "routes": {onward: 0.999999}}  # fmt: skip


@pytest.mark.parametrize(
    ("onward", "fault"), [("here", "thousands of stages"), ("there", "thousands of teams")]
)
def test_a_case_that_goes_on_for_ever_in_one_moment_is_a_fault(document, onward, fault):
    endless = deepcopy(document) | {
        "teams": {
            "one": {"kind": "here", "social_worker_fte": 1.0},
            "other": {"kind": "there", "social_worker_fte": 1.0},
        },
        "pathway": {"here": pathway("here", onward), "there": pathway("there", "here")},
        "shared_support": {},
        "interventions": {},
    }
    endless["demand"] = endless["demand"] | {"referrals_per_week": {"one": 5.0}}
    for role in ("swso", "admin"):
        endless["roles"][role].pop("suitability", None)
    plan = make_plan(Scenario.model_validate(endless), 0)
    with pytest.raises(RuntimeError, match=fault):
        compiled.simulate(plan)


def test_every_fault_has_words():
    faults = {kernel.TOO_LONG_WAY, kernel.TOO_MANY_STAGES, kernel.TOO_MANY_EVENTS}
    assert faults == kernel.FAULTS.keys()


class Numba:
    """Stands in for the compiled function: finds its code on disk, or compiles it."""

    def __init__(self, place, error=None):
        self.stats = SimpleNamespace(cache_path=None if place is None else str(place))
        self.compiled, self.error = 0, error

    def __call__(self, state, most):
        assert state["started"].all()
        assert most == 0
        code = Path(self.stats.cache_path or "nowhere") / "run.nbc"
        if not code.exists():
            self.compiled += 1
            if self.error is not None:
                raise self.error
            if code.parent.exists():
                code.write_bytes(b"code")


@pytest.fixture
def prepare(monkeypatch):
    """Prepare with a stand-in for numba, as in a process of its own."""

    def prepare(numba):
        monkeypatch.setattr(kernel, "run", numba)
        kernel.prepare.__wrapped__()
        return numba.compiled

    return prepare


def test_code_is_compiled_once_and_then_found(prepare, tmp_path):
    assert prepare(Numba(tmp_path)) == 1
    assert kernel.is_prepared()
    assert prepare(Numba(tmp_path)) == 0


def test_damaged_code_is_made_again(prepare, tmp_path):
    prepare(Numba(tmp_path))
    (tmp_path / "run.nbc").write_bytes(b"rust")
    assert not kernel.is_prepared()
    assert prepare(Numba(tmp_path)) == 1
    assert kernel.is_prepared()


def test_code_without_a_place_is_compiled_every_time(prepare):
    assert prepare(Numba(None)) == 1
    assert not kernel.is_prepared()
    assert prepare(Numba(None)) == 1


def test_a_disk_without_room_for_code_stops_nothing(prepare, tmp_path):
    assert prepare(Numba(tmp_path, OSError(28, "No space left on device"))) == 1
    assert not list(tmp_path.glob("*.nbc"))
