"""Chart of the caseload at the end of a run: every replication of each group is a dot."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from sim.report.caseload_charts import MEASURE, NAME, WHAT, page_name
from sim.report.chart_data import Results
from sim.report.chart_dots import ENDS, MOST_DOTS, draw_dots, range_words, shown_dots
from sim.report.chart_fans import SERVICE, Floats, Unit
from sim.report.chart_files import Chart, Omitted
from sim.report.chart_parts import band_middles, bands_note, draw_bands
from sim.report.chart_words import full_date, month_year, replications_word
from sim.report.style import (
    EDGE,
    GREY,
    INK,
    SMALL,
    WIDTH,
    Sheet,
    Weight,
    named,
    sheet,
    text_width,
    wrap,
)

PER_PAGE = 15
LEFT, HEAD = 1.75, 0.42

Values = dict[Unit, Floats]


def caseload_end(results: Results) -> Iterator[Chart | Omitted]:
    """Caseload in the last week, by reporting group and for the service."""
    units = (*results.groups, SERVICE) if len(results.groups) > 1 else (SERVICE,)
    values = {unit: results.last_caseloads[unit.kind, unit.key] for unit in units}
    if not any(found.size for found in values.values()):
        yield Omitted("caseload_end", "No caseload per worker: nobody was in post at the end.")
        return
    for page, first in enumerate(range(0, len(units), PER_PAGE), start=1):
        shown = {unit: values[unit] for unit in units[first : first + PER_PAGE]}
        yield _page(page_name("caseload_end", page), shown, values, results)


def _page(name: str, shown: Values, values: Values, results: Results) -> Chart:
    title, subtitle = _title(values, results), _subtitle(results)
    found = "; ".join(f"{named(unit.label)} {range_words(own)}" for unit, own in shown.items())
    alt = (
        f"Dot plot of open cases per worker in the week ending {full_date(_day(results))}, "
        f"median{' and range of nine in ten' if results.replications > 1 else ''} of "
        f"{replications_word(results.replications)}. "
        f"{found}."
    )
    page = _draw(title, subtitle, shown, results)
    return Chart(name, title, subtitle, alt, page.figure, _table(shown))


def _title(values: Values, results: Results) -> str:
    held = {unit: found for unit, found in values.items() if found.size}
    top = max(held, key=lambda unit: float(np.median(held[unit])))
    which = "ends" if len(held) == 1 else "ends with the highest caseload,"
    return (
        f"{named(top.label, NAME)} {which} "
        f"{'at ' if len(held) == 1 else ''}{range_words(held[top])} cases per worker in "
        f"{month_year(_day(results))}"
    )


def _subtitle(results: Results) -> str:
    if results.replications == 1:
        dots = "One replication: no range."
    else:
        drawn = f", {MOST_DOTS} of them drawn" if results.replications > MOST_DOTS else ""
        dots = (
            f"Each dot is one of {results.replications:,} replications{drawn}. "
            "Diamond and bar: median and nine in ten."
        )
    return f"{WHAT}, week ending {full_date(_day(results))}. {dots}"


def _day(results: Results) -> float:
    return float(results.weekly.days[-1])


def _table(values: Values) -> pd.DataFrame:
    """A row per dot, with the median and the range of its group beside it."""
    rows = [
        (MEASURE, unit.kind, unit.key, unit.label, dot, *np.quantile(found, ENDS))
        for unit, found in values.items()
        for dot in shown_dots(found)
    ]
    names = ["measure", "unit_kind", "unit", "label", "value", "p05", "p50", "p95"]
    return pd.DataFrame(rows, columns=names)


def _draw(title: str, subtitle: str, values: Values, results: Results) -> Sheet:
    row_height = 0.72 if len(values) < 10 else 0.46
    right = max(text_width(range_words(found), SMALL, "bold") for found in values.values()) + 0.12
    width, height = WIDTH - LEFT - right - EDGE, row_height * len(values)
    page = sheet(title, subtitle, HEAD + height + 0.3, results.note(bands_note(results.bands)))
    axes = page.axes(LEFT, HEAD, width, height)
    axes.set_xlim(*_limits(values, results.bands))
    axes.set_ylim(len(values) - 0.5, -0.5)
    axes.grid(False)
    axes.yaxis.set_visible(False)
    axes.xaxis.set_major_locator(MaxNLocator(7, steps=[1, 2, 5, 10]))
    draw_bands(axes, results.bands, upright=False)
    for row, (unit, found) in enumerate(values.items()):
        _label_row(axes, row, unit, found)
        if found.size:
            draw_dots(axes, row, found, (width, row_height))
    _name_bands(axes, results.bands, width)
    return page


def _limits(values: Values, bands: tuple[int, int, int]) -> tuple[float, float]:
    every = np.concatenate(list(values.values()))
    lowest = every.min(initial=bands[0] - 2.0)
    highest = every.max(initial=bands[2] + 1.0)
    pad = 0.03 * (highest - lowest)
    return max(0.0, lowest - pad), highest + pad


def _label_row(axes: Axes, row: int, unit: Unit, values: Floats) -> None:
    weight: Weight = "bold" if unit == SERVICE else "normal"
    lines = wrap(unit.label, LEFT - 0.25, SMALL, weight, 2)
    width = axes.get_position().width * WIDTH
    style: dict[str, Any] = {"size": SMALL, "va": "center", "color": INK}
    style["transform"] = axes.get_yaxis_transform()
    axes.text(-0.1 / width, row, "\n".join(lines), ha="right", weight=weight, **style)
    axes.text(1 + 0.08 / width, row, range_words(values), weight="bold", **style)


def _name_bands(axes: Axes, bands: tuple[int, int, int], width: float) -> None:
    """Band names above the axes; those that find no space are left to the note."""
    low, high = axes.get_xlim()
    taken: list[tuple[float, float]] = []
    for middle, name in reversed(band_middles(bands, (low, high))):
        text = name.replace(": ", "\n")
        half = max(text_width(line, SMALL) for line in text.split("\n")) / 2 + 0.03
        place = (middle - low) / (high - low) * width
        place = min(place, width + 0.3 - half)
        if all(place + half < left or place - half > right for left, right in taken):
            taken.append((place - half, place + half))
            axes.text(place / width, 1.0, text, transform=axes.transAxes, ha="center",
                      va="bottom", size=SMALL, color=GREY)  # fmt: skip
