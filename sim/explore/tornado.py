"""One thing at a time: what each does to the outcome, along its range or switched on by itself.

Every point is simulated in the same futures, so an end of a range is compared with the centre
future by future, and the interval of their mean difference is Student's t of the paired
differences (Law, Simulation Modeling and Analysis, 5th ed., 2015, sections 10.2.1 and 11.2).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.results.summary import half_width

Floats = npt.NDArray[np.float64]


class Mean(NamedTuple):
    """Means of differences with their 95 % intervals, in arrays of one shape.

    Attributes:
        value: The mean, in units of the outcome.
        half_width: Of its interval; NaN with a single replication.
    """

    value: Floats
    half_width: Floats


class Tornado(NamedTuple):
    """What each input does by itself; arrays over inputs.

    Attributes:
        centre: The outcome with all inputs at their best values.
        at_low: Outcome with the input at its low end.
        at_high: The same with the input at its high end.
        low: Outcome with the input at its low end, less the centre.
        high: The same with the input at its high end.
        swing: Outcome at the high end, less that at the low end.
        order: The inputs, the largest swing of either sign first. The centre's own chance, which
            all inputs share, has no part in it.
    """

    centre: Mean
    at_low: Mean
    at_high: Mean
    low: Mean
    high: Mean
    swing: Mean
    order: npt.NDArray[np.int64]


def tornado(values: Floats) -> Tornado:
    """Compare both ends of every input with the centre.

    Args:
        values: The outcome, shape (1 + 2 x inputs, replications): the centre, then the low and
            the high end of the first input, and so on. Replication r of all points is one future.

    Raises:
        ValueError: If the number of points is even.
    """
    if values.shape[0] % 2 == 0:
        raise ValueError(f"a centre and two ends of every input are an odd number of points, "
                         f"not {values.shape[0]}")  # fmt: skip
    centre, low, high = values[0], values[1::2], values[2::2]
    swing = _mean(high - low)
    order = np.argsort(-np.abs(swing.value), kind="stable")
    ends = (_mean(low), _mean(high), _mean(low - centre), _mean(high - centre))
    return Tornado(_mean(centre), *ends, swing=swing, order=order)


class Moves(NamedTuple):
    """What each change does by itself; arrays over changes.

    Attributes:
        centre: The outcome without any.
        at: The outcome with the change.
        difference: The same, less the centre.
        order: The changes, the largest difference of either sign first.
    """

    centre: Mean
    at: Mean
    difference: Mean
    order: npt.NDArray[np.int64]


def moves(values: Floats) -> Moves:
    """Compare every change with the centre.

    Args:
        values: The outcome, shape (1 + changes, replications): the centre, then each change.
            Replication r of all points is one future.
    """
    difference = _mean(values[1:] - values[0])
    order = np.argsort(-np.abs(difference.value), kind="stable")
    return Moves(_mean(values[0]), _mean(values[1:]), difference, order)


def _mean(values: Floats) -> Mean:
    n = values.shape[-1]
    sd = values.std(axis=-1, ddof=1) if n > 1 else np.full(values.shape[:-1], np.nan)
    return Mean(values.mean(axis=-1), half_width(np.full(sd.shape, n), sd))
