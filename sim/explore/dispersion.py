"""How fast chance grows with what is expected.

A variance that is exp(level + growth * expected): G. K. Smyth, Generalized Linear Models with
Varying Dispersion, Journal of the Royal Statistical Society B 51, 1989, 47-60. Squares of what is
off are gamma distributed around it, so that growth is found by a gamma model with a logarithmic
link.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

MOST_STEPS = 50
FARTHEST = 1.0
"""No step changes a logarithm by more."""
CLOSE = 1e-6
TINY = 1e-9
"""Squares are at least such a share of their mean: a logarithm of 0 is none."""


def growth(expected: Floats, squares: Sequence[tuple[Floats, Floats]]) -> float:
    """Rise of a variance's logarithm for each unit of what is expected.

    Before squares are seen it is believed to be 0, give or take 1; few squares change that little.

    Args:
        expected: Of each point, of order 1 and about 0.
        squares: Kinds of squares of what is off, each kind with a level of its own: their values
            at the points, per degree of freedom, and their degrees of freedom.
    """
    kinds = len(squares)
    values, counts = (np.concatenate(each) for each in zip(*map(_usual, squares), strict=True))
    rows = np.column_stack((np.repeat(np.eye(kinds), len(expected), 0), np.tile(expected, kinds)))
    prior = np.diag([0.0] * kinds + [1.0])
    found = np.zeros(kinds + 1)
    information = (rows * counts[:, None] / 2.0).T @ rows + prior
    for _ in range(MOST_STEPS):
        off = values / np.exp(rows @ found) - 1.0
        step = np.linalg.solve(information, rows.T @ (counts / 2.0 * off) - prior @ found)
        found += step.clip(-FARTHEST, FARTHEST)
        if np.abs(step).max() < CLOSE:
            break
    return float(found[-1])


def _usual(squares: tuple[Floats, Floats]) -> tuple[Floats, Floats]:
    """Squares of mean 1, none of them 0; all 1 if there is nothing off."""
    values, counts = squares
    mean = np.average(values, weights=counts)
    return (values / mean if mean > 0 else np.ones_like(values)).clip(TINY), counts
