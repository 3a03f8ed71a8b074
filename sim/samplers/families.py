"""Samplers by the names people know, given by mean and standard deviation where that is usual.

Each is cached, because a plan asks for the same distributions in every replication. All raise
ValueError for parameters that no such distribution has.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from sim.portable import Array, log
from sim.samplers.sampler import CELLS, SCORE_LIMIT, Kind, Sampler

SMALLEST = 2.0**-53
"""The smallest uniform of sim.streams; the largest is 1 minus this."""
SMALLEST_CV, LARGEST_CV = 1e-4, 50.0
"""Coefficients of variation within which all families keep their accuracy."""
ROUNDING = 1e-9
"""Relative slack of those limits: 0.0095 / 95 is a bit below 0.0001."""
LONGEST_TABLE = 100_000
REMEMBERED = 256
"""Distributions kept of each family; uncertain parameters make new ones in each replication."""
TABLE_DECIMALS = 10
"""Tables are rounded (relative 5e-11), so that a library's last bits do not reach the draws."""


def table_scores() -> Array:
    """The normal scores of a TABLE."""
    return np.linspace(-SCORE_LIMIT, SCORE_LIMIT, CELLS + 1)


def table(ys: Array, slopes: Array, mean: float, sd: float) -> Sampler:
    """A sampler from the logarithm of its quantile at :func:`table_scores`, and the slopes."""
    rounded = [tuple(np.round(column, TABLE_DECIMALS).tolist()) for column in (ys, slopes)]
    return Sampler(Kind.TABLE, mean, sd, ys=rounded[0], slopes=rounded[1])


def _require(condition: bool, message: str) -> None:
    if not condition:
        raise ValueError(message)


def _require_mean(mean: float) -> None:
    _require(0.0 < mean < math.inf, f"the mean must be above 0, not {mean:g}")


def _require_spread(mean: float, sd: float) -> None:
    _require_mean(mean)
    lowest, highest = SMALLEST_CV * (1.0 - ROUNDING), LARGEST_CV * (1.0 + ROUNDING)
    usual = sd == 0.0 or lowest <= sd / mean <= highest
    _require(
        usual,
        f"the standard deviation must be 0, or between {SMALLEST_CV:g} and {LARGEST_CV:g} times "
        f"the mean {mean:g}, not {sd:g}",
    )


@lru_cache(maxsize=REMEMBERED)
def fixed(value: float) -> Sampler:
    """Always the same value."""
    _require(math.isfinite(value), f"the value must be a finite number, not {value:g}")
    return Sampler(Kind.FIXED, float(value), 0.0, float(value))


@lru_cache(maxsize=REMEMBERED)
def exponential(mean: float) -> Sampler:
    """Exponential: time to an event that does not age."""
    _require_mean(mean)
    return Sampler(Kind.EXPONENTIAL, float(mean), float(mean), float(mean))


@lru_cache(maxsize=REMEMBERED)
def lognormal(mean: float, sd: float) -> Sampler:
    """Lognormal, by its own mean and standard deviation (not those of its logarithm)."""
    _require_spread(mean, sd)
    if sd == 0.0:
        return fixed(mean)
    variance = log(1.0 + (sd / mean) * (sd / mean))
    return Sampler(Kind.LOGNORMAL, mean, sd, log(mean) - 0.5 * variance, math.sqrt(variance))


@lru_cache(maxsize=REMEMBERED)
def weibull(mean: float, sd: float) -> Sampler:
    """Weibull; its shape is solved from the coefficient of variation."""
    _require_spread(mean, sd)
    if sd == 0.0:
        return fixed(mean)
    from scipy.optimize import brentq  # noqa: PLC0415
    from scipy.special import gammaln  # noqa: PLC0415

    target = math.log1p((sd / mean) ** 2)

    def excess(log_inverse: float) -> float:
        inverse = math.exp(log_inverse)
        return float(gammaln(1.0 + 2.0 * inverse) - 2.0 * gammaln(1.0 + inverse)) - target

    inverse = round(math.exp(brentq(excess, -10.0, 2.0, xtol=1e-14)), 12)
    log_scale = round(math.log(mean) - float(gammaln(1.0 + inverse)), 12)
    return Sampler(Kind.WEIBULL, mean, sd, log_scale, inverse)


@lru_cache(maxsize=REMEMBERED)
def gamma(mean: float, sd: float) -> Sampler:
    """Gamma, as a table of its quantiles."""
    _require_spread(mean, sd)
    if sd == 0.0:
        return fixed(mean)
    from scipy.special import gammainccinv, gammaincinv, gammaln, log_ndtr, ndtr  # noqa: PLC0415

    shape = (mean / sd) ** 2
    z = table_scores()
    with np.errstate(divide="ignore"):
        log_x = np.log(
            np.where(z < 0.0, gammaincinv(shape, ndtr(z)), gammainccinv(shape, ndtr(-z)))
        )
    near_zero = (log_ndtr(z) + gammaln(shape + 1.0)) / shape
    log_x = np.where(near_zero < -40.0, near_zero, log_x)
    log_density = shape * log_x - np.exp(log_x) - gammaln(shape)
    slopes = np.exp(-0.5 * z * z - 0.5 * math.log(2.0 * math.pi) - log_density)
    return table(log_x + math.log(mean / shape), slopes, mean, sd)


@lru_cache(maxsize=REMEMBERED)
def triangular(low: float, mode: float, high: float) -> Sampler:
    """Triangular between low and high."""
    ordered = -math.inf < low <= mode <= high < math.inf
    _require(ordered, f"not in order: low {low:g}, mode {mode:g}, high {high:g}")
    if low == high:
        return fixed(low)
    variance = ((high - low) ** 2 + (mode - low) * (mode - high)) / 18.0
    return Sampler(Kind.TRIANGULAR, (low + mode + high) / 3.0, math.sqrt(variance), low, mode, high)


@lru_cache(maxsize=REMEMBERED)
def uniform(low: float, high: float) -> Sampler:
    """Any value between low and high, all alike."""
    _require(-math.inf < low <= high < math.inf, f"not in order: low {low:g}, high {high:g}")
    if low == high:
        return fixed(low)
    return Sampler(Kind.UNIFORM, 0.5 * (low + high), (high - low) / math.sqrt(12.0), low, high)


def _counts(
    cumulative: Callable[[npt.NDArray[np.int64]], Array], first: int, mean: float, sd: float
) -> Sampler:
    """A distribution of counts from its cumulative probabilities, cut where no uniform falls."""
    most = int(mean + 10.0 * sd) + 10
    while cumulative(np.array([most]))[0] < 1.0 - SMALLEST:
        most *= 2
    _require(most < LONGEST_TABLE, f"counts with mean {mean:g} and sd {sd:g} are too many to list")
    values = np.arange(first, most + 1)
    probabilities = cumulative(values)
    start, stop = np.searchsorted(probabilities, [SMALLEST, 1.0 - SMALLEST])
    probabilities[stop] = 1.0
    return Sampler(
        Kind.DISCRETE,
        mean,
        sd,
        xs=tuple(probabilities[start : stop + 1].tolist()),
        ys=tuple(values[start : stop + 1].astype(float).tolist()),
    )


@lru_cache(maxsize=REMEMBERED)
def poisson(mean: float) -> Sampler:
    """Poisson counts 0, 1, 2, ..."""
    if mean == 0.0:
        return fixed(0.0)
    _require_mean(mean)
    from scipy.special import pdtr  # noqa: PLC0415

    return _counts(lambda k: np.asarray(pdtr(k, mean), np.float64), 0, mean, math.sqrt(mean))


@lru_cache(maxsize=REMEMBERED)
def geometric(mean: float) -> Sampler:
    """Geometric counts 1, 2, 3, ...: trials up to the first success."""
    _require(mean >= 1.0, f"a geometric count starts at 1, so its mean is not {mean:g}")
    if mean == 1.0:
        return fixed(1.0)
    failure = math.log1p(-1.0 / mean)
    sd = math.sqrt(mean * (mean - 1.0))
    return _counts(lambda k: -np.expm1(k * failure), 1, mean, sd)


@lru_cache(maxsize=REMEMBERED)
def negative_binomial(mean: float, sd: float) -> Sampler:
    """Negative binomial counts 0, 1, 2, ...: more spread than a Poisson of the same mean."""
    _require_mean(mean)
    _require(mean < sd * sd < math.inf, f"the variance {sd * sd:g} must be above the mean {mean:g}")
    from scipy.special import betainc  # noqa: PLC0415

    success = mean / (sd * sd)
    size = mean * success / (1.0 - success)
    return _counts(lambda k: np.asarray(betainc(size, k + 1.0, success), np.float64), 0, mean, sd)


def empirical(values: Sequence[float], weights: Sequence[float] | None = None) -> Sampler:
    """Observed values, with weights (counts or shares) that need not add up to 1."""
    return _empirical(tuple(values), tuple(weights or [1.0] * len(values)))


@lru_cache(maxsize=REMEMBERED)
def _empirical(values: tuple[float, ...], weights: tuple[float, ...]) -> Sampler:
    _require(len(values) == len(weights), "values and weights differ in number")
    _require(all(0.0 <= weight < math.inf for weight in weights), "a weight is negative")
    total = math.fsum(weights)
    _require(total > 0.0, "there is no value with a weight")
    pairs = sorted((value, weight) for value, weight in zip(values, weights, strict=True) if weight)
    mean = math.fsum(value * weight for value, weight in pairs) / total
    variance = math.fsum((value - mean) ** 2 * weight for value, weight in pairs) / total
    cumulative = np.cumsum([weight for _, weight in pairs]) / total
    cumulative[-1] = 1.0
    return Sampler(
        Kind.DISCRETE,
        mean,
        math.sqrt(variance),
        xs=tuple(cumulative.tolist()),
        ys=tuple(float(value) for value, _ in pairs),
    )
