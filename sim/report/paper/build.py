"""The paper about a results folder, whatever kind of results it holds."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from sim.report.paper.comparison_paper import comparison_paper
from sim.report.paper.content import Paper
from sim.report.paper.run_paper import run_paper

PAPERS: dict[str, Callable[[Path], Paper]] = {"run": run_paper, "comparison": comparison_paper}
"""What makes the paper about each kind of results."""


def paper_of(folder: Path) -> Paper:
    """The committee paper about stored results.

    Args:
        folder: A finished results folder with its charts.

    Raises:
        InputError: If something that the paper needs is not in the folder.
    """
    kind = json.loads((folder / "manifest.json").read_text("utf-8")).get("kind", "run")
    return PAPERS[kind](folder)
