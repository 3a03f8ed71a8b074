"""Four draws at a time from tables: sim.compiled.draws.table, with the same bits.

A processor does for four what it does for one, in little more time; and in the tails of the
normal distribution, where one draw in seven lies, it needs to guess a jump once and not four times.
"""

from __future__ import annotations

from typing import Any

from sim import portable
from sim.compiled.draws import (
    CELLS_PER_SCORE,
    COEFFICIENTS,
    SCORE_LIMIT,
    exp,
    normal_quantile,
)
from sim.compiled.jit import inlined
from sim.compiled.lanes import Four, Lanes, abreast, four, lane, within
from sim.compiled.layout import Sampler, State, floats

CENTRAL, FAR = 0.425, 5.0
"""Limits in sim.portable.normal_quantile."""
SAFE = 690.0
"""Numbers so far from 0 need no care in sim.portable.exp."""
log_of: Any = portable._log_of
exp_of: Any = portable._exp_of
tail_of: Any = portable._tail
"""The very formulas of single floats."""
all_central, none_far, all_safe = within(CENTRAL), within(FAR), within(SAFE)


def _log(x: Lanes) -> Lanes:
    """Logarithms of numbers from 2**-53 to 1."""
    mantissa, exponent = x.mantissa(), x.exponent()
    fraction = mantissa.where("<", portable.ROOT_HALF, mantissa * 2.0, mantissa) - 1.0
    lower = mantissa.where("<", portable.ROOT_HALF, exponent - 1.0, exponent)
    result: Lanes = log_of(fraction, lower)
    return result


def _exp(x: Lanes) -> Lanes:
    """Exponential function of safe numbers."""
    exponent = (x * portable.INVERSE_LN2 + x.where(">=", 0.0, 0.5, -0.5)).whole()
    result: Lanes = exp_of(x, exponent) * exponent.power_of_2()
    return result


def _with_tails(q: Lanes, central: Lanes, root: Lanes) -> Lanes:
    """Scores: the central ones where they hold, those of the tails elsewhere."""
    z = tail_of(root)
    tail = q.where("<", 0.0, -z, z)
    return q.where("<=", CENTRAL, q.where(">=", -CENTRAL, central, tail), tail)


from_middle = abreast(lambda p: p - 0.5)
central_scores = abreast(portable._central)
tail_roots = abreast(lambda p, q: (-_log(q.where("<", 0.0, p, 1.0 - p))).root())
with_tails = abreast(_with_tails)
safe_exp = abreast(_exp)
places = abreast(lambda score: (score + SCORE_LIMIT) * CELLS_PER_SCORE)
wholes = abreast(Lanes.whole)
differences = abreast(lambda one, other: one - other)
cubics = abreast(lambda t, y, slope, bend, twist: y + t * (slope + t * (bend + t * twist)))


@inlined
def normal_quantiles(p: Four) -> Four:
    """Standard normal scores."""
    q = from_middle(p)
    central = central_scores(q)
    if all_central(q):
        return central
    root = tail_roots(p, q)
    if none_far(root):
        return with_tails(q, central, root)
    return four(
        normal_quantile(lane(p, 0)), normal_quantile(lane(p, 1)),
        normal_quantile(lane(p, 2)), normal_quantile(lane(p, 3)),
    )  # fmt: skip


@inlined
def exps(x: Four) -> Four:
    """Exponential function."""
    if all_safe(x):
        return safe_exp(x)
    return four(exp(lane(x, 0)), exp(lane(x, 1)), exp(lane(x, 2)), exp(lane(x, 3)))


@inlined
def tables(s: State, one: Sampler, other: Sampler, u: Four) -> Four:
    """The first two draws from one table, the others from another."""
    place = places(normal_quantiles(u))
    cell = wholes(place)
    a = one.ys + COEFFICIENTS * int(lane(cell, 0))
    b = one.ys + COEFFICIENTS * int(lane(cell, 1))
    c = other.ys + COEFFICIENTS * int(lane(cell, 2))
    d = other.ys + COEFFICIENTS * int(lane(cell, 3))
    logarithms = cubics(
        differences(place, cell),
        four(floats(s, a), floats(s, b), floats(s, c), floats(s, d)),
        four(floats(s, a + 1), floats(s, b + 1), floats(s, c + 1), floats(s, d + 1)),
        four(floats(s, a + 2), floats(s, b + 2), floats(s, c + 2), floats(s, d + 2)),
        four(floats(s, a + 3), floats(s, b + 3), floats(s, c + 3), floats(s, d + 3)),
    )
    return exps(logarithms)
