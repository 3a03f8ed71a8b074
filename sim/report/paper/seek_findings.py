"""What a search found, as parts of a paper."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sim.report.paper.cells import money, number, share, words
from sim.report.paper.content import Cell, TableBlock
from sim.report.paper.frames import numeric, table_of, text
from sim.report.paper.study_paper import Findings
from sim.report.seek_data import Mixes, Search, Switch, places_for, read_search
from sim.report.seek_words import answers


def seek_findings(folder: Path) -> Findings:
    """The least-cost mix and the switching values, with all that was tried."""
    found = read_search(folder)
    return Findings(answers(found), _tried(found), tuple(_tables(found)))


def _tried(found: Search) -> str:
    said = []
    if found.mixes is not None:
        said.append(f"{len(found.mixes.tried):,} mixes were tried, the cheapest first")
    if found.switches:
        names = ", ".join(switch.label for switch in found.switches)
        said.append(f"two options were set against each other at many values of: {names}")
    text = "; ".join(said)
    return f"{text[:1].upper()}{text[1:]}."


def _tables(found: Search) -> Iterator[TableBlock]:
    if found.mixes is not None:
        yield _mixes(found.mixes)
    if found.switches:
        yield _switches(found.switches)


def _mixes(mixes: Mixes) -> TableBlock:
    parts = [
        text("Mix", lambda row: words(row["mix"])),
        numeric("Over the base", lambda row: money(row["extra_cost_gbp"])),
        numeric("Good enough", lambda row: number(row["successes"], 0), "futures"),
        numeric("Of", lambda row: number(row["n"], 0), "futures"),
        numeric("Share", lambda row: share(row["share"], 1)),
        numeric("95% interval from", lambda row: share(row["share_low"], 1)),
        numeric("to", lambda row: share(row["share_high"], 1)),
        text("Decision", lambda row: words("the choice" if row["is_choice"] else row["decision"])),
    ]
    caption = f"{mixes.outcome.label}: in how many futures it is {mixes.outcome.goal}"
    notes = ("95% interval: of the share of futures (Wilson).",)
    return table_of(caption, (row for _, row in mixes.tried.iterrows()), parts, notes)


def _switches(switches: tuple[Switch, ...]) -> TableBlock:
    parts = [
        text("Number", lambda one: words(one.label)),
        text("Unit", lambda one: words(one.unit)),
        text("Judged by", lambda one: words(one.outcome.label)),
        numeric("Expected", lambda one: number(one.found["expected"], _places(one))),
        text("Verdict", lambda one: words(one.verdict)),
        numeric("Switch", lambda one: _switch(one, "value")),
        numeric("95% interval from", lambda one: _switch(one, "low")),
        numeric("to", lambda one: _switch(one, "high")),
    ]
    notes = ("Switch: the value at which the better of the two options changes.",)
    return table_of("Switching values", switches, parts, notes)


def _places(switch: Switch) -> int:
    return places_for((switch.found["high"] - switch.found["low"]) / 2)


def _switch(switch: Switch, key: str) -> Cell:
    value = switch.found[key] if switch.verdict == "switch" else None
    return number(value, _places(switch))
