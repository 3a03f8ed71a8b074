"""Resignations: who leaves when."""

import pytest

from sim.portable import log
from sim.streams import Purpose

RATE = {"rate_per_year": 25.3, "notice_days": 6.0}
"""One in ten working days; a working year has 253."""


def draw(office, worker, purpose, index):
    return office.service.streams.uniform(purpose, worker.name, worker.number, index)


def first_resignation(office, worker, ratio, most):
    """When the first candidate moment is accepted."""
    time = 0.0
    for attempt in range(1000):
        time -= log(draw(office, worker, Purpose.LEAVE_CLOCK, attempt)) / (0.1 * most)
        if draw(office, worker, Purpose.LEAVE_ACCEPT, attempt) * most < ratio:
            return time
    raise AssertionError


def test_a_worker_gives_notice_and_leaves_after_it(office):
    office = office(roles__social_worker__leaving=RATE)
    expected = first_resignation(office, office.workers[0], 1.0, 5.0)
    told = office.run(58.0).told("WorkerGaveNotice", "WorkerLeft")
    assert told == [
        (pytest.approx(expected), "WorkerGaveNotice", "north/social_worker 1"),
        (pytest.approx(expected + 6.0), "WorkerLeft", "north/social_worker 1"),
    ]


@pytest.mark.parametrize("seed", range(4))
def test_pressure_brings_the_same_worker_s_resignation_forward(office, task, seed):
    """The same candidate moments, of which a higher rate accepts more."""
    leaving = RATE | {"caseload_effect": 0.2, "reference_caseload": 0.0}
    office = office(roles__social_worker__leaving=leaving, run__seed=seed)
    worker = office.workers[0]
    for _ in range(5):
        office.refer(0.0, [task(4000.0)])
    expected = first_resignation(office, worker, 2.718281828, 5.0)
    assert office.run(58.0).told("WorkerGaveNotice") == [
        (pytest.approx(expected), "north/social_worker 1")
    ]
    assert expected <= first_resignation(office, worker, 1.0, 5.0)


def test_the_rate_follows_caseload_support_experience_and_interventions(office, task):
    leaving = RATE | {
        "caseload_effect": 0.1,
        "reference_caseload": 1.0,
        "support_hazard_ratio": 0.5,
        "newly_qualified_hazard_ratio": 3.0,
        "max_ratio": 8.0,
    }
    office = office(teams__north__social_worker_fte=0.5, roles__social_worker__leaving=leaving)
    worker, plan = office.workers[0], office.plan.social_worker.leaving
    office.refer(0.0, [task(400.0)], [task(400.0)])
    office.run(0.01)
    pressure = 2.718281828 ** (0.1 * (4.0 - 1.0))
    assert worker.leaving_ratio(plan) == pytest.approx(pressure)
    office.team.coverage = 0.5
    assert worker.leaving_ratio(plan) == pytest.approx(pressure * 0.5**0.5)
    worker.qualified = 0.0
    assert worker.leaving_ratio(plan) == pytest.approx(pressure * 0.5**0.5 * 3.0)
    office.team.plan.leaving_ratio[0] = 0.25
    assert worker.leaving_ratio(plan) == pytest.approx(pressure * 0.5**0.5 * 3.0 * 0.25)
    office.team.plan.leaving_ratio[0] = 100.0
    assert worker.leaving_ratio(plan) == 8.0


def test_whoever_leaves_is_counted_with_their_fte(office):
    office = office(
        teams__north__social_worker_fte=2.5, roles__social_worker__leaving=RATE, run__seed=4
    )
    weekly = office.run(58.0).service.census.weekly
    left = office.told("WorkerLeft")
    ftes = {f"north/social_worker {n}": fte for n, fte in ((1, 1.0), (2, 1.0), (3, 0.5))}
    assert weekly["leavers"].sum() == len(left) > 1
    assert weekly["leavers_fte"].sum() == sum(ftes[who] for _, who in left)


def test_agency_workers_do_not_resign(office):
    agency = {"opening_share": 1.0, "cap_share": 1.0, "stay_days": 1000.0}
    office = office(
        teams__north__social_worker_fte=5.0,
        roles__social_worker__leaving=RATE,
        roles__social_worker__agency=agency,
    )
    assert not office.run(58.0).told("WorkerGaveNotice")


def test_support_staff_resign_at_the_base_rate(office):
    role = {"hours_freed_per_week": 5.0, "workers_per_support_fte": 4.0, "leaving": RATE}
    office = office(roles__swso=role, teams__north__support_fte={"swso": 1.0}, run__seed=2)
    worker = office.service.support_posts[0].worker
    expected = first_resignation(office, worker, 1.0, 1.0) + 6.0
    assert expected < 58.0
    office.run(58.0)
    assert office.told("SupportWorkerLeft")[0] == (pytest.approx(expected), "north/swso 1")
