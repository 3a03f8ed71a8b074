"""Everything that a plan holds reaches the kernel."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import fields, is_dataclass, replace
from math import inf, isinf
from typing import Any

import numpy as np
import pytest

from sim import samplers
from sim.compiled.allocation import POLICIES
from sim.compiled.interventions import ALLOCATION, COHORT, POSTS
from sim.compiled.tables import Tables
from sim.samplers import Sampler
from sim.scenario.plan import AllocationPlan, CohortPlan, PostChange
from sim.streams import name_hash

NOT_CARRIED = {
    "Plan.n_days": "what is given by day has as many numbers, and weeks close by then",
    "StagePlan.name": "names of stages are for the log of a replay",
    "SupportRolePlan.name": "so are names of roles",
}
"""Fields that no number of the kernel comes from, and why."""
OTHER_SAMPLER = samplers.geometric(9.25)


def contents(plan: Any) -> list[bytes]:
    """All numbers of a plan's tables; no addresses are among them yet."""
    tables = Tables(plan)
    pools = [tables.state, *(tables.pools[name] for name in sorted(tables.pools))]
    return [
        (pool[name] if name else pool).tobytes()  # field by field: what lies between is no number
        for pool in pools
        for name in pool.dtype.names or [""]
    ]


def paths(part: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Every field of every dataclass of a plan, with the way to each of its places."""
    if is_dataclass(part) and not isinstance(part, Sampler):
        for field in fields(part):
            here = (*path, field.name)
            yield f"{type(part).__name__}.{field.name}", here
            yield from paths(getattr(part, field.name), here)
    elif isinstance(part, tuple):
        for place, one in enumerate(part):
            yield from paths(one, (*path, place))


def changed(part: Any, path: tuple[Any, ...], value: Any) -> Any:
    """The plan with another value at a place."""
    if not path:
        return value
    first, *rest = path
    if isinstance(first, int):
        return (*part[:first], changed(part[first], tuple(rest), value), *part[first + 1 :])
    return replace(part, **{first: changed(getattr(part, first), tuple(rest), value)})


def at(part: Any, path: tuple[Any, ...]) -> Any:
    for key in path:
        part = part[key] if isinstance(key, int) else getattr(part, key)
    return part


def others(value: Any) -> Iterator[Any]:
    """Other values of the same type; some may not fit in their place."""
    match value:
        case Sampler():
            yield OTHER_SAMPLER
        case bool():
            yield not value
        case int():
            yield from (one for one in (value + 1, value - 1) if one >= -1)
        case float():
            yield 3.5 if isinf(value) else 0.5 * value + 0.0625
        case str():
            yield from (*(name for name in POLICIES if name != value), f"{value}x")
        case np.ndarray() | list():
            yield np.asarray(value) * 0.5 + 0.0625
        case tuple() if value:
            for place, one in enumerate(value):
                for other in others(one):
                    yield (*value[:place], other, *value[place + 1 :])


def is_carried(plan: Any, path: tuple[Any, ...], before: list[bytes]) -> bool:
    for value in others(at(plan, path)):
        with suppress(IndexError, KeyError):
            if contents(changed(plan, path, value)) != before:
                return True
    return False


def test_every_field_of_a_plan_is_carried(plan):
    """A field that is new in the plan and not in the tables fails here."""
    before = contents(plan)
    carried: dict[str, bool] = {}
    for name, path in paths(plan):
        if not carried.get(name):
            carried[name] = is_carried(plan, path, before)
    missing = {name for name, seen in carried.items() if not seen}
    assert {name for name in missing if not holds_dataclasses(plan, name)} == NOT_CARRIED.keys()


def holds_dataclasses(plan: Any, name: str) -> bool:
    """Whether a field holds nothing but other dataclasses, whose fields are looked at."""
    values = [at(plan, path) for field, path in paths(plan) if field == name]
    parts = [part for value in values for part in (value if isinstance(value, tuple) else [value])]
    return all(is_dataclass(part) and not isinstance(part, Sampler) for part in parts)


def test_the_plan_of_these_tests_has_every_dataclass(plan):
    """Or fields of those it has not would not be looked at."""
    from sim.scenario import plan as module

    seen = {name.split(".")[0] for name, _ in paths(plan)}
    every = {
        name
        for name, kind in vars(module).items()
        if is_dataclass(kind) and kind.__module__ == module.__name__
    }
    assert seen == every


# ---- some of it by number ----------------------------------------------------------------------


def test_names_become_the_words_of_keys(plan):
    pools = Tables(plan).pools
    team = plan.teams[1]
    row = pools["teams"][1]
    assert row["name"] == name_hash(team.name)
    assert row["opening_name"] == name_hash(f"{team.name}/opening")
    assert row["dormant_name"] == name_hash(f"{team.name}/dormant")
    post = pools["posts"][row["posts"]]
    assert post["name"] == name_hash(f"{team.name}/social_worker")
    assert post["agency_name"] == name_hash(f"{team.name}/social_worker/agency")


def test_posts_are_numbered_by_name_and_placed_by_team(plan):
    pools = Tables(plan).pools
    north = pools["posts"][pools["posts"]["team"] == 0]
    count = len(plan.teams[0].post_ftes)
    assert north["place"].tolist() == list(range(len(north)))
    assert north["number"][:count].tolist() == list(range(1, count + 1))
    assert north["number"][count:].tolist() == [1, 2]  # of the intervention
    assert north["fte"][count:].tolist() == [1.0, 0.5]
    assert north["funded"].tolist() == [1] * count + [0, 0]
    assert set(north["name"][count:]) == {name_hash("north/social_worker/offer")}


def test_changes_are_in_the_order_in_which_they_are_made(plan):
    """At one moment rules come before posts, and posts before people."""
    one = replace(
        plan,
        allocations=(plan.allocations[0], AllocationPlan(7.0, "round_robin", inf)),
        post_changes=(PostChange(3.0, "a", 0, -1, (1.0,)), PostChange(7.0, "b", 0, -1, (1.0,))),
        cohorts=(CohortPlan(3.0, -1, 2, True), CohortPlan(7.0, 0, 1, False)),
    )
    rows = Tables(one).pools["changes"]
    assert rows["time"].tolist() == [0.0, 3.0, 3.0, 7.0, 7.0, 7.0]
    assert rows["kind"].tolist() == [ALLOCATION, POSTS, COHORT, ALLOCATION, POSTS, COHORT]
    assert rows["policy"][3] == POLICIES["round_robin"]
    assert rows["cap"][3] == inf


@pytest.mark.parametrize("tasks", [0, 1, 5])
def test_a_fixed_number_of_tasks_is_found_as_it_is(plan, tasks):
    stage = replace(plan.stages[0], tasks=samplers.fixed(float(tasks)))
    row = Tables(replace(plan, stages=(stage,))).pools["stages"][0]
    assert (row["found_fixed_0"], row["found_fixed_1"]) == (max(1, tasks), max(2, tasks))
    assert row["never_away"] == (tasks < 2)


def test_a_sampler_has_one_place_however_often_it_is_used(plan):
    tables = Tables(plan)
    assert len(tables.sampler_rows) == len(set(tables.samplers.values()))
    before = len(tables.sampler_rows)
    assert tables.sampler(plan.children) == tables.state[0]["children"]
    assert len(tables.sampler_rows) == before
