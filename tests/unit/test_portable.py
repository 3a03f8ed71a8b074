"""log, exp and the normal quantile: right to the last bits, and the same bits in both forms."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import ndtri

from sim import portable
from sim.streams import Streams

TINY = np.finfo(float).tiny
PAIRS = {
    "log": (portable.log, portable.log_array),
    "exp": (portable.exp, portable.exp_array),
    "normal_quantile": (portable.normal_quantile, portable.normal_quantile_array),
}
UNIFORMS = Streams(1, 0).consecutive(0, 0, 0, 200_000)
ENDS = np.concatenate([2.0 ** -np.arange(1.0, 54.0), 1.0 - 2.0 ** -np.arange(1.0, 54.0)])
SEAMS = np.array([0.075, 0.925, math.exp(-25.0), 1.0 - math.exp(-25.0), math.sqrt(0.5), 0.5])
SEAMS = np.concatenate([np.nextafter(SEAMS, 0.0), SEAMS, np.nextafter(SEAMS, 1.0)])
PROBABILITIES = np.concatenate([UNIFORMS, ENDS, SEAMS])
ANY = np.concatenate([[0.0, -0.0, 5e-324, TINY, 1.7e308, -1.0, np.inf, -np.inf, np.nan], ENDS])
ARGUMENTS = {
    "log": np.concatenate([PROBABILITIES, ANY, np.exp(1400.0 * (UNIFORMS - 0.5))]),
    "exp": np.concatenate([1500.0 * (UNIFORMS - 0.5), 40.0 * (PROBABILITIES - 0.5), ANY, -ANY]),
    "normal_quantile": PROBABILITIES,
}


def same(one: np.ndarray, other: np.ndarray) -> bool:
    """Equal bits, a zero's sign included; any not-a-number equals any other."""
    return np.array_equal(one, other, equal_nan=True) and np.array_equal(
        np.signbit(one)[one == 0.0], np.signbit(other)[other == 0.0]
    )


@pytest.mark.parametrize("name", PAIRS)
def test_both_forms_give_the_same_bits(name):
    single, array = PAIRS[name]
    x = ARGUMENTS[name]
    assert same(array(x), np.array([single(value) for value in x.tolist()]))


@pytest.mark.parametrize("name", PAIRS)
def test_arrays_keep_their_shape(name):
    array = PAIRS[name][1]
    x = np.full((2, 3, 4), 0.01)
    assert array(x).shape == x.shape
    assert array(x[:0]).shape == (0, 3, 4)


def test_log_and_exp_are_within_one_unit_in_the_last_place():
    x = np.concatenate([UNIFORMS, ENDS, np.exp(1400.0 * (UNIFORMS - 0.5))])
    assert np.max(np.abs(portable.log_array(x) - np.log(x)) / np.spacing(np.abs(np.log(x)))) <= 1.0
    x = np.concatenate([1416.0 * (UNIFORMS - 0.5), ENDS, -ENDS])
    assert np.max(np.abs(portable.exp_array(x) - np.exp(x)) / np.spacing(np.exp(x))) <= 1.0


def test_normal_quantile_agrees_with_scipy():
    # Near 1/2 the score itself is near 0 and only its absolute error means anything.
    error = np.abs(portable.normal_quantile_array(PROBABILITIES) - ndtri(PROBABILITIES))
    assert np.max(error / (0.1 + np.abs(ndtri(PROBABILITIES)))) < 5e-15


def test_normal_quantile_is_odd():
    # These uniforms have an exact 1 - p.
    mirrored = portable.normal_quantile_array(1.0 - UNIFORMS)
    assert np.array_equal(mirrored, -portable.normal_quantile_array(UNIFORMS))


@given(st.floats(2.0**-53, 1.0 - 2.0**-53), st.floats(2.0**-53, 1.0 - 2.0**-53))
def test_normal_quantile_never_falls(p, other):
    low, high = sorted((p, other))
    slack = 4.0 * np.spacing(max(1.0, abs(portable.normal_quantile(low))))
    assert portable.normal_quantile(low) <= portable.normal_quantile(high) + slack


@given(st.floats(1e-300, 1e300))
def test_exp_undoes_log(x):
    assert portable.exp(portable.log(x)) == pytest.approx(x, rel=3e-13)


def test_the_ends_of_the_ranges():
    assert portable.log(1.0) == 0.0
    assert portable.log(0.0) == -math.inf
    assert portable.log(math.inf) == math.inf
    assert math.isnan(portable.log(-1.0))
    assert portable.exp(0.0) == 1.0
    assert portable.exp(-708.4) == 0.0
    assert portable.exp(-math.inf) == 0.0
    assert portable.exp(709.8) == math.inf
    assert math.isnan(portable.exp(math.nan))
    assert math.isfinite(portable.exp(portable.EXP_HIGH))
    assert portable.exp(portable.EXP_LOW) > TINY


def test_the_bits_are_those_of_every_other_machine():
    # Frozen once; a machine that differs cannot repeat stored results.
    assert portable.log(0.3).hex() == "-0x1.34378fcbda721p+0"
    assert portable.exp(-3.7).hex() == "0x1.9511fc6871044p-6"
    assert portable.normal_quantile(0.3).hex() == "-0x1.0c7e39582c5fap-1"
    assert portable.normal_quantile(0.01).hex() == "-0x1.29c5c4630ff0ep+1"
    assert portable.normal_quantile(1e-13).hex() == "-0x1.d652ace3a0130p+2"
