"""A team as a table has it."""

from __future__ import annotations

from typing import NamedTuple


class Referred(NamedTuple):
    """Referrals to a team.

    Attributes:
        number: How many.
        what: The column in which they stand, such as ``children_year``.
    """

    number: float
    what: str


class TableTeam(NamedTuple):
    """A team as the table has it.

    Attributes:
        row: Number of its row.
        key: Its name in the scenario.
        label: Its name as people write it.
        kind: One of :data:`sim.scenario.starter.kinds.KINDS`.
        kind_said: The kind in the words of the table.
        group: Its line in the report, or "".
        fte: Funded social worker posts.
        cases: Open cases.
        vacant: Posts without a permanent holder.
        agency: Of these, covered by agency workers.
        support: Support posts by role.
        referred: Referrals, if there are any.
    """

    row: int
    key: str
    label: str
    kind: str
    kind_said: str
    group: str
    fte: float
    cases: int
    vacant: float
    agency: float
    support: dict[str, float]
    referred: Referred | None
