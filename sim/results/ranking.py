"""How likely each option is the first, second, third of all, future by future."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.results.paired import Share, wilson

Floats = npt.NDArray[np.float64]


class Ranks(NamedTuple):
    """The places that options take.

    Attributes:
        n: Replications in which every option has a value.
        share: Share of these in which each option takes each place, with its interval; shape
            (options, places).
        mean: Each option's mean place, from 1.
    """

    n: int
    share: Share
    mean: Floats


def ranks(values: Floats) -> Ranks:
    """The places of options when the lowest value is the best.

    Options with equal values share their places: each has half of both where two are equal.

    Args:
        values: Shape (options, replications). Infinite values come last; a replication counts
            where no value is missing.
    """
    known = values[:, ~np.isnan(values).any(axis=0)]
    better = (known[np.newaxis] < known[:, np.newaxis]).sum(axis=1)
    equal = (known[np.newaxis] == known[:, np.newaxis]).sum(axis=1)
    place = np.arange(len(values))[:, np.newaxis, np.newaxis]
    takes = np.where((better <= place) & (place < better + equal), 1 / equal, 0.0)
    won = takes.sum(axis=2).T
    n = known.shape[1]
    share = wilson(won, np.full(won.shape, n))
    mean = better + (equal + 1) / 2
    return Ranks(n, share, mean.mean(axis=1) if n else np.full(len(values), np.nan))
