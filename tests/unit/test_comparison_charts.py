"""Charts of a comparison say in words and numbers what they show."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from sim.report.chart_files import Chart, Omitted
from sim.report.charts import draw_comparison
from sim.report.comparison_data import read_comparison
from sim.report.comparison_ends import end_by_option
from sim.report.comparison_over_time import difference_over_time
from sim.report.style import house_style
from tests.unit.sample_comparison import THREE, Scenario, build_comparison
from tests.unit.text_boxes import HOSTILE, assert_texts_stand_apart


def made(folder: Path) -> dict[str, Chart | Omitted]:
    with house_style():
        comparison = read_comparison(folder)
        charts = [*difference_over_time(comparison), *end_by_option(comparison)]
    return {chart.name: chart for chart in charts}


def test_there_is_a_difference_chart_for_each_option_and_one_of_the_ends(tmp_path):
    paths = draw_comparison(build_comparison(tmp_path))
    index = json.loads(paths[-1].read_text("utf-8"))
    names = ["difference_support", "difference_workers", "end_by_option"]
    assert [chart["name"] for chart in index["charts"]] == names
    assert index["omitted"] == []
    for chart in index["charts"]:
        assert all((tmp_path / "charts" / file).stat().st_size for file in chart["files"])


def test_a_difference_chart_draws_the_stored_quantiles(tmp_path):
    build_comparison(tmp_path)
    chart = made(tmp_path)["difference_workers"]
    table = read_comparison(tmp_path).table
    district = table[(table["unit"] == "District") & (table["option"] == "workers")]
    row = district[district["period"] == "2019-09"].iloc[0]
    drawn = chart.data[(chart.data["unit"] == "District") & (chart.data["period"] == "2019-09")]
    for name in ("p05", "p25", "p50", "p75", "p95"):
        assert drawn[name].item() == row[name]
    assert set(chart.data["option"]) == {"workers"}
    assert f"District {row['p50']:+.1f} ({row['p05']:+.1f} to {row['p95']:+.1f})" in chart.alt


def test_titles_state_the_finding(tmp_path):
    build_comparison(tmp_path)
    charts = made(tmp_path)
    assert charts["difference_workers"].title.startswith(
        "“18 more social workers” lowers the caseload of the whole service by "
    )
    comparison = read_comparison(tmp_path)
    met = [comparison.at(comparison.unit, one)["probability_target"] for one in comparison.every]
    first, best = round(100 * met[0]), round(100 * met[2])
    assert charts["end_by_option"].title == (
        f"September 2019: the caseload of the whole service is at most 21 in {best}% of futures "
        f"with “18 more social workers”, and in {first}% with “Do nothing: the staffing goes on”"
    )


def test_without_a_target_the_largest_effect_is_the_finding(tmp_path):
    charts = made(build_comparison(tmp_path, target=None))
    assert charts["end_by_option"].title.startswith("“18 more social workers” lowers")
    assert "Met" not in charts["end_by_option"].alt


def test_every_future_is_a_dot(tmp_path):
    chart = made(build_comparison(tmp_path, replications=7))["end_by_option"]
    assert chart.data.groupby(["unit", "option"]).size().unique().tolist() == [7]
    comparison = read_comparison(tmp_path)
    own = chart.data[(chart.data["unit"] == "service") & (chart.data["option"] == "workers")]
    values = comparison.values(comparison.unit, comparison.options[1])
    np.testing.assert_array_equal(own["value"], values)


def test_one_future_has_no_range_and_says_so(tmp_path):
    for chart in made(build_comparison(tmp_path, replications=1)).values():
        assert "One future: no range." in chart.subtitle
        assert "nine in ten" not in chart.subtitle


def test_a_team_that_was_asked_for_stands_first(tmp_path):
    charts = made(build_comparison(tmp_path, unit=("team", "team_1")))
    for chart in charts.values():
        assert chart.data["unit"].iloc[0] == "team_1"
        assert "Team of District" in chart.title


def test_one_group_is_the_service(tmp_path):
    chart = made(build_comparison(tmp_path, groups=["All"]))["end_by_option"]
    assert set(chart.data["unit"]) == {"service"}


def test_a_measure_without_values_is_left_out_with_the_reason(tmp_path):
    charts = made(build_comparison(tmp_path, level=float("nan")))
    assert all(isinstance(chart, Omitted) for chart in charts.values())
    assert "no value" in charts["end_by_option"].reason


def test_many_groups_are_spread_over_pages(tmp_path):
    charts = made(build_comparison(tmp_path, groups=[f"Group {n}" for n in range(12)]))
    pages = [chart for name, chart in charts.items() if name.startswith("end_by_option")]
    assert [chart.data["unit"].nunique() for chart in pages] == [5, 5, 3]
    for chart in charts.values():
        assert chart.figure.get_figheight() < 10.1  # A4 less margins of two centimetres


HOSTILE_SCENARIOS = tuple(
    Scenario(f"s{place}", title, -0.5 * place) for place, title in enumerate(HOSTILE)
)


@pytest.mark.parametrize(
    "case",
    [
        {},
        {"replications": 1},
        {"months": 1, "replications": 3},
        {"months": 30, "groups": [f"Area service number {n}" for n in range(12)]},
        {"scenarios": HOSTILE_SCENARIOS, "groups": HOSTILE[:3]},
        {"measure": "seen_within_5_days_rate", "target": 0.8, "level": 0.7, "noise": 0.01,
         "scenarios": (THREE[0], Scenario("b", "B", 0.1))},
        {"level": 5200.0, "target": None, "measure": "open_cases", "noise": 90.0},
    ],
)  # fmt: skip
def test_no_text_is_cut_off_or_runs_into_another(tmp_path, case):
    for chart in made(build_comparison(tmp_path, **case)).values():
        assert_texts_stand_apart(chart)
