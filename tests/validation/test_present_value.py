"""Present values of the options of June 2018, from the shipped scenario files.

Derived from the papers' prices: five whole financial years, the first of them not discounted, at
the Green Book's 3.5 %.
"""

from collections import defaultdict
from decimal import Decimal

import pytest

from sim.results.costs import budget
from sim.results.discounting import present_value
from sim.scenario.extends import shipped_folder
from sim.scenario.load import load_scenario


@pytest.mark.parametrize(
    ("file", "option", "millions"),
    [
        ("swso_expansion", "more_swso", "2.74"),
        ("eighteen_social_workers", "more_social_workers", "3.63"),
    ],
)
def test_five_years_of_an_option(file, option, millions):
    dates = ["run.start=2018-04-01", "run.end=2023-03-31"]
    settings = [*dates, f"interventions.{option}.from=2018-04-01"]
    scenario = load_scenario(shipped_folder() / f"{file}.toml", settings)
    by_year = defaultdict(Decimal)
    for line in budget(scenario):
        if line.option == option:
            by_year[line.financial_year] += line.amount
    assert len(by_year) == 5
    found = present_value(scenario, by_year)
    assert (found / 1_000_000).quantize(Decimal("0.01")) == Decimal(millions)
