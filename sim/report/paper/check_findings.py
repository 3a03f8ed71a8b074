"""How the model was checked or fitted, as parts of a paper."""

from __future__ import annotations

from pathlib import Path

from sim.report import calibration_words, validation_words
from sim.report.calibration_data import Calibrated, Learnt, read_calibration
from sim.report.paper.cells import change, number, share, words
from sim.report.paper.content import Cell, TableBlock
from sim.report.paper.frames import Part, numeric, table_of, text
from sim.report.paper.study_paper import Findings
from sim.report.validation_data import Figure, read_validation

NOTES = ("A change of a share is in percentage points; a relative change is in percent.",)


def validation_findings(folder: Path) -> Findings:
    """Published figures against what the model expects in their place."""
    found = read_validation(folder)
    tables = tuple(
        table_of(f"Figures {validation_words.used_words(is_test)}", some, _figures(), NOTES)
        for is_test in (True, False)
        if (some := found.used(is_test))
    )
    tried = "The model was held against published figures. No options were weighed."
    return Findings(validation_words.answers(found), tried, tables, (_sources(found.figures),))


def calibration_findings(folder: Path) -> Findings:
    """Numbers that were found so that the model meets published figures."""
    found = read_calibration(folder)
    figures = [one.figure for one in found.targets]
    tried = "Numbers that nobody publishes were looked for. No options were weighed."
    tables = (_fit(found), _learnt(found))
    return Findings(calibration_words.answers(found), tried, tables, (_sources(figures),))


def _said(figure: Figure, value: float) -> Cell:
    """One of a figure's numbers."""
    if figure.told_as == "relative change":
        return change(100 * value, 0)
    if figure.told_as == "change":
        return change(100 * value if figure.is_share else value, figure.places)
    return share(value, 1) if figure.is_share else number(value, figure.places)


def _figures() -> list[Part]:
    return [
        text("Figure", lambda one: words(one.label)),
        text("Told as", lambda one: words(one.told_as)),
        numeric("Published", lambda one: _said(one, one.observed)),
        numeric("19 of 20 futures from", lambda one: _said(one, one.low)),
        numeric("up to", lambda one: _said(one, one.high)),
        numeric("Mean", lambda one: _said(one, one.mean)),
        text("Is it in?", lambda one: words(validation_words.VERDICTS[one.verdict])),
    ]


def _fit(found: Calibrated) -> TableBlock:
    parts = [
        text("Figure", lambda one: words(one.figure.label)),
        text("Use", lambda one: words("held out" if one.figure.is_test else "fitted")),
        text("Told as", lambda one: words(one.figure.told_as)),
        numeric("Published", lambda one: _said(one.figure, one.figure.observed)),
        numeric("Before, from", lambda one: _said(one.figure, one.row["prior_low"])),
        numeric("before, up to", lambda one: _said(one.figure, one.row["prior_high"])),
        numeric("After, from", lambda one: _said(one.figure, one.figure.low)),
        numeric("after, up to", lambda one: _said(one.figure, one.figure.high)),
        text("Is it in?", lambda one: words("yes" if one.figure.is_inside else "no")),
    ]
    notes = ("Before, after: where nine in ten futures lie.", *NOTES)
    return table_of("Published figures", found.targets, parts, notes)


def _learnt(found: Calibrated) -> TableBlock:
    parts = [
        text("Number", lambda one: words(one.number.label)),
        text("Before", lambda one: words(one.number.range)),
        text("Middle", lambda one: _value(one, one.median)),
        text("From", lambda one: _value(one, one.low)),
        text("Up to", lambda one: _value(one, one.high)),
        numeric("Learnt", lambda one: share(max(one.share, 0.0))),
    ]
    notes = (
        "From, up to: nine in ten of the sets of numbers. Learnt: the share of its variance that"
        " the figures take away.",
    )
    return table_of("Numbers that were to be found", found.learnt, parts, notes)


def _value(one: Learnt, value: float) -> Cell:
    """A value of a number to three digits, in percent or pounds if it is counted so."""
    return words(one.number.short(float(f"{value:.3g}")))


def _sources(figures: list[Figure] | tuple[Figure, ...]) -> TableBlock:
    parts = [
        text("Figure", lambda one: words(one.label)),
        text("Source", lambda one: words(one.source)),
        text("To bear in mind", lambda one: words(one.note)),
    ]
    return table_of("Where the published figures are from", figures, parts, long=True)
