"""How stored results were made: what a reader needs to check them, or to make them again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sim.clock import day_words
from sim.report.manifests import engine_words
from sim.report.paper.cells import words
from sim.report.paper.content import Block, Column, Paragraph, TableBlock
from sim.report.paper.stored_charts import UNNUMBERED
from sim.report.style import plain

Manifest = Mapping[str, Any]


def making(manifest: Manifest, commands: Sequence[str]) -> tuple[Block, ...]:
    """Where the figures are from.

    Args:
        manifest: Of the results folder.
        commands: What to type to make the results and this report again.
    """
    rows = [*_facts(manifest), *(("Command", command) for command in commands)]
    columns = (Column("What"), Column("Made with"))
    cells = tuple((words(what), words(value)) for what, value in rows)
    return (
        Paragraph(
            "Every figure in this report is read from stored results; nothing was simulated again"
            " for it. The same scenario, seed and version give the same figures to the last digit."
        ),
        TableBlock(UNNUMBERED, "How the results were made", columns, cells),
    )


def _facts(manifest: Manifest) -> Iterator[tuple[str, str]]:
    yield "Results", str(manifest["name"])
    start, end = (day_words(date.fromisoformat(manifest[key])) for key in ("start", "end"))
    yield "Period", f"{start} to {end}"
    if "replications" in manifest:
        yield "Replications (futures)", f"{manifest['replications']:,}"
    yield "Seed of the random numbers", str(manifest["seed"])
    for entry in manifest.get("scenarios", ()):
        if "engine" in entry:
            yield f"Engine, {plain(entry['name'], 60)}", engine_words(entry)
    if "engine" in manifest:
        yield "Engine", engine_words(manifest)
    libraries = [f"{name} {version}" for name, version in manifest["versions"].items()]
    yield "Versions", ", ".join(libraries)
    yield "Commit of the program", str(manifest["git_commit"] or "not known")
    yield "Fingerprint of the model", str(manifest["model_version"])
    if "scenario_sha256" in manifest:
        yield "Fingerprint of the scenario", str(manifest["scenario_sha256"])
    yield "Machine", str(manifest["machine"])
    yield "Finished", str(manifest["ended"]).replace("T", " ").replace("Z", " UTC")
