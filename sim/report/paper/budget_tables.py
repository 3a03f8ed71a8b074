"""The budget of each option, by financial year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from sim.report.paper.cells import money, words
from sim.report.paper.content import Cell, Column, Plot, TableBlock
from sim.report.paper.stored_charts import UNNUMBERED
from sim.results.costs import BudgetLine, budget, total
from sim.scenario.consistency import ESTABLISHMENT
from sim.scenario.schema import Scenario

Years = Mapping[str, Decimal]
WHAT_IT_IS = (
    "The budget is what funded posts cost with on-costs, filled or not, with set-up and other costs"
    " of each change. It is worked out from the scenario, not simulated."
)
PART_YEARS = "Financial years run from 1 April to 31 March; part years count by months."
ROUNDED = "Each figure is rounded by itself, so that a total can miss its parts by a pound."


def budget_of_run(scenario: Scenario) -> TableBlock | None:
    """The establishment and each change, by financial year; None if nothing has a price."""
    lines = budget(scenario)
    heads = dict.fromkeys(line.option for line in lines)
    amounts = {
        change_label(scenario, head): by_year([one for one in lines if one.option == head])
        for head in heads
    }
    if not any(any(years.values()) for years in amounts.values()):
        return None
    return _table(
        "Budget by financial year", "Budget", [*amounts.items(), ("Total", by_year(lines))]
    )


def _table(
    caption: str, first: str, rows: Sequence[tuple[str, Years]], *, plotted: bool = True
) -> TableBlock:
    years = sorted({year for _, amounts in rows for year in amounts})
    cells = tuple(
        (
            words(name),
            *(money(amounts.get(year, Decimal(0))) for year in years),
            money(sum(amounts.values(), Decimal(0))),
        )
        for name, amounts in rows
    )
    columns = (
        Column(first),
        *(Column(year, numeric=True) for year in years),
        Column("Whole period", numeric=True),
    )
    plot = _plot(caption, cells, columns) if plotted else None
    return TableBlock(UNNUMBERED, caption, columns, cells, (PART_YEARS, ROUNDED), plot)


def _plot(caption: str, cells: tuple[tuple[Cell, ...], ...], columns: tuple[Column, ...]) -> Plot:
    said = [
        f"{row[0].text}: "
        + ", ".join(
            f"{column.heading} {cell.text}"
            for column, cell in zip(columns[1:], row[1:], strict=True)
        )
        for row in cells
    ]
    places = tuple(range(1, len(columns) - 1))
    return Plot("bars", caption, f"Bar chart. {'. '.join(said)}.", 0, places, "£")


def change_label(scenario: Scenario, option: str) -> str:
    """What people call a part of the budget."""
    if option == ESTABLISHMENT:
        return "Posts funded from the start"
    return scenario.interventions[option].label or option


def by_year(lines: Sequence[BudgetLine]) -> dict[str, Decimal]:
    """Amounts by financial year."""
    years = sorted({line.financial_year for line in lines})
    return {year: total(one for one in lines if one.financial_year == year) for year in years}
