"""What the submodel comes to, so that everybody can be seen to simulate the same system."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from benchmarks.submodel import Submodel
from sim.record import Record

Floats = npt.NDArray[np.float64]

YEAR = 253.0


def settled_after(days: float) -> float:
    """The service starts empty: its first year, or half of a short run, does not count."""
    return min(YEAR, days / 2.0)


@dataclass(frozen=True)
class Outcome:
    """Means over the time after :func:`settled_after`; one number for each team.

    Attributes:
        open_cases: Open cases for each worker.
        closures: Cases closed a year for each worker.
        utilisation: Share of the workers' time that went into tasks.
    """

    open_cases: list[float]
    closures: list[float]
    utilisation: list[float]


@dataclass
class Tally:
    """What a peer written in Python notes of one team.

    Attributes:
        opened: When cases were opened.
        closed: When cases were closed.
        worked: When tasks were done, and the days that they took.
    """

    opened: list[float] = field(default_factory=list)
    closed: list[float] = field(default_factory=list)
    worked: list[tuple[float, float]] = field(default_factory=list)


def of_tallies(tallies: list[Tally], sizes: list[int], days: float) -> Outcome:
    """The outcome of a peer."""
    start = settled_after(days)
    times, span = np.arange(start, days, 5.0), days - start
    result = Outcome([], [], [])
    for tally, size in zip(tallies, sizes, strict=True):
        opened, closed = np.array(tally.opened), np.sort(tally.closed)
        held = np.searchsorted(opened, times) - np.searchsorted(closed, times)
        worked = sum(spent for done, spent in tally.worked if done >= start)
        result.open_cases.append(float(held.mean()) / size)
        result.closures.append(float((closed >= start).sum()) / size / span * YEAR)
        result.utilisation.append(worked / size / span)
    return result


def of_record(record: Record, model: Submodel, closes: Floats) -> Outcome:
    """The outcome of an engine of the project."""
    settled = closes > settled_after(float(closes[-1]))
    span = float(closes[-1] - closes[~settled][-1])
    sizes = np.array(model.sizes)

    def total(name: str) -> Floats:
        return np.asarray(record.weekly[name][settled].sum(axis=0), np.float64)

    return Outcome(
        (total("open_cases") / settled.sum() / sizes).tolist(),
        (total("closures") / sizes / span * YEAR).tolist(),
        (total("worked_hours") / total("available_hours")).tolist(),
    )
