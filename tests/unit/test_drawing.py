"""Drawings that become a part of a web page."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from sim.errors import InputError
from sim.report.documents.drawing import read_drawing
from tests.unit.sample_page import SUBTITLE, SVG, TITLE

SERVICE = "service-service-caseload_per_fte--139279b856"


@pytest.fixture
def draw(tmp_path):
    """The drawing made of an SVG."""

    def read(svg=SVG, title=TITLE, subtitle=SUBTITLE):
        path = tmp_path / "x.svg"
        path.write_text(svg, "utf-8")
        return read_drawing(path, title, subtitle, "figure-7")

    return read


def texts(drawing):
    return [(one.text or "").strip() for one in ET.fromstring(drawing.svg).iter("text")]


def test_title_and_subtitle_are_taken_out_and_the_rest_moves_up(draw):
    drawing = draw()
    assert texts(drawing) == ["Panel"]
    assert ET.fromstring(drawing.svg).get("viewBox") == "0 48 100 152"


@pytest.mark.parametrize("title", ["Something else", "Caseload falls to 190", "Caseload falls"])
def test_a_drawing_with_other_words_keeps_them(draw, title):
    drawing = draw(title=title)
    assert len(texts(drawing)) == 4
    assert ET.fromstring(drawing.svg).get("viewBox") == "0 0 100 200"


def test_a_title_that_was_cut_short_is_taken_out_too(draw):
    cut = SVG.replace("to 19<", "to 1…<")
    assert texts(draw(cut, "Caseload falls to 19 and some more")) == ["Panel"]


def test_identifiers_are_the_figures_own_and_references_follow(draw):
    svg = ET.fromstring(draw().svg)
    identifiers = {one.get("id") for one in svg.iter() if one.get("id")}
    assert identifiers == {f"figure-7-x-line-{SERVICE}", "figure-7-clip"}
    assert [one.get("clip-path") for one in svg.iter("path")] == ["url(#figure-7-clip)"]
    assert [one.get("href") for one in svg.iter("use")] == ["#figure-7-clip"]
    assert svg.get("aria-labelledby") == "figure-7-title"
    assert svg.get("aria-describedby") == "figure-7-words"


def test_style_becomes_attributes_and_decimals_nobody_sees_go(draw):
    path = next(ET.fromstring(draw().svg).iter("path"))
    assert path.get("stroke") == "#12436d"
    assert path.get("stroke-width") == "1.5"
    assert path.get("d").split() == ["M", "10", "140", "L", "30", "120.12", "L", "90", "100"]
    assert "style" not in draw().svg


def test_lines_tell_where_they_run_and_in_which_panel(draw):
    lines = draw().lines
    assert list(lines) == [SERVICE]
    assert lines[SERVICE].points == ((10, 140), (30, 120.123456), (90, 100))
    assert lines[SERVICE].box == (10, 60, 80, 120)


@pytest.mark.parametrize(
    "part",
    [
        "<script>ran()</script>",
        "<style>*{fill:red}</style>",
        "<foreignObject><body xmlns='http://www.w3.org/1999/xhtml'>b</body></foreignObject>",
        "<image xlink:href='http://example.org/a.png'/>",
        "<a xlink:href='javascript:ran()'/>",
        "<use xlink:href='other.svg#a'/>",
        "<use xlink:href='data:image/svg+xml,x'/>",
        "<path d='M 0 0' onload='ran()' onclick='ran()'/>",
        "<path style='fill: url(http://example.org/#a)'/>",
        "<path fill='url(other.svg)' clip-path='url(x)'/>",
        "<path style='background: red; behavior: none'/>",
        "<set attributeName='href' to='javascript:ran()'/>",
        "<script xmlns='http://www.w3.org/1999/xhtml'>ran()</script>",
        "<path id='&quot; onload=&quot;ran()'/>",
    ],
)
def test_what_charts_are_not_made_of_is_left_out(draw, part):
    found = draw(SVG.replace("<use", f"{part}<use")).svg
    harmful = (
        "ran",
        "http",
        "data:",
        "javascript",
        "other",
        "style",
        "red",
        "(x)",
        "<a ",
        "onload",
    )
    assert not [word for word in harmful if word in found]


def test_words_stay_text(draw):
    drawing = draw(SVG.replace("Panel", "&lt;/svg&gt;&lt;script&gt; &amp;amp; ]]&gt;"))
    assert "<script" not in drawing.svg
    assert texts(drawing) == ["</svg><script> &amp; ]]>"]


@pytest.mark.parametrize("svg", ["", "<svg", "<svg xmlns='http://www.w3.org/2000/svg'/>"])
def test_what_is_no_drawing_is_told(draw, svg):
    with pytest.raises(InputError, match="drawn anew"):
        draw(svg)
