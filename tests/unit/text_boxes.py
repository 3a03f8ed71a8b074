"""Whether a chart can be read: names that do harm, and where its texts stand."""

from __future__ import annotations

from itertools import combinations

import pytest
from matplotlib.text import Text

from sim.report.chart_files import Chart
from sim.report.style import house_style

HOSTILE = (
    "<script>alert('x')</script> & \"quotes\"",
    "$\\frac{1}{2}$ of $x$",
    "=HYPERLINK('http://example.org')",
    "שלום עולם",
    "turned \u202earound\u202c, bell \x07, half \ud800",
    "W" * 500,
    "h" + "\u0301" * 300,
)


def assert_texts_stand_apart(chart: Chart) -> None:
    """No text is cut off at the edge of the page, and none runs into another."""
    texts: list[Text] = []
    draw = Text.draw
    with pytest.MonkeyPatch.context() as patch, house_style():
        patch.setattr(Text, "draw", lambda text, *how: (texts.append(text), draw(text, *how)))
        chart.figure.draw_without_rendering()
        boxes = [(t.get_text(), t.get_window_extent().extents) for t in texts if t.get_text()]
    page = chart.figure.bbox.extents
    for text, (left, bottom, right, top) in boxes:
        assert left >= page[0] and bottom >= page[1], (chart.name, text)
        assert right <= page[2] and top <= page[3], (chart.name, text)
    for (one, a), (other, b) in combinations(boxes, 2):
        across = min(a[2], b[2]) - max(a[0], b[0])
        upward = min(a[3], b[3]) - max(a[1], b[1])
        # In hundredths of an inch; boxes of text hold a little air above and below.
        assert across < 1 or upward < 4, (chart.name, one, other)
