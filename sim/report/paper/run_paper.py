"""A paper about one simulated scenario."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.clock import day_words
from sim.report.manifests import manifest_of
from sim.report.paper import run_tables as tables
from sim.report.paper.certainty import certainty
from sim.report.paper.content import Block, Bullets, ChartBlock, Paper, Paragraph
from sim.report.paper.evidence_tables import every_number, evidence_table
from sim.report.paper.making import making
from sim.report.paper.measure_lists import FAMILIES, STAFF, USERS, WORKERS, last_year
from sim.report.paper.method import METHOD
from sim.report.paper.money_tables import WHAT_IT_IS
from sim.report.paper.risks import warnings_of
from sim.report.paper.run_money import cost_lines, money_of_run
from sim.report.paper.sections import assembled
from sim.report.paper.service_tables import changes_table, teams_table
from sim.report.paper.stored_charts import stored_charts
from sim.report.paper.stored_scenarios import LONGEST_DESCRIPTION, Option, alone
from sim.report.style import plain
from sim.results.store import TeamInfo

if TYPE_CHECKING:
    import pandas as pd

_CHARTS = {
    "financial_implications": ("budget",),
    "human_resources_implications": (
        "workforce",
        "support_staff",
        "sickness",
        "overtime",
        "turnover",
    ),
    "implications_for_service_users": ("timeliness",),
}
"""Charts by the start of their names and the section in which they stand; the rest is findings."""


@dataclass(frozen=True)
class Matter:
    """What the paper is about.

    Attributes:
        folder: The run's folder.
        manifest: Its manifest.
        option: The scenario.
        summary: Rows of summary.csv.
        charts: Its charts, each in its section.
    """

    folder: Path
    manifest: dict[str, Any]
    option: Option
    summary: pd.DataFrame
    charts: dict[str, list[ChartBlock]]

    @property
    def year(self) -> tuple[str, str]:
        """The last financial year, and what to say of it."""
        return last_year(self.option.scenario.run.start, self.option.scenario.run.end)

    @property
    def period(self) -> str:
        """First and last day."""
        run = self.option.scenario.run
        return f"{day_words(run.start)} to {day_words(run.end)}"


def run_paper(folder: Path) -> Paper:
    """The paper about a run.

    Args:
        folder: Its finished folder, with charts.

    Raises:
        InputError: If something that it needs is not there.
    """
    manifest = manifest_of(folder, "run")
    option = alone(folder)
    charts = _placed(stored_charts(folder))
    matter = Matter(folder, manifest, option, tables.read_table(folder / "summary.csv"), charts)
    parts = {
        "purpose": _purpose(matter),
        "information": _information(matter),
        "options_considered": _options(matter),
        "reasons_for_recommendation": _reasons(),
        "financial_implications": _financial(matter),
        "human_resources_implications": _measures(
            matter, "human_resources_implications", WORKERS, STAFF
        ),
        "implications_for_service_users": _measures(
            matter, "implications_for_service_users", FAMILIES, USERS
        ),
        "risks": _risks(matter),
        "how_sure_we_are": certainty(manifest, [option]),
        "assumptions": (evidence_table([option]),),
        "method": METHOD,
        "background_papers": making(manifest, _commands(manifest)),
        "details": _details(matter),
    }
    replications = f"{manifest['replications']:,} possible futures"
    subtitle = f"Simulation of {matter.period}, in {replications}"
    return Paper(option.title, subtitle, manifest["ended"], assembled(parts))


def _placed(charts: dict[str, ChartBlock]) -> dict[str, list[ChartBlock]]:
    """The charts by section."""
    placed: dict[str, list[ChartBlock]] = {}
    for name, chart in charts.items():
        section = next((key for key, starts in _CHARTS.items() if name.startswith(starts)), "")
        placed.setdefault(section, []).append(chart)
    return placed


def _purpose(matter: Matter) -> Iterator[Block]:
    yield Paragraph(
        f"To set out what can be expected of the service under “{matter.option.title}” from"
        f" {matter.period}: caseloads, staff, children and families, and the budget."
    )


def _information(matter: Matter) -> Iterator[Block]:
    scenario = matter.option.scenario
    yield Paragraph(
        f"The service was simulated from {matter.period}, in"
        f" {matter.manifest['replications']:,} possible futures."
    )
    if said := plain(scenario.description, LONGEST_DESCRIPTION):
        yield Paragraph(said)
    yield teams_table(scenario)
    yield tables.caseload_table(matter.summary, _teams(matter.manifest))
    yield from matter.charts.get("", ())


def _teams(manifest: dict[str, Any]) -> list[TeamInfo]:
    return [TeamInfo(**team) for team in manifest["teams"]]


def _options(matter: Matter) -> Iterator[Block]:
    yield Paragraph(
        "One scenario was simulated, and no other to set it against. To weigh options, compare"
        " scenarios with a baseline, and make the report of that comparison."
    )
    if table := changes_table([matter.option]):
        yield table


def _reasons() -> Iterator[Block]:
    yield Paragraph(
        "One scenario by itself gives no reason to choose it: the figures say what to expect under"
        " it, and not what would happen without it."
    )


def _financial(matter: Matter) -> Iterator[Block]:
    table = money_of_run(matter.folder, matter.option.scenario)
    if table is None:
        yield Paragraph("No price is given in the scenario, so nothing is said of costs.")
        return
    yield Paragraph(WHAT_IT_IS)
    yield table
    yield from matter.charts.get("financial_implications", ())


def _measures(matter: Matter, section: str, who: str, measures: Sequence[str]) -> Iterator[Block]:
    table = tables.measures_table(matter.summary, measures, matter.year, who)
    if table is not None:
        yield Paragraph(f"What {who} would notice, in the last financial year of the period:")
        yield table
    yield from matter.charts.get(section, ())


def _risks(matter: Matter) -> Iterator[Block]:
    points = tuple(warnings_of([matter.option]))
    if points:
        yield Bullets(points)
    else:
        yield Paragraph(
            "Every team has hours for its work on average. What may go wrong is in the ranges of"
            " the tables: in one future of ten, a figure lies outside its range."
        )


def _commands(manifest: dict[str, Any]) -> list[str]:
    folder = f"results/{manifest['name']}"
    cases = " --cases" if manifest["cases"] else ""
    count = f" --replications {manifest['replications']}"
    return [
        f"python -m sim run {folder}/scenario.toml{count}{cases}",
        f"python -m sim report {folder}",
    ]


def _details(matter: Matter) -> Iterator[Block]:
    yield Paragraph("The tables of this section are too long for a page.")
    yield tables.months_table(matter.summary)
    yield cost_lines(matter.folder, matter.option.scenario)
    yield every_number([matter.option])
