"""What python-docx has no call for: fields, alt text, repeated headers, language.

Text goes into a document through python-docx or lxml alone, which escape it: no name or note can
become markup, a field or code.
"""

from __future__ import annotations

from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph

ENGLISH = "en-GB"
_LINES = (("top", "8", "595959"), ("bottom", "8", "595959"), ("insideH", "4", "BFBFBF"))
"""Side, width in eighths of a point, and colour."""


def add_field(paragraph: Paragraph, code: str, shown: str) -> None:
    """A field that Word brings up to date itself, such as a page number.

    Args:
        paragraph: Where it goes.
        code: What Word works out; never a text of a scenario.
        shown: What stands there until then.
    """
    for kind in ("begin", code, "separate", shown, "end"):
        run = paragraph.add_run()
        if kind in ("begin", "separate", "end"):
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)
        elif kind == code:
            instruction = OxmlElement("w:instrText")
            instruction.set(qn("xml:space"), "preserve")
            instruction.text = f" {code} "
            run._r.append(instruction)
        else:
            run.text = shown


def describe(picture: Any, title: str, alt: str) -> None:
    """Give a picture the text that a screen reader says in its place."""
    properties = picture._inline.docPr
    properties.set("name", title)
    properties.set("descr", alt)


def describe_table(table: Table, caption: str) -> None:
    """Give a table the caption that a screen reader announces it by."""
    element = OxmlElement("w:tblCaption")
    element.set(qn("w:val"), caption)
    properties = table._tbl.tblPr
    properties.append(element)


def rule(table: Table) -> None:
    """Lines above, under and between the rows, and none between the columns."""
    borders = OxmlElement("w:tblBorders")
    for side, size, colour in _LINES:
        line = OxmlElement(f"w:{side}")
        for key, value in (("val", "single"), ("sz", size), ("space", "0"), ("color", colour)):
            line.set(qn(f"w:{key}"), value)
        borders.append(line)
    properties = table._tbl.tblPr
    later = (properties.find(qn(f"w:{name}")) for name in ("shd", "tblLayout", "tblLook"))
    follower = next((one for one in later if one is not None), None)
    if follower is None:
        properties.append(borders)
    else:
        follower.addprevious(borders)  # Word holds parts to their order


def mark_header(table: Table) -> None:
    """Repeat the first row on every page, and break no row between pages."""
    for place, row in enumerate(table.rows):
        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if place == 0:
            properties.append(OxmlElement("w:tblHeader"))


def set_language(document: Any) -> None:
    """Say that all text is British English, for spelling and for screen readers."""
    defaults = document.styles.element.find(qn("w:docDefaults"))
    if defaults is None:
        return
    for properties in defaults.iter(qn("w:rPr")):
        language = properties.find(qn("w:lang"))
        if language is None:
            language = OxmlElement("w:lang")
            properties.append(language)
        language.set(qn("w:val"), ENGLISH)


def style_named(document: Any, name: str, kind: WD_STYLE_TYPE = WD_STYLE_TYPE.PARAGRAPH) -> Any:
    """A style of the document, made plain where a template does not have it."""
    if name not in document.styles:
        document.styles.add_style(name, kind, builtin=True)
    return document.styles[name]
