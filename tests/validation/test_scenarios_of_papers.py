"""The shipped scenarios hold the figures of the papers that they are about.

Sources: reports to Nottinghamshire's Children and Young People's Committee of 16 November 2015,
18 June 2018 and 14 January 2019, item and paragraph beside each figure.
"""

from decimal import Decimal

import pytest

from sim.results.costs import budget
from sim.scenario.extends import shipped_folder
from sim.scenario.load import load_scenario
from sim.units import pounds

NAMES = sorted(path.stem for path in shipped_folder().glob("*.toml"))


def shipped(name):
    return load_scenario(shipped_folder() / f"{name}.toml")


def paid(name, option):
    """What an option of a scenario costs in each financial year."""
    years: dict[str, Decimal] = {}
    for line in budget(shipped(name)):
        if line.option == option:
            years[line.financial_year] = years.get(line.financial_year, Decimal(0)) + line.amount
    return years


def test_a_scenario_is_called_like_its_file():
    assert [shipped(name).name for name in NAMES] == NAMES


def test_the_pilot_as_it_was_funded():
    """November 2015, paragraphs 7 and 23: £206,000 for six months and £231,000 for seven more."""
    pilot, extension = (sum(paid("pilot_2015", name).values()) for name in ("pilot", "extension"))
    assert (pounds(pilot), pounds(extension)) == ("£206,000", "£231,000")
    assert pounds(pilot + extension) == "£437,000"
    assert not any(paid("pilot_2015", "pilot_officers").values())


def test_the_expansion():
    """June 2018, paragraphs 9, 11 and 21."""
    years = paid("swso_expansion", "more_swso")
    assert years["2018/19"] == Decimal("314460.50")
    assert years["2019/20"] == years["2020/21"] == Decimal(580_521)


@pytest.mark.parametrize("name", ["group_supervision", "swso_plus_supervision"])
def test_the_project_team(name):
    """June 2018, paragraph 22."""
    years = {year: int(amount) for year, amount in paid(name, "project_team").items()}
    assert years == {"2018/19": 172_128, "2019/20": 326_656, "2020/21": 163_328}


def test_both_measures_of_june_2018_cost_what_they_cost_alone():
    both = "swso_plus_supervision"
    assert paid(both, "more_swso") == paid("swso_expansion", "more_swso")
    assert set(shipped(both).interventions) == {
        *shipped("swso_expansion").interventions,
        *shipped("group_supervision").interventions,
    }


def test_assessment_in_january_2019():
    """January 2019, paragraphs 5 and 14."""
    team = [
        shipped("nottinghamshire_2019").teams[f"assessment_{side}"] for side in ("north", "south")
    ]
    cases = sum(one.opening_caseload.count for one in team)
    workers = sum(one.social_worker_fte.value for one in team)
    assert (cases, workers, round(cases / workers, 2)) == (927, 39.0, 23.77)
    assert paid("bsa_assessment_2019", "bsa")["2019/20"] == Decimal(92_476)
    assert paid("swso_in_assessment", "swso_in_assessment")["2019/20"] == Decimal(106_976)


@pytest.mark.parametrize(
    ("name", "posts"),
    [("nottinghamshire_2018", 20.5), ("nottinghamshire_2019", 37.0), ("nottinghamshire_2015", 0.0)],
)
def test_support_officers_in_place(name, posts):
    """June 2018, paragraph 8; January 2019, recommendation: 41 posts less four held back."""
    teams = shipped(name).teams.values()
    assert (
        sum(team.support_fte["swso"].value for team in teams if "swso" in team.support_fte) == posts
    )


def test_the_pilots_officers_are_those_that_its_teams_had_in_2018():
    """November 2015, paragraph 8 names the teams; June 2018, paragraph 8 the posts."""
    later = shipped("nottinghamshire_2018").teams
    for team, posts in shipped("pilot_2015").interventions["pilot_officers"].posts.items():
        assert posts["swso"].value == later[team].support_fte["swso"].value


def test_assessment_before_its_caseload_rose_by_95_percent():
    """June 2018, paragraph 2."""
    teams = shipped("nottinghamshire_2015").teams
    before = sum(teams[f"assessment_{side}"].opening_caseload.count for side in ("north", "south"))
    assert before == round(927 / 1.95)
