"""Money of several years made comparable: real terms and present value.

After HM Treasury, The Green Book (2022), chapter 5 and annex 6. Year 0 is the first financial year
of the run and is not discounted; every year after it is worth less by the discount rate, which
falls after 30 and after 75 years.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from sim.clock import financial_year
from sim.results.costs import first_calendar_year, years_into
from sim.units import exact

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario

FIRST_STEP, SECOND_STEP = 30, 75
"""The last years of the first two discount rates."""


def price_base(scenario: Scenario) -> str:
    """The financial year in whose prices real terms are told."""
    return scenario.costs.price_base or financial_year(scenario.run.start)


def deflator(scenario: Scenario, year: str) -> Decimal:
    """What makes pounds of a financial year into pounds of the price base."""
    rise = 1 + exact(scenario.costs.inflation_per_year.value)
    return rise ** (first_calendar_year(price_base(scenario)) - first_calendar_year(year))


def discount_factor(scenario: Scenario, year: int) -> Decimal:
    """What a pound is worth that is spent so many years after year 0.

    Args:
        scenario: With its discount rates.
        year: From 0.
    """
    rates = scenario.costs
    first = 1 + exact(rates.discount_rate_per_year.value)
    second = 1 + exact(rates.discount_rate_per_year_from_year_31.value)
    third = 1 + exact(rates.discount_rate_per_year_from_year_76.value)
    in_second = max(0, min(year, SECOND_STEP) - FIRST_STEP)
    in_third = max(0, year - SECOND_STEP)
    return 1 / (first ** min(year, FIRST_STEP) * second**in_second * third**in_third)


def present_factors(scenario: Scenario, years: list[str]) -> dict[str, Decimal]:
    """What makes pounds of each financial year into present value, in prices of the base."""
    return {
        year: deflator(scenario, year) * discount_factor(scenario, years_into(scenario, year))
        for year in years
    }


def present_value(scenario: Scenario, by_year: Mapping[str, Decimal]) -> Decimal:
    """Present value of amounts by financial year, in prices of the base."""
    factors = present_factors(scenario, list(by_year))
    return sum((amount * factors[year] for year, amount in by_year.items()), Decimal(0))
