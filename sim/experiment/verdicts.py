"""Whether published figures lie within what the model expects."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.experiment.targets import Target
from sim.results.outcomes import Floats
from sim.results.summary import half_width

if TYPE_CHECKING:
    import pandas as pd

RANGE = (0.025, 0.975)
"""Quantiles over futures between which a figure is expected, 19 times in 20."""
INSIDE, OUTSIDE, UNKNOWN = "inside", "outside", "unknown"


def verdict_table(targets: Sequence[Target], values: Floats) -> pd.DataFrame:
    """What is published, what the model expects, and whether the one lies within the other.

    The range is that of a single future: quantiles over replications, interpolated linearly. A
    figure that stands for a range of its own, such as one that was rounded, is inside if the two
    ranges meet. ``mean_low`` and ``mean_high`` are the 95 % interval of the mean after Student.

    Args:
        targets: The published figures.
        values: What each replication says, shape (replications, targets); NaN where it does not.

    Returns:
        A row for each target.
    """
    import pandas as pd  # noqa: PLC0415 - a third of a second, only when results are made

    return pd.DataFrame([_row(target, values[:, place]) for place, target in enumerate(targets)])


def _row(target: Target, values: Floats) -> dict[str, Any]:
    asked, since = target.asked, target.since
    return {
        "target": target.name,
        "label": target.label,
        "use": target.use,
        "scenario": asked.scenario,
        "against": "" if since is None or since.scenario == asked.scenario else since.scenario,
        "measure": asked.outcome.measure,
        "told_as": told_as(target),
        "observed": target.observed,
        "observed_low": target.low,
        "observed_high": target.high,
        **_spread(target, values[~np.isnan(values)]),
        "source": target.source,
        "note": target.note,
    }


def told_as(target: Target) -> str:
    """Whether a figure is a value or a change, and of which kind."""
    if target.since is None:
        return "value"
    return "relative change" if target.relative else "change"


def _spread(target: Target, values: Floats) -> dict[str, Any]:
    """Where the values lie, and whether the figure is among them."""
    n = len(values)
    if n == 0:
        keys = ("mean", "mean_low", "mean_high", "low", "high")
        return {"n": 0, **dict.fromkeys(keys, np.nan), "verdict": UNKNOWN}
    mean = float(values.mean())
    sd = values.std(ddof=1) if n > 1 else np.nan
    half = float(half_width(np.array(n), np.array(sd)))
    low, high = (float(one) for one in np.quantile(values, RANGE))
    is_inside = target.low <= high and target.high >= low
    return {
        "n": n,
        "mean": mean,
        "mean_low": mean - half,
        "mean_high": mean + half,
        "low": low,
        "high": high,
        "verdict": INSIDE if is_inside else OUTSIDE,
    }
