"""What the commands print: a run's result, a scenario's check, a replication's events."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.console import tell, tell_table
from sim.results.costs import budget
from sim.scenario.consistency import ESTABLISHMENT
from sim.scenario.evidence import Assumption, assumptions
from sim.scenario.flow import Load, offered_load
from sim.scenario.planning import working_calendar
from sim.units import percent, pounds, round_half_up

if TYPE_CHECKING:
    from sim.record import Event
    from sim.report.comparison_data import Comparison
    from sim.report.headline import Caseload, Range
    from sim.scenario.schema import Scenario

# --- run ---


def tell_run(scenario: Scenario, folder: Path, as_json: bool) -> None:
    """Print what a run found: caseloads at both ends, the budget, and what to beware of.

    Args:
        scenario: The scenario.
        folder: Its finished results folder.
        as_json: As one JSON object, or in plain English.
    """
    from sim.report.headline import budget_table, caseloads  # noqa: PLC0415 - heavy

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
            "engine": _engine(manifest),
            "warnings": warnings_about(scenario),
        }
        tell(json.dumps(result))
        return
    days = f"{_day(scenario.run.start)} to {_day(scenario.run.end)}"
    count = _plural(manifest["replications"], "replication")
    tell(f"{scenario.title or scenario.name}: {count}, {days}.\n")
    _tell_caseloads(found)
    _tell_precision(manifest)
    _tell_budget(scenario, money)
    for warning in warnings_about(scenario):
        tell(f"Beware. {warning}\n")
    tell(f"Engine: {_engine(manifest)}.")
    tell(f"Tables: {folder}")
    if charts is not None:
        tell(f"Charts: {charts}")


def _engine(manifest: dict[str, Any]) -> str:
    """What simulated, and how it is held to the reference."""
    if manifest["engine"] == "simpy":
        return "SimPy, the reference"
    return f"compiled, {manifest['verification']}"


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
        return f"{spread.middle:.1f} ({spread.low:.1f} to {spread.high:.1f})"

    tell_table(
        "Cases per full-time social worker: middle replication, and where 9 out of 10 lie",
        ("Group", "First week", "Last week"),
        [(one.unit, words(one.first_week), words(one.last_week)) for one in found],
    )
    tell()


def _tell_precision(manifest: dict[str, Any]) -> None:
    """How precise means are, and how many replications that took, where it was asked."""
    from sim.report import precision_words as words  # noqa: PLC0415 - heavy

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


def _plural(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _day(day: Any) -> str:
    return f"{day.day} {day:%B} {day.year}"


# --- compare ---


def tell_comparison(scenarios: Sequence[Scenario], folder: Path, as_json: bool) -> None:
    """Print what a comparison found: the answer in a sentence for each option, then the details.

    Args:
        scenarios: The scenarios compared.
        folder: The comparison's finished results folder.
        as_json: As one JSON object, or in plain English.
    """
    from sim.report.comparison_data import read_comparison  # noqa: PLC0415 - heavy
    from sim.report.comparison_words import answers, pairing  # noqa: PLC0415

    found = read_comparison(folder)
    charts = folder / "charts" if (folder / "charts").is_dir() else None
    beware = _warnings_by_scenario(scenarios)
    if as_json:
        places = {"folder": str(folder), "charts": None if charts is None else str(charts)}
        said = {"status": "complete", **places, **_comparison_json(found), "warnings": beware}
        tell(json.dumps(said))
        return
    for sentence in answers(found):
        tell(f"{sentence}\n")
    _tell_options(found)
    tell_table(
        "What differs", ("Key", *(one.name for one in found.every)),
        [(key, *values) for key, values in found.differences],
    )  # fmt: skip
    tell("" if found.differences else "  Nothing but names and notes.\n")
    for words in (pairing(found), *(f"Beware. {warning}" for warning in beware)):
        if words:
            tell(f"{words}\n")
    tell(f"Tables: {folder}")
    if charts is not None:
        tell(f"Charts: {charts}")


def _warnings_by_scenario(scenarios: Sequence[Scenario]) -> list[str]:
    """The warnings of all scenarios, each once and with the scenarios that it is about."""
    about: dict[str, list[str]] = {}
    for scenario in scenarios:
        for warning in warnings_about(scenario):
            about.setdefault(warning, []).append(scenario.name)
    return [f"In {', '.join(names)}: {warning}" for warning, names in about.items()]


def _tell_options(found: Comparison) -> None:
    from sim.report.comparison_rows import headings, notes, rows  # noqa: PLC0415 - heavy

    title, names = headings(found)
    tell_table(title, names, [row for unit in found.units for row in rows(found, unit)])
    for note in notes(found):
        tell(f"  {note}")
    tell()


def _comparison_json(found: Comparison) -> dict[str, Any]:
    """The answer for every unit and option; numbers that are not known are null."""
    from sim.report.comparison_words import answers  # noqa: PLC0415 - heavy

    columns = [name for name in found.table.columns if name not in {"measure", "period"}]
    rows = found.table[found.table["period"] == found.period]
    return {
        "name": found.name,
        "answers": answers(found),
        "baseline": found.baseline.name,
        "measure": found.measure,
        "unit": found.unit.key,
        "week_ending": found.week_ending,
        "target": None if found.target is None else found.target._asdict(),
        "replications": found.replications,
        "options": json.loads(rows[columns].to_json(orient="records", double_precision=15)),
        "target_dates": json.loads(found.dates.to_json(orient="records", double_precision=15)),
        "differences": [
            {"key": key, **dict(zip((one.name for one in found.every), values, strict=True))}
            for key, values in found.differences
        ],
    }


# --- check ---


def tell_check(scenario: Scenario, as_json: bool) -> None:
    """Print each team's offered load and every number with its range and evidence."""
    loads, facts = offered_load(scenario), assumptions(scenario)
    warnings = warnings_about(scenario)
    if as_json:
        result = {
            "status": "valid",
            "name": scenario.name,
            "offered_load": [_load_json(load) for load in loads],
            "assumptions": [fact._asdict() for fact in facts],
            "warnings": warnings,
        }
        tell(json.dumps(result))
        return
    tell(f"The scenario {scenario.name} is valid.\n")
    tell_table(
        "Hours of case work a week in the long run, without overtime",
        ("Team", "Arriving", "Available", "Load", "Load with overtime"),
        [_load_row(scenario, load) for load in loads],
    )
    tell()
    for warning in warnings:
        tell(f"Beware. {warning}\n")
    tell_table(
        "Assumptions",
        ("Key", "Value", "Low", "High", "Shape", "Basis", "Source"),
        [_fact_row(fact) for fact in facts],
    )


def warnings_about(scenario: Scenario) -> list[str]:
    """What a reader of this scenario's results must beware of, a paragraph each."""
    warnings = _load_warnings(scenario, offered_load(scenario))
    unknown_from = working_calendar(scenario).unknown_from
    if unknown_from is not None:
        warnings.append(
            f"Bank holidays from {unknown_from.year} on are not known, so every Monday to Friday is"
            " a working day from then on."
        )
    return warnings


def _load_warnings(scenario: Scenario, loads: Iterable[Load]) -> list[str]:
    """A sentence for each team to which more work comes than it has hours for."""
    warnings = []
    for load in loads:
        team = scenario.teams[load.team].label or load.team
        if load.load_with_overtime >= 1.0:
            warnings.append(
                f"{team} has no steady state: the work that arrives is"
                f" {percent(load.load_with_overtime)} of the hours that the team has with all its"
                " overtime. Cases pile up for as long as that lasts, so figures for this team say"
                " how fast, and not where it ends."
            )
        elif load.load >= 1.0:
            warnings.append(
                f"{team} has no steady state without overtime: the work that arrives is"
                f" {percent(load.load)} of its ordinary hours, and"
                f" {percent(load.load_with_overtime)} of its hours with all its overtime. Small"
                " changes there move caseloads a lot."
            )
    return warnings


def _load_json(load: Load) -> dict[str, Any]:
    return {
        "team": load.team,
        "offered_hours_per_week": load.offered_hours_per_week,
        "available_hours_per_week": load.available_hours_per_week,
        "overtime_hours_per_week": load.overtime_hours_per_week,
        "load": load.load,
        "load_with_overtime": load.load_with_overtime,
    }


def _load_row(scenario: Scenario, load: Load) -> tuple[str, ...]:
    return (
        scenario.teams[load.team].label or load.team,
        f"{load.offered_hours_per_week:,.0f}",
        f"{load.available_hours_per_week:,.0f}",
        percent(load.load),
        percent(load.load_with_overtime),
    )


def _fact_row(fact: Assumption) -> tuple[str, ...]:
    low, high = ("" if end is None else f"{end:g}" for end in (fact.low, fact.high))
    return fact.key, f"{fact.value:,.10g}", low, high, fact.shape, fact.basis, fact.source


# --- schema ---


def for_overlays(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema for a file that extends another: it holds what differs, so nothing is required.

    Args:
        schema: The JSON Schema of whole scenarios.
    """
    loose: dict[str, Any] = _without_required(schema)
    extends = {"type": "string", "description": "The scenario file that this one changes."}
    return {**loose, "properties": {"extends": extends, **loose["properties"]}}


def _without_required(node: Any) -> Any:
    if isinstance(node, list):
        return [_without_required(item) for item in node]
    if not isinstance(node, dict):
        return node
    # a scenario key called "required" would be a table; the keyword is a list
    kept = (i for i in node.items() if not (i[0] == "required" and isinstance(i[1], list)))
    return {key: _without_required(value) for key, value in kept}


# --- replay ---


def tell_events(scenario: Scenario, events: Sequence[Event], form: str) -> None:
    """Print a log of events.

    Args:
        scenario: The scenario, for its calendar.
        events: The events in order.
        form: ``text``, ``csv`` or ``json`` (one array).
    """
    calendar = working_calendar(scenario)
    dated = [(calendar.date_at(event.time).isoformat(), *event) for event in events]
    names = ("date", "working_day", "event", "team", "who", "detail")
    if form == "json":
        tell(json.dumps([dict(zip(names, row, strict=True)) for row in dated]))
    elif form == "csv":
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows([names, *dated])
        tell(text.getvalue().rstrip("\n"))
    else:
        for day, time, what, team, who, detail in dated:
            tell(f"{day}  {time:10.4f}  {what:<24} {team}  {who}  {detail}".rstrip())
