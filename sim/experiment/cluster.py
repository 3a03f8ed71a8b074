"""Pieces of work over the workers of a Dask scheduler, here or on other machines.

Only this module knows Dask. Workers share nothing with this process but the program: a task goes
to them whole, and what it makes comes back whole. They may come and go.
"""

from __future__ import annotations

import logging
import pickle
import warnings
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

from sim import provenance
from sim.errors import InputError, MachineError, SimError
from sim.experiment.remote import Call, result, unlike
from sim.experiment.task import Piece, Result, Task, drain

if TYPE_CHECKING:
    from concurrent.futures import Future

    from distributed import Client, Security

CONNECT_SECONDS = 15.0
"""How long to wait for a scheduler to answer."""

WORKERS_SECONDS = 60.0
"""How long a scheduler may be without workers."""

COUNT_SECONDS = 1.0
"""How often to ask how many workers there are."""

CLOSE_SECONDS = 2.0
"""How long to take leave of the scheduler: less than :data:`sim.signals.SECONDS_TO_TIDY`."""

PIECES_PER_THREAD = 2
"""One in work and one at hand, so that no worker waits for the way here and back."""

_SET_UP = (
    "Let DASK_DISTRIBUTED__COMM__TLS__CA_FILE, DASK_DISTRIBUTED__COMM__TLS__CLIENT__CERT and"
    " DASK_DISTRIBUTED__COMM__TLS__CLIENT__KEY name them: docs/how-to/use_several_machines.md."
)
_KEPT = "What is finished is kept: give the same command again and it goes on from there."


def perform_on_cluster(
    task: Task[Piece, Result],
    pieces: Sequence[Piece],
    scheduler: str,
    on_done: Callable[[Result], None],
) -> None:
    """Do a task for every piece on the workers of a Dask scheduler.

    Dask itself gives the piece of a worker that died to another.

    Args:
        task: What to do with a piece.
        pieces: Each is done once.
        scheduler: The address of the scheduler, such as ``tls://10.0.0.1:8786``.
        on_done: Called in this thread with each result.

    Raises:
        InputError: If Dask is not installed, or a worker has another version of the program.
        SimError: As raised by the task.
        MachineError: If the scheduler can't be reached or is lost, stays without workers, or
            workers die several times over the same piece.
    """
    version, packed = provenance.model_version(), pickle.dumps(task)
    out: dict[Future[Any], int] = {}
    with _connected(scheduler) as client:
        executor = client.get_executor(pure=False)

        def submit(index: int) -> Future[Any]:
            call = Call(version, packed, pickle.dumps(pieces[index]))
            work: Future[Any] = executor.submit(pickle.loads, pickle.dumps(call))
            return work

        waiting, room = deque(range(len(pieces))), _Room(client, scheduler)
        try:
            drain(submit, waiting, out, room, lambda packed: on_done(result(packed)))
        except BaseException as error:
            lost = [task.name(pieces[out[work]]) for work in out if _ended_by(work, error)]
            if lost:
                raise _explained(error, scheduler, lost) from error
            raise


def _ended_by(work: Future[Any], error: BaseException) -> bool:
    """Whether an error is Dask's own about this work."""
    if work.cancelled():
        return isinstance(error, CancelledError)
    return work.done() and work.exception() is error


def _explained(error: BaseException, scheduler: str, lost: Sequence[str]) -> SimError:
    """Dask's own errors about pieces in our own words."""
    from distributed import KilledWorker  # noqa: PLC0415

    if isinstance(error, KilledWorker):
        return MachineError(
            f"The workers that did {' or '.join(lost)} were ended {error.allowed_failures + 1}"
            " times; usually memory has run out. What is finished is kept: give the same command"
            " with fewer threads on each worker and it goes on from there."
        )
    if isinstance(error, CancelledError | OSError):
        return _lost(scheduler)
    return unlike(str(error) or type(error).__name__)


def _lost(scheduler: str) -> MachineError:
    return MachineError(f"The scheduler at {scheduler} was lost. {_KEPT}")


class _Room:
    """How many pieces may be out; follows the workers as they come and go."""

    def __init__(self, client: Client, scheduler: str) -> None:
        self._client = client
        self._scheduler = scheduler
        self._threads = 0
        self._counted = float("-inf")
        self._last_seen = monotonic()

    def __call__(self) -> int:
        """Some for each thread; one if there is none, so that clusters that grow with work do."""
        if self._client.status != "running":
            raise _lost(self._scheduler)
        if monotonic() - self._counted >= COUNT_SECONDS:
            self._count()
        return max(1, PIECES_PER_THREAD * self._threads)

    def _count(self) -> None:
        try:
            workers = self._client.nthreads(callback_timeout=CONNECT_SECONDS)
        except (OSError, TimeoutError) as error:
            raise _lost(self._scheduler) from error
        self._threads, self._counted = sum(workers.values()), monotonic()
        if workers:
            self._last_seen = self._counted
        elif self._counted - self._last_seen >= WORKERS_SECONDS:
            raise MachineError(
                f"The scheduler at {self._scheduler} has had no workers for"
                f" {WORKERS_SECONDS:.0f} seconds. Start some. {_KEPT}"
            )


@contextmanager
def _connected(scheduler: str) -> Iterator[Client]:
    """A client that says nothing; certificates are where Dask's own configuration has them."""
    try:
        from distributed import Security  # noqa: PLC0415
    except ImportError as error:
        raise InputError(
            problem=f"Dask can't be used here: {error}.",
            remedy='Install it: pip install "headroom-sim[cluster]".',
        ) from error
    _hush()
    try:
        security = Security()
        _refuse_open_door(scheduler, security)
        client = _client(scheduler, security)
    except OSError as error:
        why = str(error).rpartition(">: ")[2].rstrip(".") or type(error).__name__
        raise MachineError(
            f"The scheduler at {scheduler} could not be reached: {why}. Is it running, with the"
            " same certificates, and with TLS if its address says so?"
        ) from error
    try:
        yield client
    finally:
        with suppress(Exception):  # the scheduler may be gone; else it forgets what is still out
            client.close(timeout=CLOSE_SECONDS)


def _client(scheduler: str, security: Security) -> Client:
    """A connected client; one that can't connect is given up, or Dask would wait for it at exit."""
    from distributed import Client  # noqa: PLC0415

    client = Client.__new__(Client)
    try:
        Client.__init__(
            client, scheduler, timeout=CONNECT_SECONDS, security=security, set_as_default=False
        )
    except BaseException:
        client.status = "closed"
        raise
    return client


def _refuse_open_door(scheduler: str, security: Security) -> None:
    """Refuse what Dask would stumble over in words that nobody understands."""
    files = security.get_tls_config_for_role("client")
    for name in (files["ca_file"], files["cert"], files["key"]):
        if name and "\n" not in name and not Path(name).is_file():
            raise InputError(
                problem=f"Dask's configuration names {name}, which is not there.", remedy=_SET_UP
            )
    if scheduler.startswith("tls:") and not (files["ca_file"] and files["cert"]):
        raise InputError(
            problem=f"{scheduler} takes certificates, and Dask's configuration names none.",
            remedy=_SET_UP,
        )
    if scheduler.startswith("tcp:") and security.require_encryption:
        raise InputError(
            problem=f"Dask's configuration refuses {scheduler}, which is not encrypted.",
            remedy="Use a scheduler with TLS, whose address begins with tls://.",
        )


def _hush() -> None:
    """Keep Dask's running commentary from the screen, also that at the end of the process."""
    for name in ("distributed", "tornado", "asyncio", *logging.root.manager.loggerDict):
        if name.partition(".")[0] in ("distributed", "tornado", "asyncio"):
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    warnings.filterwarnings("ignore", module="distributed")
