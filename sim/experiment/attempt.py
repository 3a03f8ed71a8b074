"""Make a result in its partial folder, or go on with one that an earlier attempt left."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Literal, Protocol

from sim import provenance
from sim.errors import MachineError
from sim.experiment import folder as folders
from sim.experiment.folder import Manifest
from sim.experiment.pool import perform, usable_jobs
from sim.experiment.replicate import Done, Replicate, layout_of, team_infos
from sim.results.costs import budget, write_costs
from sim.results.store import assemble, finished, write_text
from sim.results.summary import write_summary
from sim.scenario.load import resolved_toml

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario

FORMAT = 1
"""Version of the results folder; rises when a reader of the old one would go wrong."""

_ENGINES = {"auto": "simpy", "simpy": "simpy"}
_JOURNAL = "journal.csv"
_SAME_REPLICATIONS = ("format", "scenario_sha256", "model_version", "engine", "cases")
_SAME_RESULT = (*_SAME_REPLICATIONS, "replications")


@dataclass(frozen=True, slots=True)
class RunOptions:
    """How to run a scenario; nothing here changes a replication's numbers.

    Attributes:
        replications: How many; as many as the scenario says unless given.
        jobs: Processes at work at a time. With more than 1, a script that calls
            :func:`run` must do so under ``if __name__ == "__main__":``.
        cases: Whether to keep a row per stage of each case, in cases.parquet.
        engine: Which engine; ``auto`` takes the fastest there is.
    """

    replications: int | None = None
    jobs: int = 1
    cases: bool = False
    engine: Literal["auto", "simpy"] = "auto"


class Progress(Protocol):
    """Somebody who is told how a run goes."""

    def begins(self, total: int, there: int) -> None:
        """Replications are about to be made, of which some are there from an earlier attempt."""

    def advances(self, done: Done) -> None:
        """A replication is done."""

    def says(self, words: str) -> None:
        """Anything else worth telling, as a short sentence."""


class Silent:
    """Progress that nobody hears."""

    def begins(self, total: int, there: int) -> None:
        """Say nothing."""

    def advances(self, done: Done) -> None:
        """Say nothing."""

    def says(self, words: str) -> None:
        """Say nothing."""


@dataclass(frozen=True, slots=True)
class Job:
    """What the steps of a run share.

    Attributes:
        scenario: The scenario, with as many replications as are wanted.
        folder: The partial folder.
        options: How to run.
        progress: Who is told.
    """

    scenario: Scenario
    folder: Path
    options: RunOptions
    progress: Progress


def describe(scenario: Scenario, options: RunOptions) -> Manifest:
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
        "engine": _ENGINES[options.engine],
        "teams": [team._asdict() for team in team_infos(scenario)],
        "bands": scenario.bands.model_dump(),
        "scenario_sha256": provenance.scenario_hash(scenario.model_dump(mode="json")),
        "model_version": provenance.model_version(),
        "versions": provenance.versions(),
        "git_commit": provenance.git_commit(),
        "machine": provenance.machine(),
        "started": provenance.now_utc(),
    }


def is_there(folder: Path, wanted: Manifest) -> bool:
    """Whether a folder holds the result that is wanted, with every file as it was written."""
    found = folders.read_manifest(folder)
    return (
        found is not None
        and folders.is_complete(folder)
        and _agree(found, wanted, _SAME_RESULT)
        and folders.files_stand(folder, found.get("files"))
    )


def make(job: Job, wanted: Manifest) -> None:
    """Fill the partial folder, from where an earlier attempt at the same stopped."""
    started = perf_counter()
    found = folders.read_manifest(job.folder) or {}
    if _agree(found, wanted, _SAME_REPLICATIONS):
        wanted = {**wanted, "started": found.get("started", wanted["started"])}
    else:
        folders.discard(job.folder)
    job.folder.mkdir(parents=True, exist_ok=True)
    there = _read_journal(job.folder / _JOURNAL)
    tables_stand = folders.files_stand(job.folder, found.get("tables"))
    if not (tables_stand and _agree(found, wanted, _SAME_RESULT)):
        there = _simulate(job, wanted, there)
        job.progress.says("Putting the results together.")
        numbers = range(job.scenario.run.replications)
        tables = assemble(job.folder, layout_of(job.scenario), numbers, job.options.cases)
        wanted["tables"] = tables  # the pieces are gone now, so what follows must not start over
        folders.write_manifest(job.folder, {**wanted, "replications_finished": len(there)})
    files = _write_the_rest(job)
    wanted.pop("tables", None)
    after = _account(job, there, perf_counter() - started)
    folders.write_manifest(job.folder, wanted | after | {"files": files})
    (job.folder / _JOURNAL).unlink()


def _account(job: Job, there: dict[int, Done], seconds: float) -> Manifest:
    """What the manifest says after the run."""
    return {
        "status": "complete",
        "replications_finished": len(there),
        "ended": provenance.now_utc(),
        "seconds": round(seconds, 3),
        "jobs": usable_jobs(job.options.jobs, len(there)),
        "events": sum(done.event_count for done in there.values()),
        "seconds_simulating": round(sum(done.seconds for done in there.values()), 3),
    }


def _simulate(job: Job, wanted: Manifest, noted: dict[int, Done]) -> dict[int, Done]:
    """Make the replications that are missing; leave word in the manifest if that is cut short.

    A replication counts as there if an earlier attempt noted it and its piece is whole.
    """
    total = job.scenario.run.replications
    whole = finished(job.folder, job.options.cases)
    there = {number: noted[number] for number in whole if number < total and number in noted}
    folders.write_manifest(job.folder, {**wanted, "replications_finished": len(there)})
    write_text(job.folder / _JOURNAL, "".join(_line(done) for done in there.values()))
    job.progress.begins(total, len(there))
    with (job.folder / _JOURNAL).open("a", encoding="ascii") as journal:

        def note(done: Done) -> None:
            there[done.replication] = done
            journal.write(_line(done))
            journal.flush()
            job.progress.advances(done)

        task = Replicate(job.scenario, job.folder, job.options.cases)
        missing = [number for number in range(total) if number not in there]
        try:
            perform(task, missing, job.options.jobs, note)
        finally:
            with suppress(MachineError):  # a full disk has told of itself already
                folders.write_manifest(job.folder, {**wanted, "replications_finished": len(there)})
    return there


def _read_journal(path: Path) -> dict[int, Done]:
    """What an earlier attempt noted of each replication."""
    noted = {}
    for line in path.read_text("ascii", errors="replace").splitlines() if path.exists() else []:
        try:
            number, events, seconds = line.split(",")
            noted[int(number)] = Done(int(number), int(events), float(seconds))
        except ValueError:  # the last line of a run that was killed may be cut short
            continue
    return noted


def _line(done: Done) -> str:
    return f"{done.replication},{done.event_count},{done.seconds:.3f}\n"


def _write_the_rest(job: Job) -> dict[str, str]:
    """Everything that is made of the tables or needs none; returns all files' checksums."""
    write_text(job.folder / "scenario.toml", resolved_toml(job.scenario))
    write_costs(budget(job.scenario), job.folder)
    write_summary(job.folder, team_infos(job.scenario), job.scenario.indices)
    files = (path for path in job.folder.iterdir() if path.suffix != ".tmp")
    kept = sorted(path.name for path in files if path.name not in (folders.MANIFEST, _JOURNAL))
    return {name: provenance.checksum(job.folder / name) for name in kept}


def _agree(one: Manifest, other: Manifest, keys: tuple[str, ...]) -> bool:
    return all(key in one and key in other and one[key] == other[key] for key in keys)
