"""Charts that Excel draws from the cells of a table."""

from __future__ import annotations

from typing import Any

from sim.report.documents.workbook_formats import GREY, INK
from sim.report.paper.content import Plot, TableBlock
from sim.report.style import CATEGORIES

DASHES = ("solid", "dash", "square_dot", "long_dash", "dash_dot", "long_dash_dot_dot")
MARKERS = ("none", "circle", "square", "triangle", "diamond", "x")
MOST_SERIES = len(DASHES)
WIDTH, HEIGHT, BAR = 760, 420, 26
"""Of a chart, and of a bar with its gap, in pixels."""
_FONT = {"name": "Arial", "size": 10, "color": INK}


def add_chart(book: Any, sheet: Any, table: TableBlock, head: int) -> None:
    """Draw a table's plot under it.

    Args:
        book: The workbook.
        sheet: The sheet of the table.
        table: The table, with a plot and rows.
        head: Row of its headings, from 0.
    """
    plot = table.plot
    assert plot is not None
    chart = book.add_chart({"type": "line" if plot.form == "lines" else "bar"})
    rows = (head + 1, head + len(table.rows))
    several = len(plot.values) > 1
    for place, column in enumerate(plot.values[:MOST_SERIES]):
        series = {
            "name": [table.label, head, column],
            "categories": [table.label, rows[0], plot.labels, rows[1], plot.labels],
            "values": [table.label, rows[0], column, rows[1], column],
        }
        chart.add_series(series | _look(plot, place))
    chart.set_title({"name": plot.title, "name_font": _FONT | {"size": 12}, "overlay": False})
    chart.set_legend({"position": "bottom", "font": _FONT} if several else {"none": True})
    numbers = [row[column].value or 0.0 for row in table.rows for column in plot.values]
    _axes(chart, plot, {"min": 0} if min(numbers) >= 0.0 else {})
    chart.set_size({"width": WIDTH, "height": _height(table, plot)})
    said = {"description": plot.alt, "object_position": 2}
    sheet.insert_chart(rows[1] + 2, 0, chart, said)


def _look(plot: Plot, place: int) -> dict[str, Any]:
    """Series differ by dash, marker or label as well as by colour."""
    colour = CATEGORIES[place % len(CATEGORIES)]
    if plot.form == "lines":
        marker = {"type": MARKERS[place], "size": 5, "fill": {"color": colour}}
        line = {"color": colour, "width": 2.0, "dash_type": DASHES[place]}
        return {"line": line, "marker": marker}
    labels = {"value": True, "font": {"name": "Arial", "size": 9, "color": INK}}
    border = {"color": INK, "width": 0.5}
    return {"fill": {"color": colour}, "border": border, "data_labels": labels, "gap": 60}


def _axes(chart: Any, plot: Plot, least: dict[str, int]) -> None:
    """Names along one axis and numbers along the other; bars grow from nought."""
    lines = {"visible": True, "line": {"color": "#D9D9D9", "width": 0.75}}
    value = {"name": plot.axis, "name_font": _FONT, "num_font": _FONT, "major_gridlines": lines}
    names = {"num_font": _FONT, "line": {"color": GREY}}
    if plot.form == "lines":
        chart.set_x_axis(names | {"interval_unit": 6})
        chart.set_y_axis(value)
    else:
        # The first row on top, and the scale under the last.
        chart.set_y_axis(names | {"reverse": True, "label_position": "low", "crossing": "max"})
        chart.set_x_axis(value | least)


def _height(table: TableBlock, plot: Plot) -> int:
    if plot.form == "lines":
        return HEIGHT
    bars = len(table.rows) * len(plot.values)
    return max(HEIGHT, 160 + BAR * bars)
