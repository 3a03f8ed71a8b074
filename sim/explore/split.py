"""How much of the spread is what we do not know, and how much is chance.

Every set of uncertain numbers meets every future, which is a two-way layout without replication,
both ways random. Variance components are those of the analysis of variance (S. R. Searle,
G. Casella and C. E. McCulloch, Variance Components, 1992, section 4.5); intervals come from the
jackknife over both ways (J. N. Arvesen, Jackknifing U-statistics, Annals of Mathematical
Statistics 40, 1969, 2076-2100, for functions of two samples).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

CONFIDENCE = 0.95


class Components(NamedTuple):
    """Variances, in squared units of the outcome; estimates, so that they can be negative.

    Attributes:
        numbers: Between sets of uncertain numbers, each in the average future.
        futures: Between futures, each with the average numbers.
        rest: What futures do differently to different numbers.
    """

    numbers: Floats
    futures: Floats
    rest: Floats


class Estimate(NamedTuple):
    """A number with its 95 % interval."""

    value: float
    low: float
    high: float


class Split(NamedTuple):
    """Where the spread of the outcome comes from.

    Attributes:
        mean: Over all numbers and futures.
        components: The variances.
        total_sd: Standard deviation of the outcome of one future with one set of numbers.
        numbers_share: Share of variance that knowing the numbers would take away, 0 to 1. The
            rest is chance, which would stay.
    """

    mean: float
    components: Components
    total_sd: Estimate
    numbers_share: Estimate


def split(values: Floats) -> Split:
    """Split the variance of an outcome.

    Args:
        values: Shape (sets of numbers, futures), at least 3 of each. Future r is the same in
            every row.

    Returns:
        The split; shares are NaN where the outcome does not vary.
    """
    found = components(values)
    if sum(found) <= 0.0:
        nothing = Estimate(np.nan, np.nan, np.nan)
        return Split(float(values.mean()), found, Estimate(0.0, 0.0, 0.0), nothing)
    share = _jackknife(values, _angle)
    size = _jackknife(values, _sd)
    return Split(
        float(values.mean()),
        found,
        Estimate(*(max(end, 0.0) for end in size)),
        Estimate(*(_share(end) for end in share)),
    )


def components(values: Floats) -> Components:
    """Variance components of two-way layouts.

    Args:
        values: Layouts along the last two axes.
    """
    rows, columns = values.shape[-2:]
    mean = values.mean(axis=(-2, -1), keepdims=True)
    by_row = values.mean(axis=-1, keepdims=True) - mean
    by_column = values.mean(axis=-2, keepdims=True) - mean
    left = values - mean - by_row - by_column
    rest = (left**2).sum(axis=(-2, -1)) / ((rows - 1) * (columns - 1))
    row_variance = (by_row**2).sum(axis=(-2, -1)) / (rows - 1)
    column_variance = (by_column**2).sum(axis=(-2, -1)) / (columns - 1)
    return Components(row_variance - rest / columns, column_variance - rest / rows, rest)


def _angle(found: Components) -> Floats:
    """The share of the numbers on a scale on which its error hardly depends on it.

    The arcsine of the square root (F. J. Anscombe, The transformation of Poisson, binomial and
    negative-binomial data, Biometrika 35, 1948), with its sign, because estimates can be negative.
    """
    total = np.asarray(sum(found))
    share = np.divide(found.numbers, total, out=np.zeros(total.shape), where=total > 0.0)
    return np.asarray(np.sign(share) * np.arcsin(np.sqrt(np.minimum(np.abs(share), 1.0))))


def _share(angle: float) -> float:
    return float(np.sin(np.clip(angle, 0.0, np.pi / 2)) ** 2)


def _sd(found: Components) -> Floats:
    return np.asarray(np.sqrt(sum(found)))


def _jackknife(values: Floats, function: Callable[[Components], Floats]) -> Estimate:
    """A function of the components, with its interval by leaving out each row and each column."""
    value = float(function(components(values)))
    errors, freedoms = [], []
    for axis in (0, 1):
        n = values.shape[axis]
        without = [np.delete(values, place, axis) for place in range(n)]
        parts = function(components(np.stack(without)))
        errors.append((n - 1) * float(parts.var()))
        freedoms.append(n - 1)
    half = _half_width(errors, freedoms)
    return Estimate(value, value - half, value + half)


def _half_width(variances: list[float], freedoms: list[int]) -> float:
    """Student's t with the degrees of freedom of Satterthwaite (1946, Biometrics Bulletin 2)."""
    from scipy.special import stdtrit  # noqa: PLC0415 - heavy

    total = sum(variances)
    if total == 0.0:
        return 0.0
    parts = zip(variances, freedoms, strict=True)
    freedom = total**2 / sum(variance**2 / own for variance, own in parts)
    return float(stdtrit(freedom, 0.5 + CONFIDENCE / 2) * np.sqrt(total))
