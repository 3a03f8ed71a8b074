"""The teams in a table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sim.errors import InputError, InputErrors
from sim.scenario.starter.headings import Headings, find_headings
from sim.scenario.starter.kinds import KINDS
from sim.scenario.starter.rows import RowReader
from sim.scenario.starter.table import Table
from sim.scenario.starter.team import TableTeam

MOST_ERRORS = 50
NEEDED_KINDS = ("assessment", "district")
"""Kinds without which cases would come from nowhere, or go nowhere."""


class Teams(NamedTuple):
    """The teams of a table, and what of it was not used.

    Attributes:
        teams: The teams in their order.
        columns: The columns that the table has, by the names of :data:`COLUMNS`.
        left_out: Columns and rows that were not used, in words.
    """

    teams: list[TableTeam]
    columns: frozenset[str]
    left_out: list[str]


def read_teams(table: Table) -> Teams:
    """Understand every row of a table.

    Raises:
        InputError: The table has no headings.
        InputErrors: Headings or cells don't fit; all of them at once.
    """
    headings = find_headings(table)
    reader = RowReader(table, headings)
    found = [team for row in headings.rows if (team := reader.team(row)) is not None]
    if not reader.errors:
        reader.errors += _check_whole(table, headings, found)
    if reader.errors:
        raise InputErrors(_first_of(reader.errors, table))
    left_out = [f"column {said}" for said in headings.not_used]
    return Teams(found, frozenset(headings.places), left_out + reader.left_out)


def _check_whole(table: Table, headings: Headings, teams: list[TableTeam]) -> list[InputError]:
    """What must hold of all teams together."""
    errors = [InputError(*said) for said in _problems(teams)]
    return [table.error(error, headings.row) for error in errors]


def _problems(teams: list[TableTeam]) -> Iterator[tuple[str, str]]:
    """Problems and remedies."""
    if not teams:
        yield "there are no teams below the headings.", "Write a row for each."
        return
    for kind in NEEDED_KINDS:
        if all(team.kind != kind for team in teams):
            one, other = (KINDS[name].work for name in NEEDED_KINDS)
            yield (
                f"no team is of the kind {kind}.",
                f"The model needs a team that {one}, and one for {other}. Write a team that does"
                " both in two rows.",
            )
    if all(team.referred is None for team in teams):
        yield "no team has any referrals.", "Write how many come to the assessment teams."
    if len({bool(team.group) for team in teams}) > 1:
        yield "some teams have a group and some have none.", "Fill in the column, or delete it."


def _first_of(errors: list[InputError], table: Table) -> list[InputError]:
    if len(errors) <= MOST_ERRORS:
        return errors
    problem = f"{len(errors) - MOST_ERRORS:,} more errors are not shown."
    return [*errors[:MOST_ERRORS], InputError(problem, "Mend these first.", table.file)]
