"""A paper with every kind of block, and charts like those of a results folder."""

from __future__ import annotations

import json
from pathlib import Path

from sim.report.paper.content import (
    Bullets,
    Cell,
    ChartBlock,
    Column,
    Paper,
    Paragraph,
    Section,
    TableBlock,
)

COLUMNS = (Column("Option"), Column("Caseload", numeric=True, unit="cases"), Column("Basis"))
ROWS = (
    (Cell(None, "More officers"), Cell(-1.25, "-1.3", "change", 1), Cell(None, "assumed")),
    (Cell(None, "Do nothing"), Cell(None, "", "change", 1), Cell(None, "")),
)
SVG = """<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"
 width="100pt" height="200pt" viewBox="0 0 100 200" role="img" aria-labelledby="x-title">
 <title id="x-title">The title</title>
 <defs><style type="text/css">*{stroke-linejoin: round}</style></defs>
 <g><text style="font-size: 9px; fill: #1a1a1a" x="10" y="150" transform="rotate(-0 10 150)">
 Panel</text></g>
 <g><text style="font-size: 13px" x="5" y="15">Caseload falls</text></g>
 <g><text style="font-size: 13px" x="5" y="32">to 19</text></g>
 <g><text style="font-size: 10px" x="5" y="44">Whole service.</text></g>
 <g id="x-line-service-service-caseload_per_fte--139279b856">
  <path d="M 10 140  L 30 120.123456  L 90 100  " clip-path="url(#clip)"
   style="fill: none; stroke: #12436d; stroke-width: 1.5"/></g>
 <defs><clipPath id="clip"><rect x="10" y="60" width="80" height="120"/></clipPath></defs>
 <use xlink:href="#clip" x="1" y="2"/>
</svg>
"""
CSV = """measure,unit_kind,unit,label,period,n,mean,p05,p25,p50,p75,p95
caseload_per_fte,service,service,Whole service,2018-10,60,22.1,21.26,21.9,22.04,22.2,23.06
caseload_per_fte,service,service,Whole service,2018-11,60,21.1,20.26,20.9,21.04,21.2,22.06
caseload_per_fte,service,service,Whole service,2018-12,60,19.1,18.26,18.9,19.04,19.2,20.06
"""
TITLE, SUBTITLE, ALT = "Caseload falls to 19", "Whole service.", "It falls from 22.0 to 19.0."


def sample_chart(folder: Path, number: int = 1, svg: str = SVG, csv: str = CSV) -> ChartBlock:
    """A chart with files of its own; ``x`` is its name."""
    paths = [folder / f"{number}" / f"x.{suffix}" for suffix in ("png", "svg", "csv")]
    paths[0].parent.mkdir(parents=True)
    paths[1].write_text(svg, "utf-8")
    paths[2].write_text(csv, "utf-8-sig")
    return ChartBlock(number, TITLE, SUBTITLE, ALT, *paths)


def sample_paper(folder: Path, words: str = "Plain words") -> Paper:
    """A paper with every kind of block; all that is text in it has ``words``."""
    named = tuple((Cell(None, words), *row[1:]) for row in ROWS)
    tables = [
        TableBlock(1, words, (Column(words), *COLUMNS[1:]), named, (words, "Another note.")),
        TableBlock(2, "Too long to print", COLUMNS, ROWS, long=True),
    ]
    cells = json.dumps(words)
    charts = [
        sample_chart(folder, 1),
        sample_chart(folder, 2, csv=CSV.replace("Whole service", cells.replace('\\"', '""'))),
    ]
    return Paper(
        f"Paper: {words}",
        words,
        "2018-10-01T09:30:00Z",
        (
            Section("purpose", "Purpose", (Paragraph(words), Bullets((words, "A point.")))),
            Section("information", words, (*tables, *charts)),
        ),
    )
