"""What two options differ by in the same futures, and how sure that is.

Arrays hold replications along one axis. Replication 7 of every option met the same referrals,
illnesses and uncertain numbers, so options are compared inside a replication (common random
numbers; Law, Simulation Modeling and Analysis, 5th ed., 2015, sections 10.2 and 11.2).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from sim.results.spread import spread_along
from sim.results.summary import CONFIDENCE, half_width

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


class Share(NamedTuple):
    """A share of futures with its 95 % interval, in arrays of one shape; NaN where there are none.

    Attributes:
        value: Successes over trials.
        low: Lower end of the interval.
        high: Upper end.
    """

    value: Floats
    low: Floats
    high: Floats


class Difference(NamedTuple):
    """An option less the baseline, in arrays of one shape.

    Attributes:
        n: Replications in which both have a value.
        baseline_mean: Mean of the baseline over these.
        mean: Mean of the differences; NaN where n is 0.
        sd: Their sample standard deviation; NaN where n is under 2.
        half_width: Of the 95 % interval of the mean after Student's t, t(0.975, n - 1) sd /
            sqrt(n); NaN where n is under 2.
        quantiles: For each of :data:`QUANTILES`, along a first axis of their own.
        lower: Share of replications in which the option is under the baseline.
        gain: How many times as many independent replications would give the same half-width:
            (variance of the option + variance of the baseline) / variance of the difference.
            NaN where nothing varies.
    """

    n: npt.NDArray[np.int64]
    baseline_mean: Floats
    mean: Floats
    sd: Floats
    half_width: Floats
    quantiles: Floats
    lower: Share
    gain: Floats


def difference(option: Floats, baseline: Floats, axis: int) -> Difference:
    """Compare an option with the baseline, replication by replication.

    Args:
        option: Values of the option, NaN where there is none.
        baseline: Values of the baseline, in the same shape.
        axis: The axis of replications.

    Returns:
        Arrays without that axis.
    """
    both = np.isfinite(option) & np.isfinite(baseline)
    own, other = (np.where(both, values, np.nan) for values in (option, baseline))
    apart = own - other
    spread, single = spread_along(apart, axis), spread_along(other, axis)
    variances = spread_along(own, axis).sd ** 2 + single.sd**2
    return Difference(
        n=spread.n,
        baseline_mean=single.mean,
        mean=spread.mean,
        sd=spread.sd,
        half_width=half_width(spread.n, spread.sd),
        quantiles=spread.quantiles,
        lower=wilson((apart < 0.0).sum(axis=axis), spread.n),
        gain=_ratio(variances, spread.sd**2),
    )


def wilson(successes: npt.NDArray[Any], trials: npt.NDArray[Any]) -> Share:
    """A share with its 95 % score interval, which stays inside 0 and 1 and is never a point.

    Wilson (1927), Probable inference, the law of succession, and statistical inference, Journal
    of the American Statistical Association 22, 209-212; SciPy has it for one share at a time.

    Args:
        successes: How often; fractions (of shared ties) are taken as they are.
        trials: Out of how many, in the same shape.
    """
    from scipy.special import ndtri  # noqa: PLC0415 - heavy, only when results are read

    z2 = float(ndtri(0.5 + CONFIDENCE / 2)) ** 2
    share = _ratio(successes, trials)
    n = np.maximum(trials, 1)
    middle = (share * n + z2 / 2) / (n + z2)
    reach = np.sqrt(z2 * (share * (1 - share) * n + z2 / 4)) / (n + z2)
    # exactly 0 or 1 at the ends, where rounding would give a little beside it
    low = np.where(share == 0.0, 0.0, middle - reach)
    high = np.where(share == 1.0, 1.0, middle + reach)
    return Share(share, low, high)


def best(values: Floats, axis: int, lowest: bool) -> Share:
    """Share of futures in which each option is the best of all; a tie is shared out.

    Args:
        values: Options along the first axis. A replication counts where all have a value.
        axis: The axis of replications.
        lowest: Whether the lowest value is best, or the highest.

    Returns:
        Shares that add up to 1 over the options, without the axis of replications.
    """
    known = np.isfinite(values).all(axis=0)
    winner = np.where(known, values.min(axis=0) if lowest else values.max(axis=0), np.nan)
    wins = values == winner
    parts = _ratio(wins.astype(np.float64), wins.sum(axis=0))
    trials = np.broadcast_to(known.sum(axis=axis - 1), np.delete(values.shape, axis))
    return wilson(np.nansum(parts, axis=axis), trials)


def meets(values: Floats, target: float, at_most: bool) -> Bools:
    """Whether values are at most, or at least, the target; a missing value meets none."""
    return values <= target if at_most else values >= target


def first_stay(met: Bools) -> npt.NDArray[np.int64]:
    """From which period on the target is met to the end.

    Args:
        met: Whether it is met, periods along the last axis.

    Returns:
        The place of the first such period; the number of periods where there is none.
    """
    stays = np.logical_and.accumulate(met[..., ::-1], axis=-1)
    return np.asarray(met.shape[-1] - stays.sum(axis=-1))


def half_there(first: npt.NDArray[np.int64], axis: int) -> npt.NDArray[np.int64]:
    """The first period by which half of the replications or more meet the target to the end.

    Args:
        first: As :func:`first_stay` gives it; futures that never get there count as last of all.
        axis: The axis of replications.
    """
    return np.asarray(np.quantile(first, 0.5, axis=axis, method="inverted_cdf"))


def _ratio(above: npt.NDArray[Any], below: npt.NDArray[Any]) -> Floats:
    """One array over another; NaN where there is nothing to divide by."""
    quotient = np.full(np.broadcast_shapes(above.shape, below.shape), np.nan)
    return np.asarray(np.divide(above, below, out=quotient, where=below > 0))
