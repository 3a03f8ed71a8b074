"""A paper as one web page that opens anywhere, without a network.

All that it needs is in the file. A content security policy lets nothing run or be fetched but the
page's own style sheet and script, which are named by their digests; and every text is escaped.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from sim.report.chart_words import MONTHS
from sim.report.documents.drawing import read_drawing
from sim.report.documents.numbers import Numbers, Readings, read_rows, readings_of, table_of
from sim.report.paper.content import Bullets, ChartBlock, Paper, Paragraph, TableBlock
from sim.results.store import write_text

TEMPLATES = "templates"
KINDS = {"paragraph": Paragraph, "bullets": Bullets, "table": TableBlock, "chart": ChartBlock}
"""How the template calls the blocks of a paper."""

LONGEST_WORD = 24
"""Letters in a table that stay on one line; a longer word is broken wherever the line ends."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart as the page shows it.

    Attributes:
        name: Begins the identifiers of its parts.
        svg: The drawing.
        numbers: The numbers drawn.
        readings: What can be read off it, if anything.
    """

    name: str
    svg: Markup
    numbers: Numbers
    readings: Readings | None


def write_page(paper: Paper, path: Path) -> None:
    """Write a paper as a web page, in one step.

    Args:
        paper: The paper.
        path: The file to make or replace.

    Raises:
        InputError: If a chart's drawing or its numbers can't be read.
        MachineError: If the disk is full or refuses.
    """
    write_text(path, page(paper))


def page(paper: Paper) -> str:
    """The whole text of the page."""
    style, script = (_part(name) for name in ("page.css", "page.js"))
    return _environment().get_template("page.html.j2").render(
        paper=paper,
        figure=_figure,
        made=_date(paper.made),
        style=Markup(style),  # noqa: S704 - a file of this package
        script=Markup(script),  # noqa: S704 - a file of this package
        policy=f"default-src 'none'; style-src {_digest(style)}; script-src {_digest(script)}; "
        "base-uri 'none'; form-action 'none'",
    )  # fmt: skip


@cache
def _environment() -> Environment:
    found = Environment(
        loader=PackageLoader(__package__, TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    for name, kind in KINDS.items():
        found.tests[name] = lambda block, kind=kind: isinstance(block, kind)
    found.tests["unbroken"] = lambda text: any(len(word) > LONGEST_WORD for word in text.split())
    return found


def _part(name: str) -> str:
    return (files(__package__) / TEMPLATES / name).read_text(encoding="utf-8")


def _digest(text: str) -> str:
    """How a content security policy names a text."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _figure(chart: ChartBlock) -> Figure:
    name = f"figure-{chart.number}"
    drawing = read_drawing(chart.svg, chart.title, chart.subtitle, name)
    rows = read_rows(chart.csv)
    return Figure(
        name,
        Markup(drawing.svg),  # noqa: S704 - built of known elements, with text escaped
        table_of(rows, f"charts/{chart.csv.name}"),
        readings_of(rows, drawing.lines),
    )


def _date(moment: str) -> str:
    """Such as "1 October 2018"."""
    day = datetime.fromisoformat(moment)
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
