"""The budget view meets the figures that Nottinghamshire's committee was given.

Sources: reports to the Children and Young People's Committee of 18 June 2018 (support officers,
paragraphs 6, 9, 11, 14, 20-22) and 14 January 2019 (Assessment Service, paragraph 14). Prices and
posts below are the papers'; every total comes out of the budget.
"""

import tomllib
from decimal import Decimal
from pathlib import Path

import pytest

from sim.results.costs import ESTABLISHMENT, budget
from sim.scenario.load import load_scenario
from sim.scenario.schema import Scenario
from sim.units import pounds

SHIPPED = Path(__file__).parents[2] / "scenarios" / "nottinghamshire_2018.toml"

COUNTY = """
name = "county"
[run]
start = 2018-10-01
end = 2021-03-31
[teams.district]
label = "Frontline teams, 13 March 2018"
kind = "district"
social_worker_fte = 146
support_fte = { swso = 20.5, senior_swso = 2 }
[pathway.plan]
team_kind = "district"
tasks = 3
task_hours = 2
external_delay_days = 5
[demand.referrals_per_week]
district = 100
[roles.social_worker]
contract_hours_per_week = 37
non_case_hours_per_week = 10
cost_per_fte_gbp = 43111.11               # 776,000 / 18
leaving = { rate_per_year = 0.1 }
sickness = { spells_per_year = 1, short_spell_days = 3 }
hiring = { round_days = 40 }
[roles.swso]
label = "Social Work Support Officer"
hours_freed_per_week = 6.5
workers_per_support_fte = 4
cost_per_fte_gbp = 26776
[roles.senior_swso]
label = "Senior Social Work Support Officer"
hours_freed_per_week = 6.5
workers_per_support_fte = 4
cost_per_fte_gbp = 31613
[roles.bsa]
label = "Business Support Administrator"
hours_freed_per_week = 3
workers_per_support_fte = 4
cost_per_fte_gbp = 23119
"""

MORE_SWSO = """
[interventions.more_swso]
from = 2018-10-01
set_up_cost_gbp = 1100
[interventions.more_swso.posts.district]
swso = 20.5
senior_swso = 1
"""

EIGHTEEN_WORKERS = """
[interventions.more_workers]
from = 2019-04-01
posts = { district = { social_worker = 18 } }
"""

PROJECT_TEAM = """
[interventions.project_team]
from = 2018-10-01
to = 2020-09-30
set_up_cost_gbp = 1100
set_up_heads = 8                          # one of the eight is there already
non_staff_cost_gbp_per_year = 145
non_staff_heads = 7
[interventions.project_team.project_posts]
"Practice Consultant" = { fte = 3, cost_per_fte_gbp = 50214 }
"Project Manager" = { fte = 1, cost_per_fte_gbp = 53866 }
"Business Change Analyst" = { fte = 1, cost_per_fte_gbp = 50214 }
"Programme Officer" = { fte = 1, cost_per_fte_gbp = 44143 }
"Business Support Assistant" = { fte = 1, cost_per_fte_gbp = 26776 }
"""

ASSESSMENT = """
[interventions.assessment]
from = 2019-04-01
posts = { district = { swso = -4, bsa = 4 } }
"""


def amounts(interventions, option, county=COUNTY):
    """The amounts of one option, by financial year and line."""
    scenario = Scenario.model_validate(tomllib.loads(county + interventions))
    return {
        (line.financial_year, line.line): line.amount
        for line in budget(scenario)
        if line.option == option
    }


def total(paid, year, *without):
    return sum(
        (amount for (when, line), amount in paid.items() if when == year and line not in without),
        Decimal(0),
    )


@pytest.fixture(scope="module")
def more_swso():
    return amounts(MORE_SWSO, "more_swso")


@pytest.fixture(scope="module")
def project_team():
    return amounts(PROJECT_TEAM, "project_team")


def test_additional_support_officers_in_a_full_year(more_swso):
    assert total(more_swso, "2019/20") == total(more_swso, "2020/21") == Decimal(580_521)
    assert more_swso["2019/20", "Social Work Support Officer"] == Decimal(548_908)
    assert more_swso["2019/20", "Senior Social Work Support Officer"] == Decimal(31_613)


def test_set_up_goes_by_heads_in_the_first_year_only(more_swso):
    """20.5 and 1 FTE are 22 people."""
    assert [when for when, line in more_swso if line == "Set-up"] == ["2018/19"]
    assert more_swso["2018/19", "Set-up"] == Decimal(24_200)


def test_six_months_and_set_up_in_2018_19(more_swso):
    assert total(more_swso, "2018/19") == Decimal("314460.50")
    assert pounds(total(more_swso, "2018/19")) == "£314,461"


def test_eighteen_social_workers():
    paid = amounts(EIGHTEEN_WORKERS, "more_workers")
    assert pounds(total(paid, "2019/20")) == "£776,000"


def test_support_officers_already_there():
    paid = amounts("", ESTABLISHMENT)
    assert total(paid, "2019/20", "Social workers") == Decimal(612_134)


@pytest.mark.parametrize(
    ("line", "amount"),
    [
        ("Practice Consultant", 150_642),
        ("Project Manager", 53_866),
        ("Business Change Analyst", 50_214),
        ("Programme Officer", 44_143),
        ("Business Support Assistant", 26_776),
        ("Non-staff costs", 1_015),
    ],
)
def test_rows_of_the_project_team(project_team, line, amount):
    assert project_team["2019/20", line] == Decimal(amount)


def test_the_project_team_by_year(project_team):
    assert project_team["2018/19", "Set-up"] == Decimal(8_800)
    years = {year: total(project_team, year) for year in ("2018/19", "2019/20", "2020/21")}
    assert years == {"2018/19": 172_128, "2019/20": 326_656, "2020/21": 163_328}


def test_administrators_for_support_officers_in_assessment():
    """The paper of 2019 releases £106,976, £26,744 a post; 2018's price would be £128 more."""
    paid = amounts(ASSESSMENT, "assessment", COUNTY.replace("26776", "26744"))
    assert paid["2019/20", "Business Support Administrator"] == Decimal(92_476)
    assert paid["2019/20", "Social Work Support Officer"] == Decimal(-106_976)
    at_the_price_of_2018 = amounts(ASSESSMENT, "assessment")
    assert at_the_price_of_2018["2019/20", "Social Work Support Officer"] == Decimal(-107_104)


def test_the_vacancy_factor_of_the_paper_is_not_in_its_total():
    """A column of the paper says 6 %; taken off, £580,521 would have been £545,690."""
    paid = amounts(MORE_SWSO + "[costs]\nvacancy_factor_share = 0.06\n", "more_swso")
    assert pounds(total(paid, "2019/20")) == "£545,690"


def test_the_scenario_that_everything_extends_holds_the_papers_prices():
    """Support officers already there, and what eighteen social workers would cost."""
    scenario = load_scenario(SHIPPED)
    year = [line for line in budget(scenario) if line.financial_year == "2019/20"]
    support = [line.amount for line in year if line.line != "Social workers"]
    assert sum(support, Decimal(0)) == Decimal(612_134)
    price = Decimal(str(scenario.roles.social_worker.cost_per_fte_gbp.value))
    assert pounds(18 * price) == "£776,000"
