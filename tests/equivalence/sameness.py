"""What is not the same in the records of two engines, bit by bit."""

from __future__ import annotations

from typing import Any

from sim import compiled, model
from sim.record import WEEKLY, Record
from sim.scenario.plan import Plan


def check(plan: Plan) -> Record:
    """Simulate a plan with both engines; returns the record, which must be one and the same."""
    record = model.simulate(plan)
    assert differences(record, compiled.simulate(plan)) == []
    return record


def differences(one: Record, other: Record) -> list[str]:
    """Columns, the first stage row and counts that are not the same."""
    found = [
        column.name
        for column in WEEKLY
        if not same_array(one.weekly[column.name], other.weekly[column.name])
    ]
    if not same_array(one.posts, other.posts):
        found.append("posts")
    if not same_array(one.stages, other.stages):
        found.append(f"stage row {_first_row(one.stages, other.stages)}")
    for name in ("replication", "event_count"):
        values = getattr(one, name), getattr(other, name)
        if values[0] != values[1] or type(values[0]) is not type(values[1]):
            found.append(f"{name}: {values[0]!r} and {values[1]!r}")
    return found


def same_array(one: Any, other: Any) -> bool:
    """The same bytes, of the same type and shape."""
    return (one.dtype, one.shape, one.tobytes()) == (other.dtype, other.shape, other.tobytes())


def _first_row(one: Any, other: Any) -> str:
    for place, (a, b) in enumerate(zip(one, other, strict=False)):
        if a.tobytes() != b.tobytes():
            return f"{place}: {a} and {b}"
    return f"{min(len(one), len(other))}: there are {len(one)} and {len(other)}"
