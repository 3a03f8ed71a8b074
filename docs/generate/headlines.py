"""What every shipped scenario comes to, as a planner reads it, from the results of full runs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from docs.generate.full_runs import ran
from docs.generate.markdown import code, table
from docs.generate.reach import (
    EVERY_TEAM,
    FRONTLINE,
    WHOLE_SERVICE,
    manageable,
    panel_of,
    share,
    share_words,
    since,
)
from sim import provenance
from sim.clock import day_words
from sim.experiment.points import extra_cost
from sim.report import headline
from sim.report.headline import Range
from sim.results import measures
from sim.scenario.extends import shipped_folder
from sim.scenario.load import load_scenario, read_layers
from sim.scenario.schema import Scenario
from sim.units import pounds

STARTER = "your_council"
"""Its figures are made up, and there to be replaced."""

HASH = 12
"""Digits of a fingerprint: enough to see that something has changed."""

_EVIDENCE = ("source", "basis", "label", "title", "description", "answer_for")

Folders = Mapping[str, Path]
"""Results folders by the name of the scenario's file."""


def headlined() -> list[Path]:
    """The scenario files that get a headline: all that are shipped, but for the starter."""
    files = sorted(shipped_folder().glob("*.toml"))
    return [path for path in files if path.stem != STARTER]


# --- the tables ---


def headlines() -> str:
    """What each scenario comes to, by full runs."""
    return headline_table({path.stem: ran(path.stem) for path in headlined()})


def origins() -> str:
    """What full runs were made from."""
    return origin_table({path.stem: ran(path.stem) for path in headlined()})


def headline_table(folders: Folders) -> str:
    """Caseloads at the end of each run, whether they are manageable, and what that costs."""
    headings = (
        *("Scenario", *FRONTLINE, "Whole service"),
        *("Whole service at most 21", "Every frontline team at most 21", "Over its base"),
    )
    return table(headings, [_headline(path, folders[path.stem]) for path in headlined()])


def origin_table(folders: Folders) -> str:
    """What each headline was made from."""
    headings = ("Scenario", "From", "To", "Futures", "Seed", "Engine", "Base", "Numbers")
    return table(headings, [_origin(path, folders[path.stem]) for path in headlined()])


def _headline(path: Path, folder: Path) -> tuple[str, ...]:
    scenario = load_scenario(folder / "scenario.toml")
    loads = {one.unit: one.last_week for one in headline.caseloads(folder)}
    cells = [_range(loads[unit]) for unit in (*FRONTLINE, measures.WHOLE_SERVICE)]
    reached = [_reached(folder, unit) for unit in (WHOLE_SERVICE, EVERY_TEAM)]
    return (_link(path, scenario.title), *cells, *reached, _extra(path, scenario))


def _origin(path: Path, folder: Path) -> tuple[str, ...]:
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    run, base = load_scenario(folder / "scenario.toml").run, base_of(path)
    return (
        _link(path, path.stem),
        day_words(run.start),
        day_words(run.end),
        str(manifest["replications"]),
        code(str(run.seed)),
        manifest["engine"],
        "" if base is None else base.stem,
        code(numbers_hash(load_scenario(path))),
    )


def _link(path: Path, words: str) -> str:
    return f"[{words}](../scenarios/{path.name})"


def _range(found: Range | None) -> str:
    if found is None:
        return "nobody there"
    return f"{found.middle:.1f} ({found.low:.1f} to {found.high:.1f})"


def _reached(folder: Path, unit: tuple[str, str]) -> str:
    most = manageable(folder)
    said = share_words(share(folder, unit, most), panel_of(folder).replications.size)
    month = since(folder, unit, most)
    return said if month == "never" else f"{said}, from {month}"


def _extra(path: Path, scenario: Scenario) -> str:
    """What the budget of the whole run is over that of the base."""
    base = base_of(path)
    if base is None:
        return "a base itself"
    days = (f"run.start={scenario.run.start}", f"run.end={scenario.run.end}")
    return pounds(extra_cost(scenario, load_scenario(base, days)))


# --- what a scenario is compared with, and what it is made of ---


def base_of(path: Path) -> Path | None:
    """The scenario that one is compared with: of those it extends, the furthest of the same days.

    Returns:
        None where there is none, as with a base itself.
    """
    days = _days(load_scenario(path))
    above = [Path(layer.file) for layer in read_layers(path)[1:]]
    shipped = [file for file in above if file.parent.samefile(shipped_folder())]
    alike = [file for file in shipped if _days(load_scenario(file)) == days]
    return alike[-1] if alike else None


def _days(scenario: Scenario) -> tuple[date, date]:
    return scenario.run.start, scenario.run.end


def numbers_hash(scenario: Scenario) -> str:
    """A fingerprint that changes with every number of a scenario, and not with words about it."""
    return provenance.scenario_hash(_without_words(scenario.model_dump(mode="json")))[:HASH]


def _without_words(node: Any) -> Any:
    if isinstance(node, dict):
        return {k: _without_words(v) for k, v in node.items() if k not in _EVIDENCE}
    return [_without_words(one) for one in node] if isinstance(node, list) else node
