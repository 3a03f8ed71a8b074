"""The worked examples of the documentation: the council's figures, to the pound."""

import re

import pytest

from docs.generate.example_tables import EXAMPLES, command_of, council_and_program
from docs.generate.pages import DOCS

PAGES = {path.name[:4]: path for path in (DOCS / "examples").glob("*.md")}


def test_every_example_has_its_page_and_its_picture():
    assert PAGES.keys() == EXAMPLES.keys()
    assert all((DOCS / "images" / f"paper_{year}.png").exists() for year in EXAMPLES)


@pytest.mark.parametrize("year", EXAMPLES)
def test_the_budget_meets_the_paper_to_the_pound(year):
    rows = [row.strip("| ").split(" | ") for row in council_and_program(year).splitlines()[2:]]
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
