"""The numbers that results rest on: value, range, basis and source."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import floor, log10
from typing import NamedTuple

from sim.report.paper.cells import number, share, words
from sim.report.paper.content import Cell, Column, TableBlock
from sim.report.paper.stored_charts import UNNUMBERED
from sim.report.paper.stored_scenarios import Option
from sim.scenario.evidence import Assumption, alike, assumptions
from sim.scenario.number_words import SHARE, NumberWords, number_words

MOST_PLACES = 4
EVERY = "all"

_COLUMNS = (
    Column("Number"),
    Column("Unit"),
    Column("Value", numeric=True),
    Column("Lowest", numeric=True),
    Column("Highest", numeric=True),
    Column("Basis"),
    Column("Source"),
)

NOTES = (
    "Lowest and highest: where a number has them, it is drawn from that range in every future.",
    "Basis: published, derived from published figures, or assumed.",
)
TOGETHER = (
    "Numbers that have a range, and prices. The workbook has all others, too, with their sources;"
    " those that say the same of different teams, stages or months share a row here."
)
Row = tuple[Cell, ...]


class Known(NamedTuple):
    """A number with its evidence.

    Attributes:
        fact: The number.
        options: The options that have it so.
    """

    fact: Assumption
    options: list[Option]

    @property
    def is_price(self) -> bool:
        """Whether it is counted in pounds."""
        said = number_words(self.options[0].scenario, self.fact.key)
        return self.fact.value != 0.0 and said.unit.startswith("£")


def evidence_table(options: Sequence[Option]) -> TableBlock:
    """The numbers that have a range, and prices; those that say the same in one row."""
    known = _known(options)
    by_whose: dict[str, list[Known]] = {}
    for one in known:
        if one.fact.low is not None or one.is_price:
            by_whose.setdefault(_whose(one.options, options), []).append(one)
    groups = [
        group
        for some in by_whose.values()
        for facts in alike(one.fact for one in some)
        for group in _by_price([next(one for one in some if one.fact is fact) for fact in facts])
    ]
    rows = tuple(_row(group, options) for group in groups)
    return _table("Assumptions: value, range, basis and source", rows, options, (TOGETHER,))


def _by_price(group: list[Known]) -> list[list[Known]]:
    """Prices that differ each by themselves: who pays wants to see them."""
    if any(one.is_price and one.fact.value != group[0].fact.value for one in group):
        return [[one] for one in group]
    return [group]


def every_number(options: Sequence[Option]) -> TableBlock:
    """All numbers of the scenarios that may carry evidence."""
    rows = tuple(_row([one], options) for one in _known(options))
    return replace(_table("Every number of the scenarios", rows, options, ()), long=True)


def _known(options: Sequence[Option]) -> list[Known]:
    found: dict[tuple[str, Assumption], list[Option]] = {}
    for option in options:
        for fact in assumptions(option.scenario):
            found.setdefault((fact.key, fact), []).append(option)
    return [Known(fact, those) for (_, fact), those in found.items()]


def _table(
    caption: str, rows: tuple[Row, ...], options: Sequence[Option], notes: tuple[str, ...]
) -> TableBlock:
    columns = (*_COLUMNS, Column("Options")) if len(options) > 1 else _COLUMNS
    return TableBlock(UNNUMBERED, caption, columns, rows, (*NOTES, *notes))


def _whose(those: Sequence[Option], options: Sequence[Option]) -> str:
    if len(those) == len(options):
        return EVERY
    return ", ".join(option.short for option in those)


def _row(group: Sequence[Known], options: Sequence[Option]) -> Row:
    """A row for numbers that say the same of different teams, stages or months."""
    fact, those = group[0]
    said = number_words(those[0].scenario, fact.key)
    more = f", and {len(group) - 1:,} like it" if len(group) > 1 else ""
    is_one = len({one.fact.value for one in group}) == 1
    values = _values(said, fact) if is_one else (words("various"), words(""), words(""))
    whose = (words(_whose(those, options)),) if len(options) > 1 else ()
    label, unit = words(f"{said.label}{more}"), words(_unit(said))
    return label, unit, *values, words(fact.basis), words(fact.source), *whose


def _unit(said: NumberWords) -> str:
    return "%" if said.unit == SHARE else said.unit


def _values(said: NumberWords, fact: Assumption) -> Iterator[Cell]:
    """Value and range, with as many places as any of them needs."""
    numbers = (fact.value, fact.low, fact.high)
    factor = 100 if said.unit == SHARE else 1
    places = max(_places(factor * value) for value in numbers if value is not None)
    form = share if said.unit == SHARE else number
    for value in numbers:
        yield form(value, places)


def _places(value: float) -> int:
    """Decimal places of a number with three significant digits, without noughts at the end."""
    if value == 0.0:
        return 0
    most = min(MOST_PLACES, max(0, 2 - floor(log10(abs(value)))))
    return next(p for p in range(most + 1) if p == most or round(value, p) == round(value, most))
