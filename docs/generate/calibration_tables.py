"""What the shipped calibration found, from a full run of it."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from docs.generate.full_runs import made
from docs.generate.markdown import table
from sim.report.calibration_data import Calibrated, read_calibration
from sim.report.calibration_words import answers, learnt_rows


def cost() -> str:
    """What was simulated, and how long it took."""
    found, manifest = _found(), json.loads((_folder() / "manifest.json").read_text("utf-8"))
    return (
        f"It tries {found.points:,} sets of numbers for 2018 in {found.futures} futures each, and"
        f" {2 * found.checked} sets in all scenarios that the figures are of:"
        f" {manifest['replications_simulated']:,} replications."
    )


def answer() -> str:
    """The sentences that the command prints."""
    return "\n\n".join(answers(_found()))


def numbers() -> str:
    """The numbers, before and after."""
    headings = ("Number", "Before", "Middle", "Nine in ten after", "Learnt")
    return table(headings, learnt_rows(_found()))


def _folder() -> Path:
    return made("calibrate experiments/calibrate_2018.toml", "calibrate_2018")


@cache
def _found() -> Calibrated:
    return read_calibration(_folder())
