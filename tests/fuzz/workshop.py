"""The folder that targets work in: what fuzzed files extend, and finished results."""

from __future__ import annotations

import contextlib
import shutil
from pathlib import Path
from typing import Any

from docx import Document

import sim
from sim.report.chart_files import write_index
from sim.scenario.starter.example import write_example
from tests.hostile.trial import Workshop

SMALL = Path(__file__).parents[1] / "data" / "small.toml"
SHORT = ("run.end=2018-10-19", "run.replications=2")
RESULTS, RUN, COMPARISON, MADE = "results", "small", "comparison", ".made.json"


def prepare(folder: Path) -> None:
    """Put everything into a folder."""
    Workshop(folder).set_up()
    shutil.copy(SMALL, folder / "small.toml")
    write_example(folder / "example.xlsx")
    _template().save(str(folder / "example.docx"))
    with contextlib.chdir(folder):
        _make_results()


def _template() -> Any:
    """A council's document with a mark in its text, in a table and in its header."""
    document = Document()
    for text in ("Report: [[title]], [[subtitle]]", "[[purpose]]", "The council's own words"):
        document.add_paragraph(text)
    document.add_table(1, 1).cell(0, 0).text = "[[details]]"
    document.sections[0].header.paragraphs[0].text = "[[title]]"
    return document


def _make_results() -> None:
    """A finished run and a comparison, as if they had no charts, and what their manifests say."""
    options = sim.RunOptions(engine="simpy")
    Path("other.toml").write_text('extends = "small.toml"\nname = "other"\n', "utf-8")
    those = sim.entrants(["small.toml", "other.toml"], SHORT)
    run = sim.run(those[0].scenario, RESULTS, options)
    question = sim.Question(name=COMPARISON)
    pair = sim.compare(those, RESULTS, question, options)
    for made in (run, pair):
        write_index([], [], made / "charts")
        shutil.copy(made / "manifest.json", made / MADE)
