"""The part of :mod:`math` that sim.portable uses, on the bits of a number instead of by C calls.

It stands in for ``math`` where the kernel compiles the functions of sim.portable: the same
results, a good deal sooner.
"""

from __future__ import annotations

import math
from math import inf, nan, sqrt
from typing import Any

from numba.core import types
from numba.extending import intrinsic

from sim.compiled.jit import jit

__all__ = ["frexp", "inf", "ldexp", "nan", "sqrt"]

MANTISSA = (1 << 52) - 1
HALF = 1022 << 52
ONE = 1023
LEAST, MOST = -1000, 1000
"""Exponents within which nothing needs care."""


def _reinterpret(source: Any, target: Any) -> Any:
    @intrinsic
    def cast(_typing: Any, _value: Any) -> Any:
        def generate(context: Any, builder: Any, _signature: Any, args: Any) -> Any:
            return builder.bitcast(args[0], context.get_value_type(target))

        return target(source), generate

    return cast


bits_of = _reinterpret(types.float64, types.int64)
float_of = _reinterpret(types.int64, types.float64)


@jit
def frexp(x: float) -> tuple[float, int]:
    """Mantissa from 1/2 to 1, and exponent of 2, of a positive number."""
    bits = bits_of(x)
    if bits >> 52 == 0:
        return math.frexp(x)
    return float_of((bits & MANTISSA) | HALF), (bits >> 52) - 1022


@jit
def ldexp(x: float, exponent: int) -> float:
    """X times 2 ** exponent, for x near 1."""
    if LEAST < exponent < MOST:
        return x * float_of((exponent + ONE) << 52)
    return math.ldexp(x, exponent)
