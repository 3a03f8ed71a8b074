"""The numbers of a chart as a table, and what can be read off it."""

from __future__ import annotations

import pytest

from sim.errors import InputError
from sim.report.chart_fans import LINE, line_id
from sim.report.documents.drawing import Line
from sim.report.documents.numbers import MOST_ROWS, read_rows, readings_of, table_of
from tests.unit.sample_page import CSV
from tests.unit.test_drawing import SERVICE

LINES = {SERVICE: Line(((10.0, 140.0), (30.0, 120.0), (71.0, 100.0)), (10.0, 60.0, 80.0, 120.0))}


@pytest.fixture
def rows(tmp_path):
    """The rows of a CSV."""

    def read(text=CSV):
        path = tmp_path / "x.csv"
        path.write_text(text, "utf-8-sig")
        return read_rows(path)

    return read


def test_the_table_shows_numbers_as_they_are_stored_under_plain_headings(rows):
    table = table_of(rows(), "charts/x.csv")
    assert [one.text for one in table.headings] == [
        "Name", "Period", "Replications", "Mean", "5%", "25%", "Median", "75%", "95%",
    ]  # fmt: skip
    assert [one.numeric for one in table.headings] == [False] * 2 + [True] * 7
    assert table.rows[0][:5] == ("Whole service", "2018-10", "60", "22.1", "21.26")
    assert len(table.rows) == 3
    assert not table.note


def test_text_made_inert_for_spreadsheets_is_shown_as_it_was(rows):
    held = rows(CSV.replace("Whole service", "'=1+1").replace("2018-12", "'tis"))
    assert held[0]["label"] == "=1+1"
    assert held[2]["period"] == "'tis"


def test_where_every_replication_is_drawn_the_table_has_their_spread(rows):
    dots = "measure,unit_kind,unit,label,value,p05,p50,p95\n"
    dots += "".join(f"caseload_per_fte,team,a,A,{value},1,2,3\n" for value in range(9))
    table = table_of(rows(dots), "charts/x.csv")
    assert table.rows == (("A", "1", "2", "3"),)
    assert table.note == "Every value drawn is in charts/x.csv of the results folder."


def test_a_column_called_value_stays_where_it_is_no_replications(rows):
    table = table_of(rows("what,value,extra_cost_gbp\nfutures,1,2\nfutures,1,3\n"), "charts/x.csv")
    assert [one.text for one in table.headings] == ["What", "Value", "Extra cost (£)"]
    assert len(table.rows) == 2


def test_the_measure_is_named_where_there_are_several(rows):
    two = CSV + CSV.splitlines()[1].replace("caseload_per_fte", "overtime_hours") + "\n"
    table = table_of(rows(two), "charts/x.csv")
    assert [row[0] for row in table.rows] == [*["caseload_per_fte"] * 3, "overtime_hours"]


def test_a_table_too_long_for_the_page_says_where_it_is(rows):
    long = "period,value_gbp\n" + "".join(f"{row},1\n" for row in range(MOST_ROWS + 1))
    table = table_of(rows(long), "charts/x.csv")
    assert not table.rows
    assert "1,501 rows are too many" in table.note
    assert "charts/x.csv" in table.note


@pytest.mark.parametrize("text", ["", "a,b\n", "a,b\n1\n", "a,b\n1,2,3\n"])
def test_numbers_that_cannot_be_read_are_told(rows, text):
    with pytest.raises(InputError, match="drawn anew"):
        rows(text)


def test_values_are_read_where_the_line_runs_and_written_as_in_the_chart(rows):
    found = readings_of(rows(), LINES)
    assert found.periods == ["October 2018", "November 2018", "December 2018"]
    (line,) = found.lines
    assert line.name == "Whole service"
    assert line.box == (10, 60, 80, 120)
    assert line.said == ["22.0 (21.3 to 23.1)", "21.0 (20.3 to 22.1)", "19.0 (18.3 to 20.1)"]
    # 15 October to 15 December are 61 days, from 10 to 71: a day is a unit
    assert line.x == [10, 41, 71]
    # and the line falls from 120 to 100 between 30 and 71
    assert line.y == [140, pytest.approx(120 - 20 * 11 / 41, abs=0.05), 100]


def test_differences_have_their_sign_and_all_the_same_places(rows):
    text = CSV.replace("measure,", "measure,option,").replace("per_fte,", "per_fte,more,")
    for old, new in (("22.04", "-0.04"), ("21.04", "0.01"), ("19.04", "-2.96")):
        text = text.replace(old, new)
    said = [one.partition(" ")[0] for one in readings_of(rows(text), LINES).lines[0].said]
    assert said == ["0.0", "0.0", "-3.0"]


@pytest.mark.parametrize(
    ("measure", "median", "said"),
    [("utilisation", "0.123", "12.3%"), ("overtime_hours", "1234.5", "1,235")],
)
def test_shares_and_large_numbers_are_written_as_charts_write_them(rows, measure, median, said):
    text = CSV.replace("caseload_per_fte", measure)
    for value in ("22.04", "21.26", "23.06"):
        text = text.replace(value, median)
    held = rows(text)
    lines = {line_id("service", "service", measure).removeprefix(LINE): LINES[SERVICE]}
    assert readings_of(held, lines).lines[0].said[0] == said


def test_a_period_without_a_value_is_told_apart(rows):
    second = CSV.replace("service,service,Whole service", "team,a,A").splitlines()
    held = rows("\n".join([*CSV.splitlines(), second[1], second[3]]) + "\n")
    other = line_id("team", "a", "caseload_per_fte").removeprefix(LINE)
    found = readings_of(held, LINES | {other: LINES[SERVICE]})
    assert found.lines[1].x == [10, None, 71]
    assert found.lines[1].said[1] == "no value"


def test_nothing_is_read_off_charts_without_lines_over_time(rows):
    assert readings_of(rows("financial_year,budget_gbp\n2018/19,1\n"), LINES) is None
    assert readings_of(rows(), {}) is None
    assert readings_of(rows("\n".join(CSV.splitlines()[:2]) + "\n"), LINES) is None
