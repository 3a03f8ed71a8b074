"""Calibration on arrays, where the right posterior is known."""

import numpy as np
import pytest
from scipy.special import ndtr
from scipy.stats import norm

from sim.explore.calibration import Effort, Goal, TooFewError, calibrate, first_points
from sim.explore.importance import Weighted, posterior
from sim.explore.learning import directions, learnt, pairs

SLOPES = np.array([[2.0, 0.5, 0.0], [0.0, 1.0, 0.0]])
CHANCE = 0.5


def simulator(slopes=SLOPES, chance=CHANCE, replications=4, seed=1, curve=0.0):
    """Outcomes that are linear in the inputs (curved by some), with normal chance."""
    rng = np.random.default_rng(seed)

    def simulate(x):
        mean = x @ slopes.T + curve * (x**2) @ np.abs(slopes).T
        noise = rng.normal(0.0, chance, (len(x), replications, len(slopes)))
        return mean[:, None, :] + noise

    return simulate


def exact(observed, slopes=SLOPES, variance=CHANCE**2 + 0.1**2):
    """Posterior mean and covariance of a linear model with a standard normal prior."""
    cov = np.linalg.inv(np.eye(slopes.shape[1]) + slopes.T @ slopes / variance)
    return cov @ slopes.T @ observed / variance, cov


USUAL = Effort(100, 3, 1)


def found(observed, effort=USUAL, **given):
    observed = np.asarray(observed, float)
    goal = Goal(observed, np.full(len(observed), 0.1))
    inputs = given.get("slopes", SLOPES).shape[1]
    return calibrate(simulator(**given), inputs, goal, effort)


def test_the_posterior_is_that_of_theory():
    """Mean and covariance against the conjugate formula; the inputs hang together (-0.6)."""
    mean, cov = found([3.0, -0.5]).posterior.moments()
    right_mean, right_cov = exact(np.array([3.0, -0.5]))
    # the surface rests on 300 points of 4 futures: chance's sd is known to 2 to 3 %, its variance
    # to 5 %, and expected outcomes to 0.03 near the middle
    assert mean == pytest.approx(right_mean, abs=0.06)
    assert cov == pytest.approx(right_cov, rel=0.2, abs=0.02)


def test_chance_of_one_history_counts():
    """Were chance taken for that of a mean of 4 futures, the variance would be less than half."""
    after = found([0.0, 0.0]).posterior.moments()[1]
    assert after[0, 0] == pytest.approx(exact(np.zeros(2))[1][0, 0], rel=0.2)


def test_the_truth_lies_in_the_ninety_percent_interval_as_often_as_it_says():
    """150 histories of inputs drawn from the prior, of a model that is a little curved.

    A right procedure fails less than once in 500 times (binomial: 135 expected for each of three
    inputs, outside 123 to 146). Intervals that hold 75 % fail more than 19 times in 20.
    """
    rng = np.random.default_rng(20180618)
    inside = np.zeros(3)
    for number in range(150):
        truth = rng.normal(size=3)
        history = simulator(curve=0.05, replications=1, seed=number)(truth[None])[0, 0]
        observed = history + rng.normal(0.0, 0.1, 2)
        after = found(observed, Effort(40, 1, number), seed=1000 + number, curve=0.05)
        draws = after.posterior.draws(1000)
        low, high = np.quantile(draws, [0.05, 0.95], axis=0)
        inside += (low <= truth) & (truth <= high)
    assert np.all((inside >= 123) & (inside <= 146)), inside


def test_what_the_targets_say_nothing_of_stays_as_it_was():
    """The third input has no effect: its variance falls by nothing, and only two are found."""
    after = found([3.0, -0.5])
    draws = after.posterior.draws(2000)
    share = learnt(first_points(3, Effort(1024, 1, 2)), draws)
    assert share[2] == pytest.approx(0.0, abs=0.1)
    assert share[0] > 0.8
    assert directions(after.posterior) == 2


def test_two_inputs_of_which_only_the_sum_is_seen_trade_off():
    """One target of x + y: correlation by theory, and one direction of two."""
    slopes = np.array([[1.0, 1.0]])
    after = found([1.0], slopes=slopes)
    right = exact(np.array([1.0]), slopes)[1]
    [pair] = pairs(after.posterior.draws(4000), 0.5)
    assert pair[:2] == (0, 1)
    assert pair.correlation == pytest.approx(right[0, 1] / right[0, 0], abs=0.05)
    assert directions(after.posterior) == 1


@pytest.mark.parametrize("waves", [1, 4])
def test_what_is_no_straight_line_is_followed(waves):
    """exp(x), by the likelihood on a grid; in one wave, and where the targets lead."""
    rng = np.random.default_rng(3)

    def simulate(x):
        return np.exp(x)[:, None, :] + rng.normal(0.0, 0.2, (len(x), 4, 1))

    observed = np.exp(1.5)
    goal = Goal(np.array([observed]), np.array([0.1]))
    mean, cov = calibrate(simulate, 1, goal, Effort(64, waves, 1)).posterior.moments()
    grid = np.linspace(-5.0, 5.0, 20001)
    density = norm.pdf(grid) * norm.pdf(observed, np.exp(grid), np.hypot(0.2, 0.1))
    density /= density.sum()
    middle = grid @ density
    sd = ((grid - middle) ** 2 @ density) ** 0.5
    assert mean[0] == pytest.approx(middle, abs=0.03)
    assert cov[0, 0] ** 0.5 == pytest.approx(sd, rel=0.25)


def test_points_without_a_value_are_left_out():
    simulate = simulator()

    def broken(x):
        values = simulate(x)
        values[x[:, 0] > 1.5] = np.nan
        return values

    goal = Goal(np.array([0.0, 0.0]), np.array([0.1, 0.1]))
    mean, _ = calibrate(broken, 3, goal, Effort(100, 2, 1)).posterior.moments()
    assert mean == pytest.approx(exact(np.zeros(2))[0], abs=0.1)


def test_too_few_points_are_told():
    with pytest.raises(TooFewError, match="8 points are too few for 3 inputs; 10 are needed"):
        found([0.0, 0.0], Effort(8, 1, 1))


def test_the_same_seed_gives_the_same_and_another_gives_another():
    first, again = (found([1.0, 0.0]).posterior for _ in range(2))
    other = found([1.0, 0.0], Effort(100, 3, 2)).posterior
    assert np.array_equal(first.x, again.x)
    assert np.array_equal(first.weights, again.weights)
    assert not np.array_equal(first.x, other.x)


def test_a_narrow_posterior_in_many_dimensions_is_found():
    """Ten inputs, each known to a hundredth of what it was, by the closed form."""
    after = posterior(lambda x: -0.5 * np.square((x - 0.7) / 0.01).sum(axis=1), 10, 1)
    mean, cov = after.moments()
    shrunk = 1.0 / (1.0 + 0.01**2)
    assert mean == pytest.approx(np.full(10, 0.7 * shrunk), abs=3e-4)
    assert cov.diagonal() == pytest.approx(np.full(10, 1e-4 * shrunk), rel=0.1)
    assert after.worth > 2000


def test_draws_come_as_often_as_their_weight():
    weighted = Weighted(np.arange(3.0)[:, None], np.array([0.5, 0.3, 0.2]))
    assert np.bincount(weighted.draws(10)[:, 0].astype(int)).tolist() == [5, 3, 2]


def test_without_a_likelihood_the_prior_comes_out():
    after = posterior(lambda x: np.zeros(len(x)), 3, 1)
    draws = ndtr(after.draws(4096))
    assert draws.mean(axis=0) == pytest.approx(np.full(3, 0.5), abs=0.02)
    assert draws.std(axis=0) == pytest.approx(np.full(3, 12**-0.5), abs=0.01)
