"""A table in a sheet of an Excel workbook."""

from __future__ import annotations

import re
import warnings
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from io import BytesIO
from itertools import zip_longest
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook
from openpyxl.utils.cell import range_boundaries

from sim.errors import InputError
from sim.scenario.starter.table import (
    MOST_COLUMNS,
    MOST_ROWS,
    Row,
    Table,
    Trouble,
    Value,
    is_empty,
    letters,
    too_many,
)
from sim.scenario.wording import quoted, shortened, suggestion

MAX_UNPACKED = 20_000_000
"""Bytes of all parts of a workbook, unpacked."""
MOST_CELLS = 2_000_000
MOST_MERGED = 100_000
LAST_ROW = 1_048_576
"""The last row that Excel has."""
_SAVE = "Open it in Excel and save it as an Excel Workbook (.xlsx)."
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]+[0-9]+:[A-Z]+[0-9]+)"')


def read_workbook(path: Path, content: bytes, sheet: str | None) -> Table:
    """The table in a sheet of a workbook.

    Args:
        path: The file, for messages.
        content: Its bytes.
        sheet: Name of the sheet; the first unless given.

    Raises:
        InputError: It is no workbook, is damaged or too large, or has no such sheet.
    """
    _refuse_unfit(path, content)
    try:
        with warnings.catch_warnings(action="ignore"):  # of features that don't concern us
            return _read(path, content, sheet)
    except (InputError, MemoryError):
        raise
    except Exception as error:  # damaged files make the library raise all sorts of errors
        problem = f"this workbook can't be read ({type(error).__name__}: {shortened(str(error))})."
        raise InputError(problem, f"{_SAVE} If that doesn't help, save it as CSV.", path) from None


def _refuse_unfit(path: Path, content: bytes) -> None:
    """Look at the list of a workbook's parts before any of them is unpacked."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
    except (BadZipFile, ValueError, NotImplementedError):
        raise InputError("this workbook is damaged.", _SAVE, path) from None
    if not any(part.filename == "xl/workbook.xml" for part in parts):
        raise InputError("this is no Excel workbook (.xlsx).", _SAVE, path)
    if sum(part.file_size for part in parts) > MAX_UNPACKED:
        problem = f"unpacked, this workbook has more than {MAX_UNPACKED / 1e6:g} MB."
        raise InputError(problem, "Copy the teams into a new workbook.", path)


def _read(path: Path, content: bytes, sheet: str | None) -> Table:
    """Read a sheet twice: results of formulas, and which cells hold formulas."""
    results, formulas = (
        load_workbook(BytesIO(content), read_only=True, data_only=is_result, keep_links=False)
        for is_result in (True, False)
    )
    names = [one.title for one in results.worksheets]
    if not names:
        raise InputError("this workbook has no sheet with cells.", _SAVE, path)
    if sheet is not None and sheet not in names:
        raise InputError(
            f"there is no sheet {quoted(shortened(sheet))}.", suggestion(sheet, names), path
        )
    title = names[0] if sheet is None else sheet
    shown: Any = results[title]
    with ZipFile(BytesIO(content)) as archive:
        merged = _merged(path, archive.read(shown._worksheet_path))
    rows = list(_rows(path, shown, formulas[title], merged))
    return Table(path, rows, title, tuple(name for name in names if name != title))


def _rows(path: Path, shown: Any, typed: Any, merged: dict[int, dict[int, str]]) -> Iterator[Row]:
    """The rows that hold anything; the sizes that a sheet states may be wrong."""
    for sheet in (shown, typed):
        sheet.reset_dimensions()
    seen = found = 0
    both = zip_longest(shown.iter_rows(), typed.iter_rows(), fillvalue=())
    for number, (results, cells) in enumerate(both, start=1):
        seen += len(cells)
        if number > LAST_ROW or seen > MOST_CELLS:
            raise _far_too_large(path)
        if all(cell.value is None for cell in cells):
            continue
        values = _values(results, cells, merged.get(number, {}))
        if all(map(is_empty, values)):
            continue
        found += 1
        if found > MOST_ROWS or not all(map(is_empty, values[MOST_COLUMNS:])):
            what = ("rows", MOST_ROWS) if found > MOST_ROWS else ("columns", MOST_COLUMNS)
            raise too_many(*what, path)
        yield Row(number, values)


def _values(results: Sequence[Any], cells: Sequence[Any], merged: dict[int, str]) -> list[Value]:
    """What the cells of a row show; of merged ones only the first shows anything."""
    values = [_value(*pair) for pair in zip(results, cells, strict=True)]
    values += [None] * (max(merged, default=0) - len(values))
    for column, first in merged.items():
        values[column - 1] = _part_of(first)
    return values


def _far_too_large(path: Path) -> InputError:
    problem = "the sheet is filled, or formatted, far beyond a table of teams."
    return InputError(problem, "Copy the teams into a new workbook.", path)


def _value(result: Any, typed: Any) -> Value:
    """What a cell shows.

    Args:
        result: The cell with the result of its formula, if it has one.
        typed: The same cell as it was typed.
    """
    value = result.value
    if value is None and typed.data_type == "f":
        problem = "this formula has no result in the file."
        return Trouble(problem, "Open the file in Excel and save it, or write what it shows.")
    if result.data_type == "e":
        return Trouble(
            f"the formula here ends in {value}.", "Mend it, or write what it should show."
        )
    if isinstance(value, bool | str) or value is None:
        return value
    if not isinstance(value, int | float):
        day = f" ({value:%d/%m/%Y})" if isinstance(value, date) else ""
        problem = f"this is a date or time{day} to Excel."
        return Trouble(problem, "Format the cell as a number or as text, and write it again.")
    return f"{value * 100:g}%" if "%" in (result.number_format or "") else value


def _merged(path: Path, text: bytes) -> dict[int, dict[int, str]]:
    """The cells, by row and then by column from 1, that are merged with another, and with which.

    The library's reader for large files does not tell, so it is read from the sheet's own text.
    """
    found: defaultdict[int, dict[int, str]] = defaultdict(dict)
    area = 0
    for reference in _MERGED.findall(text):
        left, top, right, bottom = (edge or 1 for edge in range_boundaries(reference.decode()))
        right = min(right, MOST_COLUMNS)
        area += max(0, bottom - top + 1) * max(0, right - left + 1)
        if area > MOST_MERGED:
            raise _far_too_large(path)
        for row in range(top, bottom + 1):
            for column in range(left + (row == top), right + 1):
                found[row][column] = f"{letters(left - 1)}{top}"
    return found


def _part_of(first: str) -> Trouble:
    problem = f"this cell is merged with {first}, so it has no value of its own."
    return Trouble(problem, "Unmerge them, and write each team's value in its row.", is_blank=True)
