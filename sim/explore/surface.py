"""A quadratic response surface of a simulator with chance, and how far it can be believed.

G. E. P. Box and K. B. Wilson, On the experimental attainment of optimum conditions, Journal of the
Royal Statistical Society B 13, 1951, 1-45. Replications at the same point tell chance from what
the surface itself gets wrong (its lack of fit).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

POINTS_PER_TERM = 2.5
"""Points for each term of a surface, at least; with fewer it has fewer terms."""


@dataclass(frozen=True, slots=True)
class Surface:
    """What a simulator gives, as a quadratic function of its inputs.

    Attributes:
        terms: Which products of inputs it is made of.
        weights: Of each term in each outcome, shape (terms, outcomes).
        chance: Covariance of outcomes between futures of one point, shape (outcomes, outcomes).
        lack: Covariance of what the surface gets wrong besides.
        error: Covariance of means of points around it: both, as the points met them.
        spread: Inverse of the terms' cross products: how well the points fix the weights.
    """

    terms: tuple[tuple[int, ...], ...]
    weights: Floats
    chance: Floats
    lack: Floats
    error: Floats
    spread: Floats

    def mean(self, x: Floats) -> Floats:
        """Expected outcomes at inputs of shape (points, inputs)."""
        return np.asarray(_products(x, self.terms) @ self.weights)

    def leverage(self, x: Floats) -> Floats:
        """By how much of ``error`` the expected outcomes at each point are uncertain."""
        rows = _products(x, self.terms)
        return np.asarray(np.einsum("ij,jk,ik->i", rows, self.spread, rows))


def fit_surface(x: Floats, values: Floats) -> Surface:
    """Fit a surface by least squares to the means of points.

    Args:
        x: Inputs of each point, of order 1 and about 0, shape (points, inputs).
        values: Outcomes in futures of their own, shape (points, replications, outcomes), at least
            two replications.

    Raises:
        ValueError: If there are too few points even for a plane.
    """
    count, replications, _ = values.shape
    terms = _terms(x.shape[1], count)
    rows, means = _products(x, terms), values.mean(axis=1)
    weights = np.linalg.lstsq(rows, means, rcond=None)[0]
    off = means - rows @ weights
    error = off.T @ off / (count - len(terms))
    chance = _pooled(values - means[:, None, :])
    return Surface(
        terms=terms,
        weights=weights,
        chance=chance,
        lack=_positive(error - chance / replications),
        error=error,
        spread=np.asarray(np.linalg.pinv(rows.T @ rows, hermitian=True), np.float64),
    )


def _terms(inputs: int, points: int) -> tuple[tuple[int, ...], ...]:
    """As many terms as the points allow: a plane, then squares, then products."""
    each = range(inputs)
    plane = ((), *((one,) for one in each))
    squares = (*plane, *((one, one) for one in each))
    whole = (*squares, *combinations(each, 2))
    for terms in (whole, squares, plane):
        if points >= POINTS_PER_TERM * len(terms):
            return terms
    least = int(np.ceil(POINTS_PER_TERM * len(plane)))
    raise ValueError(f"{points} points are too few for {inputs} inputs; {least} are needed")


def _products(x: Floats, terms: tuple[tuple[int, ...], ...]) -> Floats:
    return np.stack([x[:, list(term)].prod(axis=1) for term in terms], axis=1)


def _pooled(off: Floats) -> Floats:
    """Covariance within points, from the distances to their means."""
    points, replications, outcomes = off.shape
    rows = off.reshape(-1, outcomes)
    return np.asarray(rows.T @ rows / (points * (replications - 1)))


def _positive(matrix: Floats) -> Floats:
    """The nearest covariance: a difference of two estimates may be none."""
    values, vectors = np.linalg.eigh(matrix)
    return np.asarray((vectors * np.maximum(values, 0.0)) @ vectors.T)
