"""A stored drawing as a part of a web page: only shapes and text, and where its lines run.

The file is ours, but names in it are not, and somebody may have edited it. So the drawing is built
anew out of the few elements and attributes that charts are made of; anything else is left out. No
style sheet and no ``style`` attribute remains, so that the page can forbid all but its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

from sim.errors import InputError
from sim.report.chart_fans import LINE

Point = tuple[float, float]
Box = tuple[float, float, float, float]

_SVG, _XLINK = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}"
_ELEMENTS = {"svg", "g", "defs", "clipPath", "pattern", "path", "rect", "use", "text"}
_PROPERTIES = {
    "fill", "fill-opacity", "fill-rule", "opacity", "stroke", "stroke-dasharray",
    "stroke-dashoffset", "stroke-linecap", "stroke-linejoin", "stroke-miterlimit",
    "stroke-opacity", "stroke-width", "font-size", "font-style", "font-weight", "text-anchor",
}  # fmt: skip
_ATTRIBUTES = _PROPERTIES | {
    "clip-path", "d", "height", "id", "patternUnits", "transform", "viewBox", "width", "x", "y",
}  # fmt: skip
_SPECIAL = {"href", "id", "transform"}
_PLAIN = re.compile(r"[\w\s#%.,()+-]*", re.ASCII)
_REFERENCE = re.compile(r"(url\()?#([\w.-]+)\)?", re.ASCII)
_NAME = re.compile(r"[\w.-]+", re.ASCII)
_FINE = re.compile(r"(\.\d\d)\d+")
"""Decimals beyond a hundredth of a point, which nobody can see."""
_NO_TURN = re.compile(r"rotate\(-?0 .*")
_MARKS = "\u200e"
GAP = 4.0
"""Points between the last line of the words taken out and the drawing."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a drawing.

    Attributes:
        points: Where it runs, in the units of the drawing.
        box: The panel it is in: left, top, width, height.
    """

    points: tuple[Point, ...]
    box: Box


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawing for a web page.

    Attributes:
        svg: Its markup, safe to put into a page.
        lines: The lines that values can be read off, by identifier.
    """

    svg: str
    lines: Mapping[str, Line]


def read_drawing(path: Path, title: str, subtitle: str, name: str) -> Drawing:
    """A stored chart without title and subtitle, which the page itself shows.

    Args:
        path: The SVG file; its name without suffix is the chart's.
        title: The chart's title.
        subtitle: The chart's subtitle.
        name: Begins all identifiers of the drawing, so that they are the only ones of a page;
            the page's title of the chart has this name with ``-title``, the words ``-words``.

    Raises:
        InputError: If the file can't be read as a drawing.
    """
    try:
        root = ET.fromstring(path.read_text(encoding="utf-8"))  # noqa: S314 - made by us; expat holds entities within bounds
        _, _, width, height = map(float, root.get("viewBox", "").split())
    except (OSError, ValueError, ET.ParseError):
        raise InputError(
            problem="the drawing can't be read.",
            remedy="Remove the folder charts and give the same command again: they are drawn anew.",
            file=path,
        ) from None
    lines = dict(_lines(root, f"{path.stem}-{LINE}"))
    top = _take_out(root, title, subtitle)
    clean = _cleaned(root, name)
    clean.attrib = {
        "viewBox": f"0 {top:g} {width:g} {height - top:g}",
        "role": "img",
        "aria-labelledby": f"{name}-title",
        "aria-describedby": f"{name}-words",
        "stroke-linejoin": "round",
    }
    return Drawing(ET.tostring(clean, encoding="unicode"), lines)


def _lines(root: ET.Element, start: str) -> Iterator[tuple[str, Line]]:
    """Lines with an identifier of their own, and the panels they are in."""
    boxes = {
        f"url(#{clip.get('id')})": _box(rect)
        for clip in root.iter(f"{_SVG}clipPath")
        for rect in clip.iter(f"{_SVG}rect")
    }
    for group in root.iter(f"{_SVG}g"):
        path = group.find(f"{_SVG}path")
        if path is None or not group.get("id", "").startswith(start):
            continue
        numbers = [float(one) for one in re.findall(r"-?[\d.]+", path.get("d", ""))]
        points = tuple(zip(numbers[::2], numbers[1::2], strict=False))
        box = boxes.get(path.get("clip-path", ""))
        if box and points:
            yield group.get("id", "").removeprefix(start), Line(points, box)


def _box(rect: ET.Element) -> Box:
    left, top, width, height = (float(rect.get(key, 0)) for key in ("x", "y", "width", "height"))
    return left, top, width, height


def _take_out(root: ET.Element, title: str, subtitle: str) -> float:
    """Remove the lines of title and subtitle, if they are there; tells where the rest begins."""
    parents = {child: parent for parent in root.iter() for child in parent}
    texts = list(root.iter(f"{_SVG}text"))
    for start in range(len(texts)):
        middle = _end_of(texts, start, title)
        end = _end_of(texts, middle, subtitle) if middle else 0
        if end:
            for text in texts[start:end]:
                parents[text].remove(text)
            return max(float(text.get("y", 0)) for text in texts[start:end]) + GAP
    return 0.0


def _end_of(texts: list[ET.Element], start: int, words: str) -> int:
    """Place after the last of the lines that hold the words from ``start`` on; 0 if they don't."""
    wanted, found = _squeezed(words), ""
    for place in range(start, len(texts)):
        found += _squeezed(texts[place].text or "")
        if found == wanted or (found.endswith("…") and wanted.startswith(found[:-1])):
            return place + 1
        if not wanted.startswith(found):
            break
    return 0


def _squeezed(text: str) -> str:
    return "".join(text.replace(_MARKS, "").split())


def _cleaned(element: ET.Element, name: str) -> ET.Element:
    """A copy with known elements and attributes only, identifiers begun with ``name``."""
    tag = element.tag.removeprefix(_SVG)
    copy = ET.Element(tag, dict(_attributes(element, name)))
    copy.text = element.text if tag == "text" else None
    copy.extend(_cleaned(child, name) for child in element if _known(child))
    return copy


def _known(element: ET.Element) -> bool:
    return element.tag.startswith(_SVG) and element.tag.removeprefix(_SVG) in _ELEMENTS


def _attributes(element: ET.Element, name: str) -> Iterator[tuple[str, str]]:
    for key, value in _all_attributes(element):
        reference = _REFERENCE.fullmatch(value)
        if key == "id" and _NAME.fullmatch(value):
            yield key, f"{name}-{value}"
        elif reference and (reference[1] or key == "href"):
            yield key, f"{reference[1] or ''}#{name}-{reference[2]}{')' if reference[1] else ''}"
        elif key == "transform" and _PLAIN.fullmatch(value) and not _NO_TURN.fullmatch(value):
            yield key, value
        elif key not in _SPECIAL and _PLAIN.fullmatch(value) and "url" not in value:
            yield key, _FINE.sub(r"\1", value)


def _all_attributes(element: ET.Element) -> Iterator[tuple[str, str]]:
    """Attributes with those of ``style`` among them, as far as they are known."""
    for key, value in element.attrib.items():
        if key in {f"{_XLINK}href", "href"}:
            yield "href", value
        elif key in _ATTRIBUTES:
            yield key, value
    for declaration in element.get("style", "").split(";"):
        key, _, value = declaration.partition(":")
        if key.strip() in _PROPERTIES:
            yield key.strip(), value.strip()
