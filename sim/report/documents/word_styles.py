"""The styles of a Word document: our own look, and what a council's template lacks."""

from __future__ import annotations

from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from sim.report.documents.word_parts import add_field, set_language

NORMAL, CAPTION, LIST = "Normal", "Caption", "List Bullet"
TABLE_TEXT, TABLE_HEAD, NOTE = "Table text", "Table heading", "Table note"
NEEDED = ("Title", "Subtitle", "Heading 1", CAPTION, LIST)
"""Styles that Word itself knows."""

_FONT = "Arial"
_INK = RGBColor(0x1A, 0x1A, 0x1A)
_NAVY = RGBColor(0x12, 0x43, 0x6D)


def add_missing_styles(document: Any) -> None:
    """Give a document the styles that it lacks; those that it has stay as they are."""
    for name in NEEDED:
        if name not in document.styles:
            document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=True)
    for name, size, bold in ((TABLE_TEXT, 9, False), (TABLE_HEAD, 9, True), (NOTE, 8.5, False)):
        if name not in document.styles:
            _add_small(document, name, size, bold)
    document.styles[CAPTION].paragraph_format.keep_with_next = True


def _add_small(document: Any, name: str, size: float, bold: bool) -> None:
    style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles[NORMAL]
    style.font.size, style.font.bold = Pt(size), bold
    lines = style.paragraph_format
    before = 3 if name == NOTE else 1.5
    lines.space_before, lines.space_after, lines.line_spacing = Pt(before), Pt(1.5), 1.0
    lines.keep_with_next = name == TABLE_HEAD


def house_style(document: Any) -> None:
    """Our own look, where no template is given: A4, plain letters, dark headings, page numbers."""
    _page(document.sections[0])
    set_language(document)
    sizes = {NORMAL: 11, LIST: 11, "Title": 22, "Subtitle": 13, "Heading 1": 15, CAPTION: 10}
    for name, size in sizes.items():
        style = document.styles[name]
        _set_font(style)
        style.font.size = Pt(size)
        style.font.bold = name in ("Title", "Heading 1", CAPTION)
        style.font.italic = False
        style.font.color.rgb = _NAVY if name in ("Title", "Heading 1") else _INK
    spaces = {NORMAL: (4, 6), LIST: (0, 4), "Title": (0, 4), "Subtitle": (0, 10),
              "Heading 1": (18, 4), CAPTION: (12, 4)}  # fmt: skip
    for name, (before, after) in spaces.items():
        lines = document.styles[name].paragraph_format
        lines.space_before, lines.space_after, lines.line_spacing = Pt(before), Pt(after), 1.1
    _footer(document.sections[0])


def _page(section: Any) -> None:
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.left_margin = section.right_margin = Cm(1.9)
    section.top_margin = section.bottom_margin = Cm(2.0)


def _set_font(style: Any) -> None:
    """Ours in place of the theme's, in every script."""
    properties = style.element.get_or_add_rPr()
    for fonts in properties.findall(qn("w:rFonts")):
        properties.remove(fonts)
    style.font.name = _FONT
    fonts = properties.find(qn("w:rFonts"))
    for script in ("eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), _FONT)
    for spacing in properties.findall(qn("w:spacing")):
        properties.remove(spacing)
    for border in list(style.element.iter(qn("w:pBdr"))):
        border.getparent().remove(border)


def _footer(section: Any) -> None:
    paragraph = section.footer.paragraphs[0]
    paragraph.add_run("Page ")
    add_field(paragraph, "PAGE", "1")
    paragraph.add_run(" of ")
    add_field(paragraph, "NUMPAGES", "1")
