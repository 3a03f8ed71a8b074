"""Charts of a search say in words and numbers what they show."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from sim.report.chart_files import Chart, Omitted
from sim.report.charts import draw_seek
from sim.report.seek_data import read_search
from sim.report.seek_mix_chart import MOST_ROWS, chance_against_cost
from sim.report.seek_switch_chart import difference_charts
from sim.report.style import house_style
from tests.unit.sample_search import (
    RETENTION,
    build_search,
    mixes_found,
    switch_asked,
    switches_found,
)
from tests.unit.sample_sweep import BSA, SWSO
from tests.unit.text_boxes import HOSTILE, assert_texts_stand_apart


def enough(swso, bsa):
    return 0.1 + 0.06 * swso + 0.01 * bsa


def made(folder: Path) -> dict[str, Chart | Omitted]:
    with house_style():
        search = read_search(folder)
        charts = [*chance_against_cost(search), *difference_charts(search)]
    return {chart.name: chart for chart in charts}


def switching(folder: Path, mean, **asked) -> Chart:
    found = switches_found((switch_asked(**asked), mean))
    return made(build_search(folder, found))["switching_hours"]


def test_there_is_a_chart_for_each_part(tmp_path):
    questions = [(switch_asked(name), lambda hours: 8 * (hours - 5)) for name in ("a", "b")]
    folder = build_search(tmp_path, mixes_found(enough), switches_found(*questions))
    index = json.loads(draw_seek(folder)[-1].read_text("utf-8"))
    names = ["least_cost", "switching_a", "switching_b"]
    assert [chart["name"] for chart in index["charts"]] == names
    assert index["omitted"] == []


def test_what_was_not_sought_is_left_out_with_the_reason(tmp_path):
    assert made(build_search(tmp_path / "1", mixes_found(enough)))["switching"].reason
    found = switches_found((switch_asked(), lambda hours: 8 * (hours - 5)))
    assert made(build_search(tmp_path / "2", found))["least_cost"].reason


# --- the least-cost mix ---


def test_every_mix_that_was_tried_is_drawn_and_the_choice_marked(tmp_path):
    chart = made(build_search(tmp_path, mixes_found(enough)))["least_cost"]
    mixes = read_search(tmp_path).mixes
    assert len(chart.data) == len(mixes.tried) < 20
    assert chart.data[chart.data["is_choice"]]["mix"].to_list() == ["15 SWSO"]
    assert chart.title.endswith(f"is 15 SWSO: all {mixes.choice['n']} futures (92% to 100%)")
    bold = [text.get_text() for text in chart.figure.texts if text.get_fontweight() == "bold"]
    assert {"15 SWSO", "£750,000", "the choice"} <= set(bold)


def test_the_most_promising_mixes_are_listed(tmp_path):
    chart = made(build_search(tmp_path, mixes_found(enough)))["least_cost"]
    tried = read_search(tmp_path).mixes.tried
    assert len(tried) > MOST_ROWS
    written = {text.get_text().replace("\n", " ") for text in chart.figure.texts}
    listed = [mix for mix in tried["mix"] if mix in written]
    assert "15 SWSO" in listed
    assert len(listed) == MOST_ROWS
    left_out = tried[~tried["mix"].isin(listed)]
    assert left_out["share_high"].max() <= tried[tried["mix"].isin(listed)]["share_high"].min()


def test_the_chance_wanted_is_in_the_words(tmp_path):
    chart = made(build_search(tmp_path, mixes_found(lambda *_: 0.2)))["least_cost"]
    assert "Wanted: 90%." in chart.alt
    assert chart.alt.startswith("How much? ")
    assert chart.title.startswith("There is no mix with which")


# --- switching values ---


def test_the_switch_and_its_interval_stand_on_the_line_of_nought(tmp_path):
    chart = switching(tmp_path, lambda hours: 8 * (hours - 5))
    found = read_search(tmp_path).switches[0].found
    [axes] = chart.figure.axes
    on_nought = [line for line in axes.lines if not np.any(line.get_ydata())]
    drawn = {tuple(np.round(line.get_xdata(), 9)) for line in on_nought}
    assert (round(found["value"], 9),) in drawn
    assert (round(found["low"], 9), round(found["high"], 9)) in drawn
    assert [tuple(line.get_xdata()) for line in axes.lines if line.get_linestyle() == "--"] == [
        (6.5, 6.5)
    ]


def test_the_numbers_drawn_are_what_was_seen_and_the_line(tmp_path):
    data = switching(tmp_path, lambda hours: 8 * (hours - 5)).data
    seen, line = (data[data["what"] == what] for what in ("seen", "line"))
    assert seen["value"].to_list() == [2, 4, 6, 8, 10]
    # a straight line in luck that is the same at every value: it goes through all that was seen
    there = np.interp(seen["value"], line["value"], line["difference"])
    np.testing.assert_allclose(there, seen["difference"])


@pytest.mark.parametrize(
    ("outcome", "upper"), [({}, "18 social workers"), ({"outcome": RETENTION}, "20 more officers")]
)
def test_the_side_on_which_an_option_is_better_is_written_there(tmp_path, outcome, upper):
    [axes] = switching(tmp_path, lambda hours: 8 * (hours - 5), **outcome).figure.axes
    heights = {text.get_text(): text.get_position()[1] for text in axes.texts}
    assert heights[f"“{upper}” is better"] > 0.5
    assert sorted(heights.values())[0] < 0.5


def test_without_a_switch_there_is_no_line(tmp_path):
    chart = switching(tmp_path, lambda hours: 20 + hours)
    assert set(chart.data["what"]) == {"seen"}
    assert "Fieller" not in " ".join(text.get_text() for text in chart.figure.texts)
    assert "better all the way between 2 and 10 hours a week" in chart.title


def test_alt_texts_tell_what_was_seen(tmp_path):
    chart = switching(tmp_path, lambda hours: 20 + hours)
    first = read_search(tmp_path).switches[0].seen.iloc[0]
    assert f"Seen: 2: {first['difference']:+.1f} (" in chart.alt


# --- names that nobody expected ---


@pytest.mark.parametrize("name", HOSTILE)
def test_no_text_covers_another_whatever_the_names(tmp_path, name):
    written = name.encode("utf-8", "replace").decode()  # as a file can hold it
    levers = (SWSO._replace(short=written), BSA._replace(short=written))
    folder = build_search(
        tmp_path,
        mixes_found(enough, levers),
        switches_found((switch_asked(), lambda hours: 8 * (hours - 5))),
        title=name,
        question=name,
    )
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    for option in manifest["options"]:
        option["title"] = name + option["name"]
    manifest["switching"][0] |= {"label": name, "unit": name}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    for chart in made(folder).values():
        assert_texts_stand_apart(chart)
