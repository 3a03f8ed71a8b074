"""Working days and dates: the only place that knows what a day, a week or a year is.

Model time is a float in working days. Day 0 is the first working day on or after the start of
the run; the working day number ``k`` lasts from time ``k`` up to, and not including, ``k + 1``.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.errors import InputError

WORKING_DAYS_PER_WEEK = 5
WORKING_DAYS_PER_YEAR = 253.0
"""Monday to Friday less the eight bank holidays of an ordinary year in England."""

WEEKDAYS_PER_YEAR = 260.8875
"""Monday to Friday alone: 365.2425 x 5 / 7, the mean Gregorian year."""

LAST_YEAR = 9990
"""Dates end with the year 9999; a little room is kept for whatever follows the end of a run."""

Days = npt.NDArray[np.datetime64]


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """The working days of a run.

    Attributes:
        start: First date of the run.
        end: Last date of the run, inclusive.
        bank_holidays: Whether the bank holidays of England are days off.
        days: The working days, datetime64[D], in order.
        week_endings: The Friday of each week with a working day in it, datetime64[D]; the last
            is ``end`` where the run stops before that Friday.
        week_closes: Working days from the start to the close of each week: the census times,
            increasing, with ``n_days`` last. A run that starts or ends inside a week has a
            short first or last week.
        unknown_from: First date of the run whose bank holidays nobody has computed (from there
            every Monday to Friday is a working day), or None.

    Raises:
        InputError: If the run ends before it starts, ends after the year 9990 or holds no
            working day.
    """

    start: date
    end: date
    bank_holidays: bool = True
    days: Days = field(init=False, repr=False, compare=False)
    week_endings: Days = field(init=False, repr=False, compare=False)
    week_closes: npt.NDArray[np.float64] = field(init=False, repr=False, compare=False)
    unknown_from: date | None = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        _check_span(self.start, self.end)
        known, unknown_from = _known_bank_holidays(self.start, self.end)
        days = _working_days(self.start, self.end, known if self.bank_holidays else [])
        if not days.size:
            raise InputError(
                f"there is no working day from {self.start} to {self.end}.",
                "Choose a longer run.",
                key="run.end",
            )
        fridays = np.busday_offset(days, 0, roll="forward", weekmask="Fri")
        endings, lengths = np.unique(fridays, return_counts=True)
        derived = {
            "days": days,
            "week_endings": np.minimum(endings, np.datetime64(self.end, "D")),
            "week_closes": np.cumsum(lengths).astype(np.float64),
            "unknown_from": unknown_from if self.bank_holidays else None,
        }
        for name, value in derived.items():
            object.__setattr__(self, name, value)

    @property
    def n_days(self) -> int:
        """Working days in the run: the time at which it ends."""
        return int(self.days.size)

    @property
    def months(self) -> npt.NDArray[np.str_]:
        """The month of each working day, as "2018-10"."""
        return self.days.astype("datetime64[M]").astype("U7")

    def date_at(self, time: float) -> date:
        """The working day in which a time falls; the first or last one if it is outside the run."""
        day: date = self.days[int(min(max(time, 0), self.n_days - 1))].item()
        return day

    def time_at(self, day: date) -> float:
        """When the first working day on or after a date starts.

        0.0 for dates before the run; ``n_days`` for dates after its last working day.
        """
        return float(np.searchsorted(self.days, np.datetime64(day, "D")))


def day_words(day: date) -> str:
    """A day as people write it, such as "1 October 2018"."""
    return f"{day.day} {day:%B} {day.year}"


def financial_year(day: date) -> str:
    """The financial year of a date, 1 April to 31 March, as "2018/19"."""
    first = _first_year(day)
    return f"{first}/{(first + 1) % 100:02d}"


def financial_years(start: date, end: date) -> list[str]:
    """The financial years that a period touches, both dates inclusive, in order."""
    years = range(_first_year(start), _first_year(end) + 1)
    return [financial_year(date(year, 4, 1)) for year in years]


def months_by_financial_year(start: date, end: date) -> dict[str, Fraction]:
    """How many months of each financial year a period covers, both dates inclusive.

    Budgets count months: 1 October to 31 March is 6, whatever the number of days. Of a month
    that is only partly covered, its days count as a share of that month. Exact, so that money
    can be too.
    """
    months = dict.fromkeys(financial_years(start, end), Fraction(0))
    first = start
    while first <= end:
        length = monthrange(first.year, first.month)[1]
        last = min(first.replace(day=length), end)
        months[financial_year(first)] += Fraction((last - first).days + 1, length)
        first = last + timedelta(days=1)
    return months


class BudgetDays(NamedTuple):
    """Every calendar day of a period, as budgets count it.

    Attributes:
        days: The days, datetime64[D], both ends inclusive.
        years: The financial years that they touch, in order.
        year: The place of each day's year in ``years``.
        part: The part of a year that each day is: a twelfth over the days of its month, so that
            whole months are twelfths however long they are.
    """

    days: Days
    years: list[str]
    year: npt.NDArray[np.int64]
    part: npt.NDArray[np.float64]


def budget_days(start: date, end: date) -> BudgetDays:
    """The days of a period, weighted so that they add up to :func:`months_by_financial_year`."""
    days = np.arange(np.datetime64(start, "D"), np.datetime64(end, "D") + 1)
    months = days.astype("datetime64[M]")
    lengths = (months + 1).astype("datetime64[D]") - months.astype("datetime64[D]")
    first = (months - 3).astype("datetime64[Y]").astype(np.int64)  # the year of the last April
    part = 1 / (12 * lengths.astype(np.float64))
    return BudgetDays(days, financial_years(start, end), first - first[0], part)


def _first_year(day: date) -> int:
    return day.year if day.month >= 4 else day.year - 1


def _check_span(start: date, end: date) -> None:
    if end < start:
        raise InputError(
            f"the run ends on {end}, before it starts on {start}",
            "Put the end on or after the start.",
            key="run.end",
        )
    if end.year > LAST_YEAR:
        raise InputError(
            f"the run ends in the year {end.year}",
            f"The calendar reaches to the year {LAST_YEAR}; end the run by then.",
            key="run.end",
        )


def _known_bank_holidays(start: date, end: date) -> tuple[list[date], date | None]:
    """The bank holidays in the years of a run, and the first date for which none are known."""
    import holidays  # noqa: PLC0415 - a tenth of a second that `--help` need not wait for

    years = range(start.year, end.year + 1)
    known = sorted(holidays.country_holidays("GB", subdiv="ENG", years=years))
    unknown = sorted(set(years) - {day.year for day in known})
    return known, max(start, date(unknown[0], 1, 1)) if unknown else None


def _working_days(start: date, end: date, days_off: list[date]) -> Days:
    every_day = np.arange(np.datetime64(start, "D"), np.datetime64(end, "D") + 1)
    return every_day[np.is_busday(every_day, holidays=days_off)]
