"""The replications rule: its published form, its arithmetic, and how often its intervals hold."""

import math

import numpy as np
import pytest
from scipy import stats

from sim.explore import enough as module
from sim.explore.enough import Enough, Limit, allowed, enough, look_ahead, next_look, running

TENTH = Limit(0.1, relative=True)


def samples(kind, size, seed=0):
    """Values with mean 1."""
    rng = np.random.default_rng(seed)
    draw = {
        "normal": lambda: rng.normal(1.0, 0.2, size),
        "exponential": lambda: rng.exponential(1.0, size),
        "lognormal": lambda: rng.lognormal(-0.5 * math.log(2.0), math.sqrt(math.log(2.0)), size),
    }
    return draw[kind]()


KINDS = ("normal", "exponential", "lognormal")


def published(values, limit, first, k_limit=5):
    """The algorithm of the paper, step by step, for one measure and a share of its mean."""
    precise = {}
    for n in range(first, len(values) + 1):
        x = values[:n]
        reach = stats.t.ppf(0.975, n - 1) * x.std(ddof=1) / math.sqrt(n)
        precise[n] = reach / abs(x.mean()) <= limit
    for n in precise:
        ahead = k_limit if n <= 100 else math.floor(k_limit * n / 100)
        if all(precise.get(m, False) for m in range(n, n + ahead + 1)):
            return n
    return None


# --- the rule ---


@pytest.mark.parametrize("first", [3, 20])
@pytest.mark.parametrize("kind", KINDS)
def test_it_is_the_published_algorithm(kind, first, monkeypatch):
    monkeypatch.setattr(module, "FEWEST", first)
    found = set()
    for seed, limit in enumerate([0.3, 0.2, 0.15, 0.1, 0.1, 0.09, 0.08, 0.02]):
        values = samples(kind, 500, seed)
        ours = enough(values[:, np.newaxis], [Limit(limit, relative=True)])
        assert (ours and ours.needed) == published(values, limit, first)
        found.add(ours and ours.needed > 100)
    if kind != "normal":
        assert found == {None, False, True}


def test_the_look_ahead_grows_with_the_replications():
    assert look_ahead([1, 3, 99, 100, 101, 119, 120, 200, 1000]).tolist() == (
        [5, 5, 5, 5, 5, 5, 6, 10, 50]
    )


def test_a_value_in_the_look_ahead_that_widens_the_interval_puts_it_off():
    calm = samples("normal", 60, seed=1)
    at = enough(calm[:, np.newaxis], [TENTH])
    wild = calm.copy()
    wild[at.replications - 1] = 3.0
    later = enough(np.tile(wild, 4)[:, np.newaxis], [TENTH])
    assert later.needed > at.replications
    wild = calm.copy()
    wild[at.replications] = 3.0
    assert enough(wild[:, np.newaxis], [TENTH]) == at


def test_no_answer_depends_on_what_comes_after_it():
    values = np.stack([samples("lognormal", 400, seed) for seed in (1, 2)], axis=1)
    limits = [Limit(0.2, relative=True), Limit(0.3, relative=False)]
    found = enough(values, limits)
    for count in range(1, 400):
        expected = found if count >= found.replications else None
        assert enough(values[:count], limits) == expected


def test_all_measures_are_precise_at_once():
    values = np.stack([samples("exponential", 600, seed) for seed in range(4)], axis=1)
    limits = [Limit(0.2, relative=True)] * 4
    alone = [enough(values[:, [one]], limits[:1]).needed for one in range(4)]
    together = enough(values, limits)
    assert together.needed >= max(alone)
    widths = running(values).half_width / running(values).mean
    reached = widths[together.needed - 1 : together.replications]
    assert (reached <= 0.2).all()
    assert (widths[together.needed - 2] > 0.2).any()


def test_a_limit_is_a_share_of_the_size_of_the_mean_or_a_number():
    below = -100.0 * samples("normal", 200)[:, np.newaxis]
    assert enough(below, [TENTH]) == enough(-below, [TENTH])
    assert enough(below, [Limit(10.0, relative=False)]).needed == pytest.approx(
        enough(below, [TENTH]).needed, abs=3
    )
    means = np.array([-4.0, 4.0, 0.0])
    limits = [TENTH, Limit(0.1, relative=False), TENTH]
    assert allowed(means, limits).tolist() == [0.4, 0.1, 0.0]


def test_what_never_changes_is_known_after_the_fewest_replications():
    assert enough(np.zeros((25, 1)), [TENTH]) == Enough(20, 5)
    assert enough(np.zeros((24, 1)), [TENTH]) is None


def test_replications_without_a_value_do_not_count():
    values = samples("normal", 300)
    gaps = np.full((600, 1), np.nan)
    gaps[1::2, 0] = values
    dense, sparse = enough(values[:, np.newaxis], [TENTH]), enough(gaps, [TENTH])
    # five more replications bring fewer new values, so it can be sooner but for the look-ahead
    assert 2 * module.FEWEST <= sparse.needed <= 2 * dense.needed
    assert enough(np.full((600, 1), np.nan), [TENTH]) is None


# --- its arithmetic ---


def test_running_means_and_half_widths_are_those_of_a_t_interval():
    values = np.stack([samples(kind, 40) for kind in KINDS], axis=1)
    values[[0, 3, 17], 1] = np.nan
    after = running(values)
    for n in range(1, 41):
        for measure in range(3):
            x = values[:n, measure]
            x = x[~np.isnan(x)]
            assert after.n[n - 1, measure] == len(x)
            if len(x) < 2:
                assert np.isnan(after.half_width[n - 1, measure])
                continue
            low, high = stats.t.interval(0.95, len(x) - 1, x.mean(), stats.sem(x))
            assert after.mean[n - 1, measure] == pytest.approx((low + high) / 2, rel=1e-13)
            assert after.half_width[n - 1, measure] == pytest.approx((high - low) / 2, rel=1e-11)


def test_small_differences_of_large_numbers_are_not_lost():
    values = samples("normal", 50)[:, np.newaxis]
    near, far = running(values), running(values * 2.0**-10 + 2.0**30)
    # 2^30 leaves steps of 2^-22, against half-widths of 2^-14: the values themselves are rounded
    assert far.half_width[3:] == pytest.approx(near.half_width[3:] * 2.0**-10, rel=0.01)


def test_an_outlier_does_not_disturb_what_was_known_before_it():
    values = np.append(np.full(30, 1.1), 1e12)[:, np.newaxis]
    after = running(values)
    assert (after.mean[:30] == 1.1).all()
    assert (after.half_width[1:30] == 0.0).all()


# --- when to look again ---


@pytest.mark.parametrize("kind", KINDS)
def test_the_answer_is_the_same_however_rounds_are_cut(kind):
    values = samples(kind, 3000)[:, np.newaxis]
    found = enough(values, [TENTH])
    count, rounds = 25, 0
    while enough(values[:count], [TENTH]) is None:
        after = next_look(values[:count], [TENTH])
        assert count < after <= 2 * count
        count, rounds = after, rounds + 1
    assert enough(values[:count], [TENTH]) == found
    assert count <= 1.3 * found.replications
    assert rounds <= 15


def test_only_the_look_ahead_is_made_when_nothing_else_is_missing():
    values = samples("exponential", 600)[:, np.newaxis]
    found = enough(values, [TENTH])
    for count in range(found.needed, found.replications):
        assert next_look(values[:count], [TENTH]) == found.replications


def test_a_mean_of_nought_is_no_reason_to_stumble():
    values = np.tile([-1.0, 1.0], 20)[:, np.newaxis]
    assert enough(values, [TENTH]) is None
    assert next_look(values, [TENTH]) == 80
    assert next_look(np.full((40, 1), np.nan), [TENTH]) == 80


# --- theory ---


def stopped(kind, limit, times):
    """Share of the intervals where the rule stops that hold the mean; how many were needed."""
    held, needed = [], []
    for seed in range(times):
        values = samples(kind, 600, seed)[:, np.newaxis]
        found = enough(values, [Limit(limit, relative=True)])
        after = running(values[: found.replications])
        held.append(abs(after.mean[-1, 0] - 1.0) <= after.half_width[-1, 0])
        needed.append(found.needed)
    return np.mean(held), np.mean(needed)


@pytest.mark.parametrize(
    ("kind", "limit", "least"),
    [
        ("normal", 0.1, 0.925),
        ("normal", 0.05, 0.925),
        ("exponential", 0.2, 0.91),
        ("lognormal", 0.2, 0.88),
    ],
)
def test_intervals_hold_nearly_as_often_as_they_say(kind, limit, least):
    """Stopping when the interval looks narrow costs a little, skewness more.

    Over 20,000 samples 94.6 %, 94.6 %, 93.8 % and 91.1 % held, where as many values without a
    rule gave 95.0 %, 95.0 %, 94.2 % and 93.0 %. Of 2,000 samples of a right program fewer than
    the least hold once in 50,000 times; a rule that covers 2.5 points less than the least is
    caught 999 times in 1,000.
    """
    assert stopped(kind, limit, 2000)[0] >= least


def test_as_many_are_needed_as_theory_says():
    """(z x sd / limit)^2 for narrow limits (Chow and Robbins 1965, Ann. Math. Stat. 36, 457-462).

    The mean of 300 samples has a standard error of 0.4 %: 2 % is missed once in a million times.
    """
    expected = (stats.norm.ppf(0.975) * 0.2 / 0.02) ** 2
    assert stopped("normal", 0.02, 300)[1] == pytest.approx(expected, rel=0.02)
