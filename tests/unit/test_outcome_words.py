"""Outcomes in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from sim.report.outcome_words import asked
from sim.results.comparison import Target
from sim.results.outcomes import Outcome, as_json
from tests.unit.text_boxes import HOSTILE

SERVICE = ("service", "service")
PLAIN = Outcome("x", "", "caseload_per_fte", (SERVICE,))


@pytest.mark.parametrize(
    ("outcome", "label"),
    [
        (PLAIN, "Caseload of the whole service in the last week"),
        (
            replace(PLAIN, at=date(2020, 3, 27)),
            "Caseload of the whole service in the week ending 27 March 2020",
        ),
        (
            replace(PLAIN, units=(("team", "north"), ("group", "Assessment")),
                    span=("2020-04", "2021-03")),
            "Highest caseload of north and Assessment from April 2020 to March 2021",
        ),
        (
            replace(PLAIN, units=tuple(("team", f"t{n}") for n in range(8)), over_units="mean",
                    span=("2020-04", "2021-03"), over_time="lowest"),
            "Mean caseload of 8 teams in the lowest month of April 2020 to March 2021",
        ),
        (
            replace(PLAIN, span=("2020-04", "2020-04")),
            "Caseload of the whole service in April 2020",
        ),
        (replace(PLAIN, label="Ours"), "Ours"),
    ],
)  # fmt: skip
def test_an_outcome_without_a_label_is_called_what_it_is(outcome, label):
    assert asked(as_json(outcome)).label == label


@pytest.mark.parametrize(
    ("label", "subject", "heading"),
    [
        ("Highest caseload", "the highest caseload", "The highest caseload"),
        ("SWSO vacancies", "the SWSO vacancies", "The SWSO vacancies"),
        ("the worst", "the worst", "The worst"),
        ("The worst", "the worst", "The worst"),
    ],
)
def test_a_label_inside_a_sentence(label, subject, heading):
    found = asked(as_json(replace(PLAIN, label=label)))
    assert (found.subject, found.heading) == (subject, heading)


def test_the_target_in_words():
    most = replace(PLAIN, target=Target("caseload_per_fte", 21.0, at_most=True))
    assert asked(as_json(most)).goal == "at most 21"
    rate = "seen_within_5_days_rate"
    least = replace(PLAIN, measure=rate, target=Target(rate, 0.8, at_most=False))
    assert asked(as_json(least)).goal == "at least 80%"


@pytest.mark.parametrize("label", HOSTILE)
def test_labels_are_made_fit_to_be_drawn(label):
    assert asked(as_json(replace(PLAIN, label=label))).label.isprintable()
