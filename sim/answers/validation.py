"""How published figures and the model agree."""

from __future__ import annotations

from pathlib import Path

from sim.answers.experiment import records, tell_experiment
from sim.console import tell, tell_table
from sim.report.validation_data import Validation, read_validation
from sim.report.validation_words import HEADINGS, answers, rows, used_words


def tell_validation(folder: Path, as_json: bool) -> None:
    """Print how published figures and the model agree: sentences first, then every figure.

    Args:
        folder: Its finished results folder.
        as_json: As one JSON object, or in plain English.
    """
    found = read_validation(folder)
    parts = lambda: {"targets": records(found.table)}  # noqa: E731
    tell_experiment(folder, as_json, answers(found), parts, lambda: _tell_tables(found))


def _tell_tables(found: Validation) -> None:
    for is_test in (True, False):
        figures = found.used(is_test)
        if figures:
            title = f"Figures {used_words(is_test)}, {found.replications:,} futures"
            tell_table(title, HEADINGS, rows(figures))
            tell()
