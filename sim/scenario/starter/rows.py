"""A row of a table as a team, with everything in it that can't be used."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from sim.errors import InputError
from sim.scenario.quantities import MOST_POSTS
from sim.scenario.starter.headings import COLUMNS, REFERRALS, Headings
from sim.scenario.starter.kinds import KINDS, kind_named
from sim.scenario.starter.names import short_name
from sim.scenario.starter.table import Row, Table, Trouble, Value, is_empty
from sim.scenario.starter.team import Referred, TableTeam
from sim.scenario.starter.values import number_in, text_in
from sim.scenario.wording import quoted, shortened

MOST_CASES = 1_000_000
SUPPORT = ("swso", "bsa")
"""Roles of support staff for which there is a column."""
_LONGEST_KEY = 40
_TOTAL = re.compile(
    r"((sub|grand)[ -]?)?totals?\b.*|.*\btotals?|sum|overall|all teams|average|mean", re.IGNORECASE
)

Read = TypeVar("Read")


@dataclass(slots=True)
class RowReader:
    """Reads rows, and collects what can't be used."""

    table: Table
    headings: Headings
    errors: list[InputError] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    rows_by_name: dict[str, int] = field(default_factory=dict)
    keys: set[str] = field(default_factory=set)

    def team(self, row: Row) -> TableTeam | None:
        """The team of a row, or none if it is not a team's or has errors."""
        if self.is_no_team(row):
            return None
        errors_before = len(self.errors)
        label = self.name(row)
        kind_said = self.text(row, "kind", f"Write one of {', '.join(KINDS)}.")
        kind = self.read(row, "kind", lambda _: kind_named(kind_said)) if kind_said else None
        fte, cases = self.needed(row, "fte", MOST_POSTS), self.needed(row, "cases", MOST_CASES)
        if fte == 0.0:
            remedy = "Write its funded posts, or delete the row of a team without any."
            self.wrong(row, "fte", InputError("a team needs more than 0 posts.", remedy))
        vacant, agency = self.vacancies(row, fte or 0.0)
        support = {role: self.number(row, role, MOST_POSTS) for role in SUPPORT}
        group = self.text(row, "group", "")
        referred = self.referred(row, kind)
        if len(self.errors) > errors_before:
            return None
        return TableTeam(
            row.number, self.key(label), label, kind or "", kind_said, group, fte or 0.0,
            int(cases or 0), vacant, agency, support, referred,
        )  # fmt: skip

    def is_no_team(self, row: Row) -> bool:
        """Whether a row is left out: a total, or none of its cells stands under a known heading."""
        values = {key: self.value(row, key) for key in self.headings.places}
        filled = [key for key, value in values.items() if not is_empty(value)]
        name = values["team"]
        said = " ".join(str(name).split()) if isinstance(name, str) else ""
        if not filled:
            self.left_out.append(f"row {row.number}, which has nothing under a known heading")
        elif _TOTAL.fullmatch(said.rstrip(":")) and "kind" not in filled:
            self.left_out.append(f"row {row.number}, {quoted(shortened(said))}, which is no team")
        elif filled == ["team"] and not any(isinstance(one, Trouble) for one in values.values()):
            problem = f"there is nothing but {quoted(shortened(said))} in this row."
            self.errors.append(
                self.table.error(InputError(problem, "Complete the row or delete it."), row.number)
            )
        else:
            return False
        return True

    def name(self, row: Row) -> str:
        """The team's name, which no other team has."""
        label = self.text(row, "team", "Name the team, or delete the row if it is no team's.")
        if not label:
            return ""
        first = self.rows_by_name.setdefault(label.casefold(), row.number)
        if first != row.number:
            problem = f"{quoted(shortened(label))} is also the team of row {first}."
            self.wrong(row, "team", InputError(problem, "Give each team a name of its own."))
        return label

    def vacancies(self, row: Row, posts: float) -> tuple[float, float]:
        """Posts without a permanent holder, and those of them that agency workers cover."""
        errors_before = len(self.errors)
        agency = self.number(row, "agency", MOST_POSTS)
        has_vacant = "vacant" in self.headings.places
        vacant = self.number(row, "vacant", MOST_POSTS) if has_vacant else agency
        if len(self.errors) > errors_before:
            return 0.0, 0.0
        if vacant > posts > 0.0:
            key = "vacant" if has_vacant else "agency"
            problem = f"{vacant:g} of {posts:g} posts can't be vacant."
            remedy = "Social worker FTE counts all funded posts, vacant ones too."
            self.wrong(row, key, InputError(problem, remedy))
        elif agency > vacant:
            problem = f"{agency:g} agency workers can't cover {vacant:g} vacant posts."
            remedy = "Vacant FTE counts all posts without a permanent holder, covered ones too."
            self.wrong(row, "agency", InputError(problem, remedy))
        return vacant, agency

    def referred(self, row: Row, kind: str | None) -> Referred | None:
        """Referrals to a team, which every assessment team must have."""
        found = [
            Referred(number, key)
            for key in REFERRALS
            if key in self.headings.places
            and (number := self.read(row, key, lambda v: number_in(v, MOST_CASES))) is not None
        ]
        column = next(key for key in REFERRALS if key in self.headings.places)
        if len(found) > 1:
            problem = "referrals stand in two columns of this row."
            self.wrong(row, found[1].what, InputError(problem, "Leave one of them empty."))
        if not found and kind == "assessment" and self.is_clear(row, *REFERRALS):
            remedy = "Write how many are referred to this team; 0 is allowed."
            self.wrong(row, column, InputError("an assessment team has referrals.", remedy))
        return found[0] if found and found[0].number else None

    def is_clear(self, row: Row, *keys: str) -> bool:
        """Whether cells of a row are empty, and not something that was refused already."""
        return all(is_empty(self.value(row, key)) for key in keys if key in self.headings.places)

    def needed(self, row: Row, key: str, most: float) -> float | None:
        """A number that every team must have."""
        errors_before = len(self.errors)
        number = self.read(row, key, lambda value: number_in(value, most, key == "cases"))
        if number is None and len(self.errors) == errors_before:
            self.wrong(row, key, InputError("this is empty.", f"Write it: {COLUMNS[key].meaning}"))
        return number

    def number(self, row: Row, key: str, most: float) -> float:
        """A number that is 0 unless given."""
        if key not in self.headings.places:
            return 0.0
        return self.read(row, key, lambda value: number_in(value, most)) or 0.0

    def text(self, row: Row, key: str, if_empty: str) -> str:
        """A text; ``if_empty`` says what to do if there is none, and is "" if none is needed."""
        if key not in self.headings.places:
            return ""
        said = self.read(row, key, text_in)
        if said == "" and if_empty:
            self.wrong(row, key, InputError("this is empty.", if_empty))
        return said or ""

    def read(self, row: Row, key: str, reader: Callable[[Value], Read]) -> Read | None:
        """What stands in a cell; nothing if it can't be used, which is noted."""
        try:
            return reader(self.value(row, key))
        except InputError as error:
            self.wrong(row, key, error)
            return None

    def wrong(self, row: Row, key: str, error: InputError) -> None:
        """Note an error of a cell."""
        column, said = self.headings.places[key], self.headings.said[key]
        self.errors.append(self.table.error(error, row.number, column, said))

    def value(self, row: Row, key: str) -> Value:
        """What stands in a row under a heading that the table has."""
        return row.value(self.headings.places[key])

    def key(self, label: str) -> str:
        """A short name for a team that no other has."""
        base = short_name(label, _LONGEST_KEY) or "team"
        keys = (base if n == 1 else f"{base}_{n}" for n in range(1, len(self.keys) + 2))
        found = next(key for key in keys if key not in self.keys)
        self.keys.add(found)
        return found
