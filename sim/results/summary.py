"""What came out over all replications: the table that people open first, summary.csv."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from sim.results.measures import Period, TeamInfo, by_period, stage_durations, unit_batches
from sim.results.store import write_csv

if TYPE_CHECKING:
    import pandas as pd

    from sim.scenario.schema import Indices

CONFIDENCE = 0.95
"""Coverage of the interval of the mean."""

_QUANTILES = {"p05": 0.05, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p95": 0.95}
_PERIODS: tuple[Period, ...] = ("month", "financial_year", "end")


def summarise(folder: Path, teams: Sequence[TeamInfo], indices: Indices) -> pd.DataFrame:
    """Every measure of every unit in every month, financial year and at the end.

    Mean, standard deviation and quantiles (interpolated linearly) are over the replications in
    which the measure has a value, of which there are ``n``. ``half_width`` is that of the 95 %
    interval of the mean after Student's t, t(0.975, n - 1) x sd / sqrt(n). With one replication
    there is neither a standard deviation nor an interval: both are NaN.

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

    batches = list(_measured(folder, teams, indices))
    measured = pd.concat([batch[period] for period in _PERIODS for batch in batches])
    durations = stage_durations(folder, teams)
    tables = [_over_replications(table) for table in (measured, durations)]
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


def _measured(
    folder: Path, teams: Sequence[TeamInfo], indices: Indices
) -> Iterator[dict[Period, pd.DataFrame]]:
    """The measures by kind of period, for as many replications as memory should hold."""
    for units in unit_batches(folder, teams):
        yield {period: by_period(units, period, indices) for period in _PERIODS}


def _over_replications(table: pd.DataFrame) -> pd.DataFrame:
    """One row per measure, unit and period out of one column per measure."""
    import pandas as pd  # noqa: PLC0415 - a third of a second, only when results are read

    keys = ["unit_kind", "unit", "period"]
    measures = [column for column in table.columns if column not in {"replication", *keys}]
    groups = table.groupby(keys, sort=False)[measures]
    n, sd = groups.count(), groups.std()
    statistics = {"n": n, "mean": groups.mean(), "sd": sd}
    statistics |= {name: groups.quantile(share) for name, share in _QUANTILES.items()}
    values = {name: frame.to_numpy().ravel("F") for name, frame in statistics.items()}
    labels = n.index.to_frame(index=False).rename(columns={"unit": "team"})
    columns: dict[str, Any] = {
        "measure": np.repeat(np.array(measures, dtype=object), len(labels)),
        **{name: np.tile(labels[name], len(measures)) for name in labels.columns},
        **values,
        "half_width": half_width(values["n"], values["sd"]),
    }
    return pd.DataFrame(columns)
