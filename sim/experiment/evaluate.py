"""Outcomes of scenarios, replication by replication: simulated once, and kept."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.experiment.account import RunOptions
from sim.experiment.attempt import Progress, compile_first
from sim.experiment.engines import Choice, Engine, engine_for, is_chosen
from sim.experiment.folder import Manifest
from sim.experiment.points import Point
from sim.experiment.replicate import Done, layout_of
from sim.experiment.simulate import simulated, verify
from sim.experiment.task import Proceed
from sim.experiment.work import spread
from sim.results.outcomes import Floats, Outcome, as_json, outcome_values
from sim.results.point_store import Kept, PointStore

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario

BLOCK = 10
"""Replications that are simulated, and then kept, together."""


class Block(NamedTuple):
    """Some replications of one scenario: a piece of work.

    Attributes:
        key: The fingerprint of its point and of what is asked.
        scenario: The scenario.
        replications: Their numbers.
        verified: Those that the reference simulates, too.
    """

    key: str
    scenario: Scenario
    replications: tuple[int, ...]
    verified: frozenset[int]


class Evaluated(NamedTuple):
    """What came out of a block.

    Attributes:
        key: As in the block.
        rows: Its replications.
    """

    key: str
    rows: list[Kept]


@dataclass(frozen=True, slots=True)
class Evaluate:
    """Simulate blocks of replications and work out what is asked of them.

    Attributes:
        outcomes: What is asked.
        engine: Which engine simulates.
        elsewhere: Whether to verify in a process of its own, because threads share this one.
    """

    outcomes: tuple[Outcome, ...]
    engine: Engine
    elsewhere: bool = False

    def __call__(self, block: Block, proceed: Proceed) -> Evaluated:
        """The outcomes of a block; what ``proceed`` raises ends the work."""
        scenario, verified = block.scenario, block.verified
        records, seconds = [], []
        for replication in block.replications:
            record, took = simulated(scenario, replication, self.engine, proceed)
            if replication in verified:
                verify(scenario, record, self.elsewhere, proceed)
            records.append(record)
            seconds.append(took)
        values = outcome_values(records, layout_of(scenario), scenario.indices, self.outcomes)
        rows = zip(records, values, seconds, strict=True)
        kept = [
            Kept(one.replication, own, one.event_count, took, one.replication in verified)
            for one, own, took in rows
        ]
        return Evaluated(block.key, kept)

    def name(self, block: Block) -> str:
        """What to call a block."""
        return f"replications {block.replications[0]} to {block.replications[-1]} of a point"


class Bench:
    """Evaluates points; what it has simulated once it never simulates again.

    Args:
        store: Where to keep it.
        outcomes: What is asked of every replication.
        options: How to run.
        progress: Who is told how it goes.
        is_search: Whether nobody can tell how much there is to do in all.
    """

    def __init__(
        self,
        store: PointStore,
        outcomes: Sequence[Outcome],
        options: RunOptions,
        progress: Progress,
        is_search: bool = False,
    ) -> None:
        self.outcomes = tuple(outcomes)
        self.done: dict[tuple[str, int], Done] = {}
        self._store = store
        self._options = options
        self._progress = progress
        self._is_search = is_search
        self._choice: Choice = engine_for(options.engine)
        self._asked = json.dumps([as_json(outcome) for outcome in self.outcomes], sort_keys=True)
        self._values: dict[str, dict[int, Floats]] = {}
        self._is_ready = False

    def asking(self, outcomes: Sequence[Outcome]) -> Bench:
        """A bench that asks something else; store and account are this one's."""
        other = Bench(self._store, outcomes, self._options, self._progress, self._is_search)
        other.done = self.done
        return other

    @property
    def engine(self) -> Engine:
        """The engine that simulates."""
        return self._choice.engine

    @property
    def jobs(self) -> int:
        """Replications at work at a time."""
        return self._options.jobs

    def says(self, words: str) -> None:
        """Pass a sentence on to whoever is told how it goes."""
        self._progress.says(words)

    def account(self) -> Manifest:
        """What a manifest says of all that was simulated, now or before."""
        done = self.done.values()
        return {
            "engine": self.engine,
            "verification": self._verification(),
            "points": len({key for key, _ in self.done}),
            "replications_simulated": len(done),
            "events": sum(one.event_count for one in done),
            "seconds_simulating": round(sum(one.seconds for one in done), 3),
        }

    def _verification(self) -> str:
        """What holds the results to the SimPy reference, in a sentence without an end."""
        if self.engine == "simpy":
            return "simulated by the SimPy reference itself"
        verified = [one.event_count for one in self.done.values() if one.verified]
        if not verified:
            return "not verified against the SimPy reference"
        return (
            f"verified against the SimPy reference in {len(verified):,} of {len(self.done):,}"
            f" replications, {sum(verified):,} events"
        )

    def values(self, points: Sequence[Point], replications: int) -> Floats:
        """The outcomes of the first replications of each point.

        Replication 7 of every point meets the same future, as far as their scenarios agree.

        Args:
            points: The points; one may be there more than once.
            replications: How many, the same of each.

        Returns:
            Shape (points, replications, outcomes); NaN where an outcome has no value.

        Raises:
            MachineError: If disk or memory give out; what was simulated is kept.
        """
        keys = [self._key(point) for point in points]
        wanted = dict(zip(keys, points, strict=True))
        missing = {key: self._missing(key, replications) for key in wanted}
        if any(missing.values()):
            self._simulate(wanted, missing, replications)
        return np.stack(
            [[self._values[key][number] for number in range(replications)] for key in keys]
        )

    def _key(self, point: Point) -> str:
        return sha256(f"{point.fingerprint} {self._asked}".encode()).hexdigest()

    def _missing(self, key: str, replications: int) -> list[int]:
        """Replications that have not been simulated, once what is in the store has been read."""
        if key not in self._values:
            self._values[key] = {}
            for kept in self._store.replications(key).values():
                self._take(key, kept)
        there = self._values[key]
        return [number for number in range(replications) if number not in there]

    def _take(self, key: str, kept: Kept) -> None:
        self._values[key][kept.replication] = kept.outcomes
        number = kept.replication
        self.done[key, number] = Done(number, kept.event_count, kept.seconds, kept.verified)

    def _simulate(
        self, points: dict[str, Point], missing: dict[str, list[int]], replications: int
    ) -> None:
        here = self._options.executor == "local"
        if not self._is_ready and self.engine == "compiled" and here:
            compile_first(self._progress)
        self._is_ready = True
        blocks = list(self._blocks(points, missing))
        if self._is_search:
            self._progress.begins(None, len(self.done))
        else:
            total = len(points) * replications
            self._progress.begins(total, total - sum(map(len, missing.values())))

        def keep(evaluated: Evaluated) -> None:
            self._store.keep(evaluated.key, evaluated.rows)
            for row in evaluated.rows:
                self._take(evaluated.key, row)
                self._progress.advances(self.done[evaluated.key, row.replication])

        where = self._options.where(self.engine)
        task = Evaluate(self.outcomes, self.engine, where.shares_this_process(len(blocks)))
        spread(task, blocks, where, keep)

    def _blocks(self, points: dict[str, Point], missing: dict[str, list[int]]) -> Iterator[Block]:
        first = not any(done.verified for done in self.done.values())
        for key, numbers in missing.items():
            for start in range(0, len(numbers), BLOCK):
                some = tuple(numbers[start : start + BLOCK])
                due = {number for number in some if is_chosen(key, number)}
                if first:
                    due.add(some[0])
                    first = False
                verified = frozenset(due) if self._verifies else frozenset[int]()
                yield Block(key, points[key].scenario, some, verified)

    @property
    def _verifies(self) -> bool:
        return self._options.engine == "auto" and self.engine == "compiled"
