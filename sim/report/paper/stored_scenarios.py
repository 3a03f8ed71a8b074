"""The scenarios that stored results are about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from sim.errors import InputError
from sim.report.style import LONGEST_TITLE, plain
from sim.scenario.load import load_scenario
from sim.scenario.schema import Scenario

BASELINE = "Baseline"
LONGEST_DESCRIPTION = 2000
"""Characters of a description that are printed."""


class Option(NamedTuple):
    """A scenario as the paper speaks of it.

    Attributes:
        short: Its name in tables: "Baseline", "Option 1" and so on; empty if it stands alone.
        title: What people call it.
        scenario: All that it says.
    """

    short: str
    title: str
    scenario: Scenario

    @property
    def long(self) -> str:
        """Both names."""
        return f"{self.short}: {self.title}" if self.short else self.title


def alone(folder: Path) -> Option:
    """The scenario of a run, or the one that an experiment starts from."""
    scenario = load_scenario(folder / "scenario.toml")
    return Option("", title_of(scenario), scenario)


def compared(folder: Path, manifest: Mapping[str, Any]) -> tuple[Option, ...]:
    """The scenarios of a comparison, the baseline first.

    Raises:
        InputError: If the comparison is of an older version, which did not keep them.
    """
    found = []
    for place, entry in enumerate(manifest["scenarios"]):
        if "file" not in entry:
            raise InputError(
                problem="this comparison was made by an older version, which did not keep its"
                " scenarios in the folder.",
                remedy="Compare again: scenarios that were run are not run again.",
                file=folder,
            )
        scenario = load_scenario(folder / entry["file"])
        short = f"Option {place}" if place else BASELINE
        found.append(Option(short, title_of(scenario), scenario))
    return tuple(found)


def title_of(scenario: Scenario, limit: int = LONGEST_TITLE) -> str:
    """What people call a scenario, fit to be printed."""
    return plain(scenario.title or scenario.name, limit).rstrip(".")


def legend(options: Sequence[Option]) -> str:
    """What the short names of options stand for."""
    return " ".join(f"{option.long}." for option in options if option.short)
