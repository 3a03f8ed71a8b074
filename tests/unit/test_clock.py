"""Bank holidays and dates are facts: gov.uk/bank-holidays, England and Wales."""

import pickle
from datetime import date, timedelta
from fractions import Fraction

import numpy as np
import pytest

from sim.clock import (
    WEEKDAYS_PER_YEAR,
    WorkingCalendar,
    financial_year,
    financial_years,
    months_by_financial_year,
)
from sim.errors import InputError


def a_run(start, end, **options):
    return WorkingCalendar(date.fromisoformat(start), date.fromisoformat(end), **options)


def dates(days):
    return [str(day) for day in days]


WEEKDAYS_OFF = {
    2018: "01-01 03-30 04-02 05-07 05-28 08-27 12-25 12-26",
    2019: "01-01 04-19 04-22 05-06 05-27 08-26 12-25 12-26",
    2020: "01-01 04-10 04-13 05-08 05-25 08-31 12-25 12-28",  # early May moved to VE Day
    2021: "01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28",  # Christmas on a Saturday
    2022: "01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27",  # jubilee, funeral
    2023: "01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26",  # coronation
}


@pytest.mark.parametrize("year", WEEKDAYS_OFF)
def test_bank_holidays_of_england(year):
    span = (f"{year}-01-01", f"{year}-12-31")
    off = np.setdiff1d(a_run(*span, bank_holidays=False).days, a_run(*span).days)
    assert dates(off) == [f"{year}-{day}" for day in WEEKDAYS_OFF[year].split()]


@pytest.mark.parametrize("day", ["2018-01-02", "2018-03-19", "2018-07-12", "2018-11-30"])
def test_holidays_of_scotland_and_northern_ireland_are_worked(day):
    assert a_run(day, day).n_days == 1


@pytest.mark.parametrize("monday", ["2016-03-28", "2017-04-17", "2024-04-01", "2025-04-21"])
def test_easter_monday_is_a_day_off(monday):
    first = date.fromisoformat(monday)
    easter_week = WorkingCalendar(first, first + timedelta(days=4))
    assert easter_week.date_at(0) == first + timedelta(days=1)


def test_weekdays_calendar_works_through_christmas():
    assert a_run("2018-12-24", "2018-12-28", bank_holidays=False).n_days == 5
    assert a_run("2018-12-24", "2018-12-28").n_days == 3


def test_day_zero_is_the_first_working_day_of_the_run():
    run = a_run("2019-12-25", "2020-01-10")
    assert run.date_at(0.0) == date(2019, 12, 27)
    assert run.time_at(date(2019, 12, 25)) == 0.0


def test_time_maps_to_dates_and_back_over_a_bank_holiday_weekend():
    run = a_run("2018-08-24", "2018-08-31")  # Friday; Monday 27 August is a bank holiday
    assert run.date_at(0.999) == date(2018, 8, 24)
    assert run.date_at(1.0) == date(2018, 8, 28)
    for day in (25, 26, 27, 28):
        assert run.time_at(date(2018, 8, day)) == 1.0
    assert run.time_at(date(2018, 8, 29)) == 2.0


def test_times_and_dates_outside_the_run_are_clamped():
    run = a_run("2018-10-01", "2018-10-12")
    assert run.date_at(-3.0) == date(2018, 10, 1)
    assert run.date_at(10.0) == run.date_at(1e9) == date(2018, 10, 12)
    assert run.time_at(date(2001, 1, 1)) == 0.0
    assert run.time_at(date(2018, 10, 13)) == run.time_at(date(9999, 12, 31)) == 10.0


def test_weeks_are_named_by_their_friday_even_if_it_is_a_bank_holiday():
    run = a_run("2018-03-26", "2018-04-08")  # Good Friday 30 March, Easter Monday 2 April
    assert dates(run.week_endings) == ["2018-03-30", "2018-04-06"]
    assert run.week_closes.tolist() == [4.0, 8.0]


def test_a_run_that_starts_and_ends_inside_a_week_has_short_weeks():
    run = a_run("2018-10-03", "2018-10-16")  # Wednesday to Tuesday
    assert dates(run.week_endings) == ["2018-10-05", "2018-10-12", "2018-10-16"]
    assert run.week_closes.tolist() == [3.0, 8.0, 10.0]


@pytest.mark.parametrize("end", ["2018-10-12", "2018-10-13", "2018-10-14"])
def test_a_run_that_ends_on_a_weekend_ends_its_last_week_on_friday(end):
    run = a_run("2018-10-01", end)
    assert dates(run.week_endings) == ["2018-10-05", "2018-10-12"]


def test_a_week_without_a_working_day_is_no_week():
    run = a_run("2018-08-18", "2018-08-27")  # Saturday to the Monday of a bank holiday
    assert dates(run.week_endings) == ["2018-08-24"]
    assert run.week_closes.tolist() == [5.0]


def test_months_follow_the_working_days():
    run = a_run("2018-12-31", "2019-01-03")
    assert run.months.tolist() == ["2018-12", "2019-01", "2019-01"]


def test_a_year_of_weekdays_on_average():
    four_centuries = a_run("2000-01-01", "2399-12-31", bank_holidays=False)
    assert (
        four_centuries.n_days / 400 == WEEKDAYS_PER_YEAR == 260.8875
    )  # the Gregorian cycle, exactly


def test_a_year_of_england_has_253_working_days_on_average():
    """Eight bank holidays a year, all on weekdays: 260.9 - 8 = 252.9, given as 253."""
    century = a_run("2001-01-01", "2100-12-31")
    assert abs(century.n_days / 100 - 253.0) < 0.2


def test_bank_holidays_unknown_from_2101():
    run = a_run("2099-06-01", "2101-12-31")
    assert run.unknown_from == date(2101, 1, 1)
    assert np.isin(np.datetime64("2101-12-26"), run.days)  # a Monday that nobody has declared off
    assert run.n_days == a_run("2099-06-01", "2100-12-31").n_days + 260


def test_a_run_beyond_what_is_known_is_unknown_from_its_start():
    assert a_run("2500-05-03", "2500-06-01").unknown_from == date(2500, 5, 3)


@pytest.mark.parametrize("options", [{}, {"bank_holidays": False}])
def test_bank_holidays_are_known_where_they_are_declared_or_not_observed(options):
    end = "2200-12-31" if options else "2100-12-31"
    assert a_run("2018-10-01", end, **options).unknown_from is None


def test_a_run_may_have_sixty_thousand_weeks():
    start = date(2018, 10, 1)
    run = WorkingCalendar(start, start + timedelta(weeks=60_000, days=-1))
    assert run.week_closes.size == 60_000
    assert run.date_at(1e9).year == 3168


@pytest.mark.parametrize(
    ("start", "end", "problem"),
    [
        ("2018-10-02", "2018-10-01", "ends on 2018-10-01, before it starts on 2018-10-02"),
        ("2018-10-01", "9991-01-01", "ends in the year 9991"),
        ("2018-10-06", "2018-10-07", "no working day from 2018-10-06 to 2018-10-07\\. Choose"),
        ("2018-12-25", "2018-12-26", "no working day"),
    ],
)
def test_impossible_runs_are_refused(start, end, problem):
    with pytest.raises(InputError, match=problem) as caught:
        a_run(start, end)
    assert caught.value.key == "run.end"


def test_the_last_year_is_allowed():
    assert a_run("9990-12-01", "9990-12-31").date_at(1e9) == date(9990, 12, 31)


def test_a_calendar_travels_between_processes():
    run = a_run("2018-10-01", "2021-03-31")
    copy = pickle.loads(pickle.dumps(run))
    assert copy == run
    assert np.array_equal(copy.days, run.days)
    assert run != a_run("2018-10-01", "2021-03-31", bank_holidays=False)


@pytest.mark.parametrize(
    ("day", "year"),
    [
        ("2018-10-01", "2018/19"),
        ("2019-03-31", "2018/19"),
        ("2019-04-01", "2019/20"),
        ("2020-02-29", "2019/20"),
        ("2000-03-31", "1999/00"),
        ("2100-01-01", "2099/00"),
        ("2008-12-31", "2008/09"),
    ],
)
def test_financial_year_begins_on_1_april(day, year):
    assert financial_year(date.fromisoformat(day)) == year


def test_financial_years_of_a_run():
    assert financial_years(date(2018, 10, 1), date(2021, 3, 31)) == [
        "2018/19",
        "2019/20",
        "2020/21",
    ]


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        ("2018-10-01", "2019-03-31", {"2018/19": 6}),
        ("2019-10-01", "2020-03-31", {"2019/20": 6}),  # a leap year is no longer
        ("2018-10-01", "2021-03-31", {"2018/19": 6, "2019/20": 12, "2020/21": 12}),
        ("2018-10-16", "2018-11-30", {"2018/19": Fraction(16, 31) + 1}),
        ("2020-02-29", "2020-02-29", {"2019/20": Fraction(1, 29)}),
        ("2020-03-31", "2020-04-01", {"2019/20": Fraction(1, 31), "2020/21": Fraction(1, 30)}),
    ],
)
def test_part_years_count_months(start, end, months):
    assert months_by_financial_year(date.fromisoformat(start), date.fromisoformat(end)) == months
