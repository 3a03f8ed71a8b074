"""How long the stages of one replication took, by financial year, team and stage."""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

DURATION_ROW = np.dtype(
    [
        *(("financial_year", "U7"), ("team", "i2"), ("stage", "i2"), ("ended", "i8")),
        *((days, "f8") for days in ("mean_days", "p50_days", "p90_days")),
    ]
)
"""One financial year, team and stage: stages that ended, and the working days they took."""

_SHARES = (0.5, 0.9)
_MEASURE = re.compile(r"mean_days_(.+)|share_within_(\d+)_days_(.+)")

Rows = npt.NDArray[np.void]
Places = npt.NDArray[np.intp]
Days = npt.NDArray[np.float64]


class StageMeasure(NamedTuple):
    """How long a stage took: on average, or how often no longer than so many days.

    Attributes:
        stage: Name of the stage.
        within: Working days, where the share of stages that took no longer is wanted.
    """

    stage: str
    within: int | None


def stage_measure(name: str) -> StageMeasure | None:
    """What ``mean_days_<stage>`` or ``share_within_<days>_days_<stage>`` asks; else nothing."""
    found = _MEASURE.fullmatch(name)
    if found is None:
        return None
    mean, days, within = found.groups()
    return StageMeasure(mean or within, None if days is None else int(days))


def stage_values(
    taken: Days, cell: Places, cells: int, measure: StageMeasure
) -> npt.NDArray[np.float64]:
    """A measure of how long stages took, cell by cell.

    Args:
        taken: Working days that each took.
        cell: The cell that each belongs to.
        cells: How many there are.
        measure: What is wanted.

    Returns:
        Shape (cells,): mean working days, or a share from 0 to 1; NaN where no stage ended.
    """
    what = taken if measure.within is None else taken <= measure.within
    sums = np.bincount(cell, what, cells)
    counts = np.bincount(cell, minlength=cells)
    values: npt.NDArray[np.float64] = np.full(cells, np.nan)
    return np.divide(sums, counts, out=values, where=counts > 0)


def duration_rows(
    stages: Rows, financial_years: npt.NDArray[np.str_], shape: tuple[int, int]
) -> Rows:
    """Working days that stages took, by the financial year in which they ended.

    Cases that were open when the run began are left out: when they entered is not known.
    Quantiles are interpolated linearly.

    Args:
        stages: Rows of :data:`sim.record.STAGE_ROW`.
        financial_years: The financial year of each working day, shape (days,).
        shape: How many teams and how many stages there are.

    Returns:
        Rows of :data:`DURATION_ROW` by year, team and stage; none where no stage ended.
    """
    known = ~stages["opening"]
    ended = stages["ended"][known]
    years, year_of = np.unique(np.asarray(financial_years), return_inverse=True)
    year = year_of[np.minimum(ended.astype(np.int64), len(financial_years) - 1)]
    shape3 = (len(years), *shape)
    cell = np.ravel_multi_index((year, stages["team"][known], stages["stage"][known]), shape3)
    counts = np.bincount(cell)
    cells = np.flatnonzero(counts)
    counts = counts[cells]
    days = _sorted_within(ended - stages["entered"][known], cell)
    rows = np.empty(len(cells), dtype=DURATION_ROW)
    year, rows["team"], rows["stage"] = np.unravel_index(cells, shape3)
    rows["financial_year"], rows["ended"] = years[year], counts
    if rows.size:
        _describe(rows, days, np.cumsum(counts) - counts)
    return rows


def _sorted_within(days: Days, cell: Places) -> Days:
    """The days cell by cell, in rising order within each."""
    order = np.argsort(days)
    # a narrow type lets numpy sort by radix, several times faster
    narrow = cell[order].astype(np.min_scalar_type(cell.max(initial=0)))
    sorted_days: Days = days[order[np.argsort(narrow, kind="stable")]]
    return sorted_days


def _describe(rows: Rows, days: Days, starts: Places) -> None:
    """Fill in mean and quantiles of days that are sorted within each row's part."""
    counts = rows["ended"]
    rows["mean_days"] = np.add.reduceat(days, starts) / counts
    for name, share in zip(("p50_days", "p90_days"), _SHARES, strict=True):
        place = share * (counts - 1)
        below = place.astype(np.intp)
        low = days[starts + below]
        high = days[starts + np.minimum(below + 1, counts - 1)]
        rows[name] = low + (high - low) * (place - below)
