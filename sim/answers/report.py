"""Which documents a report wrote."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from sim.console import tell


def tell_report(folder: Path, documents: Sequence[Path], as_json: bool) -> None:
    """Print where the documents are.

    Args:
        folder: The results folder.
        documents: The documents in it.
        as_json: As one JSON object, or in plain English.
    """
    if as_json:
        names = [str(path) for path in documents]
        tell(json.dumps({"status": "complete", "folder": str(folder), "documents": names}))
        return
    for path in documents:
        tell(f"{_WHAT[path.suffix]}: {path}")


_WHAT = {".docx": "Committee paper", ".xlsx": "Workbook", ".html": "Web page"}
