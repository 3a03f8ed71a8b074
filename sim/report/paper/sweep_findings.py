"""What a sweep found, as parts of a paper."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sim.report.outcome_words import Asked
from sim.report.paper.cells import difference, level, money, number, share, words
from sim.report.paper.content import Cell, TableBlock
from sim.report.paper.frames import Part, numeric, table_of, text
from sim.report.paper.study_paper import Findings
from sim.report.sweep_data import Sweep, read_sweep
from sim.report.sweep_rows import notes
from sim.report.sweep_words import answers, count_words


def sweep_findings(folder: Path) -> Findings:
    """Mixes that are worth considering, and all that were tried."""
    found = read_sweep(folder)
    levers = "; ".join(lever.label for lever in found.levers)
    return Findings(
        answers(found),
        f"{count_words(found, 'There are')} of: {levers}.",
        tuple(_fronts(found)),
        tuple(_every_mix(found, outcome) for outcome in found.outcomes),
    )


def _fronts(found: Sweep) -> Iterator[TableBlock]:
    for outcome in found.outcomes:
        rows = found.front_of(outcome)
        if not rows.empty:
            caption = f"{outcome.label}: mixes worth considering, the cheapest first"
            parts = [*_mix(outcome), *_step(outcome), *_target(outcome)]
            said = tuple(notes(found, outcome))
            yield table_of(caption, (row for _, row in rows.iterrows()), parts, said)


def _mix(outcome: Asked) -> list[Part]:
    unit = "" if outcome.words.share else outcome.words.unit
    return [
        text("Mix", lambda row: words(row["mix"])),
        numeric("Over the base", lambda row: money(row["extra_cost_gbp"])),
        numeric("Mean", lambda row: level(row["mean"], outcome.words), unit),
        numeric("Give or take", lambda row: level(row["half_width"], outcome.words, 2)),
    ]


def _step(outcome: Asked) -> list[Part]:
    of = outcome.words
    return [
        numeric("Step", lambda row: difference(row["step"], of, of.places(row["step_half_width"]))),
        numeric(
            "Step, give or take", lambda row: _difference_size(row["step_half_width"], outcome)
        ),
    ]


def _difference_size(half_width: float, outcome: Asked) -> Cell:
    """Half of the interval of a difference."""
    of = outcome.words
    return number(100 * half_width if of.share else half_width, of.places(half_width))


def _target(outcome: Asked) -> list[Part]:
    if outcome.target is None:
        return []
    goal = f"{outcome.goal[0].upper()}{outcome.goal[1:]}"
    return [numeric(goal, lambda row: share(row["probability_target"], 1))]


def _every_mix(found: Sweep, outcome: Asked) -> TableBlock:
    of = outcome.words
    parts = [
        *_mix(outcome),
        numeric("5th percentile", lambda row: level(row["p05"], of)),
        numeric("95th percentile", lambda row: level(row["p95"], of)),
        *_target(outcome),
        text("Worth considering", lambda row: words("yes" if row["on_front"] else "no")),
    ]
    rows = (row for _, row in found.of(outcome).iterrows())
    return table_of(f"{outcome.label}: every mix", rows, parts, long=True)
