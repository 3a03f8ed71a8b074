"""Chart of where each option ends: every future of each scenario is a dot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from sim.report.caseload_charts import NAME, page_name
from sim.report.chart_dots import ENDS, MOST_DOTS, draw_dots, range_words, shown_dots
from sim.report.chart_fans import Unit
from sim.report.chart_files import Chart, Omitted
from sim.report.chart_parts import MANAGEABLE_TINT, OUTLINE, SHARE
from sim.report.chart_words import FEW, month_year
from sim.report.comparison_data import Comparison, Option
from sim.report.comparison_words import (
    finding,
    futures,
    percent,
    quoted,
    target_words,
    unit_words,
    week_words,
)
from sim.report.measure_words import words_of
from sim.report.style import (
    EDGE,
    GREY,
    INK,
    SMALL,
    TEXT,
    WIDTH,
    Sheet,
    named,
    sheet,
    text_width,
    wrap,
)

ROWS_PER_PAGE = 16
LEFT = 2.4
"""Width of the column for names of options, inches."""
ROW, HEADING, HEAD = 0.38, 0.26, 0.2
"""Heights of an option's row, of a unit's heading, and above the first; inches."""


def end_by_option(comparison: Comparison) -> Iterator[Chart | Omitted]:
    """The measure in the week asked for: every future of every option is a dot."""
    units = [unit for unit in comparison.units if _known(comparison, unit)]
    if not units:
        yield Omitted("end_by_option", "The measure has no value in that week.")
        return
    title, subtitle = _title(comparison), _subtitle(comparison)
    each = max(1, ROWS_PER_PAGE // len(comparison.every))
    limits = _limits(comparison, units)
    for page, first in enumerate(range(0, len(units), each), start=1):
        shown = units[first : first + each]
        sheet_ = _draw((title, subtitle), comparison, shown, limits)
        alt, data = _alt(comparison, shown), _table(comparison, shown)
        name = page_name("end_by_option", page)
        yield Chart(name, title, subtitle, alt, sheet_.figure, data)


def _known(comparison: Comparison, unit: Unit) -> bool:
    return any(comparison.values(unit, option).size for option in comparison.every)


def _title(comparison: Comparison) -> str:
    """How often the target is met with the best option and without; else the largest effect."""
    unit, words = comparison.unit, words_of(comparison.measure)
    whom = f"the {words.subject} of {unit_words(unit)}"
    compared = [one for one in comparison.options if comparison.at(unit, one)["n"]]
    if not compared:
        return f"{whom[0].upper()}{whom[1:]} has no value to compare"
    if comparison.target is None:
        most = max(compared, key=lambda one: abs(float(comparison.at(unit, one)["difference"])))
        return f"{quoted(most)} {finding(comparison, most, unit, whom)}"
    met = {one: float(comparison.at(unit, one)["probability_target"]) for one in comparison.every}
    best = max(compared, key=lambda one: met[one])
    with_best, without = (
        futures(met[one], int(comparison.at(unit, one)["n"])).replace("paired ", "")
        for one in (best, comparison.baseline)
    )
    return (
        f"{month_year(comparison.day)}: {whom} is {target_words(comparison)} in {with_best} with "
        f"{quoted(best, NAME)}, and in {without.removesuffix(' of futures')} with "
        f"{quoted(comparison.baseline, NAME)}"
    )


def _subtitle(comparison: Comparison) -> str:
    words, n = words_of(comparison.measure), comparison.replications
    what = f"{words.subject[0].upper()}{words.subject[1:]}, {words.unit}".rstrip(", ")
    what = what.replace(", percentage points", "")
    if n == 1:
        return f"{what}, {week_words(comparison)}. One future: no range."
    drawn = f", {MOST_DOTS} of them drawn" if n > MOST_DOTS else ""
    few = " Few futures: ranges and shares are rough." if n < FEW else ""
    return (
        f"{what}, {week_words(comparison)}. Each dot is one of {n:,} futures{drawn}, the same for "
        f"every option. Diamond and bar: median and nine in ten.{few}"
    )


def _limits(comparison: Comparison, units: Sequence[Unit]) -> tuple[float, float]:
    every = [comparison.values(unit, option) for unit in units for option in comparison.every]
    goal = [] if comparison.target is None else [comparison.target.value]
    found = np.concatenate([*every, np.array(goal)])
    pad = 0.03 * float(np.ptp(found)) or 1.0
    return float(found.min()) - pad, float(found.max()) + pad


def _draw(
    text: tuple[str, str],
    comparison: Comparison,
    units: Sequence[Unit],
    limits: tuple[float, float],
) -> Sheet:
    words, options = words_of(comparison.measure), comparison.every
    ranges = [range_words(comparison.values(u, o), words.value) for u in units for o in options]
    right = max(text_width(said, SMALL, "bold") for said in ranges) + 0.14
    goal = text_width("100%", SMALL, "bold") + 0.14 if comparison.target is not None else 0.0
    width = WIDTH - LEFT - right - goal - EDGE
    block = HEADING + ROW * len(options)
    page = sheet(*text, HEAD + block * len(units) + 0.3, _note(comparison))
    for place, unit in enumerate(units):
        top = HEAD + block * place
        page.write(EDGE, top + 0.06, unit.label, size=TEXT, weight="bold", color=INK)
        axes = page.axes(LEFT, top + HEADING, width, ROW * len(options))
        _frame(axes, comparison, limits, len(options))
        axes.tick_params(labelbottom=place == len(units) - 1)
        for row, option in enumerate(options):
            values = comparison.values(unit, option)
            _label_row(axes, row, (width, right), comparison, unit, option)
            if values.size:
                draw_dots(axes, row, values, (width, ROW))
    _head_columns(page, (LEFT, LEFT + width + 0.08, LEFT + width + right), comparison)
    return page


def _frame(axes: Axes, comparison: Comparison, limits: tuple[float, float], rows: int) -> None:
    axes.set(xlim=limits, ylim=(rows - 0.5, -0.5))
    axes.grid(False)
    axes.yaxis.set_visible(False)
    axes.xaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 2.5, 5, 10]))
    if words_of(comparison.measure).share:
        axes.xaxis.set_major_formatter(SHARE)
    if comparison.target is not None:
        value = comparison.target.value
        edges = (limits[0], value) if comparison.target.at_most else (value, limits[1])
        axes.axvspan(*edges, facecolor=MANAGEABLE_TINT, linewidth=0, zorder=0)
        axes.axvline(value, color=OUTLINE, linewidth=0.7, linestyle=(0, (4, 2)), zorder=3)


def _label_row(
    axes: Axes,
    row: int,
    size: tuple[float, float],
    comparison: Comparison,
    unit: Unit,
    option: Option,
) -> None:
    """The option's name to the left of its row; median, range and share to the right."""
    width, right = size
    lines = wrap(option.title, LEFT - 0.25, SMALL, "normal", 2)
    style: dict[str, Any] = {"size": SMALL, "va": "center", "color": INK}
    style["transform"] = axes.get_yaxis_transform()
    axes.text(-0.1 / width, row, "\n".join(lines), ha="right", linespacing=1.05, **style)
    said = range_words(comparison.values(unit, option), words_of(comparison.measure).value)
    axes.text(1 + 0.08 / width, row, said, weight="bold", **style)
    if comparison.target is not None:
        share = percent(float(comparison.at(unit, option)["probability_target"]))
        axes.text(1 + right / width, row, share, weight="bold", **style)


def _head_columns(page: Sheet, lefts: tuple[float, float, float], comparison: Comparison) -> None:
    """What the columns are, over the first unit."""
    _, ranges, shares = lefts
    style: dict[str, Any] = {"size": SMALL, "color": GREY}
    if comparison.replications > 1:
        page.write(ranges, 0.0, "Median (range)", **style)
    if comparison.target is not None:
        page.write(shares, 0.0, "Met", **style)


def _note(comparison: Comparison) -> str:
    if comparison.target is None:
        return f"Options are compared with {quoted(comparison.baseline)}."
    return (
        f"Tinted: {target_words(comparison)}. Met: share of futures in which that is so. The other "
        "number is the median, and in brackets where nine in ten futures lie."
    )


def _alt(comparison: Comparison, units: Sequence[Unit]) -> str:
    words = words_of(comparison.measure)

    def said(unit: Unit, option: Option) -> str:
        found = range_words(comparison.values(unit, option), words.value)
        share = float(comparison.at(unit, option)["probability_target"])
        met = "" if np.isnan(share) else f", {target_words(comparison)} in {percent(share)}"
        return f"{quoted(option)} {found}{met}"

    parts = [
        f"{named(unit.label)}: {'; '.join(said(unit, one) for one in comparison.every)}."
        for unit in units
    ]
    return (
        f"Dot plot of the {words.subject}, {week_words(comparison)}, median and where nine in ten "
        f"futures lie. {' '.join(parts)}"
    )


def _table(comparison: Comparison, units: Sequence[Unit]) -> pd.DataFrame:
    """A row for each dot, with the median and the range of its row beside it."""
    rows = [
        (comparison.measure, unit.kind, unit.key, option.name, dot, *np.quantile(values, ENDS))
        for unit in units
        for option in comparison.every
        for values in [comparison.values(unit, option)]
        for dot in shown_dots(values)
    ]
    names = ["measure", "unit_kind", "unit", "option", "value", "p05", "p50", "p95"]
    return pd.DataFrame(rows, columns=names)
