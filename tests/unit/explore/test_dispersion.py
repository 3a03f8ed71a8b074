"""How fast a variance grows, against what made it."""

import numpy as np
import pytest

from sim.explore.dispersion import growth

POINTS = 2000


def squares(rise, bend=0.0, seed=1):
    """Two kinds of squares, of other levels, with the same growth: one and three degrees."""
    rng = np.random.default_rng(seed)
    at = rng.normal(size=POINTS)
    log = rise * at + bend * at**2
    kinds = [
        (level * np.exp(log) * rng.chisquare(free, POINTS) / free, np.full(POINTS, free))
        for level, free in ((1e-4, 1.0), (5.0, 3.0))
    ]
    return at, kinds


@pytest.mark.parametrize(("rise", "bend"), [(-1.2, 0.3), (0.0, 0.0), (1.7, -0.4)])
def test_growth_is_found_whatever_the_levels(rise, bend):
    """The standard error of the rise is sqrt(2 / (4 x 2,000)) = 0.016, of the bend 0.011: five."""
    assert growth(*squares(rise, bend)) == pytest.approx((rise, bend), abs=0.08)


def test_a_few_points_say_little():
    """Ten squares know a growth to 0.45 only, and it is drawn to 0; the same 200 times over are
    taken at their word."""
    at, kinds = squares(1.7)
    values, free = (each[:10] for each in kinds[0])
    many = growth(np.tile(at[:10], 200), [(np.tile(values, 200), np.tile(free, 200))])
    assert 0.0 < growth(at[:10], [(values, free)]).rise < 0.95 * many.rise


def test_nothing_off_grows_nowhere():
    at = np.linspace(-1.0, 1.0, 20)
    assert growth(at, [(np.zeros(20), np.ones(20))]) == pytest.approx((0.0, 0.0), abs=1e-9)
