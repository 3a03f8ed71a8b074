"""Charts of a comparison say in words and numbers what they show."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest

from sim.report.chart_files import Chart, Omitted
from sim.report.charts import COMPARISON_BUILDERS, draw_comparison
from sim.report.comparison_data import read_comparison
from sim.report.style import house_style
from tests.unit.sample_comparison import THREE, Scenario, build_comparison
from tests.unit.text_boxes import HOSTILE, assert_texts_stand_apart


def made(folder: Path) -> dict[str, Chart | Omitted]:
    with house_style():
        comparison = read_comparison(folder)
        charts = [chart for build in COMPARISON_BUILDERS for chart in build(comparison)]
    return {chart.name: chart for chart in charts}


def test_there_is_a_difference_chart_for_each_option_and_one_of_the_ends(tmp_path):
    paths = draw_comparison(build_comparison(tmp_path))
    index = json.loads(paths[-1].read_text("utf-8"))
    names = [
        *("difference_support", "difference_workers", "end_by_option"),
        *("steps_support", "steps_workers", "cost_against_measure", "extra_cost_by_year"),
    ]
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


def test_a_few_futures_are_counted_in_both_halves_of_the_title(tmp_path):
    title = made(build_comparison(tmp_path, replications=7))["end_by_option"].title
    assert re.search(r" in \d of 7 futures with .* and in \d of 7 futures with ", title)


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
    assert "unit" not in charts.pop("extra_cost_by_year").data  # money is the whole service's
    for chart in charts.values():
        assert chart.data["unit"].iloc[0] == "team_1"
        assert "Team of District" in chart.title


def test_steps_lead_from_today_to_the_target(tmp_path):
    chart = made(build_comparison(tmp_path))["steps_workers"]
    comparison = read_comparison(tmp_path)
    row = comparison.at(comparison.unit, comparison.options[1])
    now, alone, option, then, goal = chart.data[["start", "end"]].to_numpy()
    assert now[1] == alone[0]
    assert alone[1] == option[0] == row["baseline_mean"]
    assert option[1] == then[1] == row["mean"]
    assert goal[1] == 21.0
    side = "under" if then[1] < 21 else "over"
    apart = f"{abs(then[1] - 21):.1f}"
    assert chart.title.endswith(f"{apart} cases per worker {side} the target")
    assert "Now: Oct 2018" in chart.alt


def test_cost_and_caseload_are_those_of_the_tables(tmp_path):
    chart = made(build_comparison(tmp_path))["cost_against_measure"]
    comparison = read_comparison(tmp_path)
    own = chart.data[chart.data["option"] == "workers"].iloc[0]
    cost = comparison.figure(comparison.options[1], "present_cost")
    assert own["cost_mean_gbp"] == cost["value"]
    assert (own["cost_p05_gbp"], own["cost_p95_gbp"]) == (cost["p05"], cost["p95"])
    values = comparison.values(comparison.unit, comparison.options[1])
    assert own["p50"] == np.quantile(values, 0.5)
    assert chart.data["cost_mean_gbp"].iloc[0] == 0.0
    assert chart.title.startswith("For £2.")
    assert "“18 more social workers” lowers the caseload" in chart.title


def test_options_have_the_numbers_that_documents_give_them(tmp_path):
    build_comparison(tmp_path)
    chart = made(tmp_path)["cost_against_measure"]
    drawn = [text.get_text() for axes in chart.figure.axes for text in axes.texts]
    assert chart.data["mark"].tolist() == ["B", "1", "2"]
    assert set(chart.data["mark"]) <= set(drawn)


def test_extra_cost_is_budget_and_outturn_over_the_baseline(tmp_path):
    chart = made(build_comparison(tmp_path))["extra_cost_by_year"]
    own = chart.data[chart.data["option"] == "support"]
    assert own["budget_gbp"].tolist() == [600_000.0, 600_000.0]
    assert own["mean_gbp"].between(0.85 * 600_000, 0.95 * 600_000).all()
    assert "2018/19 budget £600,000, outturn £5" in chart.alt
    assert "against £2,400,000 in the budget" in chart.title


def test_one_group_is_the_service(tmp_path):
    chart = made(build_comparison(tmp_path, groups=["All"]))["end_by_option"]
    assert set(chart.data["unit"]) == {"service"}


def test_a_measure_without_values_is_left_out_with_the_reason(tmp_path):
    charts = made(build_comparison(tmp_path, level=float("nan")))
    assert not isinstance(charts.pop("extra_cost_by_year"), Omitted)
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
