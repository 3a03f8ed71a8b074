"""Finished experiments about the scenarios of a comparison, in the folders beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from sim.clock import day_words
from sim.errors import SimError
from sim.provenance import read_sealed, stand
from sim.report.manifests import title_of
from sim.report.paper.stored_scenarios import Option
from sim.report.style import named, plain
from sim.scenario.differences import differences
from sim.scenario.load import load_scenario

Manifest = Mapping[str, Any]

ONE_AT_A_TIME = frozenset({"tornado", "readings"})
"""Parts of a sensitivity analysis that say which single number or reading changes the answer."""
_PASSING = (".partial", ".old")
"""Ends of the names of folders that are being made, or are on their way out."""
_NAME = 90


class Neighbour(NamedTuple):
    """An experiment about scenarios of a comparison.

    Attributes:
        folder: Its folder.
        manifest: What it says of itself.
        fault: Why its tables can't be read, as the end of a sentence; empty if they can.
        doubts: What was otherwise when it was made, a sentence each.
    """

    folder: Path
    manifest: Manifest
    fault: str
    doubts: tuple[str, ...]

    @property
    def kind(self) -> str:
        """What kind of experiment it is."""
        return str(self.manifest["kind"])

    @property
    def source(self) -> str:
        """Where it is, such as: the folder “tornado” beside this comparison."""
        return f"the folder “{named(plain(self.folder.name), _NAME)}” beside this comparison"


def neighbours(folder: Path, manifest: Manifest, options: Sequence[Option]) -> list[Neighbour]:
    """Searches for switching values and sensitivity analyses about nothing but these scenarios.

    Args:
        folder: The folder of the comparison.
        manifest: Its manifest.
        options: Its scenarios.

    Returns:
        They in the order of the names of their folders. Scenarios are the same if name and
        title are; what is known to differ in them otherwise is among the doubts.
    """
    names = {(entry["name"], entry["title"]) for entry in manifest["scenarios"]}
    every = []
    for place in sorted(folder.resolve().parent.iterdir()):
        found = _finished(place)
        if found is None or not _subjects(found) <= names:
            continue
        fault = _fault(place, found, manifest)
        doubts = () if fault else tuple(_doubts(place, found, manifest, options))
        every.append(Neighbour(place, found, fault, doubts))
    return every


def _finished(place: Path) -> Manifest | None:
    """The manifest of a finished experiment that could tell something; None of anything else."""
    if place.suffix in _PASSING:
        return None
    found = read_sealed(place / "manifest.json") or {}
    return found if found.get("status") == "complete" and _subjects(found) else None


def _subjects(found: Manifest) -> set[tuple[str, str]]:
    """Names and titles of the scenarios that an experiment sets against each other."""
    if found.get("kind") == "seek" and "switching" in found:
        those = found["options"]
    elif found.get("kind") == "sensitivity" and ONE_AT_A_TIME.intersection(found["parts"]):
        those = [one for one in (found["base"], found["against"]) if one is not None]
    else:
        those = []
    return {(one["name"], one["title"]) for one in those}


def _fault(place: Path, found: Manifest, manifest: Manifest) -> str:
    if found.get("format") != manifest["format"]:
        return "it was made by a version of the program that stored results otherwise"
    files: Mapping[str, str] = found["files"]
    for name, digest in files.items():
        is_read = Path(name).suffix in (".parquet", ".toml")
        if is_read and not stand(place, {name: digest}):
            return f"its file {named(plain(name))} is not as the program wrote it"
    return ""


def _doubts(
    place: Path, found: Manifest, manifest: Manifest, options: Sequence[Option]
) -> Iterator[str]:
    if found["model_version"] != manifest["model_version"]:
        yield "It was made with another version of the program than the figures above."
    if any(found[key] != manifest[key] for key in ("start", "end")):
        first, last = (day_words(date.fromisoformat(found[key])) for key in ("start", "end"))
        yield f"It is about other dates than the figures above: {first} to {last}."
    base = [
        option
        for option, entry in zip(options, manifest["scenarios"], strict=True)
        if all(found["base"][key] == entry[key] for key in ("name", "title"))
    ]
    if base:
        yield from _otherwise(place, title_of(found["base"]), base[0])


def _otherwise(place: Path, title: str, option: Option) -> Iterator[str]:
    """Whether the scenario that it started from had other numbers, besides those of the run."""
    try:
        stored = load_scenario(place / "scenario.toml")
    except SimError:
        yield f"Its “{named(title, _NAME)}” can't be read by this version of the program."
        return
    keys = [
        setting.key
        for setting in differences([stored, option.scenario])
        if not setting.key.startswith("run.")
    ]
    if keys:
        more = f" and {len(keys) - 1:,} more" if len(keys) > 1 else ""
        yield (
            f"Its “{named(title, _NAME)}” is not the one above: it differs in"
            f" {named(plain(keys[0]), _NAME)}{more}."
        )
