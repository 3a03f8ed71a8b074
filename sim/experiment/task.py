"""What can be spread over workers, and the loop that keeps workers busy with it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import Future

Piece = TypeVar("Piece")
Result = TypeVar("Result")
Taken_contra = TypeVar("Taken_contra", contravariant=True)
Given_co = TypeVar("Given_co", covariant=True)

Proceed = Callable[[], None]
"""Called by a task about once a second; what it raises must end the task."""

LOOK_UP_SECONDS = 0.5
"""Windows hears Ctrl-C only between two waits."""


class Task(Protocol[Taken_contra, Given_co]):
    """Work that is done piece by piece, in any order.

    It must survive pickling, as must its pieces and what it makes of them, wherever others than
    the threads of this process do it.
    """

    def __call__(self, piece: Taken_contra, proceed: Proceed, /) -> Given_co:
        """Do one piece."""

    def name(self, piece: Taken_contra, /) -> str:
        """What to call a piece in a message, such as ``replication 7``."""


def nothing() -> None:
    """Let the work go on."""


def drain(
    submit: Callable[[int], Future[Any]],
    waiting: deque[int],
    out: dict[Future[Any], int],
    room: Callable[[], int],
    on_done: Callable[[Any], None],
) -> None:
    """Keep workers busy until nothing waits, and hand on each result in this thread.

    Only a limited number of pieces is out at a time, so that memory does not grow with their
    number, and a death is counted against pieces that were really in work.

    Args:
        submit: Gives a piece to the workers.
        waiting: Indices of the pieces, taken from the left.
        out: Gets the pieces that are out; those in it when this ends by an error were lost.
        room: How many pieces may be out, asked again and again; what it raises ends the work.
        on_done: Called with each result.
    """
    from concurrent.futures import FIRST_COMPLETED, wait  # noqa: PLC0415  a serial run needs none

    while waiting or out:
        most = room()
        while waiting and len(out) < most:
            out[submit(waiting[0])] = waiting[0]
            waiting.popleft()
        ready, _ = wait(out, LOOK_UP_SECONDS, FIRST_COMPLETED)
        for future in ready:
            result = future.result()
            del out[future]
            on_done(result)
