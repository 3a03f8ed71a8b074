"""Sums over time and teams that measures are made of: FTE, cases, hours, days.

Stocks are averaged over the weeks of a period and flows are added up. Turnover counts the weeks
up to a period's end instead.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from sim.clock import WEEKDAYS_PER_YEAR
from sim.record import WEEKLY

if TYPE_CHECKING:
    import pandas as pd

Values = npt.NDArray[np.float64]

SOCIAL_WORKERS = ("in_post_fte", "agency_fte")
"""Columns of all social workers there are."""
TURNOVER_WEEKS = {"6_months": 26, "12_months": 52}
"""How far back turnover looks."""

_STOCKS = {column.name for column in WEEKLY if column.kind == "stock"}


class Sums(dict[str, Values]):
    """What ratios are made of, by series and period, each worked out when it is first asked for.

    Args:
        units: Rows of :func:`sim.results.measures.by_unit`.
        weeks: The weeks of each series.
        starts: The place of each period's first week.
    """

    def __init__(
        self,
        units: pd.DataFrame,
        weeks: npt.NDArray[np.datetime64],
        starts: npt.NDArray[np.intp],
    ) -> None:
        super().__init__()
        self.weeks, self.starts = weeks, starts
        self.stops = np.append(starts[1:], len(weeks))
        self._units = units

    def __missing__(self, name: str) -> Values:
        """Derive it, or sum it up: stocks are averaged and flows added up."""
        if name in _DERIVED:
            values = _DERIVED[name](self)
        else:
            values = np.add.reduceat(self.by_series(name), self.starts, axis=1)
            values = values / (self.stops - self.starts) if name in _STOCKS else values
        self[name] = values
        return values

    def by_series(self, column: str) -> Values:
        """A column in shape (series, weeks), a series being one unit in one replication."""
        return self._units[column].to_numpy(dtype=np.float64).reshape(-1, len(self.weeks))

    def weekdays(self) -> npt.NDArray[np.int64]:
        """Mondays to Fridays in each period."""
        # The last week of a run may end before its Friday, so they are counted from the Monday.
        mondays = np.busday_offset(self.weeks, 0, roll="backward", weekmask="Mon")
        return np.add.reduceat(np.busday_count(mondays, self.weeks + 1), self.starts)


def _fte_weeks(sums: Sums) -> Values:
    return total(sums, SOCIAL_WORKERS) * sums.weekdays() / 5


def _team_months(sums: Sums) -> Values:
    teams = sums.by_series("team_count")[:, sums.starts]
    return teams * sums.weekdays() / (WEEKDAYS_PER_YEAR / 12)


def _left(length: int, sums: Sums) -> Values:
    """FTE that left in the weeks up to each period's end."""
    first, _ = _window(length, sums)
    return _window_sums(sums.by_series("leavers_fte"), first, sums.stops)


def _posts(length: int, sums: Sums) -> Values:
    """Mean establishment in the weeks up to each period's end; NaN if they have not passed."""
    first, passed = _window(length, sums)
    posts = _window_sums(sums.by_series("establishment_fte"), first, sums.stops)
    return np.where(passed, posts / (sums.stops - first), np.nan)


def _window(length: int, sums: Sums) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.bool_]]:
    """First of so many weeks up to each period's end, and whether that many have passed."""
    before = sums.weeks[sums.stops - 1] - 7 * length
    return np.searchsorted(sums.weeks, before, side="right"), sums.weeks[0] - 7 <= before


def _window_sums(
    values: Values, first: npt.NDArray[np.intp], stops: npt.NDArray[np.intp]
) -> Values:
    """Sums over windows of weeks that may overlap, without the drift of a running sum."""
    closed: Values = np.concatenate((values, np.zeros((len(values), 1))), axis=1)
    windows = np.stack((first, stops), axis=1).ravel()
    sums: Values = np.add.reduceat(closed, windows, axis=1)[:, ::2]
    return sums


def total(sums: Sums, names: tuple[str, ...]) -> Values:
    """The sum of some of them."""
    added: Values = np.sum([sums[name] for name in names], axis=0)
    return added


_DERIVED: dict[str, Callable[[Sums], Values]] = {
    "support_vacant_fte": lambda sums: sums["support_establishment_fte"] - sums["support_fte"],
    "present_fte": lambda sums: total(sums, SOCIAL_WORKERS) - sums["absent_fte"],
    "fte_weeks": _fte_weeks,
    "team_months": _team_months,
    **{f"left_fte_{time}": partial(_left, length) for time, length in TURNOVER_WEEKS.items()},
    **{f"posts_fte_{time}": partial(_posts, length) for time, length in TURNOVER_WEEKS.items()},
}
