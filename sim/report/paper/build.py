"""The paper about a results folder, whatever kind of results it holds."""

from __future__ import annotations

from pathlib import Path

from sim.report.paper.comparison_paper import comparison_paper
from sim.report.paper.content import Paper


def paper_of(folder: Path) -> Paper:
    """The committee paper about stored results.

    Args:
        folder: A finished results folder with its charts.

    Raises:
        InputError: If something that the paper needs is not in the folder.
    """
    return comparison_paper(folder)
