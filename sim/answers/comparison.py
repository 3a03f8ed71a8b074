"""What a comparison found."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.console import tell, tell_table
from sim.report import appraisal_words
from sim.report.comparison_data import MONEY_TABLES, Comparison, read_comparison
from sim.report.comparison_rows import headings, notes, rows
from sim.report.comparison_words import answers, pairing
from sim.report.warning_words import warnings_about

if TYPE_CHECKING:
    import pandas as pd

    from sim.scenario.schema import Scenario


def tell_comparison(scenarios: Sequence[Scenario], folder: Path, as_json: bool) -> None:
    """Print what a comparison found: the answer in a sentence for each option, then the details.

    Args:
        scenarios: The scenarios compared.
        folder: The comparison's finished results folder.
        as_json: As one JSON object, or in plain English.
    """
    found = read_comparison(folder)
    charts = folder / "charts" if (folder / "charts").is_dir() else None
    beware = _warnings_by_scenario(scenarios)
    if as_json:
        places = {"folder": str(folder), "charts": None if charts is None else str(charts)}
        said = {"status": "complete", **places, **_comparison_json(found), "warnings": beware}
        tell(json.dumps(said))
        return
    for sentence in answers(found):
        tell(f"{sentence}\n")
    _tell_options(found)
    _tell_appraisal(found)
    tell_table(
        "What differs", ("Key", *(one.name for one in found.every)),
        [(key, *values) for key, values in found.differences],
    )  # fmt: skip
    tell("" if found.differences else "  Nothing but names and notes.\n")
    for words in (pairing(found), *(f"Beware. {warning}" for warning in beware)):
        if words:
            tell(f"{words}\n")
    tell(f"Tables: {folder}")
    if charts is not None:
        tell(f"Charts: {charts}")


def _warnings_by_scenario(scenarios: Sequence[Scenario]) -> list[str]:
    """The warnings of all scenarios, each once and with the scenarios that it is about."""
    about: dict[str, list[str]] = {}
    for scenario in scenarios:
        for warning in warnings_about(scenario):
            about.setdefault(warning, []).append(scenario.name)
    return [f"In {', '.join(names)}: {warning}" for warning, names in about.items()]


def _tell_options(found: Comparison) -> None:
    title, names = headings(found)
    tell_table(title, names, [row for unit in found.units for row in rows(found, unit)])
    for note in notes(found):
        tell(f"  {note}")
    tell()


def _tell_appraisal(found: Comparison) -> None:
    tell_table(appraisal_words.title(found), appraisal_words.HEADINGS, appraisal_words.rows(found))
    for words in (*appraisal_words.notes(found), *appraisal_words.ranks(found)):
        tell(f"  {words}")
    tell()


def _comparison_json(found: Comparison) -> dict[str, Any]:
    """The answer for every unit and option; numbers that are not known are null."""
    columns = [name for name in found.table.columns if name not in {"measure", "period"}]
    rows = found.table[found.table["period"] == found.period]
    return {
        "name": found.name,
        "answers": answers(found),
        "baseline": found.baseline.name,
        "measure": found.measure,
        "unit": found.unit.key,
        "week_ending": found.week_ending,
        "target": None if found.target is None else found.target._asdict(),
        "replications": found.replications,
        "options": _records(rows[columns]),
        "target_dates": _records(found.dates),
        "price_base": found.price_base,
        **{name: _records(getattr(found, name)) for name in MONEY_TABLES},
        "differences": [
            {"key": key, **dict(zip((one.name for one in found.every), values, strict=True))}
            for key, values in found.differences
        ],
    }


def _records(table: pd.DataFrame) -> Any:
    """Rows as JSON has them; numbers that are not known are null."""
    return json.loads(table.to_json(orient="records", double_precision=15))
