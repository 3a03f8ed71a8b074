"""Full runs that pages rest on, each made when a block first asks for it."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from functools import cache
from pathlib import Path

from docs.generate.commands import ROOT

OUT = "results/documentation"
"""Where they are kept, so that nobody's own results are in the way."""
IMAGES = ROOT / "docs" / "images"
COLOURS = 64
"""Enough for a chart of flat colours, at a third of the size."""


@cache
def made(command: str, name: str, out: str = OUT) -> Path:
    """The results of a command in full; what is there already is not simulated again.

    Args:
        command: Everything after ``python -m sim`` but for where results go.
        name: What the results folder is called.
        out: The folder that it is in.
    """
    words = [sys.executable, "-m", "sim", *shlex.split(command), "--out", out, "--quiet"]
    subprocess.run(words, cwd=ROOT, check=True)  # noqa: S603 - commands of our own documentation
    return ROOT / out / name


def ran(scenario: str) -> Path:
    """The results of a shipped scenario, without charts."""
    return made(f"run scenarios/{scenario}.toml --no-charts", scenario)


def picture(folder: Path, chart: str, name: str) -> str:
    """Take a chart as a picture of a page.

    Args:
        folder: The results folder.
        chart: Name of one of its charts.
        name: What the picture is called.

    Returns:
        What the chart says to those who can't see it.
    """
    from PIL import Image  # noqa: PLC0415 - comes with matplotlib; only for pictures

    with Image.open(folder / "charts" / f"{chart}.png") as image:
        image.convert("RGB").quantize(COLOURS).save(IMAGES / f"{name}.png", optimize=True)
    charts = json.loads((folder / "charts" / "index.json").read_text("utf-8"))["charts"]
    return str(next(one["alt"] for one in charts if one["name"] == chart))
