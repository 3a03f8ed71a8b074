"""The numbers that results rest on: value, range, basis and source."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import floor, log10

from sim.report.paper.cells import number, share, words
from sim.report.paper.content import Cell, Column, TableBlock
from sim.report.paper.stored_charts import UNNUMBERED
from sim.report.paper.stored_scenarios import Option
from sim.scenario.evidence import Assumption, assumptions
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

Known = dict[tuple[str, Assumption], list[Option]]
"""Every number with its evidence, and the options that have it so."""


def evidence_table(options: Sequence[Option]) -> TableBlock:
    """The numbers that have a range, a basis or a source."""
    known = {
        key: those
        for key, those in _known(options).items()
        if key[1].basis or key[1].source or key[1].low is not None
    }
    return _table("Assumptions: value, range, basis and source", known, options, long=False)


def every_number(options: Sequence[Option]) -> TableBlock:
    """All numbers of the scenarios that may carry evidence."""
    return _table("Every number of the scenarios", _known(options), options, long=True)


def _known(options: Sequence[Option]) -> Known:
    known: Known = {}
    for option in options:
        for fact in assumptions(option.scenario):
            known.setdefault((fact.key, fact), []).append(option)
    return known


def _table(caption: str, known: Known, options: Sequence[Option], *, long: bool) -> TableBlock:
    several = len(options) > 1
    rows = [
        (*_row(those[0], fact), *((words(_whose(those, options)),) if several else ()))
        for (_, fact), those in known.items()
    ]
    notes = (
        "Lowest and highest: where a number has them, it is drawn from that range in every future.",
        "Basis: published, derived from published figures, or assumed.",
    )
    columns = (*_COLUMNS, Column("Options")) if several else _COLUMNS
    return TableBlock(UNNUMBERED, caption, columns, tuple(rows), notes, long=long)


def _whose(those: Sequence[Option], options: Sequence[Option]) -> str:
    if len(those) == len(options):
        return EVERY
    return ", ".join(option.short for option in those)


def _row(option: Option, fact: Assumption) -> tuple[Cell, ...]:
    said = number_words(option.scenario, fact.key)
    evidence = words(fact.basis), words(fact.source)
    return words(said.label), words(_unit(said)), *_values(said, fact), *evidence


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
