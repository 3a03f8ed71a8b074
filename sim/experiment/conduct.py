"""Conduct an experiment: a whole results folder in one call, whatever happened before."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from sim import provenance
from sim.experiment import folder as folders
from sim.experiment.account import FORMAT, RunOptions
from sim.experiment.asking import outcomes_of
from sim.experiment.attempt import Progress, Silent
from sim.experiment.evaluate import Bench
from sim.experiment.folder import Kind, Manifest, Place
from sim.experiment.runner import machine_faults
from sim.experiment.size import refuse_impossible, size_of
from sim.results.outcomes import Outcome, as_json
from sim.results.point_store import POINT_STORE, open_store
from sim.results.store import write_csv, write_parquet, write_text
from sim.scenario.experiments.base import Experiment
from sim.scenario.experiments.groundwork import Groundwork, read_experiment
from sim.scenario.load import resolved_toml
from sim.scenario.planning import make_plan

if TYPE_CHECKING:
    import pandas as pd

    from sim.scenario.schema import Scenario

BASE = "scenario.toml"
"""Where an experiment keeps the scenario that it starts from."""

AnyExperiment = TypeVar("AnyExperiment", bound=Experiment)


@dataclass(frozen=True, slots=True)
class Study(Generic[AnyExperiment]):
    """An experiment that has been read, with its base.

    Attributes:
        experiment: What its file says.
        ground: What makes its scenarios.
        base: The scenario that it starts from, with what is other in all of its scenarios.
        outcomes: What is asked of every replication.
    """

    experiment: AnyExperiment
    ground: Groundwork
    base: Scenario
    outcomes: tuple[Outcome, ...]

    @property
    def replications(self) -> int:
        """Replications of each point, unless the procedure decides by itself."""
        return self.base.run.replications


class Findings(NamedTuple):
    """What an experiment found.

    Attributes:
        tables: By name; each becomes a CSV file for people and a Parquet file for programs.
        manifest: What the manifest says besides.
    """

    tables: Mapping[str, pd.DataFrame]
    manifest: Manifest


class Inquiry(NamedTuple):
    """An experiment that is ready to be conducted.

    Attributes:
        kind: What kind of experiment it is.
        study: The experiment.
        work: What finds the answer; all its simulated numbers come from the bench.
        others: Scenarios that its answer rests on besides its base.
        is_search: Whether what is found decides what is simulated next, so that nobody can tell
            how much there is to do.
    """

    kind: Kind
    study: Study[Any]
    work: Callable[[Bench], Findings]
    others: Sequence[Scenario] = ()
    is_search: bool = False


def read_study(
    model: type[AnyExperiment], path: Path | str, settings: Sequence[str] = ()
) -> Study[AnyExperiment]:
    """Read an experiment file, its base, and what it asks.

    Raises:
        InputError: A file or a setting can't be read, or a scenario is too large.
        InputErrors: Keys or values don't fit.
    """
    experiment, ground = read_experiment(model, path, settings)
    base = ground.scenario(experiment.base, ("base",))
    refuse_impossible(size_of(make_plan(base, 0), base.run.replications, with_cases=False))
    return Study(experiment, ground, base, outcomes_of(experiment, ground, base))


def conduct(
    inquiry: Inquiry,
    parent: Path | str = "results",
    options: RunOptions | None = None,
    progress: Progress | None = None,
    then: Callable[[Path], object] | None = None,
) -> Path:
    """Do an experiment's work and leave a whole results folder.

    What was simulated before, for a part of this experiment or for a former form of it, is not
    simulated again. Whatever ``jobs`` is, the tables are the same.

    Args:
        inquiry: The experiment.
        parent: The folder of all results.
        options: How to run.
        progress: Who is told how it goes.
        then: What to do with the finished folder while it is still ours, such as draw charts.

    Returns:
        The experiment's results folder.

    Raises:
        InputError: If the folder is not free to be written.
        MachineError: If disk or memory give out; the same call goes on from there.
    """
    options, progress = options or RunOptions(), progress or Silent()
    place = Place.of(Path(parent), inquiry.study.experiment.name)
    wanted = _describe(inquiry)
    with machine_faults(), folders.owned(place, inquiry.kind):
        if _is_there(place.final, wanted):
            progress.says(f"The same results are in {place.final} already.")
        else:
            _prepare(place, wanted)
            _make(place.partial, inquiry, wanted, options, progress)
            folders.publish(place)
        if then is not None:
            then(place.final)
    return place.final


def _describe(inquiry: Inquiry) -> Manifest:
    """What the manifest says before the work: the question, and all that decides the answer."""
    kind, study = inquiry.kind, inquiry.study
    base, experiment = study.base, study.experiment
    asked = [as_json(outcome) for outcome in study.outcomes]
    scenarios = [one.model_dump(mode="json") for one in (base, *inquiry.others)]
    question = json.dumps([kind, experiment.model_dump(mode="json"), asked, scenarios])
    return {
        "program": folders.PROGRAM,
        "format": FORMAT,
        "kind": kind,
        "status": "running",
        "name": experiment.name,
        "title": experiment.title,
        "question": experiment.question,
        "question_sha256": sha256(question.encode()).hexdigest(),
        "base": {"name": base.name, "title": base.title},
        "start": base.run.start.isoformat(),
        "end": base.run.end.isoformat(),
        "replications": base.run.replications,
        "seed": base.run.seed,
        "outcomes": asked,
        "model_version": provenance.model_version(),
        **provenance.maker(),
    }


def _is_there(folder: Path, wanted: Manifest) -> bool:
    found = folders.read_manifest(folder) or {}
    same = ("format", "kind", "question_sha256", "model_version")
    return (
        folders.is_complete(folder)
        and all(found.get(key) == wanted[key] for key in same)
        and BASE in found.get("files", {})
        and provenance.stand(folder, found.get("files"))
    )


def _prepare(place: Place, wanted: Manifest) -> None:
    """A partial folder with what has been simulated before: by it, or for the finished result."""
    place.partial.mkdir(parents=True, exist_ok=True)
    folders.write_manifest(place.partial, wanted)
    own, former = place.partial / POINT_STORE, place.final / POINT_STORE
    for path in place.partial.iterdir():
        if path.name not in (folders.MANIFEST, POINT_STORE, f"{POINT_STORE}-journal"):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    if former.exists() and not own.exists():
        half = own.with_name(f".{POINT_STORE}.tmp")
        shutil.copyfile(former, half)
        half.replace(own)


def _make(
    folder: Path,
    inquiry: Inquiry,
    wanted: Manifest,
    options: RunOptions,
    progress: Progress,
) -> None:
    """Write store, tables and manifest, the manifest's last word last."""
    with open_store(folder / POINT_STORE, str(wanted["model_version"])) as store:
        store.forget_other_programs()
        bench = Bench(store, inquiry.study.outcomes, options, progress, inquiry.is_search)
        found = inquiry.work(bench)
    for name, table in found.tables.items():
        write_csv(folder / f"{name}.csv", table)
        write_parquet(folder / f"{name}.parquet", table)
    write_text(folder / BASE, resolved_toml(inquiry.study.base))
    names = sorted(path.name for path in folder.iterdir() if path.name != folders.MANIFEST)
    files = {name: provenance.checksum(folder / name) for name in names}
    ended = {"status": "complete", "ended": provenance.now_utc(), "files": files}
    folders.write_manifest(folder, wanted | found.manifest | bench.account() | ended)
