"""Charts are drawn from a results folder alone, and say in words and numbers what they show."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import duckdb
import numpy as np
import pandas as pd
import pytest
from matplotlib.text import Text

from sim.errors import InputError
from sim.report import chart_dots, style
from sim.report.chart_data import read_results
from sim.report.chart_fans import MOST_POINTS, SERVICE, thinned
from sim.report.chart_files import Chart, Omitted, write_chart
from sim.report.chart_parts import MANAGEABLE_TINT, OUTLINE, OVER_TINT, band_of, date_ticks
from sim.report.chart_words import change, full_date
from sim.report.charts import BUILDERS, draw_all
from sim.report.style import house_style
from tests.unit.sample_results import TEAMS, Sample, build_results
from tests.unit.text_boxes import HOSTILE, assert_texts_stand_apart

BANDS = (20, 22, 27)
NAMES = [
    "caseload_service", "caseload_by_group", "caseload_by_team", "caseload_end", "workforce",
    "support_staff", "timeliness", "sickness", "overtime", "turnover", "budget",
]  # fmt: skip
SVG = "{http://www.w3.org/2000/svg}"
HOSTILE_TEAMS = tuple(
    Sample(label, ("One group", "שלום")[place % 2], 12, 21 + place / 3, 20 + place)
    for place, label in enumerate(HOSTILE)
)
GONE = {
    "in_post_fte": 0, "agency_fte": 0, "establishment_fte": 0, "vacant_fte": 0, "open_cases": 0,
    "support_fte": 0, "support_establishment_fte": 0, "sick_days": 0, "overtime_hours": 0,
    "seen": 0, "seen_within_5_days": 0, "assessments": 0, "assessments_within_45_days": 0,
}  # fmt: skip


def made(folder: Path, *only: str) -> dict[str, Chart | Omitted]:
    with house_style():
        results = read_results(folder)
        builders = [build for build in BUILDERS if not only or build.__name__ in only]
        return {chart.name: chart for build in builders for chart in build(results)}


def drawn(charts: dict[str, Chart | Omitted]) -> list[Chart]:
    return [chart for chart in charts.values() if isinstance(chart, Chart)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ten teams, a year and a bit, nine replications, with its charts."""
    place = build_results(tmp_path_factory.mktemp("results") / "a [b] é", weeks=60, replications=9)
    draw_all(place)
    return place


@pytest.fixture(scope="module")
def index(folder: Path) -> dict[str, dict[str, str]]:
    content = json.loads((folder / "charts" / "index.json").read_text("utf-8"))
    assert content["omitted"] == []
    return {chart["name"]: chart for chart in content["charts"]}


def test_every_chart_is_a_picture_its_numbers_and_its_words(folder, index):
    assert list(index) == NAMES
    files = {f"{name}.{kind}" for name in NAMES for kind in ("svg", "png", "csv", "txt")}
    assert {path.name for path in (folder / "charts").iterdir()} == files | {"index.json"}
    for name, chart in index.items():
        assert chart["alt"] in (folder / "charts" / f"{name}.txt").read_text("utf-8")
        assert not pd.read_csv(folder / "charts" / f"{name}.csv").empty


def test_title_and_alt_text_tell_the_finding_with_the_numbers_drawn(folder, index):
    rows = pd.read_csv(folder / "charts" / "caseload_by_group.csv", encoding="utf-8-sig")
    rows = rows[rows["unit"] == "District child protection teams"]
    first, last = rows.iloc[0], rows.iloc[-1]
    assert index["caseload_by_group"]["title"].startswith(
        f"District child protection teams: caseload falls from {first['p50']:.1f} to "
        f"{last['p50']:.1f} cases per worker by November 2019; Assessment is highest with "
    )
    assert (
        f"District child protection teams {first['p50']:.1f}, then {last['p50']:.1f} "
        f"({last['p05']:.1f} to {last['p95']:.1f})"
    ) in index["caseload_by_group"]["alt"]


def test_quantiles_in_the_csv_are_those_of_the_replications(folder):
    with duckdb.connect() as connection:
        cases = connection.execute(
            "SELECT sum(open_cases) / sum(in_post_fte + agency_fte) FROM read_parquet(?) "
            "WHERE week_ending = DATE '2018-12-07' GROUP BY replication",
            [str(folder / "weekly.parquet").replace("[b]", "[[]b]")],
        ).fetchall()
    rows = pd.read_csv(folder / "charts" / "caseload_service.csv", encoding="utf-8-sig")
    row = rows[rows["period"] == "2018-12-07"].iloc[0]
    expected = np.quantile(cases, (0.05, 0.25, 0.5, 0.75, 0.95))
    assert row[["p05", "p25", "p50", "p75", "p95"]].tolist() == pytest.approx(expected)
    assert row["n"] == 9


def test_overtime_is_per_week_so_that_months_of_five_weeks_do_not_stand_out(tmp_path):
    charts = made(build_results(tmp_path, weeks=13, replications=1, overtime_hours=2.0), "overtime")
    assert set(charts["overtime"].data["p50"]) == {20.0}  # ten teams, two hours a week each
    assert charts["overtime"].title == "Overtime stays at 20.0 hours a week until December 2018"


def test_budget_names_options_as_people_do_and_rounds_as_committees_do(index):
    alt = index["budget"]["alt"]
    assert "20.5 more SWSO: 2018/19 (6 months) budget £314,461, outturn £299k, 2019/20" in alt
    assert index["budget"]["title"].startswith("Changes cost £486,589 in 2018/19")
    assert index["budget"]["title"].endswith("; 95% of the budget is spent")


def test_svg_is_announced_with_title_and_alt_text_and_shares_a_page(folder, index):
    ids: list[str] = []
    for name, chart in index.items():
        root = ET.parse(folder / "charts" / f"{name}.svg").getroot()
        assert root.get("role") == "img"
        title, description = root[0], root[1]
        assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
        assert (title.tag, title.text) == (f"{SVG}title", chart["title"])
        assert (description.tag, description.text) == (f"{SVG}desc", chart["alt"])
        assert root.findall(f".//{SVG}metadata") == []
        ids += [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))


def test_the_same_results_give_the_same_bytes(folder, tmp_path):
    chart = made(folder, "caseload_service")["caseload_service"]
    with house_style():
        again = write_chart(chart, tmp_path)
    for path in again:
        assert path.read_bytes() == (folder / "charts" / path.name).read_bytes(), path.name


def test_drawing_again_removes_what_is_no_longer_drawn_and_nothing_else(tmp_path, monkeypatch):
    build_results(tmp_path, weeks=4, replications=2)
    monkeypatch.setattr("sim.report.charts.BUILDERS", BUILDERS[7:9])
    draw_all(tmp_path)
    (tmp_path / "charts" / "mine.png").touch()
    build_results(tmp_path, weeks=4, replications=2, sick_days=0)
    paths = draw_all(tmp_path)
    left = {path.name for path in (tmp_path / "charts").iterdir()}
    assert left == {path.name for path in paths} | {"mine.png"}
    assert not any(name.startswith("sickness") for name in left)


def test_one_replication_has_no_range_and_says_so(tmp_path):
    charts = made(build_results(tmp_path, weeks=30, replications=1))
    for chart in drawn(charts):
        if chart.name != "budget":
            assert "One replication: no range." in chart.subtitle, chart.name
            assert "nine in ten" not in chart.subtitle + chart.alt, chart.name
    texts = {text.get_text() for text in charts["sickness"].figure.findobj(Text)}
    assert not any("upper" in text or "median" in text for text in texts)


def test_charts_with_nothing_to_show_are_left_out_with_the_reason(tmp_path):
    charts = made(build_results(tmp_path, weeks=8, replications=2, **GONE))
    assert [chart.name for chart in drawn(charts)] == ["budget"]
    assert "nobody was in post" in charts["caseload_service"].reason
    assert charts["turnover"].reason.startswith("The run is shorter than the six months")


def test_a_team_without_workers_is_an_empty_panel_and_not_a_gap(tmp_path):
    nobody = np.ones(len(TEAMS))
    nobody[3] = 0
    build_results(tmp_path, weeks=5, replications=2, in_post_fte=10 * nobody, agency_fte=0)
    chart = made(tmp_path, "caseload_by_team")["caseload_by_team"]
    assert "Bassetlaw nobody in post" in chart.alt
    assert "nobody in post" in [text.get_text() for text in chart.figure.findobj(Text)]


def test_without_assessments_only_first_visits_are_shown(tmp_path):
    build_results(tmp_path, weeks=9, replications=2, assessments=0, assessments_within_45_days=0)
    chart = made(tmp_path, "timeliness")["timeliness"]
    assert "assessed" not in chart.title
    assert "No assessment was completed in this run." in chart.alt
    assert set(chart.data["measure"]) == {"seen_within_5_days_rate"}


def test_one_team_needs_no_panels(tmp_path):
    names = ("caseload_by_team", "caseload_by_group")
    charts = made(build_results(tmp_path, teams=TEAMS[:1], weeks=4, replications=2), *names)
    for name in names:
        assert "see caseload_service" in charts[name].reason


def test_many_teams_are_spread_over_pages(tmp_path):
    teams = tuple(Sample(f"Team {n}", "All", 10, 20, 21) for n in range(30))
    charts = made(build_results(tmp_path, teams=teams, weeks=4, replications=2), "caseload_by_team")
    pages = [charts["caseload_by_team"], charts["caseload_by_team_2"]]
    assert [page.data["unit"].nunique() for page in pages] == [15, 15]
    for page in pages:
        assert page.figure.get_figheight() < 10.1  # A4 less margins of two centimetres


def test_hostile_names_are_shown_as_text(tmp_path):
    build_results(tmp_path, teams=HOSTILE_TEAMS, weeks=5, replications=2)
    chart = made(tmp_path, "caseload_by_team")["caseload_by_team"]
    with house_style():
        svg, _, csv, _ = write_chart(chart, tmp_path)
    texts = [element.text for element in ET.parse(svg).iter(f"{SVG}text")]
    assert "$\\frac{1}{2}$ of $x$" in texts
    assert not [element for element in ET.parse(svg).iter() if element.tag.endswith("script")]
    labels = set(pd.read_csv(csv, encoding="utf-8-sig")["label"])
    assert "'=HYPERLINK('http://example.org')" in labels
    assert "turned \ufffdaround\ufffd, bell \ufffd, half \ufffd" in labels
    assert max(map(len, labels)) <= 61
    # Kept apart, so that the numbers after it are not turned around with it.
    assert f"\u2068{HOSTILE[3]}\u2069 22.0" in chart.alt


@pytest.mark.parametrize(
    "case",
    [
        {"weeks": 130, "replications": 6},
        {"weeks": 1, "replications": 3},
        {"weeks": 4, "replications": 1},
        {"weeks": 9, "replications": 3, "teams": HOSTILE_TEAMS},
        {"weeks": 60, "replications": 3,
         "teams": (TEAMS[0]._replace(last=900), *TEAMS[1:])},
        {"weeks": 30, "replications": 3, "teams": tuple(
            Sample(f"Area team number {n}", f"G{n}", 9, 20, 21) for n in range(21))},
    ],
)  # fmt: skip
def test_no_text_is_cut_off_or_runs_into_another(tmp_path, case):
    for chart in drawn(made(build_results(tmp_path, **case))):
        assert_texts_stand_apart(chart)


def test_long_runs_are_thinned_and_end_beyond_the_years_of_pandas(tmp_path):
    build_results(tmp_path, teams=TEAMS[:1], weeks=14_000, replications=1)
    results = read_results(tmp_path)
    fan = results.weekly.fan(SERVICE, "caseload_per_fte")
    assert len(fan.periods) == MOST_POINTS
    assert (fan.periods[0], fan.periods[-1]) == ("2018-10-05", "2287-01-21")
    assert results.period_word == "financial year"
    assert results.monthly.periods[-1] == "2286/87"
    assert len(results.weeks_per_period) == len(results.monthly.periods)


def test_no_month_stands_outside_of_the_run(tmp_path):
    results = read_results(build_results(tmp_path, weeks=1, replications=1))
    assert results.monthly.periods == ["2018-10"]
    assert results.monthly.days.tolist() == [results.end]


@pytest.mark.parametrize("length", [1, 2, 499, 500, 501, 60_000])
def test_thinning_keeps_both_ends_and_even_steps(length):
    kept = thinned(length)
    assert len(kept) == min(length, 500)
    assert (kept[0], kept[-1]) == (0, length - 1)
    assert np.ptp(np.diff(kept)) <= 1 if length > 1 else True


@pytest.mark.parametrize(
    ("caseload", "band"),
    [(19.49, "low"), (19.5, "manageable"), (21.49, "manageable"), (21.5, "high"),
     (26.49, "high"), (26.5, "over")],
)  # fmt: skip
def test_bands_hold_for_caseloads_rounded_half_up(caseload, band):
    assert band_of(caseload, BANDS) == band


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [(21.9, 19.4, "falls from 21.9 to 19.4"), (19.4, 21.9, "rises from 19.4 to 21.9"),
     (21.91, 21.94, "stays at 21.9"), (21.9, 21.7, "hardly changes, from 21.9 to 21.7"),
     (0.0, 1200.4, "rises from 0.0 to 1,200")],
)  # fmt: skip
def test_a_change_in_words(first, last, words):
    assert change(first, last) == words


@pytest.mark.parametrize(
    ("first", "last", "names"),
    [("2018-10-01", "2021-03-31", ["Oct 2018", "Apr 2019", "Oct 2019", "Apr 2020", "Oct 2020"]),
     ("2018-10-01", "2018-10-05", ["5 Oct 2018"]),
     ("2018-10-01", "2018-10-26", ["1 Oct 2018", "26 Oct 2018"]),
     ("2018-10-15", "2018-11-20", ["Oct 2018", "Nov 2018"])],
)  # fmt: skip
def test_dates_along_the_axis_are_ordinary(first, last, names):
    days = [float(np.datetime64(day).astype(int)) for day in (first, last)]
    assert date_ticks(*days, 6)[1] == names


def test_a_full_date_needs_no_locale():
    assert full_date(float(np.datetime64("2021-03-26").astype(int))) == "26 March 2021"


def test_labels_are_spread_as_little_as_need_be():
    assert style.spread([5.0, 1.0], 1.0, 0.0, 10.0) == [5.0, 1.0]
    assert style.spread([2.0, 2.0], 1.0, 0.0, 10.0) == [1.5, 2.5]
    assert style.spread([9.9, 9.9, 9.9], 1.0, 0.0, 10.0) == [8.0, 9.0, 10.0]
    assert style.spread([], 1.0, 0.0, 10.0) == []


def test_dots_that_would_touch_are_piled_up():
    values = np.array([0.0, 0.4, 0.8, 1.0, 5.0])
    levels = chart_dots.levels_of(values, 1.0)
    assert levels.tolist() == [0, 1, 2, 0, 0]
    for level in set(levels):
        assert all(b - a >= 1.0 for a, b in pairwise(values[levels == level]))


def test_words_are_wrapped_by_their_width_and_shortened_at_the_end():
    with house_style():
        lines = style.wrap("caseload " * 40, 2.0, most=3)
        assert len(lines) == 3
        assert lines[-1].endswith("…")
        assert all(style.text_width(line) <= 2.0 for line in lines)
        assert style.wrap("", 2.0) == [""]


def test_a_name_is_shortened_at_a_word_where_it_has_one():
    service = "Disabled children and young people's service"
    assert style.shorten(service, 40) == "Disabled children and young people's…"
    assert style.shorten(service, len(service)) == service
    assert style.shorten("x" * 50, 10) == "x" * 9 + "…"
    assert style.shorten("Posts " + "x" * 50, 20) == "Posts " + "x" * 13 + "…"


def test_outlines_have_a_contrast_of_three_to_one():
    for background in ("#FFFFFF", MANAGEABLE_TINT, OVER_TINT):
        for line in (OUTLINE, style.BLUE, style.NAVY, style.GREY):
            assert _contrast(line, background) >= 3


def _contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, Web Content Accessibility Guidelines 2.2."""
    lights = []
    for colour in (one, other):
        parts = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
        linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
        lights.append(linear @ [0.2126, 0.7152, 0.0722] + 0.05)
    return max(lights) / min(lights)


def test_a_folder_without_a_manifest_is_refused(tmp_path):
    with pytest.raises(InputError, match="not a finished results folder"):
        draw_all(tmp_path)
