"""An example of a table of teams, to fill in."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from io import BytesIO, StringIO
from pathlib import Path
from typing import TYPE_CHECKING

from sim.errors import InputError
from sim.scenario.starter.headings import COLUMNS
from sim.scenario.starter.kinds import KINDS
from sim.scenario.starter.make import write_new

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_KEYS = (
    "team", "kind", "group", "fte", "cases", "vacant", "agency", "swso", "bsa", "children_year",
)  # fmt: skip
_ROWS = (
    ("Assessment East", "assessment", "Assessment", 13.0, 290, 2.0, 1.0, None, None, 3100),
    ("Assessment West", "assessment", "Assessment", 12.0, 280, 1.0, 1.0, None, None, 3100),
    ("Safeguarding One", "district", "Safeguarding", 21.0, 440, 3.0, 2.0, 2.0, None, None),
    ("Safeguarding Two", "district", "Safeguarding", 21.0, 430, 2.5, 2.5, None, None, None),
    ("Safeguarding Three", "district", "Safeguarding", 18.0, 380, 2.0, 2.0, None, None, None),
    ("Disabled Children", "disability", "Disabled Children", 11.5, 260, 0.5, 0.0, None, None, None),
    ("Looked After", "looked_after", "Looked After Children", 20.0, 350, 2.0, 2.0, None, 1.0, None),
)
"""The teams of the shipped starter, made up."""


def write_example(path: Path) -> None:
    """Write an example of a table.

    Args:
        path: A file that there is not yet; its ending says which kind, .csv or .xlsx.

    Raises:
        InputError: It ends in something else, is there already, or can't be written.
    """
    makers = {".csv": _csv, ".xlsx": _workbook}
    make = makers.get(path.suffix.lower())
    if make is None:
        remedy = f"Write {path.stem or 'teams'}.xlsx or {path.stem or 'teams'}.csv."
        raise InputError("an example is an Excel workbook or a CSV file.", remedy, path)
    write_new(path, make(), "Give another name")


def _headings() -> list[str]:
    return [COLUMNS[key].heading for key in _KEYS]


def _csv() -> bytes:
    text = StringIO(newline="")
    csv.writer(text).writerows([_headings(), *_ROWS])
    return text.getvalue().encode("utf-8-sig")  # the mark lets Excel see that it is UTF-8


def _workbook() -> bytes:
    """The table on the first sheet, and what its columns mean on the second."""
    from openpyxl import Workbook  # noqa: PLC0415 - slow to import

    book = Workbook()
    teams, notes = book.worksheets[0], book.create_sheet("Notes")
    teams.title = "Teams"
    for row in (_headings(), *_ROWS):
        teams.append(row)
    for note in _notes():
        notes.append(note)
    for sheet, widths in ((teams, (24, 14, 24, *[20] * 7)), (notes, (28, 100))):
        _dress(sheet, widths)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def _dress(sheet: Worksheet, widths: Sequence[int]) -> None:
    """Bold headings that stay in sight, and columns wide enough to read."""
    from openpyxl.styles import Font  # noqa: PLC0415
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"
    for place, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width


def _notes() -> list[tuple[str, str]]:
    columns = [(column.heading, column.meaning) for column in COLUMNS.values()]
    kinds = [(name, f"{kind.work}; also: {', '.join(kind.also)}") for name, kind in KINDS.items()]
    return [("Column", "What stands in it"), *columns, ("", ""), ("Kind", "Its work"), *kinds]
