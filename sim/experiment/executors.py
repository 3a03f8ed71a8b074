"""Who may do the work of a run: this machine, or the workers of a Dask scheduler."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Literal
from urllib.parse import urlsplit

from sim.errors import InputError

Executor = Literal["local", "dask"]
EXECUTORS: tuple[Executor, ...] = ("local", "dask")

_REMEDY = "Say where it is, as in --scheduler tls://10.0.0.1:8786."


def refuse_unfit(executor: Executor, scheduler: str) -> None:
    """Refuse a scheduler without the executor that asks it, and the other way round.

    Raises:
        InputError: If the two don't go together, or the address is none.
    """
    if executor == "local":
        if scheduler:
            raise InputError(
                problem="only the executor dask has a scheduler.",
                remedy="Add --executor dask, or leave --scheduler out.",
            )
    elif not scheduler:
        raise InputError(problem="the executor dask needs a scheduler.", remedy=_REMEDY)
    elif not _is_address(scheduler):
        raise InputError(problem=f"{scheduler!r} is no address of a scheduler.", remedy=_REMEDY)


def unencrypted(scheduler: str) -> str:
    """A warning if what goes to the scheduler can be read and changed on its way; else nothing."""
    if not scheduler.startswith("tcp:") or _is_here(urlsplit(scheduler).hostname or ""):
        return ""
    return (
        f"Warning: the connection to {scheduler} is not encrypted. Whoever can listen to it can"
        " read the scenario and the results, and can make the program do anything on this machine"
        " and on the workers. Use TLS: docs/how-to/use_several_machines.md."
    )


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in ("tls", "tcp") and bool(parts.hostname) and bool(parts.port)
    except ValueError:  # a port beyond all ports
        return False


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:  # a name
        return host == "localhost"
