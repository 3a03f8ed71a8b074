"""The worked examples of the documentation: the council's figures, to the pound."""

import re
import shlex

import pytest

from docs.generate import example_tables
from docs.generate.commands import ROOT
from docs.generate.example_tables import EXAMPLES, command_of, council_and_program
from docs.generate.pages import DOCS
from sim import cli

SHORT = "--replications 2 --set run.end=2019-04-26 --jobs 1 --no-charts --quiet"
PAGES = {path.name[:4]: path for path in (DOCS / "examples").glob("*.md")}


def rows_of(table):
    return [re.split(r" ?\| ?", row)[1:-1] for row in table.splitlines()[2:]]


def test_every_example_has_its_page_and_its_picture():
    assert PAGES.keys() == EXAMPLES.keys()
    assert all((DOCS / "images" / f"paper_{year}.png").exists() for year in EXAMPLES)


@pytest.mark.parametrize("year", EXAMPLES)
def test_the_budget_meets_the_paper_to_the_pound(year):
    rows = rows_of(council_and_program(year))
    assert len(rows) == len(EXAMPLES[year].figures)
    assert [row[2] for row in rows] == [row[3] for row in rows]


@pytest.mark.parametrize("year", EXAMPLES)
def test_a_page_is_about_its_own_comparison(year):
    """Each block is of the page's year, and every option has a row or a sentence."""
    text = PAGES[year].read_text("utf-8")
    assert set(re.findall(r"<!-- begin example (\d+) ", text)) == {year}
    assert f"python -m sim {command_of(year)}\n" in text
    appraisal = text.partition(f"<!-- begin example {year} appraisal -->")[2]
    for option in EXAMPLES[year].options[1:]:
        assert f"| {option} | " in appraisal


@pytest.mark.parametrize("year", EXAMPLES)
def test_figures_are_of_the_scenarios_as_they_are(year):
    text = PAGES[year].read_text("utf-8")
    block = text.partition(f"<!-- begin example {year} origins -->\n")[2]
    stored = block.partition("\n<!-- end")[0]
    again = f"python -m docs.generate --runs {PAGES[year].relative_to(ROOT)}"
    assert stored == example_tables.origins(year), f"numbers have changed: {again}"


@pytest.fixture(scope="module")
def four_weeks(tmp_path_factory):
    """The comparison of 2019, of two futures of four weeks."""
    pytest.importorskip("numba")
    out = tmp_path_factory.mktemp("examples")
    said = shlex.split(f"{command_of('2019')} {SHORT} --engine compiled")
    said = [str(ROOT / word) if word.endswith(".toml") else word for word in said]
    assert cli.main([*said, "--out", str(out)]) == 0
    return out


def test_tables_have_a_row_for_each_option(four_weeks, monkeypatch):
    monkeypatch.setattr(example_tables, "made", lambda _, name, out: four_weeks / name)
    monkeypatch.setattr(example_tables, "PAPERS", four_weeks)
    short = EXAMPLES["2019"]._replace(last_year="2019/20")
    monkeypatch.setitem(EXAMPLES, "2019", short)
    order = {name: cells for name, *cells in rows_of(example_tables.order("2019"))}
    assert tuple(order) == short.options
    baseline = order[short.options[0]]
    assert baseline[0] == "2 of 2; 1.0"  # nothing costs less than nothing
    assert baseline[2] == ""  # and it reduces nothing
    moved = rows_of(example_tables.effects("2019"))
    assert len(moved) == len(short.options) - 1
    before = {cells[1].partition(":")[0] for cells in moved}
    assert len(before) == 1  # every option is set against the same baseline
    assert 20 < float(before.pop()) < 27  # from 927 cases and 39 social workers on
