"""Who gets a case, and who waits."""

from collections import Counter
from datetime import date
from types import SimpleNamespace

import pytest

from sim.model.allocation import at_random
from sim.model.journeys import CHILD_BITS
from sim.streams import Purpose

FOUR = {"teams__north__social_worker_fte": 4.0}
LONG = 400.0
"""Hours of a task that is not done in the run."""


def posts(office):
    """The number of the post that each case went to, in order."""
    return [int(post.split()[-1]) for _, _, post in office.given()]


def refer_each(office, task, count, hours=LONG, first=0.0):
    for number in range(count):
        office.refer(first + 0.01 * number, [task(hours)])


def test_the_least_loaded_worker_gets_the_case_and_of_equals_the_earliest_post(office, task):
    office = office(**FOUR)
    refer_each(office, task, 6)
    assert posts(office.run(1.0)) == [1, 2, 3, 4, 1, 2]


def test_load_is_by_full_time_equivalent(office, task):
    office = office(teams__north__social_worker_fte=2.5)
    refer_each(office, task, 10)
    assert Counter(posts(office.run(1.0))) == {1: 4, 2: 4, 3: 2}


def test_load_is_by_protected_share_for_the_newly_qualified(office, task):
    new = {"opening_share": 0.5, "protected_caseload_share": 0.5, "period_days": 1e9}
    office = office(**FOUR, roles__social_worker__newly_qualified=new, run__seed=3)
    shares = {worker.post.number: worker.share for worker in office.workers}
    assert set(map(round, (2 * share for share in shares.values()))) == {1, 2}
    refer_each(office, task, 24)
    given = Counter(posts(office.run(1.0)))
    total = sum(shares.values())
    assert given == {post: round(24 * share / total) for post, share in shares.items()}


def test_load_is_by_weight_of_the_stage(office, task):
    light = {"team_kind": "plans", "tasks": 1, "task_hours": 1.0, "external_delay_days": 1.0}
    office = office(
        teams__north__social_worker_fte=2.0, pathway__light=light | {"case_weight": 0.4}
    )
    office.refer(0.0, [task(LONG)])
    for number in range(4):
        office.refer(0.1 + 0.01 * number, [task(LONG, stage=1)])
    # 1 against 0.4, 0.8, 1.2: the third light case still goes to the second worker
    assert posts(office.run(1.0)) == [1, 2, 2, 2, 1]


def test_round_robin_goes_round_and_skips_whoever_is_not_there(office, task):
    office = office(**FOUR, allocation__policy="round_robin")
    refer_each(office, task, 5)
    office.at(1.0, office.workers[2].go_absent)
    refer_each(office, task, 4, first=2.0)
    office.at(3.0, office.workers[2].come_back)
    refer_each(office, task, 3, first=4.0)
    given = posts(office.run(5.0))
    assert given == [1, 2, 3, 4, 1, 2, 4, 1, 2, 3, 4, 1]


def test_round_robin_serves_every_post_after_one_was_removed_and_others_were_added(office, task):
    """No post may lose its turn because another has gone."""
    fewer = {"from": date(2018, 10, 2), "posts": {"north": {"social_worker": -1.0}}}
    more = {"from": date(2018, 10, 3), "posts": {"north": {"social_worker": 2.0}}}
    office = office(
        **FOUR,
        allocation__policy="round_robin",
        interventions={"fewer": fewer, "more": more | {"filled_on_first_day": True}},
    )
    office.at(0.5, office.workers[1].post.vacate)  # so that the second post of four is removed
    refer_each(office, task, 20, first=3.0)
    given = Counter(post for _, _, post in office.run(4.0).given())
    assert given == {
        "north/social_worker 1": 4,
        "north/social_worker 3": 4,
        "north/social_worker 4": 4,
        "north/social_worker/more 1": 4,
        "north/social_worker/more 2": 4,
    }


@pytest.mark.parametrize("seed", [1, 2])
def test_random_gives_everyone_equal_chances(office, task, seed):
    """Chi-squared with 3 degrees of freedom stays under 16.3 but for 1 of 1,000 seeds; a worker
    who got a case with probability 0.32 instead of 0.25 would push its mean over 20."""
    office = office(**FOUR, allocation__policy="random", run__seed=seed)
    refer_each(office, task, 800, hours=0.001)
    given = Counter(posts(office.run(9.0)))
    assert sum((count - 200.0) ** 2 / 200.0 for count in given.values()) < 16.3
    assert len(given) == 4


def test_random_spreads_the_cases_of_whoever_leaves(office, task):
    """Each allocation of a case is drawn anew: 30 cases of one worker go to all nine others."""
    office = office(teams__north__social_worker_fte=10.0, allocation__policy="random")
    refer_each(office, task, 300)
    leaver = office.workers[9]
    office.at(4.0, leaver.post.vacate)
    office.run(5.0)
    again = Counter(post for time, _, post in office.given() if time == 4.0)
    assert sum(again.values()) > 20
    # nine workers and over 20 cases: fewer than 6 workers would be a chance of 1 in 10,000
    assert len(again) >= 6


def test_random_is_drawn_for_each_family(office, task):
    office = office(teams__north__social_worker_fte=10.0, allocation__policy="random")
    refer_each(office, task, 40)
    assert len(set(posts(office.run(1.0)))) == 10


def test_random_is_keyed_by_the_child_and_drawn_anew_each_time():
    asked = []
    streams = SimpleNamespace(uniform=lambda *key: asked.append(key) or 0.99)
    team = SimpleNamespace(service=SimpleNamespace(streams=streams))
    case = SimpleNamespace(family=SimpleNamespace(name=7, number=3), child=2, allocations=0)
    assert {at_random(team, case, ["first", "last"]) for _ in range(3)} == {"last"}
    assert asked == [(Purpose.ALLOCATION, 7, 3 * 2**CHILD_BITS + 2, time) for time in range(3)]


def test_a_family_stays_together_cap_or_no_cap(office, task):
    office = office(**FOUR, allocation__caseload_cap=2.0)
    office.refer(0.0, [task(LONG)], [task(LONG)], [task(LONG)])
    office.refer(0.1, [task(LONG)])
    assert posts(office.run(1.0)) == [1, 1, 1, 2]


def test_a_child_who_comes_back_goes_to_the_family_s_worker(office, task):
    office = office(**FOUR)
    back = task(8.0)._replace(return_draw=-1.0, return_delay=10.0)
    office.refer(0.0, [task(LONG)])
    office.refer(0.1, [back, task(8.0)])
    office.run(20.0)
    assert posts(office) == [1, 2, 2]
    assert office.told("CaseOpened") == [
        (0.0, "north/1.1"),
        (0.1, "north/2.1"),
        (11.1, "north/2.1"),
    ]


def test_siblings_of_an_absent_worker_go_to_a_colleague(office, task):
    office = office(teams__north__social_worker_fte=2.0)
    family = office.refer(0.0, [task(LONG)], [task(4.0, closes=False), task(4.0)])
    office.at(0.2, office.workers[0].go_absent)
    office.run(1.0)
    assert posts(office) == [1, 1]
    [later] = office.refer(2.0, [task(LONG)])
    later.family = family[0].family
    assert posts(office.run(3.0)) == [1, 1, 2]


def test_nobody_gets_a_case_at_the_cap_and_the_first_to_come_is_the_first_served(office, task):
    office = office(teams__north__social_worker_fte=2.0, allocation__caseload_cap=1.0)
    refer_each(office, task, 5, hours=16.0)
    office.run(1.0)
    assert [case.label for case in office.team.waiting] == ["north/3.1", "north/4.1", "north/5.1"]
    assert office.run(20.0).given() == [
        (0.0, "north/1.1", "north/social_worker 1"),
        (0.01, "north/2.1", "north/social_worker 2"),
        (2.0, "north/3.1", "north/social_worker 1"),
        (2.01, "north/4.1", "north/social_worker 2"),
        (4.0, "north/5.1", "north/social_worker 1"),
    ]


def test_the_cap_is_for_a_full_time_worker(office, task):
    office = office(teams__north__social_worker_fte=1.5, allocation__caseload_cap=4.0)
    refer_each(office, task, 9)
    office.run(1.0)
    assert Counter(posts(office)) == {1: 4, 2: 2}
    assert len(office.team.waiting) == 3


def test_the_cap_counts_weights_without_rounding(office, task):
    """Ten cases of weight 0.1 are a caseload of 1, although 0.1 added up ten times is less."""
    office = office(pathway__plan__case_weight=0.1, allocation__caseload_cap=1.0)
    refer_each(office, task, 12)
    office.run(1.0)
    assert len(office.workers[0].cases) == 10


def test_a_case_that_becomes_lighter_makes_room(office, task):
    light = {"team_kind": "plans", "tasks": 1, "task_hours": 1.0, "external_delay_days": 1.0}
    office = office(pathway__light=light | {"case_weight": 0.5}, allocation__caseload_cap=1.0)
    office.refer(0.0, [task(8.0, closes=False), task(LONG, stage=1)])
    office.refer(0.1, [task(8.0)])
    assert [time for time, *_ in office.run(5.0).given()] == [0.0, 1.0]


def test_growing_experience_makes_room(office, task):
    new = {"opening_share": 1.0, "protected_caseload_share": 0.5, "period_days": 60.0}
    office = office(allocation__caseload_cap=10.0, roles__social_worker__newly_qualified=new)
    refer_each(office, task, 20)
    office.run(59.0)
    assert len(office.workers[0].cases) == 10
    assert {time for time, *_ in office.given() if time > 1.0} <= {5.0 * n for n in range(1, 13)}


def test_no_new_cases_during_notice(office, task):
    office = office(teams__north__social_worker_fte=2.0)
    office.workers[0].leaving = True
    refer_each(office, task, 3)
    assert posts(office.run(1.0)) == [2, 2, 2]
    assert not office.team.waiting


def test_without_anyone_cases_wait_and_their_time_counts(office, task):
    office = office()
    office.at(0.0, office.workers[0].go_absent)
    [case] = office.refer(1.0, [task(8.0)])
    office.run(6.0)
    assert office.service.census.weekly["unallocated_cases"][0, 0] == 1
    office.at(8.0, office.workers[0].come_back)
    office.run(10.0)
    assert case.entered == 1.0
    assert office.told("CaseClosed") == [(9.0, "north/1.1")]


def test_nobody_passes_those_who_wait_not_even_a_sibling(office, task):
    """A child who joins their family waits behind those who came before, and then joins it."""
    office = office(teams__north__social_worker_fte=2.0, allocation__caseload_cap=1.0)
    [first] = office.refer(0.0, [task(16.0)])
    refer_each(office, task, 2, hours=16.0, first=0.1)
    [sibling] = office.refer(0.5, [task(8.0)])
    sibling.family = first.family
    office.run(1.0)
    assert [case.label for case in office.team.waiting] == ["north/3.1", "north/1.1"]
    assert [(time, post[-1]) for time, _, post in office.run(9.0).given()] == [
        (0.0, "1"),
        (0.1, "2"),
        (2.0, "1"),
        (2.0, "1"),
    ]


def test_whoever_starts_takes_on_those_who_wait(office, task):
    more = {"from": date(2018, 10, 3), "posts": {"north": {"social_worker": 1.0}}}
    office = office(
        allocation__caseload_cap=1.0, interventions__more=more | {"filled_on_first_day": True}
    )
    refer_each(office, task, 3)
    assert office.run(5.0).given() == [
        (0.0, "north/1.1", "north/social_worker 1"),
        (2.0, "north/2.1", "north/social_worker/more 1"),
    ]


def test_a_case_that_goes_to_another_team_makes_room(office, task):
    care = {"team_kind": "care", "tasks": 1, "task_hours": 8.0, "external_delay_days": 1.0}
    office = office(
        teams__west={"kind": "care", "social_worker_fte": 1.0},
        pathway__care=care,
        allocation__caseload_cap=1.0,
    )
    office.refer(0.0, [task(8.0, closes=False), task(LONG, stage=1)])
    office.refer(0.5, [task(8.0)])
    assert office.run(5.0).given() == [
        (0.0, "north/1.1", "north/social_worker 1"),
        (1.0, "north/1.1", "west/social_worker 1"),
        (1.0, "north/2.1", "north/social_worker 1"),
    ]
