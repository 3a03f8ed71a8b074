"""What a calibration found."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sim.answers.experiment import records, tell_experiment
from sim.console import tell, tell_table
from sim.report.calibration_data import Calibrated, read_calibration
from sim.report.calibration_words import answers, fit_rows, learnt_rows
from sim.results.store import read


def tell_calibrate(folder: Path, as_json: bool) -> None:
    """Print what a calibration found: sentences first, then its targets and its numbers.

    Args:
        folder: Its finished results folder.
        as_json: As one JSON object, or in plain English.
    """
    found = read_calibration(folder)
    tell_experiment(
        folder, as_json, answers(found), lambda: _parts(found), lambda: _tell_tables(found)
    )


def _tell_tables(found: Calibrated) -> None:
    headings = ("Figure", "Use", "Published", "Nine in ten before", "Nine in ten after", "Inside")
    tell_table("Published figures", headings, fit_rows(found))
    tell(
        f"  Nine in ten futures, of {found.checked:,} sets of numbers with {found.futures} futures"
        " each."
    )
    tell()
    columns = ("Number", "Before", "Middle", "Nine in ten after", "Learnt")
    tell_table("Numbers that were to be found", columns, learnt_rows(found))
    tell("  Learnt: the share of its variance that the figures take away.")
    tell()


def _parts(found: Calibrated) -> dict[str, Any]:
    """Every table but the draws; numbers that are not known are null."""
    names = ("fit", "learnt", "pairs")
    tables = {name: records(read(found.folder, f"SELECT * FROM {name}")) for name in names}  # noqa: S608
    return {
        "posterior": str(found.folder / "posterior.csv"),
        "directions": found.directions,
        **tables,
    }
