"""What a sweep found."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.answers.words import engine_words
from sim.console import tell, tell_table
from sim.report.sweep_data import Sweep, read_sweep
from sim.report.sweep_rows import headings, notes, rows
from sim.report.sweep_words import answers

if TYPE_CHECKING:
    import pandas as pd


def tell_sweep(folder: Path, as_json: bool) -> None:
    """Print what a sweep found: question and answer in sentences, then the mixes on each front.

    Args:
        folder: The sweep's finished results folder.
        as_json: As one JSON object, or in plain English.
    """
    found = read_sweep(folder)
    charts = folder / "charts" if (folder / "charts").is_dir() else None
    if as_json:
        places = {"folder": str(folder), "charts": None if charts is None else str(charts)}
        tell(json.dumps({"status": "complete", **places, **_json(found)}))
        return
    if found.question:
        tell(f"{found.question}\n")
    for paragraph in answers(found):
        tell(f"{paragraph}\n")
    for outcome in found.outcomes:
        if found.front_of(outcome).empty:
            continue
        title, names = headings(found, outcome)
        tell_table(title, names, rows(found, outcome))
        for note in notes(found, outcome):
            tell(f"  {note}")
        tell()
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    tell(f"Engine: {engine_words(manifest)}.")
    tell(f"Tables: {folder}")
    if charts is not None:
        tell(f"Charts: {charts}")


def _json(found: Sweep) -> dict[str, Any]:
    """The answer, and all mixes that were tried; numbers that are not known are null."""
    return {
        "name": found.name,
        "question": found.question,
        "answers": answers(found),
        "replications": found.replications,
        "points": _records(found.points),
        "outcomes": _records(found.table),
        "front": _records(found.front),
        "effects": _records(found.effects),
    }


def _records(table: pd.DataFrame) -> Any:
    return json.loads(table.to_json(orient="records", double_precision=15))
