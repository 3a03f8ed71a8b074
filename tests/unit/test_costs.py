import tomllib
from decimal import Decimal

import pytest

from sim.results.costs import ESTABLISHMENT, budget
from sim.scenario.schema import Scenario

BASE = """
name = "base"
[run]
start = {start}
end = {end}
[teams.north]
kind = "district"
social_worker_fte = 10
support_fte = {{ helper = 1.5 }}
[teams.south]
kind = "district"
social_worker_fte = 2.5
[pathway.plan]
team_kind = "district"
tasks = 3
task_hours = 2
external_delay_days = 5
[demand.referrals_per_week]
north = 2
[roles.social_worker]
contract_hours_per_week = 37
non_case_hours_per_week = 10
cost_per_fte_gbp = 40_000
[roles.social_worker.leaving]
rate_per_year = 0.1
[roles.social_worker.sickness]
spells_per_year = 1
short_spell_days = 3
[roles.social_worker.hiring]
round_days = 40
[roles.helper]
label = "Helper"
hours_freed_per_week = 6
workers_per_support_fte = 4
cost_per_fte_gbp = 20_000
[roles.clerk]
hours_freed_per_week = 3
workers_per_support_fte = 4
cost_per_fte_gbp = 16_000.50
[shared_support.pool]
role = "clerk"
fte = 2
teams = ["north", "south"]
"""


def a_scenario(more="", start="2018-10-01", end="2021-03-31"):
    return Scenario.model_validate(tomllib.loads(BASE.format(start=start, end=end) + more))


def the_lines(scenario, option):
    return [line for line in budget(scenario) if line.option == option]


def the_totals(scenario, option):
    totals = {}
    for line in the_lines(scenario, option):
        totals[line.financial_year] = totals.get(line.financial_year, 0) + line.amount
    return totals


def rows(lines):
    return [(line.financial_year, line.line, line.amount, line.working) for line in lines]


def test_establishment_counts_posts_of_teams_and_shared_posts():
    assert rows(the_lines(a_scenario(start="2019-04-01", end="2020-03-31"), ESTABLISHMENT)) == [
        ("2019/20", "Social workers", Decimal(500_000), "12.5 FTE x £40,000"),
        ("2019/20", "Helper", Decimal(30_000), "1.5 FTE x £20,000"),
        ("2019/20", "clerk", Decimal(32_001), "2 FTE x £16,000.50"),
    ]


def test_part_years_count_months():
    lines = the_lines(a_scenario(), ESTABLISHMENT)
    workers = [line for line in lines if line.line == "Social workers"]
    assert rows(workers) == [
        ("2018/19", "Social workers", Decimal(250_000), "12.5 FTE x £40,000 x 6/12"),
        ("2019/20", "Social workers", Decimal(500_000), "12.5 FTE x £40,000"),
        ("2020/21", "Social workers", Decimal(500_000), "12.5 FTE x £40,000"),
    ]


def test_part_of_a_month_counts_by_its_days():
    first = the_lines(a_scenario(start="2019-04-16", end="2019-05-31"), ESTABLISHMENT)[0]
    assert first.working == "12.5 FTE x £40,000 x 1.5/12"
    assert first.amount == Decimal(62_500)


def test_a_working_gives_the_same_pound_when_it_is_worked_out_again():
    found = the_lines(a_scenario(start="2019-12-24", end="2020-02-29"), ESTABLISHMENT)
    odd = the_lines(a_scenario(start="2020-02-29", end="2020-02-29"), ESTABLISHMENT)
    for line in [*found, *odd]:
        fte, price, months = line.working.replace(",", "").split(" x ")
        fte, price = Decimal(fte.split()[0]), Decimal(price.removeprefix("£"))
        assert abs(fte * price * Decimal(months.removesuffix("/12")) / 12 - line.amount) < 1


MORE_POSTS = """
[interventions.more]
from = 2018-10-01
set_up_cost_gbp = 1000
non_staff_cost_gbp_per_year = 120
[interventions.more.posts.north]
helper = 2.2
social_worker = 1
[interventions.more.posts.south]
helper = 1.1
"""


def test_posts_are_added_up_over_teams_and_set_up_is_paid_once_per_head():
    lines = the_lines(a_scenario(MORE_POSTS), "more")
    assert rows(lines)[:4] == [
        ("2018/19", "Helper", Decimal(33_000), "3.3 FTE x £20,000 x 6/12"),
        ("2018/19", "Social workers", Decimal(20_000), "1 FTE x £40,000 x 6/12"),
        ("2018/19", "Set-up", Decimal(5_000), "5 x £1,000"),  # 3.3 helpers are four people
        ("2018/19", "Non-staff costs", Decimal(300), "5 x £120 x 6/12"),
    ]
    assert [line.line for line in lines if line.line == "Set-up"] == ["Set-up"]
    assert rows(lines)[-1] == ("2020/21", "Non-staff costs", Decimal(600), "5 x £120")


def test_heads_may_be_given():
    text = MORE_POSTS.replace("[interventions.more.posts.north]", "HEADS", 1)
    text = text.replace("HEADS", "set_up_heads = 8\n[interventions.more.posts.north]")
    given = {line.line: line.working for line in the_lines(a_scenario(text), "more")}
    assert given["Set-up"] == "8 x £1,000"
    assert given["Non-staff costs"] == "8 x £120"
    apart = text.replace("set_up_heads = 8", "set_up_heads = 8\nnon_staff_heads = 7")
    given = {line.line: line.working for line in the_lines(a_scenario(apart), "more")}
    assert given["Set-up"] == "8 x £1,000"
    assert given["Non-staff costs"] == "7 x £120"


def test_posts_moved_between_teams_need_no_new_kit_and_no_money():
    moved = """
[interventions.move]
from = 2018-10-01
set_up_cost_gbp = 1000
[interventions.move.posts.north]
helper = -1.5
[interventions.move.posts.south]
helper = 1.5
"""
    assert the_lines(a_scenario(moved), "move") == []


def test_posts_taken_away_are_money_saved():
    fewer = """
[interventions.swap]
from = 2019-04-01
set_up_cost_gbp = 100
[interventions.swap.posts.north]
helper = -1
[interventions.swap.posts.pool]
clerk = 1
"""
    lines = the_lines(a_scenario(fewer, end="2020-03-31"), "swap")
    assert rows(lines) == [
        ("2019/20", "Helper", Decimal(-20_000), "1 FTE fewer x £20,000"),
        ("2019/20", "clerk", Decimal("16000.5"), "1 FTE x £16,000.50"),
        ("2019/20", "Set-up", Decimal(100), "1 x £100"),
    ]


PROJECT = """
[interventions.project]
from = {start}
to = {end}
set_up_cost_gbp = 1000
[interventions.project.project_posts.manager]
fte = 0.5
cost_per_fte_gbp = 60_000
"""


@pytest.mark.parametrize(
    ("start", "end", "totals"),
    [
        ("2018-10-01", "2020-09-30", {"2018/19": 16_000, "2019/20": 30_000, "2020/21": 15_000}),
        ("2019-03-01", "2019-04-30", {"2018/19": 3_500, "2019/20": 2_500}),
        ("2017-10-01", "2018-12-31", {"2018/19": 7_500}),  # set up before the run began
        ("2021-03-01", "2025-03-31", {"2020/21": 3_500}),  # the run ends first
        ("2015-01-01", "2015-12-31", {}),
        ("2018-04-01", "2018-08-31", {}),  # over before the run, in the same financial year
        ("2022-01-01", "2022-12-31", {}),
    ],
)
def test_an_intervention_costs_its_months_inside_the_run(start, end, totals):
    assert the_totals(a_scenario(PROJECT.format(start=start, end=end)), "project") == totals


def test_a_market_supplement_is_paid_on_funded_posts_of_its_teams():
    supplement = """
[interventions.more]
label = "More posts"
from = 2020-10-01
[interventions.more.posts.north]
social_worker = 3
[interventions.more.posts.south]
social_worker = 4
[interventions.supplement]
from = 2020-04-01
teams = ["south"]
market_supplement_gbp_per_year = 1200
"""
    assert rows(the_lines(a_scenario(supplement), "supplement")) == [
        ("2020/21", "Market supplement", Decimal(3_000), "2.5 FTE x £1,200"),
        (
            "2020/21",
            "Market supplement, posts of More posts",
            Decimal(2_400),
            "4 FTE x £1,200 x 6/12",
        ),
    ]
    kinds = {line.kind for line in the_lines(a_scenario(supplement), "supplement")}
    assert kinds == {"supplement"}
    everywhere = a_scenario(supplement.replace('teams = ["south"]', ""))
    assert [line.working for line in the_lines(everywhere, "supplement")] == [
        "12.5 FTE x £1,200",
        "7 FTE x £1,200 x 6/12",
    ]
    nine_months = supplement.replace("teams =", "to = 2020-12-31\nteams =")
    assert [line.working for line in the_lines(a_scenario(nine_months), "supplement")] == [
        "2.5 FTE x £1,200 x 9/12",
        "4 FTE x £1,200 x 3/12",
    ]


def test_an_intervention_without_a_price_has_no_line():
    free = "[interventions.quieter]\nfrom = 2019-01-01\nreferrals_ratio = 0.9\n"
    assert the_lines(a_scenario(free), "quieter") == []


def test_the_vacancy_factor_is_taken_off_pay_and_nothing_else():
    lines = the_lines(a_scenario(MORE_POSTS + "[costs]\nvacancy_factor_share = 0.06\n"), "more")
    held_back = [line for line in lines if line.line == "Vacancy factor"]
    assert rows(held_back) == [
        ("2018/19", "Vacancy factor", Decimal(-3_180), "less 6.0% of £53,000"),
        ("2019/20", "Vacancy factor", Decimal(-6_360), "less 6.0% of £106,000"),
        ("2020/21", "Vacancy factor", Decimal(-6_360), "less 6.0% of £106,000"),
    ]


def test_no_vacancy_factor_unless_the_scenario_asks():
    assert not [line for line in budget(a_scenario(MORE_POSTS)) if line.line == "Vacancy factor"]


def test_pay_awards_come_each_april_after_the_first_year_and_raise_pay_alone():
    lines = the_lines(a_scenario(MORE_POSTS + "[costs]\npay_award_per_year = 0.02\n"), "more")
    paid = {(line.financial_year, line.line): (line.amount, line.working) for line in lines}
    assert paid["2018/19", "Helper"] == (33_000, "3.3 FTE x £20,000 x 6/12")
    assert paid["2019/20", "Helper"] == (67_320, "3.3 FTE x £20,000 x 1.02")
    assert paid["2020/21", "Helper"] == (Decimal("68666.4"), "3.3 FTE x £20,000 x 1.02^2")
    assert paid["2020/21", "Non-staff costs"] == (600, "5 x £120")


def test_lines_run_by_year_then_by_option_in_the_order_of_the_file():
    more = MORE_POSTS.replace(".more", ".zeta") + MORE_POSTS.replace(".more", ".alpha")
    seen = list(
        dict.fromkeys((line.financial_year, line.option) for line in budget(a_scenario(more)))
    )
    years, options = ("2018/19", "2019/20", "2020/21"), (ESTABLISHMENT, "zeta", "alpha")
    assert seen == [(year, option) for year in years for option in options]


def test_sums_of_money_are_exact():
    """0.1 of a post ten times is one post, though ten binary tenths are not."""
    tenths = "[interventions.tenths]\nfrom = 2019-04-01\n" + "".join(
        f"[interventions.tenths.posts.{team}]\nhelper = 0.1\nsocial_worker = 0.2\n"
        for team in ("north", "south")
    )
    lines = the_lines(a_scenario(tenths, end="2020-03-31"), "tenths")
    assert [line.amount for line in lines] == [Decimal(4_000), Decimal(16_000)]


def test_a_run_of_a_thousand_years_with_pay_awards_can_be_worked_out():
    long = a_scenario("[costs]\npay_award_per_year = 0.05\n", end="3168-03-31")
    assert len(the_totals(long, ESTABLISHMENT)) == 1150
