"""What may go wrong with options, read from results and scenarios."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sim.report.comparison_data import Comparison
from sim.report.comparison_words import finding, futures, target_words
from sim.report.measure_words import words_of
from sim.report.paper.stored_scenarios import Option
from sim.report.style import named
from sim.report.warning_words import warnings_about
from sim.results.comparison import BETTER


def warnings_of(options: Sequence[Option]) -> Iterator[str]:
    """What to beware of in scenarios, each once and with the scenarios that it is about."""
    about: dict[str, list[Option]] = {}
    for option in options:
        for warning in warnings_about(option.scenario):
            about.setdefault(warning, []).append(option)
    for warning, those in about.items():
        everywhere = len(those) == len(options)
        yield warning if everywhere else f"{', '.join(one.short for one in those)}: {warning}"


def harms(found: Comparison, options: Sequence[Option]) -> Iterator[str]:
    """Groups for which an option makes the measure clearly worse than the baseline does."""
    better = BETTER.get(found.measure)
    if better is None:
        return
    for option, one in zip(options[1:], found.options, strict=True):
        for unit in found.units:
            row = found.at(unit, one)
            worse = row["difference_low"] > 0 if better == "lower" else row["difference_high"] < 0
            if worse:
                whom = f"the {words_of(found.measure).subject} of {named(unit.label)}"
                yield f"{option.short} {finding(found, one, unit, whom)}."


def chances_of_failure(found: Comparison, options: Sequence[Option]) -> Iterator[str]:
    """How often options are no better than the baseline, and miss the target."""
    better, subject = BETTER.get(found.measure), words_of(found.measure).subject
    for option, one in zip(options[1:], found.options, strict=True):
        row = found.at(found.unit, one)
        said = []
        if better is not None and row["n"]:
            worse = (
                1.0 - row["probability_lower"] if better == "lower" else row["probability_lower"]
            )
            way = "not lower" if better == "lower" else "lower"
            said.append(f"{way} than with the baseline in {futures(worse, int(row['n']))}")
        if found.target is not None and row["n"]:
            missed = futures(1.0 - float(row["probability_target"]), int(row["n"]))
            said.append(f"not {target_words(found)} in {missed}")
        if said:
            yield f"{option.short}: the {subject} is {', and '.join(said)}."
