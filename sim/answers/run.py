"""What a run found."""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.answers.words import plural
from sim.clock import day_words
from sim.console import tell, tell_table
from sim.report import precision_words as words
from sim.report.headline import Caseload, Range, budget_table, caseloads
from sim.report.manifests import engine_words
from sim.report.warning_words import warnings_about
from sim.results.costs import budget
from sim.scenario.consistency import ESTABLISHMENT
from sim.units import fixed, pounds, round_half_up

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario


def tell_run(scenario: Scenario, folder: Path, as_json: bool) -> None:
    """Print what a run found: caseloads at both ends, the budget, and what to beware of.

    Args:
        scenario: The scenario.
        folder: Its finished results folder.
        as_json: As one JSON object, or in plain English.
    """
    found, money = caseloads(folder), budget_table(budget(scenario))
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    charts = folder / "charts" if (folder / "charts").is_dir() else None
    if as_json:
        result = {
            "status": "complete",
            "name": scenario.name,
            "replications": manifest["replications"],
            "precision": manifest.get("precision"),
            "folder": str(folder),
            "charts": None if charts is None else str(charts),
            "caseload_per_fte": [_caseload_json(one) for one in found],
            "budget_gbp": _budget_json(money),
            "engine": engine_words(manifest),
            "warnings": warnings_about(scenario),
        }
        tell(json.dumps(result))
        return
    days = f"{day_words(scenario.run.start)} to {day_words(scenario.run.end)}"
    count = plural(manifest["replications"], "replication")
    tell(f"{scenario.title or scenario.name}: {count}, {days}.\n")
    _tell_caseloads(found)
    _tell_precision(manifest)
    _tell_budget(scenario, money)
    for warning in warnings_about(scenario):
        tell(f"Beware. {warning}\n")
    tell(f"Engine: {engine_words(manifest)}.")
    tell(f"Tables: {folder}")
    if charts is not None:
        tell(f"Charts: {charts}")


def _budget_json(money: dict[str, dict[str, Decimal]]) -> dict[str, dict[str, float]]:
    """Pounds to the penny, by option and financial year."""
    return {
        option: {year: float(round(amount, 2)) for year, amount in years.items()}
        for option, years in money.items()
    }


def _caseload_json(one: Caseload) -> dict[str, Any]:
    def spread(found: Range | None) -> dict[str, float] | None:
        return None if found is None else dict(zip(("p05", "p50", "p95"), found, strict=True))

    return {
        "unit": one.unit,
        "first_week": spread(one.first_week),
        "last_week": spread(one.last_week),
    }


def _tell_caseloads(found: Sequence[Caseload]) -> None:
    def words(spread: Range | None) -> str:
        if spread is None:
            return "nobody there"
        return f"{fixed(spread.middle)} ({fixed(spread.low)} to {fixed(spread.high)})"

    tell_table(
        "Cases per full-time social worker: middle replication, and where 9 out of 10 lie",
        ("Group", "First week", "Last week"),
        [(one.unit, words(one.first_week), words(one.last_week)) for one in found],
    )
    tell()


def _tell_precision(manifest: dict[str, Any]) -> None:
    """How precise means are, and how many replications that took, where it was asked."""
    if "precision" not in manifest:
        return
    labels = {team["name"]: team["label"] for team in manifest["teams"]}
    tell_table(words.TITLE, words.HEADINGS, words.rows(manifest["precision"], labels))
    tell(f"  {words.verdict(manifest['precision'])}\n")


def _tell_budget(scenario: Scenario, money: dict[str, dict[str, Decimal]]) -> None:
    years = sorted({year for amounts in money.values() for year in amounts})
    totals = {y: sum((a.get(y, Decimal(0)) for a in money.values()), Decimal(0)) for y in years}
    if not any(totals.values()):
        return
    rows = [(_option(scenario, option), amounts) for option, amounts in money.items()]
    if len(rows) > 1:
        rows.append(("Total", totals))
    tell_table(
        "Budget",
        ("", *years),
        [(name, *(pounds(a[y]) if y in a else "" for y in years)) for name, a in rows],
    )
    if any(_misses_a_pound([a.get(y, Decimal(0)) for a in money.values()]) for y in years):
        tell("  Each figure is rounded by itself, so that a total can miss its parts by a pound.")
    tell()


def _misses_a_pound(amounts: Sequence[Decimal]) -> bool:
    """Whether rounded amounts do not add up to the rounded total."""
    return sum(map(round_half_up, amounts)) != round_half_up(sum(amounts, Decimal(0)))


def _option(scenario: Scenario, option: str) -> str:
    if option == ESTABLISHMENT:
        return "Establishment"
    return scenario.interventions[option].label or option
