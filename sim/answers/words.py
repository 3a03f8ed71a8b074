"""Words that several answers share."""

from __future__ import annotations


def plural(count: int, noun: str) -> str:
    """A count with its noun: ``1 replication``, ``2 replications``."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
