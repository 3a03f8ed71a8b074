"""The numbers that a chart draws, as a table for a web page and for reading values off the chart.

They come from the CSV beside the drawing. The table shows them as they are stored; a value read off
the chart is rounded like those that are written in it.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import numpy as np

from sim.errors import InputError
from sim.report.chart_fans import LINE, day_of, line_id
from sim.report.chart_words import A_HUNDRED, full_date, month_year, number, share, whole
from sim.report.documents.drawing import Line
from sim.report.measure_words import words_of
from sim.results.store import inert

MOST_ROWS = 1_500
"""Rows of a table in the page; more make it slow to open, and nobody reads them there."""
ONE_EACH = "value"
"""Column of charts that draw every replication: the page gives their spread, not each of them."""
EACH = {ONE_EACH, "p05", "p50", "p95"}
"""Columns of such charts."""
TOLD = {"measure", "option"}
"""Columns left out where all rows have the same, which the chart's title tells."""
KEYS = {"unit_kind", "unit"}
"""Columns of names for programs, left out where there is a label."""
HEADINGS = {
    "measure": "Measure", "option": "Option", "label": "Name", "unit": "Name", "period": "Period",
    "n": "Replications", "mean": "Mean", "p05": "5%", "p25": "25%", "p50": "Median", "p75": "75%",
    "p95": "95%", "financial_year": "Financial year", }  # fmt: skip
NO_VALUE = "no value"
SPREAD = {"unit_kind", "unit", "measure", "label", "period", "p05", "p50", "p95"}
"""Columns of charts that values can be read off."""

Row = dict[str, str]
Say = Callable[[float], str]


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of a column.

    Attributes:
        text: What is in the column.
        numeric: Whether all of that are numbers.
    """

    text: str
    numeric: bool


@dataclass(frozen=True, slots=True)
class Numbers:
    """A table of the numbers drawn.

    Attributes:
        headings: Of the columns.
        rows: The cells.
        note: What there is to say of the table.
    """

    headings: tuple[Heading, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A line that values are read off.

    Attributes:
        name: What it shows, of whom.
        box: The panel it is in: left, top, width, height.
        x: Where each period stands, in the units of the drawing; None where it has no value.
        y: The height of the line there.
        said: The value in words.
    """

    name: str
    box: tuple[float, ...]
    x: list[float | None]
    y: list[float | None]
    said: list[str]


@dataclass(frozen=True, slots=True)
class Readings:
    """All lines of a chart that values are read off.

    Attributes:
        periods: What each period is called.
        lines: In the order of the table.
        ranges: Whether values have a range in brackets.
    """

    periods: list[str]
    lines: list[Reading]
    ranges: bool

    def data(self) -> dict[str, Any]:
        """As plain data for the page's script."""
        return asdict(self)


def read_rows(path: Path) -> list[Row]:
    """The rows of a chart's CSV, without the marks that keep spreadsheets from computing.

    Raises:
        InputError: If the file can't be read.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, ValueError, csv.Error):
        rows = []
    if any(None in row or None in row.values() for row in rows) or not rows:
        raise InputError(
            problem="the chart's numbers can't be read.",
            remedy="Remove the folder charts and give the same command again: they are drawn anew.",
            file=path,
        )
    return [{key: _plain(value) for key, value in row.items()} for row in rows]


def _plain(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and inert(cell[1:]) == cell else cell


def table_of(rows: Sequence[Row], place: str) -> Numbers:
    """The numbers for people.

    Args:
        rows: Of the chart's CSV.
        place: Where the CSV is, for people.
    """
    each = set(rows[0]) >= EACH
    dropped = {one for one in TOLD if len({row.get(one) for row in rows}) == 1}
    dropped |= {ONE_EACH} if each else set()
    dropped |= KEYS if "label" in rows[0] else set()
    columns = [one for one in rows[0] if one not in dropped]
    cells = tuple(tuple(row[one] for one in columns) for row in rows)
    cells = tuple(dict.fromkeys(cells)) if each else cells
    more = f"Every value drawn is in {place} of the results folder."
    if len(cells) > MOST_ROWS:
        return Numbers((), (), f"{len(cells):,} rows are too many for this page. {more}")
    headings = tuple(
        Heading(_heading(column), _numeric(values))
        for column, values in zip(columns, zip(*cells, strict=True), strict=True)
    )
    return Numbers(headings, cells, more if each else "")


def _heading(column: str) -> str:
    words = column.removesuffix("_gbp").replace("_", " ").capitalize()
    return HEADINGS.get(column, f"{words} (£)" if column.endswith("_gbp") else words)


def _numeric(cells: Sequence[str]) -> bool:
    try:
        return bool([float(cell) for cell in cells if cell])
    except ValueError:
        return False


def readings_of(rows: Sequence[Row], lines: Mapping[str, Line]) -> Readings | None:
    """What can be read off a chart of medians over time; None if nothing can."""
    if not set(rows[0]) >= SPREAD:
        return None
    of_line = itemgetter("unit_kind", "unit", "measure")
    series = [list(group) for _, group in groupby(rows, of_line)]
    drawn = [
        (group, lines[name])
        for group in series
        if len(group) > 1 and (name := line_id(*of_line(group[0])).removeprefix(LINE)) in lines
    ]
    if not drawn:
        return None
    periods = sorted({row["period"] for group, _ in drawn for row in group}, key=day_of)
    many = len({group[0]["measure"] for group, _ in drawn}) > 1
    apart = _saying_differences(rows) if "option" in rows[0] else None
    return Readings(
        [_period_name(period) for period in periods],
        [_reading(group, line, periods, apart or _saying(group), many) for group, line in drawn],
        any(row["n"] != "1" for row in rows),
    )


def _period_name(period: str) -> str:
    day = day_of(period)
    if "/" in period:
        return f"Financial year {period}"
    return f"Week ending {full_date(day)}" if period.count("-") == 2 else month_year(day)


def _reading(
    group: Sequence[Row], line: Line, periods: Sequence[str], say: Say, many: bool
) -> Reading:
    days = np.array([day_of(row["period"]) for row in group])
    (first, _), (last, _) = line.points[0], line.points[-1]
    across = first + (last - first) * (days - days[0]) / (days[-1] - days[0])
    heights = np.interp(across, *np.transpose(line.points))
    found = {
        row["period"]: (round(float(x), 1), round(float(y), 1), _said(row, say))
        for row, x, y in zip(group, across, heights, strict=True)
    }
    points = [found.get(period, (None, None, NO_VALUE)) for period in periods]
    x, y, said = (list(part) for part in zip(*points, strict=True))
    name = words_of(group[0]["measure"]).subject.capitalize() if many else group[0]["label"]
    return Reading(name, line.box, x, y, said)


def _saying_differences(rows: Sequence[Row]) -> Say:
    """How a chart of differences from the baseline writes its numbers, all with the same places."""
    words = words_of(rows[0]["measure"])
    ends = [abs(float(row[one])) for row in rows for one in ("p05", "p95") if row[one]]
    places = words.places(max(ends, default=0.0) / 10)
    return lambda value: words.signed(value, places)


def _saying(group: Sequence[Row]) -> Say:
    """How charts write the numbers of a line."""
    if words_of(group[0]["measure"]).share:
        return share
    middles = [float(row["p50"]) for row in group if row["p50"]]
    return whole if max(middles, default=0.0) >= A_HUNDRED else number


def _said(row: Row, say: Say) -> str:
    """The median, with the range where it has any length."""
    if not row["p50"]:
        return NO_VALUE
    low, middle, high = (say(float(row[one])) for one in ("p05", "p50", "p95"))
    return middle if low == high else f"{middle} ({low} to {high})"
