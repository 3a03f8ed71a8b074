"""The outturn against sums that can be done by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from math import fsum

import pytest

from sim.experiment.replicate import layout_with_money, spent_in
from sim.model import simulate
from sim.results.costs import ESTABLISHMENT, budget
from sim.results.outturn import AGENCY, OVERTIME, hour_price, lines_of, vacancies_line
from sim.results.posts import accounts_of, yearly_rows
from sim.scenario.planning import make_plan
from tests.unit.sample_money import a_record, a_service, spent

MORE = """
[interventions.more]
from = 2019-07-03
set_up_cost_gbp = 1000
set_up_heads = 3
[interventions.more.posts]
north = { helper = 2.0, social_worker = 1.0 }
[interventions.more.project_posts]
manager = { fte = 0.5, cost_per_fte_gbp = 50_000 }
"""
ENDING = MORE.replace("set_up_cost", "to = 2020-02-05\nset_up_cost")
AGENCY_TABLE = "[roles.social_worker.agency]\ncap_share = 0.5\ncost_ratio = 1.65\n"
YEARS = ("2018/19", "2019/20", "2020/21")


def total(found, option=None, year=None):
    """Pounds of an option in a year; of all of them unless given."""
    return fsum(
        pounds
        for (when, what, _), pounds in found.items()
        if option in (None, what) and year in (None, when)
    )


def budgeted(scenario, option=None, year=None):
    lines = budget(scenario)
    return total(
        {(one.financial_year, one.option, n): float(one.amount) for n, one in enumerate(lines)},
        option,
        year,
    )


@pytest.mark.parametrize("more", ["", MORE, "[costs]\npay_award_per_year = 0.03\n" + MORE])
@pytest.mark.parametrize("days", [("2018-10-01", "2021-03-31"), ("2018-10-10", "2021-02-17")])
def test_with_every_post_filled_the_budget_is_spent(more, days):
    scenario = a_service(more, *days)
    found = spent(scenario, a_record(scenario))
    for year in YEARS:
        for option in (ESTABLISHMENT, *scenario.interventions):
            assert total(found, option, year) == pytest.approx(budgeted(scenario, option, year))


def test_empty_posts_save_their_pay_month_by_month():
    scenario = a_service()
    found = spent(scenario, a_record(scenario, filled=0.8))
    assert found["2018/19", ESTABLISHMENT, "Social workers"] == 250_000
    savings = {year: found[year, ESTABLISHMENT, vacancies_line("Social workers")] for year in YEARS}
    assert savings == pytest.approx({"2018/19": -50_000, "2019/20": -100_000, "2020/21": -100_000})
    helpers = found["2019/20", ESTABLISHMENT, vacancies_line("Helper")]
    assert helpers == pytest.approx(-0.2 * 1.5 * 20_000)


def test_lines_that_no_budget_has_are_called_what_people_call_them():
    assert (AGENCY, OVERTIME) == ("Agency cover", "Paid overtime")
    assert vacancies_line("Social workers") == "Vacancy savings: Social workers"


def test_what_no_budget_has_says_nothing_of_how_a_budget_comes_about():
    scenario = a_service(AGENCY_TABLE)
    lines = lines_of(scenario, accounts_of(scenario))
    assert {line.working for line in lines if not line.budget} == {""}
    assert all(line.working for line in lines if line.budget)


def test_an_agency_worker_costs_a_multiple_of_the_post():
    scenario = a_service(AGENCY_TABLE)
    found = spent(scenario, a_record(scenario, filled=0.8, covered=0.1))
    assert found["2019/20", ESTABLISHMENT, AGENCY] == pytest.approx(1.65 * 0.1 * 12.5 * 40_000)
    assert found["2018/19", ESTABLISHMENT, AGENCY] == pytest.approx(1.65 * 0.1 * 12.5 * 20_000)
    savings = found["2019/20", ESTABLISHMENT, vacancies_line("Social workers")]
    assert savings == pytest.approx(-0.2 * 12.5 * 40_000)  # cover does not make a post filled


def test_posts_that_nobody_takes_cost_nothing_from_a_day_in_the_midst_of_a_month():
    scenario = a_service(MORE)
    found = spent(scenario, a_record(scenario, filled=0.0))
    for year, fixed in {"2019/20": 3_000, "2020/21": 0}.items():
        manager = found[year, "more", "manager"]
        assert total(found, "more", year) == pytest.approx(fixed + manager)


def test_after_an_option_has_ended_its_posts_belong_to_the_establishment():
    scenario = a_service(ENDING)
    found = spent(scenario, a_record(scenario, filled=0.9))
    assert total(found, "more", "2020/21") == 0
    lines = [key for key in found if key[:2] == ("2020/21", "more")]
    assert lines == []
    staff = budgeted(scenario, "more", "2019/20") - 3_000
    manager = found["2019/20", "more", "manager"]
    expected = 3_000 + manager + 0.9 * (staff - manager)
    assert total(found, "more", "2019/20") == pytest.approx(expected)


def test_no_day_is_lost_between_an_option_and_the_establishment():
    accounts = accounts_of(a_service(ENDING))
    afterwards = [one for one in accounts if one.first == date(2020, 2, 6)]
    own = [one for one in accounts if one.last == date(2020, 2, 5)]
    assert {one.option for one in afterwards} == {ESTABLISHMENT}
    assert [one.block for one in own] == [one.block for one in afterwards] != []


def test_savings_follow_the_pay_award():
    scenario = a_service("[costs]\npay_award_per_year = 0.1\n")
    found = spent(scenario, a_record(scenario, filled=0.5))
    line = vacancies_line("Social workers")
    assert found["2020/21", ESTABLISHMENT, line] == pytest.approx(-0.5 * 500_000 * 1.21)


def test_what_the_budget_held_back_is_not_counted_twice():
    scenario = a_service("[costs]\nvacancy_factor_share = 0.1\n")
    found = spent(scenario, a_record(scenario, filled=0.9))
    assert found["2019/20", ESTABLISHMENT, "Vacancy factor"] == 0
    assert total(found, year="2019/20") == pytest.approx(budgeted(scenario, year="2019/20"))


def test_a_supplement_is_paid_to_those_in_post():
    more = """
[interventions.offer]
from = 2019-10-01
market_supplement_gbp_per_year = 1000
teams = ["north"]
"""
    scenario = a_service(more)
    found = spent(scenario, a_record(scenario, filled=0.75))
    assert total(found, "offer", "2019/20") == pytest.approx(0.75 * 10 * 1000 / 2)
    assert total(found, "offer", "2020/21") == pytest.approx(0.75 * 10 * 1000)


def test_overtime_costs_money_only_where_it_is_paid():
    in_lieu, paid = (
        a_service(),
        a_service(worker="overtime_paid_share = 0.5\novertime_pay_ratio = 1.5\n"),
    )
    hours = {"2019/20": 1_000.0}
    assert ("2019/20", ESTABLISHMENT, OVERTIME) not in spent(in_lieu, a_record(in_lieu))
    found = spent(paid, a_record(paid), hours)
    each = 40_000 / (37 * 365.2425 / 7)
    assert hour_price(paid) == pytest.approx(each)
    assert found["2019/20", ESTABLISHMENT, OVERTIME] == pytest.approx(1_000 * 0.5 * 1.5 * each)


def test_hours_of_overtime_are_those_of_the_financial_years():
    scenario = a_service(worker="overtime_paid_share = 1.0\n")
    record = a_record(scenario, overtime=1.5)
    found = spent_in(scenario, record, layout_with_money(scenario))
    hours = {year: found[year, ESTABLISHMENT, OVERTIME] / hour_price(scenario) for year in YEARS}
    assert hours == pytest.approx({"2018/19": 3 * 26, "2019/20": 3 * 52, "2020/21": 3 * 53})


def test_an_outturn_has_the_prices_of_its_replication_and_a_budget_the_best_ones():
    price = "[interventions.more]\nfrom = 2018-10-01\nset_up_heads = 1\n"
    price += "set_up_cost_gbp = { value = 0, low = 0, high = 1000 }\n"
    scenario = a_service(price)
    layout = layout_with_money(scenario)
    [line] = [line for line in layout.lines if line.line == "Set-up"]
    assert line.budget == 0
    amounts = {spent_in(scenario, replace(a_record(scenario), replication=number), layout)[line.key]
               for number in range(3)}  # fmt: skip
    assert len(amounts) == 3
    assert all(0 < amount < 1000 for amount in amounts)


def test_two_lines_of_one_name_are_one():
    more = MORE.replace("manager = {", '"Helper" = {')
    scenario = a_service(more)
    lines = layout_with_money(scenario).lines
    [line] = [one for one in lines if one.key == ("2020/21", "more", "Helper")]
    assert line.budget == 2 * 20_000 + 25_000
    assert line.working == "2 FTE x £20,000 + 0.5 FTE x £50,000"
    found = spent(scenario, a_record(scenario))
    assert found[line.key] == 65_000


def test_a_simulated_workforce_is_paid_for_the_days_in_post():
    """Pay and savings together are prices times years in post, whatever the posts' story."""
    leaving = (
        "[roles.helper.leaving]\nrate_per_year = 1.0\n[roles.helper.hiring]\nround_days = 30\n"
    )
    scenario = a_service(leaving + MORE.replace("2019-07-03", "2019-07-01"), end="2020-03-31")
    layout = layout_with_money(scenario)
    record = simulate(make_plan(scenario, 0))
    found = spent_in(scenario, record, layout)
    rows = yearly_rows(record.posts, layout.accounts, layout.weights)
    prices = {"social_worker": 40_000, "helper": 20_000, "clerk": 16_000.5}
    years = fsum(
        prices[layout.accounts[row["role"]].role] * row["in_post_fte_years"] for row in rows
    )
    fixed = 3_000 + 25_000 * 9 / 12
    paid = fsum(pounds for key, pounds in found.items() if key[2] != AGENCY)
    assert paid == pytest.approx(years + fixed)
    assert years < 0.99 * (1.5 * (500_000 + 30_000 + 32_001) + 0.75 * 80_000)
