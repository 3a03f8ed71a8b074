"""Stop at Ctrl-C or a request to end, in good order and soon."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from socket import socket, socketpair
from threading import Event, Thread
from types import FrameType

SECONDS_TO_TIDY = 4.0
"""After so long the process ends whether it is tidy or not; workers end with it."""

_HEARD = (signal.SIGINT, signal.SIGTERM)


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

    Further ones change nothing: the first already set a limit to the time that is left. Another
    thread keeps to it, which hears of a signal even while this one is held up in a library or by a
    slow disk and can't.
    """
    ear = Ear()

    def stop(number: int, _: FrameType | None) -> None:
        if not ear.signal_number:
            ear.signal_number = number
            raise Stopped

    before = [signal.signal(number, stop) for number in _HEARD]
    try:
        with _time_limit():
            yield ear
    finally:
        for number, handler in zip(_HEARD, before, strict=True):
            signal.signal(number, handler)


@contextmanager
def _time_limit() -> Iterator[None]:
    """End the process some time after the first signal, unless the block has ended by then."""
    ours, theirs = socketpair()  # a pipe would do, but not on Windows
    theirs.setblocking(False)
    before = signal.set_wakeup_fd(theirs.fileno(), warn_on_full_buffer=False)
    over = Event()
    Thread(target=_end_in_time, args=(ours, over), daemon=True).start()
    try:
        yield
    finally:
        signal.set_wakeup_fd(before)
        over.set()
        theirs.close()  # the thread hears this


def _end_in_time(signals: socket, over: Event) -> None:
    """Wait for a signal, then for the end, and make an end if there is none in time."""
    with signals:
        while heard := signals.recv(1):
            if heard[0] in _HEARD and not over.wait(SECONDS_TO_TIDY):
                os._exit(128 + heard[0])
