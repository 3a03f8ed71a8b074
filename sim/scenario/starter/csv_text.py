"""A table in a CSV file, in whatever way Excel has saved it."""

from __future__ import annotations

import codecs
import csv
from io import StringIO
from itertools import islice
from pathlib import Path

from sim.errors import InputError
from sim.scenario.starter.headings import MOST_ABOVE, recognised
from sim.scenario.starter.table import MOST_COLUMNS, MOST_ROWS, Row, Table, is_empty, too_many

_SAVE = "In Excel, save it again as CSV UTF-8 (Comma delimited)."


def read_csv(path: Path, content: bytes) -> Table:
    """The table in the bytes of a CSV file.

    Of the signs that may stand between cells, the one is taken that makes most headings known.

    Raises:
        InputError: It is not text, or not CSV, or too large.
    """
    text = _decoded(path, content)
    delimiter = max(",;\t", key=lambda sign: _headings_known(text, sign))
    return Table(path, _rows(path, text, delimiter))


def _headings_known(text: str, delimiter: str) -> int:
    lines = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    try:
        return max((len(recognised(line)) for line in islice(lines, MOST_ABOVE)), default=0)
    except csv.Error:
        return 0


def _decoded(path: Path, content: bytes) -> str:
    """The text: UTF-8, else what Excel in western Europe writes."""
    is_utf16 = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if is_utf16 else ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise InputError("this is neither CSV nor an Excel workbook.", _SAVE, path)


def _rows(path: Path, text: str, delimiter: str) -> list[Row]:
    """The rows that hold anything."""
    lines = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows, first = [], 1
    try:
        for values in lines:
            if not all(map(is_empty, values)):
                rows.append(Row(first, values))
            if len(rows) > MOST_ROWS or len(values) > MOST_COLUMNS:
                what = ("rows", MOST_ROWS) if len(rows) > MOST_ROWS else ("columns", MOST_COLUMNS)
                raise too_many(*what, path)
            first = lines.line_num + 1
    except csv.Error as error:
        problem = f"this can't be read as CSV ({error})."
        raise InputError(problem, f"Look for a missing quote. {_SAVE}", path, first) from None
    return rows
