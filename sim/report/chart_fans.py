"""The ranges that charts draw: a measure over time, and over replications."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.names import safe_name
from sim.results.measures import WHOLE_SERVICE
from sim.results.spread import QUANTILES, Spread

MOST_POINTS = 500
"""Points on a line; more cannot be told apart on paper."""

LINE = "line-"
"""How identifiers of medians begin."""

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


SERVICE = Unit("service", "service", WHOLE_SERVICE)


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

    @property
    def line(self) -> str:
        """The identifier of its median in a drawing."""
        return line_id(self.unit.kind, self.unit.key, self.measure)

    def table(self) -> pd.DataFrame:
        """The numbers drawn, a row per period."""
        return pd.DataFrame(
            {
                "measure": self.measure,
                "unit_kind": self.unit.kind,
                "unit": self.unit.key,
                "label": self.unit.label,
                "period": self.periods,
                "n": self.counts,
                "mean": self.means,
                **dict(zip(QUANTILES, self.quantiles, strict=True)),
            }
        )


@dataclass(frozen=True, slots=True)
class Table:
    """The spread of measures per period and unit, ready to be asked for one unit at a time.

    Attributes:
        periods: Name of each period: a date, "2018-10" or "2018/19".
        days: Where each stands on the axis, days since 1970.
        replications: How many there are.
        spreads: By kind and key of the unit and by measure, over replications, period by period.
    """

    periods: list[str]
    days: Floats
    replications: int
    spreads: dict[tuple[str, str, str], Spread]

    def fan(self, unit: Unit, measure: str, per: Floats | float = 1.0) -> Fan:
        """The range of a measure over replications; ``per`` divides it, period by period.

        Periods without a value before the first and after the last known one are left out.
        """
        spread = self.spreads[unit.kind, unit.key, measure]
        held = np.flatnonzero(spread.n)
        here = slice(held[0], held[-1] + 1) if held.size else slice(0, 0)
        return Fan(
            unit=unit,
            measure=measure,
            periods=self.periods[here],
            days=self.days[here],
            counts=spread.n[here],
            means=(spread.mean / per)[here],
            quantiles=(spread.quantiles / per)[:, here],
            replications=self.replications,
        )


def line_id(kind: str, key: str, measure: str) -> str:
    """The identifier, in a drawing, of the median of a unit's measure; none else has the same."""
    return f"{LINE}{safe_name('/'.join((kind, key, measure)))}"


def thinned(length: int, most: int = MOST_POINTS) -> npt.NDArray[np.int64]:
    """Which of ``length`` things to draw: at most ``most``, evenly spaced, both ends among them."""
    return np.unique(np.linspace(0, length - 1, min(length, most)).round().astype(np.int64))


def period_names(periods: npt.NDArray[Any]) -> list[str]:
    """Dates as "2018-10-05"; the names of other periods as they are."""
    dates = np.issubdtype(periods.dtype, np.datetime64)
    return [str(period) for period in (periods.astype("datetime64[D]") if dates else periods)]


def day_of(period: str) -> float:
    """Days since 1970 of a date, of the middle of a month, or of that of a financial year."""
    if "/" in period:
        day = np.datetime64(f"{period[:-3]}-10-01", "D")
    elif period.count("-") == 1:
        day = np.datetime64(f"{period}-15", "D")
    else:
        day = np.datetime64(period[:10], "D")
    return float(day.astype(np.int64))
