"""Tables made of rows of anything, by a cell maker for each column."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from sim.report.paper.content import Cell, Column, TableBlock
from sim.report.paper.stored_charts import UNNUMBERED


class Part(NamedTuple):
    """A column with what makes its cells.

    Attributes:
        column: The column.
        cell: From a row to its cell.
    """

    column: Column
    cell: Callable[[Any], Cell]


def text(heading: str, cell: Callable[[Any], Cell]) -> Part:
    """A column of words."""
    return Part(Column(heading), cell)


def numeric(heading: str, cell: Callable[[Any], Cell], unit: str = "") -> Part:
    """A column of numbers."""
    return Part(Column(heading, numeric=True, unit=unit), cell)


def table_of(
    caption: str,
    rows: Iterable[Any],
    parts: Sequence[Part],
    notes: tuple[str, ...] = (),
    *,
    long: bool = False,
) -> TableBlock:
    """A table with a row for each of some rows."""
    cells = tuple(tuple(part.cell(row) for part in parts) for row in rows)
    columns = tuple(part.column for part in parts)
    return TableBlock(UNNUMBERED, caption, columns, cells, notes, long=long)
