"""Chart of budget and outturn: what each option costs, by financial year."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from math import fsum

import numpy as np
import pandas as pd

from sim.clock import months_by_financial_year
from sim.report.caseload_charts import NAME, page_name
from sim.report.chart_data import Results
from sim.report.chart_fans import thinned
from sim.report.chart_files import Chart, Omitted
from sim.report.chart_words import full_date
from sim.report.money_bars import AMOUNTS, draw_panel, option_words, panel_height
from sim.report.style import Sheet, named, sheet
from sim.scenario.consistency import ESTABLISHMENT
from sim.units import pounds

MOST_YEARS = 10
ROWS_PER_PAGE = 24
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
        data = shown[["financial_year", "option", "label", *AMOUNTS]]
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
    listed = " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)
    planned, spent = costs["budget_gbp"].sum(), costs["mean_gbp"].sum()
    if planned <= 0.0 or spent < 0.0:
        return listed
    return f"{listed}; {spent / planned:.0%} of the budget is spent"


def _subtitle(years: int, results: Results) -> str:
    some = f" {MOST_YEARS} of {years:,} financial years are shown." if years > MOST_YEARS else ""
    n = results.replications
    spread = (
        f"mean of {n:,} replications, and in brackets where nine in ten lie"
        if n > 1
        else "one replication: no range"
    )
    return (
        f"Bar: budget. Diamond: outturn, {spread}. By financial year, for the run from "
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
    page = sheet(title, subtitle, sum(panel_height(rows) for _, rows in panels), note)
    top = 0.0
    for heading, rows in panels:
        draw_panel(page, top, heading, rows, names, options=heading != FUNDED)
        top += panel_height(rows)
    return page


def _alt(costs: pd.DataFrame, names: dict[str, str]) -> str:
    options = costs.groupby("option", sort=False)
    return (
        "Bar chart of budget and outturn by option and financial year; outturn as the mean, with "
        "5% of replications under its range and 5% over it. "
        + " ".join(option_words(rows, names) for _, rows in options)
    )
