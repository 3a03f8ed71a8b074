"""The manifest of a finished results folder, and what it calls things."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sim.errors import InputError
from sim.report.style import LONGEST_TITLE, plain

_WANTED = {
    "run": ("results folder", "Run the scenario first."),
    "comparison": ("comparison", "Compare again."),
    "sweep": ("sweep", "Sweep again."),
    "seek": ("search", "Seek again."),
    "sensitivity": ("sensitivity analysis", "Do it again."),
    "validation": ("validation", "Validate again."),
    "calibration": ("calibration", "Calibrate again."),
}
"""What a folder of each kind is called, and what to do where it is not one."""


def manifest_of(folder: Path, kind: str) -> dict[str, Any]:
    """The manifest of a results folder of some kind.

    Raises:
        InputError: If it is not such a folder.
    """
    path = folder / "manifest.json"
    try:
        manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        manifest = {"kind": None}
    if manifest.get("kind", "run") != kind:
        words, remedy = _WANTED[kind]
        raise InputError(f"this is not a finished {words}.", remedy, file=path)
    return manifest


def title_of(entry: Mapping[str, Any]) -> str:
    """The title of an experiment or a scenario, or its name, as charts and sentences call it."""
    return plain(entry["title"] or entry["name"], LONGEST_TITLE).rstrip(".")


def engine_words(manifest: Mapping[str, Any]) -> str:
    """What simulated, and how it is held to the reference."""
    if manifest["engine"] == "simpy":
        return "SimPy, the reference"
    return f"compiled, {manifest['verification']}"
