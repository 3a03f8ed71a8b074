"""Measurements by turns, and ratios of what stands next to each other.

A shared machine slows down and speeds up, and with it everybody who is measured meanwhile. So
nobody is measured for long: in a round everybody has one turn, and only ratios within a round are
kept; the middle one counts, and the lowest and highest say how sure it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from statistics import median

from benchmarks.measure import Measured, Task, measured


@dataclass(frozen=True)
class Ratio:
    """The middle, lowest and highest of some ratios."""

    middle: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{_short(self.middle)} ({_short(self.low)} to {_short(self.high)})"


def by_turns(tasks: dict[str, Task], rounds: int) -> dict[str, list[Measured]]:
    """Measure every task once a round, other replications in every round.

    Args:
        tasks: What to measure, by a name for it.
        rounds: How many rounds.

    Returns:
        For every name one measurement a round.
    """
    found: dict[str, list[Measured]] = {name: [] for name in tasks}
    for turn in range(rounds):
        for name, task in tasks.items():
            found[name].append(measured(replace(task, first=turn * task.count)))
    return found


def ratio(one: Iterable[Measured], other: Iterable[Measured]) -> Ratio:
    """How many times the processor time of the other the one takes."""
    found = [a.seconds / b.seconds for a, b in zip(one, other, strict=True)]
    return Ratio(median(found), min(found), max(found))


def seconds(runs: Iterable[Measured]) -> float:
    """The middle processor time of a replication."""
    return median(run.seconds for run in runs)


def events(runs: Iterable[Measured]) -> float:
    """The mean number of events of a replication."""
    found = [run.events for run in runs]
    return sum(found) / len(found)


def memory(runs: Iterable[Measured]) -> float:
    """The most memory of any, in MB."""
    return max(run.memory for run in runs)


def _short(x: float) -> str:
    """Two digits behind the point, or none where there is much before it."""
    return f"{x:,.0f}" if x >= 10.0 else f"{x:.2f}"
