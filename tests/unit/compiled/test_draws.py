import math
from dataclasses import replace

import numba
import numpy as np
import pytest

from sim import portable, samplers
from sim.compiled import draws
from sim.compiled.kernel import Kernel
from sim.samplers import Kind
from sim.streams import WORD, Streams

SMALLEST = 2.0**-53
GRID = np.concatenate(
    (
        np.linspace(SMALLEST, 1.0 - SMALLEST, 4001),
        np.geomspace(SMALLEST, 0.1, 400),
        1.0 - np.geomspace(SMALLEST, 0.1, 400),
    )
)
"""Uniforms from one end to the other, dense at the ends."""


@numba.njit
def uniform_of(state, keys, out):
    for i in range(len(keys)):
        purpose, name, number, index = keys[i]
        out[i] = draws.uniform(state[0], purpose, name, number, index)


@numba.njit
def quantile_of(state, place, us, out):
    for i in range(len(us)):
        out[i] = draws.quantile(state[0], place, us[i])


@numba.njit
def log_of(xs, out):
    for i in range(len(xs)):
        out[i] = draws.log(xs[i])


@numba.njit
def exp_of(xs, out):
    for i in range(len(xs)):
        out[i] = draws.exp(xs[i])


@numba.njit
def score_of(xs, out):
    for i in range(len(xs)):
        out[i] = draws.normal_quantile(xs[i])


@numba.njit
def places_of(state, first, size, xs, below, not_above):
    for i in range(len(xs)):
        below[i] = draws.bisect_left(state[0], first, size, xs[i])
        not_above[i] = draws.bisect_right(state[0], first, size, xs[i])


def assert_same_bits(found, expected):
    found, expected = np.asarray(found), np.asarray(expected, np.float64)
    numbers = ~np.isnan(expected)
    assert np.array_equal(np.isnan(found), ~numbers)
    different = found[numbers].view(np.int64) != expected[numbers].view(np.int64)
    assert not different.any(), (found[numbers][different][0], expected[numbers][different][0])


# ---- random numbers ----------------------------------------------------------------------------


def kernel_of(plan, seed, replication):
    return Kernel(replace(plan, seed=seed, replication=replication))


def words(generator, size):
    """Words of 32 bits, their ends among them."""
    some = generator.integers(0, WORD, size, endpoint=True)
    return np.where(generator.random(size) < 0.2, generator.choice([0, 1, WORD], size), some)


@pytest.mark.parametrize("seed", [0, 1, 20181001, WORD])
@pytest.mark.parametrize("replication", [0, WORD])
def test_uniform_is_that_of_the_reference(plan, seed, replication):
    generator = np.random.default_rng(seed)
    keys = np.stack([words(generator, 500) for _ in range(4)], axis=1)
    keys[:, 0] %= 27
    keys[:, 3] = 2 * keys[:, 3] + generator.integers(0, 2, 500)  # an index has 33 bits
    found = np.empty(500)
    uniform_of(kernel_of(plan, seed, replication).state, keys, found)
    streams = Streams(seed, replication)
    assert_same_bits(found, [streams.uniform(*key) for key in keys.tolist()])


@pytest.mark.parametrize(
    ("counter", "key", "block"),
    [
        ("00000000 00000000 00000000 00000000", "00000000 00000000",
         "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
        ("ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff",
         "408f276d 41c83b0e a20bc7c6 6d5451fd"),
        ("243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0",
         "d16cfe09 94fdcceb 5001e420 24126ea1"),
    ],
)  # fmt: skip
def test_known_answers_of_random123(plan, counter, key, block):
    """Vectors of kat_vectors in Random123 (Salmon et al. 2011) for philox4x32-10."""
    c, k, b = ([int(word, 16) for word in words.split()] for words in (counter, key, block))
    keys = np.array([[c[1], c[2], c[3], 2 * c[0] + half] for half in (0, 1)])
    found = np.empty(2)
    uniform_of(kernel_of(plan, *k).state, keys, found)
    bits = [(b[half] << 20) | (b[half + 1] >> 12) for half in (0, 2)]
    assert_same_bits(found, [(number + 0.5) * 2.0**-52 for number in bits])


# ---- functions of floats -----------------------------------------------------------------------


def near(numbers):
    """Numbers with their neighbours on both sides."""
    numbers = np.asarray(numbers, np.float64)
    return np.concatenate((np.nextafter(numbers, -np.inf), numbers, np.nextafter(numbers, np.inf)))


ENDS = [0.0, -0.0, math.inf, -math.inf, math.nan, 5e-324, 2.0**-1022, 1.7976931348623157e308]


def compare(compiled, reference, xs):
    found = np.empty(len(xs))
    compiled(xs, found)
    assert_same_bits(found, [reference(x) for x in xs.tolist()])


def test_log_is_that_of_the_reference():
    powers = 2.0 ** np.arange(-1074, 1024)
    dense = [np.linspace(0.5, 2.0, 2001), np.geomspace(5e-324, 1.7e308, 2001), -np.arange(3.0)]
    compare(log_of, portable.log, np.concatenate([*dense, near(powers), ENDS]))


def test_exp_is_that_of_the_reference():
    halves = near((np.arange(-1030, 1030) + 0.5) * math.log(2.0))
    limits = near([portable.EXP_LOW, portable.EXP_HIGH, 0.0, -745.2, 1e300, -1e300])
    xs = np.concatenate([np.linspace(-750.0, 715.0, 4001), np.linspace(-2, 2, 999), halves])
    compare(exp_of, portable.exp, np.concatenate([xs, limits, ENDS]))


def test_normal_quantile_is_that_of_the_reference():
    far = math.exp(-25.0)  # where the far tail begins
    limits = near([0.075, 0.5, 0.925, far, 1.0 - far])
    compare(score_of, portable.normal_quantile, np.concatenate([GRID, limits]))


# ---- distributions -----------------------------------------------------------------------------

SAMPLERS = {
    "fixed": samplers.fixed(7.5),
    "zero": samplers.fixed(0.0),
    "exponential": samplers.exponential(4.0),
    "lognormal": samplers.lognormal(5.0, 4.0),
    "weibull": samplers.weibull(5.0, 3.0),
    "wide weibull": samplers.weibull(5.0, 50.0),
    "triangular": samplers.triangular(1.0, 3.0, 9.0),
    "triangular from its mode": samplers.triangular(1.0, 1.0, 9.0),
    "triangular to its mode": samplers.triangular(1.0, 9.0, 9.0),
    "uniform": samplers.uniform(1.0, 9.0),
    "gamma": samplers.gamma(4.0, 2.8),
    "wide gamma": samplers.gamma(4.0, 40.0),
    "poisson": samplers.poisson(2.0),
    "geometric": samplers.geometric(1.7),
    "negative_binomial": samplers.negative_binomial(5.0, 4.0),
    "empirical": samplers.empirical([0.0, 2.0, 7.0], [1.0, 3.0, 2.0]),
    "one value": samplers.empirical([3.0]),
}
SAMPLERS |= {
    f"what is left of {name}": samplers.residual(one)
    for name, one in SAMPLERS.items()
    if name not in {"zero"}
}


@pytest.mark.parametrize("name", SAMPLERS)
def test_quantile_is_that_of_the_reference(plan, name):
    sampler = SAMPLERS[name]
    kernel = Kernel(replace(plan, return_delay=sampler))
    knots = near([x for x in sampler.xs if 0.0 < x < 1.0])
    us = np.concatenate([GRID, knots])
    us = us[(us > 0.0) & (us < 1.0)]
    found = np.empty(len(us))
    quantile_of(kernel.state, int(kernel.state[0]["return_delay"]), us, found)
    assert_same_bits(found, [sampler.quantile(u) for u in us.tolist()])


def test_every_kind_of_distribution_is_tried():
    assert {sampler.kind for sampler in SAMPLERS.values()} == set(Kind)


def test_bisection_is_that_of_numpy(plan):
    numbers = np.array([0.1, 0.4, 0.4, 0.7, 1.0])
    stage = replace(plan.stages[0], route_ends=tuple(numbers), routes=(0, 1, 2, 3, 0))
    kernel = Kernel(replace(plan, stages=(stage, *plan.stages[1:])))
    first = int(kernel.pools["stages"][0]["route_ends"])
    xs = np.concatenate([near(numbers), [0.0, 2.0]])
    for size in (0, 1, 4, 5):
        below, not_above = np.empty(len(xs), np.int64), np.empty(len(xs), np.int64)
        places_of(kernel.state, first, size, xs, below, not_above)
        assert below.tolist() == np.searchsorted(numbers[:size], xs).tolist()
        assert not_above.tolist() == np.searchsorted(numbers[:size], xs, side="right").tolist()
