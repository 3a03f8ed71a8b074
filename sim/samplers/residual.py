"""What is left of a duration that is looked at while it runs.

In a stationary renewal process the rest of the interval in progress has the density
(1 - F(x)) / mean, whatever its age (D. R. Cox, Renewal Theory, 1962, section 5.2). It puts cases
in progress at the start of a run.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np

from sim.portable import Array
from sim.samplers.families import REMEMBERED, table, table_scores, uniform
from sim.samplers.sampler import (
    CELLS_PER_SCORE,
    SCORE_LIMIT,
    Kind,
    Sampler,
    hermite,
    hermite_slope,
)

NODES = 6
"""Gauss-Legendre nodes in a cell of normal scores."""
CLOSEST = 1e-6
"""Knots of normal scores nearer than this to the one before are dropped."""
LOWEST = -2.0 * SCORE_LIMIT
"""Knots below are dropped."""


@lru_cache(maxsize=REMEMBERED)
def residual(sampler: Sampler) -> Sampler:
    """The stationary-excess distribution of a distribution of durations.

    Its mean is (mean^2 + sd^2) / (2 mean) of the given one.

    Raises:
        ValueError: A duration can be negative, or is itself the residual of a count.
    """
    if sampler.quantile(2.0**-53) < 0.0:
        raise ValueError("what is left of a duration needs durations that are not negative")
    if sampler.kind == Kind.FIXED or sampler.mean == 0.0:
        return uniform(0.0, sampler.mean)
    if sampler.kind == Kind.EXPONENTIAL:
        return sampler
    if sampler.kind == Kind.DISCRETE:
        return _of_discrete(sampler)
    return _of_continuous(sampler)


def _mean(sampler: Sampler) -> float:
    return 0.5 * (sampler.mean + sampler.sd * sampler.sd / sampler.mean)


def _of_discrete(sampler: Sampler) -> Sampler:
    """Survival falls in steps, so that its integral is a line between the values."""
    xs, ys, _ = sampler.arrays
    survival = np.concatenate(([1.0], 1.0 - xs[:-1]))
    knots = np.concatenate(([0.0], np.cumsum(np.diff(ys, prepend=0.0) * survival)))
    knots /= knots[-1]
    kept = np.diff(knots, prepend=-1.0) > 0.0
    knots, values = knots[kept], np.concatenate(([0.0], ys))[kept]
    third = float(np.sum(ys**3 * np.diff(xs, prepend=0.0)))
    mean = _mean(sampler)
    return Sampler(
        Kind.PIECEWISE,
        mean,
        math.sqrt(third / (3.0 * sampler.mean) - mean * mean),
        xs=tuple(knots.tolist()),
        ys=tuple(values.tolist()),
        slopes=tuple((np.diff(values) / np.diff(knots)).tolist()),
    )


def _of_continuous(sampler: Sampler) -> Sampler:
    """A table of the inverse of G(x), the integral of the survival from 0 to x over the mean.

    G is known along the quantile function x(z) of the normal score z, and so is w = score of G
    with the slope d log x / d w; log x is interpolated to regular scores w.
    """
    from scipy.special import log_ndtr  # noqa: PLC0415

    z = table_scores()
    x, w, below = _excess_scores(sampler, z)
    slopes = _bell(w) * sampler.mean / (below * x)
    ys, table_slopes = _interpolate(w, np.log(x), slopes, z)
    # Under the first knot the survival is level, so that G(x) is proportional to x.
    under = z < w[0]
    ys = np.where(under, math.log(x[0]) + log_ndtr(z) - log_ndtr(w[0]), ys)
    table_slopes = np.where(under, np.exp(_log_bell(z) - log_ndtr(z)), table_slopes)
    mean = _mean(sampler)
    second = float(np.sum(np.exp(2.0 * ys) * _bell(z))) / CELLS_PER_SCORE
    return table(ys, table_slopes, mean, math.sqrt(max(0.0, second - mean * mean)))


def _excess_scores(sampler: Sampler, z: Array) -> tuple[Array, Array, Array]:
    """Quantiles x at normal scores z, the normal scores of G(x), and the survival 1 - F(x).

    Both tails of G are summed from their own end, because 1 - G would lose the upper one. Where
    G hardly moves, or is nothing, there is no knot.
    """
    from scipy.special import ndtr, ndtri  # noqa: PLC0415

    nodes, weights = np.polynomial.legendre.leggauss(NODES)
    inner = z[:-1, None] + (nodes + 1.0) * (0.5 / CELLS_PER_SCORE)
    _, inner_rate = _quantile_and_rate(sampler, inner)
    areas = (ndtr(-inner) * inner_rate) @ weights * (0.5 / CELLS_PER_SCORE)
    x, rate = _quantile_and_rate(sampler, z)
    end = float(ndtr(-SCORE_LIMIT) * rate[-1]) / SCORE_LIMIT
    lower = x[0] + np.concatenate(([0.0], np.cumsum(areas)))
    upper = end + np.concatenate((np.cumsum(areas[::-1])[::-1], [0.0]))
    total = lower[-1] + end
    w = np.where(lower < 0.5 * total, ndtri(lower / total), -ndtri(upper / total))
    w = np.maximum(w, LOWEST)
    kept = np.diff(w, prepend=LOWEST) > CLOSEST
    return x[kept], w[kept], ndtr(-z)[kept]


def _quantile_and_rate(sampler: Sampler, z: Array) -> tuple[Array, Array]:
    """The quantile x at normal scores z, and dx/dz."""
    from scipy.special import log_ndtr, ndtr  # noqa: PLC0415

    a, b = sampler.a, sampler.b
    if sampler.kind == Kind.UNIFORM:
        return a + (b - a) * ndtr(z), (b - a) * _bell(z)
    if sampler.kind == Kind.TRIANGULAR:
        return _triangular(sampler, z)
    if sampler.kind == Kind.LOGNORMAL:
        x = np.exp(a + b * z)
        return x, b * x
    if sampler.kind == Kind.WEIBULL:
        hazard = -log_ndtr(-z)
        x = np.exp(a + b * np.log(hazard))
        return x, x * b * np.exp(_log_bell(z) + hazard) / hazard
    if sampler.kind == Kind.TABLE:
        _, ys, slopes = sampler.arrays
        y, slope = _interpolate(table_scores(), ys, slopes, z)
        return np.exp(y), np.exp(y) * slope
    raise ValueError(f"no residual of a distribution of kind {sampler.kind.name}")


def _triangular(sampler: Sampler, z: Array) -> tuple[Array, Array]:
    """Quantile and rate on both sides of the mode; the rate is the bell over the density."""
    from scipy.special import ndtr  # noqa: PLC0415

    low, mode, high = sampler.a, sampler.b, sampler.c
    rises = ndtr(z) * (high - low) < mode - low
    side = (high - low) * np.where(rises, mode - low, high - mode)
    outside = np.where(rises, ndtr(z), ndtr(-z))
    distance = np.sqrt(outside * side)
    x = np.where(rises, low + distance, high - distance)
    return x, 0.5 * _bell(z) * np.sqrt(side / outside)


def _interpolate(knots: Array, ys: Array, slopes: Array, at: Array) -> tuple[Array, Array]:
    """Cubic Hermite values and slopes at points; beyond the last knot a straight line."""
    i = np.clip(np.searchsorted(knots, at, side="right") - 1, 0, knots.size - 2)
    width = knots[i + 1] - knots[i]
    t = np.clip((at - knots[i]) / width, 0.0, 1.0)
    cell = (ys[i], ys[i + 1], slopes[i] * width, slopes[i + 1] * width)
    beyond = np.maximum(at - knots[-1], 0.0)
    return hermite(t, *cell) + slopes[-1] * beyond, hermite_slope(t, *cell) / width


def _log_bell(z: Array) -> Array:
    """Logarithm of the standard normal density."""
    return -0.5 * z * z - 0.5 * math.log(2.0 * math.pi)


def _bell(z: Array) -> Array:
    """Standard normal density."""
    return np.exp(_log_bell(z))
