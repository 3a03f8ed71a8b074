"""A paper with one of every block, and names that would like to be more than text."""

from __future__ import annotations

from pathlib import Path

from matplotlib.figure import Figure

from sim.report.paper.cells import change, money, number, share, words
from sim.report.paper.content import Bullets, ChartBlock, Column, Paper, Paragraph, Plot, TableBlock
from sim.report.paper.sections import assembled

HOSTILE = (
    '=HYPERLINK("http://127.0.0.1","press")',
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "<b>bold</b> & <script>alert(1)</script> ]]>",
    "{{ 7*7 }} {% raw %} [[risks]] [[title]]",
    "http://127.0.0.1/",
    "007",
    "אבג עברית",
    "n" * 500,
)
"""As :func:`sim.report.style.plain` leaves them: no control characters, one line."""

COLUMNS = (
    Column("Name"),
    Column("Level", numeric=True, unit="cases"),
    Column("Change", numeric=True),
    Column("Share", numeric=True),
    Column("Budget", numeric=True),
)


def row(name: str, value: float):
    cells = number(value, 1), change(value - 20.0, 2), share(value / 100, 1)
    return (words(name), *cells, money(-1000 * value))


def paper(folder: Path, title: str = "A paper", names=("first", "second")) -> Paper:
    """A paper with a chart drawn into a folder."""
    values = [21.25 - 1.25 * place for place in range(len(names))]
    rows = tuple(row(name, value) for name, value in zip(names, values, strict=True))
    empty = (words("nothing"), number(None), change(0.001, 2), words(""), words("unclear"))
    plot = Plot("bars", "Levels", "Bar chart. first 21.3", 0, (1, 2), "Cases")
    lines = Plot("lines", "Course", "Line chart.", 0, (1,), "Cases")
    notes = tuple(names)
    table = TableBlock(0, "Levels of everything", COLUMNS, (*rows, empty), notes, plot)
    long = TableBlock(0, "All of it", COLUMNS, rows, (), lines, long=True)
    parts = {
        "purpose": [Paragraph("Why."), Bullets(tuple(names))],
        "reasons_for_recommendation": [table, chart(folder)],
        "how_sure_we_are": [Paragraph("Quite.")],
        "details": [long],
    }
    return Paper(title, "In 2 futures", "2026-11-22T10:00:00Z", assembled(parts))


def chart(folder: Path) -> ChartBlock:
    """A picture of an inch or so."""
    paths = {suffix: folder / f"picture.{suffix}" for suffix in ("png", "svg", "csv")}
    Figure(figsize=(2, 1)).savefig(paths["png"], dpi=20)
    return ChartBlock(0, "It falls", "Of all", 'From "3" to 2 <i>', **paths)
