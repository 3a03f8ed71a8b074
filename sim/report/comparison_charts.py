"""Charts of a comparison: paired differences over time, and where each option ends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sim.names import safe_name
from sim.report.caseload_charts import NAME, page_name
from sim.report.chart_dots import ENDS, MOST_DOTS, draw_dots, range_words, shown_dots
from sim.report.chart_fans import Fan, Unit
from sim.report.chart_files import Chart, Omitted
from sim.report.chart_grid import grid_of
from sim.report.chart_parts import (
    MANAGEABLE_TINT,
    OUTLINE,
    SHARE,
    draw_fan,
    label_beside,
    time_axis,
)
from sim.report.chart_words import FEW, month_year, range_note
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
from sim.report.measure_words import Words, words_of
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


# --- differences over time ---


def difference_over_time(comparison: Comparison) -> Iterator[Chart | Omitted]:
    """Paired differences from the baseline by month, a chart for each option."""
    for option in comparison.options:
        name = f"difference_{safe_name(option.name)}"
        fans = [comparison.fan(unit, option) for unit in comparison.units]
        known = [fan for fan in fans if fan.known]
        if not known or not comparison.at(comparison.unit, option)["n"]:
            yield Omitted(name, "There is no month in which both scenarios have a value.")
            continue
        yield _difference_chart(name, comparison, option, known)


def _difference_chart(
    name: str, comparison: Comparison, option: Option, fans: Sequence[Fan]
) -> Chart:
    words = words_of(comparison.measure)
    whom = f"the {words.subject} of {unit_words(comparison.unit)}"
    title = f"{quoted(option)} {finding(comparison, option, comparison.unit, whom)}"
    subtitle = (
        f"Difference in the {words.subject}, {_axis_unit(words)}, from "
        f"{quoted(comparison.baseline)}, by month and future by future: below 0 it is lower. "
        f"{_range_note(comparison)}"
    )
    page = _draw_differences((title, subtitle), fans, comparison, words)
    data = pd.concat([fan.table() for fan in fans], ignore_index=True)
    data.insert(1, "option", option.name)
    return Chart(name, title, subtitle, _alt(fans, words), page.figure, data)


def _axis_unit(words: Words) -> str:
    return f"in {words.unit}" if words.unit else "as a number"


def _range_note(comparison: Comparison) -> str:
    note = range_note(comparison.replications)
    return note.replace("replications;", "paired futures;").replace("One replication", "One future")


def _draw_differences(
    text: tuple[str, str], fans: Sequence[Fan], comparison: Comparison, words: Words
) -> Sheet:
    places = _places(fans, words)
    labels = [words.signed(float(fan.median[-1]), places) for fan in fans]
    grid = grid_of([fan.unit.label for fan in fans])
    page = sheet(*text, grid.total + 0.3, _difference_note(comparison))
    room = 0.1 + max(text_width(label, SMALL, "bold") for label in labels)
    limits = _limits(fans)
    for axes, fan, label in zip(grid.panels(page), fans, labels, strict=True):
        axes.set_ylim(*limits)
        axes.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]))
        axes.yaxis.set_major_formatter(_signed(words))
        end = time_axis(axes, comparison.start, comparison.end, 2, room / grid.width)
        _draw_difference(axes, fan, (label, end + 0.04 / grid.width), end)
    return page


def _draw_difference(axes: Axes, fan: Fan, label: tuple[str, float], end: float) -> None:
    text, x = label
    days = axes.get_xticklabels()
    days[0].set_horizontalalignment(
        ("left" if len(days) > 1 else "right") if end > 0.7 else "center"
    )
    axes.axhline(0.0, 0, end, color=GREY, linewidth=1.0, zorder=3)
    draw_fan(axes, fan, 1.5)
    label_beside(axes, [(float(fan.median[-1]), text, "bold")], x)


def _places(fans: Sequence[Fan], words: Words) -> int:
    return words.places(max(float(np.nanmax(np.abs(fan.quantiles))) for fan in fans) / 10)


def _signed(words: Words) -> FuncFormatter:
    """Numbers on the axis, a plus before those over nought."""
    factor = 100 if words.share else 1
    return FuncFormatter(lambda value, _: f"{factor * value:+,.10g}" if abs(value) > 1e-12 else "0")


def _limits(fans: Sequence[Fan]) -> tuple[float, float]:
    """From the lowest to the highest difference drawn, nought in sight."""
    lowest = min(0.0, *(float(np.nanmin(fan.quantiles)) for fan in fans))
    highest = max(0.0, *(float(np.nanmax(fan.quantiles)) for fan in fans))
    pad = 0.06 * (highest - lowest) or 1.0
    return lowest - pad, highest + pad


def _difference_note(comparison: Comparison) -> str:
    beside = "Beside each panel: the median of the last month."
    if comparison.replications < 2:
        return beside
    return (
        f"{beside} In the title: the mean, {week_words(comparison)}, with its 95% interval (paired"
        " t) in brackets."
    )


def _alt(fans: Sequence[Fan], words: Words) -> str:
    places = _places(fans, words)

    def said(fan: Fan) -> str:
        low, middle, high = (words.signed(float(v), places) for v in fan.quantiles[[0, 2, 4], -1])
        return f"{named(fan.unit.label)} {middle} ({low} to {high})"

    last = month_year(max(float(fan.days[-1]) for fan in fans))
    return (
        f"Line charts of the paired difference by month, {_axis_unit(words)}. {last}, median and "
        f"where nine in ten futures lie: {'; '.join(said(fan) for fan in fans)}."
    )


# --- where each option ends ---


def end_by_option(comparison: Comparison) -> Iterator[Chart | Omitted]:
    """The measure in the week asked for: every future of every option is a dot."""
    units = [unit for unit in comparison.units if _known(comparison, unit)]
    if not units:
        yield Omitted("end_by_option", "The measure has no value in that week.")
        return
    title, subtitle = _end_title(comparison), _end_subtitle(comparison)
    each = max(1, ROWS_PER_PAGE // len(comparison.every))
    limits = _end_limits(comparison, units)
    for page, first in enumerate(range(0, len(units), each), start=1):
        shown = units[first : first + each]
        sheet_ = _draw_ends((title, subtitle), comparison, shown, limits)
        alt, data = _end_alt(comparison, shown), _end_table(comparison, shown)
        name = page_name("end_by_option", page)
        yield Chart(name, title, subtitle, alt, sheet_.figure, data)


def _known(comparison: Comparison, unit: Unit) -> bool:
    return any(comparison.values(unit, option).size for option in comparison.every)


def _end_title(comparison: Comparison) -> str:
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
    with_best = futures(met[best], int(comparison.at(unit, best)["n"])).replace("paired ", "")
    return (
        f"{month_year(comparison.day)}: {whom} is {target_words(comparison)} in {with_best} with "
        f"{quoted(best, NAME)}, and in {percent(met[comparison.baseline])} with "
        f"{quoted(comparison.baseline, NAME)}"
    )


def _end_subtitle(comparison: Comparison) -> str:
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


def _end_limits(comparison: Comparison, units: Sequence[Unit]) -> tuple[float, float]:
    every = [comparison.values(unit, option) for unit in units for option in comparison.every]
    goal = [] if comparison.target is None else [comparison.target.value]
    found = np.concatenate([*every, np.array(goal)])
    pad = 0.03 * float(np.ptp(found)) or 1.0
    return float(found.min()) - pad, float(found.max()) + pad


def _draw_ends(
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
    page = sheet(*text, HEAD + block * len(units) + 0.3, _end_note(comparison))
    for place, unit in enumerate(units):
        top = HEAD + block * place
        page.write(EDGE, top + 0.06, unit.label, size=TEXT, weight="bold", color=INK)
        axes = page.axes(LEFT, top + HEADING, width, ROW * len(options))
        _frame_ends(axes, comparison, limits, len(options))
        axes.tick_params(labelbottom=place == len(units) - 1)
        for row, option in enumerate(options):
            values = comparison.values(unit, option)
            _label_end(axes, row, (width, right), comparison, unit, option)
            if values.size:
                draw_dots(axes, row, values, (width, ROW))
    _head_columns(page, (LEFT, LEFT + width + 0.08, LEFT + width + right), comparison)
    return page


def _frame_ends(axes: Axes, comparison: Comparison, limits: tuple[float, float], rows: int) -> None:
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


def _label_end(
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


def _end_note(comparison: Comparison) -> str:
    if comparison.target is None:
        return f"Options are compared with {quoted(comparison.baseline)}."
    return (
        f"Tinted: {target_words(comparison)}. Met: share of futures in which that is so. The other "
        "number is the median, and in brackets where nine in ten futures lie."
    )


def _end_alt(comparison: Comparison, units: Sequence[Unit]) -> str:
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


def _end_table(comparison: Comparison, units: Sequence[Unit]) -> pd.DataFrame:
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
