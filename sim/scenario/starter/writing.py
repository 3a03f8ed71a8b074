"""The scenario file for a table of teams: the shipped starter, with these teams in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

import tomli_w

from sim.scenario.extends import shipped_folder
from sim.scenario.load import load_scenario
from sim.scenario.starter.kinds import KINDS
from sim.scenario.starter.referrals import Families
from sim.scenario.starter.rows import SUPPORT
from sim.scenario.starter.team import TableTeam
from sim.scenario.starter.teams import Teams
from sim.scenario.wording import quoted

MARK = "# <--"
"""Stands in lines that a planner has to look at."""
_COMMENTS_FROM = 44


def scenario_text(name: str, file: str, of: str, table: Teams, start: date) -> str:
    """The text of a scenario file.

    Args:
        name: Name of the scenario.
        file: Name of the file.
        of: What people call the table.
        table: What is in it.
        start: First day to simulate.
    """
    path = shipped_folder() / "your_council.toml"
    shipped, families = path.read_text("utf-8"), Families.of(load_scenario(path))
    parts = [
        _head(name, file, of, table),
        _run(start),
        _paragraph(shipped, "[bands]"),
        _teams(table),
        *_missing_kinds(table.teams),
        _demand(table.teams, families),
        _paragraph(shipped, "[demand.re_referral]"),
        _staff(shipped, of, table),
        _change(table.teams, start),
    ]
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"


_HEAD = """\
# A starter for the {count} teams in {of}.
# Posts, open cases and referrals are from there. All else is a first guess.
#
#   1. Go through this file from top to bottom. Lines with <-- are those to look at.
#   2. python -m sim check {file}     says whether it fits, and how busy each team is
#   3. python -m sim run {file}       simulates it
#
# Everything that is not here (how long plans last, how often people fall ill, what a freed hour is
# worth) comes with Headroom, in parts/children_services.toml, with its source. Any of it can be
# written here, too.
"""


def _head(name: str, file: str, of: str, table: Teams) -> str:
    lines = [
        _HEAD.format(
            count=len(table.teams),
            of=_safe(of),
            file=f'"{_safe(file)}"' if " " in file else _safe(file),
        )
        + "#",
        *(["# Not used of the table:"] if table.left_out else []),
        *(f"#   {_safe(said)}" for said in table.left_out),
        "",
        'extends = "parts/children_services.toml"',
        "",
        _line(_key("name", name), f"<-- results go to results/{name}"),
        _line(_key("title", "Your council's children's social care"), "<-- a line for the report"),
        _key("description", f"{len(table.teams)} teams, from {of}."),
    ]
    return "\n".join(lines).replace("#\n\n", "\n")


def _run(start: date) -> str:
    end = date(start.year + 2, start.month, min(start.day, 28)) - timedelta(days=1)
    return "\n".join(
        [
            "[run]",
            _line(f"start = {start}", "<-- the first day; cases are of this day"),
            _line(f"end = {end}", "<-- the last day"),
            _line("replications = 100", "futures; 20 for a first look"),
            "seed = 1",
        ]
    )


def _teams(table: Teams) -> str:
    lines = [
        _ruler("Teams"),
        "# kind says which work a team does: assessment, district (children in need and child",
        "# protection plans), disability or looked_after. group is its line in the report.",
    ]
    for team in table.teams:
        lines += ["", *_team(team)]
    return "\n".join(lines)


def _team(team: TableTeam) -> Iterator[str]:
    yield _line(f"[teams.{team.key}]", f"row {team.row} of the table")
    yield _key("label", team.label)
    is_translated = team.kind_said.casefold() != team.kind
    yield _line(_key("kind", team.kind), _safe(team.kind_said) if is_translated else "")
    yield _key("group", team.group or KINDS[team.kind].group)
    yield f"social_worker_fte = {team.fte!r}"
    yield f"opening_caseload = {team.cases}"
    if team.vacant:
        covered = f", less {team.agency:g} covered by agency workers" if team.agency else ""
        uncovered = round(team.vacant - team.agency, 6)
        yield _line(f"opening_vacant_fte = {uncovered!r}", f"{team.vacant:g} vacant{covered}")
    posts = ", ".join(f"{role} = {fte!r}" for role, fte in team.support.items() if fte)
    if posts:
        yield f"support_fte = {{ {posts} }}"


def _missing_kinds(teams: Iterable[TableTeam]) -> Iterator[str]:
    """Who does the work of kinds of which there is no team."""
    there = {team.kind for team in teams}
    for kind, (stage, routes) in _ROUTES_TO.items():
        if kind not in there:
            never = "\n".join(f"# [pathway.{of}.routes]\n# {stage} = 0.0" for of in routes)
            yield (
                f"# There is no team for {KINDS[kind].work}, so district teams do that work."
                f"\n# If another service does it, take the # away below: then no case goes there.\n"
                + _line(f"[pathway.{stage}]", "<--")
                + f'\nteam_kind = "district"\n{never}'
            )


_ROUTES_TO = {
    "disability": ("disability", ("assessment",)),
    "looked_after": ("looked_after", ("child_in_need", "child_protection")),
}
"""The stage that is the work of a kind of team, and the stages from which cases come to it."""


def _demand(teams: Iterable[TableTeam], families: Families) -> str:
    lines = [
        _ruler("Demand"),
        "",
        "[demand]",
        _line("trend_per_year = 0.0", "<-- 0.05 is 5 % more each year"),
        "",
        "[demand.referrals_per_week]",
        *(f"# {line}" for line in families.explained()),
    ]
    for team in teams:
        if team.referred is not None:
            rate, working = families.a_week(team.referred)
            lines.append(_line(f"{team.key} = {rate!r}", working))
    return "\n".join(lines)


def _staff(shipped: str, of: str, table: Teams) -> str:
    """What the shipped starter says about staff, with the table's agency workers."""
    start, end = shipped.index("# ---- Staff"), shipped.index("# ---- A change")
    staff = shipped[start:end]
    if not table.columns & {"vacant", "agency"}:
        return staff
    posts = sum(team.fte for team in table.teams)
    agency = sum(team.agency for team in table.teams)
    share = round(agency / posts, 4)
    said = f"{agency:g} agency workers in {posts:g} posts, from {of}"
    if "agency" not in table.columns:
        said = f"{of} has no column of agency workers, so nobody covers its vacant posts"
    staff = _with(staff, "opening_share", share, said, "derived")
    cap = _value_of(staff, "cap_share")
    return (
        staff if cap >= share else _with(staff, "cap_share", share, "No more than now", "assumed")
    )


def _value_of(text: str, key: str) -> float:
    """The value of an uncertain number in a text."""
    found = re.search(rf"^{key} = {{ value = ([0-9.]+)", text, re.MULTILINE)
    assert found is not None
    return float(found[1])


def _with(text: str, key: str, value: float, source: str, basis: str) -> str:
    """A text with another value and source for a key."""
    line = f"{key} = {{ value = {value!r}, {_key('source', source)}, basis = {quoted(basis)} }}"
    return re.sub(rf"^{key} = .*$", lambda _: f"{line}   {MARK}", text, flags=re.MULTILINE)


def _change(teams: Iterable[TableTeam], start: date) -> str:
    district = [team for team in teams if team.kind == "district"][:2]
    posts = ", ".join(f"{team.key} = {{ {SUPPORT[0]} = 2.0 }}" for team in district)
    later = date(start.year + (start.month > 6), (start.month + 5) % 12 + 1, 1)
    return "\n".join(
        [
            _ruler("A change to try"),
            "# Take the # away in a copy of this file with another name, and compare the two.",
            "",
            "# [interventions.more_support]",
            '# label = "More support officers"',
            f"# from = {later}",
            f"# posts = {{ {posts} }}",
            "# set_up_cost_gbp = 1100",
        ]
    )


def _paragraph(text: str, header: str) -> str:
    """The lines around the header of a table, up to the empty lines above and below."""
    return next(part for part in text.split("\n\n") if header in part.split("\n"))


def _ruler(title: str) -> str:
    return f"# ---- {title} ".ljust(94, "-")


def _line(text: str, comment: str) -> str:
    return f"{text:<{_COMMENTS_FROM - 1}} # {comment}" if comment else text


def _key(key: str, value: Any) -> str:
    """A key and its value as TOML writes them, on one line."""
    return tomli_w.dumps({key: value}).rstrip("\n")


def _safe(text: str) -> str:
    """Text for a comment, which ends with its line."""
    return "".join(sign if sign.isprintable() else "?" for sign in text)
