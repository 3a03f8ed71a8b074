"""A piece of work that travels to another machine as bytes, and comes back as bytes.

Nothing but bytes goes through Dask, errors included. When Dask itself reads our names, a scheduler
without Headroom refuses the work, a worker without it ends, and what one end can't read of the
other leaves Dask waiting for ever.
"""

from __future__ import annotations

import pickle
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from sim import provenance
from sim.errors import InputError, SimError
from sim.experiment.task import Piece, Result, Task, nothing


@dataclass(frozen=True, slots=True)
class Call:
    """A call that is made where this is unpickled, by a function of Python's own.

    Attributes:
        version: What makes the numbers of whoever asks, see :func:`provenance.model_version`.
        task: The task, pickled.
        piece: The piece, pickled.
    """

    version: str
    task: bytes
    piece: bytes

    def __reduce__(self) -> tuple[Callable[..., bytes], tuple[str, bytes, bytes]]:
        """What pickle leaves: the call."""
        return perform_packed, (self.version, self.task, self.piece)


class _Failure(NamedTuple):
    """Stands in for a result."""

    error: Exception


def result(packed: bytes) -> Any:
    """What a worker made of a piece.

    Args:
        packed: What :func:`perform_packed` returned there.

    Raises:
        InputError: If it can't be read here.
        Exception: As the task raised it.
    """
    try:
        made = pickle.loads(packed)  # noqa: S301 - from a worker, which may run anything here
    except Exception as error:
        raise unlike(f"its results can't be read: {error}") from error
    if isinstance(made, _Failure):
        raise made.error
    return made


def unlike(why: str) -> InputError:
    """A worker that has another program, or none."""
    return InputError(
        problem=f"a worker can't take part: {why}.",
        remedy="Install the same version of Headroom, Python and its libraries on every machine.",
    )


# --- in the worker ---


def perform_packed(version: str, packed: bytes, piece: bytes) -> bytes:
    """Do a piece, and return the result or the failure, pickled; see :class:`Call`."""
    try:
        return pickle.dumps(_perform(*_opened(version, packed, piece)))
    except (SimError, MemoryError, OSError, RuntimeError) as error:
        return pickle.dumps(_Failure(error))


def _opened(version: str, packed: bytes, piece: bytes) -> tuple[Task[Any, Any], Any]:
    """The task and the piece, if this worker can do them as whoever asks would."""
    if provenance.model_version() != version:
        raise unlike("its program or libraries are not those of the machine that asks")
    try:
        return _unpacked(packed), pickle.loads(piece)  # noqa: S301 - from who may run anything here
    except Exception as error:
        raise unlike(f"the work can't be read: {error}") from error


def _perform(task: Task[Piece, Result], piece: Piece) -> Result:
    try:
        return task(piece, nothing)
    except (SimError, MemoryError, OSError):
        raise
    except ImportError as error:
        raise unlike(str(error)) from error
    except Exception:
        text = f"The work on {task.name(piece)} failed.\n{traceback.format_exc()}"
        raise RuntimeError(text) from None  # an error may not survive pickling


@lru_cache(maxsize=2)
def _unpacked(packed: bytes) -> Task[Any, Any]:
    """The task; every piece brings it along, because workers come and go."""
    task: Task[Any, Any] = pickle.loads(packed)  # noqa: S301 - from who may run anything here
    return task
