"""Weights of a surface, drawn towards none as far as the data themselves say so.

By least squares every term that does nothing gets a weight by chance, and all of them together
seem to teach something. Here weights of a group are believed to be normal around 0 with a variance
that makes the data likeliest (empirical Bayes): D. J. C. MacKay, Bayesian Interpolation, Neural
Computation 4, 1992, 415-447.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int_]

MOST_STEPS = 40
CLOSE = 1e-2
"""Change of a group's penalty, as a share of it, that is none."""
FIRST = 0.01
"""Penalty of a group at first, for each row."""
LEAST, MOST = 1e-6, 1e6
"""Ends of a penalty, for each row."""


class Shrunk(NamedTuple):
    """Weights of terms, and how well they are known.

    Attributes:
        weights: Of each term.
        spread: Their covariance, where the variance of a row is 1.
        used: How many terms' worth of freedom they take from the data (MacKay's gamma).
    """

    weights: Floats
    spread: Floats
    used: float


def shrunk(terms: Floats, values: Floats, groups: Integers) -> Shrunk:
    """Weights of terms whose sum comes near to values.

    Args:
        terms: Of each row, shape (rows, terms).
        values: Of each row, of variance 1 around the sum but for a factor.
        groups: Which group each term is of; under 0 if nothing is believed of its weight.
    """
    rows = len(terms)
    cross, towards = terms.T @ terms, terms.T @ values
    penalty = np.where(groups < 0, 0.0, FIRST * rows)
    for _ in range(MOST_STEPS):
        found = _with(penalty, cross, towards)
        off = values - terms @ found.weights
        variance = float(off @ off) / max(rows - found.used, 1.0)
        likelier = _likelier(penalty, found, variance, groups).clip(LEAST * rows, MOST * rows)
        after = np.where(groups < 0, 0.0, likelier)
        is_close = np.all(np.abs(after - penalty) <= CLOSE * penalty)
        penalty = after
        if is_close:
            break
    return _with(penalty, cross, towards)


def _with(penalty: Floats, cross: Floats, towards: Floats) -> Shrunk:
    spread = np.linalg.inv(cross + np.diag(penalty))
    used = len(penalty) - float(penalty @ spread.diagonal())
    return Shrunk(np.asarray(spread @ towards), np.asarray(spread), used)


def _likelier(penalty: Floats, found: Shrunk, variance: float, groups: Integers) -> Floats:
    """Penalties that make the data likelier: MacKay's equation 4.2 for each group by itself."""
    after = penalty.copy()
    known = 1.0 - penalty * found.spread.diagonal()
    for group in range(groups.max() + 1):
        is_in = groups == group
        size = max(float(np.square(found.weights[is_in]).sum()), np.finfo(float).tiny)
        after[is_in] = float(known[is_in].sum()) * variance / size
    return after
