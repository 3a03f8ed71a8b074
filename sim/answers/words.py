"""Words that several answers share."""

from __future__ import annotations

from datetime import date


def plural(count: int, noun: str) -> str:
    """A count with its noun: ``1 replication``, ``2 replications``."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def day_words(day: date) -> str:
    """A day as people write it: ``1 October 2018``."""
    return f"{day.day} {day:%B} {day.year}"
