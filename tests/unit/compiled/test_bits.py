import ast
import math
from pathlib import Path

import numba
import numpy as np

from sim import portable
from sim.compiled import bits


@numba.njit
def frexp_of(xs, mantissas, exponents):
    for i in range(len(xs)):
        mantissas[i], exponents[i] = bits.frexp(xs[i])


@numba.njit
def ldexp_of(xs, exponents, out):
    for i in range(len(xs)):
        out[i] = bits.ldexp(xs[i], exponents[i])


def test_frexp_is_that_of_math():
    powers = 2.0 ** np.arange(-1074, 1024)
    xs = np.concatenate(
        [
            powers,
            np.nextafter(powers[1:], 0.0),
            np.nextafter(powers, np.inf),
            np.geomspace(5e-324, 1.7e308, 500),
            [1.7976931348623157e308],
        ]
    )
    mantissas, exponents = np.empty(len(xs)), np.empty(len(xs), np.int64)
    frexp_of(xs, mantissas, exponents)
    expected = [math.frexp(x) for x in xs.tolist()]
    assert mantissas.tolist() == [mantissa for mantissa, _ in expected]
    assert exponents.tolist() == [exponent for _, exponent in expected]


def test_ldexp_is_that_of_math():
    xs, exponents = np.meshgrid([0.5, 0.75, 1.0, 1.4142135623730951, 2.0], np.arange(-1080, 1023))
    xs, exponents = xs.ravel(), exponents.ravel()
    out = np.empty(len(xs))
    ldexp_of(xs, exponents, out)
    pairs = zip(xs.tolist(), exponents.tolist(), strict=True)
    assert out.tolist() == [math.ldexp(x, exponent) for x, exponent in pairs]


def test_all_that_the_portable_functions_use_of_math_is_there():
    tree = ast.parse(Path(portable.__file__).read_text("utf-8"))
    nodes = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
    used = {node.attr for node in nodes if getattr(node.value, "id", "") == "math"}
    assert used == set(bits.__all__)
    assert [name for name in used if not hasattr(bits, name)] == []
