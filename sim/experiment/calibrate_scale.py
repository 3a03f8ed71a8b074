"""On which scale a calibration compares what is simulated with what is published."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.experiment.targets import Target
from sim.explore.calibration import Goal
from sim.results.outcomes import Floats

EXACT = 1e-3
"""No figure counts as more exact than this share of itself."""


def _is_logarithm(target: Target) -> bool:
    """Whether distances count by ratio: caseloads and durations, which grow without bound.

    Near saturation chance grows with the caseload, and its tail is long; of logarithms it is more
    nearly the same everywhere, and nearly normal, as the procedure takes it to be.
    """
    measure = target.asked.outcome.measure
    is_share = "rate" in measure or "share" in measure
    return target.since is None and target.low > 0.0 and not is_share


def scaled(values: Floats, targets: Sequence[Target]) -> Floats:
    """Values on the scale on which they are compared; NaN where there is none."""
    columns = [
        np.log(
            values[..., place], out=np.full(values.shape[:-1], np.nan), where=values[..., place] > 0
        )
        if _is_logarithm(target)
        else values[..., place]
        for place, target in enumerate(targets)
    ]
    return np.stack(columns, axis=-1)


def goal_of(targets: Sequence[Target]) -> Goal:
    """What was observed. A figure may be anything between its low and its high, evenly."""
    observed = np.array([target.observed for target in targets])
    least = EXACT * np.maximum(np.abs(observed), EXACT)
    ends = np.array([[target.low, target.high] for target in targets]).T
    middle, half = ends.mean(axis=0), 0.5 * (ends[1] - ends[0])
    half = np.maximum(half, np.sqrt(3.0) * least)
    low, high = scaled(np.stack((middle - half, middle + half)), targets)
    return Goal(0.5 * (low + high), (high - low) / np.sqrt(12.0))
