"""A paper about an experiment: a sweep, a search, a sensitivity analysis, a check of the model."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from sim.clock import day_words
from sim.report.manifests import manifest_of, title_of
from sim.report.paper.budget_tables import WHAT_IT_IS, budget_of_run
from sim.report.paper.certainty import certainty
from sim.report.paper.content import Block, Bullets, Paper, Paragraph, TableBlock
from sim.report.paper.evidence_tables import every_number, evidence_table
from sim.report.paper.making import making
from sim.report.paper.method import METHOD
from sim.report.paper.risks import warnings_of
from sim.report.paper.sections import assembled
from sim.report.paper.service_tables import changes_table, teams_table
from sim.report.paper.stored_charts import stored_charts
from sim.report.paper.stored_scenarios import LONGEST_DESCRIPTION, Option, alone
from sim.report.style import plain


class Findings(NamedTuple):
    """What an experiment found.

    Attributes:
        answers: In sentences.
        tried: What was tried, for the section on options.
        tables: What came out.
        long: What came out in full.
        caution: What to bear in mind of how it was found, a sentence or a few each.
    """

    answers: list[str]
    tried: str
    tables: tuple[TableBlock, ...]
    long: tuple[TableBlock, ...] = ()
    caution: tuple[str, ...] = ()


def study_paper(kind: str, find: Callable[[Path], Findings], folder: Path) -> Paper:
    """The paper about an experiment.

    Args:
        kind: What kind of experiment.
        find: What reads its findings.
        folder: Its finished folder, with charts.

    Raises:
        InputError: If something that it needs is not there.
    """
    manifest, base, found = manifest_of(folder, kind), alone(folder), find(folder)
    parts: dict[str, Iterable[Block]] = {
        "purpose": [
            Paragraph(plain(manifest["question"]) or f"To report on “{title_of(manifest)}”.")
        ],
        "information": _information(manifest, base),
        "options_considered": _options(base, found),
        "reasons_for_recommendation": _reasons(folder, found),
        "financial_implications": _financial(base),
        "risks": _risks(base),
        "how_sure_we_are": certainty(manifest, [base], found.caution),
        "assumptions": (evidence_table([base]),),
        "method": METHOD,
        "background_papers": making(manifest, [f"python -m sim report results/{manifest['name']}"]),
        "details": [
            Paragraph("The tables of this section are too long for a page."),
            *found.long,
            every_number([base]),
        ],
    }
    subtitle = f"Simulation of {_period(base)}"
    return Paper(title_of(manifest), subtitle, manifest["ended"], assembled(parts))


def _period(base: Option) -> str:
    return f"{day_words(base.scenario.run.start)} to {day_words(base.scenario.run.end)}"


def _information(manifest: dict[str, Any], base: Option) -> Iterator[Block]:
    futures = (
        f", in {manifest['replications']:,} possible futures" if manifest["replications"] else ""
    )
    yield Paragraph(
        f"The service was simulated from {_period(base)}{futures}, from “{base.title}”."
    )
    if said := plain(base.scenario.description, LONGEST_DESCRIPTION):
        yield Paragraph(said)
    yield teams_table(base.scenario)


def _options(base: Option, found: Findings) -> Iterator[Block]:
    yield Paragraph(found.tried)
    if table := changes_table([base]):
        yield table


def _reasons(folder: Path, found: Findings) -> Iterator[Block]:
    yield Bullets(tuple(found.answers))
    yield from found.tables
    yield from stored_charts(folder).values()


def _financial(base: Option) -> Iterator[Block]:
    table = budget_of_run(base.scenario)
    if table is not None:
        yield Paragraph(f"{WHAT_IT_IS} This is the budget of “{base.title}”.")
        yield table


def _risks(base: Option) -> Iterator[Block]:
    if points := tuple(warnings_of([base])):
        yield Bullets(points)
