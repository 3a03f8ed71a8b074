"""Charts with a row for each thing that is varied: its name on the left, words on the right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from sim.report.chart_parts import SHARE
from sim.report.outcome_words import Asked
from sim.report.style import EDGE, GREY, INK, SMALL, WIDTH, Sheet, sheet, text_width, wrap

MOST_ROWS = 12
"""Rows drawn; those that do less are in the table."""
NAMES = 2.75
"""Width of the column for names and ranges, inches."""
ROW, HEAD, FOOT = 0.46, 0.22, 0.22
"""Heights of a row, above the first and under the last, inches."""
LINE = 0.15
"""Height of a line of a name, inches."""
BAR = 0.5
"""Height of a bar as a share of its row."""


class Varied(Protocol):
    """What a row is about."""

    @property
    def label(self) -> str:
        """Its name."""

    @property
    def range(self) -> str:
        """What it is varied to."""


class Column(NamedTuple):
    """Words to the right of the rows.

    Attributes:
        heading: What they are.
        cells: A cell for each row.
    """

    heading: str
    cells: Sequence[str]


def draw_rows(
    text: tuple[str, str, str],
    varied: Sequence[Varied],
    limits: tuple[float, float],
    columns: Sequence[Column],
) -> tuple[Sheet, Axes]:
    """A page with a row for each thing varied, from the top down, to be filled with marks.

    Args:
        text: Title, subtitle and note.
        varied: What the rows are about.
        limits: Of the level axis.
        columns: What stands to the right.

    Returns:
        The page, and axes in which row i has its middle at height i.
    """
    title, subtitle, note = text
    widths = [
        max(text_width(cell, SMALL, "bold") for cell in (column.heading, *column.cells)) + 0.12
        for column in columns
    ]
    names = [_name(one) for one in varied]
    height = max(ROW, LINE * (0.5 + max(map(len, names)))) * len(names)
    page = sheet(title, subtitle, HEAD + height + FOOT, note)
    width = WIDTH - NAMES - sum(widths) - EDGE
    axes = page.axes(NAMES, HEAD, width, height)
    axes.set(xlim=limits, ylim=(len(names) - 0.5, -0.5))
    axes.grid(False)
    axes.yaxis.set_visible(False)
    for row, lines in enumerate(names):
        axes.text(-0.1 / width, row, "\n".join(lines), size=SMALL, color=INK, va="center",
                  ha="right", linespacing=1.05,
                  transform=axes.get_yaxis_transform())  # fmt: skip
    left = NAMES + width + 0.08
    for column, own in zip(columns, widths, strict=True):
        page.write(left, 0.0, column.heading, size=SMALL, color=GREY)
        for row, cell in enumerate(column.cells):
            place = (left - NAMES) / width
            axes.text(place, row, cell, size=SMALL, weight="bold", color=INK, va="center",
                      transform=axes.get_yaxis_transform())  # fmt: skip
        left += own
    return page, axes


def _name(varied: Varied) -> list[str]:
    """The name on one line or two, with the range beside or beneath it."""
    room = NAMES - EDGE - 0.12
    lines = wrap(varied.label, room, SMALL, "normal", 2)
    beside = f"{lines[-1]} ({varied.range})"
    if len(lines) > 1 and text_width(beside, SMALL) <= room:
        return [*lines[:-1], beside]
    return [*lines, *wrap(f"({varied.range})", room, SMALL, "normal", 2)]


def value_axis(axes: Axes, outcome: Asked) -> None:
    """Round numbers of the outcome along the foot."""
    axes.xaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]))
    if outcome.words.share:
        axes.xaxis.set_major_formatter(SHARE)


def limits_of(values: Sequence[float], *held: float) -> tuple[float, float]:
    """Limits that show all values and those that are held in sight, with a little room."""
    every = np.array([*values, *held], dtype=np.float64)
    every = every[np.isfinite(every)]
    low, high = (float(every.min()), float(every.max())) if every.size else (0.0, 0.0)
    pad = 0.04 * (high - low) or 1.0
    return low - pad, high + pad
