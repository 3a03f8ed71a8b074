"""The outturn: what the simulated workforce was paid, line by line beside the budget.

A line of pay stands at the full price of its posts, as in the budget; what was not paid for empty
posts, and what agency cover and paid overtime cost, are lines of their own. So the lines of a year
add up to what was spent, and say how that came about. Prices, pay awards and the price of agency
workers are those drawn for the replication; the budget takes their best estimates.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from sim.clock import WEEKDAYS_PER_YEAR, financial_years, months_by_financial_year
from sim.results.costs import (
    SUPPLEMENT,
    VACANCY_FACTOR,
    Kind,
    Period,
    budget,
    overlap,
    role_price,
    within_run,
    years_into,
)
from sim.results.posts import Account, Rows
from sim.scenario.consistency import ESTABLISHMENT, SOCIAL_WORKER
from sim.scenario.uncertainty import assigned, quantities

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario

AGENCY = "Agency cover"
OVERTIME = "Paid overtime"
WEEKS_PER_YEAR = WEEKDAYS_PER_YEAR / 5

Key = tuple[str, str, str]
"""Financial year, option and line."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the accounts in one financial year, the same in every replication.

    Attributes:
        financial_year: Such as "2018/19".
        option: :data:`ESTABLISHMENT`, or the name of an intervention.
        line: What is paid for, as people write it.
        kind: What sort of line it is.
        budget: Pounds; nought where the budget foresees nothing.
        working: How the budget comes about.
    """

    financial_year: str
    option: str
    line: str
    kind: Kind
    budget: Decimal = Decimal(0)
    working: str = ""

    @property
    def key(self) -> Key:
        """What tells it from all others."""
        return self.financial_year, self.option, self.line


def vacancies_line(label: str) -> str:
    """The line that holds what empty posts saved."""
    return f"Vacancy savings: {label}"


# --- the lines ---


def lines_of(scenario: Scenario, accounts: Sequence[Account]) -> tuple[Line, ...]:
    """Every line that budget or outturn can have, by year, then option, then as they come.

    Args:
        scenario: The scenario, none of its numbers drawn.
        accounts: Who pays for which posts.
    """
    lines: dict[Key, Line] = {}
    for one in budget(scenario):
        line = Line(one.financial_year, one.option, one.line, one.kind, one.amount, one.working)
        lines[line.key] = _added(lines[line.key], line) if line.key in lines else line
    for one in budget(_at_most(scenario)):  # what may cost nothing is no line of the budget
        line = Line(one.financial_year, one.option, one.line, one.kind)
        lines.setdefault(line.key, line)
    for line in _unplanned(scenario, accounts):
        lines.setdefault(line.key, line)
    order = {option: place for place, option in enumerate((ESTABLISHMENT, *scenario.interventions))}
    return tuple(sorted(lines.values(), key=lambda one: (one.financial_year, order[one.option])))


def _added(one: Line, other: Line) -> Line:
    """Two lines of the budget under one name."""
    working = f"{one.working} + {other.working}"
    return replace(one, budget=one.budget + other.budget, working=working)


def _at_most(scenario: Scenario) -> Scenario:
    """The scenario with every uncertain number at the largest that it can be."""
    numbers = quantities(scenario)
    return assigned(scenario, {key: one.largest for key, one in numbers if one.uncertain})


def _unplanned(scenario: Scenario, accounts: Sequence[Account]) -> Iterator[Line]:
    """Lines that only an outturn has."""
    worker = scenario.roles.social_worker
    for one in accounts:
        savings = vacancies_line(role_price(scenario, one.role)[0])
        for year in _years(one.first, one.last):
            yield Line(year, one.option, savings, "vacancies")
            if one.role == SOCIAL_WORKER and worker.agency.cap_share.largest:
                yield Line(year, one.option, AGENCY, "agency")
    for name, change in scenario.interventions.items():
        if change.market_supplement_gbp_per_year.largest:
            for year in _years(*within_run(scenario, change)):
                yield Line(year, name, vacancies_line(SUPPLEMENT), "vacancies")
    if worker.overtime_paid_share.largest:
        for year in _years(scenario.run.start, scenario.run.end):
            yield Line(year, ESTABLISHMENT, OVERTIME, "overtime")


def _years(first: date, last: date) -> list[str]:
    return financial_years(first, last) if first <= last else []


# --- what was spent ---


def outturn(
    scenario: Scenario,
    accounts: Sequence[Account],
    posts: Rows,
    overtime_hours: Mapping[str, float],
) -> dict[Key, float]:
    """What one replication spent.

    Args:
        scenario: The scenario with the numbers drawn for the replication.
        accounts: Who pays for which posts.
        posts: Rows of :data:`sim.results.posts.YEARLY_ROW`.
        overtime_hours: Hours of overtime of the whole service by financial year.

    Returns:
        Pounds by line; lines without any may be missing.
    """
    spent: defaultdict[Key, float] = defaultdict(float)
    for planned in budget(scenario):
        if planned.line != VACANCY_FACTOR:  # what the budget held back is found in the savings
            key = planned.financial_year, planned.option, planned.line
            spent[key] += float(planned.amount)
    years = financial_years(scenario.run.start, scenario.run.end)
    for row in posts:
        account, year = accounts[row["option"]], years[row["financial_year"]]
        for line, amount in _of_posts(scenario, account, year, row):
            spent[year, account.option, line] += amount
        for option, amount in _supplement_savings(scenario, account, year, row):
            spent[year, option, vacancies_line(SUPPLEMENT)] += amount
    worker = scenario.roles.social_worker
    for year, hours in overtime_hours.items():
        paid = hours * worker.overtime_paid_share.value * worker.overtime_pay_ratio.value
        spent[year, ESTABLISHMENT, OVERTIME] += paid * hour_price(scenario) * _award(scenario, year)
    return spent


def hour_price(scenario: Scenario) -> float:
    """Pounds for an hour of a social worker, on-costs included, at the prices of the first year."""
    worker = scenario.roles.social_worker
    hours = worker.contract_hours_per_week.value * WEEKS_PER_YEAR
    return worker.cost_per_fte_gbp.value / hours


def _award(scenario: Scenario, year: str) -> float:
    """Pay of a financial year as a multiple of that of the first one."""
    return float((1.0 + scenario.costs.pay_award_per_year.value) ** years_into(scenario, year))


def _vacant(row: np.void) -> float:
    return float(row["funded_fte_years"] - row["in_post_fte_years"])


def _of_posts(
    scenario: Scenario, account: Account, year: str, row: np.void
) -> Iterator[tuple[str, float]]:
    """What was not paid to permanent staff, and what was paid to agency workers instead."""
    label, price = role_price(scenario, account.role)
    each = float(price) * _award(scenario, year)
    yield vacancies_line(label), -each * _vacant(row)
    if row["agency_fte_years"] > 0.0:
        ratio = scenario.roles.social_worker.agency.cost_ratio.value
        yield AGENCY, each * ratio * float(row["agency_fte_years"])


def _supplement_savings(
    scenario: Scenario, account: Account, year: str, row: np.void
) -> Iterator[tuple[str, float]]:
    """Market supplements that nobody in the account's empty posts drew, by intervention."""
    if account.role != SOCIAL_WORKER:
        return
    for name, change in scenario.interventions.items():
        each = change.market_supplement_gbp_per_year.value
        if each and account.place in (change.teams or scenario.teams):
            own = account.first, account.last
            both = overlap(own, within_run(scenario, change))
            share = _months(both, year) / _months(own, year)
            if share:
                yield name, -each * _award(scenario, year) * float(share) * _vacant(row)


def _months(period: Period, year: str) -> Fraction:
    return months_by_financial_year(*period).get(year, Fraction(0))
