"""Options that several commands share."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from sim.console import mutter
from sim.experiment.engines import ENGINES
from sim.experiment.executors import EXECUTORS, unencrypted

if TYPE_CHECKING:
    from sim.experiment.precision import Precision
    from sim.experiment.runner import RunOptions

AUTO = "auto"
Command = TypeVar("Command", bound=Callable[..., Any])


def _together(*options: Callable[[Command], Command]) -> Callable[[Command], Command]:
    """Options that several commands share, as one decorator."""

    def declare(command: Command) -> Command:
        for option in options:
            command = option(command)
        return command

    return declare


def _replications(
    context: click.Context, _: click.Parameter, value: str | None
) -> int | str | None:
    """A number of replications, or ``auto`` where a single scenario is run."""
    if value is None or (value == AUTO and context.info_name == "run"):
        return value
    if value == AUTO:
        raise click.BadParameter(
            "only run finds out by itself how many are enough. Give a number here: the most that"
            " run --replications auto came to for one of the scenarios is a good one."
        )
    try:
        return int(value)
    except ValueError:
        raise click.BadParameter(f"{value!r} is not a whole number.") from None


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
    click.option(
        "--replications",
        callback=_replications,
        metavar="N",
        help="How many futures to simulate; run also takes auto: until means are precise enough.",
    ),
)
"""How to run scenarios, and what to say and draw."""


def all_settings(settings: Sequence[str], **direct: int | None) -> list[str]:
    """All settings, those of options of their own last."""
    said = [f"run.{key}={value}" for key, value in direct.items() if value is not None]
    return [*settings, *said]


def how_to_run(
    precision: Precision | None = None, *, jobs: int | None, scheduler: str, **more: Any
) -> RunOptions:
    """How to run scenarios; what goes over a network unencrypted is warned of."""
    from sim.experiment.runner import RunOptions

    options = RunOptions(precision, jobs=jobs or _cores(), scheduler=scheduler, **more)
    if warning := unencrypted(scheduler):
        mutter(warning)
    return options


def _cores() -> int:
    """Processor cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
