"""Referrals: a Poisson process whose rate follows the calendar, and sibling groups."""

from datetime import date, timedelta

import numpy as np
import pytest
from scipy import stats
from theory import FALSE_ALARM, FIRST_DAY, YEAR, Floats, count_of, run, service, stage, team

from sim.record import Record

RATE = 40.0
"""Families a working day on the first day."""
GROWTH = 0.06
PROFILE = {"august": 0.6, "september": 1.3, "december": 0.8}
STEP = {"from": date(2003, 5, 14), "to": date(2005, 2, 9), "referrals_ratio": 1.5}
PHASED = {"from": date(2006, 3, 1), "referrals_ratio": 0.7, "phase_in_days": 100.0}
WEEKS = 520
SIZES = {1: 0.5, 2: 0.3, 5: 0.2}


def weekdays() -> list[date]:
    every = (FIRST_DAY + timedelta(days=i) for i in range(7 * WEEKS - 2))
    return [day for day in every if day.weekday() < 5]


def expected_by_day(days: list[date]) -> Floats:
    """Referrals expected on each weekday, worked out from the dates."""
    month = [PROFILE.get(f"{day:%B}".lower(), 1.0) for day in days]
    growth = [(1.0 + GROWTH) ** (k / YEAR) for k in range(len(days))]
    step = [1.5 if STEP["from"] <= day <= STEP["to"] else 1.0 for day in days]
    first = days.index(PHASED["from"])
    phased = [1.0 - 0.3 * min(max(k - first + 1, 0) / 100.0, 1.0) for k in range(len(days))]
    return RATE * np.prod([month, growth, step, phased], axis=0)


@pytest.fixture(scope="module")
def record() -> Record:
    """A stage without tasks ends as it begins, so that everyone who came is on record."""
    return run(
        service(
            WEEKS,
            {"one": team()},
            {"work": stage(1.0, tasks=0)},
            {"one": RATE},
            demand={
                "trend_per_year": GROWTH,
                "month_profile": PROFILE,
                "children_per_referral": {
                    "distribution": "empirical",
                    "values": [float(size) for size in SIZES],
                    "weights": list(SIZES.values()),
                },
            },
            interventions={"step": STEP, "phased": PHASED},
            run={"seed": 51},
        )
    )


@pytest.fixture(scope="module")
def arrivals(record) -> Floats:
    """When families came."""
    stages = record.stages
    return np.sort(stages["entered"][stages["child"] == 0])


def dispersion_tail(counts: Floats, truth: Floats) -> float:
    """Chance of less spread about the truth than these counts have, if they are Poisson."""
    return float(stats.chi2.cdf(np.sum((counts - truth) ** 2 / truth), counts.size))


def test_counts_are_poisson_with_the_exact_integrals(record, arrivals):
    """The total, each calendar month, and chi-square of 120 months and 520 weeks.

    Too much spread and too little both fail: a right model does 6 times in 100,000 for each
    assertion. A bias of 1.5 % overall, of 6.5 % in the same month of every year, and weekly
    counts whose variance is 1.4 times their mean are caught nine times in ten.
    """
    days = weekdays()
    expected = expected_by_day(days)
    count_of(arrivals.size).meets(expected.sum())
    weekly = record.weekly["referrals"][:, 0]
    tail = dispersion_tail(weekly, expected.reshape(-1, 5).sum(axis=1))
    assert FALSE_ALARM / 2.0 < tail < 1.0 - FALSE_ALARM / 2.0
    months = np.array([12 * (day.year - FIRST_DAY.year) + day.month - 1 for day in days])
    counts = np.bincount(months[arrivals.astype(int)])[:120]
    truth = np.bincount(months, expected)[:120]
    tail = dispersion_tail(counts, truth)
    assert FALSE_ALARM / 2.0 < tail < 1.0 - FALSE_ALARM / 2.0
    for came, asked in zip(counts.reshape(10, 12).T, truth.reshape(10, 12).T, strict=True):
        count_of(came.sum(), asked.sum()).meets(1.0, half_width=0.025)


def test_referrals_come_one_by_one_without_memory(arrivals):
    """Gaps are exponential in the time in which one referral is expected a unit; days are even.

    Kolmogorov-Smirnov tests of some 150,000 gaps and times of day, and the rank correlation of
    neighbouring gaps: a right model fails each 6 times in 100,000. A distribution function that
    is off by 0.008 anywhere, or a correlation of 0.014, is caught.
    """
    total = np.concatenate(([0.0], np.cumsum(expected_by_day(weekdays()))))
    moments = np.interp(arrivals, np.arange(total.size), total)
    assert stats.kstest(np.diff(moments), stats.expon.cdf).pvalue > FALSE_ALARM
    assert stats.kstest(arrivals % 1.0, stats.uniform.cdf).pvalue > FALSE_ALARM
    order = stats.spearmanr(np.diff(moments)[:-1], np.diff(moments)[1:])
    assert order.pvalue > FALSE_ALARM


def test_sibling_groups_have_the_sizes_asked_for(record, arrivals):
    """Chi-square of sizes; children of a family come together.

    A right model fails 6 times in 100,000; a share that is off by 0.008 is caught nine times in
    ten.
    """
    children = record.stages
    assert record.weekly["cases_opened"].sum() == children.size
    _, family, sizes = np.unique(children["family"], return_inverse=True, return_counts=True)
    came = np.zeros(sizes.size)
    first = children["child"] == 0
    came[family[first]] = children["entered"][first]
    assert np.array_equal(came[family], children["entered"])
    counts = np.array([np.sum(sizes == size) for size in SIZES])
    expected = arrivals.size * np.array(list(SIZES.values()))
    assert stats.chisquare(counts, expected).pvalue > FALSE_ALARM
