"""Options that several commands share."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from sim.experiment.engines import ENGINES

Command = TypeVar("Command", bound=Callable[..., Any])


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
        "--engine",
        type=click.Choice(ENGINES),
        default="auto",
        show_default=True,
        help="Which engine simulates: compiled, SimPy, or auto: compiled, and held to SimPy.",
    ),
    click.option("--replications", type=int, metavar="N", help="How many futures to simulate."),
)
"""How to run scenarios, and what to say and draw."""


def all_settings(settings: Sequence[str], **direct: int | None) -> list[str]:
    """All settings, those of options of their own last."""
    said = [f"run.{key}={value}" for key, value in direct.items() if value is not None]
    return [*settings, *said]


def cores() -> int:
    """Processor cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
