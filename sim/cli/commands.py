"""The commands, and what each of them does with its options."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim import __version__
from sim.cli.options import (
    AUTO,
    all_settings,
    change_options,
    how_to_run,
    json_option,
    run_options,
    scenario_options,
)
from sim.console import Narrator, tell

if TYPE_CHECKING:
    from sim.experiment.precision import Precision
    from sim.scenario.schema import Scenario


def _load(path: Path, settings: Sequence[str], **direct: int | None) -> Scenario:
    """Read a scenario; options of their own, such as --seed, have the last word."""
    from sim.scenario.load import load_scenario

    return load_scenario(path, all_settings(settings, **direct))


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="Headroom", message="%(prog)s %(version)s")
def commands() -> None:
    """Headroom simulates a children's social care workforce.

    It shows what support staff, social workers and other changes would do to caseloads, and what
    they would cost.
    """


@commands.command()
@scenario_options
@run_options
@click.option("--cases", is_flag=True, help="Also keep a row for each stage of each case.")
@click.option(
    "--half-width",
    "half_widths",
    multiple=True,
    metavar="MEASURE[@UNIT]=X",
    help="With --replications auto: half the width of the 95 % interval of a mean in the last week,"
    " at most, such as caseload_per_fte=1% (of the mean, the usual) or open_cases@Assessment=5."
    " Without a unit: of every group and the service. Repeatable.",
)
@click.option(
    "--most-replications",
    type=int,
    metavar="N",
    help="With --replications auto: how many to make at most; 10,000 unless given.",
)
def run(
    *,
    scenario: Path,
    settings: tuple[str, ...],
    seed: int | None,
    replications: int | str | None,
    half_widths: tuple[str, ...],
    most_replications: int | None,
    out: Path,
    cases: bool,
    no_charts: bool,
    quiet: bool,
    as_json: bool,
    **how: Any,
) -> None:
    """Simulate a scenario and leave tables and charts in its results folder.

    A run that was stopped goes on where it was when the same command is given again.
    """
    from sim.answers.run import tell_run
    from sim.experiment.runner import run as run_scenario

    precision = _precision(replications, half_widths, most_replications)
    number = replications if isinstance(replications, int) else None
    loaded = _load(scenario, settings, replications=number, seed=seed)
    options = how_to_run(precision, cases=cases, **how)
    with Narrator(quiet, sys.stderr) as narrator:

        def draw(folder: Path) -> None:
            if not no_charts:
                from sim.report.charts import draw_all

                narrator.says("Drawing the charts.")
                draw_all(folder)

        folder = run_scenario(loaded, out, options, narrator, draw)
    tell_run(loaded, folder, as_json)


def _precision(
    replications: int | str | None, half_widths: Sequence[str], most: int | None
) -> Precision | None:
    """How precise means shall be, where that decides how many replications there are."""
    if replications == AUTO:
        from sim.experiment.precision import Precision

        return Precision.of(half_widths, most)
    if half_widths or most is not None:
        raise click.UsageError("--half-width and --most-replications need --replications auto.")
    return None


@commands.command()
@click.argument("scenarios", nargs=-1, required=True, type=click.Path(path_type=Path))
@change_options
@run_options
@click.option(
    "--baseline", metavar="NAME", help="Scenario to compare with; the first unless given."
)
@click.option(
    "--measure",
    default="caseload_per_fte",
    metavar="NAME",
    show_default=True,
    help="The measure to answer for, by its name in summary.csv.",
)
@click.option(
    "--unit",
    metavar="NAME",
    help="Team or group to answer for; the baseline's answer_for unless given.",
)
@click.option(
    "--target",
    type=float,
    metavar="X",
    help="What the measure should reach; for the caseload, the highest manageable unless given.",
)
@click.option(
    "--at",
    metavar="DATE",
    default="end",
    show_default=True,
    help="Day to answer for, such as 2020-03-31, or end.",
)
@click.option(
    "--name", metavar="NAME", help="Name of the comparison; those of the scenarios unless given."
)
def compare(
    *,
    scenarios: tuple[Path, ...],
    settings: tuple[str, ...],
    seed: int | None,
    replications: int | None,
    engine: Any,
    jobs: int | None,
    executor: Any,
    scheduler: str,
    out: Path,
    no_charts: bool,
    quiet: bool,
    as_json: bool,
    at: str,
    **asked: Any,
) -> None:
    """Compare scenarios with a baseline, future by future.

    Scenarios are run first; results that are there already are not made again. A folder with
    finished results can stand in place of a scenario file.
    """
    from sim.answers.comparison import tell_comparison
    from sim.experiment.compare import compare as compare_scenarios
    from sim.experiment.entrants import entrants
    from sim.experiment.question import Question, day_to_answer_for

    those = entrants(scenarios, all_settings(settings, replications=replications, seed=seed))
    question = Question(at=day_to_answer_for(at), **asked)
    options = how_to_run(jobs=jobs, engine=engine, executor=executor, scheduler=scheduler)
    with Narrator(quiet, sys.stderr) as narrator:

        def draw(folder: Path) -> None:
            if not no_charts:
                from sim.report.charts import draw_comparison

                narrator.says("Drawing the charts.")
                draw_comparison(folder)

        folder = compare_scenarios(those, out, question, options, narrator, draw)
    tell_comparison([one.scenario for one in those], folder, as_json)


@commands.command()
@scenario_options
@json_option
def check(*, scenario: Path, settings: tuple[str, ...], seed: int | None, as_json: bool) -> None:
    """Check a scenario without running it; print each team's load and every assumption.

    Figures that can be read in more than one way are listed with the way that is taken.
    """
    from sim.answers.check import tell_check
    from sim.scenario.load import try_alternatives

    loaded = _load(scenario, settings, seed=seed)
    try_alternatives(scenario, all_settings(settings, seed=seed))
    tell_check(loaded, as_json)


@commands.command()
@click.option(
    "--for",
    "kind",
    default="scenario",
    show_default=True,
    metavar="KIND",
    help="scenario, scenario.overlay (a file that extends another), sweep, seek, sensitivity,"
    " validation or calibration.",
)
def schema(kind: str) -> None:
    """Print the JSON Schema of a kind of file, for completion and checks in an editor."""
    from sim.answers.schema import KINDS, schema_of

    if kind not in KINDS:
        raise click.BadParameter(f"choose one of {', '.join(KINDS)}.", param_hint="--for")
    tell(json.dumps(schema_of(kind), indent=2))


@commands.command()
@scenario_options
@click.option(
    "--replication", type=int, metavar="N", default=0, show_default=True, help="Which one."
)
@click.option("--case", metavar="ID", help="Only what happened to this case.")
@click.option("--worker", metavar="ID", help="Only what happened to this worker.")
@click.option("--team", metavar="NAME", help="Only what happened in this team.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "csv", "json"]),
    default="text",
    show_default=True,
    help="How to print the events.",
)
def replay(
    *,
    scenario: Path,
    settings: tuple[str, ...],
    seed: int | None,
    replication: int,
    case: str | None,
    worker: str | None,
    team: str | None,
    form: str,
) -> None:
    """Print the events of one replication, to read or to follow one case or worker."""
    if case is not None and worker is not None:
        raise click.UsageError("Give --case or --worker, not both.")
    from sim.answers.replay import tell_events
    from sim.experiment.replay import following, team_called
    from sim.experiment.replay import replay as replay_scenario

    loaded = _load(scenario, settings, seed=seed)
    events = replay_scenario(loaded, replication)
    if case or worker or team:
        events = following(events, case or worker, team and team_called(loaded, team))
    tell_events(loaded, events, form)
