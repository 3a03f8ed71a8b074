"""The blocks of a paper in a Word document: paragraphs, lists, tables with captions, pictures."""

from __future__ import annotations

from typing import Any

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Length
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph as WordParagraph

from sim.report.documents.word_parts import add_field, describe, describe_table, mark_header, rule
from sim.report.documents.word_styles import CAPTION, LIST, NORMAL, NOTE, TABLE_HEAD, TABLE_TEXT
from sim.report.documents.word_widths import widths_of
from sim.report.paper.content import (
    Block,
    Bullets,
    ChartBlock,
    Column,
    Paragraph,
    Section,
    TableBlock,
)

PICTURE = 0.86
"""Width of a picture, as a share of the text's: two of usual height then fit on a page."""


class Pen:
    """Writes blocks at a place in a document.

    Attributes:
        document: The document.
        width: Width of its text.
        before: The paragraph before which everything goes; at the end unless given.
    """

    def __init__(self, document: Any, before: Any = None) -> None:
        self.document = document
        self.before = before
        section = document.sections[-1]
        # Looked up once: python-docx goes through all styles for each paragraph.
        self._ids = {style.name: style.style_id for style in document.styles}
        self.width = Length(section.page_width - section.left_margin - section.right_margin)

    def section(self, section: Section, *, heading: bool = True) -> None:
        """Write a section, with its heading unless the place has one of its own."""
        if heading:
            self.paragraph(section.heading, "Heading 1")
        for block in section.blocks:
            self.block(block)

    def block(self, block: Block) -> None:
        """Write a block."""
        if isinstance(block, Paragraph):
            self.paragraph(block.text)
        elif isinstance(block, Bullets):
            for item in block.items:
                self.paragraph(item, LIST)
        elif isinstance(block, ChartBlock):
            self.chart(block)
        elif block.long:
            self.paragraph(f"{block.label}. {block.caption}: see the workbook.", LIST)
        else:
            self.table(block)

    def paragraph(self, text: str = "", style: str = NORMAL) -> WordParagraph:
        """Write a paragraph."""
        paragraph: WordParagraph = self.document.add_paragraph(text)
        self._set_style(paragraph, style)
        self._put(paragraph._p)
        return paragraph

    def _set_style(self, paragraph: WordParagraph, name: str) -> None:
        if name != NORMAL:
            paragraph._p.style = self._ids[name]

    def _put(self, element: Any) -> None:
        if self.before is not None:
            self.before.addprevious(element)

    def _caption(self, kind: str, number: int, text: str) -> None:
        paragraph = self.paragraph(style=CAPTION)
        paragraph.add_run(f"{kind} ")
        add_field(paragraph, f"SEQ {kind} \\* ARABIC", str(number))
        if text:
            paragraph.add_run(f". {text}")

    def chart(self, chart: ChartBlock) -> None:
        """Write a chart; its title is in the picture."""
        self._caption("Figure", chart.number, "")
        paragraph = self.paragraph()
        picture = paragraph.add_run().add_picture(
            str(chart.png), width=Length(int(PICTURE * self.width))
        )
        describe(picture, chart.label, f"{chart.title}. {chart.alt}")

    def table(self, block: TableBlock) -> None:
        """Write a table with its caption and notes."""
        self._caption("Table", block.number, block.caption)
        table: Table = self.document.add_table(1 + len(block.rows), len(block.columns))
        self._put(table._tbl)
        _lay_out(table, block, self.width)
        cells = iter(table._cells)
        for column in block.columns:
            self._fill(next(cells), column.name, TABLE_HEAD, column)
        for row in block.rows:
            for column, cell in zip(block.columns, row, strict=True):
                self._fill(next(cells), cell.text, TABLE_TEXT, column)
        mark_header(table)
        describe_table(table, f"{block.label}. {block.caption}")
        for note in block.notes:
            self.paragraph(note, NOTE)

    def _fill(self, cell: _Cell, text: str, style: str, column: Column) -> None:
        paragraph = cell.paragraphs[0]
        self._set_style(paragraph, style)
        if text:
            paragraph.add_run(text)
        if column.numeric:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _lay_out(table: Table, block: TableBlock, width: Length) -> None:
    """Rules between the rows, and columns as wide as their words ask for."""
    table.alignment = WD_TABLE_ALIGNMENT.LEFT
    table.autofit = False
    rule(table)
    for column, own in zip(table.columns, widths_of(block, width), strict=True):
        column.width = own
    for row in table._tbl.tr_lst:
        for cell, own in zip(row.tc_lst, widths_of(block, width), strict=True):
            cell.width = own
