"""Charts of a sensitivity analysis say in words and numbers what they show."""

import json

import numpy as np
import pytest

from sim.report.chart_files import Chart
from sim.report.charts import draw_sensitivity
from sim.report.morris_chart import morris_charts
from sim.report.sensitivity_data import read_sensitivity
from sim.report.sobol_chart import sobol_charts
from sim.report.split_chart import split_charts
from sim.report.style import house_style
from sim.report.tornado_chart import tornado_charts
from tests.unit.sample_sensitivity import (
    CASELOAD,
    FREED,
    LEAVING,
    TAKE_UP,
    build_sensitivity,
    part_of,
    scenario,
    with_target,
)
from tests.unit.text_boxes import HOSTILE, assert_texts_stand_apart

BUILDERS = {
    "tornado": tornado_charts,
    "morris": morris_charts,
    "sobol": sobol_charts,
    "split": split_charts,
}


def made(folder, *answer, parts=tuple(BUILDERS), **keys):
    found = read_sensitivity(build_sensitivity(folder, part_of(*answer, **keys), parts))
    with house_style():
        return {chart.name: chart for part in parts for chart in BUILDERS[part](found)}


@pytest.fixture(scope="module")
def charts(tmp_path_factory):
    nothing = scenario(name="nothing", title="Do nothing")
    return made(tmp_path_factory.mktemp("made"), against=nothing)


def test_there_is_a_chart_for_each_part(tmp_path):
    paths = draw_sensitivity(build_sensitivity(tmp_path, part_of()))
    index = json.loads(paths[-1].read_text("utf-8"))
    names = ["tornado_service", "morris_service", "sobol_service", "split"]
    assert [chart["name"] for chart in index["charts"]] == names
    for chart in index["charts"]:
        assert all((tmp_path / "charts" / file).stat().st_size for file in chart["files"])


def test_titles_state_the_finding(charts):
    assert charts["tornado_service"].title == (
        "“Support Officer: time freed for each social worker” changes the effect on the caseload in"
        " the last year most: 4.20 lower at 4 hours a week, 7.40 lower at 8 hours a week"
    )
    assert charts["morris_service"].title.startswith("Of 3 uncertain numbers, “Support")
    assert "of the spread that uncertain numbers give" in charts["sobol_service"].title
    assert charts["split"].title == (
        "100% of the variance of the effect on the caseload in the last year comes from uncertain "
        "numbers, 0% from chance"
    )


def test_charts_draw_the_stored_numbers(charts):
    rows = charts["tornado_service"].data.set_index("input")
    assert rows["at_low"][FREED] == pytest.approx(-4.2)
    assert charts["morris_service"].data["input"].to_list()[0] == FREED
    bars = [patch.get_width() for patch in charts["tornado_service"].figure.axes[0].patches]
    assert sorted(np.round(bars, 6)) == pytest.approx([-1.6, -1.0, 0.0, 0.0, 0.6, 1.6])


def test_the_words_beside_a_chart_hold_its_numbers(charts):
    assert "4.20 lower at 4 hours a week, 7.40 lower at 8 hours a week" in charts[
        "tornado_service"].alt  # fmt: skip
    assert "freed time that becomes case work 1." in charts["morris_service"].alt
    assert "by itself" in charts["sobol_service"].alt
    assert "from chance" in charts["split"].alt


def test_where_the_answer_turns_round_is_drawn_if_it_is_in_sight(tmp_path):
    near, far = (
        made(tmp_path / name, outcomes=(with_target(target),), parts=["tornado"])["tornado_service"]
        for name, target in (("near", 17.5), ("far", 60.0))
    )
    assert len(near.figure.axes[0].lines) == len(far.figure.axes[0].lines) + 1
    low, high = near.figure.axes[0].get_xlim()
    assert low < 17.5 < high


def test_bars_that_chance_explains_are_only_outlined(tmp_path):
    def noisy(numbers, chance):
        rng = np.random.default_rng(int(1e6 * sum(numbers.values())))
        return 10.0 * numbers[TAKE_UP] + rng.normal(size=chance.size)

    chart = made(tmp_path, (noisy,), parts=["tornado"])["tornado_service"]
    faces = {tuple(patch.get_facecolor()[:3]) for patch in chart.figure.axes[0].patches}
    assert (1.0, 1.0, 1.0) in faces
    assert len(faces) == 3


@pytest.mark.parametrize("words", HOSTILE)
def test_texts_stand_apart_whatever_the_names(tmp_path, words):
    words = words.replace("\ud800", "")  # which no scenario file can hold
    base = scenario(title=words, roles__swso__label=words)
    outcome = CASELOAD.__class__("service", words, "caseload_per_fte", ())
    against = scenario(name="nothing", title=words, roles__swso__label=words)
    for chart in made(tmp_path, base=base, against=against, outcomes=(outcome,)).values():
        assert isinstance(chart, Chart)
        assert_texts_stand_apart(chart)


def test_many_numbers_are_cut_to_those_that_do_most(tmp_path):
    month = {"value": 1.0, "low": 0.8, "high": 1.2}
    months = dict.fromkeys(("january", "february", "march", "april", "may", "june", "july",
                            "august", "september", "october", "november"), month)  # fmt: skip
    base = scenario(demand__month_profile=months)
    chart = made(tmp_path, base=base, parts=["tornado"])["tornado_service"]
    assert len(chart.figure.axes[0].patches) == 2 * 12
    assert len(chart.data) == 14
    texts = " ".join(text.get_text() for text in chart.figure.texts)
    assert "2 more numbers" in texts.replace("\n", " ")
    assert_texts_stand_apart(chart)


def test_an_outcome_that_nothing_changes_has_no_shares_and_no_split(tmp_path):
    def still(numbers, chance):
        return np.full(chance.size, 19.0)

    charts = made(tmp_path, (still,))
    assert "do not change" in charts["sobol_service"].reason
    assert charts["split"].reason == "No outcome varies."
    assert "No single number makes a clear difference" in charts["tornado_service"].title
    assert LEAVING in charts["tornado_service"].data["input"].to_list()
