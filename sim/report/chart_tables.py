"""What charts draw over time, worked out a batch of replications at a time."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from sim.errors import InputError
from sim.report.chart_fans import MOST_POINTS, SERVICE, Floats, Table, day_of, period_names, thinned
from sim.results import measures, store
from sim.results.measures import Period
from sim.results.spool import Spool, cells, spooled
from sim.results.store import TeamInfo

if TYPE_CHECKING:
    import pandas as pd

CASELOAD = "caseload_per_fte"
"""Drawn for every unit; all other measures for the whole service only."""
STOCKS = ("establishment_fte", "in_post_fte", "agency_fte", "vacant_fte", "support_fte")
SUPPORT_POSTS = "support_establishment_fte"
FLOWS = (
    "seen_within_5_days_rate", "assessments_within_45_days_rate", "sick_days_per_month",
    "overtime_hours", "turnover_rate_fte_6_months", "turnover_rate_fte_12_months",
)  # fmt: skip
COLUMNS = (
    *("open_cases", "in_post_fte", "agency_fte", "vacant_fte", "establishment_fte", "leavers_fte"),
    *("support_fte", SUPPORT_POSTS, "sick_days", "overtime_hours"),
    *("seen", "seen_within_5_days", "assessments", "assessments_within_45_days"),
)
"""The weekly columns that these are made of."""

Weeks = npt.NDArray[np.datetime64]
Series = tuple[str, str, str]
"""Kind and key of a unit, and a measure."""


class Tables(NamedTuple):
    """The measures drawn.

    Attributes:
        weekly: Measures at the close of each week, thinned to :data:`MOST_POINTS`.
        monthly: Measures by month; by financial year in runs of more months than can be drawn.
        weeks_per_period: Weeks in each of the periods of ``monthly``.
        last_caseloads: Caseload in the last week of each replication that has one, in rising
            order, by kind and key of the unit.
    """

    weekly: Table
    monthly: Table
    weeks_per_period: Floats
    last_caseloads: dict[tuple[str, str], Floats]


def read_tables(folder: Path, teams: Sequence[TeamInfo], days: tuple[float, float]) -> Tables:
    """The spread of all measures drawn; values wait in temporary files in the folder.

    Args:
        folder: A results folder.
        teams: The teams in scenario order.
        days: First and last day of the run, since 1970; no period is drawn outside of them.

    Raises:
        InputError: If no week is stored.
        MachineError: If the disk is full or refuses.
    """
    weeks = _weeks(folder)
    drawn = weeks[thinned(len(weeks))]
    period, names, counts = _coarser_period(weeks)
    kept = thinned(len(counts))
    units = [(kind, unit) for kind, unit, _ in measures.units_of(teams)]
    series = [(*unit, CASELOAD) for unit in units] + _of_service(*STOCKS, SUPPORT_POSTS)
    last = []
    with spooled(folder) as weekly, spooled(folder) as monthly:
        for rows in measures.unit_batches(folder, teams, COLUMNS):
            stocks = _stocks(rows, drawn)
            weekly.append(stocks)
            last.append(stocks[: len(units), -1].copy())  # a view would keep all weeks
            monthly.append(_flows(rows, period)[:, kept])
            del rows, stocks  # before the next batch is read
        return Tables(
            _table(weekly, series, drawn, days),
            _table(monthly, _of_service(*FLOWS), names[kept], days),
            counts[kept],
            dict(zip(units, map(_known, np.concatenate(last, axis=1)), strict=True)),
        )


def _weeks(folder: Path) -> Weeks:
    found = store.read(folder, "SELECT DISTINCT week_ending FROM weekly ORDER BY ALL")
    if found.empty:
        raise InputError("no week is stored here.", "Run the scenario again.", file=folder)
    return np.asarray(found["week_ending"], dtype="datetime64[D]")


def _of_service(*names: str) -> list[Series]:
    return [(SERVICE.kind, SERVICE.key, name) for name in names]


def _stocks(units: pd.DataFrame, weeks: Weeks) -> Floats:
    """What is drawn by week, in some of the weeks; shape (series, weeks, replications)."""
    rows = units[np.isin(np.asarray(units["week_ending"], dtype="datetime64[D]"), weeks)]
    caseloads = cells(measures.by_period(rows, "week", names=[CASELOAD]), [CASELOAD])
    service = rows[rows["unit_kind"] == SERVICE.kind]
    stocks = cells(measures.by_period(service, "week", names=STOCKS), STOCKS)
    posts = service[SUPPORT_POSTS].to_numpy().reshape(1, -1, len(weeks)).swapaxes(1, 2)
    return np.concatenate([caseloads.reshape(-1, *stocks.shape[1:]), stocks, posts])


def _flows(units: pd.DataFrame, period: Period) -> Floats:
    """What is drawn by month or year; shape (series, periods, replications)."""
    service = units[units["unit_kind"] == SERVICE.kind]
    return cells(measures.by_period(service, period, names=FLOWS), FLOWS)


def _coarser_period(weeks: Weeks) -> tuple[Period, npt.NDArray[np.str_], Floats]:
    """Months, or financial years if there are more months than can be drawn.

    Returns:
        The kind of period, the names of the periods and how many weeks there are in each.
    """
    months = weeks.astype("datetime64[M]")
    by_month = len(np.unique(months)) <= MOST_POINTS
    period: Period = "month" if by_month else "financial_year"
    names, starts = measures.periods_of(weeks, period)
    return period, names, np.diff(starts, append=len(weeks)).astype(np.float64)


def _table(
    spool: Spool,
    series: Sequence[Series],
    periods: npt.NDArray[np.str_] | Weeks,
    days: tuple[float, float],
) -> Table:
    """The spread of every series, period by period."""
    names = period_names(periods)
    spread = spool.spread()
    spreads = {
        key: spread.of(slice(first, first + len(names)))
        for key, first in zip(series, range(0, len(spread.n), len(names)), strict=True)
    }
    return Table(
        names, np.clip([day_of(name) for name in names], *days), spool.replications, spreads
    )


def _known(values: Floats) -> Floats:
    return np.sort(values[~np.isnan(values)])
