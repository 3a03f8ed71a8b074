from dataclasses import replace

import numba
import numpy as np
import pytest

from sim import portable, samplers
from sim.compiled import fours
from sim.compiled.kernel import Kernel
from sim.compiled.lanes import four, lane
from sim.compiled.layout import samplers as sampler_at

SMALLEST = 2.0**-53
ENDS = np.geomspace(SMALLEST, 0.1, 1500)
RNG = np.random.default_rng(1)
UNIFORMS = RNG.permutation(
    np.concatenate((np.linspace(SMALLEST, 1.0 - SMALLEST, 6000), ENDS, 1.0 - ENDS))
)
MIDDLE = RNG.uniform(0.1, 0.9, 1000)
"""Fours of these need no tail."""
LIMITS = np.array([0.075, 0.925, np.nextafter(0.075, 0), np.nextafter(0.925, 1)])


@numba.njit
def scores(xs, out):
    for i in range(0, len(xs), 4):
        z = fours.normal_quantiles(four(xs[i], xs[i + 1], xs[i + 2], xs[i + 3]))
        for k in range(4):
            out[i + k] = lane(z, k)


@numba.njit
def powers(xs, out):
    for i in range(0, len(xs), 4):
        z = fours.exps(four(xs[i], xs[i + 1], xs[i + 2], xs[i + 3]))
        for k in range(4):
            out[i + k] = lane(z, k)


@numba.njit
def draws(state, one, other, us, out):
    s = state[0]
    for i in range(0, len(us), 4):
        u = four(us[i], us[i + 1], us[i + 2], us[i + 3])
        z = fours.tables(s, sampler_at(s, one), sampler_at(s, other), u)
        for k in range(4):
            out[i + k] = lane(z, k)


def of(function, xs, *before):
    out = np.empty(len(xs))
    function(*before, xs, out)
    return out


def same_bits(one, other):
    return np.array_equal(one.view(np.int64), other.view(np.int64))


@pytest.mark.parametrize("us", [UNIFORMS, MIDDLE, LIMITS, np.full(4, 0.5)])
def test_scores_have_the_bits_of_single_ones(us):
    assert same_bits(of(scores, us), np.array([portable.normal_quantile(u) for u in us.tolist()]))


@pytest.mark.parametrize(
    "xs",
    [
        np.linspace(-3.0, 3.0, 4000),
        np.linspace(-750.0, 750.0, 4000),
        np.array([0.0, -0.0, np.inf, -np.inf]),
        np.array([0.5, -0.5, 0.34657359027997264, -0.34657359027997264]),
    ],
)
def test_exponentials_have_the_bits_of_single_ones(xs):
    assert same_bits(of(powers, xs), np.array([portable.exp(x) for x in xs.tolist()]))


def test_two_draws_come_from_either_table(plan):
    tables = [samplers.gamma(3.0, 2.0), samplers.gamma(20.0, 50.0)]
    assert all(one.kind is samplers.Kind.TABLE for one in tables)
    stage = replace(plan.stages[0], task_hours=tables[0], external_delay=tables[1])
    kernel = Kernel(replace(plan, stages=(stage, *plan.stages[1:])))
    row = kernel.pools["stages"][0]
    expected = np.empty(UNIFORMS.size)
    for k in range(4):
        expected[k::4] = [tables[k // 2].quantile(u) for u in UNIFORMS[k::4].tolist()]
    places = int(row["task_hours"]), int(row["external_delay"])
    assert same_bits(of(draws, UNIFORMS, kernel.state, *places), expected)
