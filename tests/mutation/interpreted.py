"""The compiled engine without a compiler: the same functions, run by Python on the same memory.

To compile a mutant of the kernel takes twenty seconds; to run it as it stands takes one or two.
numba's decorators hand functions back unchanged, records of the pools become structures of C at
the same addresses, and fours become four Python floats. Nothing is cached on disk.
"""

from __future__ import annotations

import ctypes
import math
import operator
import struct
import sys
from collections.abc import Callable, Iterable
from types import FunctionType, ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import numpy.typing as npt
from numba.core import types

Function = Callable[..., Any]
Array = npt.NDArray[Any]
NUMBERS = {"int": types.int64, "float": types.float64, "bool": types.boolean, "Word": types.uint64}
KINDS: dict[str, Any] = {**NUMBERS}
HELPERS: list[tuple[Any, list[str]]] = []
"""Functions and kinds of their arguments that were not looked at so far."""
COMPILED: set[Function] = set()
OF_TEST = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}


class Records:
    """An array of records, whose elements have attributes as they have in the kernel."""

    def __init__(self, array: Array) -> None:
        self.array = array
        self.kind = np.ctypeslib.as_ctypes_type(array.dtype)

    def __getitem__(self, place: int) -> Any:
        return self.kind.from_address(self.array.ctypes.data + place * self.array.itemsize)


def njit(function: Function | None = None, **_options: object) -> Function:
    """A function that takes arrays of records as the kernel does."""

    def of_arrays(*args: Any) -> Any:
        while HELPERS:
            check(*HELPERS.pop())
        return function(*map(as_memory, args))

    return of_arrays if function else njit


def as_memory(one: Any) -> Any:
    """An argument whose elements are Python numbers or records of C."""
    if not isinstance(one, np.ndarray):
        return one
    if one.dtype.names:
        return Records(one)
    return memoryview(one) if one.ndim == 1 else one


def jit(function: Function) -> Function:
    """A helper, whose kinds of arguments its annotations tell."""
    HELPERS.append((function, [*function.__annotations__.values()][:-1]))
    return compiled(function)


def once(function: Function, kinds: Iterable[str], _inline: bool = False) -> Function:
    """A helper that takes records where it should, and only there."""
    *kinds, _ = kinds
    HELPERS.append((function, kinds))

    def of_kinds(*args: Any) -> Any:
        assert [isinstance(one, ctypes.Structure) for one in args] == are_records
        return function(*args)

    are_records = [kind not in NUMBERS for kind in kinds]
    return compiled(of_kinds)


def compiled(function: Function) -> Function:
    """A function that others that are compiled may call."""
    COMPILED.add(function)
    return function


def check(function: Function, kinds: Iterable[str]) -> None:
    """A compiler would miss kinds of argument that it does not know, and functions in Python."""
    assert all(KINDS[kind] is not None for kind in kinds)
    called = [function.__globals__.get(name) for name in function.__code__.co_names]
    assert all(one in COMPILED for one in called if isinstance(one, FunctionType))


def entry(function: Function) -> Function:
    """A function that Python calls, of which nothing is kept on disk."""
    at: Any = njit(function)
    at.stats = SimpleNamespace(cache_path=None)
    return at


def pool(_state: object, field: str, dtype: np.dtype[Any]) -> Function:
    """A function (state, index) -> record of a pool, where its address says."""
    kind, size = np.ctypeslib.as_ctypes_type(dtype), dtype.itemsize
    address = operator.attrgetter(field)

    @compiled
    def at(s: Any, index: int) -> Any:
        return kind.from_address(address(s) + index * size)

    return at


def column(_state: object, field: str, scalar: object) -> Function:
    """A function (state, index) -> number of a flat array."""
    kind = np.ctypeslib.as_ctypes_type(np.dtype(str(scalar)))
    address = operator.attrgetter(field)

    @compiled
    def at(s: Any, index: int) -> Any:
        return kind.from_address(address(s) + index * 8).value

    return at


class Lanes:
    """Four floats in a formula: see :mod:`sim.compiled.lanes`."""

    def __init__(self, values: Iterable[float]) -> None:
        self.values = tuple(values)

    def _with(self, action: Callable[[float, float], float], other: Any) -> Lanes:
        others = other.values if isinstance(other, Lanes) else [other] * 4
        return Lanes(map(action, self.values, others))

    def __add__(self, other: Any) -> Lanes:
        return self._with(operator.add, other)

    def __sub__(self, other: Any) -> Lanes:
        return self._with(operator.sub, other)

    def __rsub__(self, other: Any) -> Lanes:
        return self._with(lambda one, from_what: from_what - one, other)

    def __mul__(self, other: Any) -> Lanes:
        return self._with(operator.mul, other)

    def __truediv__(self, other: Any) -> Lanes:
        return self._with(operator.truediv, other)

    __radd__, __rmul__ = __add__, __mul__

    def __neg__(self) -> Lanes:
        return Lanes(-one for one in self.values)

    def root(self) -> Lanes:
        return Lanes(map(math.sqrt, self.values))

    def whole(self) -> Lanes:
        return Lanes(float(int(one)) for one in self.values)

    def mantissa(self) -> Lanes:
        return Lanes(math.frexp(one)[0] for one in self.values)

    def exponent(self) -> Lanes:
        return Lanes(float(math.frexp(one)[1]) for one in self.values)

    def power_of_2(self) -> Lanes:
        return Lanes(math.ldexp(1.0, int(one)) for one in self.values)

    def where(self, test: str, limit: float, yes: Any, no: Any) -> Lanes:
        chosen = self._with(OF_TEST[test], limit).values
        ones, others = (self._with(lambda _, one: one, part).values for part in (yes, no))
        return Lanes(one if c else o for c, one, o in zip(chosen, ones, others, strict=True))


def abreast(formula: Callable[..., Lanes]) -> Function:
    return compiled(lambda *fours: formula(*map(Lanes, fours)).values)


def within(limit: float) -> Function:
    return compiled(lambda four: all(-limit <= one <= limit for one in four))


def reinterpret(source: object, target: object) -> Function:
    codes = {"float64": "d", "int64": "q"}
    return compiled(
        lambda x: struct.unpack(codes[str(target)], struct.pack(codes[str(source)], x))[0]
    )


def intrinsic(function: object) -> Function:
    """numba's own, but for the two of :mod:`sim.compiled.bits`, whose kinds it encloses."""
    assert isinstance(function, FunctionType)
    kinds = dict(zip(function.__code__.co_freevars, function.__closure__ or (), strict=True))
    return reinterpret(kinds["source"].cell_contents, kinds["target"].cell_contents)


def install() -> None:
    """Put all this in place of what compiles; before anything of sim.compiled is imported."""
    import numba.extending

    numba.njit = njit
    numba.extending.intrinsic = intrinsic
    np.seterr(over="ignore")  # words of 64 bits wrap around
    _module("jit", jit=jit, inlined=compiled, once=once, entry=entry, pool=pool,
            column=column, KINDS=KINDS)  # fmt: skip
    _module("lanes", Lanes=Lanes, Four=object, abreast=abreast, within=within,
            four=compiled(lambda *floats: floats), lane=operator.getitem)  # fmt: skip


def _module(name: str, **contents: object) -> None:
    module = ModuleType(f"sim.compiled.{name}")
    vars(module).update(contents)
    sys.modules[module.__name__] = module
