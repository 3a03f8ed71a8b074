"""Measures in the last week of replications that are finished while others are still to come."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from sim.results.measures import BATCH_ROWS
from sim.results.outcomes import Outcome, values_of_census
from sim.results.store import Layout, read_pieces

if TYPE_CHECKING:
    from sim.scenario.schema import Indices

Floats = npt.NDArray[np.float64]


class Cell(NamedTuple):
    """A measure of a unit.

    Attributes:
        measure: Name of the measure.
        unit_kind: ``team``, ``group`` or ``service``.
        unit: Name of the unit.
    """

    measure: str
    unit_kind: str
    unit: str


def end_values(
    folder: Path, layout: Layout, replications: range, indices: Indices, cells: Sequence[Cell]
) -> Floats:
    """Measures in the last week, replication by replication.

    Args:
        folder: A results folder with the pieces of these replications.
        layout: How the pieces were labelled.
        replications: Numbers of the replications.
        indices: Coefficients of the derived indices.
        cells: The measures that are wanted.

    Returns:
        Shape (replications, cells); NaN where a measure has no value.

    Raises:
        UnfinishedError: If a piece is missing or damaged.
    """
    step = max(1, BATCH_ROWS // (len(layout.week_endings) * len(layout.teams)))
    batches = [replications[first : first + step] for first in range(0, len(replications), step)]
    values = [_of_batch(folder, layout, batch, indices, cells) for batch in batches]
    return np.concatenate([np.empty((0, len(cells))), *values])


def _of_batch(
    folder: Path, layout: Layout, replications: range, indices: Indices, cells: Sequence[Cell]
) -> Floats:
    outcomes = [
        Outcome(cell.measure, "", cell.measure, ((cell.unit_kind, cell.unit),)) for cell in cells
    ]
    weekly = read_pieces(folder, layout, replications)
    return values_of_census(weekly, layout, indices, outcomes)
