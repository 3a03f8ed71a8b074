"""A distribution as plain data, and its quantile function, one draw or an array at a time."""

from __future__ import annotations

import math
from bisect import bisect_left
from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np

from sim.portable import (
    Array,
    Real,
    exp,
    exp_array,
    log,
    log_array,
    normal_quantile,
    normal_quantile_array,
)

SCORE_LIMIT = 8.3
"""Tables reach this normal score on both sides; the uniforms of sim.streams reach 8.21."""
CELLS_PER_SCORE = 40
CELLS = round(2 * SCORE_LIMIT * CELLS_PER_SCORE)


class Kind(IntEnum):
    """How a sampler turns its uniform u into a draw."""

    FIXED = 0
    EXPONENTIAL = 1
    LOGNORMAL = 2
    WEIBULL = 3
    TRIANGULAR = 4
    UNIFORM = 5
    TABLE = 6
    DISCRETE = 7
    PIECEWISE = 8


@dataclass(frozen=True, slots=True)
class Sampler:
    """A distribution described by its quantile function.

    ======================  ================================================================
    kind                    parameters
    ======================  ================================================================
    FIXED                   a the value
    EXPONENTIAL             a mean
    LOGNORMAL               a mean and b standard deviation of the logarithm
    WEIBULL                 a logarithm of the scale, b 1 / shape
    TRIANGULAR              a low, b mode, c high
    UNIFORM                 a low, b high
    TABLE                   ys the logarithm of the quantile at the normal scores -8.3,
                            -8.275, ..., 8.3 and slopes its derivative; cubic between them
    DISCRETE                ys values in order, xs their cumulative probabilities
    PIECEWISE               ys values in order, xs their cumulative probabilities (from 0 to 1)
                            and slopes of the quantile function between them, which is linear
    ======================  ================================================================

    Attributes:
        kind: Which of these.
        mean: Mean.
        sd: Standard deviation.
        a: First parameter.
        b: Second parameter.
        c: Third parameter.
        xs: Probabilities of a table, or empty.
        ys: Values of a table, or empty.
        slopes: Slopes of a table, or empty.
        arrays: xs, ys and slopes as arrays, for array operations and compilers.
    """

    kind: Kind
    mean: float
    sd: float
    a: float = 0.0
    b: float = 0.0
    c: float = 0.0
    xs: tuple[float, ...] = ()
    ys: tuple[float, ...] = ()
    slopes: tuple[float, ...] = ()
    arrays: tuple[Array, Array, Array] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        arrays = tuple(np.array(column, np.float64) for column in (self.xs, self.ys, self.slopes))
        object.__setattr__(self, "arrays", arrays)

    def quantile(self, u: float) -> float:
        """The draw that belongs to a uniform u, 0 < u < 1."""
        return _SCALAR[self.kind](self, u)

    def quantiles(self, u: Array) -> Array:
        """:meth:`quantile` of each element, with the same bits."""
        return _VECTOR[self.kind](self, u)


def _fixed(sampler: Sampler, _: float) -> float:
    return sampler.a


def _fixed_array(sampler: Sampler, u: Array) -> Array:
    return np.full(u.shape, sampler.a)


def _exponential(sampler: Sampler, u: float) -> float:
    return -sampler.a * log(1.0 - u)


def _exponential_array(sampler: Sampler, u: Array) -> Array:
    return -sampler.a * log_array(1.0 - u)


def _lognormal(sampler: Sampler, u: float) -> float:
    return exp(sampler.a + sampler.b * normal_quantile(u))


def _lognormal_array(sampler: Sampler, u: Array) -> Array:
    return exp_array(sampler.a + sampler.b * normal_quantile_array(u))


def _weibull(sampler: Sampler, u: float) -> float:
    return exp(sampler.a + sampler.b * log(-log(1.0 - u)))


def _weibull_array(sampler: Sampler, u: Array) -> Array:
    return exp_array(sampler.a + sampler.b * log_array(-log_array(1.0 - u)))


def _triangular(sampler: Sampler, u: float) -> float:
    low, mode, high = sampler.a, sampler.b, sampler.c
    if u * (high - low) < mode - low:
        return low + math.sqrt(u * (high - low) * (mode - low))
    return high - math.sqrt((1.0 - u) * (high - low) * (high - mode))


def _triangular_array(sampler: Sampler, u: Array) -> Array:
    low, mode, high = sampler.a, sampler.b, sampler.c
    rising = low + np.sqrt(u * (high - low) * (mode - low))
    falling = high - np.sqrt((1.0 - u) * (high - low) * (high - mode))
    return np.where(u * (high - low) < mode - low, rising, falling)


def _uniform(sampler: Sampler, u: float) -> float:
    return sampler.a + (sampler.b - sampler.a) * u


def _uniform_array(sampler: Sampler, u: Array) -> Array:
    return sampler.a + (sampler.b - sampler.a) * u


def hermite(t: Real, y0: Real, y1: Real, m0: Real, m1: Real) -> Real:
    """Cubic through y0 at t = 0 and y1 at t = 1 with the slopes m0 and m1 (per cell)."""
    rise = y1 - y0
    return y0 + t * (m0 + t * (3.0 * rise - 2.0 * m0 - m1 + t * (m0 + m1 - 2.0 * rise)))


def hermite_slope(t: Real, y0: Real, y1: Real, m0: Real, m1: Real) -> Real:
    """Derivative of :func:`hermite` with respect to t."""
    rise = y1 - y0
    return m0 + t * (2.0 * (3.0 * rise - 2.0 * m0 - m1) + 3.0 * t * (m0 + m1 - 2.0 * rise))


def _table(sampler: Sampler, u: float) -> float:
    place = (normal_quantile(u) + SCORE_LIMIT) * CELLS_PER_SCORE
    i = int(place)
    ys, slopes, width = sampler.ys, sampler.slopes, 1.0 / CELLS_PER_SCORE
    return exp(hermite(place - i, ys[i], ys[i + 1], slopes[i] * width, slopes[i + 1] * width))


def _table_array(sampler: Sampler, u: Array) -> Array:
    place = (normal_quantile_array(u) + SCORE_LIMIT) * CELLS_PER_SCORE
    i = place.astype(np.int64)
    _, ys, slopes = sampler.arrays
    width = 1.0 / CELLS_PER_SCORE
    return exp_array(hermite(place - i, ys[i], ys[i + 1], slopes[i] * width, slopes[i + 1] * width))


def _discrete(sampler: Sampler, u: float) -> float:
    return sampler.ys[bisect_left(sampler.xs, u)]


def _discrete_array(sampler: Sampler, u: Array) -> Array:
    xs, ys, _ = sampler.arrays
    return ys[np.searchsorted(xs, u)]


def _piecewise(sampler: Sampler, u: float) -> float:
    i = bisect_left(sampler.xs, u) - 1
    return sampler.ys[i] + (u - sampler.xs[i]) * sampler.slopes[i]


def _piecewise_array(sampler: Sampler, u: Array) -> Array:
    xs, ys, slopes = sampler.arrays
    i = np.searchsorted(xs, u) - 1
    return ys[i] + (u - xs[i]) * slopes[i]


_SCALAR = (
    _fixed,
    _exponential,
    _lognormal,
    _weibull,
    _triangular,
    _uniform,
    _table,
    _discrete,
    _piecewise,
)
_VECTOR = (
    _fixed_array,
    _exponential_array,
    _lognormal_array,
    _weibull_array,
    _triangular_array,
    _uniform_array,
    _table_array,
    _discrete_array,
    _piecewise_array,
)
