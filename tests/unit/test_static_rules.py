"""What the source may not do, whatever it would be good for; each rule is shown to fire."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TIMELESS = ("model", "compiled", "results", "scenario", "explore", "samplers")
"""Rooms in which nothing may depend on when it happens."""
TIMELESS_FILES = ("streams.py", "clock.py", "units.py", "record.py", "portable.py")
MONEY = (
    "results/costs*.py",
    "results/outturn*.py",
    "results/outturn*/**/*.py",
    "report/documents/**/*.py",
)
NO_MONEY = ("months", "fte", "float(x)", "float(y)")
"""What stands beside money in its modules and may be rounded, such as places in a drawing."""
_CLOCKS = {"now", "today", "utcnow", "monotonic", "perf_counter", "process_time", "time_ns"}


def timeless() -> list[Path]:
    rooms = [file for room in TIMELESS for file in (ROOT / "sim" / room).rglob("*.py")]
    return [*rooms, *(ROOT / "sim" / name for name in TIMELESS_FILES)]


def _is_time(whose: ast.expr) -> bool:
    """Whether it is a module or class of dates; the time of a simulation is called now, too."""
    return ast.unparse(whose).rpartition(".")[2] in ("datetime", "date", "time")


def clocks(source: str) -> Iterator[int]:
    """The lines that look at a clock."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import(names=names) if any(one.name == "time" for one in names):
                yield node.lineno
            case ast.ImportFrom(module="time"):
                yield node.lineno
            case ast.Attribute(attr=name, value=whose) if name in _CLOCKS and _is_time(whose):
                yield node.lineno


def roundings(source: str) -> Iterator[int]:
    """The lines with ``round(…)`` or ``….round(…)``: half pounds must go up, and not to even."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=ast.Name(id="round") | ast.Attribute(attr="round" | "around")):
                if not any(word in ast.unparse(node) for word in NO_MONEY):
                    yield node.lineno


def found(files, rule) -> list[str]:
    return [
        f"{file.relative_to(ROOT)}, line {line}"
        for file in files
        for line in rule(file.read_text("utf-8"))
    ]


def test_nothing_that_is_simulated_or_measured_looks_at_a_clock():
    assert timeless()
    assert found(timeless(), clocks) == []


def test_money_is_never_rounded_to_even():
    files = [file for pattern in MONEY for file in (ROOT / "sim").glob(pattern)]
    assert files
    assert found(files, roundings) == []


@pytest.mark.parametrize(
    "source",
    [
        "import time",
        "from time import perf_counter",
        "import datetime\nx = datetime.datetime.now()",
        "from datetime import date\nx = date.today()",
    ],
)
def test_a_clock_is_noticed(source):
    assert list(clocks(source))


@pytest.mark.parametrize(
    "source", ["x = round(cost, 2)", "x = costs.round(2)", "x = np.round(gbp)"]
)
def test_rounded_money_is_noticed(source):
    assert list(roundings(source))
    assert not list(roundings("x = round(float(months), 2)"))


@pytest.mark.parametrize(
    ("code", "source"),
    [
        ("S301", "import pickle\n\nx = pickle.loads(b'')\n"),
        ("S302", "import marshal\n\nx = marshal.loads(b'')\n"),
        ("S307", "x = eval('1')\n"),
        ("S102", "exec('1')\n"),
        ("S506", "import yaml\n\nx = yaml.load('1', Loader=yaml.Loader)\n"),
        ("S602", "import subprocess\n\nsubprocess.run('ls', shell=True, check=True)\n"),
        ("NPY002", "import numpy as np\n\nx = np.random.rand()\n"),
        ("TID251", "import numpy as np\n\nx = np.random.default_rng()\n"),
        ("TID251", "import random\n"),
        ("S311", "import random\n\nx = random.random()\n"),
        ("S701", "import jinja2\n\nx = jinja2.Environment()\n"),
        ("TID251", "from jinja2 import select_autoescape\n"),
        ("TID251", "from jinja2 import Template\n"),
        ("S704", "from markupsafe import Markup\n\ny = ''\nx = Markup(y)\n"),
        ("DTZ005", "from datetime import datetime\n\nx = datetime.now()\n"),
        ("DTZ011", "from datetime import date\n\nx = date.today()\n"),
    ],
)
@pytest.mark.parametrize("room", ["sim/model", "sim/results", "sim/report"])
def test_the_linter_refuses(code, source, room):
    if room != "sim/report" and code not in ("TID251", "S301"):
        pytest.skip("one room will do")
    said = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--stdin-filename", f"{room}/planted.py",
         "--output-format", "concise", "-"],
        input=source, cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert f" {code} " in said.stdout


# --- words ---


def unended(source: str) -> Iterator[str]:
    """What errors say that is no whole sentence: the remedy would run on from it."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=ast.Name(id="InputError" | "MachineError" | "UnfinishedError")):
                named = [one.value for one in node.keywords if one.arg in ("problem", "remedy")]
                for said in (*node.args[:2], *named):
                    last = said.values[-1] if isinstance(said, ast.JoinedStr) else said
                    match last:
                        case ast.Constant(value=str(end)) if end and end.rstrip()[-1] not in ".?":
                            yield end


def test_what_an_error_says_is_a_sentence():
    assert list(unended('InputError("no week is here", f"Run {x} again.")')) == ["no week is here"]
    assert list(unended('InputError(problem=f"{x} is no day", remedy="Write one.")'))
    found = {file: list(unended(file.read_text("utf-8"))) for file in (ROOT / "sim").rglob("*.py")}
    assert {file: said for file, said in found.items() if said} == {}
