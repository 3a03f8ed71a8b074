"""A table as it was read from a file: its cells, and where each of them stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from sim.errors import InputError
from sim.scenario.wording import quoted, shortened

MOST_ROWS = 2000
"""Rows with anything in them; councils have some tens of teams."""
MOST_COLUMNS = 200


class Trouble(NamedTuple):
    """Why a cell has no value that could be used.

    Attributes:
        problem: What is wrong, as a sentence.
        remedy: What to do about it.
        is_blank: Whether the cell looks empty.
    """

    problem: str
    remedy: str
    is_blank: bool = False


Value = str | float | bool | Trouble | None


class Row(NamedTuple):
    """A row with its number as people count: the row of a sheet, or the line of a file."""

    number: int
    values: Sequence[Value]

    def value(self, column: int) -> Value:
        """The value in a column, counted from 0; rows may be short."""
        return self.values[column] if column < len(self.values) else None


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a table that hold anything, and where they come from.

    Attributes:
        file: The file.
        rows: Its rows in order, without empty ones.
        sheet: The name of the sheet, of a workbook.
        other_sheets: The names of the workbook's other sheets.
    """

    file: Path
    rows: list[Row]
    sheet: str = ""
    other_sheets: tuple[str, ...] = ()

    def name(self) -> str:
        """What people call it: ``teams.xlsx, sheet Teams``."""
        file = self.file.name.encode(errors="replace").decode()  # it may be no Unicode at all
        return f"{file}, sheet {shortened(self.sheet)}" if self.sheet else file

    def error(
        self, said: InputError, row: int, column: int | None = None, heading: str = ""
    ) -> InputError:
        """An error with its place.

        Args:
            said: Problem and remedy.
            row: Number of the row.
            column: The column, counted from 0; the whole row unless given.
            heading: What stands over the column.
        """
        if not self.sheet:
            key = f"column {quoted(shortened(heading))}" if heading else None
            return InputError(said.problem, said.remedy, self.file, row, key)
        cell = f"row {row}" if column is None else f"cell {letters(column)}{row}"
        over = f" ({shortened(heading)})" if heading else ""
        key = f"sheet {shortened(self.sheet)}, {cell}{over}"
        return InputError(said.problem, said.remedy, self.file, None, key)


def is_empty(value: Value) -> bool:
    """Whether a cell looks empty."""
    if isinstance(value, Trouble):
        return value.is_blank
    return value is None or (isinstance(value, str) and not value.strip())


def letters(column: int) -> str:
    """The letters over a column of a sheet, which is counted from 0: ``D``, ``AA``."""
    said = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        said = chr(ord("A") + rest) + said
    return said


def too_many(what: str, most: int, file: Path) -> InputError:
    """The error of a table that is larger than a table of teams can be."""
    problem = f"the table has more than {most:,} {what}; a table of teams has a row for each team."
    return InputError(problem, "Check that it is the right file and sheet.", file)
