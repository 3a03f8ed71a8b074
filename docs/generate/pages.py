"""Which block of which page is made of what."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection
from functools import partial
from pathlib import Path

from docs.generate import (
    break_even_tables,
    budget_tables,
    calibration_tables,
    commands,
    decision_tables,
    evidence_tables,
    example_tables,
    flow_tables,
    headlines,
    measured,
    readings_tables,
    results_tables,
    scenario_tables,
    starter_tables,
    validation_tables,
)
from sim.answers.schema import KINDS, schema_of

DOCS = Path(__file__).parents[1]


def decisions() -> str:
    """The decision records by number and title."""
    lines = []
    for path in sorted((DOCS / "adr").glob("[0-9]*.md")):
        heading = path.read_text("utf-8").partition("\n")[0].removeprefix("# ")
        number, _, title = heading.partition(". ")
        lines.append(f"- {number}: [{title}]({path.name})")
    return "\n".join(lines)


BLOCKS: dict[str, Callable[[], str]] = {
    "scenario tables": scenario_tables.scenario_tables,
    "experiment tables": scenario_tables.experiment_tables,
    "numbers": scenario_tables.quantity_table,
    "distributions": scenario_tables.distribution_table,
    "evidence summary": evidence_tables.evidence_summary,
    "base assumptions": evidence_tables.base_assumptions,
    "source register": evidence_tables.source_register,
    "what matters most": evidence_tables.what_matters_most,
    "other assumptions": evidence_tables.other_assumptions,
    "readings june": readings_tables.june,
    "readings january": readings_tables.january,
    "stage flows": flow_tables.stage_flows,
    "weekly columns": results_tables.weekly_columns,
    "measures": results_tables.measure_formulas,
    "starter columns": starter_tables.columns,
    "starter kinds": starter_tables.kinds,
    "commands": commands.command_reference,
    "decisions": decisions,
    **example_tables.blocks(),
}
MEASURED: dict[str, Callable[[], str]] = {
    "caseload check": measured.caseload_check,
    "published check": measured.published_check,
    "readings answer": readings_tables.answer,
    "readings answer nothing": readings_tables.answer_nothing,
    "readings answer 2019": readings_tables.answer_2019,
    "readings effects": readings_tables.effects,
    "readings effects 2019": readings_tables.effects_2019,
    "validation answer": validation_tables.answer,
    "validation held out": validation_tables.held_out,
    "validation fitted": validation_tables.fitted,
    "validation sources": validation_tables.sources,
    "headlines": headlines.headlines,
    "headlines made from": headlines.origins,
    "decision": decision_tables.verdict,
    "decision for the service": decision_tables.sentences,
    "decision by team": decision_tables.by_team,
    "decision over time": decision_tables.over_time,
    "decision vacancies": decision_tables.vacancies,
    "enough": break_even_tables.enough,
    "break-even": break_even_tables.side_by_side,
    "break-even switches": break_even_tables.switches,
    "break-even picture": break_even_tables.picture_of_break_even,
    "validation calibrated answer": validation_tables.calibrated_answer,
    "validation calibrated": validation_tables.calibrated,
    "calibration cost": calibration_tables.cost,
    "calibration answer": calibration_tables.answer,
    "calibration numbers": calibration_tables.numbers,
    **example_tables.measured_blocks(),
}
"""Blocks that need full runs."""

_BLOCK = re.compile(r"(<!-- begin (.+) -->\n)((?:(?!<!-- ).*\n)*)(<!-- end -->)")
_BUDGET = re.compile(r"budget: (\S+) (\S+)")
_OUTPUT = re.compile(r"output(?: (\d+-\d+))?: (.+)")
_RUNS = re.compile(r"output[^:]*: (?:run|compare|sweep|seek) ")
"""Blocks with the output of a command that simulates."""


def pages(runs: bool = False, only: Collection[Path] = ()) -> dict[Path, str]:
    """Every page of the documentation and every schema as it should stand now.

    Args:
        runs: Whether to run the scenarios whose output is shown; else that stays as it is.
        only: Pages to make, if not all.

    Raises:
        KeyError: If a page asks for a block that there is not.
    """
    if only:
        return {path: filled(path.read_text("utf-8"), runs) for path in only}
    if runs:
        measured.keep_from_runs()
    root = DOCS.parent
    found = [root / "README.md", root / "results" / "README.md", *sorted(DOCS.rglob("*.md"))]
    made = {path: filled(path.read_text("utf-8"), runs) for path in found}
    for kind in KINDS:
        text = json.dumps(schema_of(kind), indent=2)
        made[DOCS / "reference" / f"{kind}.schema.json"] = f"{text}\n"
    return made


def filled(text: str, runs: bool) -> str:
    """A page with its blocks made anew."""
    return _BLOCK.sub(partial(_remade, runs=runs), text)


def _remade(block: re.Match[str], runs: bool) -> str:
    begin, name, _, end = block.groups()
    needs_runs = name in MEASURED or _RUNS.match(name) is not None
    made = _made(name) if runs or not needs_runs else None
    return block[0] if made is None else f"{begin}{made}\n{end}"


def _made(name: str) -> str:
    """A block anew, by its name."""
    if output := _OUTPUT.fullmatch(name):
        lines, command = output.groups()
        return commands.printed(command, lines or "")
    if spent := _BUDGET.fullmatch(name):
        return budget_tables.intervention_budget(*spent.groups())
    return (BLOCKS | MEASURED)[name]()
