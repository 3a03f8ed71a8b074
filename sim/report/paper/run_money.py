"""The money of a run, read from costs.csv."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.report.paper.budget_tables import change_label
from sim.report.paper.cells import money, words
from sim.report.paper.content import TableBlock
from sim.report.paper.frames import Part, numeric, table_of, text
from sim.report.paper.money_tables import PART_YEARS, ROUNDED, WHOLE
from sim.report.paper.run_tables import read_table
from sim.scenario.schema import Scenario

if TYPE_CHECKING:
    import pandas as pd

TOTAL = "Total"


def money_of_run(folder: Path, scenario: Scenario) -> TableBlock | None:
    """Budget and outturn by financial year and part; None if nothing has a price.

    Args:
        folder: The results folder.
        scenario: Its scenario, for the names of changes.
    """
    costs = read_table(folder / "costs.csv")
    if not costs["budget_gbp"].any():
        return None
    totals = costs[(costs["line"] == TOTAL) | (costs["financial_year"] == WHOLE)]
    parts = [
        text("Financial year", lambda row: words(_year(row))),
        text("Part", lambda row: words(_part(scenario, row))),
        *_numbers(),
    ]
    notes = ("Nine in ten: of the futures.", PART_YEARS, ROUNDED)
    rows = (row for _, row in totals.iterrows())
    return table_of("Budget and outturn by financial year", rows, parts, notes)


def _year(row: pd.Series[Any]) -> str:
    if row["financial_year"] != WHOLE:
        return str(row["financial_year"])
    line = str(row["line"])
    return "Whole period" if line == TOTAL else f"{line[0].upper()}{line[1:]}"


def _part(scenario: Scenario, row: pd.Series[Any]) -> str:
    option = str(row["option"])
    return "Whole service" if option == WHOLE else change_label(scenario, option)


def _numbers() -> Iterator[Part]:
    yield numeric("Budget", lambda row: money(row["budget_gbp"]))
    yield numeric("Mean outturn", lambda row: money(row["outturn_mean_gbp"]))
    yield numeric("Nine in ten from", lambda row: money(row["outturn_p05_gbp"]))
    yield numeric("up to", lambda row: money(row["outturn_p95_gbp"]))


def cost_lines(folder: Path, scenario: Scenario) -> TableBlock:
    """Every line with its working."""
    costs = read_table(folder / "costs.csv")
    lines = costs[(costs["line"] != TOTAL) & (costs["financial_year"] != WHOLE)]
    parts = [
        text("Financial year", lambda row: words(row["financial_year"])),
        text("Part", lambda row: words(_part(scenario, row))),
        text("Line", lambda row: words(row["line"])),
        *_numbers(),
        text("Working", lambda row: words(row["working"])),
    ]
    rows = (row for _, row in lines.iterrows())
    return table_of("Every line of budget and outturn", rows, parts, (PART_YEARS,), long=True)
