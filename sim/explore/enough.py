"""How many replications are enough: until half-widths are small, and stay so for a while.

The replications algorithm of Hoad, Robinson and Davies (2010), Automated selection of the number
of replications for a discrete-event simulation, Journal of the Operational Research Society 61,
1632-1644, for several measures at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.results.summary import half_width

LOOK_AHEAD = 5
"""Replications, of up to a hundred, for which half-widths must stay small: kLimit of the paper."""

FEWEST = 20
"""Values that a mean must be of before its half-width is believed.

The paper begins with 3. What happens in one future out of ten has then often not happened at all
when the run stops, and the interval is a point that misses (docs/adr/0011).
"""

Floats = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]


class Limit(NamedTuple):
    """How small the half-width of a mean must be.

    Attributes:
        size: The most it may be.
        relative: Whether that is a share of the mean's own size, or in units of the measure.
    """

    size: float
    relative: bool


class Enough(NamedTuple):
    """What the rule found.

    Attributes:
        needed: Replications after which all half-widths were small enough and stayed so.
        look_ahead: Replications after these for which they were seen to.
    """

    needed: int
    look_ahead: int

    @property
    def replications(self) -> int:
        """All that took part in the decision."""
        return self.needed + self.look_ahead


class Running(NamedTuple):
    """Means after each replication, in arrays of shape (replications, measures).

    Attributes:
        n: How many values there have been.
        mean: Their mean; NaN where there has been none.
        half_width: Of the 95 % interval of the mean after Student's t; NaN where n is under 2.
    """

    n: Counts
    mean: Floats
    half_width: Floats


def enough(values: Floats, limits: Sequence[Limit]) -> Enough | None:
    """The first number of replications after which every half-width is and stays small enough.

    More values can only turn None into an answer: no answer depends on what comes after it, nor
    on how many replications are simulated at a time.

    Args:
        values: Of the measures in each replication, in order, shape (replications, measures);
            NaN where a measure has none.
        limits: One for each measure.

    Returns:
        The number, with the replications looked ahead; None if more replications are needed.
    """
    small = np.append(_small(running(values), limits), False)
    numbers = np.arange(1, len(small) + 1)
    # for each number of replications, the first one from there on at which a half-width is large
    large = np.minimum.accumulate(np.where(small, len(small) + 1, numbers)[::-1])[::-1]
    stays = np.flatnonzero(large > numbers + look_ahead(numbers))
    if not stays.size:
        return None
    needed = int(numbers[stays[0]])
    return Enough(needed, int(look_ahead(needed)))


def next_look(values: Floats, limits: Sequence[Limit]) -> int:
    """How many replications to have before it is worth asking :func:`enough` again.

    Half-widths shrink with the square root of the number of values. Such a forecast is rough, so
    this is never more than twice as many as there are, and a tenth more at least unless only the
    look-ahead is missing.

    Args:
        values: As :func:`enough` takes them, of which it said that they are too few.
        limits: As there.
    """
    n = len(values)
    after = running(values)
    small = _small(after, limits)
    if small[-1]:
        needed = n - int(small[::-1].argmin()) + 1
        return needed + int(look_ahead(needed))
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = after.half_width[-1] / allowed(after.mean[-1], limits)
    widest = min(float(np.nan_to_num(ratio, nan=np.inf).max()), 2.0)
    needed = int(n * np.clip(widest**2, 1.1, 2.0))
    return min(needed + int(look_ahead(needed)), 2 * n)


def look_ahead(n: npt.ArrayLike) -> Counts:
    """For how many more replications half-widths must stay small: f(kLimit, n) of the paper."""
    return LOOK_AHEAD * np.maximum(n, 100) // 100


def running(values: Floats) -> Running:
    """The mean of each measure and its half-width after each replication.

    Squares are added up as Welford (1962, Technometrics 4, 419-420) does: never as a difference
    of large sums, and the same however many replications follow.

    Args:
        values: As :func:`enough` takes them.
    """
    known = ~np.isnan(values)
    n = known.cumsum(axis=0)
    first = values[known.argmax(axis=0), np.arange(values.shape[1])]
    off = np.where(known, values - first, 0.0)  # from the first value
    mean = off.cumsum(axis=0) / np.maximum(n, 1)
    before = np.vstack((np.zeros_like(mean[:1]), mean[:-1]))
    squares = np.where(known, (off - before) * (off - mean), 0.0).cumsum(axis=0)
    sd = np.sqrt(squares / np.maximum(n - 1, 1))
    return Running(n, np.where(n > 0, first + mean, np.nan), half_width(n, sd))


def _small(after: Running, limits: Sequence[Limit]) -> npt.NDArray[np.bool_]:
    """Whether all half-widths are small enough after each replication."""
    with np.errstate(invalid="ignore"):
        small = after.half_width <= allowed(after.mean, limits)
    return np.asarray((small & (after.n >= FEWEST)).all(axis=1))


def allowed(mean: Floats, limits: Sequence[Limit]) -> Floats:
    """The most that half-widths may be, for means along the last axis."""
    size, relative = (np.array(part) for part in zip(*limits, strict=True))
    return np.asarray(size * np.where(relative, np.abs(mean), 1.0))
