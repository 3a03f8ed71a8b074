"""Charts of published figures against what the model expects: a row each, in its own scale."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FixedFormatter, FixedLocator

from sim.report.caseload_charts import page_name
from sim.report.chart_files import Chart, Omitted
from sim.report.style import (
    EDGE,
    GREY,
    INK,
    NAVY,
    SKY,
    SMALL,
    WIDTH,
    Sheet,
    named,
    sheet,
    text_width,
    wrap,
)
from sim.report.validation_data import Figure, Validation
from sim.report.validation_words import of_how_many, used_words

PER_PAGE = 18
NAMES = 2.45
"""Width of the column for names, inches."""
ROW, HEAD, FOOT = 0.36, 0.36, 0.3
"""Heights of a row, above the first and under the last, inches."""
BAR = 0.46
"""Height of a bar as a share of its row."""
REACH = 3.0
"""How far from the middle of its range a figure is drawn at most, in half widths."""


def validation_charts(found: Validation) -> Iterator[Chart | Omitted]:
    """A chart of the figures that were held out, and one of those that were not."""
    for name, is_test in (("held_out", True), ("fitted", False)):
        figures = [one for one in found.used(is_test) if one.is_known]
        if not figures:
            yield Omitted(name, f"There are no figures that were {used_words(is_test)}.")
            continue
        for page, first in enumerate(range(0, len(figures), PER_PAGE), start=1):
            yield _chart(page_name(name, page), found, figures, figures[first : first + PER_PAGE])


def _chart(
    name: str, found: Validation, figures: Sequence[Figure], shown: Sequence[Figure]
) -> Chart:
    used = used_words(figures[0].is_test)
    title = f"{of_how_many(figures)} figures {used} lie within what the model expects"
    subtitle = (
        "Each published figure as a point against the range, drawn equally wide in every row, that "
        f"holds the middle 95% of {found.replications:,} futures."
    )
    note = (
        "Filled: inside; hollow: outside. An arrow: further out than there is room for. Upright "
        "mark: the mean of all futures."
    )
    page = _draw((title, subtitle, note), shown)
    said = "; ".join(f"{named(one.label)}: {one.published}, {one.expected}" for one in shown)
    alt = f"Published figures and the ranges that the model expects. {said}."
    data = found.table.iloc[[found.figures.index(one) for one in shown]]
    return Chart(name, title, subtitle, alt, page.figure, data)


def _draw(text: tuple[str, str, str], figures: Sequence[Figure]) -> Sheet:
    columns = {
        "Published": [one.published for one in figures],
        "Expected": [one.expected for one in figures],
    }
    widths = [
        max(text_width(cell, SMALL, "bold") for cell in (heading, *cells)) + 0.12
        for heading, cells in columns.items()
    ]
    title, subtitle, note = text
    height = ROW * len(figures)
    page = sheet(title, subtitle, HEAD + height + FOOT, note)
    width = WIDTH - NAMES - sum(widths) - EDGE
    axes = page.axes(NAMES, HEAD, width, height)
    _frame(axes, len(figures))
    for row, figure in enumerate(figures):
        _name(axes, row, figure, width)
        _draw_row(axes, row, figure)
    left = NAMES + width + 0.08
    for (heading, cells), own in zip(columns.items(), widths, strict=True):
        page.write(left, 0.14, heading, size=SMALL, color=GREY)
        for row, cell in enumerate(cells):
            axes.text((left - NAMES) / width, row, cell, size=SMALL, color=INK, va="center",
                      transform=axes.get_yaxis_transform())  # fmt: skip
        left += own
    return page


def _frame(axes: Axes, rows: int) -> None:
    axes.set(xlim=(-REACH - 0.25, REACH + 0.25), ylim=(rows - 0.5, -0.5))
    axes.grid(False)
    axes.yaxis.set_visible(False)
    axes.xaxis.set_major_locator(FixedLocator([-2, 0, 2]))
    axes.xaxis.set_major_formatter(FixedFormatter(["lower", "as expected", "higher"]))


def _name(axes: Axes, row: int, figure: Figure, width: float) -> None:
    lines = wrap(figure.label, NAMES - EDGE - 0.12, SMALL, "normal", 2)
    axes.text(-0.1 / width, row, "\n".join(lines), size=SMALL, color=INK, va="center", ha="right",
              linespacing=1.05, transform=axes.get_yaxis_transform())  # fmt: skip


def _draw_row(axes: Axes, row: int, figure: Figure) -> None:
    """The range as a bar from -1 to 1, and the figure where it lies against it."""
    middle = (figure.low + figure.high) / 2
    half = (figure.high - figure.low) / 2
    axes.barh(row, 2.0, BAR, left=-1.0, facecolor=SKY, edgecolor="none", zorder=2)
    mean = 0.0 if half == 0 else (figure.mean - middle) / half
    axes.vlines(mean, row - BAR / 2, row + BAR / 2, color=NAVY, linewidth=1.4, zorder=3)
    place = _place(figure.observed - middle, half)
    marker = "o" if abs(place) < REACH else "<" if place < 0 else ">"
    axes.plot([place], [row], marker, markersize=7, markerfacecolor=INK if figure.is_inside else
              "white", markeredgecolor=INK, markeredgewidth=1.3, zorder=4)  # fmt: skip


def _place(away: float, half: float) -> float:
    """Where a figure is drawn, in half widths from the middle of its range."""
    if half == 0:
        return float(np.sign(away)) * REACH
    return float(np.clip(away / half, -REACH, REACH))
