"""Chart of cost against an outcome, with the mixes that are worth their cost."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sim.names import safe_name
from sim.report.chart_fans import thinned
from sim.report.chart_files import Chart, Omitted
from sim.report.chart_parts import MANAGEABLE_TINT, NUMBER, OUTLINE, SHARE
from sim.report.comparison_words import percent
from sim.report.outcome_words import Asked
from sim.report.style import (
    BLUE,
    EDGE,
    GREY,
    INK,
    NAVY,
    SMALL,
    WIDTH,
    Sheet,
    named,
    sheet,
    spread,
    text_width,
    wrap,
)
from sim.report.sweep_data import Sweep
from sim.report.sweep_words import count_words, headline, mean_words, meeting
from sim.units import pounds

MOST_ROWS = 14
"""Mixes of the front that are named; of more, some in between are only drawn."""
LEFT, RIGHT, HEIGHT, TOP = 0.62, 0.25, 3.1, 0.1
"""Space beside the axes and above them, and their height; inches."""
ROW = 0.2
"""Height of a row of the table, inches."""
STRIP = 0.3
"""Height for the numbers of the mixes, beside the front and away from all others; inches."""


def cost_fronts(sweep: Sweep) -> Iterator[Chart | Omitted]:
    """Cost against each outcome that is better low or high."""
    for outcome in sweep.outcomes:
        name = f"cost_{safe_name(outcome.name)}"
        if outcome.better is None:
            yield Omitted(name, "Neither less nor more of the outcome is better.")
        elif sweep.front_of(outcome).empty:
            yield Omitted(name, "No mix has a value in every future.")
        else:
            yield _chart(name, sweep, outcome)


def _chart(name: str, sweep: Sweep, outcome: Asked) -> Chart:
    front = sweep.front_of(outcome)
    chosen = named_rows(outcome, front)
    title = headline(sweep, outcome)
    subtitle = _subtitle(sweep, outcome)
    height = TOP + HEIGHT + 0.58 + ROW * (len(chosen) + 1)
    page = sheet(title, subtitle, height, _note(sweep, outcome, len(front) > len(chosen)))
    axes = page.axes(LEFT, TOP, WIDTH - LEFT - RIGHT, HEIGHT)
    _frame(axes, sweep, outcome)
    _draw_points(axes, sweep, outcome)
    _number(axes, outcome, front.iloc[chosen])
    page.write(LEFT, TOP + HEIGHT + 0.27, "Budget of the whole run over the base's", size=SMALL,
               color=GREY)  # fmt: skip
    _list(page, outcome, front.iloc[chosen], TOP + HEIGHT + 0.58)
    return Chart(
        name, title, subtitle, _alt(sweep, outcome, front), page.figure, _table(sweep, outcome)
    )


def named_rows(outcome: Asked, front: pd.DataFrame) -> list[int]:
    """Places on the front that are named: all, or some with the cheapest that is enough."""
    if len(front) <= MOST_ROWS:
        return list(range(len(front)))
    enough = meeting(outcome, front)
    kept = set(thinned(len(front), MOST_ROWS - (enough is not None)).tolist())
    return sorted(kept | ({enough} if enough is not None else set()))


# --- drawing ---


def _frame(axes: Axes, sweep: Sweep, outcome: Asked) -> None:
    """Limits that hold all mixes and the target, which is a line and a tint."""
    rows = sweep.of(outcome)
    reach = np.nan_to_num(rows["half_width"].to_numpy())
    goal = [] if outcome.target is None else [outcome.target.value]
    low = float(np.nanmin([*(rows["mean"] - reach), *goal]))
    high = float(np.nanmax([*(rows["mean"] + reach), *goal]))
    pad = 0.06 * (high - low) or 1.0
    strip = (high - low + 2 * pad) * STRIP / (HEIGHT - STRIP)
    below = outcome.better == "lower"
    axes.set_ylim(low - pad - strip * below, high + pad + strip * (not below))
    cost = rows["extra_cost_gbp"]
    wide = 0.03 * float(cost.max() - cost.min()) or 1.0
    axes.set_xlim(float(cost.min()) - wide, float(cost.max()) + wide)
    axes.xaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 2.5, 5, 10]))
    axes.xaxis.set_major_formatter(money_axis(float(np.abs(cost).max())))
    axes.yaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 2.5, 5, 10]))
    axes.yaxis.set_major_formatter(SHARE if outcome.words.share else NUMBER)
    if outcome.target is not None:
        edges = axes.get_ylim()
        ends = (edges[0], goal[0]) if outcome.target.at_most else (goal[0], edges[1])
        axes.axhspan(*ends, facecolor=MANAGEABLE_TINT, linewidth=0, zorder=0)
        axes.axhline(goal[0], color=OUTLINE, linewidth=0.9, linestyle=(0, (4, 2)), zorder=1.5)


def money_axis(largest: float) -> FuncFormatter:
    """Pounds on an axis, in thousands or millions if they are large."""
    size, mark = (1e6, "m") if largest >= 1e6 else (1e3, "k") if largest >= 2e3 else (1.0, "")

    def said(value: float, _: float) -> str:
        short = f"{abs(value) / size:,.6g}"
        return "£0" if short == "0" else f"{'-' if value < 0 else ''}£{short}{mark}"

    return FuncFormatter(said)


def _draw_points(axes: Axes, sweep: Sweep, outcome: Asked) -> None:
    """Every mix; those that may belong to the front as rings, the front as a line of dots."""
    rows = sweep.of(outcome)
    rows = rows[rows["n"] > 0]
    beaten, on = rows["beaten"] & ~rows["on_front"], rows["on_front"]
    for chosen, style in (
        (beaten, {"marker": ".", "color": "#8C8C8C", "markersize": 5}),
        (~beaten & ~on, {"marker": "o", "markerfacecolor": "white", "markeredgecolor": BLUE,
                         "markersize": 5}),
    ):  # fmt: skip
        part = rows[chosen]
        axes.plot(part["extra_cost_gbp"], part["mean"], linestyle="none", zorder=3, **style)
    front = sweep.front_of(outcome)
    cost, mean = front["extra_cost_gbp"].to_numpy(), front["mean"].to_numpy()
    axes.step(cost, mean, where="post", color=NAVY, linewidth=1.2, zorder=2)
    reach = np.nan_to_num(front["half_width"].to_numpy())
    axes.vlines(cost, mean - reach, mean + reach, color=NAVY, linewidth=1.2, zorder=4)
    axes.plot(cost, mean, "o", color=NAVY, markersize=5.5, zorder=5)


def _number(axes: Axes, outcome: Asked, rows: pd.DataFrame) -> None:
    """The number of each named mix, where the front has nothing but air beside it."""
    below = outcome.better == "lower"
    low, high = axes.get_xlim()
    bottom, top = axes.get_ylim()
    width = axes.get_window_extent().width / axes.figure.dpi
    pitch = (text_width("00", SMALL, "bold") + 0.05) / width * (high - low)
    costs = rows["extra_cost_gbp"].to_numpy()
    edge = (high - low) * 0.01
    places = spread(costs.tolist(), pitch, low + edge, high - edge)
    inch = (top - bottom) / HEIGHT
    y = bottom + 0.1 * inch if below else top - 0.1 * inch
    near = y + (0.1 if below else -0.1) * inch
    reach = np.nan_to_num(rows["half_width"].to_numpy())
    ends = rows["mean"].to_numpy() + (-reach if below else reach)
    for place, x, cost, end in zip(rows["place"], places, costs, ends, strict=True):
        axes.plot([x, cost], [near, end], color="#BFBFBF", linewidth=0.6, zorder=1.8)
        axes.text(x, y, f"{place}", size=SMALL, weight="bold", color=NAVY, ha="center", va="center",
                  zorder=6)  # fmt: skip


def _list(page: Sheet, outcome: Asked, rows: pd.DataFrame, top: float) -> None:
    """The named mixes with cost, outcome and what the step to them is worth, a row each."""
    ends = [_cells(outcome, row) for _, row in rows.iterrows()]
    heads = ["Over base", "Mean (95% interval)", *(["Met"] if outcome.target else []), "Sure step"]
    widths = [
        0.16 + max(text_width(text, SMALL, "bold") for text in column)
        for column in zip(heads, *ends, strict=True)
    ]
    style: dict[str, Any] = {"size": SMALL, "color": GREY}
    mix, right = EDGE + 0.3, WIDTH - EDGE - sum(widths)
    places = right + np.cumsum([0.0, *widths[:-1]])
    page.write(mix, top, "Mix", **style)
    for left, head in zip(places, heads, strict=True):
        page.write(left, top, head, **style)
    style["color"] = INK
    for line, ((_, row), cells) in enumerate(zip(rows.iterrows(), ends, strict=True), start=1):
        y = top + ROW * line
        page.write(EDGE, y, f"{row['place']}", weight="bold", size=SMALL, color=NAVY)
        page.write(mix, y, wrap(row["mix"], right - mix - 0.1, SMALL, "normal", 1)[0], **style)
        for left, cell in zip(places, cells, strict=True):
            page.write(left, y, cell, **style)


def _cells(outcome: Asked, row: pd.Series[Any]) -> list[str]:
    met = [percent(row["probability_target"])] if outcome.target else []
    sure = "" if row["place"] == 1 else "yes" if row["clear"] else "no"
    return [pounds(row["extra_cost_gbp"]), mean_words(outcome, row, unit=False), *met, sure]


# --- words ---


def _subtitle(sweep: Sweep, outcome: Asked) -> str:
    unit = "" if outcome.words.share else f", {outcome.words.unit}".rstrip(", ")
    n = sweep.replications
    return (
        f"{outcome.label}{unit}: mean of {n:,} future{'' if n == 1 else 's'}, against cost. "
        f"{count_words(sweep, 'There are')}."
    )


def _note(sweep: Sweep, outcome: Asked, is_thinned: bool) -> str:
    way = "low" if outcome.better == "lower" else "high"
    said = [f"Line and dots: no other mix that costs as little or less is as {way}."]
    if sweep.replications > 1:
        said.append("Bars: 95% interval. Rings: may belong to them. Grey: beaten clearly.")
        said.append(
            "Sure step: better than the next cheaper dot by more than chance (paired t, 95%)."
        )
    if outcome.target is not None:
        said.append(f"Tinted: {outcome.goal}. Met: share of futures in which that is so.")
    if is_thinned:
        said.append("Some dots are not listed; front.csv has them all.")
    return " ".join([*said, sweep.foot])


def _alt(sweep: Sweep, outcome: Asked, front: pd.DataFrame) -> str:
    rows = front.iloc[named_rows(outcome, front)]
    said = "; ".join(
        f"{named(row['mix'])} {pounds(row['extra_cost_gbp'])}, {mean_words(outcome, row, False)}"
        for _, row in rows.iterrows()
    )
    return (
        f"{sweep.question} Scatter chart of the cost over the base against {outcome.subject}. "
        f"{count_words(sweep, 'There are')}; {len(front):,} worth considering, from the cheapest: "
        f"{said}."
    )


def _table(sweep: Sweep, outcome: Asked) -> pd.DataFrame:
    """Every dot, with whether it is on the front."""
    names = ["outcome", "point", "mix", "extra_cost_gbp", "n", "mean", "half_width",
             "probability_target", "on_front", "beaten"]  # fmt: skip
    rows = sweep.of(outcome)
    return rows[rows["n"] > 0][names]
