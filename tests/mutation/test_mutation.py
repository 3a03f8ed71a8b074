"""The machinery that makes mutants and tries them; all of it: ``python -m tests.mutation``."""

import subprocess
import sys
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("mutants are tried in forks", allow_module_level=True)

from tests.mutation.explained import explained, reasons
from tests.mutation.groups import GROUPS
from tests.mutation.mutants import ROOT, mutants

MODULE = '''
"""What it is."""
from __future__ import annotations

from sim import thing

Kind = TypeVar("Kind")
LIMIT = 7


@jit(inline="always")
def over(x: float, at: "Limit" = 1.5) -> bool:
    """Whether it is."""
    assert x > 0.0, "never"
    if x > 9.0:
        raise ValueError(f"{x} is over {9.0}")
    return sorted(zip(x, at, strict=True), key=abs) and x > at
'''


@pytest.fixture
def changes(tmp_path):
    """The lines of a module that mutants have and it has not."""

    def of(text):
        path = tmp_path / "module.py"
        path.write_text(text)
        lines = set(text.splitlines())
        return [
            line.strip()
            for mutant in mutants(path)
            for line in mutant.text.splitlines()
            if line not in lines
        ]

    return of


def test_what_runs_is_changed_and_nothing_else(changes):
    assert changes(MODULE) == [
        "LIMIT = None",
        "LIMIT = 8",
        'def over(x: float, at: "Limit" = 2.5) -> bool:',
        "if x >= 9.0:",
        "if x > 10.0:",
        "return sorted(zip(x, at, strict=True), key=abs) or x > at",
        "return sorted(zip(x, at, strict=True), ) and x > at",
        "return sorted(zip(x, at, strict=True), key=abs) and x >= at",
    ]


def test_every_mutant_is_a_module_with_one_change():
    for mutant in mutants(ROOT / "sim" / "results" / "ratio.py"):
        compile(mutant.text, "mutant", "exec")
        assert mutant.identity.was != mutant.identity.becomes
        assert mutant.module == "sim.results.ratio"


def test_what_explained_mutants_change_is_still_there():
    """The whole command looks whether each can still be made, which takes longer."""
    files = {path.relative_to(ROOT).as_posix() for group in GROUPS for path in group.paths()}
    for identity in reasons():
        assert identity.file in files
        lines = (ROOT / identity.file).read_text("utf-8").splitlines()
        assert identity.was in " ".join(line.strip() for line in lines), str(identity)


def test_an_explanation_without_its_mutant_is_told(monkeypatch):
    path = ROOT / "sim" / "results" / "ratio.py"
    real = next(identity for identity in reasons() if identity.file == "sim/results/ratio.py")
    gone = real._replace(becomes="another text")
    monkeypatch.setattr("tests.mutation.explained.reasons", lambda: dict.fromkeys([real, gone], ""))
    known, missing = explained([path])
    assert [mutant.identity for mutant in known] == [real]
    assert missing == [gone]


def test_all_that_simulates_is_mutated():
    mutated = {path for group in GROUPS for path in group.paths()}
    assert mutated >= {path for name in ("model", "compiled") for path in folder(name).glob("*.py")}


def folder(name: str) -> Path:
    return ROOT / "sim" / name


def test_mutants_are_noticed_survive_or_are_stopped_as_they_should():
    """In a process of its own, into which nothing that is mutated was ever imported."""
    command = [sys.executable, "-m", "tests.mutation.few"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
