"""One worker and one task a case: the queues M/M/1 and M/G/1, and M/M/1 with breakdowns."""

import numpy as np
import pytest
from theory import (
    YEAR,
    Floats,
    Table,
    controlled,
    exponential,
    mean_of,
    number_present,
    rate_of,
    run,
    service,
    spread,
    stage,
    team,
    workers,
)


def edges_of(weeks: int, batches: int) -> Floats:
    """Edges of equal batches of whole weeks, without 100 weeks of warm-up and 100 at the end.

    Every case that came before the last edge has ended by the end of the run, or no queue of
    this module is stable.
    """
    length = (weeks - 200) // batches
    return 5.0 * (100 + length * np.arange(batches + 1.0))


def queue(hours: Table | float, rate: float, weeks: int, seed: int, **roles: Table) -> Table:
    one = {"one": team()}, {"work": stage(hours)}, {"one": rate}
    return service(weeks, *one, roles=roles, run={"seed": seed})


@pytest.mark.slow
def test_60000_weeks_of_a_small_team_meet_the_m_m_1_queue():
    """Mean number rho / (1 - rho), mean time 1 / (mu - lambda), idle 1 - rho of the time.

    First come first served makes the time exponential, so half of all take less than log 2 of
    the mean. 100 batches of 3,000 days; the queue forgets within 20. Each estimate fails a right
    model 6 times in 100,000 and catches a bias of 2 % nine times in ten.
    """
    rate, pace = 0.6, 1.5
    record = run(queue(exponential(1.0 / pace), rate, 60_000, seed=1))
    assert record.weekly["open_cases"].shape == (60_000, 1)
    stages, load = record.stages, rate / pace
    edges = edges_of(60_000, 100)
    work = (rate_of(stages["entered"], edges, stages["hours"]), load)
    number = number_present(stages["entered"], stages["ended"], edges)
    controlled(number, work).meets(load / (1.0 - load))
    arrivals = rate_of(stages["entered"], edges)
    days = stages["ended"] - stages["entered"]
    mean_days = rate_of(stages["entered"], edges, days) / arrivals
    controlled(mean_days, work, (arrivals, rate)).meets(1.0 / (pace - rate))
    long = (days > np.log(2.0) / (pace - rate)).astype(float)
    long_share = rate_of(stages["entered"], edges, long) / arrivals
    controlled(long_share, work, (arrivals, rate)).meets(0.5)
    at_census = record.weekly["open_cases"] + record.weekly["unallocated_cases"]
    mean_of((at_census[100:59_900] == 0).reshape(100, -1).mean(axis=1)).meets(1.0 - load)


SERVICES = {
    "fixed": (1.0, 0.0),
    "gamma": (spread("gamma", 1.0, 0.7), 0.7),
    "weibull": (spread("weibull", 1.0, 0.8), 0.8),
    "lognormal": (spread("lognormal", 1.0, 0.8), 0.8),
    "triangular": ({"distribution": "triangular", "low": 0.0, "mode": 0.6, "high": 2.4},
                   np.sqrt((2.4**2 + 0.6 * (0.6 - 2.4)) / 18.0)),
    "empirical": ({"distribution": "empirical", "values": [0.5, 2.0], "weights": [2.0, 1.0]},
                  np.sqrt((2.0 * 0.5**2 + 1.0) / 3.0)),
}  # fmt: skip
"""Distributions of mean 1 with their coefficients of variation."""
WEEKS = {
    "fixed": 16_000,
    "gamma": 37_000,
    "weibull": 50_000,
    "lognormal": 56_000,
    "triangular": 24_000,
    "empirical": 33_000,
}
"""Enough for a half-width under 1 %."""


@pytest.mark.slow
@pytest.mark.parametrize("name", SERVICES)
def test_any_service_time_meets_pollaczek_and_khinchine(name):
    """Mean number rho + rho^2 (1 + cv^2) / (2 (1 - rho)) in M/G/1, mean time by Little's law.

    50 batches of 1,500 days or more; the queue forgets within 20. Each estimate fails a right
    model 6 times in 100,000 and catches a bias of 2.7 % nine times in ten.
    """
    hours, cv = SERVICES[name]
    load = 0.4
    record = run(queue(hours, load, WEEKS[name], seed=list(WEEKS).index(name) + 70))
    stages, edges = record.stages, edges_of(WEEKS[name], 50)
    entered, worked = stages["entered"], stages["hours"]
    work = (rate_of(entered, edges, worked), load)
    number = number_present(entered, stages["ended"], edges)
    theory = load + load**2 * (1.0 + cv**2) / (2.0 * (1.0 - load))
    controlled(number, work).meets(theory)
    arrivals = rate_of(entered, edges)
    days = rate_of(entered, edges, stages["ended"] - entered) / arrivals
    controlled(days, work, (arrivals, load)).meets(theory / load)


@pytest.mark.slow
def test_breakdowns_meet_white_and_christie():
    """Mean number in M/M/1 whose server is away exponential times, and the away share.

    Sickness strikes busy or idle, work resumes where it stopped, and who comes meanwhile waits
    without a worker. With failures at rate f and repairs at rate r the mean number is
    (lambda (r + f)^2 + lambda mu f) / ((r + f) (r mu - lambda (r + f))): H. White and L. S.
    Christie, Operations Research 6, 1958; B. Avi-Itzhak and P. Naor, Operations Research 11,
    1963. 100 batches of 2,200 days; the system forgets within 40. Each estimate fails a right
    model 6 times in 100,000 and catches a bias of 2.7 % nine times in ten.
    """
    rate, pace, fail, repair, weeks = 0.6, 2.0, 0.5, 2.0, 45_000
    sickness = {"spells_per_year": fail * YEAR, "short_spell_days": exponential(1.0 / repair)}
    sickness["max_ratio"] = 1.0
    roles = {"social_worker": workers(sickness=sickness)}
    record = run(queue(exponential(1.0 / pace), rate, weeks, seed=3, **roles))
    stages, edges = record.stages, edges_of(weeks, 100)
    work = (rate_of(stages["entered"], edges, stages["hours"]), rate / pace)
    days = np.concatenate(([0.0], np.cumsum(record.weekly["sick_days"])))
    away = np.diff(days[(edges / 5.0).astype(int)]) / np.diff(edges)
    both = repair + fail
    theory = (rate * both**2 + rate * pace * fail) / (both * (repair * pace - rate * both))
    number = number_present(stages["entered"], stages["ended"], edges)
    controlled(number, work, (away, fail / both)).meets(theory)
