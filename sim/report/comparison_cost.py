"""Chart of what options cost against the measure that a comparison is about."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from sim.report.chart_dots import ENDS, range_words
from sim.report.chart_files import Chart, Omitted
from sim.report.chart_parts import MANAGEABLE_TINT, NUMBER, OUTLINE, SHARE
from sim.report.comparison_data import Comparison, Option
from sim.report.comparison_words import finding, quoted, target_words, unit_words, week_words
from sim.report.measure_words import words_of
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
    text_width,
    wrap,
)
from sim.report.sweep_front import money_axis
from sim.units import short_pounds

LEFT, RIGHT, TOP, HEIGHT = 0.55, 0.25, 0.1, 3.0
"""Margins and height of the axes, inches."""
LINE, GAP = 0.18, 0.04
"""Height of a line of the list, and what stands between its entries, inches."""
MOST_LINES = 3


class Place(NamedTuple):
    """Where an option stands in the chart.

    Attributes:
        option: The option.
        mark: What stands for it in the chart: B for the baseline, else the number that it has in
            documents.
        cost: Present cost over the baseline: 5 %, mean and 95 % of futures, pounds.
        value: The measure: 5 %, median and 95 %.
    """

    option: Option
    mark: str
    cost: tuple[float, float, float]
    value: tuple[float, float, float]


def cost_against_measure(comparison: Comparison) -> Iterator[Chart | Omitted]:
    """Each option as a cross of two ranges: what it costs, and where the measure ends."""
    marks = ["B", *map(str, range(1, len(comparison.every)))]
    places = [_place(comparison, *one) for one in zip(comparison.every, marks, strict=True)]
    known = [place for place in places if place is not None]
    if len(known) < 2:
        yield Omitted("cost_against_measure", "The measure has no value in that week.")
        return
    title, subtitle = _title(comparison, known), _subtitle(comparison)
    entries = _entries(comparison, known)
    height = TOP + HEIGHT + 0.62 + sum(entry.height for entry in entries)
    page = sheet(title, subtitle, height, _note(comparison))
    axes = page.axes(LEFT, TOP, WIDTH - LEFT - RIGHT, HEIGHT)
    _frame(axes, comparison, known)
    for place in known:
        _draw(axes, place)
    foot = f"Present cost over the baseline, prices of {comparison.price_base}"
    page.write(LEFT, TOP + HEIGHT + 0.27, foot, size=SMALL, color=GREY)
    _list(page, entries)
    alt, data = _alt(comparison, known), _table(comparison, known)
    yield Chart("cost_against_measure", title, subtitle, alt, page.figure, data)


def _place(comparison: Comparison, option: Option, mark: str) -> Place | None:
    values = comparison.values(comparison.unit, option)
    if not values.size:
        return None
    low, middle, high = (float(one) for one in np.quantile(values, ENDS))
    cost = (0.0, 0.0, 0.0)
    if option != comparison.baseline:
        row = comparison.figure(option, "present_cost")
        cost = (float(row["p05"]), float(row["value"]), float(row["p95"]))
    return Place(option, mark, cost, (low, middle, high))


def _frame(axes: Axes, comparison: Comparison, places: list[Place]) -> None:
    """Limits that hold every range and the target, which is a line and a tint."""
    costs = np.array([place.cost for place in places])
    values = np.array([place.value for place in places])
    target = comparison.target
    goal = [] if target is None else [target.value]
    low, high = min(values.min(), *goal, np.inf), max(values.max(), *goal, -np.inf)
    pad = 0.08 * (high - low) or 1.0
    axes.set_ylim(low - pad, high + pad)
    wide = 0.05 * float(np.ptp(costs)) or 1.0
    axes.set_xlim(float(costs.min()) - wide, float(costs.max()) + 1.6 * wide)
    axes.xaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 2.5, 5, 10]))
    axes.xaxis.set_major_formatter(money_axis(float(np.abs(costs).max())))
    axes.yaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 2.5, 5, 10]))
    axes.yaxis.set_major_formatter(SHARE if words_of(comparison.measure).share else NUMBER)
    if target is not None:
        edges = axes.get_ylim()
        ends = (edges[0], target.value) if target.at_most else (target.value, edges[1])
        axes.axhspan(*ends, facecolor=MANAGEABLE_TINT, linewidth=0, zorder=0)
        axes.axhline(target.value, color=OUTLINE, linewidth=0.9, linestyle=(0, (4, 2)), zorder=1.5)


def _draw(axes: Axes, place: Place) -> None:
    """A cross of both ranges with its mark beside it."""
    (left, cost, right), (low, value, high) = place.cost, place.value
    axes.hlines(value, left, right, color=BLUE, linewidth=2.2, zorder=3)
    axes.vlines(cost, low, high, color=BLUE, linewidth=2.2, zorder=3)
    axes.plot([cost], [value], "D", color=NAVY, markersize=6, zorder=4)
    axes.annotate(place.mark, (cost, value), (7, 7), textcoords="offset points", size=SMALL,
                  weight="bold", color=NAVY, zorder=5)  # fmt: skip


class Entry(NamedTuple):
    """A row of the list under the chart.

    Attributes:
        mark: What stands for the option in the chart.
        name: The option's title, line by line.
        cells: Its cost and its measure.
        lefts: Where the cells begin, inches.
    """

    mark: str
    name: list[str]
    cells: tuple[str, str]
    lefts: tuple[float, float]

    @property
    def height(self) -> float:
        """In inches."""
        return LINE * len(self.name) + GAP


def _entries(comparison: Comparison, places: list[Place]) -> list[Entry]:
    """The list under the chart: its head, and a row for each option."""
    heads = ("Present cost (range)", "Median (range)")
    cells = [(_cost_words(place), _value_words(comparison, place)) for place in places]
    columns = zip(heads, *cells, strict=True)
    widths = [0.16 + max(text_width(text, SMALL) for text in column) for column in columns]
    lefts = (WIDTH - EDGE - sum(widths), WIDTH - EDGE - widths[1])
    room = lefts[0] - EDGE - 0.45
    names = [wrap(place.option.title, room, SMALL, "normal", MOST_LINES) for place in places]
    rows = zip(places, names, cells, strict=True)
    return [
        Entry("", ["Option"], heads, lefts),
        *(Entry(place.mark, name, texts, lefts) for place, name, texts in rows),
    ]


def _list(page: Sheet, entries: list[Entry]) -> None:
    """The options by their marks, with cost and measure."""
    top = TOP + HEIGHT + 0.62
    for entry in entries:
        style: dict[str, Any] = {"size": SMALL, "color": INK if entry.mark else GREY}
        page.write(EDGE, top, entry.mark, weight="bold", size=SMALL, color=NAVY)
        for line, name in enumerate(entry.name):
            page.write(EDGE + 0.3, top + LINE * line, name, **style)
        for left, text in zip(entry.lefts, entry.cells, strict=True):
            page.write(left, top, text, **style)
        top += entry.height


def _cost_words(place: Place) -> str:
    low, mean, high = (short_pounds(one) for one in place.cost)
    return mean if low == high else f"{mean} ({low} to {high})"


def _value_words(comparison: Comparison, place: Place) -> str:
    values = comparison.values(comparison.unit, place.option)
    return range_words(values, words_of(comparison.measure).value)


def _title(comparison: Comparison, places: list[Place]) -> str:
    """What the option with the largest effect costs and does."""
    options = [place for place in places if place.option != comparison.baseline]
    most = max(options, key=lambda one: abs(_effect(comparison, one.option)))
    whom = f"the {words_of(comparison.measure).subject} of {unit_words(comparison.unit)}"
    effect = finding(comparison, most.option, comparison.unit, whom)
    cost = most.cost[1]
    return (
        f"For {short_pounds(abs(cost))} {'less' if cost < 0 else 'more'} {quoted(most.option)} "
        f"{effect}"
    )


def _effect(comparison: Comparison, option: Option) -> float:
    return float(np.nan_to_num(comparison.at(comparison.unit, option)["difference"]))


def _subtitle(comparison: Comparison) -> str:
    words = words_of(comparison.measure)
    what = f"{words.subject[0].upper()}{words.subject[1:]}"
    unit = "" if words.share or not words.unit else f", {words.unit}"
    lines = (
        "Lines: where nine in ten futures lie."
        if comparison.replications > 1
        else "One future: no range."
    )
    return f"{what}{unit}, {week_words(comparison)}, against present cost. {lines}"


def _note(comparison: Comparison) -> str:
    said = [
        f"Present cost: outturn of the whole service less that of {quoted(comparison.baseline)} "
        "in the same future, as present value, and the adjustment for optimism bias."
    ]
    if comparison.target is not None:
        said.append(f"Tinted: {target_words(comparison)}.")
    return " ".join(said)


def _alt(comparison: Comparison, places: list[Place]) -> str:
    words = words_of(comparison.measure)
    said = "; ".join(
        f"{named(place.option.title)} {_cost_words(place)}, {_value_words(comparison, place)}"
        for place in places
    )
    return (
        f"Scatter chart of present cost over the baseline against the {words.subject}, "
        f"{week_words(comparison)}; cost as the mean, {words.subject} as the median, each with "
        f"where nine in ten futures lie: {said}."
    )


def _table(comparison: Comparison, places: list[Place]) -> pd.DataFrame:
    names = ["measure", "unit_kind", "unit", "mark", "option", "cost_p05_gbp", "cost_mean_gbp",
             "cost_p95_gbp", "p05", "p50", "p95"]  # fmt: skip
    what = comparison.measure, comparison.unit.kind, comparison.unit.key
    rows = [(*what, one.mark, one.option.name, *one.cost, *one.value) for one in places]
    return pd.DataFrame(rows, columns=names)
