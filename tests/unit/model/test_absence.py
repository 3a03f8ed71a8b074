"""Spells of sickness, and what happens to the cases."""

import pytest

from sim.model.absence import Absence
from sim.portable import log
from sim.streams import Purpose

ILL = {"spells_per_year": 50.6, "short_spell_days": 2.0}
"""One spell in five working days at work; a working year has 253."""


def always_well_at_first(office):
    """Replications in which the worker is not found ill on the first day."""
    return next(
        replication
        for replication in range(99)
        if not office(replication, roles__social_worker__sickness=ILL).run(0.1).workers[0].absent
    )


def test_spells_start_at_exponential_times_at_work_and_last_as_drawn(office):
    """The clock to the next spell stands still during a spell: an alternating renewal process."""
    replication = always_well_at_first(office)
    office = office(replication, roles__social_worker__sickness=ILL)
    worker = office.workers[0]

    def draw(purpose, index):
        return office.service.streams.uniform(purpose, worker.name, worker.number, index)

    expected, time = [], 0.0
    # candidates come five times as often as spells, because pressure could raise the rate
    rate = 0.2 * 5.0
    for attempt in range(200):
        time -= log(draw(Purpose.SICK_CLOCK, attempt)) / rate
        if draw(Purpose.SICK_ACCEPT, attempt) < 0.2:
            expected.append((time, "WorkerFellIll", "north/social_worker 1"))
            time += 2.0
            expected.append((time, "WorkerReturned", "north/social_worker 1"))
    told = office.run(50.0).told("WorkerFellIll", "WorkerReturned")
    assert len(told) > 6
    assert [event for event in expected if event[0] < 50.0] == [
        (pytest.approx(when), what, who) for when, what, who in told
    ]


def test_pressure_makes_spells_more_likely_and_support_less(office, task):
    effects = {"caseload_effect": 0.1, "reference_caseload": 2.0, "support_hazard_ratio": 0.5}
    sick = ILL | {"spells_per_year": 0.0} | effects
    office = office(roles__social_worker__sickness=sick)
    worker, plan = office.workers[0], office.plan.social_worker.sickness
    for _ in range(6):
        office.refer(0.0, [task(400.0)])
    office.run(0.01)
    assert worker.sickness_ratio(plan) == pytest.approx(2.718281828 ** (0.1 * 4.0))
    office.team.coverage = 0.5
    assert worker.sickness_ratio(plan) == pytest.approx(2.718281828**0.4 * 0.5**0.5)
    office.team.coverage = 0.0
    for _ in range(94):
        office.refer(0.02, [task(400.0)])
    office.run(0.1)
    assert worker.sickness_ratio(plan) == plan.max_ratio == 5.0


def test_cases_of_a_long_absence_go_to_colleagues_after_a_while(office, task):
    sick = {"spells_per_year": 0.0, "short_spell_days": 30.0, "reallocate_after_days": 4.0}
    office = office(teams__north__social_worker_fte=2.0, roles__social_worker__sickness=sick)
    worker = office.workers[0]
    [case] = office.refer(0.0, [task(80.0)])
    fall_ill(office, worker, 1.0, 10.0)
    office.run(4.9)
    assert case.worker is worker
    office.run(5.1)
    assert case.worker is office.workers[1]
    assert office.run(30.0).told("WorkerFellIll", "WorkerReturned", "TaskDone") == [
        (1.0, "WorkerFellIll", "north/social_worker 1"),
        (11.0, "WorkerReturned", "north/social_worker 1"),
        (14.0, "TaskDone", "north/1.1"),
    ]
    assert case.changes == 1


def fall_ill(office, worker, time, days):
    absence = Absence(worker, office.plan.social_worker.sickness)
    office.at(time, lambda: office.env.process(absence.spell(days)))


def test_cases_of_a_short_absence_wait_for_their_worker(office, task):
    sick = {"spells_per_year": 0.0, "short_spell_days": 30.0, "reallocate_after_days": 4.0}
    office = office(teams__north__social_worker_fte=2.0, roles__social_worker__sickness=sick)
    [case] = office.refer(0.0, [task(16.0)])
    fall_ill(office, office.workers[0], 1.0, 4.0)
    office.run(9.0)
    assert office.told("TaskDone") == [(6.0, "north/1.1")]
    assert case.changes == 0


def test_whoever_leaves_while_ill_does_not_return(office):
    sick = {"spells_per_year": 0.0, "short_spell_days": 30.0, "reallocate_after_days": 4.0}
    office = office(teams__north__social_worker_fte=2.0, roles__social_worker__sickness=sick)
    worker = office.workers[0]
    fall_ill(office, worker, 1.0, 10.0)
    office.at(2.0, worker.post.vacate)
    office.run(20.0)
    assert office.told("WorkerFellIll", "WorkerReturned") == [
        (1.0, "WorkerFellIll", "north/social_worker 1")
    ]
    assert worker.absent
    assert worker.gone
    # one day of the leaver's, and none after
    assert office.service.census.weekly["sick_days"][:, 0].sum() == 1.0


def test_long_spells_are_as_frequent_as_given(office):
    """Of 2,000 draws at 0.3 the share strays over 0.04 in fewer than 1 of 10,000 seeds."""
    sick = ILL | {"long_spell_days": 40.0, "long_spell_share": 0.3}
    office = office(roles__social_worker__sickness=sick)
    absence = Absence(office.workers[0], office.plan.social_worker.sickness)
    days = [absence.days(spell) for spell in range(2000)]
    assert set(days) == {2.0, 40.0}
    assert days.count(40.0) / 2000 == pytest.approx(0.3, abs=0.04)


def test_the_first_day_finds_as_many_ill_as_any_other(office):
    """Ill 0.4 of 1.4 days: of 400 people 114, with standard deviation 9; 40 off fails."""
    office = office(
        teams__north__social_worker_fte=400.0, roles__social_worker__sickness=ILL | {"max_ratio": 1}
    )
    office.run(0.001)
    ill = sum(worker.absent for worker in office.workers)
    assert ill == pytest.approx(400 * 0.4 / 1.4, abs=40)
    # what is left of a spell of two days is uniform: half of them are back after a day
    office.run(1.0)
    back = len({who for _, who in office.told("WorkerReturned")})
    assert back == pytest.approx(ill / 2, abs=24)


def test_support_staff_fall_ill_and_free_nothing_meanwhile(office):
    office = office(
        roles__swso={"hours_freed_per_week": 5.0, "workers_per_support_fte": 4.0, "sickness": ILL},
        teams__north__support_fte={"swso": 1.0},
    )
    seen = set()
    for day in range(1, 50):
        office.run(float(day))
        worker = office.service.support_posts[0].worker
        seen.add((worker.absent, office.team.freed_hours))
    assert seen == {(True, 0.0), (False, 1.0)}
