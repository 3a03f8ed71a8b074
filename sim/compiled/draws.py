"""Random numbers and distributions in the kernel: the same keys and the same bits.

Functions of floats are compiled from the very source that the reference runs.
"""

from __future__ import annotations

from collections.abc import Callable
from types import FunctionType
from typing import Any, TypeAlias

import numpy as np

from sim import portable
from sim.compiled import bits
from sim.compiled.jit import inlined, jit, once
from sim.compiled.layout import Sampler, State, floats, samplers
from sim.samplers import Kind, sampler
from sim.streams import M0, M1, ROUNDS, UNIT, W0, W1, WORD

U = np.uint64
Word: TypeAlias = Any
MULTIPLIER_0, MULTIPLIER_1 = U(M0), U(M1)
STEP_0, STEP_1 = U(W0), U(W1)
MASK, HALF, ONE = U(WORD), U(32), U(1)
UP, DOWN = U(20), U(12)


def _same(function: Callable[..., float], **helpers: Any) -> Any:
    """Compile a function from its own source, with compiled helpers in place of its own."""
    assert isinstance(function, FunctionType)
    names = {**function.__globals__, "math": bits, **helpers}
    kinds = [
        "Sampler" if kind == "Sampler" else "float" for kind in function.__annotations__.values()
    ]
    return once(FunctionType(function.__code__, names, function.__name__), kinds, True)


log = _same(portable.log, _log_of=_same(portable._log_of))
exp = _same(portable.exp, _exp_of=_same(portable._exp_of))
normal_quantile = _same(
    portable.normal_quantile,
    log=log,
    _central=_same(portable._central),
    _tail=_same(portable._tail),
    _far_tail=_same(portable._far_tail),
)
exponential = _same(sampler._exponential, log=log)
lognormal = _same(sampler._lognormal, exp=exp, normal_quantile=normal_quantile)
weibull = _same(sampler._weibull, exp=exp, log=log)
triangular = _same(sampler._triangular)
uniform_between = _same(sampler._uniform)

FIXED, EXPONENTIAL, LOGNORMAL, WEIBULL, TRIANGULAR, UNIFORM, TABLE, DISCRETE, PIECEWISE = map(
    int, Kind
)
COEFFICIENTS = 4
SCORE_LIMIT, CELLS_PER_SCORE = sampler.SCORE_LIMIT, sampler.CELLS_PER_SCORE


@jit
def uniforms(s: State, purpose: int, name: int, number: int, pair: int) -> tuple[float, float]:
    """The draws of the indices 2 x pair and 2 x pair + 1: see :mod:`sim.streams`."""
    k0, k1 = U(s.seed), U(s.replication)
    c0, c1, c2, c3 = U(pair), U(purpose), U(name), U(number)
    for _ in range(ROUNDS):
        p0, p1 = MULTIPLIER_0 * c0, MULTIPLIER_1 * c2
        c0, c1, c2, c3 = (p1 >> HALF) ^ c1 ^ k0, p1 & MASK, (p0 >> HALF) ^ c3 ^ k1, p0 & MASK
        k0, k1 = (k0 + STEP_0) & MASK, (k1 + STEP_1) & MASK
    return _unit(c0, c1), _unit(c2, c3)


@inlined
def _unit(high: Word, low: Word) -> float:
    """52 bits as the middle of one of 2**52 equal parts of (0, 1)."""
    return (float(np.int64((high << UP) | (low >> DOWN))) + 0.5) * UNIT


@jit
def uniform(s: State, purpose: int, name: int, number: int, index: int) -> float:
    """One draw, strictly between 0 and 1."""
    first, second = uniforms(s, purpose, name, number, index >> 1)
    return second if index & 1 else first


@jit
def bisect_left(s: State, first: int, size: int, x: float) -> int:
    """How many of some ordered numbers are below x."""
    low, high = 0, size
    while low < high:
        middle = (low + high) >> 1
        if floats(s, first + middle) < x:
            low = middle + 1
        else:
            high = middle
    return low


@jit
def bisect_right(s: State, first: int, size: int, x: float) -> int:
    """How many of some ordered numbers are not above x."""
    low, high = 0, size
    while low < high:
        middle = (low + high) >> 1
        if x < floats(s, first + middle):
            high = middle
        else:
            low = middle + 1
    return low


@jit
def quantile(s: State, place: int, u: float) -> float:  # noqa: PLR0911 - one a kind
    """The draw that belongs to a uniform u, 0 < u < 1, from the sampler at a place."""
    one = samplers(s, place)
    kind = one.kind
    if kind == FIXED:
        return one.a
    if kind == EXPONENTIAL:
        return exponential(one, u)
    if kind == LOGNORMAL:
        return lognormal(one, u)
    if kind == DISCRETE:
        return floats(s, one.ys + bisect_left(s, one.xs, one.size, u))
    if kind == TABLE:
        return table(s, one, u)
    if kind == PIECEWISE:
        i = bisect_left(s, one.xs, one.size, u) - 1
        return floats(s, one.ys + i) + (u - floats(s, one.xs + i)) * floats(s, one.slopes + i)
    if kind == WEIBULL:
        return weibull(one, u)
    if kind == TRIANGULAR:
        return triangular(one, u)
    return uniform_between(one, u)


@inlined
def table(s: State, one: Sampler, u: float) -> float:
    """A table of the logarithm of the quantile at normal scores.

    sim.samplers.sampler.hermite, with all that is the same for every draw from a cell worked out
    beforehand: see :func:`sim.compiled.tables.cells`.
    """
    place = (normal_quantile(u) + SCORE_LIMIT) * CELLS_PER_SCORE
    i = int(place)
    cell, t = one.ys + COEFFICIENTS * i, place - i
    bend = floats(s, cell + 2) + t * floats(s, cell + 3)
    return exp(floats(s, cell) + t * (floats(s, cell + 1) + t * bend))
