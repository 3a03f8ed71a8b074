"""Sentences and rows on how published figures and the model agree."""

from __future__ import annotations

from collections.abc import Sequence

from sim.report.validation_data import Figure, Validation

ENOUGH = 100
"""With fewer futures, a quantile of one in forty is a guess at the extremes."""
HEADINGS = (
    "Figure",
    "Published",
    "Expected in 19 of 20 futures",
    "Mean (95% interval)",
    "Is it in?",
)
VERDICTS = {"inside": "yes", "outside": "no", "unknown": "no value"}


def answers(found: Validation) -> list[str]:
    """What was found, the hardest news first."""
    said = [_count(found)]
    said += [line for is_test in (True, False) if (line := _missed(found, is_test))]
    said += _told_nothing(found)
    unknown = [one.label for one in found.figures if not one.is_known]
    if unknown:
        said.append(f"The model says nothing in place of: {'; '.join(unknown)}.")
    said.append(
        "Inside does not mean right: a wide range holds a figure easily. Of figures that the model "
        "has right, about one in twenty lies outside by chance."
    )
    if found.replications < ENOUGH:
        said.append(f"{found.replications:,} futures are few: the ranges are rough.")
    return said


def of_how_many(figures: Sequence[Figure]) -> str:
    """How many of some figures are inside, such as "3 of 14"."""
    return f"{sum(one.is_inside for one in figures)} of {len(figures)}"


def used_words(is_test: bool) -> str:
    """What the figures were used for."""
    return "held out" if is_test else "used for fitting"


def rows(figures: Sequence[Figure]) -> list[tuple[str, ...]]:
    """A row for each figure, under :data:`HEADINGS`."""
    return [
        (one.label, one.published, one.expected, one.interval, VERDICTS[one.verdict])
        for one in figures
    ]


def notes(figures: Sequence[Figure]) -> list[str]:
    """Where each figure is from, and what to bear in mind."""
    return [f"{one.label}: {one.source}. {one.note}".rstrip() for one in figures]


def _count(found: Validation) -> str:
    outside = sum(one.verdict == "outside" for one in found.figures)
    parts = [
        f"{of_how_many(some)} of those {used_words(is_test)}"
        for is_test in (True, False)
        if (some := found.used(is_test))
    ]
    lie = "lies" if outside == 1 else "lie"
    return (
        f"{of_how_many(found.figures)} published figures lie within what the model expects in 19 of"
        f" 20 futures; {outside or 'none'} {lie} outside. Inside are {' and '.join(parts)}."
    )


def _told_nothing(found: Validation) -> list[str]:
    """Changes that lie inside, as would no change at all."""
    held = [
        one.label
        for one in found.figures
        if one.told_as != "value" and one.is_inside and one.low <= 0 <= one.high
    ]
    return [f"Inside, but so would be no change at all: {'; '.join(held)}."] if held else []


def _missed(found: Validation, is_test: bool) -> str:
    """What lies outside."""
    missed = [one.label for one in found.used(is_test) if one.verdict == "outside"]
    return f"Outside, {used_words(is_test)}: {'; '.join(missed)}." if missed else ""
