"""What moves in the results if a number is wrong: measured, worked out, or in words."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from sim.report.sensitivity_data import read_sensitivity
from sim.report.tornado_words import is_clear
from sim.scenario.evidence import Assumption
from sim.scenario.flow import offered_load
from sim.scenario.schema import Scenario
from sim.scenario.uncertainty import assigned, quantities

MEASURED = Path(__file__).with_name("effects.csv")
"""What the tornado of ``python -m docs.generate --runs`` found, kept for quick generation."""

COLUMNS = ("input", "at_low", "at_high", "clear", "futures")
MORE = 1.1
"""How much larger a number is made to see what it does to load."""
LEAST = 0.0005
"""Changes of load under this are none at a decimal of a percent."""


class Effect(NamedTuple):
    """What one uncertain number does to the outcome of the tornado.

    Attributes:
        at_low: Change of the outcome with the number at its lowest value.
        at_high: The same at its highest.
        clear: Whether the two differ by more than chance explains.
        futures: In how many futures that was simulated.
    """

    at_low: float
    at_high: float
    clear: bool
    futures: int


def keep_effects(folder: Path) -> None:
    """Write what a tornado found to :data:`MEASURED`.

    Args:
        folder: Where ``python -m sim sensitivity experiments/tornado.toml`` has left it.
    """
    found = read_sensitivity(folder)
    rows = found.of("tornado", found.outcomes[0])
    with MEASURED.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for (_, row), clear in zip(rows.iterrows(), is_clear(rows), strict=True):
            ends = (f"{row[end]:.4f}" for end in ("low_difference", "high_difference"))
            writer.writerow([row["input"], *ends, "yes" if clear else "no", int(row["n"])])


@cache
def effects() -> Mapping[str, Effect]:
    """What the tornado found, by the key of the number, the largest first."""
    with MEASURED.open(encoding="utf-8", newline="") as file:
        return {
            row["input"]: Effect(
                float(row["at_low"]),
                float(row["at_high"]),
                row["clear"] == "yes",
                int(row["futures"]),
            )
            for row in csv.DictReader(file)
        }


def effect_of(scenario: Scenario, group: Sequence[Assumption]) -> str:
    """The effect of an assumption in a few words; "" where the words above the table must do."""
    measured = effects().get(group[0].key)
    if measured is not None:
        return _in_cases(measured)
    return _on_load(scenario, group)


def _in_cases(effect: Effect) -> str:
    if not effect.clear:
        return "no clear change of cases"
    low, high = sorted((effect.at_low, effect.at_high))
    return f"{_signed(low)} to {_signed(high)} cases"


def _on_load(scenario: Scenario, group: Sequence[Assumption]) -> str:
    """How a tenth more of all these numbers changes the load of the team that feels it most."""
    numbers = dict(quantities(scenario))
    keys = [key for fact in group for key in _number_keys(fact) if key in numbers]
    larger = assigned(scenario, {key: MORE * numbers[key].value for key in keys})
    before = {one.team: one.load for one in offered_load(scenario)}
    changes = {one.team: one.load - before[one.team] for one in offered_load(larger)}
    team = max(changes, key=lambda name: abs(changes[name]))
    if abs(changes[team]) < LEAST:
        return ""
    whose = scenario.teams[team].label or team
    return f"load {_signed(100 * changes[team])} points ({whose})"


def _number_keys(fact: Assumption) -> tuple[str, ...]:
    """The number behind an assumption; of a distribution its mean, or its only value."""
    return fact.key, f"{fact.key}.mean", f"{fact.key}.value"


def _signed(value: float) -> str:
    said = f"{abs(value):.1f}" if abs(value) >= 0.05 else f"{abs(value):.2f}"
    return f"{'-' if value < 0 else '+'}{said}"
