"""How reading a fuzzed file ended, and whether that is as it must be."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from pathlib import Path
from time import process_time
from typing import NamedTuple

from tests.hostile.trial import megabytes

SECONDS, MEMORY = 3.0, 300.0
"""Processor time, and MB of memory, that a file may take."""
PACKAGE = f"{Path(__file__).parents[2] / 'sim'}/"


class Finding(NamedTuple):
    """What is wrong with how reading a file ended.

    Attributes:
        what: In short; two findings that are called the same are one.
        details: At length.
    """

    what: str
    details: str


def judged(read: Callable[[bytes], None], data: bytes) -> Finding | None:
    """Read a file, and tell what is wrong with how that ended."""
    before, high, start = megabytes("VmRSS"), megabytes("VmHWM"), process_time()
    try:
        read(data)
    except Exception as error:
        return Finding(_called(error), "".join(traceback.format_exception(error)))
    seconds, peak = process_time() - start, megabytes("VmHWM")
    if seconds > SECONDS:
        return Finding("takes too long", f"{seconds:.1f} s")
    if peak > high and peak - before > MEMORY:
        return Finding("takes too much memory", f"{peak - before:.0f} MB")
    return None


def _called(error: Exception) -> str:
    """The kind of error, and the last line of the project on its way."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if frame.filename.startswith(PACKAGE)]
    last = (own or frames)[-1]
    where = f"{last.filename.removeprefix(PACKAGE)}:{last.lineno}"
    return f"{type(error).__name__} in {where}"
