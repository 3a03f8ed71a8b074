"""Charts of paired differences from the baseline over time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sim.names import safe_name
from sim.report.chart_fans import Fan
from sim.report.chart_files import Chart, Omitted
from sim.report.chart_grid import grid_of
from sim.report.chart_parts import draw_fan, label_beside, time_axis
from sim.report.chart_words import month_year, range_note
from sim.report.comparison_data import Comparison, Option
from sim.report.comparison_words import finding, quoted, unit_words, week_words
from sim.report.measure_words import Words, words_of
from sim.report.style import GREY, SMALL, Sheet, named, sheet, text_width


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
    days[0].set_horizontalalignment("left" if len(days) > 1 and end > 0.7 else "center")
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
