"""How fast chance grows with what is expected.

A variance that is exp(level + rise * expected + bend * expected^2): G. K. Smyth, Generalized Linear
Models with Varying Dispersion, Journal of the Royal Statistical Society B 51, 1989, 47-60. Squares
of what is off are gamma distributed around it, so that growth is found by a gamma model with a
logarithmic link. Near saturation chance grows; of a service that is full it may fall again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

MOST_STEPS = 50
STEP = 0.7
"""Share of a step that is taken: whole ones may swing."""
FARTHEST, FARTHEST_OF_ALL = 1.0, 20.0
"""No step changes a weight by more, and no logarithm is farther from 0."""
CLOSE = 1e-6
TINY = 1e-9
"""Squares are at least such a share of their mean: a logarithm of 0 is none."""


class Growth(NamedTuple):
    """How a variance's logarithm changes with what is expected.

    Attributes:
        rise: For each unit.
        bend: For each squared unit.
    """

    rise: float
    bend: float


def growth(expected: Floats, squares: Sequence[tuple[Floats, Floats]]) -> Growth:
    """Rise and bend of a variance's logarithm.

    Before squares are seen both are believed to be 0, give or take 1: few squares say little.

    Args:
        expected: Of each point, of order 1 and about 0.
        squares: Kinds of squares of what is off, each kind with a level of its own: their values
            at the points, per degree of freedom, and their degrees of freedom.
    """
    kinds = len(squares)
    values, counts = (np.concatenate(each) for each in zip(*map(_usual, squares), strict=True))
    powers = np.column_stack((expected, np.square(expected)))
    levels = np.repeat(np.eye(kinds), len(expected), axis=0)
    rows = np.column_stack((levels, np.tile(powers, (kinds, 1))))
    prior = np.diag([0.0] * kinds + [1.0, 1.0])
    found = np.zeros(kinds + 2)
    information = (rows * counts[:, None] / 2.0).T @ rows + prior
    for _ in range(MOST_STEPS):
        off = values / np.exp((rows @ found).clip(-FARTHEST_OF_ALL, FARTHEST_OF_ALL)) - 1.0
        step = np.linalg.solve(information, rows.T @ (counts / 2.0 * off) - prior @ found)
        found += STEP * step.clip(-FARTHEST, FARTHEST)
        if np.abs(step).max() < CLOSE:
            break
    return Growth(*found[-2:].tolist())


def _usual(squares: tuple[Floats, Floats]) -> tuple[Floats, Floats]:
    """Squares of mean 1, none of them 0; all 1 if there is nothing off."""
    values, counts = squares
    mean = np.average(values, weights=counts)
    return (values / mean if mean > 0 else np.ones_like(values)).clip(TINY), counts
