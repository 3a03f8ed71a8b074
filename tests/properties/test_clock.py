"""What must hold for every run that can be written down."""

from datetime import date, timedelta
from fractions import Fraction

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.clock import (
    WorkingCalendar,
    financial_year,
    financial_years,
    months_by_financial_year,
)

DATES = st.dates(date(1990, 1, 1), date(2110, 12, 31))
LENGTHS = st.integers(min_value=7, max_value=1500)  # more than any run of days off


@st.composite
def runs(draw):
    start = draw(DATES)
    end = start + timedelta(days=draw(LENGTHS))
    return WorkingCalendar(start, end, bank_holidays=draw(st.booleans()))


@given(runs(), st.integers(-20, 1520))
@settings(max_examples=150, deadline=None)
def test_date_and_time_agree(run, offset):
    """date_at(time_at(d)) is the first working day on or after d, inside the run."""
    day = run.start + timedelta(days=offset)
    worked = [each for each in run.days.tolist() if each >= day]
    expected = worked[0] if worked else run.days[-1].item()
    assert run.date_at(run.time_at(day)) == expected


@given(runs(), st.data())
@settings(max_examples=100, deadline=None)
def test_every_moment_of_a_working_day_falls_on_its_date(run, data):
    number = data.draw(st.integers(0, run.n_days - 1))
    within = data.draw(st.floats(0, 1, exclude_max=True))
    moment = min(number + within, np.nextafter(number + 1, 0))  # the sum may round up
    day = run.date_at(moment)
    assert day == run.days[number].item()
    assert run.time_at(day) == number


@given(runs())
@settings(max_examples=150, deadline=None)
def test_weeks_partition_the_working_days(run):
    lengths = np.diff(run.week_closes, prepend=0)
    assert lengths.min() >= 1
    assert lengths.max() <= 5
    assert run.week_closes[-1] == run.n_days
    assert run.week_closes.size == run.week_endings.size


@given(runs())
@settings(max_examples=150, deadline=None)
def test_a_week_closes_after_its_own_days_and_before_the_next(run):
    first = run.days[np.r_[0, run.week_closes[:-1].astype(int)]]
    last = run.days[run.week_closes.astype(int) - 1]
    assert (last <= run.week_endings).all()
    assert (run.week_endings - first <= np.timedelta64(4, "D")).all()
    assert (run.week_endings[:-1] < first[1:]).all()
    assert all(day.weekday() == 4 for day in run.week_endings[:-1].tolist())
    assert run.week_endings[-1] <= np.datetime64(run.end)


@given(runs())
@settings(max_examples=100, deadline=None)
def test_only_weekdays_are_worked_and_bank_holidays_only_take_away(run):
    every = WorkingCalendar(run.start, run.end, bank_holidays=False)
    assert np.is_busday(run.days).all()
    assert np.isin(run.days, every.days).all()
    assert every.n_days == np.busday_count(run.start, run.end + timedelta(days=1))


@given(DATES, LENGTHS, LENGTHS)
@settings(max_examples=100, deadline=None)
def test_a_longer_run_only_adds_days_at_its_end(start, length, more):
    """An extension of a run must not move what happened before: times keep their dates."""
    short = WorkingCalendar(start, start + timedelta(days=length))
    longer = WorkingCalendar(start, start + timedelta(days=length + more))
    assert np.array_equal(longer.days[: short.n_days], short.days)


@given(DATES, st.integers(0, 2000), st.integers(0, 2000))
@settings(max_examples=200, deadline=None)
def test_months_add_up_wherever_a_period_is_cut(start, before, after):
    cut = start + timedelta(days=before)
    end = cut + timedelta(days=1 + after)
    whole = months_by_financial_year(start, end)
    parts = [
        months_by_financial_year(start, cut),
        months_by_financial_year(cut + timedelta(days=1), end),
    ]
    for year, months in whole.items():
        assert months == sum((part.get(year, Fraction(0)) for part in parts), Fraction(0))
        assert 0 < months <= 12
    assert list(whole) == financial_years(start, end)


@given(DATES)
def test_a_financial_year_changes_only_on_1_april(day):
    changes = financial_year(day) != financial_year(day + timedelta(days=1))
    assert changes == ((day.month, day.day) == (3, 31))
