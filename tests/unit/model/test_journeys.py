"""The lives of cases: drawn by name, whoever else is drawn with them."""

from bisect import bisect_right
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from sim.model.journeys import CHILD_BITS, TASK_BITS, Children
from sim.scenario.tables.pathway import MOST_CHILDREN
from sim.streams import Purpose

THREE_STAGES = {
    "pathway": {
        name: {
            "team_kind": "plans",
            "tasks": {"distribution": "poisson", "mean": 3.0},
            "task_hours": {"distribution": "exponential", "mean": 4.0},
            "external_delay_days": {"distribution": "exponential", "mean": 5.0},
            "routes": routes,
        }
        for name, routes in {
            "first": {"second": 0.5, "third": 0.3},
            "second": {"third": 0.4, "first": 0.3},
            "third": {},
        }.items()
    },
    "demand__re_referral": {"probability": 0.3},
}
NAME = 77


def children(numbers, work=1.0, limit=0.3, stage=0):
    count = len(numbers)
    return Children(
        NAME,
        np.array(numbers),
        np.full(count, stage),
        np.zeros(count, np.int64),
        np.full(count, work),
        np.full(count, limit),
    )


def uniform(office, purpose, number, index):
    return office.service.streams.uniform(purpose, NAME, number, index)


def test_a_life_is_the_same_alone_and_among_others(office):
    office = office(**THREE_STAGES)
    journeys = office.service.journeys
    together = journeys.draw(children(range(300)))
    assert together == [journeys.draw(children([n]))[0] for n in range(300)]
    assert journeys.draw(children([200, 3, 7])) == [together[n] for n in (200, 3, 7)]


def test_the_way_on_is_drawn_and_those_who_come_back_begin_at_the_entry(office):
    """Also where the way on is to the first stage of the pathway, which is no entry here."""
    office = office(**THREE_STAGES)
    some = children(range(200), limit=0.6)
    lives = office.service.journeys.draw(replace(some, entries=np.full(200, 2)))
    seen = set()
    for number, life in enumerate(lives):
        for visit, (leg, after) in enumerate(pairwise(life)):
            stage = office.plan.stages[leg.stage]
            u = uniform(office, Purpose.ROUTE, number, visit)
            onward = 2 if leg.closes else stage.routes[bisect_right(stage.route_ends, u)]
            assert after.stage == onward
            seen.add((leg.stage, onward, leg.closes))
    assert {(1, 0, False), (0, 2, True), (1, 2, False)} <= seen


def test_every_draw_has_a_key_of_its_own(office):
    """Tasks, hours, delays and the way on of visit v of a child are those keyed by it."""
    office = office(**THREE_STAGES)
    plan = office.plan
    longest = 0
    for number, life in enumerate(office.service.journeys.draw(children(range(60)))):
        longest = max(longest, len(life))
        for visit, leg in enumerate(life):
            stage = plan.stages[leg.stage]
            tasks = stage.tasks.quantile(uniform(office, Purpose.TASKS, number, visit))
            assert len(leg.hours) == tasks
            assert len(leg.delays) == max(tasks - 1, 0)
            for task, hours in enumerate(leg.hours):
                u = uniform(office, Purpose.HOURS, number, (visit << TASK_BITS) + task)
                assert hours == stage.task_hours.quantile(u)
            for gap, days in enumerate(leg.delays):
                u = uniform(office, Purpose.DELAY, number, (visit << TASK_BITS) + gap)
                assert days == stage.external_delay.quantile(u)
            closes = uniform(office, Purpose.ROUTE, number, visit) >= sum(stage.route_ends[-1:])
            assert leg.closes == closes
    assert longest > 3


def test_the_way_on_follows_the_routes(office):
    """Of 4,000 cases 0.5, 0.3 and 0.2: 4 standard errors are under 0.032."""
    office = office(**THREE_STAGES)
    lives = office.service.journeys.draw(children(range(4000), limit=0.0))
    second = [life[1].stage if len(life) > 1 else None for life in lives]
    shares = [second.count(stage) / 4000 for stage in (1, 2, None)]
    assert shares == pytest.approx([0.5, 0.3, 0.2], abs=0.032)


def test_a_life_ends_with_a_closure_without_return(office):
    office = office(**THREE_STAGES)
    for life in office.service.journeys.draw(children(range(200))):
        assert life[-1].closes
        assert life[-1].return_draw >= 0.3
        for leg in life[:-1]:
            assert not leg.closes or leg.return_draw < 0.3


def test_a_return_starts_at_the_entry_stage(office):
    office = office(**THREE_STAGES)
    lives = office.service.journeys.draw(children(range(200), stage=1))
    after = [next_leg.stage for life in lives for leg, next_leg in pairwise(life) if leg.closes]
    assert len(after) > 20
    assert set(after) == {0}


def test_a_higher_limit_of_returns_only_adds_to_lives(office):
    """Lives are drawn for the highest probability of the run; what comes before is the same."""
    office = office(**THREE_STAGES)
    short = office.service.journeys.draw(children(range(200), limit=0.1))
    long = office.service.journeys.draw(children(range(200), limit=0.6))
    assert sum(map(len, long)) > sum(map(len, short))
    for one, other in zip(short, long, strict=True):
        for leg, same in zip(one, other, strict=False):
            # the draw itself is kept only where it can bring the child back
            assert leg._replace(return_draw=0.0) == same._replace(return_draw=0.0)


def test_the_work_of_siblings_is_smaller_and_their_delays_are_not(office):
    office = office(**THREE_STAGES)
    journeys = office.service.journeys
    full, half = journeys.draw(children([5, 6])), journeys.draw(children([5, 6], work=0.5))
    for one, other in zip(full, half, strict=True):
        for leg, less in zip(one, other, strict=True):
            assert [hours / 2 for hours in leg.hours] == list(less.hours)
            assert leg.delays == less.delays


def test_where_families_live_is_keyed_by_the_kind_of_team(office):
    one = office(**THREE_STAGES)
    two = office(
        teams={
            "court": {"kind": "courts", "social_worker_fte": 1.0},
            "north": {"kind": "plans", "social_worker_fte": 1.0},
        },
        pathway__hearing={"team_kind": "courts", "tasks": 1, "task_hours": 1.0}
        | {"external_delay_days": 1.0},
    )
    before = one.service.journeys.localities(NAME, np.arange(5))
    after = two.service.journeys.localities(NAME, np.arange(5))
    assert [[where[0]] for where in before] == [[where[1]] for where in after]
    assert len({where[0] for where in after} | {where[1] for where in after}) == 10


def test_the_first_leg_may_be_known(office):
    office = office(**THREE_STAGES)
    lives = office.service.journeys.draw(children([1, 2, 3]), np.array([4, 0, 9]))
    assert [len(life[0].hours) for life in lives] == [4, 0, 9]


def test_children_of_a_family_have_numbers_of_their_own():
    assert MOST_CHILDREN <= 1 << CHILD_BITS
