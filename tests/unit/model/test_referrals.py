"""Referrals: when families come, and who they are."""

from collections import Counter
from datetime import date

import numpy as np
import pytest

from sim.model.referrals import Referrals

YEAR = {"run__end": date(2019, 9, 30)}


def opened(office):
    return office.told("CaseOpened")


def family(label):
    return label.rpartition(".")[0]


def test_referrals_come_at_their_rate(office):
    """Over 249 days at 4 a day the count strays over 4 standard deviations (126) from 996 in
    1 of 16,000 seeds."""
    office = office(**YEAR, demand__referrals_per_week={"north": 20.0})
    office.run(249.0)
    assert len(opened(office)) == pytest.approx(996, abs=126)


def test_times_between_referrals_are_exponential(office):
    """Kolmogorov-Smirnov at 1 in 1,000: a distance of 1.95 / sqrt(n)."""
    office = office(**YEAR, demand__referrals_per_week={"north": 20.0})
    times = np.array([time for time, _ in opened(office.run(249.0))])
    gaps = np.sort(np.diff(times))
    expected = 1.0 - np.exp(-4.0 * gaps)
    observed = np.arange(1, gaps.size + 1) / gaps.size
    assert np.abs(observed - expected).max() < 1.95 / np.sqrt(gaps.size)


def test_the_inverse_of_expected_referrals_is_exact(office):
    """Linear within a day, and days on which nobody comes are skipped."""
    office = office()
    referrals = Referrals(office.team)
    referrals.expected = np.array([0.0, 2.0, 2.0, 2.0, 3.0])
    reached = np.array([0.0, 0.5, 1.5, 2.25, 2.75, 3.0, 4.0])
    assert referrals.times(reached).tolist() == [0.0, 0.25, 0.75, 3.25, 3.75]


def test_a_month_without_referrals(office):
    office = office(
        demand__referrals_per_week={"north": 20.0}, demand__month_profile={"november": 0.0}
    )
    office.run(58.0)
    days = Counter(int(time) for time, _ in opened(office))
    # working days 23 to 44 are November's
    assert not set(range(23, 45)) & days.keys()
    assert {day for day in days if day >= 45}


def test_the_trend_compounds_from_the_first_day(office):
    office = office(
        **YEAR,
        demand__referrals_per_week={"north": 20.0},
        demand__trend_per_year=0.21,
    )
    expected = office.team.plan.expected_referrals
    daily = np.diff(expected)
    assert daily[0] == pytest.approx(4.0)
    assert daily[126] == pytest.approx(4.0 * 1.21 ** (126 / 253))


def test_a_family_s_children_come_together_to_one_worker(office):
    office = office(
        teams__north__social_worker_fte=5.0,
        demand__referrals_per_week={"north": 5.0},
        demand__children_per_referral=3,
    )
    office.run(30.0)
    times = {}
    for time, who in opened(office):
        times.setdefault(family(who), []).append(time)
    assert {len(each) for each in times.values()} == {3}
    assert all(len(set(each)) == 1 for each in times.values())
    workers = {}
    for _, who, post in office.given():
        workers.setdefault(family(who), set()).add(post)
    assert all(len(each) == 1 for each in workers.values())
    weekly = office.service.census.weekly
    assert (weekly["cases_opened"] == 3 * weekly["referrals"]).all()


def test_further_children_are_a_share_of_the_work(office):
    office = office(demand__children_per_referral=4, demand__sibling_work_share=0.25)
    [cases] = Referrals(office.team).cases(0, 1)
    assert [list(case.legs[0].hours) for case in cases] == [[8.0], [2.0], [2.0], [2.0]]


def test_families_are_the_same_however_many_are_drawn_at_once(office):
    office = office(
        demand__children_per_referral={"distribution": "geometric", "mean": 2.0},
        pathway__plan__tasks={"distribution": "geometric", "mean": 3.0},
    )
    referrals = Referrals(office.team)
    together = [[case.legs for case in cases] for cases in referrals.cases(0, 40)]
    apart = [[case.legs for case in referrals.cases(n, 1)[0]] for n in range(40)]
    assert together == apart
    assert len({len(cases) for cases in together}) > 1


def test_teams_draw_their_own_families(office):
    office = office(
        teams__south={"kind": "plans", "social_worker_fte": 1.0},
        demand__referrals_per_week={"north": 5.0, "south": 5.0},
    )
    office.run(20.0)
    north, south = (
        {time for time, who in opened(office) if who.startswith(team)}
        for team in ("north", "south")
    )
    assert north
    assert south
    assert not north & south


def test_a_large_number_of_referrals_is_drawn_batch_by_batch(office):
    """1,660 referrals need four batches of 512 at most; all of them come, in order."""
    office = office(demand__referrals_per_week={"north": 166.0})
    office.run(50.0)
    numbers = [int(family(who).rpartition("/")[2]) for _, who in opened(office)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) > 1500
