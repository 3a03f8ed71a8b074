"""Charts of a sweep say in words and numbers what they show."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from sim.explore.designs import Between, latin_hypercube
from sim.report.chart_files import Chart, Omitted
from sim.report.charts import draw_sweep
from sim.report.style import INK, house_style
from sim.report.sweep_data import read_sweep
from sim.report.sweep_effects import effects_charts
from sim.report.sweep_front import MOST_ROWS, cost_fronts, money_axis, named_rows
from sim.report.sweep_map import COLOURS, _outline, _readable, heat_maps
from tests.unit.sample_sweep import BSA, CASELOAD, SWSO, WORKER, build_sweep, lever, ranged
from tests.unit.text_boxes import HOSTILE, assert_texts_stand_apart

NONE = replace(CASELOAD, target=None)


KINDS = {"cost": cost_fronts, "map": heat_maps, "effects": effects_charts}


def made(folder: Path, *kinds: str) -> dict[str, Chart | Omitted]:
    """All charts by their names, or those of some kinds."""
    with house_style():
        sweep = read_sweep(folder)
        charts = [chart for kind in kinds or KINDS for chart in KINDS[kind](sweep)]
    return {chart.name: chart for chart in charts}


def one(folder: Path, name: str) -> Chart | Omitted:
    """A single chart."""
    return made(folder, name.partition("_")[0])[name]


def sampled(points: int = 40, highest: float = 20.0):
    """Two levers with a range, and a sample of it."""
    scales = {"swso": Between(0, highest), "bsa": Between(0, 8)}
    design = latin_hypercube(scales, points, seed=1)
    return {"levers": (ranged(SWSO), ranged(BSA)), "design": design}


def test_there_is_a_chart_of_each_kind_for_each_outcome(tmp_path):
    outcomes = [CASELOAD, replace(NONE, name="other")]
    paths = draw_sweep(build_sweep(tmp_path, outcomes=outcomes))
    index = json.loads(paths[-1].read_text("utf-8"))
    assert [chart["name"] for chart in index["charts"]] == [
        "cost_worst", "cost_other", "map_worst", "map_other", "effects_worst", "effects_other"
    ]  # fmt: skip
    assert index["omitted"] == []
    for chart in index["charts"]:
        assert all((tmp_path / "charts" / file).stat().st_size for file in chart["files"])


def test_every_alt_text_begins_with_the_question(tmp_path):
    for chart in made(build_sweep(tmp_path)).values():
        assert chart.alt.startswith("Which mix of posts is enough? ")


# --- cost ---


def test_the_cost_chart_draws_every_mix_and_marks_the_front(tmp_path):
    chart = one(build_sweep(tmp_path, limit=700_000.0), "cost_worst")
    sweep = read_sweep(tmp_path)
    assert len(chart.data) == int(sweep.points["meets_constraints"].sum()) < 20
    assert {"extra_cost_gbp", "mean", "half_width"} <= set(chart.data)
    on = chart.data[chart.data["on_front"]]
    front = sweep.front_of(sweep.outcomes[0])
    assert set(on["point"]) == set(front["point"])
    row = front.iloc[1]
    low, high = row["mean"] - row["half_width"], row["mean"] + row["half_width"]
    words = (
        f"{row['mix']} £{row['extra_cost_gbp']:,.0f}, {row['mean']:.1f} ({low:.1f} to {high:.1f})"
    )
    assert words in chart.alt


def test_titles_state_the_finding(tmp_path):
    charts = made(build_sweep(tmp_path))
    assert charts["cost_worst"].title.startswith("The cheapest with at most 21 on average is ")
    sweep = read_sweep(tmp_path)
    met = int((sweep.of(sweep.outcomes[0])["mean"] <= 21.0).sum())
    assert charts["map_worst"].title == (
        f"The highest caseload of a frontline team is at most 21 on average with {met} of 20 mixes"
    )
    effects = charts["effects_worst"].data
    swso = effects[effects["lever"] == "swso"]["mean"]
    assert charts["effects_worst"].title == (
        "The highest caseload of a frontline team changes most with Social Work Support Officers: "
        f"by {swso.max() - swso.min():.1f} cases per worker between 0 and 20, averaged over the "
        "other levers"
    )


def test_a_long_front_is_listed_in_part_with_the_cheapest_that_is_enough(tmp_path):
    sweep = read_sweep(build_sweep(tmp_path, (SWSO, BSA, WORKER), effect=-0.2, noise=0.05))
    [outcome] = sweep.outcomes
    front = sweep.front_of(outcome)
    assert len(front) > MOST_ROWS
    places = named_rows(outcome, front)
    assert len(places) <= MOST_ROWS
    assert {0, len(front) - 1, int(np.argmax(front["mean"] <= 21.0))} <= set(places)
    assert named_rows(outcome, front.iloc[:5]) == [0, 1, 2, 3, 4]


@pytest.mark.parametrize(
    ("largest", "value", "words"),
    [
        (1.9e6, 250_000.0, "£0.25m"),
        (8e5, 250_000.0, "£250k"),
        (900.0, 250.0, "£250"),
        (8e5, -5e4, "-£50k"),
        (8e5, 0.0, "£0"),
    ],
)
def test_money_on_an_axis(largest, value, words):
    assert money_axis(largest)(value, 0) == words


# --- heat maps ---


def test_a_cell_for_each_mix_with_the_mean(tmp_path):
    chart = one(build_sweep(tmp_path), "map_worst")
    sweep = read_sweep(tmp_path)
    expected = sweep.of(sweep.outcomes[0]).set_index("point")["mean"]
    assert len(chart.data) == 20
    assert (chart.data.set_index("point")["mean"] == expected[chart.data["point"]]).all()
    written = {text.get_text().rstrip("?") for axes in chart.figure.axes for text in axes.texts}
    assert written == {f"{mean:.1f}" for mean in expected}


def test_means_that_may_miss_the_target_are_questioned_and_enough_is_bold(tmp_path):
    chart = one(build_sweep(tmp_path, level=22.0), "map_worst")
    texts = [text for axes in chart.figure.axes for text in axes.texts]
    doubt = (chart.data["mean"] - 21.0).abs() < chart.data["half_width"]
    assert 0 < doubt.sum() < 20
    assert sum("?" in text.get_text() for text in texts) == doubt.sum()
    enough = chart.data["mean"] <= 21.0
    assert sum(text.get_fontweight() == "bold" for text in texts) == enough.sum()


def test_a_third_lever_makes_panels_and_a_fourth_the_best_of_its_levels(tmp_path):
    fourth = lever("bsa2", [0, 1])
    chart = one(build_sweep(tmp_path, (SWSO, BSA, WORKER, fourth)), "map_worst")
    assert [len(axes.texts) for axes in chart.figure.axes] == [20, 20, 20]
    sweep = read_sweep(tmp_path)
    best = sweep.of(sweep.outcomes[0]).groupby(["level_swso", "level_bsa", "level_worker"])["mean"]
    np.testing.assert_allclose(sorted(chart.data["mean"]), sorted(best.min()))


@pytest.mark.parametrize(
    ("case", "reason"),
    [
        ({"levers": (SWSO,)}, "one lever"),
        ({"levers": (SWSO, lever("bsa", list(range(20))))}, "too many levels"),
        ({"level": float("nan")}, "no value"),
    ],
)
def test_without_cells_there_is_no_map(tmp_path, case, reason):
    chart = one(build_sweep(tmp_path, **case), "map_worst")
    assert isinstance(chart, Omitted)
    assert reason in chart.reason


def test_the_frame_goes_around_cells_and_not_between_them():
    assert len(list(_outline({(0, 0)}))) == 4
    assert len(list(_outline({(0, 0), (0, 1)}))) == 6
    assert len(list(_outline({(0, 0), (1, 1)}))) == 8


def test_numbers_can_be_read_on_every_shade():
    def luminance(colour):
        parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour]
        return np.dot(parts, [0.2126, 0.7152, 0.0722])

    for shade in np.linspace(0, 1, 101):
        pair = luminance(COLOURS(shade)[:3]), luminance(to_rgb(_readable(shade)))
        assert (max(pair) + 0.05) / (min(pair) + 0.05) > 4.2, shade
    assert (_readable(0.0), _readable(1.0)) == (INK, "white")


# --- main effects ---


def test_effects_have_a_row_for_each_level_the_strongest_lever_first(tmp_path):
    chart = one(build_sweep(tmp_path, (BSA, SWSO), effect=-0.05), "effects_worst")
    assert chart.data["lever"].tolist() == ["swso"] * 5 + ["bsa"] * 4
    chart = one(build_sweep(tmp_path / "other", (BSA, SWSO), effect=-0.5), "effects_worst")
    assert chart.data["lever"].tolist()[0] == "swso"  # 20 x 0.25 is more than 8 x 0.5
    assert "Social Work Support Officers at 0: " in chart.alt


def test_a_sampled_lever_is_shown_in_parts(tmp_path):
    chart = one(build_sweep(tmp_path, **sampled()), "effects_worst")
    assert len(chart.data) == 10
    assert (chart.data["level_low"] < chart.data["level_high"]).all()


def test_levers_that_cant_be_told_apart_have_no_chart(tmp_path):
    together = [{"swso": float(x), "bsa": float(x)} for x in range(4)]
    chart = one(build_sweep(tmp_path, design=together), "effects_worst")
    assert "don't tell" in chart.reason
    alone = (lever("swso", [1]), lever("bsa", [1]))
    assert "two levels" in one(build_sweep(tmp_path / "a", alone), "effects_worst").reason


def test_missing_mixes_are_told_of(tmp_path):
    def note(folder):
        return " ".join(text.get_text() for text in one(folder, "effects_worst").figure.texts)

    assert "allowed for" not in note(build_sweep(tmp_path / "whole"))
    assert "allowed for" in note(build_sweep(tmp_path / "part", limit=700_000.0))
    assert "allowed for" in note(build_sweep(tmp_path / "sample", **sampled()))


# --- all of them ---


def test_an_outcome_better_neither_way_has_no_cost_chart(tmp_path):
    charts = made(build_sweep(tmp_path, outcomes=[replace(NONE, better=None)]))
    assert isinstance(charts["cost_worst"], Omitted)
    assert isinstance(charts["map_worst"], Chart)


NASTY = tuple(  # without half a letter, which no file can hold
    lever(f"x{place}", [0, 1, 2], label, label, unit.replace("\ud800", ""))
    for place, (label, unit) in enumerate(zip(HOSTILE[:3], HOSTILE[3:6], strict=True))
)
LONG = tuple(
    lever(f"x{place}", [0, 5.25, 1234.5], f"A rather long name of a kind of post, number {place}")
    for place in range(5)
)


@pytest.mark.parametrize(
    "case",
    [
        {},
        {"replications": 1},
        {"levers": (SWSO, BSA, WORKER), "effect": -0.2, "noise": 0.05},
        {"levers": (SWSO, BSA, WORKER), "limit": 6e5, "outcomes": (NONE,)},
        {"levers": (lever("swso", range(12)), lever("bsa", range(12))), "level": 5200.0},
        {"levers": NASTY, "outcomes": [replace(CASELOAD, label=HOSTILE[5])], "title": HOSTILE[6]},
        {"levers": LONG[:4], "limit": 2e7},
        {"levers": [lever(f"y{n}", [0, 1]) for n in range(6)]},
        {**sampled(), "level": 22.0},
        {"outcomes": [replace(NONE, better="higher", measure="seen_within_5_days_rate")],
         "level": 0.5, "effect": 0.01, "noise": 0.01},
        {"outcomes": [replace(NONE, better=None, measure="closures")], "level": 700.0},
        {"levers": (lever("swso", [1]), lever("bsa", [1])), "level": 30.0},
        sampled(12, highest=0.01),
    ],
)  # fmt: skip
def test_no_text_is_cut_off_or_runs_into_another(tmp_path, case):
    for chart in made(build_sweep(tmp_path, **case)).values():
        if isinstance(chart, Chart):
            assert_texts_stand_apart(chart)
            assert chart.figure.get_figheight() < 10.1  # A4 less margins of two centimetres
