"""What a mix of levers is called in a sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sim.scenario.experiments.levers import Lever

COUNTED = ("FTE", "post", "posts", "worker", "workers")
"""Units of levers that are counted, as in "10 SWSO"; others are named first: "Take-up 0.6"."""


def mix_words(levers: Sequence[Lever], levels: Mapping[str, float]) -> str:
    """A mix in words, such as "10 SWSO and 2 BSA"; what is counted and nought is left out.

    Args:
        levers: The levers.
        levels: The level of each, by its name.
    """
    kept = [one for one in levers if one.unit not in COUNTED or levels[one.name] != 0.0]
    parts = [level_words(one, levels[one.name]) for one in kept or levers]
    return " and ".join(part for part in (", ".join(parts[:-1]), parts[-1]) if part)


def level_words(lever: Lever, level: float) -> str:
    """A level of one lever, such as "10 SWSO" or "Take-up 0.6"."""
    if lever.unit in COUNTED:
        return f"{number_words(level)} {lever.short}"
    return f"{lever.short} {number_words(level)} {lever.unit}".rstrip()


def number_words(level: float) -> str:
    """A level with four digits that count, or all of those before the point."""
    return f"{level:,.4g}" if abs(level) < 9999.5 else f"{level:,.0f}"
