"""log, exp and the normal quantile with the same bits everywhere.

Mathematics libraries round these functions differently, so that one seed could tell two stories
on two machines or in two engines. Here they are made of + - * / and square roots, which IEEE 754
rounds in one way only, and of the exponent bits of a number. Each comes as a plain function of
floats (which a compiler can take as it stands) and as ``..._array`` for numpy arrays; both share
their formulas, and so their bits.

log and exp follow fdlibm (Sun Microsystems 1993, e_log.c and e_exp.c): under 1 unit in the last
place. The normal quantile is AS 241 (PPND16) of M. J. Wichura, "The percentage points of the
normal distribution", Applied Statistics 37, 1988: about 1e-16 relative.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TypeVar

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Real = TypeVar("Real", float, Array)

LN2_HIGH = 6.93147180369123816490e-01
LN2_LOW = 1.90821492927058770002e-10
INVERSE_LN2 = 1.44269504088896338700
ROOT_HALF = 0.7071067811865476
EXP_LOW = -708.39
"""Below, exp gives 0: numbers with fewer bits are not rounded alike on all systems."""
EXP_HIGH = 709.78
"""Above, exp gives infinity."""


def _log_of(fraction: Real, exponent: Real) -> Real:
    """log((1 + fraction) * 2**exponent), 1 + fraction between sqrt(1/2) and sqrt(2)."""
    s = fraction / (2.0 + fraction)
    z = s * s
    w = z * z
    t1 = w * (
        3.999999999940941908e-01 + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01)
    )
    t2 = z * (
        6.666666666666735130e-01
        + w
        * (2.857142874366239149e-01 + w * (1.818357216161805012e-01 + w * 1.479819860510658591e-01))
    )
    h = 0.5 * fraction * fraction
    return exponent * LN2_HIGH - ((h - (s * (h + (t2 + t1)) + exponent * LN2_LOW)) - fraction)


def log(x: float) -> float:
    """Natural logarithm; -inf at 0 and not a number below."""
    if not 0.0 < x < math.inf:
        return -math.inf if x == 0.0 else (x if x > 0.0 else math.nan)
    mantissa, exponent = math.frexp(x)
    if mantissa < ROOT_HALF:
        return _log_of(mantissa * 2.0 - 1.0, exponent - 1.0)
    return _log_of(mantissa - 1.0, exponent + 0.0)


def log_array(x: Array) -> Array:
    """:func:`log` of each element, with the same bits."""
    inside = (x > 0.0) & (x < math.inf)
    everywhere = bool(np.all(inside))
    mantissa, exponent = np.frexp(x if everywhere else np.where(inside, x, 1.0))
    small = mantissa < ROOT_HALF
    fraction = np.where(small, mantissa * 2.0, mantissa) - 1.0
    result = _log_of(fraction, exponent - small.astype(np.float64))
    if everywhere:
        return result
    return np.where(inside, result, np.where(x == 0.0, -np.inf, np.where(x > 0.0, x, np.nan)))


def _exp_of(x: Real, exponent: Real) -> Real:
    """exp(x) / 2**exponent, where exponent is the whole number nearest to x / log(2)."""
    high = x - exponent * LN2_HIGH
    low = exponent * LN2_LOW
    r = high - low
    t = r * r
    c = r - t * (
        1.66666666666666019037e-01
        + t
        * (
            -2.77777777770155933842e-03
            + t
            * (
                6.61375632143793436117e-05
                + t * (-1.65339022054652515390e-06 + t * 4.13813679705723846039e-08)
            )
        )
    )
    return 1.0 - ((low - (r * c) / (2.0 - c)) - high)


def exp(x: float) -> float:
    """Exponential function; 0 below -708.39 and infinity above 709.78."""
    if not EXP_LOW <= x <= EXP_HIGH:
        return 0.0 if x < 0.0 else (math.inf if x > 0.0 else x)
    exponent = int(x * INVERSE_LN2 + (0.5 if x >= 0.0 else -0.5))
    return math.ldexp(_exp_of(x, exponent + 0.0), exponent)


def exp_array(x: Array) -> Array:
    """:func:`exp` of each element, with the same bits."""
    inside = (x >= EXP_LOW) & (x <= EXP_HIGH)
    everywhere = bool(np.all(inside))
    safe = x if everywhere else np.where(inside, x, 0.0)
    exponent = np.trunc(safe * INVERSE_LN2 + np.where(safe >= 0.0, 0.5, -0.5))
    result: Array = np.ldexp(_exp_of(safe, exponent), exponent.astype(np.int32))
    if everywhere:
        return result
    return np.where(inside, result, np.where(x < 0.0, 0.0, np.where(x > 0.0, np.inf, x)))


def _central(q: Real) -> Real:
    """AS 241 in the middle: q = p - 1/2, abs(q) <= 0.425."""
    r = 0.180625 - q * q
    top = 2509.0809287301226727 * r + 33430.575583588128105
    top = top * r + 67265.770927008700853
    top = top * r + 45921.953931549871457
    top = top * r + 13731.693765509461125
    top = top * r + 1971.5909503065514427
    top = top * r + 133.14166789178437745
    top = top * r + 3.387132872796366608
    bottom = 5226.495278852545925 * r + 28729.085735721942674
    bottom = bottom * r + 39307.89580009271061
    bottom = bottom * r + 21213.794301586595867
    bottom = bottom * r + 5394.1960214247511077
    bottom = bottom * r + 687.1870074920579083
    bottom = bottom * r + 42.313330701600911252
    bottom = bottom * r + 1.0
    return q * top / bottom


def _tail(root: Real) -> Real:
    """AS 241 in the tails: root = sqrt(-log(p)) up to 5, for the smaller side p."""
    r = root - 1.6
    top = 7.7454501427834140764e-4 * r + 0.0227238449892691845833
    top = top * r + 0.24178072517745061177
    top = top * r + 1.27045825245236838258
    top = top * r + 3.64784832476320460504
    top = top * r + 5.7694972214606914055
    top = top * r + 4.6303378461565452959
    top = top * r + 1.42343711074968357734
    bottom = 1.05075007164441684324e-9 * r + 5.475938084995344946e-4
    bottom = bottom * r + 0.0151986665636164571966
    bottom = bottom * r + 0.14810397642748007459
    bottom = bottom * r + 0.68976733498510000455
    bottom = bottom * r + 1.6763848301838038494
    bottom = bottom * r + 2.05319162663775882187
    bottom = bottom * r + 1.0
    return top / bottom


def _far_tail(root: Real) -> Real:
    """AS 241 beyond: root = sqrt(-log(p)) above 5, that is p below 1.4e-11."""
    r = root - 5.0
    top = 2.01033439929228813265e-7 * r + 2.71155556874348757815e-5
    top = top * r + 0.0012426609473880784386
    top = top * r + 0.026532189526576123093
    top = top * r + 0.29656057182850489123
    top = top * r + 1.7848265399172913358
    top = top * r + 5.4637849111641143699
    top = top * r + 6.6579046435011037772
    bottom = 2.04426310338993978564e-15 * r + 1.4215117583164458887e-7
    bottom = bottom * r + 1.8463183175100546818e-5
    bottom = bottom * r + 7.868691311456132591e-4
    bottom = bottom * r + 0.0148753612908506148525
    bottom = bottom * r + 0.13692988092273580531
    bottom = bottom * r + 0.59983220655588793769
    bottom = bottom * r + 1.0
    return top / bottom


def normal_quantile(p: float) -> float:
    """Standard normal score that is exceeded with probability 1 - p, for 0 < p < 1."""
    q = p - 0.5
    if -0.425 <= q <= 0.425:
        return _central(q)
    root = math.sqrt(-log(p if q < 0.0 else 1.0 - p))
    z = _tail(root) if root <= 5.0 else _far_tail(root)
    return -z if q < 0.0 else z


def normal_quantile_array(p: Array) -> Array:
    """:func:`normal_quantile` of each element, with the same bits."""
    flat = p.ravel()
    q = flat - 0.5
    result = _central(q)
    outside = np.flatnonzero(np.abs(q) > 0.425)
    if outside.size:
        below = q[outside] < 0.0
        side = flat[outside]
        root = np.sqrt(-log_array(np.where(below, side, 1.0 - side)))
        z = np.where(root <= 5.0, _tail(root), _far_tail(root))
        result[outside] = np.where(below, -z, z)
    return result.reshape(p.shape)


def add_up(values: Iterable[float]) -> float:
    """The sum from left to right: ``sum`` rounds otherwise from Python 3.12 on."""
    result = 0.0
    for value in values:
        result += value
    return result
