"""Budget as bars and outturn as diamonds on them, by option and financial year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd
from matplotlib.axes import Axes

from sim.report.style import (
    EDGE,
    GREY,
    INK,
    SKY,
    SMALL,
    TEXT,
    WIDTH,
    Sheet,
    named,
    text_width,
    wrap,
)
from sim.results.cost_tables import Spread
from sim.units import pounds, short_pounds

AMOUNTS = ("budget_gbp", *(f"{name}_gbp" for name in Spread._fields))
"""Budget, and mean and range of the outturn."""
ROW, BREAK, HEADING, FOOT = 0.25, 0.14, 0.3, 0.2
"""Heights of a bar with its gap, between options, of a heading, under a panel; inches."""
OPTION = 1.75
"""Width of the column for names of options, inches."""
GAP = 0.12


class Columns(NamedTuple):
    """Where the parts of a panel stand, inches from the left of the page.

    Attributes:
        bars: Where nought would be if nothing were negative.
        budget: Text of the budget.
        outturn: Text of the outturn.
    """

    bars: float
    budget: float
    outturn: float


def panel_height(rows: pd.DataFrame) -> float:
    """Inches that a panel takes, its heading included."""
    bars = ROW * len(rows) + BREAK * (rows["option"].nunique() - 1)
    return bars + HEADING + FOOT


def draw_panel(
    page: Sheet,
    top: float,
    heading: str,
    rows: pd.DataFrame,
    names: Mapping[str, str],
    options: bool = True,
) -> None:
    """A panel of bars, each with its budget and outturn in words beside it.

    Args:
        page: To draw on.
        top: From the top of its room, inches.
        heading: What the panel is.
        rows: ``financial_year``, ``option``, ``label`` and :data:`AMOUNTS`.
        names: What people call each financial year.
        options: Whether to name the options.
    """
    years = max(text_width(name, SMALL) for name in names.values()) + 0.1
    said = [amounts_words(row) for row in rows[list(AMOUNTS)].itertuples(index=False)]
    spent = max(text_width(words, SMALL) for _, words in said)
    planned = max(text_width(words, SMALL, "bold") for words, _ in said)
    outturn = WIDTH - EDGE - max(spent, text_width("Outturn", SMALL))
    columns = Columns(EDGE + years + OPTION * options, outturn - GAP - planned, outturn)
    page.write(EDGE, top, heading, size=TEXT, weight="bold", color=INK)
    for left, words in ((columns.budget, "Budget"), (columns.outturn, "Outturn")):
        page.write(left, top + 0.03, words, size=SMALL, color=GREY)
    height = panel_height(rows) - HEADING - FOOT
    axes = page.axes(columns.bars, top + HEADING, WIDTH - columns.bars - EDGE, height)
    _draw_bars(axes, rows, names, columns)


def amounts_words(gbp: Sequence[float]) -> tuple[str, str]:
    """Budget to the pound, and the outturn with its range to three figures."""
    budget, mean, low, high = gbp
    spent = short_pounds(mean)
    ends = f"{short_pounds(low)} to {short_pounds(high)}"
    return pounds(budget), spent if low == high else f"{spent} ({ends})"


def option_words(rows: pd.DataFrame, names: Mapping[str, str]) -> str:
    """All bars of one option in words."""
    years = rows[["financial_year", *AMOUNTS]].itertuples(index=False)
    said = ((names[year], *amounts_words(gbp)) for year, *gbp in years)
    amounts = ", ".join(f"{year} budget {one}, outturn {other}" for year, one, other in said)
    return f"{named(rows['label'].iloc[0])}: {amounts}."


def _draw_bars(axes: Axes, rows: pd.DataFrame, names: Mapping[str, str], at: Columns) -> None:
    """Bars from the top down, in inches."""
    width = WIDTH - at.bars - EDGE
    amounts = rows[list(AMOUNTS)].to_numpy()
    low, high = min(0.0, amounts.min()), max(0.0, amounts.max())
    length = ((high - low) or 1.0) * width / (at.budget - at.bars - GAP)
    bottom = panel_height(rows) - HEADING - FOOT
    axes.set(xlim=(low, low + length), ylim=(bottom, 0.0))
    axes.set_axis_off()
    axes.axvline(0, color=GREY, linewidth=1, zorder=3)
    y = 0.0
    for place, (_, option) in enumerate(rows.groupby("option", sort=False)):
        y += BREAK if place else 0.0
        if at.bars > EDGE + OPTION:
            _name_option(axes, option["label"].iloc[0], (y, len(option)), (EDGE - at.bars) / width)
        for year, *gbp in option[["financial_year", *AMOUNTS]].itertuples(index=False):
            _draw_bar(axes, y + ROW / 2, gbp)
            _write(axes, y + ROW / 2, (names[year], *amounts_words(gbp)), at)
            y += ROW


def _draw_bar(axes: Axes, y: float, gbp: Sequence[float]) -> None:
    """The budget as a bar, hatched where it saves, and mean and range of the outturn on it."""
    budget, mean, low, high = gbp
    fill, hatch = (SKY, None) if budget >= 0 else ("white", "////")
    axes.barh(y, budget, 0.72 * ROW, facecolor=fill, edgecolor=INK, linewidth=0.5, hatch=hatch)
    axes.hlines(y, low, high, color=INK, linewidth=1.4, zorder=4)
    axes.plot([mean], [y], "D", markersize=4.5, color=INK, zorder=5, clip_on=False)


def _write(axes: Axes, y: float, words: tuple[str, str, str], at: Columns) -> None:
    """The year to the left of a bar, budget and outturn to its right."""
    year, budget, outturn = words
    width = WIDTH - at.bars - EDGE
    style: dict[str, Any] = {"va": "center", "size": SMALL, "color": INK}
    style["transform"] = axes.get_yaxis_transform()
    axes.text(-0.08 / width, y, year, ha="right", **style)
    axes.text((at.budget - at.bars) / width, y, budget, weight="bold", **style)
    axes.text((at.outturn - at.bars) / width, y, outturn, **style)


def _name_option(axes: Axes, label: str, rows: tuple[float, int], x: float) -> None:
    """An option's name, as many lines of it as its bars are high."""
    top, bars = rows
    lines = wrap(label, OPTION - 0.15, SMALL, "bold", max(1, int(bars * ROW / (SMALL * 1.2 / 72))))
    axes.text(x, top + ROW * bars / 2, "\n".join(lines), va="center", size=SMALL, weight="bold",
              color=INK, transform=axes.get_yaxis_transform())  # fmt: skip
