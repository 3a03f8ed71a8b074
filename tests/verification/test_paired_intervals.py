"""Whole small studies of two scenarios, whose difference theory knows, and their intervals."""

import numpy as np
import pytest
from scipy import stats
from theory import FALSE_ALARM, service, stage, team

from sim.experiment.simulate import simulated
from sim.results.paired import difference
from sim.scenario.schema import Scenario

WEEKS, RATES = 13, (1.2, 1.5)
CHILDREN = {"distribution": "geometric", "mean": 1.8}
STUDIES, REPLICATIONS = 200, 8
EXACT = (RATES[1] - RATES[0]) * 5 * WEEKS * CHILDREN["mean"]
"""Cases that the second scenario has more than the first, on average."""
NOMINAL = 0.95


def opened(rate, seed):
    """Cases that are opened in each replication of a study."""
    scenario = service(
        WEEKS,
        {"one": team()},
        {"work": stage(1.0, tasks=0)},
        {"one": rate},
        demand={"children_per_referral": CHILDREN},
        run={"seed": seed},
    )
    scenario = Scenario.model_validate(scenario)
    records = (simulated(scenario, number, "compiled")[0] for number in range(REPLICATIONS))
    return [record.weekly["cases_opened"].sum() for record in records]


@pytest.fixture(scope="module")
def studies():
    """Cases of both scenarios, shape (2, studies, replications)."""
    pytest.importorskip("numba")
    return np.array([[opened(rate, seed) for seed in range(STUDIES)] for rate in RATES], float)


def refuse_coverage(covered, nominal):
    """Fail if so many intervals of the studies would cover the truth once in 16,000 at most."""
    tail = min(stats.binom.cdf(covered, STUDIES, nominal),
               stats.binom.sf(covered - 1, STUDIES, nominal))  # fmt: skip
    assert tail > FALSE_ALARM / 2, f"{covered} of {STUDIES} intervals cover the truth"


def test_paired_intervals_cover_the_exact_difference_as_often_as_they_say(studies):
    """A right interval fails 6 times in 100,000; one that covers 85 % is caught 86 times in 100."""
    baseline, option = studies
    found = difference(option, baseline, axis=1)
    covered = (np.abs(found.mean - EXACT) <= found.half_width).sum()
    refuse_coverage(covered, NOMINAL)


def test_the_difference_itself_is_the_exact_one(studies):
    """6 false alarms in 100,000; a bias of 5 % is caught 97 times in 100."""
    apart = (studies[1] - studies[0]).ravel()
    error = apart.std(ddof=1) / np.sqrt(apart.size)
    assert abs(apart.mean() - EXACT) < 4.0 * error
    assert 6.0 * error < 0.05 * EXACT, "too vague to tell"


def test_pairing_is_what_makes_these_intervals_narrow(studies):
    """Independent futures would need several times as many replications."""
    baseline, option = studies
    paired = difference(option, baseline, axis=1)
    shifted = difference(option, np.roll(baseline, 1, axis=0), axis=1)
    assert (shifted.half_width**2).mean() > 2.0 * (paired.half_width**2).mean()
    refuse_coverage((np.abs(shifted.mean - EXACT) <= shifted.half_width).sum(), NOMINAL)
