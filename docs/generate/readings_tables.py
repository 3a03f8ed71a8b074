"""Figures that can be read in more than one way, and what each way does to the answers."""

from __future__ import annotations

from functools import cache

import pandas as pd

from docs.generate.full_runs import made
from docs.generate.markdown import code, table
from sim.report.outcome_words import Asked
from sim.report.readings_words import Way, as_written, cost_words, ways
from sim.report.sensitivity_data import Sensitivity, read_sensitivity
from sim.report.sensitivity_words import answers
from sim.report.tornado_words import said
from sim.scenario.extends import shipped_folder
from sim.scenario.load import load_scenario
from sim.scenario.schema import Reading
from sim.scenario.tables.readings import AS_WRITTEN

COMMANDS = {
    "readings": "sensitivity experiments/readings.toml",
    "readings_nothing": "sensitivity experiments/readings.toml --set against=do_nothing.toml"
    " --set name=readings_nothing",
    "readings_2019": "sensitivity experiments/readings_2019.toml",
}
"""What makes each of the results that the page rests on."""
JUNE, JANUARY = "swso_expansion", "bsa_assessment_2019"
HEADINGS = ("Figure", "Name", "Taken", "Read as", "Source, or how the numbers follow")


def june() -> str:
    """The figures of the decision of June 2018 that can be read in more than one way."""
    return _figures(_readings(JUNE))


def january() -> str:
    """Those of the decision of January 2019 that are not the same there."""
    before = _readings(JUNE)
    there = _readings(JANUARY).items()
    return _figures({k: one for k, one in there if k not in before or one.ways != before[k].ways})


def effects() -> str:
    """What each reading does to the expansion, set against doing nothing and 18 workers."""
    return _effects(
        ("readings_nothing", "service", "Caseload, against doing nothing"),
        ("readings", "service", "Caseload, against 18 social workers"),
        ("readings", "overtime", "Overtime hours a month, against 18 social workers"),
    )


def effects_2019() -> str:
    """What each reading does to the administrators of 2019."""
    return _effects(
        ("readings_2019", "assessment", "Caseload of Assessment"),
        ("readings_2019", "overtime", "Overtime hours a month of Assessment"),
    )


def answer() -> str:
    """The sentences on the expansion against 18 social workers."""
    return "\n\n".join(answers(_found("readings")))


def answer_nothing() -> str:
    """The sentences on the expansion against doing nothing."""
    return "\n\n".join(answers(_found("readings_nothing")))


def answer_2019() -> str:
    """The sentences on the administrators of 2019."""
    return "\n\n".join(answers(_found("readings_2019")))


def _readings(scenario: str) -> dict[str, Reading]:
    return dict(load_scenario(shipped_folder() / f"{scenario}.toml").readings)


def _figures(readings: dict[str, Reading]) -> str:
    rows = []
    for name, one in readings.items():
        rows.append((one.label, code(name), code(AS_WRITTEN), one.as_written, one.source))
        rows += [
            ("", "", code(way), other.label, other.source)
            for way, other in one.alternatives.items()
        ]
    return table(HEADINGS, rows)


def _effects(*asked: tuple[str, str, str]) -> str:
    """A row for each way; a column for each experiment and outcome, and one for the cost."""
    columns = [_cells(_found(name), outcome) for name, outcome, _ in asked]
    money = _money(_found(asked[-1][0]))
    headings = ("Figure", "Read as", *(words for _, _, words in asked), "Cost over the run")
    rows = [
        (*(key or ("As written", "")), *(column[key] for column in columns), money[key])
        for key in columns[0]
    ]
    counts = {name: _found(name).tables["readings"]["n"].min() for name, _, _ in asked}
    futures = " and ".join(f"{n:,} futures of {code(name)}" for name, n in counts.items())
    return f"{table(headings, rows)}\n\nMeans of {futures}."


Key = tuple[str, str] | None
"""A figure and how it is read; nothing for everything as written."""


def _cells(found: Sensitivity, name: str) -> dict[Key, str]:
    """The outcome by each reading, in the order of the file."""
    outcome = next(one for one in found.outcomes if one.name == name)
    rows = found.of("readings", outcome)
    half = rows.iloc[0]["centre_half_width"]
    written = f"{as_written(found, outcome, rows)} (± {_size(outcome, half, half)})"
    cells = {(one.label, one.range): _cell(found, outcome, one) for one in ways(rows)}
    return {None: written, **_in_order(rows, cells)}


def _cell(found: Sensitivity, outcome: Asked, way: Way) -> str:
    words, half = outcome.words, way.half_width
    change = words.signed(way.difference, words.places(half))
    size = f" ± {_size(outcome, half, half)}" if half else ""
    return f"{said(found, outcome, way.mean, way.mean_half_width)} ({change}{size})"


def _size(outcome: Asked, value: float, half_width: float) -> str:
    return outcome.words.apart(value, outcome.words.places(half_width))


def _money(found: Sensitivity) -> dict[Key, str]:
    rows = found.of("readings", found.outcomes[0])
    usual = rows.iloc[0]["centre_cost_gbp"]
    cells = {
        (one.label, one.range): "" if rows["cost_gbp"].iloc[place] == usual else
        cost_words(rows, place)
        for place, one in enumerate(ways(rows))
    }  # fmt: skip
    return {None: cost_words(rows, None), **_in_order(rows, cells)}


def _in_order(rows: pd.DataFrame, cells: dict[tuple[str, str], str]) -> dict[Key, str]:
    """The cells by the place of their readings in the scenario, and not by what they do."""
    known = list(_readings(JUNE) | _readings(JANUARY))
    order = [known.index(name) for name in rows["reading"]]
    places = sorted(range(len(order)), key=lambda place: order[place])
    keys = list(cells)
    return {keys[place]: cells[keys[place]] for place in places}


@cache
def _found(name: str) -> Sensitivity:
    return read_sensitivity(made(COMMANDS[name], name))
