"""Compare scenarios with a baseline: run what is not there yet, then set results side by side."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np

from sim import provenance
from sim.errors import InputError
from sim.experiment.account import FORMAT, RunOptions
from sim.experiment.appraise import appraised
from sim.experiment.attempt import Progress, Silent
from sim.experiment.entrants import Entrant
from sim.experiment.folder import (
    MANIFEST,
    PROGRAM,
    Manifest,
    Place,
    discard,
    owned,
    publish,
    read_manifest,
    write_manifest,
)
from sim.experiment.precision import Precision
from sim.experiment.question import Asked, Question, checked
from sim.experiment.replicate import team_infos
from sim.experiment.runner import machine_faults, run
from sim.names import safe_name
from sim.results.comparison import (
    END,
    Panel,
    comparison_table,
    paired_table,
    read_panel,
    target_table,
)
from sim.results.discounting import price_base
from sim.results.measures import SERVICE
from sim.results.store import write_csv, write_parquet, write_text
from sim.scenario.differences import differences
from sim.scenario.load import resolved_toml
from sim.scenario.wording import shown


def compare(
    those: Sequence[Entrant],
    parent: Path | str = "results",
    question: Question | None = None,
    options: RunOptions | None = None,
    progress: Progress | None = None,
    then: Callable[[Path], object] | None = None,
) -> Path:
    """Compare scenarios, future by future, and leave a whole results folder.

    Scenarios are run first, each into its own folder; results that are there already are not
    made again.

    Args:
        those: Two scenarios or more, as :func:`sim.experiment.entrants.entrants` reads them.
        parent: The folder of all results.
        question: What to ask.
        options: How to run scenarios.
        progress: Who is told how it goes.
        then: What to do with the finished folder while it is still ours, such as draw charts.

    Returns:
        The comparison's results folder.

    Raises:
        InputError: If the question does not fit, or a folder is not free to be written.
        InputErrors: If the scenarios are unlike in period, seed, replications or teams.
        MachineError: If disk or memory give out; the same call goes on from there.
    """
    question, progress = question or Question(), progress or Silent()
    if options is not None and isinstance(options.replications, Precision):
        raise InputError(
            problem="each scenario would get a number of replications of its own, and only equal"
            " numbers can be paired.",
            remedy="Give a number of replications.",
        )
    asked = checked(those, question)
    place = Place.of(Path(parent), asked.name)
    _refuse_name_of_scenario(asked, place)
    folders = []
    for one in asked.those:
        if one.folder is None:
            progress.says(f"Scenario {one.name}.")
        folders.append(one.folder or run(one.scenario, parent, options, progress))
    with machine_faults(), owned(place, "comparison"):
        discard(place.partial)
        _make(place.partial, asked, folders)
        publish(place)
        if then is not None:
            then(place.final)
    return place.final


def _refuse_name_of_scenario(asked: Asked, place: Place) -> None:
    for one in asked.those:
        if Place.of(place.final.parent, one.name) == place:
            raise InputError(
                problem=f"the comparison can't be called {shown(asked.name)} like a scenario.",
                remedy="Choose another name.",
                key="--name",
            )


def _make(folder: Path, asked: Asked, folders: Sequence[Path]) -> None:
    """Write tables and manifest, the manifest's last word last."""
    manifest = _describe(asked, folders)
    write_manifest(folder, manifest | {"status": "running"})
    teams = team_infos(asked.those[0].scenario)
    panels = {
        one.name: read_panel(place, teams, one.scenario.indices, asked.until)
        for one, place in zip(asked.those, folders, strict=True)
    }
    asked = _answerable(asked, panels)
    tables = {"comparison": comparison_table(panels, asked.measure, asked.target)}
    tables |= appraised(asked, folders, panels)
    if asked.target is not None:
        tables["target"] = target_table(panels, asked.target)
    for name, table in tables.items():
        write_csv(folder / f"{name}.csv", table)
    for name, table in (tables | {"paired": paired_table(panels, asked.measure)}).items():
        write_parquet(folder / f"{name}.parquet", table)
    for one in asked.those:
        write_text(folder / _scenario_file(one.name), resolved_toml(one.scenario))
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != MANIFEST)
    files = {path.relative_to(folder).as_posix(): provenance.checksum(path) for path in paths}
    ended = {"ended": provenance.now_utc(), "files": files}
    write_manifest(folder, manifest | _unit(asked) | {"status": "complete"} | ended)


def _answerable(asked: Asked, panels: Mapping[str, Panel]) -> Asked:
    """The same about the whole service, where the unit that the scenario names has no value.

    Districts, say, assess nobody.
    """
    period = END if asked.until is None else asked.until.isoformat()
    known = any(
        np.isfinite(
            panel.measures[asked.measure][
                panel.units.index(asked.unit), :, panel.periods.index(period)
            ]
        ).any()
        for panel in panels.values()
    )
    return asked if known or asked.unit_given else asked._replace(unit=(SERVICE, SERVICE))


def _unit(asked: Asked) -> Manifest:
    """What the answer is about, as a manifest says it."""
    return {"unit_kind": asked.unit[0], "unit": asked.unit[1]}


def _describe(asked: Asked, folders: Sequence[Path]) -> Manifest:
    """What the manifest says of the question and of what it rests on."""
    baseline = read_manifest(folders[0]) or {}
    shared = ("start", "end", "replications", "seed", "teams", "bands", "model_version")
    found = differences([one.scenario for one in asked.those])
    return {
        "program": PROGRAM,
        "format": FORMAT,
        "kind": "comparison",
        "name": asked.name,
        "baseline": asked.those[0].name,
        "scenarios": [_input(one, place) for one, place in zip(asked.those, folders, strict=True)],
        **{key: baseline[key] for key in shared},
        "measure": asked.measure,
        **_unit(asked),
        "target": None if asked.target is None else asked.target._asdict(),
        "period": END if asked.until is None else asked.until.isoformat(),
        "week_ending": asked.week.isoformat(),
        "price_base": price_base(asked.those[0].scenario),
        "differences": [setting._asdict() for setting in found],
        **provenance.maker(),
    }


def _scenario_file(name: str) -> str:
    """Where a comparison keeps a scenario: path in its folder."""
    return f"scenarios/{safe_name(name)}.toml"


def _input(one: Entrant, folder: Path) -> Manifest:
    """A scenario by name and title, and its results by their checksums."""
    manifest = read_manifest(folder) or {}
    keys = ("engine", "verification", "scenario_sha256", "files")
    said = {key: manifest.get(key) for key in keys}
    return {
        "name": one.name,
        "title": one.scenario.title,
        "file": _scenario_file(one.name),
        **said,
    }
