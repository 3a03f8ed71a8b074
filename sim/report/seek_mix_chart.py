"""Chart of the search for the least-cost mix: chance against cost, and the choice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from sim.report.chart_files import Chart, Omitted
from sim.report.chart_parts import MANAGEABLE_TINT, OUTLINE, SHARE
from sim.report.comparison_words import percent
from sim.report.seek_data import Mixes, Search
from sim.report.seek_words import mix_finding, share_words
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
from sim.report.sweep_front import money_axis
from sim.units import pounds

LEFT, RIGHT, HEIGHT, TOP = 0.62, 0.25, 3.1, 0.1
"""Space beside the axes and above them, and their height; inches."""
LINE = 0.18
"""Height of a line of the table, inches."""
MOST_ROWS = 8
"""Mixes that are listed: the choice, and the most promising others."""
_HEADS = ("Over base", "Futures (95% interval)", "")
"""Headings of the table's columns after the mix."""
_STYLES = {
    "misses": {"marker": "v", "markerfacecolor": "#8C8C8C", "markeredgecolor": "#8C8C8C"},
    "too close to call": {"marker": "D", "markerfacecolor": "white", "markeredgecolor": NAVY},
    "meets": {"marker": "o", "markerfacecolor": SKY, "markeredgecolor": NAVY},
}


def chance_against_cost(search: Search) -> Iterator[Chart | Omitted]:
    """The chance of every mix that was tried, against its cost."""
    name = "least_cost"
    if search.mixes is None:
        yield Omitted(name, "No least-cost mix was sought.")
        return
    yield _chart(name, search, search.mixes)


def _chart(name: str, search: Search, mixes: Mixes) -> Chart:
    title, subtitle = mix_finding(mixes).rstrip("."), _subtitle(mixes)
    listed = _listed(mixes)
    height = TOP + HEIGHT + 0.58 + LINE * (1.2 + sum(map(len, _mix_lines(listed))))
    page = sheet(title, subtitle, height, _note(search, mixes, len(listed) < len(mixes.tried)))
    axes = page.axes(LEFT, TOP, WIDTH - LEFT - RIGHT, HEIGHT)
    _frame(axes, mixes)
    _draw(axes, mixes)
    foot = "Budget of the whole run over the base's"
    page.write(LEFT, TOP + HEIGHT + 0.27, foot, size=SMALL, color=GREY)
    _list(page, listed, TOP + HEIGHT + 0.58)
    return Chart(name, title, subtitle, _alt(search, mixes, listed), page.figure, _table(mixes))


def _listed(mixes: Mixes) -> list[pd.Series[Any]]:
    """The choice and the mixes with the best prospects, the cheapest first."""
    tried = mixes.tried.reset_index(drop=True)
    prospects = tried.assign(last=-tried["share_high"]).sort_values(
        ["is_choice", "last"], ascending=[False, True], kind="stable"
    )
    return [tried.iloc[place] for place in sorted(prospects.index[:MOST_ROWS])]


# --- drawing ---


def _frame(axes: Axes, mixes: Mixes) -> None:
    cost = mixes.tried["extra_cost_gbp"]
    wide = 0.03 * float(cost.max() - cost.min()) or 1.0
    axes.set_xlim(float(cost.min()) - wide, float(cost.max()) + wide)
    axes.set_ylim(-0.03, 1.03)
    axes.xaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 2.5, 5, 10]))
    axes.xaxis.set_major_formatter(money_axis(float(np.abs(cost).max())))
    axes.yaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 2.5, 5, 10]))
    axes.yaxis.set_major_formatter(SHARE)
    axes.axhspan(mixes.chance, 1.03, facecolor=MANAGEABLE_TINT, linewidth=0, zorder=0)
    for edge in (-1, 1):
        axes.axhline(mixes.chance + edge * mixes.indifference, color=OUTLINE, linewidth=0.5,
                     linestyle=(0, (1, 2)), zorder=1.5)  # fmt: skip
    axes.axhline(mixes.chance, color=OUTLINE, linewidth=0.9, linestyle=(0, (4, 2)), zorder=1.5)


def _draw(axes: Axes, mixes: Mixes) -> None:
    tried = mixes.tried
    axes.vlines(tried["extra_cost_gbp"], tried["share_low"], tried["share_high"], color="#BFBFBF",
                linewidth=1.0, zorder=2)  # fmt: skip
    for decision, style in _STYLES.items():
        rows = tried[tried["decision"] == decision]
        axes.plot(rows["extra_cost_gbp"], rows["share"], linestyle="none", markersize=5, zorder=4,
                  **style)  # fmt: skip
    choice = mixes.choice
    if choice is not None:
        x, y = float(choice["extra_cost_gbp"]), float(choice["share"])
        axes.vlines(x, choice["share_low"], choice["share_high"], color=NAVY, linewidth=1.6,
                    zorder=5)  # fmt: skip
        axes.plot(x, y, "o", color=NAVY, markersize=9, zorder=6)


def _list(page: Sheet, rows: list[pd.Series[Any]], top: float) -> None:
    """Mixes with cost, chance and decision, one below the other; the choice in bold."""
    widths = _widths(rows)
    right = WIDTH - EDGE - sum(widths)
    places = (EDGE, *(right + np.cumsum([0.0, *widths[:-1]])))
    for left, head in zip(places, ("Mix", *_HEADS), strict=True):
        page.write(left, top, head, size=SMALL, color=GREY)
    top += 1.2 * LINE
    for row, lines in zip(rows, _mix_lines(rows), strict=True):
        style: dict[str, Any] = {"weight": "bold"} if row["is_choice"] else {}
        for left, text in zip(places, ("\n".join(lines), *_cells(row)), strict=True):
            page.write(left, top, text, size=SMALL, color=INK, linespacing=1.15, **style)
        top += LINE * len(lines)


def _widths(rows: list[pd.Series[Any]]) -> list[float]:
    """Of the columns after the mix, inches."""
    return [
        0.16 + max(text_width(text, SMALL, "bold") for text in column)
        for column in zip(_HEADS, *map(_cells, rows), strict=True)
    ]


def _mix_lines(rows: list[pd.Series[Any]]) -> list[list[str]]:
    """Each mix in lines that fit beside the other columns."""
    width = WIDTH - 2 * EDGE - sum(_widths(rows)) - 0.1
    return [wrap(row["mix"], width, SMALL, "bold", 3) for row in rows]


def _cells(row: pd.Series[Any]) -> tuple[str, str, str]:
    decision = "the choice" if row["is_choice"] else str(row["decision"])
    return pounds(row["extra_cost_gbp"]), share_words(row), decision


# --- words ---


def _subtitle(mixes: Mixes) -> str:
    n = mixes.tried["n"]
    futures = f"{n.min():,} to {n.max():,}" if n.min() < n.max() else f"{n.max():,}"
    return (
        f"{mixes.outcome.label}: share of futures in which it is {mixes.outcome.goal}, against "
        f"cost. {len(mixes.tried):,} mixes were tried in {futures} futures each, as many as it "
        "took to tell."
    )


def _note(search: Search, mixes: Mixes, is_shortened: bool) -> str:
    said = [
        f"Tinted: {percent(mixes.chance)} or more; between the dotted lines either answer would be"
        " right. Bars: 95% interval (Wilson).",
        "Large dot: the choice. Small dots: enough, too. Triangles: not enough. Diamonds: too"
        " close to call.",
    ]
    if is_shortened:
        said.append("The most promising are listed; mixes.csv has all.")
    return " ".join([*said, f"{search.foot} Base: {named(search.base)}."])


def _alt(search: Search, mixes: Mixes, rows: list[pd.Series[Any]]) -> str:
    said = "; ".join(
        f"{named(row['mix'])} {pounds(row['extra_cost_gbp'])}, {share_words(row)}, {_cells(row)[2]}"
        for row in rows
    )
    lead = f"{search.question} " if search.question else ""
    return (
        f"{lead}Dot plot of the chance that {mixes.outcome.subject} is {mixes.outcome.goal}, "
        f"against cost over the base. Wanted: {percent(mixes.chance)}. {said}."
    )


def _table(mixes: Mixes) -> pd.DataFrame:
    """The mixes that were tried."""
    names = ["mix", "extra_cost_gbp", "n", "successes", "share", "share_low", "share_high"]
    return mixes.tried[[*names, "decision", "is_choice"]].reset_index(drop=True)
