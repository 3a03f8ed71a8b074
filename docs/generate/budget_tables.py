"""The budget of an intervention of a shipped scenario."""

from __future__ import annotations

from itertools import groupby

from docs.generate.markdown import table
from sim.results.costs import BudgetLine, budget
from sim.scenario.extends import shipped_folder
from sim.scenario.load import load_scenario
from sim.units import pounds


def intervention_budget(scenario: str, intervention: str) -> str:
    """What an intervention costs, line by line with each year's total.

    Args:
        scenario: Name of a shipped scenario.
        intervention: Name of the intervention in it.
    """
    lines = budget(load_scenario(shipped_folder() / f"{scenario}.toml"))
    own = [line for line in lines if line.option == intervention]
    rows: list[tuple[str, ...]] = []
    for year, group in groupby(own, key=lambda line: line.financial_year):
        paid = list(group)
        rows += [_row(line) for line in paid]
        rows.append((year, "**Total**", "", f"**{pounds(sum(line.amount for line in paid))}**"))
    return table(("Year", "Line", "Working", "Budget"), rows)


def _row(line: BudgetLine) -> tuple[str, ...]:
    return line.financial_year, line.line, line.working, pounds(line.amount)
