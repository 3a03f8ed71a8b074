"""How an outcome of an experiment is spoken of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.report.chart_words import full_date, month_year
from sim.report.measure_words import Words, words_of
from sim.report.style import LONGEST_LABEL, plain
from sim.results.comparison import Better, Target

FEW_UNITS = 3
"""Units that are named; of more, it is said how many there are."""
LONGEST_OUTCOME = 2 * LONGEST_LABEL


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked of every replication.

    Attributes:
        name: Its name in the tables.
        label: Its name for people, as a heading, fit to be drawn.
        words: How its measure is spoken of.
        better: Whether less or more of it is better; none where neither is.
        target: What it should be at most or at least, if anything.
    """

    name: str
    label: str
    words: Words
    better: Better | None
    target: Target | None

    @property
    def subject(self) -> str:
        """Its label inside a sentence, such as "the highest caseload of a frontline team"."""
        label = self.label if self.label[1:2].isupper() else self.label[:1].lower() + self.label[1:]
        return label if label.startswith("the ") else f"the {label}"

    @property
    def heading(self) -> str:
        """The same at the start of a sentence."""
        return f"{self.subject[0].upper()}{self.subject[1:]}"

    @property
    def goal(self) -> str:
        """The target, such as "at most 21"."""
        assert self.target is not None
        most = "most" if self.target.at_most else "least"
        return f"at {most} {self.words.goal(self.target.value)}"


def asked(entry: Mapping[str, Any]) -> Asked:
    """An outcome as a manifest has it, see :func:`sim.results.outcomes.as_json`."""
    target = entry["target"]
    return Asked(
        name=entry["name"],
        label=plain(entry["label"] or _made_label(entry), LONGEST_OUTCOME),
        words=words_of(entry["measure"]),
        better=entry["better"],
        target=None if target is None else Target(**target),
    )


def _made_label(entry: Mapping[str, Any]) -> str:
    """A name made of the question: "Highest caseload of 8 teams in the last week"."""
    subject = words_of(entry["measure"]).subject
    units = entry["units"]
    if len(units) > 1:
        subject = f"{entry['over_units']} {subject}"
    return f"{subject[0].upper()}{subject[1:]} of {_units(units)} {_time(entry)}"


def _units(units: list[list[str]]) -> str:
    if len(units) > FEW_UNITS:
        kinds = {kind for kind, _ in units}
        return f"{len(units)} {'teams' if kinds == {'team'} else 'units'}"
    names = ["the whole service" if kind == "service" else name for kind, name in units]
    return " and ".join(name for name in (", ".join(names[:-1]), names[-1]) if name)


def _time(entry: Mapping[str, Any]) -> str:
    if entry["span"] is None:
        at = entry["at"]
        return f"in the {'last week' if at is None else f'week ending {full_date(_day(at))}'}"
    first, last = (month_year(_day(month)) for month in entry["span"])
    if first == last:
        return f"in {first}"
    if entry["over_time"] == "mean":
        return f"from {first} to {last}"
    return f"in the {entry['over_time']} month of {first} to {last}"


def _day(date: str) -> float:
    return float(np.datetime64(date, "D").astype(np.int64))
