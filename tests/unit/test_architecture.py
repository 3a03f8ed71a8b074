"""What keeps the rooms of the project apart, and what it rests on in order."""

import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import grimp
import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
EXTRAS = [text for same in PROJECT["project"]["optional-dependencies"].values() for text in same]
LATE = {
    "distributed",
    "duckdb",
    "holidays",
    "jinja2",
    "matplotlib",
    "numpy",
    "openpyxl",
    "pandas",
    "pydantic",
    "rich",
    "scipy",
    "simpy",
}
"""What packages are called whose modules have another name."""


def pins():
    """The requirements of constraints.txt by name; some have one for each range of Pythons."""
    found = {}
    for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            pin = Requirement(line)
            found.setdefault(canonicalize_name(pin.name), []).append(pin)
    return found


def test_imports_go_one_way(monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    assert lint_imports(no_cache=True) == EXIT_STATUS_SUCCESS, capsys.readouterr().out


@pytest.mark.parametrize("module", ["sim", "sim.cli"])
def test_nothing_heavy_is_imported_before_it_is_needed(module):
    code = f"import sys, {module}; print(*{{name.partition('.')[0] for name in sys.modules}})"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "sim" in done.stdout.split()
    assert LATE.isdisjoint(done.stdout.split())


def test_every_library_imported_is_a_declared_dependency():
    graph = grimp.build_graph("sim", include_external_packages=True, cache_dir=None)
    outside = {name for name in graph.modules if graph.is_module_squashed(name)}
    of_modules = packages_distributions()
    libraries = {
        canonicalize_name(name)
        for module in outside - sys.stdlib_module_names
        for name in of_modules[module]
    }
    requirements = PROJECT["project"]["dependencies"] + EXTRAS
    declared = {canonicalize_name(Requirement(text).name) for text in requirements}
    # pydantic and its core are one library in two packages
    assert libraries - {"pydantic-core"} == declared


def test_every_dependency_is_pinned_within_its_bounds():
    pinned = pins()
    ours = PROJECT["project"]["dependencies"] + EXTRAS
    for text in ours + PROJECT["dependency-groups"]["dev"]:
        wanted = Requirement(text)
        for pin in pinned[canonicalize_name(wanted.name)]:
            [version] = pin.specifier
            assert version.operator == "=="
            assert wanted.specifier.contains(version.version), f"{pin} is not {wanted}"


def test_constraints_name_no_registry():
    assert all(pin.url is None for same in pins().values() for pin in same)
    assert "://" not in (ROOT / "constraints.txt").read_text("utf-8")
