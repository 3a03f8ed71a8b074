"""Tables of a paper that are read from scenarios."""

from datetime import date

import pytest

from sim.report.paper.evidence_tables import every_number, evidence_table
from sim.report.paper.measure_lists import STAFF, USERS, label_of, last_year
from sim.report.paper.service_tables import changes_table, teams_table
from sim.report.paper.stored_scenarios import Option
from sim.results.comparison import ALL_MEASURES
from sim.scenario.load import load_scenario
from tests.unit.test_cli import SMALL


def option(short="", *settings):
    scenario = load_scenario(SMALL, settings)
    return Option(short, scenario.title, scenario)


def texts(table):
    return [[cell.text for cell in row] for row in table.rows]


def test_the_service_adds_up_with_posts_that_teams_share():
    settings = (
        "shared_support.pool.role='swso'",
        "shared_support.pool.fte=1.5",
        "shared_support.pool.teams=['north']",
    )
    table = teams_table(option("", *settings).scenario)
    assert texts(table) == [
        ["Intake", "Assessment", "4.0", "0.0", "80", "20.0"],
        ["North & West", "District", "5.5", "1.0", "110", "20.0"],
        ["All teams", "", "9.5", "2.5", "190", "20.0"],
    ]
    assert any("1.5" in note for note in table.notes)


def test_each_option_tells_its_posts_and_one_that_has_none():
    talks = option("Baseline", "interventions.talk.from=2018-11-01")
    table = changes_table([talks, option("Option 1", "interventions.more.to=2019-02-28")])
    assert texts(table) == [
        ["Baseline", "One more officer", "1 January 2019", "", "Support Officer", "1.00"],
        ["Baseline", "talk", "1 November 2018", "", "no posts", ""],
        ["Option 1", "One more officer", "1 January 2019", "28 February 2019", "Support Officer",
         "1.00"],
    ]  # fmt: skip


def test_a_number_that_options_differ_in_has_a_row_for_each_value():
    one, other = option("Baseline"), option("Option 1", "demand.sibling_work_share.low=0.45")
    rows = [row for row in texts(evidence_table([one, other])) if "sibling" in row[0]]
    assert [row[1:] for row in rows] == [
        ["%", "50%", "40%", "60%", "assumed", "Judgement", "Baseline"],
        ["%", "50%", "45%", "60%", "assumed", "Judgement", "Option 1"],
    ]
    every = texts(every_number([one, other]))
    assert len(every) > len(texts(evidence_table([one, other])))
    assert any(row[-1] == "all" for row in every)


def test_prices_that_differ_have_a_row_each():
    price = "{ value = 20000, source = 'Pay scale', basis = 'published' }"
    dearer = price.replace("20000", "30000")
    senior = [
        f"roles.senior.{key}" for key in ("hours_freed_per_week=6", "workers_per_support_fte=2")
    ]
    prices = [f"roles.senior.cost_per_fte_gbp={dearer}", f"roles.swso.cost_per_fte_gbp={price}"]
    scenario = option("", *senior, *prices)
    rows = [row for row in texts(evidence_table([scenario])) if row[-1] == "Pay scale"]
    assert sorted(row[2] for row in rows) == ["20,000", "30,000"]


@pytest.mark.parametrize(
    ("end", "year", "words"),
    [
        (date(2021, 3, 31), "2020/21", "1 April to 31 March"),
        (date(2019, 9, 30), "2019/20", "6 months"),
        (date(2018, 10, 31), "2018/19", "1 month."),
    ],
)
def test_the_last_year_says_how_much_of_it_was_simulated(end, year, words):
    found, note = last_year(date(2018, 10, 1), end)
    assert found == year
    assert words in note


def test_measures_exist_and_say_what_they_are_counted_in():
    assert set(STAFF + USERS) <= set(ALL_MEASURES)
    assert label_of("mean_assessment_days") == "Mean time of an assessment, working days"
    assert label_of("vacancy_rate_fte") == "Vacancy rate"
