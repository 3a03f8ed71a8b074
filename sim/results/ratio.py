"""One mean over another, such as pounds for each case, with its interval."""

from __future__ import annotations

from math import isfinite, nan, sqrt
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.results.summary import CONFIDENCE

Floats = npt.NDArray[np.float64]


class Ratio(NamedTuple):
    """A ratio of two means with its 95 % interval; NaN where it can't be told.

    Attributes:
        value: Mean above over mean below.
        low: Lower end of the interval.
        high: Upper end.
    """

    value: float
    low: float
    high: float


UNKNOWN = Ratio(nan, nan, nan)


def ratio_of_means(above: Floats, below: Floats) -> Ratio:
    """The ratio of two means of the same replications, with Fieller's interval.

    Fieller (1954), Some problems in interval estimation, Journal of the Royal Statistical Society B
    16, 175-185: all ratios r for which the mean of ``above - r x below`` is not clearly unlike 0.
    It is told only where the mean below is clearly over 0; otherwise any ratio would do.

    Args:
        above: A value of each replication.
        below: Another, in the same order.
    """
    from scipy.special import stdtrit  # noqa: PLC0415 - heavy, only when results are read

    n = len(above)
    if n < 2:
        return UNKNOWN
    a, b = float(above.mean()), float(below.mean())
    (v_a, c), (_, v_b) = np.cov(above, below) / n
    t2 = float(stdtrit(n - 1, 0.5 + CONFIDENCE / 2)) ** 2
    square, middle, constant = b * b - t2 * v_b, a * b - t2 * c, a * a - t2 * v_a
    if b <= 0.0 or not isfinite(square) or square <= 0.0:
        return UNKNOWN
    reach = sqrt(max(middle * middle - square * constant, 0.0))
    return Ratio(a / b, (middle - reach) / square, (middle + reach) / square)
