"""What is fuzzed: everything that reads a file which somebody else may have written.

A target takes bytes, puts them where the program looks for a file of that sort, and lets the
program read it. It ends well if the program can use the file, or refuses it in words of its own.
"""

from __future__ import annotations

import contextlib
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest import mock

import sim
from sim.cli import commands
from sim.errors import InputError, InputErrors
from sim.experiment.finished import finished
from sim.report.chart_data import read_results
from sim.report.comparison_data import read_comparison
from sim.report.documents.word import write_word
from sim.report.paper.build import paper_of
from sim.report.paper.cells import words
from sim.report.paper.content import Column, Paper, Paragraph, TableBlock
from sim.report.paper.sections import assembled
from tests.fuzz.workshop import COMPARISON, MADE, RESULTS, RUN, SHORT
from tests.hostile.at_keys import KINDS

FILE = "fuzzed.toml"
EXPERIMENTS = [kind.command for kind in KINDS if kind.command != "check"]


class StopError(Exception):
    """The file was read; nothing is simulated."""


# ---- scenarios, experiments and what they draw from --------------------------------------------


def read_scenario(data: bytes) -> None:
    """Check a scenario file."""
    Path(FILE).write_bytes(data)
    _command("check", FILE)


def read_experiment(data: bytes) -> None:
    """Read an experiment file; its first line is a comment that says of which kind it is."""
    Path(FILE).write_bytes(data)
    said = data.partition(b"\n")[0].strip(b"# \r").decode("ascii", "replace")
    kind = said if said in EXPERIMENTS else EXPERIMENTS[len(data) % len(EXPERIMENTS)]
    with mock.patch("sim.experiment.conduct.conduct", side_effect=StopError):
        _command(kind, FILE)


def read_parameters(data: bytes) -> None:
    """Check a scenario that draws its numbers from a file."""
    Path("parameters.csv").write_bytes(data)
    Path(FILE).write_text('extends = "base.toml"\n[run]\nparameters = "parameters.csv"\n', "utf-8")
    _command("check", FILE)


# ---- tables of teams ---------------------------------------------------------------------------


def read_table(data: bytes) -> None:
    """Make a scenario of a table of teams, and check it."""
    made = Path("starter.toml")
    made.unlink(missing_ok=True)
    Path("table.csv").write_bytes(data)
    _command("new", "table.csv", "--start", "2027-04-01", "--out", made.name)
    if made.exists():
        sim.load_scenario(made)


def read_workbook(data: bytes) -> None:
    """The same of a workbook, one part of which is other."""
    read_table(_archive("example.xlsx", data))


def _archive(name: str, data: bytes) -> bytes:
    """A file of many parts, one of which is other: the first line is its name."""
    other, _, text = data.partition(b"\n")
    archive = io.BytesIO()
    with zipfile.ZipFile(name) as example, zipfile.ZipFile(archive, "w") as made:
        for part in example.namelist():
            made.writestr(part, text if part.encode() == other else example.read(part))
    return archive.getvalue()


# ---- templates of documents --------------------------------------------------------------------


def read_template(data: bytes) -> None:
    """Fill a council's own document, one part of which is other."""
    template = Path("template.docx")
    template.write_bytes(_archive("example.docx", data))
    table = TableBlock(0, "Levels", (Column("Name"),), ((words("first"),),))
    parts = {"purpose": [Paragraph("Why.")], "details": [table]}
    paper = Paper("A paper", "In 2 futures", "2026-11-22T10:00:00Z", assembled(parts))
    _refused(lambda: write_word(paper, Path("report.docx"), template))


# ---- finished results --------------------------------------------------------------------------


def read_manifest(data: bytes) -> None:
    """Use finished results whose manifest is this: run again, compare, report.

    Words such as ``"@files"`` in it stand for what the program wrote under that key, which is other
    for every version of it.
    """
    folder = Path(RESULTS, COMPARISON if b'"comparison"' in data else RUN)
    for key, value in json.loads((folder / MADE).read_text("utf-8")).items():
        data = data.replace(f'"@{key}"'.encode(), json.dumps(value).encode())
    (folder / "manifest.json").write_bytes(data)
    _refused(lambda: sim.entrants([folder]))
    _refused(lambda: _report(folder))
    with mock.patch("sim.experiment.runner._make", side_effect=StopError):
        settings = (word for setting in SHORT for word in ("--set", setting))
        _command("run", "small.toml", "--engine", "simpy", "--no-charts", *settings)


def _report(folder: Path) -> None:
    with finished(folder) as (place, kind):
        if kind in ("run", "comparison"):
            (read_results if kind == "run" else read_comparison)(place)
        paper_of(place)


TARGETS: dict[str, Callable[[bytes], None]] = {
    "scenario": read_scenario,
    "experiment": read_experiment,
    "parameters": read_parameters,
    "table": read_table,
    "workbook": read_workbook,
    "template": read_template,
    "manifest": read_manifest,
}


# ---- how it must end ---------------------------------------------------------------------------


def _command(*arguments: str) -> None:
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        _refused(lambda: commands.main([*arguments, "--json"], standalone_mode=False))


def _refused(read: Callable[[], object]) -> None:
    """Let the program read something; what it refuses must be refused in words."""
    try:
        read()
    except StopError:
        pass
    except (InputError, InputErrors) as error:
        check_words(error)


def check_words(error: Any) -> None:
    """Every single error must say what is wrong and what to do."""
    for one in getattr(error, "errors", [error]):
        assert one.problem, f"no problem: {one}"
        assert one.remedy, f"no remedy: {one}"
