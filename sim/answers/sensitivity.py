"""What a sensitivity analysis found."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sim.answers.words import engine_words
from sim.console import tell, tell_table
from sim.report.sensitivity_data import Sensitivity, read_sensitivity
from sim.report.sensitivity_rows import tables
from sim.report.sensitivity_words import answers


def tell_sensitivity(folder: Path, as_json: bool) -> None:
    """Print what a sensitivity analysis found: sentences first, then each part as a table.

    Args:
        folder: Its finished results folder.
        as_json: As one JSON object, or in plain English.
    """
    found = read_sensitivity(folder)
    engine = engine_words(json.loads((folder / "manifest.json").read_text("utf-8")))
    charts = folder / "charts" if (folder / "charts").is_dir() else None
    if as_json:
        places = {"folder": str(folder), "charts": None if charts is None else str(charts)}
        said = {"status": "complete", **places, **_json(found), "engine": engine}
        tell(json.dumps(said))
        return
    if found.question:
        tell(f"{found.question}\n")
    for sentence in answers(found):
        tell(f"{sentence}\n")
    for table in tables(found):
        tell_table(table.title, table.headings, table.rows)
        for note in table.notes:
            tell(f"  {note}")
        tell()
    tell(f"Engine: {engine}.")
    tell(f"Tables: {folder}")
    if charts is not None:
        tell(f"Charts: {charts}")


def _json(found: Sensitivity) -> dict[str, Any]:
    """Every part with all its numbers; those that are not known are null."""
    return {
        "name": found.name,
        "question": found.question,
        "answers": answers(found),
        "inputs": [
            {"key": one.key, "label": one.label, "unit": one.unit, "value": one.value,
             "low": one.low, "high": one.high}
            for one in found.numbers.values()
        ],
        **{
            part: json.loads(table.to_json(orient="records", double_precision=15))
            for part, table in found.tables.items()
        },
    }  # fmt: skip
