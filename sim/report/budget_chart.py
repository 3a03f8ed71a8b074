"""Chart of the budget: what each option's funded posts cost, by financial year."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from math import fsum

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from sim.clock import months_by_financial_year
from sim.report.caseload_charts import NAME, page_name
from sim.report.chart_data import Results
from sim.report.chart_fans import thinned
from sim.report.chart_files import Chart, Omitted
from sim.report.chart_words import full_date
from sim.report.style import (
    EDGE,
    GREY,
    INK,
    NAVY,
    SMALL,
    TEXT,
    WIDTH,
    Sheet,
    named,
    sheet,
    text_width,
    wrap,
)
from sim.scenario.consistency import ESTABLISHMENT
from sim.units import pounds

MOST_YEARS = 10
ROWS_PER_PAGE = 24
ROW, BREAK, HEADING, FOOT = 0.25, 0.14, 0.28, 0.2
"""Heights of a bar with its gap, between options, of a heading, under a panel; inches."""
OPTION = 1.75
"""Width of the column for names of options, inches."""
FUNDED = "Posts funded from the start"


def budget(results: Results) -> Iterator[Chart | Omitted]:
    """Bars by option and financial year; the establishment on a scale of its own."""
    if results.costs.empty:
        yield Omitted("budget", "No budget is stored in this results folder.")
        return
    funded = results.costs["option"] == ESTABLISHMENT
    every = results.costs.assign(
        label=results.costs["label"].where(~funded, FUNDED),
        panel=np.where(funded, FUNDED, "Changes"),
    )
    years = every["financial_year"].drop_duplicates().to_numpy()
    shown_years = years[thinned(len(years), MOST_YEARS)]
    costs = every[every["financial_year"].isin(shown_years)]
    title, subtitle = _title(costs), _subtitle(len(years), results)
    months = months_by_financial_year(*(_date(day) for day in (results.start, results.end)))
    names = {year: _year_name(year, float(months.get(year, 12))) for year in shown_years}
    pages = list(_pages(costs, len(shown_years)))
    alone = len(pages) == 1 and (funded.all() or not funded.any())
    note = results.note("" if alone else "Each panel has a scale of its own.")
    for page, shown in enumerate(pages, start=1):
        drawing = _draw((title, subtitle, note), shown, names)
        data = shown[["financial_year", "option", "label", "budget_gbp"]]
        yield Chart(
            page_name("budget", page), title, subtitle, _alt(shown, names), drawing.figure, data
        )


def _date(day: float) -> date:
    found: date = np.datetime64(int(day), "D").item()
    return found


def _year_name(year: str, months: float) -> str:
    if months == 12:
        return year
    return f"{year} ({months:.3g} month{'' if months == 1 else 's'})"


def _title(costs: pd.DataFrame) -> str:
    """What the changes add in each of the first years; the whole budget if nothing changes."""
    changes = costs[costs["panel"] != FUNDED]
    options = changes["label"].unique()
    if not len(options):
        return f"Funded posts cost {_by_year(costs)}"
    if len(options) == 1:
        return f"{named(options[0], NAME)}: {_by_year(changes)}"
    return f"Changes cost {_by_year(changes)}"


def _by_year(costs: pd.DataFrame) -> str:
    """Sums by year in words, the first three at most."""
    sums = costs.groupby("financial_year", sort=False)["budget_gbp"].agg(fsum)
    parts = [f"{pounds(gbp)} in {year}" for year, gbp in list(sums.items())[:3]]
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def _subtitle(years: int, results: Results) -> str:
    some = f" {MOST_YEARS} of {years:,} financial years are shown." if years > MOST_YEARS else ""
    return (
        "Budget by financial year, 1 April to 31 March, for the run from "
        f"{full_date(results.start)} to {full_date(results.end)}. Part years count by months.{some}"
    )


def _pages(costs: pd.DataFrame, years: int) -> Iterator[pd.DataFrame]:
    options = costs["option"].drop_duplicates().to_list()
    options.sort(key=lambda option: option != ESTABLISHMENT)
    size = max(1, ROWS_PER_PAGE // years)
    for first in range(0, len(options), size):
        rows = [costs[costs["option"] == option] for option in options[first : first + size]]
        yield pd.concat(rows, ignore_index=True)


def _draw(words: tuple[str, str, str], costs: pd.DataFrame, names: dict[str, str]) -> Sheet:
    """Panel under panel; ``words`` are title, subtitle and note."""
    title, subtitle, note = words
    panels = [(str(name), rows) for name, rows in costs.groupby("panel", sort=False)]
    heights = [_height(rows) for _, rows in panels]
    room = sum(heights) + (HEADING + FOOT) * len(panels)
    page = sheet(title, subtitle, room, note)
    years = max(text_width(name, SMALL) for name in names.values()) + 0.1
    top = 0.0
    for (heading, rows), height in zip(panels, heights, strict=True):
        page.write(EDGE, top, heading, size=TEXT, weight="bold", color=INK)
        left = EDGE + years + (OPTION if heading != FUNDED else 0.0)
        axes = page.axes(left, top + HEADING, WIDTH - left - EDGE, height)
        _draw_bars(axes, rows, names, (left, years))
        top += HEADING + height + FOOT
    return page


def _height(rows: pd.DataFrame) -> float:
    return ROW * len(rows) + BREAK * (rows["option"].nunique() - 1)


def _draw_bars(
    axes: Axes, rows: pd.DataFrame, names: dict[str, str], columns: tuple[float, float]
) -> None:
    """Bars from the top down, in inches, each with its pounds beside it."""
    left, years = columns
    width = WIDTH - left - EDGE
    low, high = min(0.0, rows["budget_gbp"].min()), max(0.0, rows["budget_gbp"].max())
    room = max(text_width(pounds(gbp), SMALL, "bold") for gbp in rows["budget_gbp"]) + 0.12
    length = ((high - low) or 1.0) / (1 - room / width)
    axes.set(xlim=(low, low + length), ylim=(_height(rows), 0.0))
    axes.set_axis_off()
    axes.axvline(0, color=GREY, linewidth=1, zorder=3)
    y = 0.0
    for place, (_, option) in enumerate(rows.groupby("option", sort=False)):
        y += BREAK if place else 0.0
        if left > EDGE + years:
            _name_option(axes, option["label"].iloc[0], (y, len(option)), (EDGE - left) / width)
        for year, gbp in zip(option["financial_year"], option["budget_gbp"], strict=True):
            _draw_bar(axes, y + ROW / 2, gbp)
            axes.text(-0.08 / width, y + ROW / 2, names[year], ha="right", va="center", size=SMALL,
                      color=INK, transform=axes.get_yaxis_transform())  # fmt: skip
            y += ROW


def _draw_bar(axes: Axes, y: float, gbp: float) -> None:
    """One bar; savings are hatched and stand to the left of nought, their pounds to the right."""
    fill, hatch = (NAVY, None) if gbp >= 0 else ("white", "////")
    axes.barh(y, gbp, 0.72 * ROW, facecolor=fill, edgecolor=INK, linewidth=0.5, hatch=hatch)
    axes.annotate(pounds(gbp), (max(gbp, 0.0), y), (4, 0), textcoords="offset points",
                  va="center", size=SMALL, weight="bold", color=INK)  # fmt: skip


def _name_option(axes: Axes, label: str, rows: tuple[float, int], x: float) -> None:
    """An option's name, as many lines of it as its bars are high."""
    top, bars = rows
    lines = wrap(label, OPTION - 0.15, SMALL, "bold", max(1, int(bars * ROW / (SMALL * 1.2 / 72))))
    axes.text(x, top + ROW * bars / 2, "\n".join(lines), va="center", size=SMALL, weight="bold",
              color=INK, transform=axes.get_yaxis_transform())  # fmt: skip


def _alt(costs: pd.DataFrame, names: dict[str, str]) -> str:
    parts = []
    for _, rows in costs.groupby("option", sort=False):
        years = zip(rows["financial_year"], rows["budget_gbp"], strict=True)
        amounts = ", ".join(f"{names[year]} {pounds(gbp)}" for year, gbp in years)
        parts.append(f"{named(rows['label'].iloc[0])}: {amounts}.")
    return f"Bar chart of the budget by option and financial year. {' '.join(parts)}"
