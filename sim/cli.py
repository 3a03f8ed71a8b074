"""The command line: what can be asked, how it is answered, and the exit codes."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from sim import __version__
from sim.console import (
    Narrator,
    ReaderGoneError,
    let_go_of_stdout,
    mutter,
    prepare_streams,
    tell,
)
from sim.errors import InputError, InputErrors, MachineError, SimError
from sim.experiment.engines import ENGINES
from sim.experiment.executors import EXECUTORS, unencrypted
from sim.signals import Ear, listening

if TYPE_CHECKING:
    from sim.experiment.runner import RunOptions
    from sim.scenario.schema import Scenario

UNEXPECTED = 1
DEBUG = "HEADROOM_DEBUG"
Command = TypeVar("Command", bound=Callable[..., Any])


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code; no error leaves this function."""
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    prepare_streams()
    with listening() as ear:
        try:
            code = commands.main(arguments, standalone_mode=False)
            sys.stdout.flush()
            return int(code or 0)
        except BaseException as error:  # the one place that turns errors into words
            return _end(error, ear, "--json" in arguments)


def _end(error: BaseException, ear: Ear, as_json: bool) -> int:
    """Say what went wrong, in words or as JSON, and return the exit code."""
    code, words = _explained(error, ear)
    if code and os.environ.get(DEBUG):
        import traceback

        mutter("".join(traceback.format_exception(error)))
    if words:
        mutter(words)
    if isinstance(error, BrokenPipeError):
        let_go_of_stdout()
    elif as_json and code:
        _tell_error(error, code, words, "stopped" if ear.signal_number else "error")
    return code


def _explained(error: BaseException, ear: Ear) -> tuple[int, str]:
    """Exit code and words for an error."""
    if ear.signal_number:
        return ear.exit_code, "Stopped."
    if isinstance(error, SimError):
        return error.exit_code, f"Error: {error}"
    if isinstance(error, click.ClickException):
        error.show()
        return error.exit_code, ""
    if isinstance(error, ReaderGoneError | BrokenPipeError | SystemExit):
        return _code_of_exit(error), ""
    if isinstance(error, OSError | MemoryError):
        return (
            MachineError.exit_code,
            f"Error: The machine refused: {str(error) or 'no memory left'}.",
        )
    return UNEXPECTED, (
        f"Sorry, this is a fault in the program and not in your files ({type(error).__name__}:"
        f" {error}).\nPlease report it with the command that you gave, the scenario file, and what"
        f" the same command prints with {DEBUG}=1 set in the environment."
    )


def _code_of_exit(error: BaseException) -> int:
    """The code that a library chose; none is an error where only the reader has left."""
    return error.code if isinstance(error, SystemExit) and isinstance(error.code, int) else 0


def _tell_error(error: BaseException, code: int, words: str, status: str) -> None:
    """The one JSON object of a command that failed."""
    single = error.errors if isinstance(error, InputErrors) else [error]
    details = [
        {
            "file": None if one.file is None else str(one.file),
            "line": one.line,
            "key": one.key,
            "problem": one.problem,
            "remedy": one.remedy,
        }
        for one in single
        if isinstance(one, InputError)
    ]
    said = error.format_message() if isinstance(error, click.ClickException) else words
    result = {"status": status, "exit_code": code, "message": said, "errors": details}
    try:
        tell(json.dumps(result))
    except (ReaderGoneError, MachineError):
        return


def _together(*options: Callable[[Command], Command]) -> Callable[[Command], Command]:
    """Options that several commands share, as one decorator."""

    def declare(command: Command) -> Command:
        for option in options:
            command = option(command)
        return command

    return declare


json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")

change_options = _together(
    click.option("--seed", type=int, metavar="S", help="Seed of the random numbers."),
    click.option(
        "--set",
        "settings",
        multiple=True,
        metavar="KEY=VALUE",
        help="Change a value of the scenario, such as run.end=2020-03-31. Repeatable.",
    ),
)
"""The settings that change a scenario for one command."""

scenario_options = _together(
    change_options, click.argument("scenario", type=click.Path(path_type=Path))
)
"""The scenario file, and the settings that change it."""

run_options = _together(
    json_option,
    click.option("--quiet", is_flag=True, help="No progress on stderr."),
    click.option("--no-charts", is_flag=True, help="Leave the charts out."),
    click.option(
        "--out",
        type=click.Path(path_type=Path),
        default=Path("results"),
        metavar="DIR",
        show_default=True,
        help="Folder for results; each scenario gets its own folder in it.",
    ),
    click.option(
        "--jobs",
        type=click.IntRange(min=1),
        metavar="N",
        help="Replications at work at a time; one for each processor core unless given.",
    ),
    click.option(
        "--executor",
        type=click.Choice(EXECUTORS),
        default="local",
        show_default=True,
        help="Who does the work: this machine, or the workers of a Dask scheduler.",
    ),
    click.option(
        "--scheduler",
        default="",
        metavar="ADDRESS",
        help="Where the Dask scheduler is, such as tls://10.0.0.1:8786.",
    ),
    click.option(
        "--engine",
        type=click.Choice(ENGINES),
        default="auto",
        show_default=True,
        help="Which engine simulates: compiled, SimPy, or auto: compiled, and held to SimPy.",
    ),
    click.option("--replications", type=int, metavar="N", help="How many futures to simulate."),
)
"""How to run scenarios, and what to say and draw."""


def _load(path: Path, settings: Sequence[str], **direct: int | None) -> Scenario:
    """Read a scenario; options of their own, such as --seed, have the last word."""
    from sim.scenario.load import load_scenario

    return load_scenario(path, _settings(settings, **direct))


def _settings(settings: Sequence[str], **direct: int | None) -> list[str]:
    """All settings, those of options of their own last."""
    said = [f"run.{key}={value}" for key, value in direct.items() if value is not None]
    return [*settings, *said]


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
def run(
    *,
    scenario: Path,
    settings: tuple[str, ...],
    seed: int | None,
    replications: int | None,
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
    from sim import answers
    from sim.experiment.runner import run as run_scenario

    loaded = _load(scenario, settings, replications=replications, seed=seed)
    options = _run_options(cases=cases, **how)
    with Narrator(quiet, sys.stderr) as narrator:

        def draw(folder: Path) -> None:
            if not no_charts:
                from sim.report.charts import draw_all

                narrator.says("Drawing the charts.")
                draw_all(folder)

        folder = run_scenario(loaded, out, options, narrator, draw)
    answers.tell_run(loaded, folder, as_json)


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
    "--unit", metavar="NAME", help="Team or group to answer for; the whole service unless given."
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
    from sim import answers
    from sim.experiment.compare import compare as compare_scenarios
    from sim.experiment.entrants import entrants
    from sim.experiment.question import Question, day_to_answer_for

    those = entrants(scenarios, _settings(settings, replications=replications, seed=seed))
    question = Question(at=day_to_answer_for(at), **asked)
    options = _run_options(jobs=jobs, engine=engine, executor=executor, scheduler=scheduler)
    with Narrator(quiet, sys.stderr) as narrator:

        def draw(folder: Path) -> None:
            if not no_charts:
                from sim.report.charts import draw_comparison

                narrator.says("Drawing the charts.")
                draw_comparison(folder)

        folder = compare_scenarios(those, out, question, options, narrator, draw)
    answers.tell_comparison([one.scenario for one in those], folder, as_json)


@commands.command()
@scenario_options
@json_option
def check(*, scenario: Path, settings: tuple[str, ...], seed: int | None, as_json: bool) -> None:
    """Check a scenario without running it; print each team's load and every assumption."""
    from sim import answers

    answers.tell_check(_load(scenario, settings, seed=seed), as_json)


@commands.command()
@click.option("--overlay", is_flag=True, help="For files that extend another: no key is required.")
def schema(overlay: bool) -> None:
    """Print the JSON Schema of scenario files, for completion and checks in an editor."""
    from sim import answers
    from sim.scenario.schema import Scenario

    whole = Scenario.model_json_schema()
    tell(json.dumps(answers.for_overlays(whole) if overlay else whole, indent=2))


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
    from sim import answers
    from sim.experiment.replay import following
    from sim.experiment.replay import replay as replay_scenario

    loaded = _load(scenario, settings, seed=seed)
    events = replay_scenario(loaded, replication)
    if case or worker or team:
        events = following(events, case or worker, team)
    answers.tell_events(loaded, events, form)


def _run_options(*, jobs: int | None, scheduler: str, **more: Any) -> RunOptions:
    """How to run scenarios; what goes over a network unencrypted is warned of."""
    from sim.experiment.runner import RunOptions

    options = RunOptions(jobs=jobs or _cores(), scheduler=scheduler, **more)
    if warning := unencrypted(scheduler):
        mutter(warning)
    return options


def _cores() -> int:
    """Processor cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
