"""Cells of tables: a number, and how it is printed."""

from __future__ import annotations

from decimal import Decimal
from math import isfinite

from sim.report.measure_words import Words
from sim.report.paper.content import Cell, Kind
from sim.report.style import plain
from sim.units import as_written, rounded

LONGEST_TEXT = 1000
"""Characters of a cell."""


def words(text: str, limit: int = LONGEST_TEXT) -> Cell:
    """Any text, made plain."""
    return Cell(None, plain(text, limit))


def number(value: float | Decimal | None, places: int = 1) -> Cell:
    """A number, thousands set apart; an empty cell where there is none."""
    return _cell(value, "number", places)


def change(value: float | Decimal | None, places: int = 1) -> Cell:
    """A difference with its sign; without, where it rounds to nought."""
    return _cell(value, "change", places)


def share(value: float | None, places: int = 0) -> Cell:
    """A share between 0 and 1, in percent."""
    return _cell(value, "share", places)


def money(value: float | Decimal | None) -> Cell:
    """Whole pounds."""
    return _cell(value, "pounds", 0)


def level(value: float, of: Words, places: int = 1) -> Cell:
    """A value of a measure."""
    return share(value, places) if of.share else number(value, places)


def difference(value: float, of: Words, places: int) -> Cell:
    """A difference in a measure; of shares in percentage points."""
    return change(100 * value if of.share else value, places)


def _cell(value: float | Decimal | None, kind: Kind, places: int) -> Cell:
    if value is None or not isfinite(value):
        return Cell(None, "", kind, places)
    stored = value if isinstance(value, Decimal) else as_written(value)
    return Cell(float(stored), _printed(stored, kind, places), kind, places)


def _printed(value: Decimal, kind: Kind, places: int) -> str:
    shown = rounded(100 * value if kind == "share" else value, places)
    size = f"{abs(shown):,}"
    sign = "-" if shown < 0 else "+" if kind == "change" and shown else ""
    if kind == "pounds":
        return f"{sign}£{size}"
    return f"{sign}{size}%" if kind == "share" else f"{sign}{size}"
