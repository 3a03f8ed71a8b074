"""The paper about a results folder, whatever kind of results it holds."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path

from sim.report.paper.check_findings import calibration_findings, validation_findings
from sim.report.paper.comparison_paper import comparison_paper
from sim.report.paper.content import Paper
from sim.report.paper.run_paper import run_paper
from sim.report.paper.seek_findings import seek_findings
from sim.report.paper.sensitivity_findings import sensitivity_findings
from sim.report.paper.study_paper import study_paper
from sim.report.paper.sweep_findings import sweep_findings

PAPERS: dict[str, Callable[[Path], Paper]] = {
    "run": run_paper,
    "comparison": comparison_paper,
    "sweep": partial(study_paper, "sweep", sweep_findings),
    "seek": partial(study_paper, "seek", seek_findings),
    "sensitivity": partial(study_paper, "sensitivity", sensitivity_findings),
    "validation": partial(study_paper, "validation", validation_findings),
    "calibration": partial(study_paper, "calibration", calibration_findings),
}
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
