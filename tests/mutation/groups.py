"""What is mutated, and which tests must notice."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from tests.mutation import interpreted
from tests.mutation.mutants import ROOT

UNIT = ROOT / "tests" / "unit"
ODD = "tests/equivalence/test_odd_scenarios.py"
EVERYTHING = "test_scenario_with_every_feature_is_the_same_in_both_engines"
ENGINES = [f"tests/equivalence/test_engines.py::{EVERYTHING}[{n}]" for n in range(5)]
WHOLE = ("tests/unit/compiled/test_kernel.py", "-knot for_ever")
FOR_EVER = ("tests/unit/compiled/test_kernel.py", "-kfor_ever")
BUDGET = "tests/validation/test_budget.py"
OF_FIGURES = tuple(
    f"tests/unit/test_{name}.py"
    for name in (
        "measures",
        "summary",
        "costs",
        "outturn",
        "comparison",
        "appraisal",
        "cost_tables",
    )
)
LONG = ("test_bounded_memory", "test_calibrate", "test_rounds", "test_seek", "test_size")
"""Tests that simulate for many seconds, and have little to do with what a figure is."""
BY_MACHINE = tuple(f"tests/unit/compiled/test_{name}.py" for name in ("fours", "draws"))
FROZEN = "tests/regression/test_frozen_run.py::test_a_small_run_is_what_it_was"

Stages = list[tuple[str, ...]]


@dataclass(frozen=True)
class Group:
    """Modules that are mutated together.

    Attributes:
        name: What it is called.
        files: Patterns of its files.
        sample: How many of its mutants are tried, if not all.
        stages: The tests for a module, part after part until one notices something.
        prepare: Imports what takes long and has nothing of the group in it.
    """

    name: str
    files: tuple[str, ...]
    sample: int
    stages: Callable[[Path], Stages]
    prepare: Callable[[], None]

    def paths(self) -> list[Path]:
        """The modules."""
        return sorted({path for pattern in self.files for path in ROOT.glob(pattern)})


def then(folder: str, *others: tuple[str, ...]) -> Callable[[Path], Stages]:
    """The test file with a module's name, if it has one, and then others."""

    def stages(path: Path) -> Stages:
        test = UNIT / folder / f"test_{path.stem}.py"
        own = (test.relative_to(ROOT).as_posix(), "-knot for_ever")
        return [own, *others] if test.exists() else [*others]

    return stages


def of_kernel(path: Path) -> Stages:
    """For most of it what runs the whole kernel; for what goes on for ever that, too."""
    stages = then("compiled", (*ENGINES, ODD, f"{FROZEN}[compiled]"), WHOLE)(path)
    return [*stages, FOR_EVER] if path.stem in ("cases", "kernel", "service") else stages


def of_results(path: Path) -> Stages:
    """The tests that import a module of results, those of its name first, and a known budget."""
    module = path.stem
    said = re.compile(rf"sim\.results\.{module}\b|from sim\.results import [^\n]*\b{module}\b")
    tests = [
        test
        for test in sorted(UNIT.glob("test_*.py"))
        if test.stem not in LONG and said.search(test.read_text("utf-8"))
    ]
    tests.sort(key=lambda test: test.stem != f"test_{module}")
    names = [test.relative_to(ROOT).as_posix() for test in tests]
    return [stage for stage in (tuple(names[:1]), (*names[1:], BUDGET), OF_FIGURES) if stage]


def load(names: Sequence[str]) -> None:
    """Import modules."""
    for name in names:
        import_module(name)


def load_plans() -> None:
    """Import what makes plans, and make one, which imports holidays."""
    load((*LIBRARIES, "sim.record", "sim.scenario.load"))
    schema, planning = (import_module(f"sim.scenario.{name}") for name in ("schema", "planning"))
    text = (ROOT / "tests" / "properties" / "everything.toml").read_text("utf-8")
    planning.make_plan(schema.Scenario.model_validate(tomllib.loads(text)), 0)


LIBRARIES = (
    "numpy",
    "pandas",
    "scipy.stats",
    "simpy",
    "pydantic",
    "pytest_cov.plugin",
    "hypothesis",
)


def for_model() -> None:
    load_plans()
    import_module("sim.compiled.kernel").prepare()


def for_compiled() -> None:
    interpreted.install()
    load_plans()
    load(("sim.model",))


def for_machine_code() -> None:
    load_plans()
    load(("numba",))


def for_streams() -> None:
    load((*LIBRARIES, "sim.samplers"))


def for_results() -> None:
    load_plans()
    load(("duckdb",))


MACHINE = ("bits", "cache", "jit", "lanes")
"""Modules of the compiled engine that only a compiler runs."""
FIGURES = (
    "appraisal", "comparison", "cost_tables", "costs", "discounting", "durations", "effects",
    "end_values", "indices", "measures", "money", "outcomes", "outturn", "paired", "posts",
    "ranking", "ratio", "spread", "summary", "sums",
)  # fmt: skip
KERNEL = tuple(
    path.relative_to(ROOT).as_posix()
    for path in sorted((ROOT / "sim" / "compiled").glob("*.py"))
    if path.stem not in MACHINE
)

GROUPS = (
    Group(
        "model", ("sim/model/*.py",), 200,
        then("model", (f"{FROZEN}[model]", "tests/unit/model"), (ODD, *ENGINES)), for_model,
    ),
    Group("compiled", KERNEL, 350, of_kernel, for_compiled),
    Group(
        "machine", tuple(f"sim/compiled/{name}.py" for name in MACHINE), 25,
        then("compiled", BY_MACHINE), for_machine_code,
    ),
    Group(
        "streams", ("sim/streams.py",), 80,
        then("", (f"{FROZEN}[model]", "tests/unit/model")), for_streams,
    ),
    Group(
        "results", tuple(f"sim/results/{name}.py" for name in FIGURES), 170,
        of_results, for_results,
    ),
)  # fmt: skip
