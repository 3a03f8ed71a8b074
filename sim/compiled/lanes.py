"""Four numbers side by side, which processors work on with one instruction.

A formula is run once, on stand-ins for four floats each, and every operation on these adds an
instruction to the code. Each of the four comes out with the bits that it would have by itself:
IEEE 754 knows one way only to round + - * / and square roots.
"""

from __future__ import annotations

from collections.abc import Callable
from inspect import Parameter, Signature, signature
from typing import Any, TypeAlias

from llvmlite import ir
from numba.core import types
from numba.core.cgutils import get_or_insert_function
from numba.extending import intrinsic, models, register_model

COUNT = 4
FLOAT, INT, WORD = (
    ir.VectorType(kind, COUNT) for kind in (ir.DoubleType(), ir.IntType(32), ir.IntType(64))
)
ROOT = f"llvm.sqrt.v{COUNT}f64"
DIGITS, BIAS = 52, 1023
Four: TypeAlias = Any


class FourType(types.Type):
    """Four floats in compiled functions."""

    def __init__(self) -> None:
        super().__init__("Four")


@register_model(FourType)
class _Model(models.PrimitiveModel):
    def __init__(self, manager: Any, kind: FourType) -> None:
        super().__init__(manager, kind, FLOAT)


FOUR = FourType()


class Lanes:
    """Four floats in a formula."""

    def __init__(self, builder: Any, value: Any) -> None:
        self.builder, self.value = builder, value

    def _new(self, value: Any) -> Lanes:
        return Lanes(self.builder, value)

    def __add__(self, other: Lanes | float) -> Lanes:
        return self._new(self.builder.fadd(self.value, _value(other)))

    def __radd__(self, other: float) -> Lanes:
        return self._new(self.builder.fadd(_value(other), self.value))

    def __sub__(self, other: Lanes | float) -> Lanes:
        return self._new(self.builder.fsub(self.value, _value(other)))

    def __rsub__(self, other: float) -> Lanes:
        return self._new(self.builder.fsub(_value(other), self.value))

    def __mul__(self, other: Lanes | float) -> Lanes:
        return self._new(self.builder.fmul(self.value, _value(other)))

    def __rmul__(self, other: float) -> Lanes:
        return self._new(self.builder.fmul(_value(other), self.value))

    def __truediv__(self, other: Lanes) -> Lanes:
        return self._new(self.builder.fdiv(self.value, other.value))

    def __neg__(self) -> Lanes:
        return self._new(self.builder.fneg(self.value))

    def root(self) -> Lanes:
        """Square roots."""
        kind = ir.FunctionType(FLOAT, [FLOAT])
        function: Any = get_or_insert_function(self.builder.module, kind, ROOT)
        return self._new(self.builder.call(function, [self.value]))

    def whole(self) -> Lanes:
        """Whole numbers, towards 0, of numbers below 2**31."""
        return self._new(self.builder.sitofp(self.builder.fptosi(self.value, INT), FLOAT))

    def mantissa(self) -> Lanes:
        """Mantissas from 1/2 to 1 of positive numbers that are not tiny."""
        bits = self.builder.bitcast(self.value, WORD)
        digits = self.builder.and_(bits, _words((1 << DIGITS) - 1))
        half = self.builder.or_(digits, _words((BIAS - 1) << DIGITS))
        return self._new(self.builder.bitcast(half, FLOAT))

    def exponent(self) -> Lanes:
        """The exponents of 2 that belong to these mantissas."""
        bits = self.builder.lshr(self.builder.bitcast(self.value, WORD), _words(DIGITS))
        exponents = self.builder.trunc(self.builder.sub(bits, _words(BIAS - 1)), INT)
        return self._new(self.builder.sitofp(exponents, FLOAT))

    def power_of_2(self) -> Lanes:
        """Powers of 2, the exponents being whole and not large."""
        exponents = self.builder.sext(self.builder.fptosi(self.value, INT), WORD)
        bits = self.builder.shl(self.builder.add(exponents, _words(BIAS)), _words(DIGITS))
        return self._new(self.builder.bitcast(bits, FLOAT))

    def where(self, test: str, limit: float, yes: Lanes | float, no: Lanes | float) -> Lanes:
        """One or the other number, as each compares with a limit."""
        condition = self.builder.fcmp_ordered(test, self.value, _value(limit))
        return self._new(self.builder.select(condition, _value(yes), _value(no)))


def _value(number: Lanes | float) -> Any:
    if isinstance(number, Lanes):
        return number.value
    return ir.Constant(FLOAT, [float(number)] * COUNT)


def _words(number: int) -> Any:
    return ir.Constant(WORD, [number] * COUNT)


# ---- in compiled functions ---------------------------------------------------------------------


def abreast(formula: Callable[..., Lanes]) -> Any:
    """A compiled function of fours from a formula without jumps."""

    def at(_typing: Any, *kinds: Any) -> Any:
        def generate(_context: Any, builder: Any, _signature: Any, args: Any) -> Any:
            return formula(*(Lanes(builder, one) for one in args)).value

        return FOUR(*kinds), generate

    first = Parameter("typing", Parameter.POSITIONAL_OR_KEYWORD)
    described: Any = at
    described.__signature__ = Signature([first, *signature(formula).parameters.values()])
    return intrinsic(at)


def within(limit: float) -> Any:
    """A compiled function: whether all four are at most so far from 0."""

    @intrinsic
    def at(_typing: Any, _four: Any) -> Any:
        def generate(_context: Any, builder: Any, _signature: Any, args: Any) -> Any:
            above = builder.fcmp_ordered(">=", args[0], _value(-limit))
            below = builder.fcmp_ordered("<=", args[0], _value(limit))
            flags = builder.bitcast(builder.and_(above, below), ir.IntType(COUNT))
            return builder.icmp_unsigned("==", flags, flags.type((1 << COUNT) - 1))

        return types.boolean(FOUR), generate

    return at


def _four(_typing: Any, _a: Any, _b: Any, _c: Any, _d: Any) -> Any:
    """Four floats as one thing."""

    def generate(_context: Any, builder: Any, _signature: Any, args: Any) -> Any:
        result = ir.Constant(FLOAT, ir.Undefined)
        for place, one in enumerate(args):
            result = builder.insert_element(result, one, ir.IntType(32)(place))
        return result

    return FOUR(*[types.float64] * COUNT), generate


def _lane(_typing: Any, _four: Any, _place: Any) -> Any:
    """One of the four."""

    def generate(_context: Any, builder: Any, _signature: Any, args: Any) -> Any:
        return builder.extract_element(*args)

    return types.float64(FOUR, types.intp), generate


four: Any = intrinsic(_four)
lane: Any = intrinsic(_lane)
