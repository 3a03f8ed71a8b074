"""A paper as a workbook: workbook.xlsx, a cover, contents, notes, and one table a sheet.

Laid out as the UK government's statisticians ask of accessible spreadsheets: the title in the first
cell, then what is on the sheet, then one table with one row of headings that starts in the first
column, no merged cells, nothing told by colour alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from io import BytesIO
from math import ceil
from pathlib import Path
from typing import Any

import xlsxwriter

from sim.report.documents.workbook_charts import add_chart
from sim.report.documents.workbook_formats import Formats
from sim.report.paper.content import Bullets, Column, Paper, Paragraph, TableBlock
from sim.report.style import shorten
from sim.results.store import replacing

TEXT_WIDTH = 74
"""Of a column of running text, in letters."""
A4 = 9
"""By the numbers that Excel has for sizes of paper."""
WIDEST, NARROWEST = 50, 11
LETTERS = {"title": 1.5, "heading": 1.2, "text": 1.1}
"""How much wider a letter is than that by which Excel counts the width of columns."""
LINE = {"title": 20.0, "heading": 16.0, "text": 14.5}
GAP = 3.0
"""Height of a line, and room under a text, in points."""
LONGEST_PROPERTY = 255
_ON_COVER = ("purpose", "reasons_for_recommendation")
_IN_NOTES = ("how_sure_we_are", "method", "background_papers")


def write_workbook(paper: Paper, path: Path) -> None:
    """Write a paper's tables as a workbook, in one step; the same paper makes the same bytes.

    Args:
        paper: The paper.
        path: The workbook.

    Raises:
        MachineError: If the disk is full or refuses.
    """
    content = BytesIO()
    # No text is ever taken for a formula, a link or a number.
    book = xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_urls": False})
    formats = Formats(book)
    book.set_properties(_properties(paper))
    _cover(book, formats, paper)
    _contents(book, formats, paper)
    _notes(book, formats, paper)
    for table in paper.tables:
        _sheet(book, formats, table)
    book.close()
    with replacing(path) as temporary:
        temporary.write_bytes(content.getvalue())


def _properties(paper: Paper) -> dict[str, Any]:
    return {
        "title": shorten(paper.title, LONGEST_PROPERTY),
        "subject": shorten(paper.subtitle, LONGEST_PROPERTY),
        "author": "Headroom",
        "created": datetime.fromisoformat(paper.made).replace(tzinfo=None),
    }


def _cover(book: Any, formats: Formats, paper: Paper) -> None:
    lines = [("title", paper.title), ("text", paper.subtitle), *_texts(paper, _ON_COVER)]
    sheet = _text_sheet(book, formats, "Cover", lines)
    _link(sheet, formats, len(lines), "Contents", "Contents: all tables of this workbook")
    _link(sheet, formats, len(lines) + 1, "Notes", "Notes: how sure figures are, and where from")


def _notes(book: Any, formats: Formats, paper: Paper) -> None:
    lines = [("title", "Notes"), *_texts(paper, _IN_NOTES)]
    _text_sheet(book, formats, "Notes", lines)


def _texts(paper: Paper, keys: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """The running text of some sections, a line for each paragraph, with its look."""
    for section in paper.sections:
        if section.key not in keys:
            continue
        yield "heading", section.heading
        for block in section.blocks:
            if isinstance(block, Paragraph):
                yield "text", block.text
            elif isinstance(block, Bullets):
                yield from (("text", item) for item in block.items)


def _text_sheet(book: Any, formats: Formats, name: str, lines: list[tuple[str, str]]) -> Any:
    sheet = book.add_worksheet(name)
    sheet.set_paper(A4)
    sheet.set_column(0, 0, TEXT_WIDTH)
    sheet.hide_gridlines(2)
    for row, (look, text) in enumerate(lines):
        sheet.write_string(row, 0, text, formats.of_text(text, look))
        sheet.set_row(row, _height([(LETTERS[look] * len(text), TEXT_WIDTH)], LINE[look]))
    sheet.fit_to_pages(1, 0)
    return sheet


def _contents(book: Any, formats: Formats, paper: Paper) -> None:
    sheet = book.add_worksheet("Contents")
    sheet.set_paper(A4)
    sheet.write_string(0, 0, "Contents", formats.look("title"))
    sheet.write_string(1, 0, "A row for each table.", formats.look("note"))
    sheet.set_column(0, 0, NARROWEST)
    sheet.set_column(1, 1, TEXT_WIDTH)
    for row, table in enumerate(paper.tables, start=3):
        _link(sheet, formats, row, table.label, table.label)
        sheet.write_string(row, 1, table.caption, formats.of_text(table.caption))
    columns = (Column("Sheet"), Column("What is in it"))
    _mark_table(sheet, formats, "contents", (2, 2 + len(paper.tables)), columns)
    sheet.fit_to_pages(1, 0)
    sheet.freeze_panes(3, 0)


def _link(sheet: Any, formats: Formats, row: int, target: str, text: str) -> None:
    sheet.write_url(row, 0, f"internal:'{target}'!A1", formats.look("link"), text)


def _sheet(book: Any, formats: Formats, table: TableBlock) -> None:
    """The sheet of a table: title, notes, a way back, the table, and its chart."""
    sheet = book.add_worksheet(table.label)
    title = f"{table.label}. {table.caption}"
    sheet.write_string(0, 0, title, formats.look("title"))
    head = 3 + len(table.notes)
    said = f"One table, which begins in row {head + 1}; an empty cell is one without a value."
    for row, note in enumerate((said, *table.notes), start=1):
        sheet.write_string(row, 0, note, formats.of_text(note, "note"))
    _link(sheet, formats, head - 1, "Contents", "Back to the contents")
    _fill(sheet, formats, table, head)
    name = table.label.replace(" ", "_").lower()
    _mark_table(sheet, formats, name, (head, head + len(table.rows)), table.columns)
    sheet.freeze_panes(head + 1, 1)
    sheet.set_paper(A4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(head)
    if table.plot is not None and table.rows:
        add_chart(book, sheet, table, head)


def _fill(sheet: Any, formats: Formats, table: TableBlock, head: int) -> None:
    widths = [_width(table, place, column) for place, column in enumerate(table.columns)]
    for place, width in enumerate(widths):
        sheet.set_column(place, place, width)
    names = [1.3 * len(column.name) for column in table.columns]
    sheet.set_row(head, _height(zip(names, widths, strict=True)))
    for row, cells in enumerate(table.rows, start=head + 1):
        lengths = [1.1 * len(cell.text) for cell in cells]
        sheet.set_row(row, _height(zip(lengths, widths, strict=True)))
        for place, cell in enumerate(cells):
            if cell.value is not None:
                sheet.write_number(row, place, cell.value, formats.of_number(cell))
            elif cell.text:
                look = "cell right" if table.columns[place].numeric else "cell"
                sheet.write_string(row, place, cell.text, formats.of_text(cell.text, look))
            else:
                sheet.write_blank(row, place, None, formats.look("cell"))


def _height(texts: Iterable[tuple[float, float]], line: float = LINE["text"]) -> float:
    """Of a row, in points, by the length of each of its texts and the width that it has.

    Programs that do not work out heights by themselves would show one line of each text.
    """
    return GAP + line * max(max(1, ceil(length / width)) for length, width in texts)


def _width(table: TableBlock, place: int, column: Column) -> float:
    longest = max((len(row[place].text) for row in table.rows), default=0)
    words = max(map(len, column.name.split()), default=0)
    return min(WIDEST, max(NARROWEST, 1.1 * longest + 2, 1.3 * words + 3))


def _mark_table(
    sheet: Any, formats: Formats, name: str, rows: tuple[int, int], columns: tuple[Column, ...]
) -> None:
    """Write headings, and mark the cells as a table, so that a screen reader knows them.

    Args:
        sheet: The sheet.
        formats: Of the workbook.
        name: Of the table.
        rows: That of the headings, and the last; from 0.
        columns: The columns.
    """
    looks = [formats.look("head right" if one.numeric else "head") for one in columns]
    for place, (column, look) in enumerate(zip(columns, looks, strict=True)):
        sheet.write_string(rows[0], place, column.name, look)
    if rows[1] > rows[0]:
        headed = [
            {"header": column.name, "header_format": look}
            for column, look in zip(columns, looks, strict=True)
        ]
        how = {"name": name, "columns": headed, "autofilter": False, "style": None}
        sheet.add_table(rows[0], 0, rows[1], len(columns) - 1, how)
