"""Stop at Ctrl-C or a request to end, in good order and soon."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Timer
from types import FrameType

SECONDS_TO_TIDY = 4.0
"""After so long the process ends whether it is tidy or not; workers end with it."""


class Stopped(BaseException):
    """Raised in the main thread when the process was asked to stop."""


@dataclass(slots=True)
class Ear:
    """What was heard so far.

    Attributes:
        signal_number: The signal, or 0. Read this instead of the error that ends the work:
            libraries may turn :class:`Stopped` into an error of their own.
    """

    signal_number: int = 0

    @property
    def exit_code(self) -> int:
        """What a shell reports for a process that the signal ended: 130, 143."""
        return 128 + self.signal_number


@contextmanager
def listening() -> Iterator[Ear]:
    """Raise :class:`Stopped` at the first SIGINT or SIGTERM while the block runs.

    Further ones change nothing: the first already set a limit to the time that is left.
    """
    ear = Ear()
    limits: list[Timer] = []

    def stop(number: int, _: FrameType | None) -> None:
        if ear.signal_number:
            return
        ear.signal_number = number
        limits.append(Timer(SECONDS_TO_TIDY, os._exit, (ear.exit_code,)))
        limits[0].daemon = True
        limits[0].start()
        raise Stopped

    heard = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(number, stop) for number in heard]
    try:
        yield ear
    finally:
        for limit in limits:
            limit.cancel()
        for number, handler in zip(heard, before, strict=True):
            signal.signal(number, handler)
