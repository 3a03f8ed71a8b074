"""How published figures and the model agree, from a full run of the shipped validation."""

from __future__ import annotations

from functools import cache

from docs.generate.full_runs import made
from docs.generate.markdown import table
from sim.report.validation_data import Validation, read_validation
from sim.report.validation_words import HEADINGS, answers, notes, rows


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


@cache
def _found() -> Validation:
    return read_validation(made("validate experiments/validation.toml", "validation"))
