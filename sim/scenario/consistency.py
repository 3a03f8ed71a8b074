"""Rules that tie one table of a scenario to another: names that must exist, routes that must end.

All problems are raised together, in the context of one ``PydanticCustomError``, each with its
key, so that the reader is shown every line at fault and not just the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import TYPE_CHECKING

from pydantic_core import PydanticCustomError

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario

SOCIAL_WORKER = "social_worker"
ESTABLISHMENT = "establishment"
"""The option of the budget that holds the posts of the first day."""


def check_consistent(scenario: Scenario) -> None:
    """Check every rule.

    Raises:
        PydanticCustomError: With all problems, if any rule does not hold.
    """
    rules = (_demand, _teams, _pathway, _routes_end, _shared_support, _interventions)
    problems = [problem for rule in rules for problem in rule(scenario)]
    if problems:
        said = "; ".join(f"{'.'.join(key)}: {problem}" for key, problem in problems)
        raise PydanticCustomError("key_error", "{said}", {"said": said, "problems": problems})


Problem = tuple[tuple[str, ...], str]


def _unknown(key: tuple[str, ...], what: str, name: str, known: Iterable[str]) -> Problem:
    names = list(known)
    near = get_close_matches(name, names, n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(sorted(names)[:12])}."
    return key, f"there is no {what} {name!r}; {hint}"


def _demand(scenario: Scenario) -> Iterator[Problem]:
    for team in scenario.demand.referrals_per_week:
        if team not in scenario.teams:
            yield _unknown(("demand", "referrals_per_week", team), "team", team, scenario.teams)


def _teams(scenario: Scenario) -> Iterator[Problem]:
    stage_kinds = {stage.team_kind for stage in scenario.pathway.values()}
    for name, team in scenario.teams.items():
        key = ("teams", name)
        if team.kind not in stage_kinds:
            yield _unknown(
                (*key, "kind"), "stage of the pathway for teams of kind", team.kind, stage_kinds
            )
        if team.opening_vacant_fte.value > team.social_worker_fte.value:
            yield (*key, "opening_vacant_fte"), "more posts are vacant than there are"
        for role in team.support_fte:
            if role not in scenario.roles.support:
                yield _unknown(
                    (*key, "support_fte", role), "support role", role, scenario.roles.support
                )
        for other in team.transfers_to:
            if other not in scenario.teams:
                yield _unknown((*key, "transfers_to", other), "team", other, scenario.teams)
        if team.entry_stage is not None:
            stage = scenario.pathway.get(team.entry_stage)
            if stage is None:
                yield _unknown((*key, "entry_stage"), "stage", team.entry_stage, scenario.pathway)
            elif stage.team_kind != team.kind:
                yield (
                    (*key, "entry_stage"),
                    (
                        f"stage {team.entry_stage!r} is worked on by teams of kind "
                        f"{stage.team_kind!r}, not {team.kind!r}"
                    ),
                )


def _pathway(scenario: Scenario) -> Iterator[Problem]:
    kinds = {team.kind for team in scenario.teams.values()}
    for name, stage in scenario.pathway.items():
        for target in stage.routes:
            if target not in scenario.pathway:
                yield _unknown(
                    ("pathway", name, "routes", target), "stage", target, scenario.pathway
                )
        if stage.team_kind not in kinds:
            yield _unknown(("pathway", name, "team_kind"), "team of kind", stage.team_kind, kinds)
    for name, role in scenario.roles.support.items():
        for kind in role.suitability:
            if kind not in kinds:
                yield _unknown(("roles", name, "suitability", kind), "team of kind", kind, kinds)


def _routes_end(scenario: Scenario) -> Iterator[Problem]:
    """Every stage must have a way to closure, or cases would go round for ever."""
    ends = {
        name
        for name, stage in scenario.pathway.items()
        if sum(share.value for share in stage.routes.values()) < 1.0 - 1e-9
    }
    for _ in scenario.pathway:
        ends |= {
            name
            for name, stage in scenario.pathway.items()
            if any(share.value > 0.0 and target in ends for target, share in stage.routes.items())
        }
    for name in scenario.pathway:
        if name not in ends:
            yield ("pathway", name, "routes"), "cases of this stage would never be closed"


def _shared_support(scenario: Scenario) -> Iterator[Problem]:
    for name, shared in scenario.shared_support.items():
        key = ("shared_support", name)
        if name in scenario.teams:
            yield key, f"{name!r} is also the name of a team; give the shared posts another name"
        if shared.role not in scenario.roles.support:
            yield _unknown((*key, "role"), "support role", shared.role, scenario.roles.support)
        for team in shared.teams:
            if team not in scenario.teams:
                yield _unknown((*key, "teams"), "team", team, scenario.teams)


def _interventions(scenario: Scenario) -> Iterator[Problem]:
    roles = {SOCIAL_WORKER, *scenario.roles.support}
    for name, change in scenario.interventions.items():
        key = ("interventions", name)
        if name == ESTABLISHMENT:
            yield key, f"{name!r} is the line of the posts that exist already; choose another name"
        for place, posts in change.posts.items():
            at = (*key, "posts", place)
            if place not in scenario.teams and place not in scenario.shared_support:
                yield _unknown(
                    at, "team or shared support", place, [*scenario.teams, *scenario.shared_support]
                )
            for role in posts:
                if role not in roles:
                    yield _unknown((*at, role), "role", role, roles)
                shared = scenario.shared_support.get(place)
                if shared is not None and role != shared.role:
                    yield (*at, role), f"{place!r} has posts of the role {shared.role!r} only"
        for team in change.teams:
            if team not in scenario.teams:
                yield _unknown((*key, "teams"), "team", team, scenario.teams)
        if change.cohort is not None and change.cohort.role not in roles:
            yield _unknown((*key, "cohort", "role"), "role", change.cohort.role, roles)
