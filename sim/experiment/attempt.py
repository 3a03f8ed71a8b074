"""Make a result in its partial folder, or go on with one that an earlier attempt left."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Protocol
from zlib import crc32

from sim import provenance
from sim.errors import MachineError
from sim.experiment import folder as folders
from sim.experiment.account import (
    RunOptions,
    account,
    has_same_replications,
    is_same_result,
)
from sim.experiment.engines import Choice
from sim.experiment.folder import Manifest
from sim.experiment.replicate import Done, Made, Replicate, layout_with_money, team_infos
from sim.experiment.work import spread
from sim.results.cost_tables import write_costs
from sim.results.store import assemble, finished, write_piece, write_text
from sim.results.summary import write_summary
from sim.scenario.load import resolved_toml

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario

_JOURNAL = "journal.csv"


class Progress(Protocol):
    """Somebody who is told how a run goes."""

    def begins(self, total: int | None, there: int) -> None:
        """Replications are about to be made, of which some are there from an earlier attempt.

        There is no total if what they come to decides how many more are made; then this is said
        before each of several rounds.
        """

    def extends(self, total: int | None, there: int) -> None:
        """More replications are about to be made than were said at first."""

    def advances(self, done: Done) -> None:
        """A replication is done."""

    def says(self, words: str) -> None:
        """Anything else worth telling, as a short sentence."""


class Silent:
    """Progress that nobody hears."""

    def begins(self, total: int | None, there: int) -> None:
        """Say nothing."""

    def extends(self, total: int | None, there: int) -> None:
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
        choice: The engine that the options came to.
        progress: Who is told.
    """

    scenario: Scenario
    folder: Path
    options: RunOptions
    choice: Choice
    progress: Progress


def make(job: Job, wanted: Manifest) -> None:
    """Fill the partial folder, from where an earlier attempt at the same stopped."""
    started = perf_counter()
    found, wanted = _take_over(job.folder, wanted)
    if is_same_result(found, wanted) and provenance.stand(job.folder, found.get("tables")):
        after = found["account"]
    else:
        there = _simulate(job, wanted)
        job.progress.says("Putting the results together.")
        numbers = range(job.scenario.run.replications)
        tables = assemble(job.folder, layout_with_money(job.scenario), numbers, job.options.cases)
        after = account(job.options, job.choice, there.values())
        # the pieces are gone now, so what follows must not start over
        note = {"tables": tables, "account": after, "replications_finished": len(there)}
        folders.write_manifest(job.folder, wanted | note)
    files = _write_the_rest(job)
    seconds = round(wanted.get("seconds", 0.0) + perf_counter() - started, 3)
    ended = {"status": "complete", "seconds": seconds, "ended": provenance.now_utc()}
    (job.folder / _JOURNAL).unlink(missing_ok=True)  # a whole result has none
    folders.write_manifest(job.folder, wanted | after | ended | {"files": files})


def make_pieces(job: Job, wanted: Manifest) -> None:
    """Make the replications and no more, for those who must see them to know how many to make."""
    _simulate(job, _take_over(job.folder, wanted)[1])


def _take_over(folder: Path, wanted: Manifest) -> tuple[Manifest, Manifest]:
    """Have a partial folder with nothing in it but the same replications.

    Returns:
        The manifest found there, and the one wanted, as begun when the earlier attempt began.
    """
    found = folders.read_manifest(folder) or {}
    if has_same_replications(found, wanted):
        wanted = {**wanted, "started": found.get("started", wanted["started"])}
    else:
        folders.discard(folder)
    folder.mkdir(parents=True, exist_ok=True)
    return found, wanted


def _first(job: Job, noted: dict[int, Done]) -> dict[int, Done]:
    """Those of the replications that are wanted: an earlier attempt may have made more."""
    total = job.scenario.run.replications
    return {number: done for number, done in noted.items() if number < total}


def _simulate(job: Job, wanted: Manifest) -> dict[int, Done]:
    """Make the replications that are missing; leave word in the manifest if that is cut short.

    A replication counts as there if an earlier attempt noted it and its piece is whole.
    """
    total = job.scenario.run.replications
    noted = _read_journal(job.folder / _JOURNAL)
    whole = finished(job.folder, job.options.cases)
    kept = {number: noted[number] for number in whole if number in noted}
    for number in job.choice.verified:
        if number in kept and not kept[number].verified:
            del kept[number]
    there = _first(job, kept)
    folders.write_manifest(job.folder, {**wanted, "replications_finished": len(there)})
    write_text(job.folder / _JOURNAL, "".join(_line(done) for done in kept.values()))
    missing = [number for number in range(total) if number not in there]
    if missing and job.choice.engine == "compiled" and job.options.executor == "local":
        compile_first(job.progress)
    job.progress.begins(total, len(there))
    with (job.folder / _JOURNAL).open("a", encoding="ascii") as journal:

        def note(done: Done) -> None:
            there[done.replication] = done
            journal.write(_line(done))
            journal.flush()
            job.progress.advances(done)

        try:
            _perform(job, missing, note)
        finally:
            with suppress(MachineError):  # a full disk has told of itself already
                folders.write_manifest(job.folder, {**wanted, "replications_finished": len(there)})
    return there


def _perform(job: Job, missing: Sequence[int], note: Callable[[Done], None]) -> None:
    """Make replications; those to be verified take longest, so they go first."""
    where, verified = job.options.where(job.choice.engine), set(job.choice.verified)
    elsewhere = where.shares_this_process(len(missing))
    task = Replicate(job.scenario, job.options.cases, job.choice, elsewhere)

    def keep(made: Made) -> None:
        write_piece(job.folder, made.done.replication, made.packed)
        note(made.done)

    spread(task, sorted(missing, key=lambda n: (n not in verified, n)), where, keep)


def compile_first(progress: Progress) -> None:
    """Have the machine code ready, and tell why nothing seems to happen where it must be made."""
    from sim import compiled  # noqa: PLC0415 - only where it can be had

    if not compiled.is_prepared():
        words = "Compiling the model for this machine, which takes about half a minute."
        if compiled.code_folder() is None:
            words += (
                " It will be compiled again next time, because no cache folder can be written:"
                " NUMBA_CACHE_DIR can name one."
            )
        progress.says(words)
    compiled.prepare()


def _read_journal(path: Path) -> dict[int, Done]:
    """What an earlier attempt noted of each replication."""
    noted = {}
    for line in path.read_text("ascii", errors="replace").splitlines() if path.exists() else []:
        try:
            said, _, digits = line.rpartition(",")
            if crc32(said.encode()) != int(digits):
                continue
            number, events, seconds, verified = said.split(",")
            noted[int(number)] = Done(int(number), int(events), float(seconds), verified == "1")
        except ValueError:  # a disk has damaged it, or a kill has cut the last one short
            continue
    return noted


def _line(done: Done) -> str:
    said = f"{done.replication},{done.event_count},{done.seconds:.3f},{int(done.verified)}"
    return f"{said},{crc32(said.encode())}\n"


def _write_the_rest(job: Job) -> dict[str, str]:
    """Everything that is made of the tables or needs none; returns all files' checksums."""
    write_text(job.folder / "scenario.toml", resolved_toml(job.scenario))
    write_costs(job.scenario, job.folder)
    write_summary(job.folder, team_infos(job.scenario), job.scenario.indices)
    files = (path for path in job.folder.iterdir() if path.suffix != ".tmp")
    kept = sorted(path.name for path in files if path.name not in (folders.MANIFEST, _JOURNAL))
    return {name: provenance.checksum(job.folder / name) for name in kept}
