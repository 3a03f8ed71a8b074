"""A quadratic response surface of a simulator with chance, and how far it can be believed.

G. E. P. Box and K. B. Wilson, On the experimental attainment of optimum conditions, Journal of the
Royal Statistical Society B 13, 1951, 1-45. Replications at the same point tell chance from what
the surface itself gets wrong (its lack of fit). Weights are drawn towards 0 as far as the points
say so, and both variances may grow with what is expected.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.explore.dispersion import growth
from sim.explore.shrinkage import Shrunk, shrunk

Floats = npt.NDArray[np.float64]
Terms = tuple[tuple[int, ...], ...]

POINTS_PER_TERM = 2.5
"""Points for each term of a surface, at least; with fewer it has fewer terms."""
ROUNDS = 3
"""Times that weights are found anew with what is known of the variance."""
MOST_TAKEN = 0.99
"""Share of a point's freedom that the surface can take, at most."""


@dataclass(frozen=True, slots=True)
class Surface:
    """What a simulator gives, as a quadratic function of its inputs.

    Attributes:
        frame: In which units inputs are multiplied.
        terms: Which products of inputs it is made of.
        weights: Of each term in each outcome, shape (terms, outcomes).
        chance: Covariance of outcomes between futures of one point, where outcomes are usual.
        lack: Covariance of what the surface gets wrong besides, there.
        error: Covariance of means of points around it there: both, as the points met them.
        spread: Covariance of each outcome's weights for an error of 1, shape (outcomes, terms,
            terms).
        scales: How standard deviations of each outcome change with what is expected of it.
    """

    frame: Frame
    terms: Terms
    weights: Floats
    chance: Floats
    lack: Floats
    error: Floats
    spread: Floats
    scales: tuple[Scale, ...]

    def mean(self, x: Floats) -> Floats:
        """Expected outcomes at inputs of shape (points, inputs)."""
        return np.asarray(_products(self.frame.of(x), self.terms) @ self.weights)

    def covariance(self, x: Floats) -> Floats:
        """Covariance of one future's outcomes around the mean, shape (points, outcomes, outcomes).

        It has three parts: chance, lack of fit, and what points leave open of the weights.
        """
        rows = _products(self.frame.of(x), self.terms)
        mean = rows @ self.weights
        scale = np.stack([one.of(mean[:, at]) for at, one in enumerate(self.scales)], axis=1)
        open_ = np.stack([((rows @ each) * rows).sum(axis=1) for each in self.spread], axis=1)
        return np.asarray(
            _outer(scale) * (self.chance + self.lack)
            + _outer(np.sqrt(open_.clip(0.0))) * self.error
        )


class Frame(NamedTuple):
    """Units in which inputs are about 0 and of order 1 over the points.

    Attributes:
        middle: Of each input.
        width: Of each input.
    """

    middle: Floats
    width: Floats

    def of(self, x: Floats) -> Floats:
        """Inputs in these units."""
        return np.asarray((x - self.middle) / self.width)


class Scale(NamedTuple):
    """By what a standard deviation is multiplied, by what is expected.

    Attributes:
        middle: What is expected on average.
        width: Its standard deviation over the points.
        growth: Rise of the variance's logarithm for each such standard deviation.
        least: Least expected at a point, in these units.
        most: Most: farther out nobody knows, and it changes no more.
    """

    middle: float = 0.0
    width: float = 1.0
    growth: float = 0.0
    least: float = 0.0
    most: float = 0.0

    def of(self, mean: Floats) -> Floats:
        """The factor where so much is expected."""
        usual = ((mean - self.middle) / self.width).clip(self.least, self.most)
        return np.asarray(np.exp(0.5 * self.growth * usual))


def fit_surface(x: Floats, values: Floats) -> Surface:
    """Fit a surface to the means of points.

    Args:
        x: Inputs of each point, shape (points, inputs).
        values: Outcomes in futures of their own, shape (points, replications, outcomes), at least
            two replications.

    Raises:
        ValueError: If there are too few points even for a plane.
    """
    terms = _terms(x.shape[1], len(x))
    frame = Frame(x.mean(axis=0), _positive_or_1(x.std(axis=0)))
    rows = _products(frame.of(x), terms)
    sides = [_side(rows, values[:, :, at], terms) for at in range(values.shape[2])]
    weights = np.stack([side.found.weights for side in sides], axis=1)
    scale = np.stack([side.scale.of(rows @ side.found.weights) for side in sides], axis=1)
    left = np.sqrt([len(x) - side.found.used for side in sides])
    means = values.mean(axis=1)
    off = (means - rows @ weights) / scale / left
    chance = _pooled((values - means[:, None, :]) / scale[:, None, :])
    error = off.T @ off
    return Surface(
        frame=frame,
        terms=terms,
        weights=weights,
        chance=chance,
        lack=_positive(error - chance / values.shape[1]),
        error=error,
        spread=np.stack([side.found.spread for side in sides]),
        scales=tuple(side.scale for side in sides),
    )


class _Side(NamedTuple):
    """What is found of one outcome."""

    found: Shrunk
    scale: Scale


def _side(rows: Floats, values: Floats, terms: Terms) -> _Side:
    """Weights of an outcome (points, replications), and how its variance grows, in turn."""
    means, free = values.mean(axis=1), np.full(len(values), values.shape[1] - 1.0)
    chance = values.var(axis=1, ddof=1)
    # the weights of a plane are alike, and so are those of bends
    groups = np.array([len(term) - 1 for term in terms])
    scale, mean = Scale(), np.zeros(len(values))
    for _ in range(ROUNDS):
        sd = scale.of(mean)
        light = rows / sd[:, None]
        found = shrunk(light, means / sd, groups)
        mean = rows @ found.weights
        known = 1.0 - ((light @ found.spread) * light).sum(axis=1).clip(0.0, MOST_TAKEN)
        scale = _scale(mean, ((np.square(means - mean) / known, known), (chance, free)))
    return _Side(found, scale)


def _scale(mean: Floats, squares: Sequence[tuple[Floats, Floats]]) -> Scale:
    middle, width = float(mean.mean()), float(_positive_or_1(mean.std()))
    usual = (mean - middle) / width
    rise = growth(usual, squares)
    return Scale(middle, width, rise, float(usual.min()), float(usual.max()))


def _terms(inputs: int, points: int) -> Terms:
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


def _products(x: Floats, terms: Terms) -> Floats:
    """Each term at each point, shape (points, terms); squares as wide as products of two."""
    factors = np.column_stack((np.ones(len(x)), x))
    first = [term[0] + 1 if term else 0 for term in terms]
    second = [term[1] + 1 if len(term) > 1 else 0 for term in terms]
    share = [2**-0.5 if len(term) > 1 and term[0] == term[1] else 1.0 for term in terms]
    return np.asarray(factors[:, first] * factors[:, second] * share)


def _outer(each: Floats) -> Floats:
    return np.asarray(each[:, :, None] * each[:, None, :])


def _positive_or_1(width: Floats) -> Floats:
    return np.where(width > 0, width, 1.0)


def _pooled(off: Floats) -> Floats:
    """Covariance within points, from the distances to their means."""
    points, replications, outcomes = off.shape
    rows = off.reshape(-1, outcomes)
    return np.asarray(rows.T @ rows / (points * (replications - 1)))


def _positive(matrix: Floats) -> Floats:
    """The nearest covariance: a difference of two estimates may be none."""
    values, vectors = np.linalg.eigh(matrix)
    return np.asarray((vectors * np.maximum(values, 0.0)) @ vectors.T)
