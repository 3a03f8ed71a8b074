"""What a sweep found."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sim.answers.experiment import records, tell_experiment
from sim.console import tell, tell_table
from sim.report.sweep_data import Sweep, read_sweep
from sim.report.sweep_rows import headings, notes, rows
from sim.report.sweep_words import answers


def tell_sweep(folder: Path, as_json: bool) -> None:
    """Print what a sweep found: question and answer in sentences, then the mixes on each front.

    Args:
        folder: The sweep's finished results folder.
        as_json: As one JSON object, or in plain English.
    """
    found = read_sweep(folder)
    tell_experiment(
        folder, as_json, answers(found), lambda: _parts(found), lambda: _tell_fronts(found)
    )


def _tell_fronts(found: Sweep) -> None:
    for outcome in found.outcomes:
        if found.front_of(outcome).empty:
            continue
        title, names = headings(found, outcome)
        tell_table(title, names, rows(found, outcome))
        for note in notes(found, outcome):
            tell(f"  {note}")
        tell()


def _parts(found: Sweep) -> dict[str, Any]:
    """All mixes that were tried; numbers that are not known are null."""
    return {
        "replications": found.replications,
        "points": records(found.points),
        "outcomes": records(found.table),
        "front": records(found.front),
        "effects": records(found.effects),
    }
