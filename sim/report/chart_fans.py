"""The ranges that charts draw: a measure over time, and over replications."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

MOST_POINTS = 500
"""Points on a line; more cannot be told apart on paper."""
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)

Floats = npt.NDArray[np.float64]
Kind = Literal["team", "group", "service"]


@dataclass(frozen=True, slots=True)
class Unit:
    """A team, a group of teams or the whole service.

    Attributes:
        kind: Which of the three.
        key: Its name in the tables.
        label: Its name for people, fit to be drawn.
    """

    kind: Kind
    key: str
    label: str


SERVICE = Unit("service", "service", "Whole service")


@dataclass(frozen=True, slots=True)
class Fan:
    """The range of a measure over replications, period by period.

    Attributes:
        unit: Whose measure it is.
        measure: Name of the measure.
        periods: Name of each period: a date, "2018-10" or "2018/19".
        days: Where each period stands on the axis, days since 1970.
        counts: Replications that have a value, per period.
        means: Mean over them, per period.
        quantiles: Shape (5, periods), for each of :data:`QUANTILES`.
        replications: Replications in the results.
    """

    unit: Unit
    measure: str
    periods: list[str]
    days: Floats
    counts: npt.NDArray[np.int64]
    means: Floats
    quantiles: Floats
    replications: int

    @property
    def median(self) -> Floats:
        """The middle replication, per period."""
        middle: Floats = self.quantiles[2]
        return middle

    @property
    def known(self) -> bool:
        """Whether any period has a value."""
        return bool(self.counts.any())

    def table(self) -> pd.DataFrame:
        """The numbers drawn, a row per period."""
        names = [f"p{round(100 * q):02d}" for q in QUANTILES]
        return pd.DataFrame(
            {
                "measure": self.measure,
                "unit_kind": self.unit.kind,
                "unit": self.unit.key,
                "label": self.unit.label,
                "period": self.periods,
                "n": self.counts,
                "mean": self.means,
                **dict(zip(names, self.quantiles, strict=True)),
            }
        )


class Table:
    """Measures per replication, period and unit, ready to be asked for one unit at a time.

    Args:
        frame: Columns replication, period, unit_kind, unit and the measures.
        days: First and last day of the run, since 1970; no period is drawn outside of them.
    """

    def __init__(self, frame: pd.DataFrame, days: tuple[float, float]) -> None:
        self._frame = frame
        self._rows = frame.groupby(["unit_kind", "unit"], sort=False).indices
        self._replication, replications = pd.factorize(frame["replication"], sort=True)
        self._period, periods = pd.factorize(frame["period"], sort=True)
        self.periods = _period_names(periods)
        self.days = np.clip([day_of(name) for name in self.periods], *days)
        self.replications = len(replications)

    def values(self, unit: Unit, measure: str) -> Floats:
        """A measure of one unit, shape (replications, periods); NaN where it has none."""
        values = np.full((self.replications, len(self.periods)), np.nan)
        rows = self._rows[(unit.kind, unit.key)]
        values[self._replication[rows], self._period[rows]] = self._frame[measure].to_numpy()[rows]
        return np.where(np.isfinite(values), values, np.nan)

    def fan(self, unit: Unit, measure: str, per: Floats | float = 1.0) -> Fan:
        """The range of a measure over replications; ``per`` divides it, period by period.

        Periods without a value before the first and after the last known one are left out.
        """
        values = self.values(unit, measure) / per
        known = np.isfinite(values)
        held = np.flatnonzero(known.any(axis=0))
        here = slice(held[0], held[-1] + 1) if held.size else slice(0, 0)
        values, counts = values[:, here], known[:, here].sum(axis=0)
        means, quantiles = _over_replications(values)
        periods, days = self.periods[here], self.days[here]
        return Fan(unit, measure, periods, days, counts, means, quantiles, self.replications)


def _over_replications(values: Floats) -> tuple[Floats, Floats]:
    """Mean and quantiles of each column, without warnings about columns that hold nothing."""
    means = np.full(values.shape[1], np.nan)
    quantiles = np.full((len(QUANTILES), values.shape[1]), np.nan)
    for column in range(values.shape[1]):
        present = values[np.isfinite(values[:, column]), column]
        if present.size:
            means[column] = present.mean()
            quantiles[:, column] = np.quantile(present, QUANTILES)
    return means, quantiles


def thinned(length: int, most: int = MOST_POINTS) -> npt.NDArray[np.int64]:
    """Which of ``length`` things to draw: at most ``most``, evenly spaced, both ends among them."""
    return np.unique(np.linspace(0, length - 1, min(length, most)).round().astype(np.int64))


def _period_names(periods: pd.Index[Any]) -> list[str]:
    """Dates as "2018-10-05", whatever type holds them; the names of other periods as they are."""
    if isinstance(periods, pd.DatetimeIndex):
        return [str(day) for day in periods.to_numpy().astype("datetime64[D]")]
    return [str(period) for period in periods]


def day_of(period: str) -> float:
    """Days since 1970 of a date, of the middle of a month, or of that of a financial year."""
    if "/" in period:
        day = np.datetime64(f"{period[:-3]}-10-01", "D")
    elif period.count("-") == 1:
        day = np.datetime64(f"{period}-15", "D")
    else:
        day = np.datetime64(period[:10], "D")
    return float(day.astype(np.int64))
