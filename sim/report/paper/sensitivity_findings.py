"""What a sensitivity analysis found, as parts of a paper."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from sim.report.morris_words import how
from sim.report.outcome_words import Asked
from sim.report.paper.cells import difference, level, number, share, words
from sim.report.paper.content import Cell, TableBlock
from sim.report.paper.frames import Part, numeric, table_of, text
from sim.report.paper.study_paper import Findings
from sim.report.sensitivity_data import Sensitivity, read_sensitivity
from sim.report.sensitivity_words import answers

Maker = Callable[[Sensitivity, Asked], TableBlock]


def sensitivity_findings(folder: Path) -> Findings:
    """Which uncertain numbers matter, part by part and outcome by outcome."""
    found = read_sensitivity(folder)
    against = "" if found.against is None else f", set against “{found.against}”"
    tried = (
        f"{len(found.numbers):,} uncertain numbers of “{found.base}” were varied over their"
        f" ranges{against}. No options were weighed."
    )
    return Findings(answers(found), tried, tuple(_tables(found)))


def _tables(found: Sensitivity) -> Iterator[TableBlock]:
    makers: dict[str, Maker] = {
        "tornado": _tornado,
        "morris": _morris,
        "sobol": _sobol,
        "split": _split,
    }
    for outcome in found.outcomes:
        for name, make in makers.items():
            if name in found.tables:
                yield make(found, outcome)


def _named(found: Sensitivity) -> list[Part]:
    return [
        text("Number", lambda row: words(found.numbers[row["input"]].label)),
        text("Range", lambda row: words(found.numbers[row["input"]].range)),
    ]


def _of(outcome: Asked, key: str, half_width: str) -> Callable[[Any], Cell]:
    """A change of the outcome, with as many places as its interval bears."""
    of = outcome.words
    return lambda row: difference(row[key], of, of.places(row[half_width]))


def _size(outcome: Asked, key: str, half_width: str) -> Callable[[Any], Cell]:
    """The same of a size, which has no sign."""
    of = outcome.words
    factor = 100 if of.share else 1
    return lambda row: number(factor * row[key], of.places(row[half_width]))


def _rows(found: Sensitivity, part: str, outcome: Asked) -> Iterator[Any]:
    return (row for _, row in found.of(part, outcome).iterrows())


def _about(found: Sensitivity, outcome: Asked) -> str:
    unit = f", {outcome.words.unit}" if outcome.words.unit else ""
    what = "" if found.against is None else "difference in "
    return f"{what}{outcome.subject}{unit}"


def _tornado(found: Sensitivity, outcome: Asked) -> TableBlock:
    parts = [
        *_named(found),
        numeric("At low", _of(outcome, "low_difference", "swing_half_width")),
        numeric("At high", _of(outcome, "high_difference", "swing_half_width")),
        numeric("High less low", _of(outcome, "swing", "swing_half_width")),
        numeric("Give or take", _size(outcome, "swing_half_width", "swing_half_width")),
    ]
    notes = (
        "At low, at high: change from every number at its best value. Give or take: half of the"
        " 95% interval (paired t) of high less low.",
    )
    caption = f"One number at a time: change of {_about(found, outcome)}"
    return table_of(caption, _rows(found, "tornado", outcome), parts, notes)


def _morris(found: Sensitivity, outcome: Asked) -> TableBlock:
    rows = found.of("morris", outcome)
    rows = rows.assign(how=how(rows))
    half = "mu_star_half_width"
    parts = [
        *_named(found),
        numeric("Mean size", _size(outcome, "mu_star", half)),
        numeric("Give or take", _size(outcome, half, half)),
        numeric("Spread", _size(outcome, "sigma", half)),
        numeric("By chance", _size(outcome, "floor", half)),
        text("Matters", lambda row: words(row["how"])),
    ]
    notes = (
        "Mean size: mu* of Morris screening; give or take: half of its 95% interval. Spread: sigma."
        " By chance: about what a number that does nothing would show.",
    )
    caption = f"Screening: change of {_about(found, outcome)}, over a whole range"
    return table_of(caption, (row for _, row in rows.iterrows()), parts, notes)


def _sobol(found: Sensitivity, outcome: Asked) -> TableBlock:
    ends = (("", ""), ("_low", ", from"), ("_high", ", to"))
    indices = [
        numeric(f"{heading}{said}", _index(f"{name}{end}"))
        for name, heading in (("first", "By itself"), ("total", "In all"))
        for end, said in ends
    ]
    notes = (
        "Sobol' indices of first order and in total, with 95% intervals (bootstrap). In all: with"
        " what a number does together with others.",
    )
    caption = f"Shares of the variance that numbers give to {_about(found, outcome)}"
    return table_of(caption, _rows(found, "sobol", outcome), [*_named(found), *indices], notes)


def _index(key: str) -> Callable[[Any], Cell]:
    return lambda row: share(row[key])


def _split(found: Sensitivity, outcome: Asked) -> TableBlock:
    of = outcome.words
    parts = [
        text("Outcome", lambda _: words(outcome.label)),
        numeric("Mean", lambda row: level(row["mean"], of)),
        numeric("Spread of one future", lambda row: level(row["total_sd"], of, 2)),
        numeric("From uncertain numbers", lambda row: share(row["numbers_share"])),
        numeric("95% interval from", lambda row: share(row["numbers_share_low"])),
        numeric("to", lambda row: share(row["numbers_share_high"])),
    ]
    notes = ("Spread: standard deviation. The rest of the variance is chance.",)
    caption = f"Uncertain numbers against chance: {_about(found, outcome)}"
    return table_of(caption, _rows(found, "split", outcome), parts, notes)
