"""A paper as a web page; tests/e2e/test_report_page.py opens pages in a browser."""

from __future__ import annotations

import base64
import hashlib
import re

import lxml.html
import pytest

from sim.report.documents.page import page, write_page
from tests.unit.sample_page import ALT, CSV, SUBTITLE, TITLE, sample_paper
from tests.unit.text_boxes import HOSTILE

MORE_HOSTILE = (
    "</script><script>window.ran = 1</script>",
    "</style><img src=x onerror='window.ran = 1'>",
    '"><svg onload=window.ran=1>',
    "javascript:window.ran=1",
    "--><!-- {{ 7 * 7 }} {% if %} ]]>",
    "&lt;b&gt; &amp; &#x27;",
)


@pytest.fixture(scope="module")
def paper(tmp_path_factory):
    return sample_paper(tmp_path_factory.mktemp("charts"))


@pytest.fixture(scope="module")
def parsed(paper):
    return lxml.html.document_fromstring(page(paper))


def words(element):
    return " ".join(element.text_content().split())


def test_every_block_is_there_in_its_section(parsed):
    first, second = parsed.xpath("//main/section")
    assert [words(one) for one in first.xpath("./h2 | ./p | ./ul/li")] == [
        "Purpose", "Plain words", "Plain words", "A point.",
    ]  # fmt: skip
    assert len(second.xpath("./div/table")) == 1
    assert len(second.xpath("./details//table")) == 1
    assert len(second.xpath("./figure")) == 2


def test_tables_have_caption_headings_rows_and_notes(parsed):
    (table,) = parsed.xpath("//main/section/div/table")
    assert words(table.find("caption")) == "Table 1. Plain words"
    assert [words(one) for one in table.xpath("./thead//th[@scope='col']")] == [
        "Plain words", "Caseload (cases)", "Basis",
    ]  # fmt: skip
    rows = [[words(one) for one in row.xpath("./th | ./td")] for row in table.xpath("./tbody/tr")]
    assert rows == [["Plain words", "-1.3", "assumed"], ["Plain words", "", ""]]
    assert len(table.xpath("./tbody//th[@scope='row']")) == 2
    assert [words(one) for one in parsed.xpath("//p[@class='note']")][:2] == [
        "Plain words", "Another note.",
    ]  # fmt: skip


def test_figures_have_title_words_and_numbers(parsed):
    figure = parsed.xpath("//figure")[0]
    (svg,) = figure.xpath(".//svg")
    assert words(parsed.get_element_by_id(svg.get("aria-labelledby"))) == f"Figure 1. {TITLE}"
    assert words(parsed.get_element_by_id(svg.get("aria-describedby"))) == ALT
    assert SUBTITLE in words(figure.find("figcaption"))
    shown = [[words(one) for one in row] for row in figure.xpath(".//tbody/tr")]
    assert [row[-6:] for row in shown] == [row.split(",")[-6:] for row in CSV.splitlines()[1:]]


def test_landmarks_headings_and_language(parsed):
    assert parsed.get("lang") == "en-GB"
    assert [one.tag for one in parsed.xpath("//header | //nav | //main")] == [
        "header", "nav", "main",
    ]  # fmt: skip
    assert [one.tag for one in parsed.xpath("//h1 | //h2 | //h3")] == ["h1", "h2", "h2", "h2"]
    links = [one.get("href") for one in parsed.xpath("//a")]
    assert links == ["#content", "#purpose", "#information"]
    assert all(len(parsed.xpath(f"//*[@id='{link[1:]}']")) == 1 for link in links)


def test_no_identifier_stands_twice(parsed):
    identifiers = parsed.xpath("//@id")
    assert len(identifiers) == len(set(identifiers))


def test_the_policy_names_the_style_sheet_and_the_script_and_nothing_else(paper, parsed):
    policy = parsed.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    text = page(paper)
    for kind in ("style", "script"):
        (inside,) = re.findall(rf"<{kind}>(.*?)</{kind}>", text, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}';" in policy
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    assert not parsed.xpath("//@style | //@src | //link | //*[@*[starts-with(name(), 'on')]]")


@pytest.mark.parametrize("text", [*HOSTILE[:4], HOSTILE[5], *MORE_HOSTILE])
def test_whatever_names_hold_is_shown_as_text(tmp_path, parsed, text):
    found = lxml.html.document_fromstring(page(sample_paper(tmp_path, text)))
    assert [one.tag for one in found.iter()] == [one.tag for one in parsed.iter()]
    shown = [found.findtext(".//title"), *(one.text_content() for one in found.iter("h1", "li"))]
    assert f"Paper: {text}" in shown
    assert text in shown
    assert {one.text_content() for one in found.xpath("//tbody/tr/th[1]")} >= {text}


def test_the_same_paper_makes_the_same_bytes(paper, tmp_path):
    for name in ("one.html", "other.html"):
        write_page(paper, tmp_path / name)
    assert (tmp_path / "one.html").read_bytes() == (tmp_path / "other.html").read_bytes()
