"""What a manifest says of a run, and whether a result that is there answers the same question."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sim import provenance
from sim.experiment import folder as folders
from sim.experiment.engines import Asked, Choice, Engine, choose
from sim.experiment.executors import Executor, refuse_unfit
from sim.experiment.folder import Manifest
from sim.experiment.replicate import Done, team_infos
from sim.experiment.work import Where, usable_jobs

if TYPE_CHECKING:
    from sim.experiment.precision import Precision
    from sim.scenario.schema import Scenario

FORMAT = 3
"""Version of the results folder; rises when a reader of the old one would go wrong."""

_SAME_REPLICATIONS = ("format", "scenario_sha256", "model_version", "engine", "cases")
_SAME_RESULT = (*_SAME_REPLICATIONS, "replications")


@dataclass(frozen=True, slots=True)
class RunOptions:
    """How to run a scenario; nothing here changes a replication's numbers.

    Attributes:
        replications: How many, or how precise; as many as the scenario says unless given.
        jobs: Threads (of the compiled engine) or processes (of SimPy) at work at a time. With
            more than 1, a script that calls :func:`run` must do so under
            ``if __name__ == "__main__":``.
        cases: Whether to keep a row per stage of each case, in cases.parquet.
        engine: ``compiled``, ``simpy``, or ``auto``: compiled where it can be had, and verified
            against SimPy in one of every few hundred replications.
        executor: ``local``: this machine works; ``dask``: the workers of a scheduler do.
        scheduler: The address of the Dask scheduler, such as ``tls://10.0.0.1:8786``.
    """

    replications: int | Precision | None = None
    jobs: int = 1
    cases: bool = False
    engine: Asked = "auto"
    executor: Executor = "local"
    scheduler: str = ""

    def __post_init__(self) -> None:
        """Refuse what doesn't go together."""
        refuse_unfit(self.executor, self.scheduler)

    def where(self, engine: Engine) -> Where:
        """Who does the work of an engine: the compiled one lets go of Python's lock."""
        if self.executor == "dask":
            return Where("scheduler", scheduler=self.scheduler)
        return Where("threads" if engine == "compiled" else "processes", self.jobs)


def choose_engine(scenario: Scenario, options: RunOptions) -> Choice:
    """The engine for a scenario's run; see :func:`sim.experiment.engines.choose`."""
    return choose(options.engine, scenario.run.replications, _fingerprint(scenario))


def _fingerprint(scenario: Scenario) -> str:
    return provenance.scenario_hash(scenario.model_dump(mode="json"))


def describe(scenario: Scenario, options: RunOptions, choice: Choice) -> Manifest:
    """What the manifest says before the run: the question, and all that decides the answer."""
    return {
        "program": folders.PROGRAM,
        "format": FORMAT,
        "status": "running",
        "name": scenario.name,
        "title": scenario.title,
        "description": scenario.description,
        "start": scenario.run.start.isoformat(),
        "end": scenario.run.end.isoformat(),
        "replications": scenario.run.replications,
        "seed": scenario.run.seed,
        "cases": options.cases,
        "engine": choice.engine,
        "to_verify": list(choice.verified),
        "teams": [team._asdict() for team in team_infos(scenario)],
        "bands": {name: band.count for name, band in scenario.bands},
        "scenario_sha256": _fingerprint(scenario),
        "model_version": provenance.model_version(),
        **provenance.maker(),
    }


def is_there(folder: Path, wanted: Manifest) -> bool:
    """Whether a folder holds the result that is wanted, with every file as it was written."""
    found = folders.read_manifest(folder) or {}
    return (
        folders.is_complete(folder)
        and is_same_result(found, wanted)
        and provenance.stand(folder, found.get("files"))
    )


def is_same_result(found: Manifest, wanted: Manifest) -> bool:
    """Whether a manifest is of the result that is wanted, verified at least as far."""
    return _agree(found, wanted, _SAME_RESULT) and (
        set(wanted["to_verify"]) <= set(found.get("to_verify", ()))
    )


def has_same_replications(found: Manifest, wanted: Manifest) -> bool:
    """Whether the replications of one result serve the other, though it may want more or fewer."""
    return _agree(found, wanted, _SAME_REPLICATIONS)


def _agree(one: Manifest, other: Manifest, keys: tuple[str, ...]) -> bool:
    return all(key in one and key in other and one[key] == other[key] for key in keys)


def account(options: RunOptions, choice: Choice, there: Collection[Done]) -> Manifest:
    """What the manifest says after the run, beside how long it took."""
    return {
        "replications_finished": len(there),
        "executor": options.executor,
        "jobs": usable_jobs(options.jobs, len(there)) if options.executor == "local" else None,
        "events": sum(done.event_count for done in there),
        "verification": verification(choice, there),
        "seconds_simulating": round(sum(done.seconds for done in there), 3),
    }


def verification(choice: Choice, done: Iterable[Done]) -> str:
    """What holds the result to the SimPy reference, in a sentence without an end."""
    if choice.engine == "simpy":
        return "simulated by the SimPy reference itself"
    verified = sorted((one.replication, one.event_count) for one in done if one.verified)
    if not verified:
        return "not verified against the SimPy reference"
    numbers = ", ".join(str(number) for number, _ in verified)
    events = sum(count for _, count in verified)
    return f"verified against the SimPy reference: replications {numbers}, {events:,} events"
