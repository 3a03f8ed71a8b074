"""Piles of dots on a line, one for each replication, with median and range beneath."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from sim.report.chart_fans import Floats, thinned
from sim.report.chart_words import Show, number
from sim.report.style import BLUE, NAVY

MOST_DOTS = 300
ENDS = (0.05, 0.5, 0.95)
PILE = 0.62
"""Share of a row's height for the pile of dots; the bar and some air have the rest."""


def shown_dots(values: Floats) -> Floats:
    """The values drawn: all of them, or evenly spaced ranks if there are too many."""
    return values[thinned(len(values), MOST_DOTS)] if values.size else values


def draw_dots(axes: Axes, row: int, values: Floats, size: tuple[float, float]) -> None:
    """Dots piled on a line, with median and range of all values as a bar beneath it."""
    if values.size == 1:
        axes.plot(values, [row], "D", markersize=6, color=NAVY, zorder=5)
        return
    width, height = size
    low, high = axes.get_xlim()
    dots, diameter = shown_dots(values), 0.052
    levels = levels_of(dots, diameter * (high - low) / width)
    step = min(diameter / height, PILE / max(levels.max(), 1))
    axes.plot(dots, row + 0.18 - levels * step, "o", color=BLUE, markersize=0.9 * 72 * diameter,
              markeredgecolor="white", markeredgewidth=0.3, zorder=4)  # fmt: skip
    bottom, middle, top = np.quantile(values, ENDS)
    axes.hlines(row + 0.34, bottom, top, color=NAVY, linewidth=1.6, zorder=5)
    axes.plot([middle], [row + 0.34], "D", markersize=5, color=NAVY, zorder=5)


def levels_of(values: Floats, width: float) -> Floats:
    """For each of the sorted values the lowest level on which no dot of that width is in its way.

    Exact places along the axis, and as low a pile as they allow.
    """
    ends: list[float] = []
    levels = []
    for value in values:
        level = next((i for i, end in enumerate(ends) if value - end >= width), len(ends))
        ends[level : level + 1] = [float(value)]
        levels.append(level)
    return np.array(levels, dtype=np.float64)


def range_words(values: Floats, show: Show = number) -> str:
    """The median with its range, where there is one."""
    if not values.size:
        return "nobody in post"
    low, middle, high = np.quantile(values, ENDS)
    if values.size == 1:
        return show(middle)
    return f"{show(middle)} ({show(low)} to {show(high)})"
