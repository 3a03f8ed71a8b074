"""Heat maps of a sweep: an outcome by two levers, a panel for each level of the third."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, Normalize

from sim.explore.effects import MOST_LEVELS
from sim.names import safe_name
from sim.report.caseload_charts import page_name
from sim.report.chart_files import Chart, Omitted
from sim.report.outcome_words import Asked
from sim.report.style import (
    BLUE,
    CATEGORIES,
    EDGE,
    GREY,
    INK,
    NAVY,
    NIGHT,
    PALE,
    SKY,
    SMALL,
    WIDTH,
    Sheet,
    named,
    sheet,
    text_width,
    wrap,
)
from sim.report.sweep_cells import Panel, panels_of, shown
from sim.report.sweep_data import Sweep
from sim.report.sweep_effects import lever_words
from sim.report.sweep_words import count_words, mean_words, meets_target
from sim.scenario.experiments.levers import Lever
from sim.scenario.experiments.mixes import number_words

COLOURS = LinearSegmentedColormap.from_list("values", [PALE, SKY, BLUE, NAVY, NIGHT])
"""Light to dark in one hue: the same order without colour, and for every kind of eye."""
FRAME = CATEGORIES[3]
"""Around what meets the target; seen against the lightest and the darkest cell."""
SIZES = (SMALL, 8.0, 7.0)
TALLEST = 7.6
"""Height of the panels on a page, inches."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where panels stand on a page; lengths in inches.

    Attributes:
        across: Panels side by side.
        down: Panels one above another, on a full page.
        cell: Width of a cell.
        size: Of the numbers in the cells, points.
    """

    across: int
    down: int
    cell: float
    size: float

    LEFT: ClassVar[float] = 0.75
    GAP: ClassVar[float] = 0.15
    HEAD: ClassVar[float] = 0.25
    ROW: ClassVar[float] = 0.27
    FOOT: ClassVar[float] = 0.5


def heat_maps(sweep: Sweep) -> Iterator[Chart | Omitted]:
    """Each outcome by the first two levers of the file."""
    for outcome in sweep.outcomes:
        name = f"map_{safe_name(outcome.name)}"
        reason = _reason(sweep, outcome)
        if reason:
            yield Omitted(name, reason)
            continue
        panels = panels_of(sweep, outcome)
        layout = _layout(sweep, outcome, panels)
        each = layout.across * layout.down
        for page, first in enumerate(range(0, len(panels), each), start=1):
            some = panels[first : first + each]
            yield _chart(page_name(name, page), sweep, outcome, some, layout)


def _reason(sweep: Sweep, outcome: Asked) -> str:
    """Why there can be no heat map, if so."""
    if len(sweep.levers) < 2:
        return "There is one lever only: see its effect."
    axes = sweep.levers[:2]
    if any(not 1 <= len(lever.values) <= MOST_LEVELS for lever in axes):
        return f"{' or '.join(one.short for one in axes)} has too many levels for cells."
    if not (sweep.of(outcome)["n"] > 0).any():
        return "The outcome has no value."
    return ""


# --- drawing ---


def _layout(sweep: Sweep, outcome: Asked, panels: Sequence[Panel]) -> Layout:
    """As many panels side by side as leave room for the numbers."""
    across, up = sweep.levers[:2]
    texts = [text for panel in panels for text in shown(outcome, panel.cells)]
    texts += [number_words(level) for level in sorted(across.values)]
    height = Layout.HEAD + Layout.ROW * len(up.values) + Layout.GAP
    down = max(1, int((TALLEST - Layout.FOOT) / height))
    for beside in range(min(3, len(panels)), 0, -1):
        width = (WIDTH - Layout.LEFT - EDGE - Layout.GAP * (beside - 1)) / beside
        cell = min(width / len(across.values), 1.1)
        for size in SIZES:
            widest = max(text_width(text, size, "bold") for text in texts)
            if widest + 0.06 <= cell or (beside == 1 and size == SIZES[-1]):
                return Layout(beside, down, cell, size)
    raise AssertionError("one panel alone always has a layout")


def _chart(
    name: str, sweep: Sweep, outcome: Asked, panels: Sequence[Panel], layout: Layout
) -> Chart:
    title, subtitle = _title(sweep, outcome), _subtitle(sweep, outcome)
    rows = -(-len(panels) // layout.across)
    tall = layout.HEAD + layout.ROW * len(sweep.levers[1].values) + layout.GAP
    page = sheet(title, subtitle, rows * tall + layout.FOOT, _note(sweep, outcome))
    means = sweep.of(outcome)["mean"]
    colours = Normalize(float(means.min()), float(means.max()) + 1e-9)
    across, up = sweep.levers[:2]
    width = layout.cell * len(across.values)
    for place, panel in enumerate(panels):
        row, column = divmod(place, layout.across)
        left = layout.LEFT + column * (width + layout.GAP)
        heading = wrap(panel.heading, width, SMALL, "bold", 1)[0]
        page.write(left, row * tall + 0.05, heading, size=SMALL, weight="bold", color=INK)
        axes = page.axes(left, row * tall + layout.HEAD, width, layout.ROW * len(up.values))
        last = place + layout.across >= len(panels)
        _frame(axes, across, up, (column == 0, last), layout)
        _fill(axes, outcome, panel.cells, colours, layout.size)
    _name_axes(page, sweep, layout, (rows, tall))
    return Chart(
        name, title, subtitle, _alt(sweep, outcome, panels), page.figure, _table(sweep, panels)
    )


def _frame(axes: Axes, across: Lever, up: Lever, outer: tuple[bool, bool], layout: Layout) -> None:
    """An empty panel; only outer ones have the levels written beside them."""
    axes.set(xlim=(-0.5, len(across.values) - 0.5), ylim=(-0.5, len(up.values) - 0.5))
    axes.grid(False)
    axes.set_facecolor("white")
    for side in axes.spines.values():
        side.set(visible=True, color="#BFBFBF", linewidth=0.6)
    for axis, lever in ((axes.xaxis, across), (axes.yaxis, up)):
        axis.set_ticks(range(len(lever.values)), [number_words(x) for x in sorted(lever.values)])
    axes.tick_params(length=0, labelsize=layout.size, labelleft=outer[0], labelbottom=outer[1])


def _fill(axes: Axes, outcome: Asked, cells: pd.DataFrame, colours: Normalize, size: float) -> None:
    """A coloured cell with its number for each mix, and a frame around those that are enough."""
    met = np.zeros(len(cells), dtype=np.bool_)
    if outcome.target is not None:
        met = meets_target(outcome, cells["mean"]).to_numpy()
    for row, column, mean, text, enough in zip(
        cells["row"], cells["column"], cells["mean"], shown(outcome, cells), met, strict=True
    ):
        shade = float(colours(mean))
        axes.fill_between(
            [column - 0.5, column + 0.5], row - 0.5, row + 0.5, color=COLOURS(shade), linewidth=0
        )
        axes.text(column, row, text, ha="center", va="center", size=size,
                  weight="bold" if enough else "normal",
                  color=_readable(shade), zorder=4)  # fmt: skip
    inside = set(zip(cells["row"][met], cells["column"][met], strict=True))
    for line in _outline(inside):
        axes.plot(*line, color=FRAME, linewidth=2.2, solid_capstyle="projecting", zorder=5,
                  clip_on=False)  # fmt: skip


def _readable(shade: float) -> str:
    """White or ink, whichever has the more contrast with a cell (WCAG 2.2, relative luminance)."""
    parts = np.array(COLOURS(shade)[:3])
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    luminance = float(linear @ [0.2126, 0.7152, 0.0722])
    return "white" if 1.05 / (luminance + 0.05) > (luminance + 0.05) / 0.06 else INK


def _outline(inside: set[tuple[int, int]]) -> Iterator[tuple[list[float], list[float]]]:
    """The sides of cells that part some from the others."""
    for row, column in inside:
        for down, right in ((-1, 0), (1, 0), (0, -1), (0, 1)):
            if (row + down, column + right) in inside:
                continue
            x, y = column + right / 2, row + down / 2
            yield (([x, x], [y - 0.5, y + 0.5]) if right else ([x - 0.5, x + 0.5], [y, y]))


def _name_axes(page: Sheet, sweep: Sweep, layout: Layout, size: tuple[int, float]) -> None:
    """What the levels are of: across beneath the panels, upwards beside them."""
    rows, tall = size
    across, up = (lever_words(lever) for lever in sweep.levers[:2])
    style: dict[str, Any] = {"size": SMALL, "color": GREY}
    room = WIDTH - layout.LEFT - EDGE
    lines = wrap(f"Across: {across}. Upwards: {up}.", room, SMALL, "normal", 2)
    page.write(layout.LEFT, rows * tall + 0.16, "\n".join(lines), **style)


# --- words ---


def _title(sweep: Sweep, outcome: Asked) -> str:
    """In how many mixes the target is met; else what is best, or how far the outcome goes."""
    rows = sweep.of(outcome)
    rows = rows[rows["n"] > 0]
    if outcome.target is not None:
        met = int(meets_target(outcome, rows["mean"]).sum())
        return f"{outcome.heading} is {outcome.goal} on average with {met:,} of {len(rows):,} mixes"
    low, high = (rows.iloc[int(place(rows["mean"]))] for place in (np.argmin, np.argmax))
    best = high if outcome.better == "higher" else low
    word = "highest" if outcome.better == "higher" else "lowest"
    return f"{outcome.heading} is {word} with {named(best['mix'])}: {mean_words(outcome, best)}"


def _subtitle(sweep: Sweep, outcome: Asked) -> str:
    unit = "%" if outcome.words.share else outcome.words.unit
    what = f"{outcome.label}, {unit}".rstrip(", ")
    n = sweep.replications
    return (
        f"{what}: mean of {n:,} future{'' if n == 1 else 's'} for each mix; the darker, the more."
    )


def _note(sweep: Sweep, outcome: Asked) -> str:
    said = []
    if outcome.target is not None:
        goal = outcome.words.goal(outcome.target.value)
        said.append(f"Framed and bold: {outcome.goal} on average.")
        said.append(f"?: the 95% interval of the mean reaches to both sides of {goal}.")
    if not sweep.points["meets_constraints"].all():
        said.append("Empty: beyond the limits, and not tried.")
    if len(sweep.levers) > 3:
        further = ", ".join(lever.short for lever in sweep.levers[3:])
        way = "highest" if outcome.better == "higher" else "lowest"
        said.append(f"Each cell has the {way} over the levels of {further}.")
    return " ".join([*said, sweep.foot])


def _alt(sweep: Sweep, outcome: Asked, panels: Sequence[Panel]) -> str:
    across, up = (lever_words(lever) for lever in sweep.levers[:2])
    parts = []
    for panel in panels:
        cells = panel.cells
        if cells.empty:
            continue
        ends = [cells.iloc[int(place(cells["mean"]))] for place in (np.argmin, np.argmax)]
        said = " and ".join(
            f"{word} {outcome.words.value(end['mean'])} with {named(end['mix'])}"
            for word, end in zip(("lowest", "highest"), ends, strict=True)
        )
        heading = f"{panel.heading}: " if panel.heading else ""
        parts.append(f"{heading}{said}{_enough_words(outcome, cells)}.")
    return (
        f"{sweep.question} Heat map by {across} and {up}. {count_words(sweep, 'There are')}. "
        f"{' '.join(parts)}"
    )


def _enough_words(outcome: Asked, cells: pd.DataFrame) -> str:
    if outcome.target is None:
        return ""
    met = int(meets_target(outcome, cells["mean"]).sum())
    return f"; {outcome.goal} with {met:,} of {len(cells):,}"


def _table(sweep: Sweep, panels: Sequence[Panel]) -> pd.DataFrame:
    """The cells drawn, a row each."""
    levels = [f"level_{lever.name}" for lever in sweep.levers]
    names = ["outcome", "point", "mix", *levels, "extra_cost_gbp", "n", "mean", "half_width"]
    return pd.concat([panel.cells for panel in panels], ignore_index=True)[names]
