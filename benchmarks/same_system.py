"""Whether everybody simulates the same system: without that, speeds mean nothing."""

from __future__ import annotations

from collections.abc import Iterable
from math import sqrt

import numpy as np

from benchmarks import floor
from benchmarks.measure import Measured
from benchmarks.submodel import Submodel

LARGEST_DISTANCE = 4.5
"""Standard errors. Of right peers, each with three means, one in 50,000 is further away."""
MEANS = ("open_cases", "closures", "utilisation")


def check_bits(size: Submodel, replication: int = 0) -> None:
    """Make sure that both C programs and both engines give the same records, bit for bit.

    Raises:
        RuntimeError: They don't.
    """
    from sim import compiled, model

    plan = size.plan(replication)
    records = {engine.__name__: engine.simulate(plan) for engine in (compiled, model)}
    for calendar in (True, False):
        by_floor = floor.simulate(plan, calendar)
        for name, record in records.items():
            if wrong := floor.differences(by_floor, record):
                raise RuntimeError(f"the C program and {name} differ in {wrong}")


def mean_and_error(runs: Iterable[Measured], name: str) -> tuple[float, float]:
    """The mean over teams and replications, all independent, and its standard error."""
    values = np.array([team for run in runs for outcome in run.outcomes for team in outcome[name]])
    return float(values.mean()), float(values.std(ddof=1)) / sqrt(values.size)


def distance(one: Iterable[Measured], other: Iterable[Measured], name: str) -> float:
    """How far two means lie apart, in standard errors of their difference."""
    (a, error_a), (b, error_b) = (mean_and_error(runs, name) for runs in (one, other))
    return abs(a - b) / sqrt(error_a**2 + error_b**2)


def furthest(one: list[Measured], other: list[Measured]) -> float:
    """The largest distance of all means.

    Raises:
        RuntimeError: It is too large for chance.
    """
    found = {name: distance(one, other, name) for name in MEANS}
    worst = max(found, key=found.__getitem__)
    if found[worst] > LARGEST_DISTANCE:
        raise RuntimeError(f"not the same system: {worst} is {found[worst]:.1f} errors away")
    return found[worst]
