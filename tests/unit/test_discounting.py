"""Real terms and present value against the Green Book's factors."""

from __future__ import annotations

from decimal import Decimal

import pytest

from sim.results.discounting import deflator, discount_factor, present_value
from tests.unit.sample_money import a_service

FACTORS = {1: "0.9662", 2: "0.9335", 3: "0.9019", 4: "0.8714", 5: "0.8420", 10: "0.7089",
           20: "0.5026", 30: "0.3563", 31: "0.3459", 40: "0.2651", 50: "0.1973", 75: "0.0942",
           76: "0.0919", 100: "0.0508", 125: "0.0274"}  # fmt: skip
"""The Green Book's table of long-term discount factors, to four places."""


def test_year_0_is_not_discounted():
    assert discount_factor(a_service(), 0) == 1


@pytest.mark.parametrize(("year", "factor"), FACTORS.items())
def test_factors_of_the_green_book(year, factor):
    assert discount_factor(a_service(), year).quantize(Decimal("0.0001")) == Decimal(factor)


def test_the_rate_falls_after_30_and_after_75_years():
    """Each year's factor over the next one's is that year's rate."""
    scenario = a_service()
    for year, rate in ((0, "0.035"), (29, "0.035"), (30, "0.03"), (74, "0.03"), (75, "0.025")):
        ratio = discount_factor(scenario, year) / discount_factor(scenario, year + 1)
        assert float(ratio) == pytest.approx(1 + float(rate), rel=1e-12)


def test_real_terms_take_inflation_out_from_the_price_base_on():
    scenario = a_service('[costs]\nprice_base = "2017/18"\ninflation_per_year = 0.02\n')
    assert deflator(scenario, "2017/18") == 1
    assert float(deflator(scenario, "2019/20")) == pytest.approx(1.02**-2)
    assert float(deflator(scenario, "2016/17")) == pytest.approx(1.02)
    assert deflator(a_service("[costs]\ninflation_per_year = 0.02\n"), "2018/19") == 1


def test_present_value_by_hand():
    amounts = {"2018/19": Decimal(100), "2019/20": Decimal("103.5"), "2021/22": Decimal(0)}
    assert present_value(a_service(), amounts) == 200
