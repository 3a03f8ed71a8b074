"""The spread of values over replications: mean, standard deviation and quantiles."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

QUANTILES = {"p05": 0.05, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p95": 0.95}
"""Shares of the replications under each quantile, by the names of the columns that hold them."""

Floats = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]


class Spread(NamedTuple):
    """The spread of the values of each of some cells.

    Attributes:
        n: How many values there are, shape (cells,).
        mean: Their mean; NaN where there are none.
        sd: Their sample standard deviation; NaN where n is under 2.
        quantiles: For each of :data:`QUANTILES`, interpolated linearly, shape (5, cells).
    """

    n: Counts
    mean: Floats
    sd: Floats
    quantiles: Floats

    def of(self, cells: slice) -> Spread:
        """The spread of some of the cells."""
        return Spread(self.n[cells], self.mean[cells], self.sd[cells], self.quantiles[:, cells])


def spread_of(values: Floats) -> Spread:
    """The spread of each row of values, shape (cells, replications), without its NaNs."""
    ordered = np.sort(values, axis=1)  # NaNs go last
    known = ~np.isnan(ordered)
    n = known.sum(axis=1)
    # Counted from the lowest, values that are all the same have no spread at all.
    lowest = ordered[:, 0]
    above = np.where(known, ordered - lowest[:, np.newaxis], 0.0)
    mean = above.sum(axis=1) / np.maximum(n, 1)
    apart = np.where(known, above - mean[:, np.newaxis], 0.0)
    variance = (apart**2).sum(axis=1) / np.maximum(n - 1, 1)
    sd = np.where(n > 1, np.sqrt(variance), np.nan)
    return Spread(n, lowest + mean, sd, _quantiles(ordered, n))


def spread_along(values: Floats, axis: int) -> Spread:
    """The same of values of any shape.

    Args:
        values: The values; NaN where there is none.
        axis: The axis of replications.

    Returns:
        Arrays without that axis; quantiles along a first axis of their own.
    """
    moved = np.moveaxis(values, axis, -1)
    found = spread_of(np.ascontiguousarray(moved).reshape(-1, moved.shape[-1]))
    shape = moved.shape[:-1]
    return Spread(
        n=found.n.reshape(shape),
        mean=found.mean.reshape(shape),
        sd=found.sd.reshape(shape),
        quantiles=found.quantiles.reshape(len(QUANTILES), *shape),
    )


def _quantiles(ordered: Floats, n: Counts) -> Floats:
    """Quantiles of the first ``n`` values of each sorted row."""
    last = np.maximum(n - 1, 0)
    place = np.multiply.outer(list(QUANTILES.values()), last)
    below = place.astype(np.intp)
    rows = np.arange(len(ordered))
    low, high = ordered[rows, below], ordered[rows, np.minimum(below + 1, last)]
    quantiles: Floats = low + (high - low) * (place - below)
    return quantiles
