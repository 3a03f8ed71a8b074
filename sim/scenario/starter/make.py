"""A scenario file of a council's own, from the table of its teams to the file."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import NamedTuple

from sim.errors import InputError
from sim.scenario.extends import read_chain, shipped_folder
from sim.scenario.load import resolved
from sim.scenario.schema import Scenario
from sim.scenario.starter.names import short_name
from sim.scenario.starter.source import read_table
from sim.scenario.starter.teams import read_teams
from sim.scenario.starter.writing import MARK, scenario_text
from sim.scenario.tables.service import LAST_YEAR
from sim.scenario.toml_source import Source, parse

BASE = "children_services.toml"
LONGEST_NAME = 60
OUT = "Give another name with --out"


class Starter(NamedTuple):
    """A scenario file that was made.

    Attributes:
        file: Where it is.
        of: What people call the table.
        scenario: What it says.
        to_look_at: How many lines are marked as those to look at.
        left_out: What of the table was not used, in words.
    """

    file: Path
    of: str
    scenario: Scenario
    to_look_at: int
    left_out: list[str]


def make_starter(path: Path, sheet: str | None, start: date, out: Path | None) -> Starter:
    """Read a table of teams and write a scenario file for it.

    Args:
        path: A CSV file or an Excel workbook.
        sheet: Name of the sheet of a workbook; the first unless given.
        start: First day to simulate.
        out: The file to write; it is named after the table, in this folder, unless given.

    Raises:
        InputError: The table can't be read, or the file can't be written.
        InputErrors: The table has mistakes; all of them at once.
    """
    if not 1 <= start.year <= LAST_YEAR - 2:
        raise InputError(f"{start} is no day to start on.", "Write a year of this century.")
    out = out or Path(f"{_name_of(path)}.toml")
    if out.suffix != ".toml":
        raise InputError("a scenario file ends in .toml.", f"Write {out.stem}.toml.", out)
    table = read_table(path, sheet)
    _refuse_existing(out, OUT)
    teams = read_teams(table)
    text = scenario_text(_name_of(out), out.name, table.name(), teams, start)
    scenario = _checked(out, text)
    write_new(out, text.encode(), OUT)
    return Starter(out, table.name(), scenario, text.count(MARK), teams.left_out)


def next_april(today: date) -> date:
    """The first day of the next financial year, today included."""
    return date(today.year + (today > date(today.year, 4, 1)), 4, 1)


def write_new(path: Path, content: bytes, advice: str) -> None:
    """Write a file, and never over another.

    Args:
        path: The file.
        content: What is to stand in it.
        advice: What to do if there is one already.

    Raises:
        InputError: There is a file of that name, or none can be written there.
    """
    _refuse_existing(path, advice)
    try:
        with path.open("xb") as file:
            file.write(content)
    except OSError as error:
        if not isinstance(error, FileExistsError):
            with suppress(OSError):
                path.unlink(missing_ok=True)  # what a full disk has left
        problem = f"this can't be written ({error.strerror})."
        raise InputError(problem, "Name another file or folder.", path) from None


def _refuse_existing(path: Path, advice: str) -> None:
    if path.exists():
        remedy = f"Nothing was changed. {advice}, or delete or rename that file."
        raise InputError("there is a file of this name already.", remedy, path)


def _name_of(file: Path) -> str:
    """The name of a scenario, after that of a file."""
    return short_name(file.stem, LONGEST_NAME) or "my_council"


def _checked(out: Path, text: str) -> Scenario:
    """What the file will say, checked as ``check`` does it, before there is a file."""
    document = parse(text, out)
    del document["extends"]
    base = read_chain(shipped_folder() / "parts" / BASE)
    return resolved([Source(out, document, text), *base])
