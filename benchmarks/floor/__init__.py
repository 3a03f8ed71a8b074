"""The submodel as a C program: how fast it could be at all."""

from __future__ import annotations

import atexit
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import numpy.typing as npt

from sim.record import STAGE_ROW, Record
from sim.samplers import Sampler
from sim.scenario.plan import Plan
from sim.streams import name_hash

FOLDER = Path(__file__).parent
FLAGS = ("-std=gnu11", "-O3", "-march=native", "-ffp-contract=off")
"""What a compiler may do to the program: anything that leaves the bits alone."""
WEEK = np.dtype(
    [
        (name, "i8")
        for name in (
            "open_cases", "workers_in_band_low", "workers_in_band_manageable",
            "workers_in_band_high", "workers_in_band_over", "referrals", "cases_opened", "closures",
        )
    ] + [(name, "f8") for name in ("hours_waiting", "worked_hours", "available_hours")]
)  # fmt: skip
"""The columns of the weekly census that the submodel moves."""


@dataclass(frozen=True)
class FloorRecord:
    """What one replication leaves behind.

    Attributes:
        stages: Rows of finished stages, as in :class:`sim.record.Record`.
        weekly: Rows of :data:`WEEK`, of shape (weeks, teams).
        handled: Arrivals of families, tasks done and delays over.
    """

    stages: npt.NDArray[np.void]
    weekly: npt.NDArray[np.void]
    handled: int


def compiler() -> str | None:
    """The C compiler of this machine, if there is one."""
    return shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")


def compiler_version() -> str:
    """The first line in which the compiler says what it is."""
    said = subprocess.run(
        [str(compiler()), "--version"], check=True, capture_output=True, text=True
    )
    return said.stdout.partition("\n")[0]


@cache
def program(calendar: bool = True) -> Path:
    """The program, compiled once a process.

    Args:
        calendar: Whether coming events are kept in a calendar, or else in a heap.

    Raises:
        RuntimeError: There is no C compiler.
    """
    found = compiler()
    if found is None:
        raise RuntimeError("there is no C compiler")
    path = _folder() / ("calendar" if calendar else "heap")
    flags = [*FLAGS, "-DCALENDAR"] if calendar else [*FLAGS]
    subprocess.run([found, *flags, FOLDER / "submodel.c", "-o", path, "-lm"], check=True)
    return path


@cache
def _folder() -> Path:
    """A folder for programs and their files, which goes with this process."""
    folder = TemporaryDirectory()
    atexit.register(folder.cleanup)
    return Path(folder.name)


def write_plan(plan: Plan, path: Path) -> None:
    """Write a plan of the submodel for the program: numbers, one after the other."""
    stage, role, closes = plan.stages[0], plan.social_worker, plan.week_closes
    sizes = [len(team.post_ftes) for team in plan.teams]
    numbers = [
        plan.seed, len(sizes), sum(sizes), len(closes), plan.n_days, *plan.bands, role.base_hours,
        plan.sibling_work, stage.first_due, stage.task_due, stage.external_delay.a,
        stage.task_hours.a, stage.task_hours.b, *_table(stage.tasks), *_table(plan.children),
        *closes, *(name_hash(team.name) for team in plan.teams), *sizes,
    ]  # fmt: skip
    expected = [team.expected_referrals for team in plan.teams]
    np.concatenate([np.array(numbers, np.float64), *expected]).tofile(path)


def _table(counts: Sampler) -> list[float]:
    """The length of a table of counts, their cumulative probabilities, and the counts."""
    if not counts.xs:
        return [1, 1.0, counts.a]
    return [len(counts.xs), *counts.xs, *counts.ys]


def run_many(plan: Plan, first: int, count: int, calendar: bool = True) -> float:
    """Simulate some replications and keep nothing; returns the program's memory in MB."""
    path = _folder() / "plan"
    write_plan(plan, path)
    return _run(calendar, path, first, count)


def simulate(plan: Plan, calendar: bool = True) -> FloorRecord:
    """Simulate one replication of a plan of the submodel."""
    path, out = _folder() / "plan", _folder() / "out"
    write_plan(plan, path)
    _run(calendar, path, plan.replication, 1, out)
    with out.open("rb") as file:
        handled, rows = np.fromfile(file, np.int64, 2).tolist()
        stages = np.fromfile(file, STAGE_ROW, rows)
        weekly = np.fromfile(file, WEEK).reshape(len(plan.week_closes), len(plan.teams))
    return FloorRecord(stages, weekly, handled)


def _run(calendar: bool, path: Path, first: int, count: int, *out: Path) -> float:
    """Run the program on a plan in a file; returns its memory in MB."""
    command = [program(calendar), path, str(first), str(count), *out]
    done = subprocess.run(command, check=True, capture_output=True)
    return int(done.stdout) * 1024 / 1e6


def differences(one: FloorRecord, other: Record) -> list[str]:
    """What is not the same, bit for bit, in the records of the program and of an engine."""
    names = WEEK.names or ()
    found = [name for name in names if one.weekly[name].tobytes() != other.weekly[name].tobytes()]
    return found + ["stages"] * (one.stages.tobytes() != other.stages.tobytes())
