"""A paper as a workbook: workbook.xlsx, a cover, contents, notes, and one table a sheet.

Laid out as the UK government's statisticians ask of accessible spreadsheets: the title in the first
cell, then what is on the sheet, then one table with one row of headings that starts in the first
column, no merged cells, nothing told by colour alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter

from sim.report.documents.workbook_charts import add_chart
from sim.report.documents.workbook_formats import Formats
from sim.report.paper.content import Bullets, Column, Paper, Paragraph, TableBlock
from sim.report.style import shorten
from sim.results.store import replacing

TEXT_WIDTH = 100
"""Of a column of running text, in letters."""
WIDEST, NARROWEST = 50, 11
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
    sheet.set_column(0, 0, TEXT_WIDTH)
    sheet.hide_gridlines(2)
    for row, (look, text) in enumerate(lines):
        sheet.write_string(row, 0, text, formats.of_text(text, look))
    return sheet


def _contents(book: Any, formats: Formats, paper: Paper) -> None:
    sheet = book.add_worksheet("Contents")
    sheet.write_string(0, 0, "Contents", formats.look("title"))
    sheet.write_string(1, 0, "A row for each table.", formats.look("note"))
    sheet.set_column(0, 0, NARROWEST)
    sheet.set_column(1, 1, TEXT_WIDTH)
    for place, heading in enumerate(("Sheet", "What is in it")):
        sheet.write_string(2, place, heading, formats.look("head"))
    for row, table in enumerate(paper.tables, start=3):
        _link(sheet, formats, row, table.label, table.label)
        sheet.write_string(row, 1, table.caption, formats.of_text(table.caption))
    _mark_table(sheet, "contents", (2, 2 + len(paper.tables)), ["Sheet", "What is in it"])
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
    _mark_table(sheet, name, (head, head + len(table.rows)), [one.name for one in table.columns])
    sheet.freeze_panes(head + 1, 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(head)
    if table.plot is not None and table.rows:
        add_chart(book, sheet, table, head)


def _fill(sheet: Any, formats: Formats, table: TableBlock, head: int) -> None:
    for place, column in enumerate(table.columns):
        look = "head right" if column.numeric else "head"
        sheet.write_string(head, place, column.name, formats.look(look))
        sheet.set_column(place, place, _width(table, place, column))
    for row, cells in enumerate(table.rows, start=head + 1):
        for place, cell in enumerate(cells):
            if cell.value is not None:
                sheet.write_number(row, place, cell.value, formats.of_number(cell))
            elif cell.text:
                look = "cell right" if table.columns[place].numeric else "cell"
                sheet.write_string(row, place, cell.text, formats.of_text(cell.text, look))
            else:
                sheet.write_blank(row, place, None, formats.look("cell"))


def _width(table: TableBlock, place: int, column: Column) -> float:
    longest = max((len(row[place].text) for row in table.rows), default=0)
    words = max(map(len, column.name.split()), default=0)
    return min(WIDEST, max(NARROWEST, longest + 2, words + 3))


def _mark_table(sheet: Any, name: str, rows: tuple[int, int], headings: list[str]) -> None:
    """Mark cells as a table, so that a screen reader knows its headings."""
    first, last = rows
    if last > first:
        columns = [{"header": heading} for heading in headings]
        how = {"name": name, "columns": columns, "autofilter": False, "style": None}
        sheet.add_table(first, 0, last, len(headings) - 1, how)
