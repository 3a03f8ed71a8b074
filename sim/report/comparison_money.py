"""Chart of what options cost more than the baseline by financial year: budget and outturn."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from sim.report.caseload_charts import page_name
from sim.report.chart_fans import thinned
from sim.report.chart_files import Chart, Omitted
from sim.report.comparison_data import Comparison
from sim.report.comparison_words import quoted
from sim.report.money_bars import AMOUNTS, draw_panel, option_words, panel_height
from sim.report.style import sheet
from sim.results.cost_tables import ALL
from sim.results.money import PRESENT_VALUE, TOTAL_KIND
from sim.units import pounds, short_pounds

MOST_YEARS = 10
ROWS_PER_PAGE = 24
COLUMNS = {
    "budget_gbp": "extra_budget_gbp",
    "mean_gbp": "extra_outturn_mean_gbp",
    "p05_gbp": "extra_outturn_p05_gbp",
    "p95_gbp": "extra_outturn_p95_gbp",
}
"""What a bar is drawn from."""


def extra_cost_by_year(comparison: Comparison) -> Iterator[Chart | Omitted]:
    """Budget and outturn of each option over the baseline's, by financial year."""
    rows = _rows(comparison)
    by_year = rows[~rows["financial_year"].isin([ALL, PRESENT_VALUE])]
    if not by_year[list(AMOUNTS)].to_numpy().any():
        yield Omitted("extra_cost_by_year", "No option costs more or less than the baseline.")
        return
    years = by_year["financial_year"].drop_duplicates().to_numpy()
    shown = years[thinned(len(years), MOST_YEARS)].tolist()
    by_year = by_year[by_year["financial_year"].isin(shown)]
    title, subtitle = _title(comparison, rows), _subtitle(comparison)
    each = max(1, ROWS_PER_PAGE // len(shown))
    for page, first in enumerate(range(0, len(comparison.options), each), start=1):
        names = [option.name for option in comparison.options[first : first + each]]
        part = by_year[by_year["option"].isin(names)].reset_index(drop=True)
        drawing = sheet(title, subtitle, panel_height(part), _note(comparison))
        draw_panel(drawing, 0.0, "Over the baseline", part, {year: year for year in shown})
        data = part[["financial_year", "option", *AMOUNTS]]
        name = page_name("extra_cost_by_year", page)
        yield Chart(name, title, subtitle, _alt(part, shown), drawing.figure, data)


def _rows(comparison: Comparison) -> pd.DataFrame:
    """Totals of each option over the baseline's, by year."""
    total = comparison.money[comparison.money["kind"] == TOTAL_KIND]
    titles = {option.name: option.title for option in comparison.options}
    own = total[total["option"].isin(titles)]
    amounts = {name: own[column] for name, column in COLUMNS.items()}
    labels = own["option"].map(titles)
    return own[["financial_year", "option"]].assign(label=labels, **amounts)


def _title(comparison: Comparison, rows: pd.DataFrame) -> str:
    """What the dearest option costs over the whole run: budget and outturn."""
    whole = rows[rows["financial_year"] == ALL]
    dearest = whole.iloc[int(np.argmax(whole["mean_gbp"].abs()))]
    [option] = [one for one in comparison.options if one.name == dearest["option"]]
    spent = float(dearest["mean_gbp"])
    return (
        f"{quoted(option)}: {short_pounds(abs(spent))} {'less' if spent < 0 else 'more'} is spent "
        f"over the whole run, against {pounds(float(dearest['budget_gbp']))} in the budget"
    )


def _subtitle(comparison: Comparison) -> str:
    n = comparison.replications
    spread = (
        f"the mean of {n:,} paired futures, and in brackets where nine in ten lie."
        if n > 1
        else "as spent. One future: no range."
    )
    return f"By financial year, in cash. Bar: extra budget. Diamond: extra outturn, {spread}"


def _note(comparison: Comparison) -> str:
    return (
        f"Of the whole service, less {quoted(comparison.baseline)} in the same future: vacancies, "
        "agency cover and paid overtime of all teams are in it."
    )


def _alt(rows: pd.DataFrame, years: list[str]) -> str:
    options = rows.groupby("option", sort=False)
    return (
        "Bar chart of extra budget and extra outturn over the baseline by financial year; outturn "
        "as the mean, with 5% of futures under its range and 5% over it. "
        + " ".join(option_words(own, {year: year for year in years}) for _, own in options)
    )
