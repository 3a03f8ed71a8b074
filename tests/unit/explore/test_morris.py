"""Screening of the example of Morris (1991), whose inputs are known to matter or not."""

from itertools import product

import numpy as np
import pytest

from sim.explore.morris import screen, step, trajectories

INPUTS, LEVELS = 20, 4
GRID = np.arange(LEVELS) / (LEVELS - 1)
CURVED = (2, 4, 6)
"""Inputs 3, 5 and 7 of the paper, counted from 0."""


def scaled(unit):
    """The paper's w: 2 (x - 1/2), and 2 (1.1 x / (x + 0.1) - 1/2) for inputs 3, 5 and 7."""
    w = 2.0 * (unit - 0.5)
    curved = unit[..., CURVED]
    w[..., CURVED] = 2.0 * (1.1 * curved / (curved + 0.1) - 0.5)
    return w


def coefficients():
    """The published coefficients; those that the paper draws at random from N(0, 1) are drawn."""
    random = np.random.default_rng(1991)
    linear = np.where(np.arange(INPUTS) < 10, 20.0, random.normal(size=INPUTS))
    pairs = np.triu(random.normal(size=(INPUTS, INPUTS)), 1)
    pairs[:6, :6] = np.triu(np.full((6, 6), -15.0), 1)
    return linear, pairs


LINEAR, PAIRS = coefficients()


def products(w, inputs, order):
    """The sum of all products of so many different ones of the first inputs."""
    power_sums = [(w[..., :inputs] ** k).sum(axis=-1) for k in range(order + 1)]
    elementary = [np.ones(w.shape[:-1])]
    for k in range(1, order + 1):  # Newton's identities
        terms = [(-1) ** (i - 1) * elementary[k - i] * power_sums[i] for i in range(1, k + 1)]
        elementary.append(sum(terms) / k)
    return elementary[order]


def morris_1991(unit):
    w = scaled(np.array(unit))
    low_order = w @ LINEAR + np.einsum("...i,ij,...j", w, PAIRS, w)
    return low_order - 10.0 * products(w, 5, 3) + 5.0 * products(w, 4, 4)


def theory(place):
    """Mean and standard deviation of an input's elementary effect over the grid.

    The outcome is linear in each w, so an effect is the change of the input's own w over the step
    times a slope that depends on the others. Inputs 1 to 6 interact, so their levels are gone
    through; the others enter the slope by sums of independent terms.
    """
    half = LEVELS // 2
    ladder = np.repeat(GRID[:, None], INPUTS, axis=1)
    own = scaled(ladder)[:, place]
    change = (own[half:] - own[:half]) / step(LEVELS)
    levels = np.full((LEVELS**6, INPUTS), 0.5)
    levels[:, :6] = list(product(GRID, repeat=6))
    up, down = levels.copy(), levels.copy()
    up[:, place], down[:, place] = 1.0, 0.0
    run = scaled(up)[:, place] - scaled(down)[:, place]
    slope = (morris_1991(up) - morris_1991(down)) / run
    pairs = (PAIRS + PAIRS.T)[place]
    late = [other for other in range(6, INPUTS) if other != place]
    w = scaled(ladder)[:, late]
    at_half = scaled(np.full(INPUTS, 0.5))[late]
    mean = slope.mean() + pairs[late] @ (w.mean(axis=0) - at_half)
    variance = slope.var() + (pairs[late] ** 2) @ w.var(axis=0)
    first = change.mean() * mean
    second = (change**2).mean() * (variance + mean**2)
    return first, np.sqrt(second - first**2)


def screened(count, seed):
    points = trajectories(seed, INPUTS, count, LEVELS)
    return screen(points, morris_1991(points)[:, None], LEVELS, seed)


@pytest.mark.parametrize("seed", range(3))
def test_the_papers_groups_are_found(seed):
    # As in the paper's figure 1: 8 to 10 large and even; 1 to 7 uneven; 11 to 20 negligible. Ten
    # trajectories missed this for one seed in 600; the paper's four for a quarter of them, as
    # input 7 starts from one level in all four for one seed in eight, and then seems even.
    found = screened(10, seed)
    assert (np.abs(found.mu_star[7:10] - 40.0) < 12.0).all()
    assert (found.sigma[7:10] < 12.0).all()
    assert (found.sigma[:7] > 12.0).all()
    assert (found.mu_star[10:] < 12.0).all()


def test_statistics_agree_with_theory():
    # The standard error of mu is sigma / sqrt(2000), and 4.5 of them is a false alarm of one in
    # 7,000 for all inputs together; the largest sigma is about 90, so a bias of 9 is always found.
    count = 2000
    found = screened(count, 3)
    mean, sd = np.transpose([theory(place) for place in range(INPUTS)])
    assert (np.abs(found.mu - mean) < 4.5 * sd / np.sqrt(count)).all()
    assert found.sigma == pytest.approx(sd, rel=0.12)


def test_trajectories_change_each_input_once_by_the_step():
    points = trajectories(7, 6, 50, 4).reshape(50, 7, 6)
    moves = np.diff(points, axis=1)
    assert np.sort(np.abs(moves), axis=2)[..., :-1].max() == 0.0
    assert np.abs(moves).sum(axis=1) == pytest.approx(np.full((50, 6), 2 / 3))
    assert np.isclose(points[..., None], np.arange(4) / 3).any(axis=-1).all()
    assert 0.35 < (moves.sum(axis=1) > 0).mean() < 0.65  # 300 fair coins: 5 standard errors


def test_base_points_and_orders_are_even():
    count = 6000
    points = trajectories(2, 3, count, 6).reshape(count, 4, 3)
    levels = np.rint(points[:, 0] * 5).astype(int)
    # 5.5 standard errors for each of 18 shares: one false alarm in a million seeds
    assert np.bincount(levels.ravel(), minlength=6) / (3 * count) == pytest.approx(
        np.full(6, 1 / 6), abs=5.5 * np.sqrt(5 / 36 / (3 * count))
    )
    first = np.abs(np.diff(points, axis=1))[:, 0].argmax(axis=1)
    assert np.bincount(first) / count == pytest.approx(
        np.full(3, 1 / 3), abs=5.5 * np.sqrt(2 / 9 / count)
    )


def test_more_trajectories_begin_with_the_fewer():
    assert (trajectories(7, 6, 9, 4)[: 4 * 7] == trajectories(7, 6, 4, 4)).all()
    assert (trajectories(8, 6, 4, 4) != trajectories(7, 6, 4, 4)).any()


def test_the_floor_is_the_mean_size_of_chance():
    # 6,000 effects of independent noise: the standard error of mu* is 1.0 % of it; 5 of them
    random = np.random.default_rng(4)
    points = trajectories(4, 3, 2000, 4)
    found = screen(points, random.normal(size=(len(points), 8)), 4, 4)
    error = np.sqrt(2 / 8) / step(4)
    assert found.mu_star.mean() == pytest.approx(np.sqrt(2 / np.pi) * error, rel=0.05)
    assert found.floor == pytest.approx(found.mu_star, rel=0.08)


def test_shared_chance_is_no_floor_and_one_replication_has_none():
    points = trajectories(4, 3, 5, 4)
    shared = points.sum(axis=1)[:, None] + np.array([0.0, 5.0, -3.0])
    assert screen(points, shared, 4, 4).floor == pytest.approx(np.zeros(3), abs=1e-12)
    assert np.isnan(screen(points, shared[:, :1], 4, 4).floor).all()


def test_the_bootstrap_is_the_same_each_time():
    assert (screened(4, 1).mu_star_half_width == screened(4, 1).mu_star_half_width).all()
