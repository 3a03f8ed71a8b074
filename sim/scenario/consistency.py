"""Rules that tie one table of a scenario to another: names that must exist, routes that must end.

All problems are raised together, in the context of one ``PydanticCustomError``, each with its
key, so that the reader is shown every line at fault and not just the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from pydantic_core import PydanticCustomError

from sim.scenario.faults import MOST_RIVALS
from sim.scenario.parameters import JOINT, plain_key
from sim.scenario.uncertainty import quantities
from sim.scenario.wording import nearest, shortened

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario

SOCIAL_WORKER = "social_worker"
SLIVER = 1e-9
MOST_RETURNS = 0.95
"""More would keep children coming back for ever."""
MOST_SAID = 20
"""Problems in the message of the error as a whole; each of them has one of its own."""
ESTABLISHMENT = "establishment"
"""The option of the budget that holds the posts of the first day."""


def check_consistent(scenario: Scenario) -> None:
    """Check every rule.

    Raises:
        PydanticCustomError: With all problems, if any rule does not hold.
    """
    rules = (
        _answer_for,
        _demand,
        _teams,
        _pathway,
        _routes_end,
        _returns_end,
        _shared_support,
        _interventions,
        _posts_left,
        _parameters,
    )
    problems = [problem for rule in rules for problem in rule(scenario)]
    if problems:
        said = "; ".join(f"{'.'.join(key)}: {problem}" for key, problem in problems[:MOST_SAID])
        raise PydanticCustomError("key_error", "{said}", {"said": said, "problems": problems})


class Unknown(NamedTuple):
    """A name that stands for nothing; what was meant is looked for only if it is asked for.

    Attributes:
        what: What there is none of.
        name: The name.
        known: The names that there are.
    """

    what: str
    name: str
    known: Iterable[str]

    def __repr__(self) -> str:
        """Short, because pydantic writes all of an error's problems into one text."""
        return repr(self.name)

    def __str__(self) -> str:
        """Problem and remedy."""
        near = nearest(self.name, islice(self.known, MOST_RIVALS))
        known = ", ".join(map(shortened, sorted(self.known)[:12]))
        hint = f"did you mean {near!r}?" if near else f"known: {known}."
        return f"there is no {self.what} {shortened(self.name)!r}; {hint}"


Problem = tuple[tuple[str, ...], str | Unknown]


def _unknown(key: tuple[str, ...], what: str, name: str, known: Iterable[str]) -> Problem:
    return key, Unknown(what, name, known)


def _answer_for(scenario: Scenario) -> Iterator[Problem]:
    names = {
        name
        for key, team in scenario.teams.items()
        for name in (key, team.label or key, team.group or team.kind)
    }
    if scenario.answer_for and scenario.answer_for not in names:
        yield _unknown(("answer_for",), "group or team", scenario.answer_for, names)


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
            yield (*key, "opening_vacant_fte"), "more posts are vacant than there are; lower it"
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
                        f"{stage.team_kind!r}, not {team.kind!r}; name one of theirs"
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
        if sum(share.largest for share in stage.routes.values()) < 1.0 - SLIVER
    }
    for _ in scenario.pathway:
        ends |= {
            name
            for name, stage in scenario.pathway.items()
            if any(
                share.smallest > 0.0 and target in ends for target, share in stage.routes.items()
            )
        }
    for name in scenario.pathway:
        if name not in ends:
            yield (
                ("pathway", name, "routes"),
                "cases of this stage would never be closed; lower a share, so that some are",
            )


def _returns_end(scenario: Scenario) -> Iterator[Problem]:
    """Children who come back again and again must stop some time."""
    largest = scenario.demand.re_referral.probability.largest
    for change in scenario.interventions.values():
        largest *= max(1.0, change.re_referral_ratio.largest)
    if largest > MOST_RETURNS:
        yield (
            ("demand", "re_referral", "probability"),
            f"with the interventions that change it up to {largest:g} of closed cases come back; "
            f"at most {MOST_RETURNS:g} can",
        )


def _posts_left(scenario: Scenario) -> Iterator[Problem]:
    """Nobody can remove more posts than there are on the day."""
    for (place, role), fte in sorted(_base_posts(scenario).items()):
        changes = []
        for name, change in scenario.interventions.items():
            added = change.added(place, role)
            changes.append((change.start, added, name))
            if change.end is not None:
                changes.append((change.end + timedelta(days=1), -added, name))
        left = fte
        for _, added, name in sorted(changes):
            left += added
            if added < 0.0 and left < -SLIVER:
                yield (
                    ("interventions", name, "posts", place, role),
                    f"{-added:g} posts can't be taken from the {left - added:g} that are there; "
                    "take fewer",
                )


def _base_posts(scenario: Scenario) -> dict[tuple[str, str], float]:
    """Posts of the first day by place and role, and none wherever a change names others."""
    posts = {
        (place, role): 0.0
        for change in scenario.interventions.values()
        for place, roles in change.posts.items()
        for role in roles
    }
    for name, team in scenario.teams.items():
        posts[name, SOCIAL_WORKER] = team.social_worker_fte.value
        posts |= {(name, role): fte.value for role, fte in team.support_fte.items()}
    for name, shared in scenario.shared_support.items():
        posts[name, shared.role] = shared.fte.value
    return posts


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


def _parameters(scenario: Scenario) -> Iterator[Problem]:
    """Numbers that are drawn together stand in the rows of [run] parameters, within their range."""
    parameters = scenario.run.parameters
    columns: dict[str, tuple[float, ...]] = {}
    if parameters is not None:
        keys = map(plain_key, parameters.keys)
        columns = dict(zip(keys, zip(*parameters.rows, strict=True), strict=True))
    numbers = {plain_key(key): number for key, number in quantities(scenario)}
    for key in columns:
        if key not in numbers:
            yield _unknown(("run", "parameters"), "number", key, numbers)
    for key, number in numbers.items():
        if number.shape != JOINT or number.low is None or number.high is None:
            continue
        if key not in columns:
            yield (
                tuple(key.split(".")),
                "its shape is joint, and [run] parameters does not hold it; leave shape out",
            )
        elif not number.low <= min(columns[key]) <= max(columns[key]) <= number.high:
            yield (
                tuple(key.split(".")),
                "rows of [run] parameters are beyond its low or high; widen them",
            )
