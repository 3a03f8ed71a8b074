"""What a table of teams may hold, from the code that reads it."""

from __future__ import annotations

from docs.generate.markdown import table
from sim.scenario.starter.headings import COLUMNS
from sim.scenario.starter.kinds import KINDS


def columns() -> str:
    """The columns of a table of teams."""
    rows = [(column.heading, column.meaning, ", ".join(column.also)) for column in COLUMNS.values()]
    return table(("Heading", "What stands in it", "Also understood"), rows)


def kinds() -> str:
    """The kinds of teams, and the words for them."""
    rows = [(name, kind.work, ", ".join(kind.also)) for name, kind in KINDS.items()]
    return table(("Kind", "Work", "Also understood"), rows)
