"""Posts: held, vacant, covered, removed."""

import pytest

from sim.model.recruitment import Hire

THREE = {"teams__north__social_worker_fte": 3.0}
QUICK = {
    "roles__social_worker__leaving": {"rate_per_year": 60.0, "notice_days": 3.0},
    "roles__social_worker__hiring": {"round_days": 4.0, "start_days": 2.0},
}


def test_a_post_is_held_falls_vacant_and_is_filled_again(office):
    office = office(**QUICK)
    told = office.run(50.0).told("WorkerGaveNotice", "WorkerLeft", "WorkerStarted")
    cycle = ["WorkerGaveNotice", "WorkerLeft", "WorkerStarted"]
    assert len(told) > 6
    assert [what for _, what, _ in told] == (cycle * len(told))[: len(told)]
    times = [time for time, *_ in told]
    for notice, left, started in zip(times[::3], times[1::3], times[2::3], strict=False):
        assert left - notice == pytest.approx(3.0)
        assert started - left == pytest.approx(6.0)


def test_every_holder_of_a_post_has_draws_of_their_own(office):
    office = office(**THREE)
    numbers = {(worker.name, worker.number) for worker in office.workers}
    post = office.team.posts[0]
    for agency in (False, True, False, True):
        post.vacate()
        worker = post.seat(0.0, agency=agency, from_start=False)
        numbers.add((worker.name, worker.number))
    assert len(numbers) == 3 + 4


def test_places_are_never_given_twice(office):
    office = office(**THREE)
    office.run(0.1)
    office.team.posts[1].remove()
    again = type(office.team.posts[0])(office.team, "north/more", 1, 1.0, 0)
    assert [post.place for post in office.team.posts] == [0, 2, 3]
    assert office.team.posts[-1] is again


def test_workers_stand_in_the_order_of_their_posts(office):
    office = office(**THREE)
    office.run(0.1)
    office.team.posts[0].vacate()
    office.team.posts[0].start(Hire(newly_qualified=True))
    assert [worker.post.number for worker in office.workers] == [1, 2, 3]


def test_hires_start_newly_qualified_or_experienced(office):
    role = {"period_days": 100.0, "productivity": 0.5}
    office = office(roles__social_worker__newly_qualified=role)
    post = office.team.posts[0]
    office.run(20.0)
    for new, pace in ((True, 4.0), (False, 8.0)):
        post.vacate()
        worker = post.start(Hire(newly_qualified=new))
        assert worker.newly_qualified == new
        assert worker.base_hours == pytest.approx(pace)


def test_a_removed_post_gives_up_its_cases_and_is_no_resignation(office, task):
    office = office(**THREE)
    cases = [office.refer(0.0, [task(400.0)])[0] for _ in range(3)]
    office.at(2.0, office.team.posts[1].remove)
    weekly = office.run(6.0).service.census.weekly
    assert [len(worker.cases) for worker in office.workers] == [2, 1]
    assert cases[1].changes == 1
    assert weekly["establishment_fte"][0, 0] == weekly["in_post_fte"][0, 0] == 2.0
    assert weekly["leavers"][0, 0] == 0


def test_a_removed_post_is_not_recruited_for(office):
    office = office(
        **THREE,
        teams__north__opening_vacant_fte=1.0,
        roles__social_worker__hiring={"round_days": 4.0, "start_days": 2.0},
        roles__social_worker__agency={"cap_share": 1.0, "cover_lag_days": 3.0},
    )
    office.at(2.0, office.team.posts[2].remove)
    office.run(30.0)
    assert not office.told("WorkerStarted", "AgencyWorkerStarted")
    assert len(office.workers) == 2


def test_a_post_removed_during_notice_loses_its_worker_at_once(office):
    office = office(roles__social_worker__leaving={"rate_per_year": 1e4, "notice_days": 20.0})
    office.at(5.0, office.team.posts[0].remove)
    office.run(40.0)
    assert len(office.told("WorkerGaveNotice")) == 1
    assert not office.told("WorkerLeft")
    assert not office.workers


def test_a_post_removed_while_covered_ends_the_cover(office, task):
    office = office(
        **THREE,
        roles__social_worker__agency={"cap_share": 1.0, "opening_share": 0.33, "stay_days": 5.0},
    )
    [case] = office.refer(0.0, [task(400.0)])
    office.at(1.0, office.team.posts[2].remove)
    office.run(30.0)
    assert not office.told("AgencyWorkerStarted")
    assert [worker.agency for worker in office.workers] == [False, False]
    assert case.worker in office.workers


def test_a_shrunk_post_keeps_its_worker_for_fewer_hours(office, task):
    office = office()
    office.at(0.0, lambda: office.team.posts[0].shrink(0.5))
    office.refer(0.0, [task(8.0)])
    weekly = office.run(6.0).service.census.weekly
    assert office.told("TaskDone") == [(2.0, "north/1.1")]
    assert weekly["in_post_fte"][0, 0] == weekly["establishment_fte"][0, 0] == 0.5
    assert weekly["available_hours"][0, 0] == 20.0


def test_vacant_posts_go_first_then_covered_ones_then_the_newest(office):
    office = office(
        teams__north__social_worker_fte=5.0,
        teams__north__opening_vacant_fte=1.0,
        roles__social_worker__agency={"opening_share": 0.2, "stay_days": 1e6},
    )
    order = sorted(office.team.posts, key=lambda post: post.removal_order)
    assert [post.number for post in order] == [5, 4, 3, 2, 1]
    office.run(0.1)
    office.team.posts[1].vacate()
    order = sorted(office.team.posts, key=lambda post: post.removal_order)
    assert [post.number for post in order] == [5, 2, 4, 3, 1]
