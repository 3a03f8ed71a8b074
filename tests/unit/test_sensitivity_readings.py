"""Readings, one at a time: from an experiment file to tables, sentences and a chart."""

from __future__ import annotations

import json
from datetime import date
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import tomli_w

from sim.answers.sensitivity import tell_sensitivity
from sim.errors import InputError, InputErrors
from sim.experiment.account import RunOptions
from sim.experiment.conduct import conduct
from sim.experiment.sensitivity import sensitivity
from sim.explore.tornado import moves
from sim.report.charts import draw_sensitivity
from sim.report.readings_chart import readings_charts
from sim.report.sensitivity_data import read_sensitivity
from sim.report.sensitivity_words import answers
from sim.report.style import house_style
from sim.results.outcomes import as_json
from sim.results.store import write_parquet
from tests.documents import changed
from tests.unit.sample_sensitivity import DOCUMENT, TAKE_UP, with_target
from tests.unit.text_boxes import HOSTILE, assert_texts_stand_apart

ROOT = Path(__file__).parents[2]
OPTIONS = RunOptions(engine="simpy", jobs=1)
READINGS = {
    "idle": {
        "label": "Posts that are empty",
        "as_written": "dear",
        "alternatives": {"cheap": {"label": "cheap", "keys": {"costs.vacancy_factor_share": 0.5}}},
    },
    "freed": {
        "label": "Hours freed",
        "as_written": "six",
        "alternatives": {
            "none": {"label": "none", "keys": {TAKE_UP: 0.0}},
            "all": {"label": "all", "keys": {TAKE_UP: 1.0}},
        },
    },
}
EXPERIMENT = {
    "name": "read",
    "question": "Read how?",
    "base": "expansion.toml",
    "against": "nothing.toml",
    "run": {"replications": 3, "end": date(2018, 11, 9)},
    "outcomes": {"hours": {"measure": "overtime_hours"}, "service": {}},
    "readings": {},
}
MORE = {"more": {"from": DOCUMENT["run"]["start"], "posts": {"north": {"swso": 1.0}},
                 "filled_on_first_day": True}}  # fmt: skip


def write_files(folder, readings=READINGS, **keys):
    """An expansion with an officer, the same without, and an experiment on both."""
    base = changed(DOCUMENT, readings=readings, teams__north__opening_caseload=200)
    base["roles"]["social_worker"]["max_overtime_hours_per_week"] = 8.0
    base["roles"]["social_worker"]["overtime_response"] = 0.1
    base["roles"]["swso"]["cost_per_fte_gbp"] = 24_000.0
    nothing = {**base, "name": "nothing", "title": "Do nothing"}
    for one in ({**base, "interventions": MORE}, nothing):
        (folder / f"{one['name']}.toml").write_text(tomli_w.dumps(one), "utf-8")
    file = folder / "read.toml"
    file.write_text(tomli_w.dumps(changed(EXPERIMENT, **keys)), "utf-8")
    return file


@pytest.fixture
def write(tmp_path):
    return partial(write_files, tmp_path)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("whole")
    return conduct(sensitivity(write_files(place)), place / "results", OPTIONS)


def test_each_other_way_is_a_row(folder):
    rows = pd.read_csv(folder / "readings.csv")
    assert json.loads((folder / "manifest.json").read_text("utf-8"))["parts"] == ["readings"]
    assert not (folder / "inputs.csv").exists()
    hours = rows[rows["outcome"] == "hours"].set_index("way")
    assert set(hours.index) == {"cheap", "none", "all"}
    # an officer takes hours off, the more of them become case work; and none, if none does
    assert hours["at"]["all"] < hours["centre"].iloc[0] < 0.0
    assert hours["at"]["none"] == hours["difference"]["cheap"] == 0.0
    assert hours["difference"]["none"] == pytest.approx(-hours["centre"].iloc[0])
    assert rows["rank"].to_list() == [1, 2, 3] * 2
    assert hours["taken"].to_dict() == {"cheap": "dear", "none": "six", "all": "six"}


def test_what_changes_money_only_is_told_in_pounds(folder, capsys):
    rows = pd.read_csv(folder / "readings.csv").set_index("way")
    assert (rows["cost_gbp"]["cheap"] / rows["centre_cost_gbp"]["cheap"] == 0.5).all()
    tell_sensitivity(folder, as_json=False)
    said = capsys.readouterr().out
    assert said.startswith("Read how?")
    # 24,000 a year, from 1 October to 9 November: 1.3 months
    money = "costs £2,600 more than “Do nothing”; read otherwise, £1,300 more with “Posts that"
    assert money in " ".join(said.split())
    tell_sensitivity(folder, as_json=True)
    assert len(json.loads(capsys.readouterr().out)["readings"]) == 6


def test_every_column_is_explained(folder):
    page = (ROOT / "docs" / "reference" / "results.md").read_text("utf-8")
    section = page.partition("## A sensitivity analysis")[2]
    columns = {"readings.csv", *pd.read_csv(folder / "readings.csv", nrows=0).columns}
    assert {name for name in columns if f"`{name}`" not in section} == set()


def test_the_chart_draws_the_stored_numbers(folder):
    index = json.loads(draw_sensitivity(folder)[-1].read_text("utf-8"))
    assert [one["name"] for one in index["charts"]] == ["readings_hours", "readings_service"]
    found = read_sensitivity(folder)
    with house_style():
        chart = next(readings_charts(found))
    bars = [patch.get_width() for patch in chart.figure.axes[0].patches]
    assert bars == pytest.approx(found.of("readings", found.outcomes[0])["difference"].to_list())
    assert "“Hours freed” as “none”: no different." in chart.alt


def test_a_scenario_that_takes_an_alternative_has_the_way_back(write, tmp_path):
    file = write(scenario={"readings": {"freed": {"taken": "all"}}}, against="nothing.toml")
    rows = pd.read_csv(conduct(sensitivity(file), tmp_path, OPTIONS) / "readings.csv")
    own = rows[(rows["outcome"] == "hours") & (rows["reading"] == "freed")].set_index("way")
    # in the base alone; the other scenario takes it as written, and is switched to it, too
    assert set(own.index) == {"as_written", "none", "all"}
    assert set(own["words"]) == {"six", "none", "all"}


@pytest.mark.parametrize(
    ("readings", "said"),
    [
        ({}, "no figure of the scenario can be read in more than one way"),
        (changed(READINGS, freed__alternatives__all__keys={"roles.swso.takeup": 1.0}),
         "there is no such key here"),
    ],
)  # fmt: skip
def test_what_cannot_be_switched_is_an_error(write, readings, said):
    with pytest.raises((InputError, InputErrors), match=said):
        sensitivity(write(readings=readings))


def test_moves_are_paired_and_ranked():
    futures = np.random.default_rng(4).normal(size=40)
    found = moves(np.stack([futures, futures + 0.5, futures - 2.0, futures]))
    assert found.difference.value == pytest.approx([0.5, -2.0, 0.0])
    assert found.difference.half_width == pytest.approx([0.0, 0.0, 0.0], abs=1e-12)
    assert found.at.half_width[0] > 0.2
    assert found.order.tolist() == [1, 0, 2]


# --- words of made-up numbers ---


def made(folder, rows, centre=(-1.0, 0.2), against=True, target=None, cost=None):
    """A folder with rows of (label, words, at, half-width of at, half-width of the change)."""
    columns = ("label", "words", "at", "at_half_width", "difference_half_width")
    table = pd.DataFrame([dict(zip(columns, row, strict=True)) for row in rows])
    table = table.assign(
        outcome="service", rank=range(1, len(rows) + 1), reading="a", way="b", taken="c", n=100,
        centre=centre[0], centre_half_width=centre[1], difference=table["at"] - centre[0],
        centre_cost_gbp=-1000.0, cost_gbp=cost or -1000.0,
    )  # fmt: skip
    write_parquet(folder / "readings.parquet", table)
    manifest = {
        "program": "headroom", "kind": "sensitivity", "name": "read", "title": "", "question": "?",
        "base": {"name": "expansion", "title": "More"}, "parts": ["readings"], "engine": "simpy",
        "against": {"name": "nothing", "title": "Nothing"} if against else None,
        "outcomes": [{**as_json(with_target(20.0)), "target": target}],
    }  # fmt: skip
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    return read_sensitivity(folder)


A, B = ("Turnover", "of half a year"), ("Count", "twice")


@pytest.mark.parametrize(
    ("rows", "centre", "ending"),
    [
        ([(*A, 0.5, 0.1, 0.1), (*B, -0.9, 0.1, 0.2)], (-1.0, 0.2),
         "Enough to turn that round: “Turnover” as “of half a year” (0.5 higher)."),
        ([(*A, 0.05, 0.1, 0.1)], (-1.0, 0.2),
         "Enough to leave that open: “Turnover” as “of half a year”."),
        ([(*A, 0.0, 0.0, 0.2)], (-1.0, 0.2),
         "changes that most: no different. No difference is left with “Turnover” as “of half a"
         " year”."),
        ([(*A, -0.5, 0.1, 0.1)], (-1.0, 0.2), "No single reading is enough to turn that round."),
        ([(*A, 0.8, 0.1, 0.1)], (0.1, 0.2),
         "As written that is too near to tell on which side it lies."
         " Enough to tell: “Turnover” as “of half a year” (0.8 higher)."),
        ([(*A, 0.1, 0.1, 0.1)], (0.1, 0.2),
         "No other way to read a figure makes a clear difference to that in 100 futures."),
    ],
)  # fmt: skip
def test_the_answer_says_whether_any_reading_turns_it(tmp_path, rows, centre, ending):
    [answer] = answers(made(tmp_path, rows, centre))
    assert answer.endswith(ending)


def test_without_another_scenario_the_target_decides(tmp_path):
    target = {"measure": "caseload_per_fte", "value": 21.0, "at_most": True}
    rows = [(*A, 20.5, 0.1, 0.1), (*B, 22.5, 0.1, 0.1)]
    found = made(tmp_path, rows, (22.0, 0.2), against=False, target=target, cost=[-900.0, 1200.0])
    [answer] = answers(found)
    assert "Enough to take it past 21: “Turnover” as “of half a year” (20.5)." in answer
    assert answer.endswith(
        "In the budget of the whole run, “More” costs £900 less with “Turnover” as “of half a year”"
        " and £1,200 more with “Count” as “twice”."
    )


def test_of_many_costs_the_lowest_and_the_highest_are_told(tmp_path):
    rows = [(name, "else", -1.0, 0.1, 0.1) for name in ("Second", "Third", "First")]
    [answer] = answers(made(tmp_path, rows, cost=[-100.0, 200.0, -3000.0]))
    assert answer.endswith(
        "“More” costs £1,000 less than “Nothing”; read otherwise, between £3,000 less with “First”"
        " as “else” and £200 more with “Third” as “else”."
    )


@pytest.mark.parametrize("words", HOSTILE)
def test_texts_stand_apart_whatever_the_names(tmp_path, words):
    words = words.replace("\ud800", "")  # which no scenario file can hold
    rows = [(words, words, at, 0.3, 0.2) for at in np.linspace(2.0, -1.2, 14)]
    with house_style():
        [chart] = readings_charts(made(tmp_path, rows, cost=[1e6 * n for n in range(14)]))
    assert_texts_stand_apart(chart)
    assert len(chart.figure.axes[0].patches) == 12
