"""How published figures and the model agree, from full runs of the shipped validations."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from docs.generate.full_runs import made
from docs.generate.markdown import table
from sim.report.validation_data import Figure, Validation, read_validation
from sim.report.validation_words import (
    HEADINGS,
    VERDICTS,
    answers,
    notes,
    of_how_many,
    rows,
    used_words,
)

PARTS = {
    "Caseloads of Table 1": ("_first", "_later"),
    "November 2018": ("november_",),
    "2015 to 2018": ("history_", "front_door_"),
    "The pilot": ("pilot_", "other_audits"),
}
"""What the names of a part's figures begin or end with; all others make a last part."""
BEFORE_AND_AFTER = (
    "Figure",
    "Use",
    "Published",
    "By judgement: 19 of 20 futures",
    "In?",
    "Calibrated: 19 of 20 futures",
    "In?",
)

Pair = tuple[Figure, Figure]
"""A figure as the uncalibrated and the calibrated model have it."""


def answer() -> str:
    """The sentences that the command prints."""
    return "\n\n".join(answers(_found()))


def held_out() -> str:
    """The figures that were held out."""
    return table(HEADINGS, rows(_found().used(is_test=True)))


def fitted() -> str:
    """The figures that were used for fitting."""
    return table(HEADINGS, rows(_found().used(is_test=False)))


def sources() -> str:
    """Where each figure is from, and what to bear in mind."""
    return "\n".join(f"- {note}" for note in notes(_found().figures))


def calibrated_answer() -> str:
    """How many figures are inside before and after, and which crossed the line."""
    pairs = _pairs().values()
    counts = [
        f"{of_how_many([pair[0] for pair in some])} before and"
        f" {of_how_many([pair[1] for pair in some])} after of those {used_words(is_test)}"
        for is_test in (True, False)
        if (some := [pair for pair in pairs if pair[0].is_test == is_test])
    ]
    said = [f"Inside are {'; '.join(counts)}."]
    for words, is_now in (("Inside only after", True), ("Inside only before", False)):
        crossed = [
            after.label
            for before, after in pairs
            if before.is_inside != after.is_inside and after.is_inside == is_now
        ]
        said.append(f"{words}: {'; '.join(crossed) or 'none'}.")
    return "\n\n".join(said)


def calibrated() -> str:
    """Every figure before and after, a table for each part."""
    left = _pairs()
    tables = []
    for heading, marks in PARTS.items():
        part = {name: left.pop(name) for name in list(left) if _is_of(name, marks)}
        tables.append(_before_and_after(heading, part))
    return "\n\n".join([*tables, _before_and_after("All others", left)])


def _is_of(name: str, marks: tuple[str, ...]) -> bool:
    return name.startswith(marks) or name.endswith(marks)


def _before_and_after(heading: str, pairs: Mapping[str, Pair]) -> str:
    told = [
        (
            before.label,
            used_words(before.is_test),
            before.published,
            *(word for one in (before, after) for word in (one.expected, VERDICTS[one.verdict])),
        )
        for before, after in pairs.values()
    ]
    return f"### {heading}\n\n{table(BEFORE_AND_AFTER, told)}"


def _pairs() -> dict[str, Pair]:
    """The figures of both validations, by name in the order of the file."""
    found = (_found(), _found("validation_calibrated"))
    names = found[0].table["target"]
    figures = [dict(zip(one.table["target"], one.figures, strict=True)) for one in found]
    return {name: (figures[0][name], figures[1][name]) for name in names}


@cache
def _found(name: str = "validation") -> Validation:
    return read_validation(made(f"validate experiments/{name}.toml", name))
