"""The charts of a results folder as parts of a paper."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sim.errors import InputError
from sim.report.chart_files import INDEX
from sim.report.paper.content import ChartBlock

UNNUMBERED = 0
"""The number of a block until the paper is assembled."""


def stored_charts(folder: Path) -> dict[str, ChartBlock]:
    """The charts of a results folder by name, in the order of its index.

    Raises:
        InputError: If the index is not readable, or a file is missing.
    """
    place = folder / "charts"
    try:
        entries = json.loads((place / INDEX).read_text(encoding="utf-8"))["charts"]
        return {entry["name"]: _block(entry, place) for entry in entries}
    except (OSError, ValueError, KeyError, TypeError):
        raise InputError(
            problem="the charts of this folder can't be read.",
            remedy="Remove the folder charts and give the same command again: they are drawn anew.",
            file=place / INDEX,
        ) from None


def _block(entry: dict[str, Any], place: Path) -> ChartBlock:
    name = Path(entry["name"]).name
    files = {suffix: place / f"{name}.{suffix}" for suffix in ("png", "svg", "csv")}
    for path in files.values():
        if not path.is_file():
            raise FileNotFoundError(path)
    return ChartBlock(UNNUMBERED, entry["title"], entry["subtitle"], entry["alt"], **files)
