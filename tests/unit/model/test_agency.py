"""Agency cover of vacant posts."""

import pytest

from sim.model.recruitment import Hire

VACANT = {"teams__north__social_worker_fte": 4.0, "teams__north__opening_vacant_fte": 2.0}
AGENCY = {"cover_lag_days": 3.0, "cap_share": 1.0, "stay_days": 10.0}
FACTS = ("AgencyWorkerStarted", "AgencyWorkerLeft", "AgencyWorkerBecamePermanent", "WorkerStarted")


def facts(office, post):
    return [
        (time, what)
        for time, what, who in office.told(*FACTS)
        if who == f"north/social_worker {post}"
    ]


def test_a_vacancy_is_covered_after_the_lag_again_and_again(office):
    office = office(**VACANT, roles__social_worker__agency=AGENCY)
    office.run(30.0)
    assert (
        facts(office, 3)
        == facts(office, 4)
        == [
            (3.0, "AgencyWorkerStarted"),
            (13.0, "AgencyWorkerLeft"),
            (16.0, "AgencyWorkerStarted"),
            (26.0, "AgencyWorkerLeft"),
            (29.0, "AgencyWorkerStarted"),
        ]
    )
    weekly = office.service.census.weekly
    assert weekly["agency_fte"][:4, 0].tolist() == [2.0, 2.0, 0.0, 2.0]
    assert weekly["vacant_fte"][:4, 0].tolist() == [0.0, 0.0, 2.0, 0.0]
    assert weekly["agency_starters"][:4, 0].tolist() == [2, 0, 0, 2]


def test_nobody_starts_once_the_cap_is_reached(office):
    """A quarter of four posts is one; the other post tries again every three days."""
    office = office(**VACANT, roles__social_worker__agency=AGENCY | {"cap_share": 0.25})
    office.run(14.0)
    assert facts(office, 3) == [(3.0, "AgencyWorkerStarted"), (13.0, "AgencyWorkerLeft")]
    assert facts(office, 4) == []
    office.run(15.5)
    assert facts(office, 4) == [(15.0, "AgencyWorkerStarted")]


def test_the_cap_is_for_the_whole_service(office):
    office = office(
        **VACANT,
        teams__south={"kind": "plans", "social_worker_fte": 4.0},
        roles__social_worker__agency=AGENCY | {"cap_share": 0.25},
    )
    assert len(office.run(4.0).told("AgencyWorkerStarted")) == 2


def test_without_a_cap_there_is_no_cover(office):
    office = office(**VACANT, roles__social_worker__agency={"cover_lag_days": 3.0})
    assert not office.run(50.0).told("AgencyWorkerStarted")


@pytest.mark.parametrize("cap", [0.0, 0.1, 1.0])
def test_a_lag_of_nothing_does_not_stop_the_clock(office, cap):
    """Trying again at once, for ever, would be a run that never ends."""
    agency = {"cover_lag_days": 0.0, "cap_share": cap}
    office = office(**VACANT, roles__social_worker__agency=agency)
    for _ in range(20_000):
        if office.env.now > 1.0:
            return
        office.env.step()
    raise AssertionError(f"still on day {office.env.now} after 20,000 events")


def test_whoever_fills_the_post_ends_the_stay(office):
    office = office(
        **VACANT,
        roles__social_worker__agency=AGENCY,
        roles__social_worker__hiring={"round_days": 5.0, "start_days": 3.0},
    )
    office.run(30.0)
    assert facts(office, 3) == [
        (3.0, "AgencyWorkerStarted"),
        (8.0, "AgencyWorkerLeft"),
        (8.0, "WorkerStarted"),
    ]


def test_the_cases_of_an_agency_worker_go_to_colleagues(office, task):
    office = office(**VACANT, roles__social_worker__agency=AGENCY)
    for _ in range(8):
        office.refer(4.0, [task(400.0)])
    office.run(12.0)
    assert [len(worker.cases) for worker in office.workers] == [2, 2, 2, 2]
    office.run(14.0)
    assert [len(worker.cases) for worker in office.workers] == [4, 4]
    assert office.service.census.weekly["changes_of_worker"][:3, 0].tolist() == [0, 0, 0]
    office.run(16.0)
    assert office.service.census.weekly["changes_of_worker"][2, 0] == 4


def test_an_agency_worker_may_take_the_post_and_keeps_the_cases(office, task):
    office = office(**VACANT, roles__social_worker__agency=AGENCY | {"conversion_probability": 1.0})
    for _ in range(8):
        office.refer(4.0, [task(400.0)])
    weekly = office.run(30.0).service.census.weekly
    assert facts(office, 3) == [
        (3.0, "AgencyWorkerStarted"),
        (13.0, "AgencyWorkerBecamePermanent"),
    ]
    assert weekly["agency_fte"][:4, 0].tolist() == [2.0, 2.0, 0.0, 0.0]
    assert weekly["in_post_fte"][:4, 0].tolist() == [2.0, 2.0, 4.0, 4.0]
    assert weekly["starters"][:4, 0].tolist() == [0, 0, 2, 0]
    assert weekly["changes_of_worker"][:, 0].sum() == 0


def test_whoever_became_permanent_can_resign(office):
    office = office(
        **VACANT,
        roles__social_worker__agency=AGENCY | {"conversion_probability": 1.0},
        roles__social_worker__leaving={"rate_per_year": 60.0, "notice_days": 1.0},
    )
    office.run(58.0)
    assert "north/social_worker 3" in {who for time, who in office.told("WorkerLeft") if time > 13}


def test_people_who_are_ready_end_a_stay_too(office):
    office = office(**VACANT, roles__social_worker__agency=AGENCY)
    office.at(5.0, lambda: office.service.pipelines[-1].arrive(Hire(newly_qualified=False)))
    office.run(20.0)
    assert facts(office, 3) == [
        (3.0, "AgencyWorkerStarted"),
        (5.0, "AgencyWorkerLeft"),
        (5.0, "WorkerStarted"),
    ]


def test_covered_posts_of_the_first_day(office):
    office = office(
        **VACANT, roles__social_worker__agency=AGENCY | {"opening_share": 0.25, "stay_days": 1e6}
    )
    assert [worker.agency for worker in office.workers] == [False, True]
    office.run(5.5)
    weekly = office.service.census.weekly
    assert weekly["in_post_fte"][0, 0] == 1.0
    assert weekly["agency_fte"][0, 0] == 3.0
