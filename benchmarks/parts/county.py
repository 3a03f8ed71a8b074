"""The county and other scenarios: the compiled engine against the SimPy reference."""

from __future__ import annotations

from benchmarks.measure import Measured, Task
from benchmarks.rooms import shares
from benchmarks.rounds import by_turns, events, memory, ratio, seconds
from benchmarks.sizes import SIZES
from docs.generate.markdown import table
from sim.scenario.planning import make_plan

LABELS = {"compiled": "compiled", "model": "SimPy reference"}


def county(quick: bool) -> str:
    """Both engines on three sizes, bare SimPy beside them, and where the reference's time goes."""
    tasks = {"bare": Task("bare")} | {
        f"{who} {size}": Task(who, {"scenario": size}, count=4 if size == "small" else 1)
        for size in SIZES
        for who in LABELS
    }
    found = by_turns(tasks, 2 if quick else 5)
    parts = [engines(found), bare(found)] + ([] if quick else [rooms()])
    return "\n\n".join(parts)


def engines(found: dict[str, list[Measured]]) -> str:
    """Both engines on each size."""
    rows = []
    for size in SIZES:
        for who, label in LABELS.items():
            runs = found[f"{who} {size}"]
            rows.append(
                (
                    size,
                    label,
                    f"{events(runs):,.0f}",
                    f"{1000.0 * seconds(runs):,.0f}",
                    f"{events(runs) / seconds(runs):,.0f}",
                    str(ratio(runs, found[f"compiled {size}"])),
                    f"{memory(runs):,.0f}",
                )
            )
    headings = ("Scenario", "Engine", "Events", "ms", "Events a second", "Times compiled", "MB")
    return table(headings, rows)


def bare(found: dict[str, list[Measured]]) -> str:
    """How near the reference comes to SimPy alone."""
    alone = found["bare"]
    rows = [("bare SimPy", f"{events(alone) / seconds(alone):,.0f}", "1")]
    for size in SIZES:
        runs = found[f"model {size}"]
        speed = events(runs) / seconds(runs)
        # a year of the county and 300,000 timeouts are different work, so events are compared
        times = ratio(_by_event(runs), _by_event(alone))
        rows.append((f"reference, {size}", f"{speed:,.0f}", str(times)))
    return table(("What", "Events a second", "Times bare SimPy's time an event"), rows)


def _by_event(runs: list[Measured]) -> list[Measured]:
    """Measurements of one event."""
    return [Measured(run.seconds / run.events) for run in runs]


def rooms() -> str:
    """Where a replication of the county spends its time in the reference."""
    found = shares(make_plan(SIZES["county"](), 0))
    rows = [(room, f"{100.0 * share:.0f} %") for room, share in found.items()]
    return table(("Where the reference's time goes", "Share"), rows)
