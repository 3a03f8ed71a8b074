"""A paper about options compared with a baseline."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from sim.report.chart_fans import SERVICE
from sim.report.chart_words import full_date
from sim.report.comparison_data import Comparison, read_comparison
from sim.report.comparison_words import answers, pairing, percent, unit_words, week_words
from sim.report.manifests import manifest_of
from sim.report.measure_words import words_of
from sim.report.paper import comparison_tables as tables
from sim.report.paper import money_tables as money
from sim.report.paper import risks
from sim.report.paper.certainty import certainty
from sim.report.paper.content import Block, Bullets, ChartBlock, Paper, Paragraph
from sim.report.paper.evidence_tables import every_number, evidence_table
from sim.report.paper.making import making
from sim.report.paper.measure_lists import FAMILIES, STAFF, USERS, WORKERS, last_year
from sim.report.paper.method import METHOD
from sim.report.paper.sections import assembled
from sim.report.paper.service_tables import changes_table, teams_table
from sim.report.paper.stored_charts import stored_charts
from sim.report.paper.stored_scenarios import LONGEST_DESCRIPTION, Option, compared
from sim.report.paper.turning_points import turning_points
from sim.report.sensitivity_names import listed
from sim.report.style import plain
from sim.results.comparison import BETTER, END
from sim.results.measures import WHOLE_SERVICE

MAIN_CHARTS = ("end_by_option", "cost_against_measure")
MONEY_CHARTS = ("extra_cost_by_year",)
"""Starts of the names of charts, by the section in which they stand; the rest is details."""
NO_BARE_WINNER = (
    "These figures do not recommend an option by themselves. They say what each does to one"
    " measure, how probable that is, and what it costs; what that is worth is for the committee."
)


@dataclass(frozen=True)
class Matter:
    """What the paper is about.

    Attributes:
        folder: The folder of the comparison.
        manifest: Its manifest.
        found: Its tables.
        options: Its scenarios, the baseline first.
        charts: Its charts by name.
        money: Its money.
    """

    folder: Path
    manifest: dict[str, Any]
    found: Comparison
    options: tuple[Option, ...]
    charts: dict[str, ChartBlock]
    money: money.Money

    @cached_property
    def subject(self) -> str:
        """What is asked of whom, such as "caseload of the whole service"."""
        return f"{words_of(self.found.measure).subject} of {unit_words(self.found.unit)}"

    @cached_property
    def year(self) -> tuple[str, str]:
        """The last financial year, and what to say of it."""
        run = self.options[0].scenario.run
        return last_year(run.start, run.end)


def comparison_paper(folder: Path) -> Paper:
    """The paper about a comparison.

    Args:
        folder: Its finished folder, with charts.

    Raises:
        InputError: If something that it needs is not there.
    """
    manifest = manifest_of(folder, "comparison")
    options = compared(folder, manifest)
    matter = Matter(
        folder,
        manifest,
        read_comparison(folder),
        options,
        stored_charts(folder),
        money.read_stored_money(folder, options, manifest["price_base"]),
    )
    what = f"“{options[1].title}”" if len(options) == 2 else "Options"
    parts = {
        "purpose": _purpose(matter),
        "information": _information(matter),
        "options_considered": _options(matter),
        "reasons_for_recommendation": _reasons(matter),
        "financial_implications": _financial(matter),
        "human_resources_implications": _measures(matter, WORKERS, STAFF),
        "implications_for_service_users": _measures(matter, FAMILIES, USERS),
        "risks": _risks(matter),
        "how_sure_we_are": _certainty(matter),
        "assumptions": (evidence_table(options),),
        "method": METHOD,
        "background_papers": making(manifest, _commands(matter)),
        "details": _details(matter),
    }
    return Paper(
        f"{what} compared with “{options[0].title}”",
        f"Simulation of {_period(matter)}, in {matter.found.replications:,} futures",
        manifest["ended"],
        assembled(parts),
    )


def _period(matter: Matter) -> str:
    return f"{full_date(matter.found.start)} to {full_date(matter.found.end)}"


def _purpose(matter: Matter) -> Iterator[Block]:
    count = len(matter.options) - 1
    yield Paragraph(
        f"To set out what {'one option' if count == 1 else f'{count} options'} would do to the"
        f" {matter.subject}, compared with “{matter.options[0].title}”, by"
        f" {full_date(matter.found.day)}: what can be expected, how probable it is, what it costs,"
        " and what the answer rests on."
    )


def _information(matter: Matter) -> Iterator[Block]:
    bands = matter.manifest["bands"]
    yield Paragraph(
        f"The service was simulated from {_period(matter)}, once for every option in each of"
        f" {matter.found.replications:,} possible futures. Results below are for the"
        f" {week_words(matter.found)}, unless they say otherwise."
    )
    yield Paragraph(
        f"A caseload of {bands['manageable_from']} to {bands['high_from'] - 1} cases per full-time"
        f" social worker counts as manageable here, and one of {bands['over_from']} or more as too"
        " high."
    )
    yield teams_table(matter.options[0].scenario)


def _options(matter: Matter) -> Iterator[Block]:
    yield Bullets(tuple(_description(option) for option in matter.options))
    if table := changes_table(matter.options):
        yield table


def _description(option: Option) -> str:
    said = plain(option.scenario.description, LONGEST_DESCRIPTION)
    return f"{option.long}. {said}".rstrip()


def _reasons(matter: Matter) -> Iterator[Block]:
    yield Bullets(tuple(answers(matter.found)))
    yield Paragraph(f"{_best(matter)}{NO_BARE_WINNER}")
    yield tables.effects_table(matter.found, matter.options)
    yield tables.chances_table(matter.found, matter.options)
    if matter.money.is_priced:
        yield money.ranking_table(matter.money)
    yield from _charts(matter, MAIN_CHARTS)
    yield tables.groups_table(matter.found, matter.options)


def _charts(matter: Matter, starts: tuple[str, ...]) -> list[ChartBlock]:
    """The charts whose names begin so."""
    return [chart for name, chart in matter.charts.items() if name.startswith(starts)]


def _best(matter: Matter) -> str:
    """In how many futures each scenario is the best of all."""
    way = BETTER.get(matter.found.measure)
    if way is None:
        return ""
    extreme = "lowest" if way == "lower" else "highest"
    shares = [
        f"in {percent(matter.found.at(matter.found.unit, one)['probability_best'])} of futures with"
        f" {option.short}"
        for option, one in zip(matter.options, matter.found.every, strict=True)
    ]
    return f"The {matter.subject} is {extreme} of all {listed(shares, len(shares))}. "


def _financial(matter: Matter) -> Iterator[Block]:
    found = matter.money
    if not found.is_priced:
        yield Paragraph("No price is given in any of the scenarios, so nothing is said of costs.")
        return
    yield Paragraph(money.WHAT_IT_IS)
    yield money.extra_budget(found)
    yield money.extra_outturn(found)
    yield money.whole_money(found)
    yield money.appraisal_table(found)
    yield from _charts(matter, MONEY_CHARTS)


def _measures(matter: Matter, who: str, measures: tuple[str, ...]) -> Iterator[Block]:
    table = tables.measures_table(matter.folder, measures, matter.options, matter.year, who)
    if table is not None:
        yield Paragraph(f"What {who} would notice, in the last financial year of the period:")
        yield table


def _risks(matter: Matter) -> Iterator[Block]:
    points = [
        *risks.chances_of_failure(matter.found, matter.options),
        *money.stated_risks(matter.money),
        *risks.harms(matter.found, matter.options),
        *risks.warnings_of(matter.options),
    ]
    if points:
        yield Paragraph("What may go wrong, as far as the figures show it:")
        yield Bullets(tuple(points))


def _certainty(matter: Matter) -> Iterator[Block]:
    yield from certainty(matter.manifest, matter.options, [pairing(matter.found)])
    yield from turning_points(matter.folder, matter.manifest, matter.options)


def _commands(matter: Matter) -> list[str]:
    """What makes the results and the report again, from the scenarios in the folder itself."""
    said, folder = matter.manifest, f"results/{matter.manifest['name']}"
    files = " ".join(f"{folder}/{entry['file']}" for entry in said["scenarios"])
    unit = WHOLE_SERVICE if said["unit_kind"] == SERVICE.kind else said["unit"]
    asked = [f"--measure {said['measure']}", f'--unit "{unit}"']
    if said["target"] is not None:
        asked.append(f"--target {said['target']['value']:g}")
    if said["period"] != END:
        asked.append(f"--at {said['period']}")
    return [
        f"python -m sim compare {files} --name {said['name']} {' '.join(asked)}",
        f"python -m sim report {folder}",
    ]


def _details(matter: Matter) -> Iterator[Block]:
    yield from (
        chart
        for name, chart in matter.charts.items()
        if not name.startswith(MAIN_CHARTS + MONEY_CHARTS)
    )
    yield Paragraph("The tables of this section are too long for a page.")
    yield tables.months_table(matter.found, matter.options)
    for who, measures in ((WORKERS, STAFF), (FAMILIES, USERS)):
        yield tables.measures_in_full(matter.folder, measures, matter.options, matter.year, who)
    yield money.money_in_full(matter.money)
    yield money.appraisal_in_full(matter.money)
    if table := tables.differences_table(matter.found, matter.options):
        yield table
    yield every_number(matter.options)
