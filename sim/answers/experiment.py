"""What any experiment prints: question, answers in sentences, details, and where everything is."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.console import tell
from sim.report.manifests import engine_words

if TYPE_CHECKING:
    import pandas as pd


def tell_experiment(
    folder: Path,
    as_json: bool,
    answers: Sequence[str],
    parts: Callable[[], Mapping[str, Any]],
    details: Callable[[], None],
) -> None:
    """Print what an experiment found.

    Args:
        folder: Its finished results folder.
        as_json: As one JSON object, or in plain English.
        answers: What it found, in sentences.
        parts: What the JSON object has besides.
        details: Prints what stands below the sentences.
    """
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    charts = folder / "charts" if (folder / "charts").is_dir() else None
    if as_json:
        said = {
            "status": "complete",
            "name": manifest["name"],
            "question": manifest["question"],
            "folder": str(folder),
            "charts": None if charts is None else str(charts),
            "answers": list(answers),
            **parts(),
            "engine": engine_words(manifest),
        }
        tell(json.dumps(said))
        return
    for paragraph in (manifest["question"], *answers):
        if paragraph:
            tell(f"{paragraph}\n")
    details()
    tell(f"Engine: {engine_words(manifest)}.")
    tell(f"Tables: {folder}")
    if charts is not None:
        tell(f"Charts: {charts}")


def records(table: pd.DataFrame) -> Any:
    """The rows of a table as JSON data; numbers that are not known are null."""
    return json.loads(table.to_json(orient="records", double_precision=15))
