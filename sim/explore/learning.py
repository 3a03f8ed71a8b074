"""What targets taught about inputs: how much of each, which trade off, and how many directions."""

from __future__ import annotations

from itertools import combinations
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.explore.importance import Weighted

Floats = npt.NDArray[np.float64]

LEARNT = 0.5
"""A direction counts as found if its variance has fallen by this share or more."""


class Pair(NamedTuple):
    """Two inputs that the targets hold together.

    Attributes:
        first: Place of one of them.
        second: Place of the other.
        correlation: Of the two in the posterior; under 0 where one makes up for the other by
            falling when it rises.
    """

    first: int
    second: int
    correlation: float


def learnt(before: Floats, after: Floats) -> Floats:
    """The share of each input's variance that is gone; under 0 where it grew.

    Args:
        before: Values drawn from the prior, shape (draws, inputs).
        after: The same from the posterior.
    """
    return np.asarray(1.0 - after.var(axis=0) / before.var(axis=0))


def pairs(after: Floats, least: float) -> list[Pair]:
    """Pairs of inputs correlated at least so much in the posterior, the strongest first.

    Args:
        after: Values drawn from the posterior, shape (draws, inputs).
        least: Smallest size of a correlation.
    """
    if after.shape[1] < 2:
        return []
    table = np.atleast_2d(np.corrcoef(after, rowvar=False))
    every = (Pair(a, b, float(table[a, b])) for a, b in combinations(range(len(table)), 2))
    found = [pair for pair in every if abs(pair.correlation) >= least]
    return sorted(found, key=lambda pair: -abs(pair.correlation))


def directions(found: Weighted) -> int:
    """How many independent combinations of inputs the targets fix.

    Before anything is known every direction has variance 1, so that those that targets have fixed
    are the small eigenvalues of the posterior's covariance.
    """
    _, cov = found.moments()
    return int((np.linalg.eigvalsh(cov) <= 1.0 - LEARNT).sum())
