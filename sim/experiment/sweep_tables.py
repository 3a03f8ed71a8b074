"""The tables of a sweep, from numbers alone: points, outcomes, front and main effects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from sim.explore.effects import levels_of, main_effects
from sim.explore.pareto import Front, pareto_front
from sim.results.outcomes import Outcome
from sim.results.paired import Bools, Floats, Share, difference, meets, wilson
from sim.results.spread import QUANTILES, spread_of
from sim.results.summary import half_width
from sim.scenario.experiments.levers import Lever
from sim.scenario.experiments.mixes import mix_words

if TYPE_CHECKING:
    import pandas as pd

UNCHANGED = "no change"
"""What the base is called among mixes."""

Columns = dict[str, npt.ArrayLike]


@dataclass(frozen=True, slots=True, eq=False)
class Mixes:
    """The points of a sweep, the base first.

    Attributes:
        names: What tables call them.
        levels: The level of each lever by its name; NaN for the base's where it has none.
        cost: Pounds over the base's budget of the whole run, shape (points,).
        designed: Whether they are part of the design; the base may not be.
        allowed: Whether they meet the constraints.
    """

    names: tuple[str, ...]
    levels: tuple[Mapping[str, float], ...]
    cost: Floats
    designed: Bools
    allowed: Bools

    def of(self, chosen: Bools) -> Mixes:
        """Some of the points."""
        places = np.flatnonzero(chosen)
        return Mixes(
            tuple(self.names[place] for place in places),
            tuple(self.levels[place] for place in places),
            self.cost[places],
            self.designed[places],
            self.allowed[places],
        )

    def words(self, levers: Sequence[Lever]) -> list[str]:
        """Each point in words."""
        return [UNCHANGED, *(mix_words(levers, levels) for levels in self.levels[1:])]


def points_table(mixes: Mixes, levers: Sequence[Lever]) -> pd.DataFrame:
    """The points.

    Returns:
        A row a point. Columns ``point`` (name), ``mix`` (in words), one for each lever by its name
        with a prefix (``level_swso``), ``extra_cost_gbp``, ``in_design`` and
        ``meets_constraints``.
    """
    import pandas as pd  # noqa: PLC0415 - a third of a second, only when results are written

    levels = {f"level_{one.name}": [point[one.name] for point in mixes.levels] for one in levers}
    return pd.DataFrame(
        {
            "point": mixes.names,
            "mix": mixes.words(levers),
            **levels,
            "extra_cost_gbp": mixes.cost,
            "in_design": mixes.designed,
            "meets_constraints": mixes.allowed,
        }
    )


def sweep_table(mixes: Mixes, outcomes: Sequence[Outcome], values: Floats) -> pd.DataFrame:
    """Every outcome of every point that was simulated.

    Args:
        mixes: These points, the base first.
        outcomes: What was asked of them.
        values: Shape (points, replications, outcomes); NaN where an outcome has no value.

    Returns:
        A row for each outcome and point. Columns: ``n`` replications that have a value, their
        ``mean`` with the ``half_width`` of its 95 % interval, ``sd``, quantiles (``p05`` ...);
        ``target``, ``bound`` ("at most" or "at least") and ``probability_target`` with ``_low`` and
        ``_high``; the paired ``difference`` from the base with ``difference_half_width``; whether
        the point is ``on_front``, whether another clearly beats it (``beaten``), and
        ``probability_front`` with ``_low`` and ``_high``, the share of futures in each of which
        alone it is on the front.
    """
    import pandas as pd  # noqa: PLC0415 - a third of a second, only when results are written

    tables = []
    for place, outcome in enumerate(outcomes):
        own = values[:, :, place]
        columns: Columns = {"outcome": outcome.name, "point": mixes.names}
        columns |= _spread(own) | _target(own, outcome) | _from_first(own)
        columns |= _place_on_front(_front(mixes, outcome, own), len(own))
        tables.append(pd.DataFrame(columns))
    return pd.concat(tables, ignore_index=True)


def front_table(
    mixes: Mixes, levers: Sequence[Lever], outcomes: Sequence[Outcome], values: Floats
) -> pd.DataFrame:
    """The Pareto front of each outcome that is better low or high.

    Args:
        mixes: As in :func:`sweep_table`.
        levers: What the mixes are of.
        outcomes: What was asked.
        values: As in :func:`sweep_table`.

    Returns:
        A row for each such outcome and point on its front, the cheapest first. Columns: ``place``
        from 1, ``point``, ``mix``, ``extra_cost_gbp``, ``mean`` with its ``half_width``,
        ``probability_target``, and against the next cheaper on the front ``more_cost_gbp`` and the
        paired ``step`` with ``step_half_width``, and whether that is ``clear``, more than chance.
    """
    import pandas as pd  # noqa: PLC0415 - a third of a second, only when results are written

    words = mixes.words(levers)
    tables = []
    for place, outcome in enumerate(outcomes):
        own = values[:, :, place]
        front = _front(mixes, outcome, own)
        if front is None:
            continue
        columns: Columns = {
            "outcome": [outcome.name] * len(front.places),
            "place": np.arange(1, len(front.places) + 1),
            "point": [mixes.names[at] for at in front.places],
            "mix": [words[at] for at in front.places],
            "extra_cost_gbp": mixes.cost[front.places],
        }
        known = _spread(own[front.places]) | _target(own[front.places], outcome)
        columns |= {name: known[name] for name in ("mean", "half_width", "probability_target")}
        columns |= _steps(mixes.cost[front.places], front)
        tables.append(pd.DataFrame(columns))
    return pd.concat(tables, ignore_index=True)


def effects_table(
    mixes: Mixes, levers: Sequence[Lever], outcomes: Sequence[Outcome], values: Floats
) -> pd.DataFrame:
    """What each lever does on its own, the others averaged over their levels.

    Args:
        mixes: As in :func:`sweep_table`; those of the design that meet the constraints count.
        levers: What the mixes are of.
        outcomes: What was asked.
        values: As in :func:`sweep_table`.

    Returns:
        A row for each outcome, lever and level, or part of the lever's range (``level_low`` to
        ``level_high``): the ``mean`` there with the ``half_width`` of its 95 % interval, its paired
        ``difference`` from the lever's lowest level with ``difference_half_width``, and how many
        ``points`` have that level. See :func:`sim.explore.effects.main_effects`.
    """
    import pandas as pd  # noqa: PLC0415 - a third of a second, only when results are written

    chosen = mixes.designed & mixes.allowed
    points = [mixes.levels[place] for place in np.flatnonzero(chosen)]
    scales = [
        levels_of(np.array([point[one.name] for point in points]), one.low, one.high)
        for one in levers
    ]
    tables = []
    for place, outcome in enumerate(outcomes):
        effects = main_effects(scales, values[chosen, :, place])
        for lever, scale, effect in zip(levers, scales, effects, strict=True):
            spread = _spread(effect)
            columns: Columns = {
                "outcome": outcome.name,
                "lever": lever.name,
                "level_low": scale.low,
                "level_high": scale.high,
                "points": np.bincount(scale.codes, minlength=len(scale.low)),
                "mean": spread["mean"],
                "half_width": spread["half_width"],
            }
            tables.append(pd.DataFrame(columns | _from_first(effect)))
    return pd.concat(tables, ignore_index=True)


def _spread(values: Floats) -> Columns:
    found = spread_of(values)
    reach = half_width(found.n, found.sd)
    quantiles = dict(zip(QUANTILES, found.quantiles, strict=True))
    return {"n": found.n, "mean": found.mean, "half_width": reach, "sd": found.sd, **quantiles}


def _target(values: Floats, outcome: Outcome) -> Columns:
    """The target, and the share of futures that meet it; empty where there is none."""
    trials = np.isfinite(values).sum(axis=1)
    if outcome.target is None:
        return {"target": np.nan, "bound": "", **_columns("probability_target", None, len(values))}
    _, value, at_most = outcome.target
    share = wilson(meets(values, value, at_most).sum(axis=1), trials)
    bound = "at most" if at_most else "at least"
    return {"target": value, "bound": bound, **_columns("probability_target", share, len(values))}


def _from_first(values: Floats) -> Columns:
    """Paired differences from the first row, which has none from itself."""
    apart = difference(values[1:], np.broadcast_to(values[:1], values[1:].shape), axis=1)
    return {
        "difference": _after_first(apart.mean),
        "difference_half_width": _after_first(apart.half_width),
    }


def _front(mixes: Mixes, outcome: Outcome, values: Floats) -> Front | None:
    """The front of what meets the constraints; none where neither way is better."""
    if outcome.better is None:
        return None
    possible = np.where(mixes.allowed[:, np.newaxis], values, np.nan)
    return pareto_front(mixes.cost, possible, outcome.better == "lower")


def _place_on_front(front: Front | None, points: int) -> Columns:
    if front is None:
        nowhere = np.zeros(points, dtype=np.bool_)
        return {
            "on_front": nowhere, "beaten": nowhere, **_columns("probability_front", None, points)
        }  # fmt: skip
    return {
        "on_front": np.isin(np.arange(points), front.places),
        "beaten": front.beaten,
        **_columns("probability_front", front.share, points),
    }


def _steps(cost: Floats, front: Front) -> Columns:
    """Each point of a front against the next cheaper; the cheapest has none."""
    some = len(cost) > 0
    return {
        "more_cost_gbp": np.diff(cost, prepend=np.nan) if some else cost,
        "step": _after_first(front.step.mean) if some else cost,
        "step_half_width": _after_first(front.step.half_width) if some else cost,
        "clear": front.clear,
    }


def _after_first(values: Floats) -> Floats:
    return np.concatenate(([np.nan], values))


def _columns(name: str, share: Share | None, points: int) -> Columns:
    """A share and its interval as columns; NaN where there is none."""
    parts = share or (np.full(points, np.nan),) * 3
    return dict(zip((name, f"{name}_low", f"{name}_high"), parts, strict=True))
