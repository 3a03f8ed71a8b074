"""How functions are compiled, and how compiled ones reach into the pools of a run.

The kernel is many small functions that hand one another records: pointers into flat arrays, as a
C program would hand structs on. A pool is such an array; its address stands in the state, so that
all functions need one argument for everything, and a pool can grow while the run rests.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import numba
import numpy as np
from numba.core import types
from numba.extending import intrinsic
from numba.np.numpy_support import from_dtype

from sim.compiled.cache import folder

Function = TypeVar("Function", bound=Callable[..., Any])

KINDS: dict[str, Any] = {
    "int": types.int64,
    "float": types.float64,
    "bool": types.boolean,
    "Word": types.uint64,
}
"""What annotations of compiled functions mean; sim.compiled.layout adds the records."""


def jit(function: Function) -> Function:
    """Compile a helper: strict IEEE arithmetic, no checks of Python's for division by zero.

    It is compiled when it is first called from another, once, for the types of its annotations;
    numba by itself would compile it anew for every constant and every width of integers.
    """
    return once(function, function.__annotations__.values())


def inlined(function: Function) -> Function:
    """Put a function into its caller before either is compiled.

    For what is called from one place and has nothing of this kind in itself: numba needs a tenth
    of a second for every function that it compiles by itself.
    """
    njit: Any = numba.njit
    result: Function = njit(error_model="numpy", inline="always")(function)
    return result


def once(function: Function, kinds: Iterable[str], inline: bool = False) -> Function:
    """Compile a helper for arguments (and a result, the last) of the kinds named."""
    njit: Any = numba.njit
    compiled = njit(
        error_model="numpy", forceinline=inline, no_cpython_wrapper=True, no_cfunc_wrapper=True
    )(function)
    resolve = compiled.get_call_template
    arguments = [*kinds][:-1]

    def get_call_template(args: Any, kws: Any) -> Any:
        if not compiled.overloads:
            compiled.compile(tuple(KINDS[kind] for kind in arguments))
            compiled.disable_compile()
        return resolve(args, kws)

    compiled.get_call_template = get_call_template
    result: Function = compiled
    return result


def entry(function: Function) -> Function:
    """Compile a function that Python calls; the machine code is kept on disk if it can be."""
    config: Any = numba.config
    place, before = folder(), config.CACHE_DIR
    config.CACHE_DIR = str(place or before)
    try:
        keep = place is not None
        compiled: Any = numba.njit(error_model="numpy", nogil=True, cache=keep)(function)
    finally:
        config.CACHE_DIR = before
    result: Function = compiled
    return result


def pool(state: np.dtype[Any], field: str, dtype: np.dtype[Any]) -> Any:
    """A compiled function (state, index) -> record of a pool.

    Args:
        state: The state's layout.
        field: Field of the state that holds the pool's address.
        dtype: Layout of the pool's records.
    """
    record = from_dtype(dtype)
    offset = _offset(state, field)

    @intrinsic
    def at(_typing: Any, s: Any, _index: Any) -> Any:
        def generate(context: Any, builder: Any, _signature: Any, args: Any) -> Any:
            address = _address(context, builder, args, offset, record.size)
            return builder.inttoptr(address, context.get_value_type(record))

        return record(s, types.intp), generate

    return at


def column(state: np.dtype[Any], field: str, scalar: Any) -> Any:
    """A compiled function (state, index) -> number of a flat array of numbers of 8 bytes."""
    offset = _offset(state, field)

    @intrinsic
    def at(_typing: Any, s: Any, _index: Any) -> Any:
        def generate(context: Any, builder: Any, _signature: Any, args: Any) -> Any:
            address = _address(context, builder, args, offset, 8)
            pointer = builder.inttoptr(address, context.get_value_type(scalar).as_pointer())
            return builder.load(pointer)

        return scalar(s, types.intp), generate

    return at


def _offset(state: np.dtype[Any], field: str) -> int:
    """Where in the state a field stands."""
    fields: Any = state.fields
    offset: int = fields[field][1]
    return offset


def _address(context: Any, builder: Any, args: Any, offset: int, size: int) -> Any:
    """Address of an element: base address (a field of the state) + index x size."""
    word = context.get_value_type(types.intp)
    state = builder.ptrtoint(args[0], word)
    field = builder.inttoptr(builder.add(state, word(offset)), word.as_pointer())
    return builder.add(builder.load(field), builder.mul(args[1], word(size)))
