"""One replication of a scenario, by an engine, and held to the reference if that is asked."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING

from sim.experiment.engines import Engine, simulator
from sim.experiment.pool import perform_in_processes
from sim.experiment.task import Proceed, nothing
from sim.experiment.verification import Reference, refuse_difference
from sim.record import Record
from sim.scenario.planning import make_plan

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario


def simulated(
    scenario: Scenario, replication: int, engine: Engine, proceed: Proceed = nothing
) -> tuple[Record, float]:
    """One replication, and the seconds that it took.

    Args:
        scenario: The scenario.
        replication: Its number.
        engine: Which engine simulates.
        proceed: Called now and then; what it raises ends the work.
    """
    started = perf_counter()
    record = simulator(engine)(make_plan(scenario, replication), proceed)
    return record, perf_counter() - started


def verify(scenario: Scenario, record: Record, elsewhere: bool, proceed: Proceed = nothing) -> None:
    """Let the reference simulate a replication, too, and compare.

    Args:
        scenario: What the record is of.
        record: What the compiled engine made of it.
        elsewhere: Whether to do so in a process of its own, because threads share this one.
        proceed: Called now and then; what it raises ends the work.

    Raises:
        EnginesDifferError: If one bit differs.
    """
    found: list[Record] = []
    reference = Reference(scenario)
    if elsewhere:
        perform_in_processes(reference, [record.replication], 1, found.append, proceed)
    else:
        found.append(reference(record.replication, nothing))
    refuse_difference(scenario, found[0], record)
