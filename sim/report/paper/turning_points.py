"""What would change the answer of a comparison, from the experiments stored beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from sim.clock import day_words
from sim.report.manifests import title_of
from sim.report.paper.content import Block, Bullets, Paragraph, TableBlock
from sim.report.paper.neighbours import Manifest, Neighbour, neighbours
from sim.report.paper.seek_findings import switches_table
from sim.report.paper.sensitivity_findings import readings_table, tornado_table
from sim.report.paper.stored_scenarios import Option
from sim.report.readings_words import readings_answer
from sim.report.seek_data import read_search
from sim.report.seek_words import switch_answer
from sim.report.sensitivity_data import read_sensitivity
from sim.report.tornado_words import tornado_answer

LARGEST = 5
"""Rows of a tornado or of readings that are told; all of them are in the experiment's own paper."""
FOUND = Paragraph(
    "What would change the answer was read from experiments that are stored beside this comparison;"
    " nothing was simulated for it. Each changes one number or reading at a time. Their scenarios"
    " are those above by name and title."
)
MISSING = {
    "seek": (
        "No search for switching values about these options is stored beside this comparison. To"
        " know at which value of a number the better of two options changes, name both as options"
        " of an experiment file, such as experiments/break_even.toml, and give:"
        " python -m sim seek FILE"
    ),
    "sensitivity": (
        "No sensitivity analysis of these options, one number at a time, is stored beside this"
        " comparison. To know which uncertain number changes most what an option does, name the"
        " option as base of an experiment file, such as experiments/tornado.toml, name what it is"
        " set against, and give: python -m sim sensitivity FILE"
    ),
}


def turning_points(folder: Path, manifest: Manifest, options: Sequence[Option]) -> Iterator[Block]:
    """Switching values, and the numbers and readings that change most; or how to get them.

    Args:
        folder: The folder of a comparison.
        manifest: Its manifest.
        options: Its scenarios.
    """
    every = neighbours(folder, manifest, options)
    readable = [one for one in every if not one.fault]
    if readable:
        yield FOUND
    for one in readable:
        yield from _told(one)
    unread = [
        f"“{title_of(one.manifest)}”, in {one.source}, is about these options and was not read:"
        f" {one.fault}."
        for one in every
        if one.fault
    ]
    told = {one.kind for one in readable}
    points = (*unread, *(said for kind, said in MISSING.items() if kind not in told))
    if points:
        yield Bullets(points)


def _told(one: Neighbour) -> Iterator[Block]:
    answers, tables = (_switches if one.kind == "seek" else _changes)(one)
    made = day_words(date.fromisoformat(one.manifest["ended"][:10]))
    yield Paragraph(
        " ".join((f"“{title_of(one.manifest)}”, read from {one.source}, made {made}.", *one.doubts))
    )
    yield Bullets(tuple(answers))
    yield from tables


def _switches(one: Neighbour) -> tuple[list[str], list[TableBlock]]:
    switches = read_search(one.folder).switches
    answers = [f"{switch.label}. {switch_answer(switch)}" for switch in switches]
    pair = " and ".join(f"“{title}”" for title in switches[0].titles.values())
    notes = (f"The two options: {pair}. Read from {one.source}.",)
    return answers, [switches_table(switches, notes)]


def _changes(one: Neighbour) -> tuple[list[str], list[TableBlock]]:
    found = read_sensitivity(one.folder)
    against = "" if found.against is None else f", set against “{found.against}”"
    notes = (f"“{found.base}”{against}. Read from {one.source}.",)
    answers, tables = [], []
    for outcome in found.outcomes:
        if "tornado" in found.tables:
            answers.append(tornado_answer(found, outcome))
            tables.append(tornado_table(found, outcome, LARGEST, notes))
        if "readings" in found.tables:
            answers.append(readings_answer(found, outcome))
            tables.append(readings_table(found, outcome, LARGEST, notes))
    return answers, tables
