"""The columns that a table of teams can have, and which of its headings means which."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from sim.errors import InputError, InputErrors
from sim.scenario.starter.table import Row, Table, Value, is_empty, letters
from sim.scenario.wording import nearest, quoted, shortened

MOST_ABOVE = 20
"""Rows that may stand above the headings: a title, a date, remarks."""


class Column(NamedTuple):
    """A column of the table.

    Attributes:
        heading: What the example table calls it.
        meaning: What stands in it.
        also: Other headings that are understood.
        is_needed: Whether every table has to have it.
    """

    heading: str
    meaning: str
    also: tuple[str, ...] = ()
    is_needed: bool = False


COLUMNS: dict[str, Column] = {
    "team": Column("Team", "Its name.", ("Team name", "Name of team"), is_needed=True),
    "kind": Column(
        "Kind",
        "Which work it does; the words are below.",
        ("Type", "Team type", "Kind of team", "Team kind"),
        is_needed=True,
    ),
    "group": Column(
        "Group",
        "The line of the report in which it is counted; its kind unless given.",
        ("Service", "Report group", "Service area"),
    ),
    "fte": Column(
        "Social worker FTE",
        "Funded posts of social workers who hold cases, full-time equivalent, vacant ones too.",
        ("Social workers FTE", "Social worker posts", "Social worker posts FTE", "SW FTE",
         "SW posts", "Establishment", "Establishment FTE", "Funded FTE", "Funded posts", "FTE",
         "Funded social worker FTE", "Funded social worker posts"),
        is_needed=True,
    ),
    "cases": Column(
        "Open cases",
        "Children with an open case in the team.",
        ("Cases", "Caseload", "Open caseload", "Open cases (children)"),
        is_needed=True,
    ),
    "vacant": Column(
        "Vacant FTE",
        "Of the posts, those without a permanent holder, whether or not agency workers cover them"
        " (as in the workforce census).",
        ("Vacancies", "Vacancies FTE", "Vacancy FTE", "Vacant posts", "Vacant"),
    ),
    "agency": Column(
        "Agency FTE",
        "Of the vacant posts, those that agency workers cover. All vacant posts, if the table has"
        " no column for these.",
        ("Agency workers FTE", "Agency social workers FTE", "Agency posts", "Agency cover FTE"),
    ),
    "swso": Column(
        "SWSO FTE",
        "Posts of Social Work Support Officers in the team.",
        ("SWSO", "SWSO posts", "Social work support officers", "Social work support officer FTE"),
    ),
    "bsa": Column(
        "BSA FTE",
        "Posts of Business Support Administrators in the team.",
        ("BSA", "BSA posts", "Business support administrators", "Business support",
         "Business support FTE", "Business support administrator FTE"),
    ),
    "children_year": Column(
        "Children referred a year",
        "Referrals to the team, counted in children, those who come again included.",
        ("Referrals of children a year", "Referrals (children) a year",
         "Referrals a year (children)", "Annual referrals (children)"),
    ),
    "families_year": Column(
        "Families referred a year",
        "The same, counted in families.",
        ("Referrals of families a year", "Referrals (families) a year",
         "Referrals a year (families)", "Annual referrals (families)"),
    ),
    "children_week": Column(
        "Children referred a week",
        "The same, in children, for an average week.",
        ("Referrals of children a week", "Referrals (children) a week",
         "Referrals a week (children)", "Weekly referrals (children)"),
    ),
    "families_week": Column(
        "Families referred a week",
        "The same, in families, for an average week.",
        ("Referrals of families a week", "Referrals (families) a week",
         "Referrals a week (families)", "Weekly referrals (families)"),
    ),
}  # fmt: skip
"""By the name that the program uses."""

REFERRALS = ("children_year", "families_year", "children_week", "families_week")
"""Of these a table has at least one, and a row at most one."""

_SMALL_WORDS = {"a", "an", "and", "by", "each", "number", "of", "per", "the"}
_TELLING = re.compile(
    r"\b(\w*fte|vacan\w*|agenc\w*|referr\w*|case\w*|child\w*|support|posts?|sws?|swso\w*|bsa\w*)\b"
)
"""Words under which numbers of the model may well stand."""


def plainly(text: str) -> str:
    """A heading without what may differ: capitals, spaces, punctuation, small words, plurals."""
    words = re.findall(r"[^\W_]+", text.casefold().replace("%", " percent "))
    return "".join(word.removesuffix("s") for word in words if word not in _SMALL_WORDS)


_KNOWN = {
    plainly(said): key for key, column in COLUMNS.items() for said in (column.heading, *column.also)
}


def recognised(values: Sequence[Value]) -> list[str]:
    """The columns that the cells of a row name."""
    named = (_KNOWN.get(plainly(value)) for value in values if isinstance(value, str))
    return [key for key in named if key is not None]


class Headings(NamedTuple):
    """The headings of a table.

    Attributes:
        row: Number of their row.
        places: The column of each heading that is known, counted from 0.
        said: Each as the table writes it.
        not_used: Columns that the program has no use for, as it would call them.
        rows: The rows below.
        meant: Columns that misspelt headings probably mean.
    """

    row: int
    places: dict[str, int]
    said: dict[str, str]
    not_used: list[str]
    rows: list[Row]
    meant: set[str]


def find_headings(table: Table) -> Headings:
    """The row of headings, and what each of them means.

    A heading that is not known is left out, and named to the reader, only if nothing about it
    looks like a column that the program knows.

    Raises:
        InputError: No row looks like headings.
        InputErrors: Headings are missing, there twice, or perhaps misspelt.
    """
    candidates = table.rows[:MOST_ABOVE]
    best = max(candidates, key=lambda row: len(set(recognised(row.values))), default=None)
    if best is None or len(set(recognised(best.values))) < 2:
        raise _no_headings(table)
    rows = [row for row in table.rows if row.number > best.number]
    found = Headings(best.number, {}, {}, [], rows, set())
    errors = [
        table.error(error, best.number, column, heading)
        for column, heading in _texts(best)
        if (error := _place(found, column, heading)) is not None
    ]
    found.not_used.extend(_without_heading(best, rows))
    errors += _missing(table, found)
    if errors:
        raise InputErrors(errors)
    return found


def _texts(row: Row) -> list[tuple[int, str]]:
    return [
        (column, " ".join(str(value).split()))
        for column, value in enumerate(row.values)
        if not is_empty(value)
    ]


def _place(found: Headings, column: int, heading: str) -> InputError | None:
    """Note what a heading means, or say why it can't be taken."""
    plain = plainly(heading)
    key = _KNOWN.get(plain)
    if key is None:
        if nearest(plain, _KNOWN, 0.75) or _TELLING.search(heading.casefold().replace("_", " ")):
            return _not_known(found, heading)
        found.not_used.append(f"{letters(column)}, {quoted(shortened(heading))}")
    elif key in found.places:
        problem = f"this is also the heading of column {letters(found.places[key])}."
        return InputError(problem, "Delete one of the two columns.")
    else:
        found.places[key] = column
        found.said[key] = heading
    return None


def _not_known(found: Headings, heading: str) -> InputError:
    """The error of a heading that must not be passed over, for it may have been misspelt."""
    plain = plainly(heading)
    near = nearest(plain, _KNOWN, 0.85)
    remedy = (
        f"Known are {', '.join(column.heading for column in COLUMNS.values())}. Give it one of"
        " these, or delete the column if it isn't needed."
    )
    if "referral" in plain:
        found.meant.update(REFERRALS)
        remedy = (
            "Say what is counted and how long: Children referred a year, or families, or a week."
        )
    elif near is not None:
        found.meant.add(_KNOWN[near])
        said = quoted(COLUMNS[_KNOWN[near]].heading)
        remedy = f"Did you mean {said}? If not, delete the column."
    return InputError("this heading is not known.", remedy)


def _without_heading(headings: Row, rows: Sequence[Row]) -> list[str]:
    """Columns that hold something under no heading."""
    width = max((len(row.values) for row in rows), default=0)
    return [
        f"{letters(column)}, which has no heading"
        for column in range(width)
        if is_empty(headings.value(column)) and any(not is_empty(row.value(column)) for row in rows)
    ]


def _missing(table: Table, found: Headings) -> list[InputError]:
    there = found.meant | set(found.places)
    missing = [
        InputError(f"there is no column {quoted(column.heading)}.", f"Add it: {column.meaning}")
        for key, column in COLUMNS.items()
        if column.is_needed and key not in there
    ]
    if there.isdisjoint(REFERRALS):
        said = quoted(COLUMNS[REFERRALS[0]].heading)
        remedy = "It, or one of families or for a week, says how many come to assessment teams."
        missing.append(InputError(f"there is no column {said}.", remedy))
    return [table.error(error, found.row) for error in missing]


def _no_headings(table: Table) -> InputError:
    problem = "there is no row with headings such as Team, Kind, Social worker FTE and Open cases."
    remedy = "To see how a table looks: python -m sim new --example example.csv."
    if table.other_sheets:
        sheets = ", ".join(shortened(name) for name in table.other_sheets[:12])
        remedy = f"If it stands on another sheet, name that with --sheet: {sheets}."
    key = f"sheet {shortened(table.sheet)}" if table.sheet else None
    return InputError(problem, remedy, table.file, None, key)
