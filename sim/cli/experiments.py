"""The commands that do whole experiments from a file."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.cli.options import all_settings, change_options, how_to_run, run_options
from sim.console import Narrator

if TYPE_CHECKING:
    from sim.experiment.conduct import Inquiry


def _conduct(
    inquire: Callable[[Path, list[str]], Inquiry],
    draw: Callable[[Path], object],
    answer: Callable[[Path, bool], None],
    experiment: Path,
    **given: Any,
) -> None:
    """Do an experiment, draw its charts and print its answer."""
    from sim.experiment.conduct import conduct

    said = {key: given[key] for key in ("replications", "seed")}
    settings = all_settings(given["settings"], **said)
    how = {key: given[key] for key in ("jobs", "engine", "executor", "scheduler")}
    options = how_to_run(**how)
    with Narrator(given["quiet"], sys.stderr) as narrator:

        def draw_charts(folder: Path) -> None:
            if not given["no_charts"]:
                narrator.says("Drawing the charts.")
                draw(folder)

        inquiry = inquire(experiment, settings)
        folder = conduct(inquiry, given["out"], options, narrator, draw_charts)
    answer(folder, given["as_json"])


_file = click.argument("experiment", type=click.Path(path_type=Path))


@click.command()
@_file
@change_options
@run_options
def sweep(**given: Any) -> None:
    """Try many mixes of staff, or of any other numbers of a scenario.

    What was simulated before is not simulated again, so an experiment that was stopped goes on
    where it was, and one that is given more levels or replications makes only these.
    """
    from sim.answers.sweep import tell_sweep
    from sim.experiment.sweep import sweep as inquire
    from sim.report.charts import draw_sweep

    _conduct(inquire, draw_sweep, tell_sweep, **given)


@click.command()
@_file
@change_options
@run_options
def seek(**given: Any) -> None:
    """Find the least-cost mix that is good enough, and where the better option changes."""
    from sim.answers.seek import tell_seek
    from sim.experiment.seek import seek as inquire
    from sim.report.charts import draw_seek

    _conduct(inquire, draw_seek, tell_seek, **given)


@click.command()
@_file
@change_options
@run_options
def sensitivity(**given: Any) -> None:
    """Find which uncertain numbers the answer depends on."""
    from sim.answers.sensitivity import tell_sensitivity
    from sim.experiment.sensitivity import sensitivity as inquire
    from sim.report.charts import draw_sensitivity

    _conduct(inquire, draw_sensitivity, tell_sensitivity, **given)


@click.command()
@_file
@change_options
@run_options
def calibrate(**given: Any) -> None:
    """Find the numbers that nobody publishes, so that the model meets published figures.

    What comes out is a set of sets of numbers that a scenario can draw from, with an account of
    what the figures can't tell.
    """
    from sim.answers.calibrate import tell_calibrate
    from sim.experiment.calibrate import calibrate as inquire
    from sim.report.charts import draw_calibrate

    _conduct(inquire, draw_calibrate, tell_calibrate, **given)


@click.command()
@click.argument("experiment", type=click.Path(path_type=Path), default="validation.toml")
@change_options
@run_options
def validate(**given: Any) -> None:
    """Hold the model against published figures, the shipped ones unless others are given.

    Each figure lies inside or outside the range that the model expects in 19 of 20 futures.
    """
    from sim.answers.validation import tell_validation
    from sim.experiment.validation import validate as inquire
    from sim.report.charts import draw_validation

    _conduct(inquire, draw_validation, tell_validation, **given)
