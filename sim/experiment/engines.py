"""Which engine simulates, and which of its replications the reference simulates again."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import TYPE_CHECKING, Literal, NamedTuple

from sim.errors import InputError

if TYPE_CHECKING:
    from sim.record import Record
    from sim.scenario.plan import Plan

Engine = Literal["compiled", "simpy"]
Asked = Literal["auto", "compiled", "simpy"]
ENGINES: tuple[Asked, ...] = ("auto", "compiled", "simpy")

VERIFY_ONE_IN = 500
"""Of how many replications one is verified: a tenth of the time or so."""

_SLOW = "SimPy simulates, which takes some forty times as long"


class Choice(NamedTuple):
    """An engine and why it was taken.

    Attributes:
        engine: Which.
        verified: Replications that the reference simulates again, to compare.
        words: What the person should know of the choice; may be empty.
    """

    engine: Engine
    verified: tuple[int, ...] = ()
    words: str = ""


def choose(asked: Asked, replications: int, fingerprint: str) -> Choice:
    """The engine for a run.

    Args:
        asked: What the person wants; ``auto`` takes the compiled engine if it can be had, and
            verifies it.
        replications: How many there will be.
        fingerprint: The scenario's, which decides which replications are verified.

    Raises:
        InputError: If the compiled engine is wanted and can't be had.
    """
    verified = chosen(replications, fingerprint) if asked == "auto" else ()
    if len(verified) == replications:  # then the reference alone is sooner done
        return Choice("simpy")
    choice = engine_for(asked)
    return choice._replace(verified=verified) if choice.engine == "compiled" else choice


def engine_for(asked: Asked) -> Choice:
    """The engine that a wish comes to on this machine.

    Raises:
        InputError: If the compiled engine is wanted and can't be had.
    """
    if asked == "simpy":
        return Choice("simpy")
    missing = why_not_compiled()
    if not missing:
        return Choice("compiled")
    if asked == "compiled":
        raise InputError(
            problem=f"the compiled engine can't be used here: {missing}.",
            remedy="Install numba, or leave --engine out.",
        )
    return Choice("simpy", words=f"Without the compiled engine ({missing}) {_SLOW}.")


def chosen(replications: int, fingerprint: str) -> tuple[int, ...]:
    """One replication out of every :data:`VERIFY_ONE_IN`, and at least one.

    Which ones looks random and depends on the scenario, so that many runs verify many of them,
    but is the same whenever the run is made again.
    """
    blocks = range(0, replications, VERIFY_ONE_IN)
    return tuple(
        start + _digest(f"{fingerprint} {start}") % min(VERIFY_ONE_IN, replications - start)
        for start in blocks
    )


def is_chosen(fingerprint: str, replication: int) -> bool:
    """Whether a replication of one of many scenarios is verified: one of :data:`VERIFY_ONE_IN`."""
    return _digest(f"{fingerprint} {replication}") % VERIFY_ONE_IN == 0


def _digest(text: str) -> int:
    return int.from_bytes(sha256(text.encode()).digest()[:8])


def why_not_compiled() -> str:
    """Why the compiled engine can't be had, in a few words; empty if it can."""
    try:
        import sim.compiled  # noqa: F401, PLC0415 - a third of a second
    except ImportError as error:
        return str(error).rstrip(".")
    return ""


def simulator(engine: Engine) -> Callable[[Plan, Callable[[], None]], Record]:
    """The function that simulates one replication.

    It takes a plan and a function that it calls now and then, which may raise to end it.
    """
    if engine == "compiled":
        from sim import compiled  # noqa: PLC0415 - only who simulates needs an engine

        return compiled.simulate
    from sim import model  # noqa: PLC0415

    return lambda plan, _: model.simulate(plan)
