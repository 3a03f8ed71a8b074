"""Everybody on the common submodel."""

from __future__ import annotations

from benchmarks.contestants import CONTESTANTS, present
from benchmarks.measure import Measured, Task
from benchmarks.rounds import by_turns, events, memory, ratio, seconds
from benchmarks.same_system import MEANS, check_bits, furthest, mean_and_error
from benchmarks.submodel import Submodel
from docs.generate.markdown import table

BASE = "compiled"
WITHOUT_CHANCE = ("floor", "heap")
OURS = ("compiled", "model")

Found = dict[str, list[Measured]]


def common(quick: bool) -> str:
    """Speed and memory of all on the submodel, and that it is the same submodel."""
    size = Submodel(years=1.5 if quick else 3.0)
    if not CONTESTANTS["floor"].missing:
        check_bits(size)
    tasks = {
        name: Task(name, {"years": size.years}, count=one.fast) for name, one in present().items()
    }
    found = by_turns(tasks, 2 if quick else 5)
    return "\n\n".join([in_short(found), speeds(found, size.years), same(found), who_is_missing()])


def in_short(found: Found) -> str:
    """The figures that matter most, in a sentence each."""
    ours = found[BASE]
    said = []
    for name, words in (
        ("heap", "a heap of events"),
        ("floor", "a calendar of events, like its own"),
    ):
        if name in found:
            times = ratio(ours, found[name])
            said.append(
                f"- The compiled engine takes **{times} times** the time of C with {words}."
            )
    for name in ("cimba", "simpy", "ciw", "salabim"):
        if name in found:
            times = ratio(found[name], ours)
            said.append(f"- {CONTESTANTS[name].label} takes {times} times the compiled engine's.")
    return "\n".join(said)


def speeds(found: Found, years: float) -> str:
    """Time, ratios, events and memory."""
    count = events(found[BASE])
    rows = [
        (
            CONTESTANTS[name].label,
            CONTESTANTS[name].version,
            f"{1000.0 * seconds(runs) / years:,.0f}",
            str(ratio(runs, found[BASE])),
            f"{count / seconds(runs):,.0f}",
            f"{memory(runs):,.0f}",
        )
        for name, runs in found.items()
    ]
    headings = ("Who", "On", "ms a year", "Times compiled", "Events a second", "MB")
    return table(headings, rows)


def same(found: Found) -> str:
    """What each simulates, and how far it is from the compiled engine."""
    rows = []
    for name, runs in found.items():
        if name in WITHOUT_CHANCE:  # the very records of the engines
            continue
        means = [f"{m:.3f} ± {e:.3f}" for m, e in (mean_and_error(runs, one) for one in MEANS)]
        far = "the same bits" if name in OURS else f"{furthest(runs, found[BASE]):.1f}"
        rows.append((CONTESTANTS[name].label, *means, far, CONTESTANTS[name].differs))
    headings = ("Who", "Open cases", "Closures a year", "Utilisation", "Furthest", "Differs in")
    return table(headings, rows)


def who_is_missing() -> str:
    """Who could not take part, and why."""
    missing = [f"{one.label}: {one.missing}." for one in CONTESTANTS.values() if one.missing]
    return "\n".join(["Left out here:", *missing]) if missing else "Nobody was left out."
