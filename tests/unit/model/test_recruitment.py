"""Recruitment: rounds, times to start, and people who are ready."""

from collections import Counter

import pytest

from sim.model.recruitment import Hire, Pipeline
from sim.streams import Purpose

VACANT = {
    "teams__north__social_worker_fte": 3.0,
    "teams__north__opening_vacant_fte": 2.0,
}
SURE = {"round_days": 10.0, "start_days": 4.0}


def test_a_post_is_filled_after_a_round_and_a_time_to_start(office):
    office = office(**VACANT, roles__social_worker__hiring=SURE)
    assert office.run(58.0).told("WorkerStarted") == [
        (14.0, "north/social_worker 2"),
        (14.0, "north/social_worker 3"),
    ]
    assert office.service.census.weekly["starters"][:, 0].tolist()[2] == 2


def test_a_round_that_fails_is_followed_by_another(office):
    """The draws of a vacancy say which round succeeds."""
    office = office(
        **VACANT, roles__social_worker__hiring=SURE | {"success_probability": 0.4}, run__seed=5
    )
    expected = []
    for post in office.team.posts[1:]:
        post.vacancies += 1
        draws = [post.draw(Purpose.ROUND_SUCCESS, attempt) for attempt in range(9)]
        post.vacancies -= 1
        rounds = next(i for i, u in enumerate(draws, start=1) if u < 0.4)
        expected.append((10.0 * rounds + 4.0, post.label))
    inside = [event for event in sorted(expected) if event[0] < 58.0]
    assert office.run(58.0).told("WorkerStarted") == inside


def test_interventions_change_the_chance_of_a_round(office):
    office = office(**VACANT, roles__social_worker__hiring=SURE)
    office.team.plan.hiring_ratio[:30] = [0.0] * 30
    assert [time for time, _ in office.run(58.0).told("WorkerStarted")] == [34.0, 34.0]


def test_hires_are_newly_qualified_as_often_as_given(office):
    """Of 400 hires at 0.25 the number strays over 35 in fewer than 1 of 10,000 seeds."""
    office = office(
        teams__north__social_worker_fte=401.0,
        teams__north__opening_vacant_fte=400.0,
        roles__social_worker__hiring=SURE | {"newly_qualified_share": 0.25},
    )
    office.run(15.0)
    assert sum(w.newly_qualified for w in office.workers) == pytest.approx(100, abs=35)


def test_people_who_are_ready_take_the_post_that_has_been_vacant_longest(office):
    office = office(
        teams__north__social_worker_fte=3.0, roles__social_worker__agency={"opening_share": 0.0}
    )
    leave(office, 2, 3.0)
    leave(office, 1, 2.0)
    office.at(5.0, lambda: office.service.pipelines[-1].arrive(Hire(newly_qualified=True)))
    office.run(9.0)
    assert office.told("WorkerStarted") == [(5.0, "north/social_worker 2")]
    assert office.team.posts[1].worker.newly_qualified


def leave(office, place, time):
    """Let the holder of a post leave, as after a notice."""
    post = office.team.posts[place]

    def go():
        post.vacate()
        post.life.interrupt()
        post.open()

    office.at(time, go)


def test_people_who_are_ready_wait_for_the_next_vacancy(office):
    office = office(teams__north__social_worker_fte=2.0)
    office.at(1.0, lambda: office.service.pipelines[-1].arrive(Hire(newly_qualified=False)))
    leave(office, 0, 4.0)
    office.run(9.0)
    assert office.told("WorkerStarted") == [(4.0, "north/social_worker 1")]
    assert not office.service.pipelines[-1].ready


def test_a_pipeline_serves_the_longest_vacant_first_and_keeps_who_is_left():
    class Post:
        def __init__(self):
            self.life = self
            self.hired = []

        def interrupt(self, hire):
            self.hired.append(hire)

    pipeline, first, second = Pipeline(), Post(), Post()
    pipeline.vacant += [first, second]
    hires = [Hire(newly_qualified=bool(n)) for n in range(3)]
    for hire in hires:
        pipeline.arrive(hire)
    assert (first.hired, second.hired, pipeline.ready) == ([hires[0]], [hires[1]], [hires[2]])


def test_a_withdrawn_post_is_not_filled():
    pipeline = Pipeline()
    post = object()
    pipeline.vacant.append(post)
    pipeline.withdraw(post)
    pipeline.withdraw(post)
    pipeline.arrive(Hire(newly_qualified=False))
    assert (pipeline.vacant, len(pipeline.ready)) == ([], 1)


def test_vacancies_are_filled_one_by_one_for_ever(office):
    """Establishment is in post or vacant at any time, through many vacancies."""
    office = office(
        teams__north__social_worker_fte=6.0,
        roles__social_worker__leaving={"rate_per_year": 30.0, "notice_days": 2.0},
        roles__social_worker__hiring=SURE | {"round_days": 3.0, "start_days": 1.0},
    )
    office.run(58.0)
    told = Counter(what for _, what, _ in office.told("WorkerLeft", "WorkerStarted"))
    vacant = sum(post.worker is None for post in office.team.posts)
    assert told["WorkerLeft"] > 10
    assert told["WorkerLeft"] - told["WorkerStarted"] == vacant
