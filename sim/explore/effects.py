"""Main effects: what each lever does on its own, averaged over the levels of the others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.results.paired import Floats

MOST_LEVELS = 12
"""Levels of a lever that are told apart; a sample of more is put into :data:`PARTS`."""
PARTS = 5
"""Equal parts into which a lever's range is cut."""


class Levels(NamedTuple):
    """The levels of one lever, or the parts of its range, lowest first.

    Attributes:
        low: Lowest level of each.
        high: Highest level of each; the same as the lowest unless it is a part of a range.
        codes: For each point the place of its level among these, shape (points,).
    """

    low: Floats
    high: Floats
    codes: npt.NDArray[np.intp]


def levels_of(values: Floats, low: float, high: float) -> Levels:
    """The levels of a lever over the points of a design; parts of its range if there are many.

    Args:
        values: The lever's level at each point, shape (points,).
        low: The lowest that it can be.
        high: The highest.
    """
    levels, codes = np.unique(values, return_inverse=True)
    if len(levels) <= MOST_LEVELS:
        return Levels(levels, levels, codes)
    edges = np.linspace(low, high, PARTS + 1)
    places = np.searchsorted(edges[1:-1], values, side="right")
    kept, codes = np.unique(places, return_inverse=True)
    return Levels(edges[kept], edges[kept + 1], codes)


def main_effects(levers: Sequence[Levels], values: Floats) -> list[Floats]:
    """The outcome at each level of each lever, the other levers averaged over their levels.

    In a full factorial these are plain means over the points with that level. Where points are
    missing, because they cost too much or a sample has not drawn them, such means would mix
    one lever's effect with another's; so the outcome is fitted by least squares as a sum of effects
    of the levers (two-way analysis without interactions for two levers; Searle, Speed and Milliken
    1980, Population marginal means in the linear model, The American Statistician 34, 216-221).

    Args:
        levers: The levels of each lever at the points.
        values: The outcome, shape (points, replications); a point without a value in some
            replication is left out.

    Returns:
        For each lever an array of shape (levels, replications); NaN where the points don't tell
        the levers' effects apart.
    """
    there = np.isfinite(values).all(axis=1)
    codings = [_sums_to_nought(len(lever.low)) for lever in levers]
    columns = [coding[lever.codes[there]] for coding, lever in zip(codings, levers, strict=True)]
    matrix = np.hstack([np.ones((int(there.sum()), 1)), *columns])
    fitted = np.full((matrix.shape[1], values.shape[1]), np.nan)
    if np.linalg.matrix_rank(matrix) == matrix.shape[1]:
        fitted = np.linalg.lstsq(matrix, values[there], rcond=None)[0]
    ends = np.cumsum([coding.shape[1] for coding in codings])
    effects = np.split(fitted[1:], ends[:-1])
    return [fitted[0] + coding @ own for coding, own in zip(codings, effects, strict=True)]


def _sums_to_nought(levels: int) -> Floats:
    """A row of contrasts for each level; the last level is less the sum of the others."""
    return np.vstack([np.eye(levels - 1), np.full((1, levels - 1), -1.0)])
