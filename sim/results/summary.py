"""What came out over all replications: the table that people open first, summary.csv."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from sim.results.indices import INDEX_MEASURES
from sim.results.measures import (
    MEASURES,
    Period,
    TeamInfo,
    by_period,
    replication_batches,
    stage_durations,
    unit_batches,
    units_of,
)
from sim.results.spool import Spool, cells, of_first_replication, spooled
from sim.results.spread import QUANTILES
from sim.results.store import read, write_csv

if TYPE_CHECKING:
    import pandas as pd

    from sim.scenario.schema import Indices

CONFIDENCE = 0.95
"""Coverage of the interval of the mean."""

_PERIODS: tuple[Period, ...] = ("month", "financial_year", "end")
_CELL = ["unit_kind", "unit", "period"]


def summarise(folder: Path, teams: Sequence[TeamInfo], indices: Indices) -> pd.DataFrame:
    """Every measure of every unit in every month, financial year and at the end.

    Mean, standard deviation and quantiles (interpolated linearly) are over the replications in
    which the measure has a value, of which there are ``n``. ``half_width`` is that of the 95 %
    interval of the mean after Student's t, t(0.975, n - 1) x sd / sqrt(n). With one replication
    there is neither a standard deviation nor an interval: both are NaN.

    A batch of replications is in memory at a time, and then some of the measures with all their
    replications; in between, the measures are in a temporary file in the folder.

    Args:
        folder: A results folder with its Parquet tables.
        teams: The teams in scenario order.
        indices: Coefficients of the derived indices, of which the best values are taken.

    Returns:
        Columns ``measure``, ``unit_kind``, ``team`` (name of the unit), ``period``, ``n``,
        ``mean``, ``sd``, ``p05``, ``p25``, ``p50``, ``p75``, ``p95`` and ``half_width``; a row for
        each measure, kind of period, unit and period, in this order. A stage's mean working days,
        ``mean_days_<stage>``, are by financial year only.
    """
    import pandas as pd  # noqa: PLC0415 - a third of a second, only when results are read

    tables = [_measures(folder, teams, indices), _durations(folder, teams)]
    return pd.concat(tables, ignore_index=True)


def write_summary(folder: Path, teams: Sequence[TeamInfo], indices: Indices) -> pd.DataFrame:
    """Write summary.csv into a results folder.

    Args:
        folder: A results folder with its Parquet tables.
        teams: The teams in scenario order.
        indices: Coefficients of the derived indices, of which the best values are taken.

    Returns:
        The table that was written, as :func:`summarise` gives it.

    Raises:
        MachineError: If the disk is full or refuses.
    """
    table = summarise(folder, teams, indices)
    write_csv(folder / "summary.csv", table)
    return table


def half_width(n: npt.NDArray[np.int64], sd: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Half the width of the 95 % interval of a mean after Student's t.

    Args:
        n: How many values each mean is of.
        sd: Their sample standard deviation, in the same shape.

    Returns:
        The half widths in the same shape; NaN where n is under 2.
    """
    from scipy.special import stdtrit  # noqa: PLC0415 - heavy, only when results are read

    freedom = np.where(n > 1, n - 1, np.nan)
    error = sd / np.sqrt(np.maximum(n, 1))
    return np.asarray(stdtrit(freedom, 0.5 + CONFIDENCE / 2) * error)


def _measures(folder: Path, teams: Sequence[TeamInfo], indices: Indices) -> pd.DataFrame:
    """The summary of what the weekly rows tell."""
    import pandas as pd  # noqa: PLC0415 - a third of a second, only when results are read

    names = [*MEASURES, *INDEX_MEASURES]
    labels: list[pd.DataFrame] = []
    with spooled(folder) as spool:
        for units in unit_batches(folder, teams):
            tables = [by_period(units, period, indices) for period in _PERIODS]
            labels = labels or [of_first_replication(table)[_CELL] for table in tables]
            spool.append(np.concatenate([cells(table, names) for table in tables], axis=1))
            del units, tables  # before the next batch is read
        return _over_replications(spool, names, pd.concat(labels))


def _durations(folder: Path, teams: Sequence[TeamInfo]) -> pd.DataFrame:
    """The summary of how long stages took, of units and years in which any ended."""
    import pandas as pd  # noqa: PLC0415 - a third of a second, only when results are read

    years, stages = (
        read(folder, f"SELECT DISTINCT {key} FROM durations ORDER BY ALL")[key]  # noqa: S608
        for key in ("financial_year", "stage")
    )
    if stages.empty:
        return pd.DataFrame()
    names = [f"mean_days_{stage}" for stage in stages]
    grid = pd.MultiIndex.from_tuples(
        [(kind, unit, year) for kind, unit, _ in units_of(teams) for year in years], names=_CELL
    )
    with spooled(folder) as spool:
        for batch in replication_batches(folder):
            table = stage_durations(folder, teams, batch)
            numbers, replication = np.unique(table["replication"], return_inverse=True)
            values = np.full((len(names), len(grid), len(numbers)), np.nan)
            cell = grid.get_indexer(pd.MultiIndex.from_frame(table[_CELL]))
            values[:, cell, replication] = table.reindex(columns=names).to_numpy().T
            spool.append(values)
        summary = _over_replications(spool, names, grid.to_frame(index=False))
    some = summary.groupby(["unit_kind", "team", "period"])["n"].transform("any")
    return summary[some]


def _over_replications(spool: Spool, measures: Sequence[str], labels: pd.DataFrame) -> pd.DataFrame:
    """One row per measure, unit and period, in the order of the cells in the spool."""
    import pandas as pd  # noqa: PLC0415 - a third of a second, only when results are read

    n, mean, sd, quantiles = spool.spread()
    labels = labels.rename(columns={"unit": "team"})
    columns: dict[str, Any] = {
        "measure": np.repeat(np.array(measures, dtype=object), len(labels)),
        **{name: np.tile(labels[name], len(measures)) for name in labels.columns},
        "n": n,
        "mean": mean,
        "sd": sd,
        **dict(zip(QUANTILES, quantiles, strict=True)),
        "half_width": half_width(n, sd),
    }
    return pd.DataFrame(columns)
