"""The cheapest system with a high enough chance, on problems with known answers."""

import itertools

import numpy as np
import pytest
from scipy.stats import binom

from sim.explore.selection import Demand, least_cost

SURE = Demand(chance=0.9, indifference=0.05, confidence=0.95, most=400)

NINE_OF_TEN = np.arange(200) % 10 != 0
"""Too close to 0.9 to be decided by 200 trials."""


def drawn(chances, most, seed, linked=False):
    """Futures of systems with these chances: each its own, or all the same."""
    uniforms = np.random.default_rng(seed).random((1 if linked else len(chances), most))
    succeeded = np.broadcast_to(uniforms, (len(chances), most)) < np.array(chances)[:, None]
    return lambda system, n: succeeded[system, :n]


def certain(*succeeds):
    """Systems that always succeed, or never do."""
    return lambda system, n: np.full(n, succeeds[system])


# --- which is chosen ---


@pytest.mark.parametrize("linked", [False, True])
def test_the_choice_is_right_as_often_as_asked_for(linked):
    """Ten systems at the lower edge are cheaper than the only one at the upper edge.

    A procedure that is right in 80 % is failed once in a million; one that is right in 50 % or
    less is passed once in a hundred. Without Bonferroni's correction a sixth are right.
    """
    demand = Demand(chance=0.8, indifference=0.1, confidence=0.8, most=500, block=500)
    chances = [0.7] * 10 + [0.9]
    right = sum(
        least_cost(range(11), drawn(chances, 500, seed, linked), demand).choice == 10
        for seed in range(120)
    )
    assert right >= binom.ppf(1e-6, 120, 0.8)


def test_the_cheapest_of_those_that_meet_is_chosen_whatever_their_order():
    costs = [5, 1, 4, 2, 3]
    found = least_cost(costs, certain(True, False, True, False, True), SURE)
    assert found.choice == 4
    assert [one.system for one in found.tested] == [1, 3, 4]  # none that costs more
    assert [one.decision for one in found.tested] == ["misses", "misses", "meets"]
    assert found.ruled_out == found.unclear == ()


def test_of_equals_in_cost_the_first_is_chosen():
    assert least_cost([2, 1, 1, 1], certain(True, False, True, True), SURE).choice == 2


def test_none_is_chosen_if_none_meets():
    found = least_cost([3, 2, 1], certain(False, False, False), SURE)
    assert found.choice is None
    assert [one.system for one in found.tested] == [2, 1, 0]
    assert found.unclear == ()


def test_a_system_that_stays_close_is_named_and_not_chosen():
    successes = lambda system, n: NINE_OF_TEN[:n] if system == 0 else np.ones(n, bool)  # noqa: E731
    found = least_cost([1, 2], successes, Demand(0.9, 0.05, most=200))
    assert found.choice == 1
    assert found.unclear == (0,)
    assert found.tested[0][1:4] == ("too close to call", 200, 180)


def test_a_close_system_that_costs_more_than_the_choice_is_no_matter():
    successes = lambda system, n: NINE_OF_TEN[:n] if system == 1 else np.ones(n, bool)  # noqa: E731
    found = least_cost([1, 2, 3], successes, Demand(0.9, 0.05, most=200), [[0], [1], [2]])
    assert found.tested[0].system == 1
    assert found.choice == 0
    assert found.unclear == ()


def test_what_was_found_is_given_with_its_interval():
    found = least_cost([1], drawn([0.5], 400, seed=3), SURE).tested[0]
    assert found.share == found.successes / found.n
    assert found.low < found.share < found.high
    assert found.high < 0.9


@pytest.mark.parametrize("block", [1, 7, 400, 1000])
def test_the_result_is_the_same_however_many_replications_come_at_a_time(block):
    chances = [0.5, 0.8, 0.9, 0.97, 0.99]
    asked = Demand(0.9, 0.05, most=400, block=block)
    found = least_cost(range(5), drawn(chances, 400, seed=1), asked)
    assert found == least_cost(range(5), drawn(chances, 400, seed=1), SURE)


def test_no_more_replications_are_asked_for_than_allowed():
    asked = []

    def successes(system, n):
        asked.append(n)
        return NINE_OF_TEN[:n]

    least_cost([1], successes, Demand(0.9, 0.05, most=55, block=25))
    assert asked == [25, 50, 55]


@pytest.mark.parametrize(
    ("chance", "indifference", "confidence"),
    [(0.9, 0.1, 0.95), (0.05, 0.05, 0.95), (0.9, -0.01, 0.95), (0.9, 0.02, 1.0), (0.9, 0.02, 0.0)],
)
def test_a_demand_that_makes_no_sense_is_refused(chance, indifference, confidence):
    with pytest.raises(ValueError, match="between 0 and 1"):
        Demand(chance, indifference, confidence)


# --- more of everything never lowers the chance ---

MIXES = np.array(list(itertools.product(range(8), range(8))))
"""Two things, from none to seven of each."""


@pytest.mark.parametrize("prices", [(1, 1), (3, 1), (1, 5)])
@pytest.mark.parametrize("wanted", [0, 3, 9, 14, 15])
def test_leaving_out_mixes_changes_no_choice_where_more_is_never_worse(prices, wanted):
    costs = MIXES @ prices
    successes = certain(*(wanted <= MIXES @ (2, 1) / 1.5))
    every = least_cost(costs, successes, SURE)
    fewer = least_cost(costs, successes, SURE, MIXES)
    assert fewer.choice == every.choice
    assert fewer.monotone
    assert not every.monotone


def test_leaving_out_mixes_saves_most_of_the_tests():
    costs, successes = MIXES @ (3, 2), certain(*(MIXES.sum(axis=1) >= 9))
    every = least_cost(costs, successes, SURE)
    fewer = least_cost(costs, successes, SURE, MIXES)
    assert fewer.choice == every.choice
    assert len(fewer.tested) < len(every.tested) / 3


def test_every_cheaper_mix_was_tested_or_ruled_out_by_one_with_as_much_of_everything():
    costs, successes = MIXES @ (3, 2), certain(*(MIXES.sum(axis=1) >= 9))
    found = least_cost(costs, successes, SURE, MIXES)
    misses = {one.system for one in found.tested if one.decision == "misses"}
    cheaper = set(np.flatnonzero(costs < costs[found.choice]))
    assert cheaper <= misses | set(found.ruled_out)
    for place in found.ruled_out:
        assert any((MIXES[place] <= MIXES[other]).all() for other in misses)


def test_one_thing_alone_is_halved():
    levels = np.arange(64)[:, np.newaxis]
    found = least_cost(levels[:, 0], certain(*(levels[:, 0] >= 37)), SURE, levels)
    assert found.choice == 37
    assert len(found.tested) <= 7


def test_the_choice_is_as_sure_where_mixes_are_left_out():
    """Five by five mixes whose chance is 0.7 below the diagonal and 0.9 from there on.

    The limits are those of the test of ten systems above.
    """
    demand = Demand(chance=0.8, indifference=0.1, confidence=0.8, most=500, block=500)
    mixes = np.array(list(itertools.product(range(5), range(5))))
    chances, costs = np.where(mixes.sum(axis=1) >= 5, 0.9, 0.7), mixes @ (3, 2)
    answers = [
        least_cost(costs, drawn(chances, 500, seed), demand, mixes).choice for seed in range(120)
    ]
    right = sum(answer == 9 for answer in answers)  # one of the first thing, four of the second
    assert right >= binom.ppf(1e-6, 120, 0.8)
