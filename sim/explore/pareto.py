"""Which points are worth their cost: no other is as cheap and as good, and how sure that is.

Points meet the same futures (replications), so that they are compared inside each of them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.results.paired import Bools, Difference, Floats, Share, difference, wilson
from sim.results.spread import spread_of
from sim.results.summary import half_width

Places = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Front:
    """The Pareto front of cost against the mean of an outcome.

    Attributes:
        places: Which points are on the front, in rising order of cost; each is better than all
            that are cheaper. Of points that are alike in both, the first.
        step: Each of them but the first less the next cheaper one on the front, future by future.
        clear: For each of :attr:`places`, whether that difference is more than chance: its 95 %
            interval is on the better side of nought. The cheapest is clear.
        beaten: For every point, whether another that costs no more is better by more than chance,
            or costs less and is the same in every future. Points neither on the front nor beaten
            may belong to the front.
        share: For every point, in how many futures it is on the front of that future alone.
        complete: For every point, whether it has a value in each future in which any has one. No
            other can be on the front, or beat one: its mean would be of other futures.
    """

    places: Places
    step: Difference
    clear: Bools
    beaten: Bools
    share: Share
    complete: Bools


def pareto_front(cost: Floats, values: Floats, lower_is_better: bool) -> Front:
    """The front, with what chance leaves open.

    Args:
        cost: Of each of one or more points, shape (points,); it has no chance in it.
        values: The outcome, shape (points, replications), NaN where there is none.
        lower_is_better: Whether less of the outcome is better, or more.
    """
    known = np.isfinite(values)
    futures = known.any(axis=0)
    complete = np.asarray(known[:, futures].all(axis=1) & futures.any())
    loss = np.where(complete[:, np.newaxis], values if lower_is_better else -values, np.inf)
    loss = loss[:, futures]
    means = loss.mean(axis=1) if loss.size else np.full(len(cost), np.inf)
    on = np.flatnonzero(undominated(cost, means))
    places = on[np.argsort(cost[on], kind="stable")]
    step = difference(values[places[1:]], values[places[:-1]], axis=1)
    gain = -step.mean if lower_is_better else step.mean
    return Front(
        places=places,
        step=step,
        clear=np.concatenate(([True], gain > step.half_width))[: len(places)],
        beaten=_beaten(cost, loss, complete),
        share=wilson(undominated(cost, loss).sum(axis=1), np.full(len(cost), loss.shape[1])),
        complete=complete,
    )


def undominated(cost: Floats, loss: Floats) -> Bools:
    """Which points no other beats: as cheap and as good, and one of the two by more.

    Of points that are alike in both, the first alone is kept.

    Args:
        cost: Shape (points,).
        loss: Less is better; shape (points,) or (points, futures), where each future is looked at
            by itself. Infinite values are never kept.

    Returns:
        The shape of ``loss``.
    """
    kept = np.zeros(loss.shape, dtype=np.bool_)
    lowest = np.full(loss.shape[1:], np.inf)
    order = np.argsort(cost, kind="stable")
    for same in np.split(order, np.flatnonzero(np.diff(cost[order])) + 1):
        first = np.argmin(loss[same], axis=0)
        least = np.take_along_axis(loss[same], first[np.newaxis], axis=0)[0]
        kept[same] = (np.arange(len(same)).reshape(-1, *(1,) * first.ndim) == first) & (
            least < lowest
        )
        lowest = np.minimum(lowest, least)
    return kept


def _beaten(cost: Floats, loss: Floats, complete: Bools) -> Bools:
    """Which points another beats by more than chance; none that is not complete does, or is."""
    beaten = np.zeros(len(cost), dtype=np.bool_)
    for place in np.flatnonzero(complete):
        rivals = complete & (cost <= cost[place])
        apart = loss[rivals] - loss[place]
        found = spread_of(apart)
        same = (apart == 0.0).all(axis=1) & (cost[rivals] < cost[place])
        beaten[place] = bool((same | (found.mean + half_width(found.n, found.sd) < 0.0)).any())
    return beaten
