"""What a validation says, prints and draws of its table."""

from __future__ import annotations

import json

import numpy as np
import pytest

from sim.answers.validation import tell_validation
from sim.errors import InputError
from sim.experiment.targets import Question, Target
from sim.experiment.verdicts import verdict_table
from sim.report.charts import draw_validation
from sim.report.style import house_style
from sim.report.validation_chart import validation_charts
from sim.report.validation_data import read_validation
from sim.report.validation_words import answers, rows
from sim.results.outcomes import Outcome
from sim.results.store import write_parquet
from tests.unit.text_boxes import HOSTILE, assert_texts_stand_apart

FUTURES = 201
SPREAD = np.linspace(-1.0, 1.0, FUTURES)
MANIFEST = {
    "kind": "validation", "name": "v", "title": "", "question": "Is it so?",
    "replications": FUTURES, "engine": "simpy",
}  # fmt: skip


def figure(label, observed, measure="caseload_per_fte", use="test", change="value", note=""):
    asked = Question("base.toml", Outcome(measure, "", measure, ()))
    since = None if change == "value" else asked
    relative = change == "relative change"
    return Target(
        label, label, observed, observed, observed, "Paper", use, note, asked, since, relative
    )  # fmt: skip


FIGURES = [
    (figure("Caseload", 25.75), 25 + 2 * SPREAD),
    (figure("Agency", 0.14, "agency_rate_fte"), 0.04 + 0.01 * SPREAD),
    (figure("Cases", 927.0, "open_cases", "fit"), 900 + 100 * SPREAD),
    (figure("Turnover", -0.054, "turnover_rate_fte_6_months", change="change"), 0.03 * SPREAD),
    (figure("Rise", 0.95, "open_cases", change="relative change"), 4 + SPREAD),
    (figure("Plans", 0.159, "share_within_63_days_plan", "fit"), 0.16 + 0 * SPREAD),
    (figure("Nothing", 3.0, note="Be careful."), np.nan * SPREAD),
]


@pytest.fixture
def folder(tmp_path):
    return write(tmp_path, FIGURES)


def write(folder, figures, **more):
    targets, values = zip(*figures, strict=True)
    write_parquet(folder / "targets.parquet", verdict_table(targets, np.stack(values, axis=1)))
    (folder / "manifest.json").write_text(json.dumps(MANIFEST | more), "utf-8")
    return folder


def drawn(folder):
    with house_style():
        return {chart.name: chart for chart in validation_charts(read_validation(folder))}


def test_the_count_comes_first_and_what_is_missed_next(folder):
    said = answers(read_validation(folder))
    assert said[0] == (
        "2 of 7 published figures lie within what the model expects in 19 of 20 futures; 4 lie "
        "outside. Inside are 1 of 5 of those held out and 1 of 2 of those used for fitting."
    )
    assert said[1] == "Outside, held out: Agency; Turnover; Rise."
    assert said[2] == "Outside, used for fitting: Plans."
    assert said[3] == "The model says nothing in place of: Nothing."
    assert not any("no change at all" in one for one in said)
    assert not any("few" in one for one in said)


@pytest.mark.parametrize(
    ("change", "observed", "middle", "is_told"),
    [
        ("change", 0.5, 0.0, True),
        ("value", 0.5, 0.0, False),
        ("change", 2.0, 0.0, False),
        ("change", 5.5, 5.0, False),
    ],
)
def test_a_range_that_holds_no_change_at_all_is_told(tmp_path, change, observed, middle, is_told):
    figures = [(figure("X", observed, change=change), middle + SPREAD)]
    said = answers(read_validation(write(tmp_path, figures)))
    assert ("Inside, but so would be no change at all: X." in said) is is_told


def test_few_futures_are_told(tmp_path):
    said = answers(read_validation(write(tmp_path, FIGURES, replications=3)))
    assert said[-1] == "3 futures are few: the ranges are rough."


def test_numbers_are_written_as_what_they_are(folder):
    found = {row[0]: row[1:3] for row in rows(read_validation(folder).figures)}
    assert found == {
        "Caseload": ("25.8", "23.1 to 26.9"),
        "Agency": ("14.0%", "3.1% to 5.0%"),
        "Cases": ("927", "805 to 995"),
        "Turnover": ("-5.4 points", "-2.9 to +2.9"),
        "Rise": ("+95%", "+305% to +495%"),
        "Plans": ("15.9%", "16.0% to 16.0%"),
        "Nothing": ("3.0", "no value"),
    }


def test_the_answer_as_json_has_every_number(folder, capsys):
    tell_validation(folder, as_json=True)
    said = json.loads(capsys.readouterr().out)
    assert said["answers"] == answers(read_validation(folder))
    assert [one["verdict"] for one in said["targets"]] == [
        "inside", "outside", "inside", "outside", "outside", "outside", "unknown",
    ]  # fmt: skip
    assert said["targets"][-1]["mean"] is None


def test_what_was_held_out_is_printed_first(folder, capsys):
    tell_validation(folder, as_json=False)
    said = capsys.readouterr().out
    assert said.startswith("Is it so?\n\n2 of 7")
    assert said.index("Figures held out") < said.index("Figures used for fitting")


def test_a_chart_for_each_use(folder):
    paths = draw_validation(folder)
    index = json.loads(paths[-1].read_text("utf-8"))
    assert [chart["name"] for chart in index["charts"]] == ["held_out", "fitted"]
    charts = drawn(folder)
    assert charts["held_out"].title == "1 of 4 figures held out lie within what the model expects"
    assert "Agency: 14.0%, 3.1% to 5.0%" in charts["held_out"].alt
    assert charts["fitted"].data["label"].to_list() == ["Cases", "Plans"]


def test_points_stand_where_figures_lie(folder):
    axes = drawn(folder)["held_out"].figure.axes[0]
    points = [line for line in axes.lines if len(line.get_xdata()) == 1]
    places = [float(point.get_xdata()[0]) for point in points]
    # the range is from -1 to 1; what is further than 3 is drawn at 3 as an arrow
    assert places == pytest.approx([0.75 / 1.9, 3.0, -0.054 / 0.0285, -3.0], rel=1e-6)
    assert [point.get_marker() for point in points] == ["o", ">", "o", "<"]
    assert [point.get_markerfacecolor() != "white" for point in points] == [True, *[False] * 3]


def test_charts_can_be_read_whatever_figures_are_called(tmp_path):
    # no file of UTF-8 holds half a surrogate pair
    names = [name.encode("utf-8", "replace").decode() for name in HOSTILE]
    figures = [(figure(name, 1.0), 1 + SPREAD) for name in names]
    for chart in drawn(write(tmp_path, figures * 4)).values():
        if hasattr(chart, "figure"):
            assert_texts_stand_apart(chart)


def test_a_use_without_figures_is_left_out(tmp_path):
    charts = drawn(write(tmp_path, FIGURES[:2]))
    assert charts["fitted"].reason == "There are no figures that were used for fitting."


def test_another_folder_is_refused(tmp_path):
    (tmp_path / "manifest.json").write_text('{"kind": "sweep"}', "utf-8")
    with pytest.raises(InputError, match="not a finished validation"):
        read_validation(tmp_path)


def test_the_page_tells_what_calibration_brought_in_and_what_it_lost(tmp_path, monkeypatch):
    """Agency is inside only after, Caseload only before."""
    from docs.generate import validation_tables

    moved = [
        (target, values + {"Agency": 0.1, "Caseload": 5.0}.get(target.name, 0.0))
        for target, values in FIGURES
    ]
    folders = {}
    for name, figures in (("validation", FIGURES), ("validation_calibrated", moved)):
        (tmp_path / name).mkdir()
        folders[name] = write(tmp_path / name, figures)
    monkeypatch.setattr(validation_tables, "made", lambda _, name: folders[name])
    monkeypatch.setattr(validation_tables, "PARTS", {"First": ("Caseload",)})
    validation_tables._found.cache_clear()
    try:
        said, tables = validation_tables.calibrated_answer(), validation_tables.calibrated()
    finally:
        validation_tables._found.cache_clear()
    assert said.split("\n\n") == [
        "Inside are 1 of 5 before and 1 of 5 after of those held out; 1 of 2 before and 1 of 2"
        " after of those used for fitting.",
        "Inside only after: Agency.",
        "Inside only before: Caseload.",
    ]
    first, others = tables.split("\n\n### All others\n\n")
    assert first.startswith("### First\n")
    assert [row.split(" | ")[0] for row in first.splitlines()[4:]] == ["| Caseload"]
    assert "| Agency | held out | 14.0% | 3.1% to 5.0% | no | 13.1% to 15.0% | yes |" in others
