"""The service on the first day, and what each option changes in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from math import fsum

from sim.clock import day_words
from sim.report.paper.cells import number, words
from sim.report.paper.content import Cell, Column, TableBlock
from sim.report.paper.stored_charts import UNNUMBERED
from sim.report.paper.stored_scenarios import Option, legend
from sim.scenario.consistency import SOCIAL_WORKER
from sim.scenario.schema import Intervention, Scenario

Row = tuple[Cell, ...]


def teams_table(scenario: Scenario) -> TableBlock:
    """Posts and cases of every team on the first day."""
    rows = [_team_row(scenario, name) for name in scenario.teams]
    posts, support, cases = (fsum(row[place].value or 0.0 for row in rows) for place in range(2, 5))
    shared = fsum(one.fte.value for one in scenario.shared_support.values())
    notes = ["Posts are funded full-time equivalents, filled or not."]
    if shared:
        notes.append(
            f"Support posts that several teams share, {number(shared).text}, are in the total only."
        )
    total = (words("All teams"), words(""), *_numbers(posts, support + shared, cases))
    return TableBlock(
        UNNUMBERED,
        f"The service on {day_words(scenario.run.start)}",
        (
            Column("Team"),
            Column("Group"),
            Column("Social worker posts", numeric=True),
            Column("Support posts", numeric=True),
            Column("Open cases", numeric=True),
            Column("Cases per post", numeric=True),
        ),
        (*rows, total),
        tuple(notes),
    )


def _team_row(scenario: Scenario, name: str) -> Row:
    team = scenario.teams[name]
    support = fsum(posts.value for posts in team.support_fte.values())
    numbers = _numbers(team.social_worker_fte.value, support, team.opening_caseload.value)
    return words(team.label or name), words(team.group or team.kind), *numbers


def _numbers(posts: float, support: float, cases: float) -> Row:
    each = cases / posts if posts else None
    return number(posts, 1), number(support, 1), number(cases, 0), number(each, 1)


def changes_table(options: Sequence[Option]) -> TableBlock | None:
    """The posts that each option adds, by role; None if there is no dated change at all."""
    rows = [row for option in options for row in _changes(option)]
    if not rows:
        return None
    said = legend(options)
    named = (Column("Option"),) if said else ()
    return TableBlock(
        UNNUMBERED,
        "Dated changes, and the posts that they add",
        (
            *named,
            Column("Change"),
            Column("From"),
            Column("To"),
            Column("Role"),
            Column("Posts added", numeric=True, unit="FTE"),
        ),
        tuple(rows if said else (row[1:] for row in rows)),
        (said,) if said else (),
    )


def _changes(option: Option) -> Iterator[Row]:
    for name, change in option.scenario.interventions.items():
        end = "" if change.end is None else day_words(change.end)
        what = words(change.label or name), words(day_words(change.start)), words(end)
        for role, posts in added_posts(option.scenario, change).items() or [("no posts", None)]:
            yield (words(option.short), *what, words(role), number(posts, 2))


def added_posts(scenario: Scenario, change: Intervention) -> dict[str, float]:
    """Posts that a change adds or takes away, by what people call the role, in FTE."""
    added: defaultdict[str, list[float]] = defaultdict(list)
    for posts in change.posts.values():
        for role, fte in posts.items():
            added[role].append(fte.value)
    found = {role_label(scenario, role): fsum(fte) for role, fte in added.items()}
    project = {name: post.fte.value for name, post in change.project_posts.items()}
    return found | {f"{name} (project team)": fte for name, fte in project.items()}


def role_label(scenario: Scenario, role: str) -> str:
    """What people call a role."""
    if role == SOCIAL_WORKER:
        return "Social worker"
    return scenario.roles.support[role].label or role
