"""Every feature of the model, and whether a plan has it or a record shows it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from itertools import chain
from math import inf
from typing import Any

from sim.record import WEEKLY, Record
from sim.samplers import Kind, Sampler
from sim.scenario.plan import Plan, PostChange
from sim.scenario.schema import Scenario
from sim.scenario.uncertainty import quantities

Switches = dict[str, bool]


def features(scenario: Scenario, plan: Plan, record: Record) -> Switches:
    """Every feature by name, on or off."""
    return {
        **of_teams(plan),
        **of_stages(plan),
        **of_demand(scenario, plan),
        **of_social_workers(plan),
        **of_support(plan),
        **of_changes(scenario, plan),
        **of_samplers(plan),
        **of_record(record),
        "weekdays": scenario.run.calendar == "weekdays",
        "seed beyond 31 bits": plan.seed >= 2**31,
        "replication beyond 31 bits": plan.replication >= 2**31,
        "numbers drawn anew": scenario.run.parameter_uncertainty
        and any(quantity.uncertain for _, quantity in quantities(scenario)),
        "bands of few cases": plan.bands[0] < 5,
    }


def of_teams(plan: Plan) -> Switches:
    teams = plan.teams
    return {
        "three kinds of team": len(plan.kinds) > 2,
        "part-time posts": any(fte != 1.0 for team in teams for fte in team.post_ftes),
        "nobody at work on the first day": any(
            team.vacant_posts == len(team.post_ftes) for team in teams
        ),
        "vacant posts": any(team.vacant_posts for team in teams),
        "agency on the first day": any(team.agency_posts for team in teams),
        "cases on the first day": any(team.opening for team in teams),
        "no cases on the first day": not all(team.opening for team in teams),
        "opening cases of another origin": any(
            len(part.origins) > 1 for team in teams for part in team.opening
        ),
        "closed cases that come back": any(team.dormant for team in teams),
        "entry at a later stage": any(
            plan.stages[team.entry].name != plan.stages[first_stage(plan, team.kind)].name
            for team in teams
        ),
        "transfers to one of several teams": any(
            len(places) > 1 for team in teams for places, _ in team.transfers
        ),
        "referrals to several teams": sum(t.expected_referrals[-1] > 0.0 for t in teams) > 1,
    }


def first_stage(plan: Plan, kind: int) -> int:
    return next(place for place, stage in enumerate(plan.stages) if stage.kind == kind)


def of_stages(plan: Plan) -> Switches:
    stages = plan.stages
    return {
        "unequal weights": len({stage.weight for stage in stages}) > 1,
        "equal weights other than 1": {stage.weight for stage in stages} == {2.0},
        "seen limit": any(stage.seen_limit < inf for stage in stages),
        "completion limit": any(stage.completion_limit < inf for stage in stages),
        "routes": any(stage.routes for stage in stages),
        "a route to the same stage": any(
            place in stage.routes for place, stage in enumerate(stages)
        ),
        "several routes": any(len(stage.routes) > 1 for stage in stages),
        "tasks due at once": any(stage.task_due == 0.0 for stage in stages),
        "first tasks due at once": any(stage.first_due == 0.0 for stage in stages),
        "stages without tasks": any(stage.tasks.quantile(1e-9) == 0.0 for stage in stages),
        "tasks without hours": any(stage.task_hours.mean == 0.0 for stage in stages),
        "delays of no time": any(stage.external_delay.mean == 0.0 for stage in stages),
    }


def of_demand(scenario: Scenario, plan: Plan) -> Switches:
    demand = scenario.demand
    return {
        "trend up": demand.trend_per_year.value > 0.0,
        "trend down": demand.trend_per_year.value < 0.0,
        "month profile": bool(demand.month_profile),
        "siblings": plan.children.mean > 1.0,
        "free work for siblings": plan.sibling_work == 0.0,
        "less work for siblings": 0.0 < plan.sibling_work < 1.0,
        "returns": plan.return_probability > 0.0,
        "handover hours": plan.handover_hours > 0.0,
    }


def of_social_workers(plan: Plan) -> Switches:
    role = plan.social_worker
    leaving, sickness, hiring, agency = role.leaving, role.sickness, role.hiring, role.agency
    return {
        "overtime": min(role.max_overtime, role.overtime_response) > 0.0,
        "nothing delegable": role.delegable_hours == 0.0,
        "newly qualified on the first day": role.newly_qualified_opening > 0.0,
        "less productivity": role.productivity < 1.0,
        "protected caseload": role.protected_share < 1.0,
        "newly qualified hires": hiring.newly_qualified > 0.0,
        "rounds that fail": hiring.success < 1.0,
        "leaving": leaving.rate > 0.0,
        "leaving by caseload": leaving.caseload_effect > 0.0,
        "leaving by reference": leaving.reference != 20.5,
        "leaving by support": leaving.log_support != 0.0,
        "leaving by experience": leaving.log_newly_qualified != 0.0,
        "leaving clipped at the base": leaving.max_ratio == 1.0,
        "sickness": sickness.rate > 0.0,
        "sickness by caseload": sickness.caseload_effect > 0.0,
        "sickness by reference": sickness.reference != 20.5,
        "sickness by support": sickness.log_support != 0.0,
        "sickness clipped at the base": sickness.max_ratio == 1.0,
        "long spells": sickness.long_share > 0.0,
        "only long spells": sickness.long_share == 1.0,
        "cases of the ill reallocated": sickness.reallocate_after < inf,
        "agency": agency.cap > 0.0,
        "agency without a cap": agency.cap == 1.0,
        "agency workers convert": agency.conversion > 0.0,
    }


def of_support(plan: Plan) -> Switches:
    roles = plan.support_roles
    return {
        "no support roles": not roles,
        "several support roles": len(roles) > 1,
        "support of one team": any(len(s.parts) == 1 and s.post_ftes for s in plan.support),
        "shared support": any(len(support.parts) > 1 for support in plan.support),
        "suitability": any(share < 1.0 for role in roles for share in role.suitability),
        "unsuitable": any(share == 0.0 for role in roles for share in role.suitability),
        "support that frees nothing": any(max(role.freed_hours) == 0.0 for role in roles),
        "support staff leave": any(role.leaving.rate > 0.0 for role in roles),
        "support staff fall ill": any(role.sickness.rate > 0.0 for role in roles),
        "support staff fall ill for long": any(role.sickness.long_share > 0.0 for role in roles),
    }


def of_changes(scenario: Scenario, plan: Plan) -> Switches:
    changes, posts = scenario.interventions.values(), plan.post_changes
    rules, cohorts = plan.allocations, plan.cohorts
    moments = Counter(change.time for change in chain(rules[1:], posts, cohorts))
    taken = {change.time for change in posts if change.removed_fte}
    ratios = ("referrals", "external_delay", "re_referral")
    result = {f"{name} ratio": any(getattr(c, f"{name}_ratio").value != 1.0 for c in changes)
              for name in ratios}  # fmt: skip
    return result | {
        "leaving ratio": any(change.leaving_hazard_ratio.value != 1.0 for change in changes),
        "hiring ratio": any(change.hiring_success_ratio.value != 1.0 for change in changes),
        "phased in": any(change.phase_in_days.value > 0.0 for change in changes),
        "ratios of some teams": any(change.teams for change in changes),
        "begun before the run": any(change.start < scenario.run.start for change in changes),
        "never begun": any(change.start > scenario.run.end for change in changes),
        "over before the end": any(c.end is not None and c.end < scenario.run.end for c in changes),
        **{f"policy {rule}": any(r.policy == rule for r in rules) for rule in
           ("least_loaded", "round_robin", "random")},
        "cap": any(rule.cap < inf for rule in rules),
        "no cap": any(rule.cap == inf for rule in rules),
        "cap of less than a case": any(rule.cap < 0.5 for rule in rules),
        "rules that change": len(rules) > 1,
        **of_posts(posts),
        "cohort": bool(cohorts),
        "cohort of support staff": any(cohort.role >= 0 for cohort in cohorts),
        "cohort of newly qualified": any(c.newly_qualified for c in cohorts if c.role < 0),
        "cohort of experienced people": any(not c.newly_qualified for c in cohorts if c.role < 0),
        "two changes at one moment": any(number > 1 for number in moments.values()),
        "cohort on the day of a removal": any(cohort.time in taken for cohort in cohorts),
    }  # fmt: skip


def of_posts(posts: tuple[PostChange, ...]) -> Switches:
    added = [change for change in posts if change.post_ftes]
    removed = [change for change in posts if change.removed_fte]
    return {
        "posts of social workers added": any(change.team >= 0 for change in added),
        "posts of support staff added": any(change.team < 0 for change in added),
        "posts filled at once": any(change.filled for change in added),
        "posts to be recruited for": any(not change.filled for change in added),
        "posts of social workers removed": any(change.team >= 0 for change in removed),
        "posts of support staff removed": any(change.team < 0 for change in removed),
        "posts added and removed at one moment": any(
            one.time == other.time for one in added for other in removed
        ),
    }


def of_samplers(plan: Plan) -> Switches:
    """Each kind of distribution in each place where it can stand."""
    kinds = {f"{place} of kind {sampler.kind.name}" for place, sampler in samplers(plan)}
    curves = [kind.name for kind in Kind if kind is not Kind.PIECEWISE]
    residuals = ["EXPONENTIAL", "UNIFORM", "TABLE", "PIECEWISE"]
    possible = {
        **dict.fromkeys(("hours", "delay", "notice", "start", "short spell", "lag"), curves),
        "return": curves,
        "tasks": ["FIXED", "DISCRETE"],
        "children": ["FIXED", "DISCRETE"],
        "stay": ["FIXED", "EXPONENTIAL", "TABLE", "DISCRETE"],
        "long spell": ["FIXED", "EXPONENTIAL"],
        **dict.fromkeys(("delay left", "short spell left", "return left"), residuals),
        "stay left": residuals,
        "long spell left": ["UNIFORM", "EXPONENTIAL"],
    }
    names = [f"{place} of kind {kind}" for place, known in possible.items() for kind in known]
    return {name: name in kinds for name in names}


def samplers(plan: Plan) -> Iterator[tuple[str, Sampler]]:
    for stage in plan.stages:
        yield "tasks", stage.tasks
        yield "hours", stage.task_hours
        yield "delay", stage.external_delay
        yield "delay left", stage.external_delay_residual
    role = plan.social_worker
    yield from (("lag", role.agency.lag), ("stay", role.agency.stay))
    yield from (("stay left", role.agency.stay_residual), ("children", plan.children))
    yield from (("return", plan.return_delay), ("return left", plan.return_residual))
    yield from (("notice", role.leaving.notice), ("start", role.hiring.start))
    sick = role.sickness
    yield from (("short spell", sick.short), ("short spell left", sick.short_residual))
    yield from (("long spell", sick.long), ("long spell left", sick.long_residual))


# some of these are in every record that is worth a look
COMMON = {
    "open_cases", "referrals", "cases_opened", "closures", "establishment_fte", "in_post_fte",
    "worked_hours", "available_hours", "workers_in_band_low",
}  # fmt: skip


def of_record(record: Record) -> Switches:
    """What has happened: every flow and stock of the census, and what stage rows say."""
    weekly: dict[str, Any] = record.weekly
    rows = record.stages
    shown = {
        f"{column.name} in the census": bool(weekly[column.name].any())
        for column in WEEKLY
        if column.name not in COMMON
    }
    staff = weekly["in_post_fte"] + weekly["agency_fte"]
    return shown | {
        "a team without workers": bool((staff == 0.0).any()),
        "stages passed through without a task": bool((rows["tasks"] == 0).any()),
        "opening cases that finish": bool(rows["opening"].any()),
        "siblings that finish": bool((rows["child"] > 0).any()),
        "several visits": bool((rows["visit"] > 1).any()),
        "a change of worker within a stage": bool((rows["changes_of_worker"] > 0).any()),
        "stages that end at one moment": rows.size > len(set(rows["ended"].tolist())),
    }


# ---- values ------------------------------------------------------------------------------------


def values(part: Any) -> Iterator[tuple[str, object]]:
    """The fields of a plan and of what it is made of, with their values in a form to compare."""
    if is_dataclass(part) and not isinstance(part, Sampler):
        for field in fields(part):
            value = getattr(part, field.name)
            if isinstance(value, Sampler) or not is_dataclass(value):
                yield f"{type(part).__name__}.{field.name}", comparable(value)
            yield from values(value)
    elif isinstance(part, tuple):
        for one in part:
            yield from values(one)


def comparable(value: Any) -> object:
    """The value, or its size where it holds dataclasses, whose fields speak for themselves."""
    if isinstance(value, Sampler):
        return value.kind, value.mean, value.sd
    if isinstance(value, tuple) and any(is_dataclass(one) for one in value):
        return len(value)
    return value if isinstance(value, float | int | str) else repr(value)
