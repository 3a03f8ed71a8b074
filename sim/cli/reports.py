"""The command that makes documents of stored results."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from sim.cli.options import json_option
from sim.console import Narrator


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--template",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The council's own Word document (.docx) to fill.",
)
@json_option
@click.option("--quiet", is_flag=True, help="No progress on stderr.")
def report(*, folder: Path, template: Path | None, as_json: bool, quiet: bool) -> None:
    """Write a committee paper, a workbook and a web page from stored results.

    Nothing is simulated again. FOLDER is the folder of a finished run, comparison or experiment.
    Charts that it does not have yet are drawn.
    """
    from sim.answers.report import tell_report
    from sim.experiment.finished import finished
    from sim.report.charts import draw_missing
    from sim.report.documents.write import write_documents

    with Narrator(quiet, sys.stderr) as narrator, finished(folder) as (place, kind):
        narrator.says("Drawing charts that are not there yet, and writing documents.")
        draw_missing(place, kind)
        documents = write_documents(place, template)
    tell_report(place, documents, as_json)
