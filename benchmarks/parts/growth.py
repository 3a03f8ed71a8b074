"""How time and memory grow with workers, horizon, cases for each worker and replications."""

from __future__ import annotations

from typing import Any

from benchmarks.contestants import CONTESTANTS
from benchmarks.measure import Measured, Task
from benchmarks.rounds import by_turns, events, memory, seconds
from docs.generate.markdown import table

WORKERS = (15, 50, 150, 500, 1_500)
YEARS = (1, 2, 5, 10)
DELAYS = (2.5, 10.0, 40.0, 160.0)
REPLICATIONS = (1, 10, 100, 1_000)
TEAMS = (100, 10, 1)
LEAST_WORK = 450
"""Years times workers of a measurement at least, so that none is too short for the clock."""

LABELS = {"compiled": "Compiled", "floor": "C", "model": "SimPy"}

Sizes = dict[str, dict[str, Any]]


def growth(quick: bool) -> str:
    """One table for each direction."""
    workers = {f"{n:,}": {"workers": n, "years": 1.0} for n in WORKERS}
    teams = {f"{n} of {1500 // n:,}": {"workers": 1_500, "teams": n, "years": 1.0} for n in TEAMS}
    years = {f"{n}": {"years": float(n)} for n in YEARS[: 3 if quick else None]}
    delays = {f"{n:g}": {"delay_days": n, "years": 5.0} for n in DELAYS[: 3 if quick else None]}
    rounds = 1 if quick else 3
    parts = [
        directions("Workers, in ten teams, one year", workers, rounds),
        directions("Teams of 1,500 workers, one year", teams, rounds, reference=False),
        directions("Years, 150 workers", years, rounds),
        directions("Mean external delay in days, 150 workers, five years", delays, rounds),
        replications(REPLICATIONS[: 3 if quick else None]),
    ]
    return "\n\n".join(parts)


def directions(what: str, sizes: Sizes, rounds: int, reference: bool = True) -> str:
    """Time by event of the engines and the C program over some sizes."""
    wanted = ("compiled", "floor", *(["model"] if reference else []))
    names = [name for name in wanted if not CONTESTANTS[name].missing]
    tasks = {
        f"{name} {size}": Task(name, said, count=_count(name, said))
        for size, said in sizes.items()
        for name in names
    }
    found = by_turns(tasks, rounds)
    rows = [_row(size, {name: found[f"{name} {size}"] for name in names}) for size in sizes]
    columns = [f"{LABELS[name]}, ns an event" for name in names]
    return table((what, "Open cases a worker", "Events", "MB", *columns), rows)


def _count(name: str, said: dict[str, Any]) -> int:
    """Replications of one turn: the reference takes long enough with one."""
    work = said.get("workers", 150) * said["years"]
    return 1 if name == "model" else max(1, round(LEAST_WORK / work))


def _row(size: str, found: dict[str, list[Measured]]) -> list[str]:
    """One size: cases and events, memory of the compiled engine, and time an event."""
    runs = found["compiled"]
    cases = [case for run in runs for outcome in run.outcomes for case in outcome["open_cases"]]
    count = events(runs)
    times = [f"{1e9 * seconds(one) / count:,.0f}" for one in found.values()]
    return [
        size,
        f"{sum(cases) / len(cases):,.0f}",
        f"{count:,.0f}",
        f"{memory(runs):,.0f}",
        *times,
    ]


def replications(counts: tuple[int, ...]) -> str:
    """Replications one after the other in one process."""
    found = {
        count: by_turns({"": Task("compiled", {"years": 1.0}, count=count)}, 1)[""]
        for count in counts
    }
    rows = [
        (f"{count:,}", f"{1000.0 * seconds(runs):,.1f}", f"{memory(runs):,.0f}")
        for count, runs in found.items()
    ]
    return table(("Replications, 150 workers, one year", "ms a replication", "MB"), rows)
