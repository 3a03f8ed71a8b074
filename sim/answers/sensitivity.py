"""What a sensitivity analysis found."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sim.answers.experiment import records, tell_experiment
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
    tell_experiment(
        folder, as_json, answers(found), lambda: _parts(found), lambda: _tell_tables(found)
    )


def _tell_tables(found: Sensitivity) -> None:
    for table in tables(found):
        tell_table(table.title, table.headings, table.rows)
        for note in table.notes:
            tell(f"  {note}")
        tell()


def _parts(found: Sensitivity) -> dict[str, Any]:
    """Every part with all its numbers; those that are not known are null."""
    keys = ("key", "label", "unit", "value", "low", "high")
    return {
        "inputs": [{key: getattr(one, key) for key in keys} for one in found.numbers.values()],
        **{part: records(table) for part, table in found.tables.items()},
    }
