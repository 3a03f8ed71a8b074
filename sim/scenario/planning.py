"""From what a planner wrote to what an engine needs: :func:`make_plan`."""

from __future__ import annotations

from functools import lru_cache
from itertools import accumulate

from sim.clock import WorkingCalendar
from sim.samplers import residual
from sim.scenario.consistency import SLIVER, SOCIAL_WORKER
from sim.scenario.flow import entry_stage, shared_part, sibling_work, transfer_shares
from sim.scenario.opening import dormant_cases, opening_cases
from sim.scenario.plan import (
    NEVER,
    AllocationPlan,
    CohortPlan,
    OpeningPlan,
    Plan,
    PostChange,
    StagePlan,
    SupportPlan,
    TeamPlan,
)
from sim.scenario.ratios import DayRatios, day_ratios
from sim.scenario.role_plans import social_worker_plan, support_role_plan
from sim.scenario.schema import Intervention, Scenario
from sim.scenario.uncertainty import drawn

_calendar = lru_cache(maxsize=8)(WorkingCalendar)
"""Made once a process, not once a replication."""


def working_calendar(scenario: Scenario) -> WorkingCalendar:
    """The working days of the scenario's run."""
    return _calendar(scenario.run.start, scenario.run.end, scenario.run.calendar == "england")


def make_plan(scenario: Scenario, replication: int) -> Plan:
    """Everything an engine needs to simulate one replication.

    Args:
        scenario: A checked scenario.
        replication: Its number from 0; uncertain parameters are drawn for it.
    """
    scenario = drawn(scenario, replication)
    calendar = working_calendar(scenario)
    size, _ = sibling_work(scenario)
    returns = scenario.demand.re_referral
    delay = returns.delay_days.sampler()
    return Plan(
        seed=scenario.run.seed,
        replication=replication,
        n_days=calendar.n_days,
        week_closes=calendar.week_closes,
        kinds=kinds(scenario),
        teams=_teams(scenario, calendar),
        stages=tuple(_stage(scenario, name) for name in scenario.pathway),
        children=scenario.demand.children_per_referral.sampler(),
        sibling_work=scenario.demand.sibling_work_share.value,
        first_child_share=1.0 / size,
        return_probability=returns.probability.value,
        return_delay=delay,
        return_residual=residual(delay),
        handover_hours=scenario.allocation.handover_hours.value,
        social_worker=social_worker_plan(scenario),
        support_roles=tuple(
            support_role_plan(scenario, name, kinds(scenario)) for name in scenario.roles.support
        ),
        support=_support(scenario),
        allocations=_allocations(scenario, calendar),
        post_changes=post_changes(scenario),
        cohorts=_cohorts(scenario, calendar),
        bands=(
            scenario.bands.manageable_from.count,
            scenario.bands.high_from.count,
            scenario.bands.over_from.count,
        ),
    )


def kinds(scenario: Scenario) -> tuple[str, ...]:
    """The kinds of team, in the order of the file."""
    return tuple(dict.fromkeys(team.kind for team in scenario.teams.values()))


def split_fte(fte: float) -> tuple[float, ...]:
    """Posts that make up an FTE: full-time ones, and one part-time post for the rest."""
    whole = int(fte + SLIVER)
    rest = fte - whole
    return (1.0,) * whole + ((rest,) if rest > SLIVER else ())


def _cumulative(shares: list[float]) -> tuple[float, ...]:
    return tuple(accumulate(shares))


def _stage(scenario: Scenario, name: str) -> StagePlan:
    stage = scenario.pathway[name]
    order = list(scenario.pathway)
    seen, completed = stage.limits.seen_within_days, stage.limits.completed_within_days
    return StagePlan(
        name=name,
        kind=kinds(scenario).index(stage.team_kind),
        tasks=stage.tasks.sampler(),
        task_hours=stage.task_hours.sampler(),
        external_delay=stage.external_delay_days.sampler(),
        external_delay_residual=residual(stage.external_delay_days.sampler()),
        first_due=stage.first_task_due_days.value,
        task_due=stage.task_due_days.value,
        seen_limit=NEVER if seen is None else seen.value,
        completion_limit=NEVER if completed is None else completed.value,
        weight=stage.case_weight.value,
        route_ends=_cumulative([share.value for share in stage.routes.values()]),
        routes=tuple(order.index(target) for target in stage.routes),
    )


def _teams(scenario: Scenario, calendar: WorkingCalendar) -> tuple[TeamPlan, ...]:
    ratios = {name: day_ratios(scenario, calendar, name) for name in scenario.teams}
    opening = opening_cases(scenario)
    dormant = dormant_cases(scenario)
    return tuple(
        _team(scenario, name, ratios[name], opening[name], dormant[name]) for name in scenario.teams
    )


def _team(
    scenario: Scenario,
    name: str,
    ratios: DayRatios,
    opening: tuple[OpeningPlan, ...],
    dormant: int,
) -> TeamPlan:
    team = scenario.teams[name]
    filled, vacant = _filled_and_vacant(team.social_worker_fte.value, team.opening_vacant_fte.value)
    posts = filled + vacant
    agency = round(scenario.roles.social_worker.agency.opening_share.value * len(posts))
    return TeamPlan(
        name=name,
        kind=kinds(scenario).index(team.kind),
        post_ftes=posts,
        vacant_posts=len(vacant),
        agency_posts=min(agency, len(filled)),
        opening=opening,
        dormant=dormant,
        entry=list(scenario.pathway).index(entry_stage(scenario, team)),
        expected_referrals=ratios.expected_referrals,
        transfers=tuple(_transfers(scenario, name, kind) for kind in kinds(scenario)),
        delay_ratio=ratios.external_delay,
        return_ratio=ratios.re_referral,
        leaving_ratio=ratios.leaving_hazard,
        hiring_ratio=ratios.hiring_success,
    )


def _filled_and_vacant(fte: float, vacant: float) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """A team's posts on the first day: whole ones and a part-time one, as near as they come."""
    whole, part = int(fte + SLIVER), fte - int(fte + SLIVER)
    empty = int(vacant + SLIVER)
    rest = vacant - empty
    part_empty = part > SLIVER and rest > part / 2.0
    if part <= SLIVER and rest >= 0.5:
        empty += 1
    ends = (split_fte(part), ()) if not part_empty else ((), split_fte(part))
    return (1.0,) * (whole - empty) + ends[0], (1.0,) * empty + ends[1]


def _transfers(
    scenario: Scenario, team: str, kind: str
) -> tuple[tuple[int, ...], tuple[float, ...]]:
    order = list(scenario.teams)
    shares = transfer_shares(scenario, team, kind)
    return tuple(order.index(name) for name in shares), _cumulative(list(shares.values()))


def support_places(scenario: Scenario) -> dict[tuple[str, str], tuple[str, ...]]:
    """Every (place, role) at which support posts exist or will, with the teams they serve."""
    places: dict[tuple[str, str], tuple[str, ...]] = {}
    for name, team in scenario.teams.items():
        for role in team.support_fte:
            places[name, role] = (name,)
    for name, shared in scenario.shared_support.items():
        places[name, shared.role] = shared.teams
    for change in scenario.interventions.values():
        for place, posts in change.posts.items():
            for role in posts:
                if role != SOCIAL_WORKER:
                    places.setdefault((place, role), (place,))
    return places


def _support(scenario: Scenario) -> tuple[SupportPlan, ...]:
    order = list(scenario.teams)
    roles = list(scenario.roles.support)
    result = []
    for (place, role), teams in support_places(scenario).items():
        if place in scenario.shared_support:
            fte = scenario.shared_support[place].fte.value
        else:
            funded = scenario.teams[place].support_fte
            fte = funded[role].value if role in funded else 0.0
        parts = tuple((order.index(team), shared_part(scenario, teams, team)) for team in teams)
        result.append(SupportPlan(f"{place}/{role}", roles.index(role), split_fte(fte), parts))
    return tuple(result)


def _allocations(scenario: Scenario, calendar: WorkingCalendar) -> tuple[AllocationPlan, ...]:
    """The rules in force from each date on which an intervention changes them."""
    changes = [
        (name, change)
        for name, change in scenario.interventions.items()
        if change.allocation_policy is not None or change.caseload_cap is not None
    ]
    times = {0.0}
    for _, change in changes:
        times |= {time for time in _span(change, calendar) if time < calendar.n_days}
    return tuple(_allocation_at(scenario, calendar, changes, time) for time in sorted(times))


def _allocation_at(
    scenario: Scenario,
    calendar: WorkingCalendar,
    changes: list[tuple[str, Intervention]],
    time: float,
) -> AllocationPlan:
    policy = scenario.allocation.policy
    cap = scenario.allocation.caseload_cap
    for _, change in changes:
        start, end = _span(change, calendar)
        if start <= time < end:
            policy = change.allocation_policy or policy
            cap = change.caseload_cap or cap
    return AllocationPlan(time, policy, NEVER if cap is None else cap.value)


def _span(change: Intervention, calendar: WorkingCalendar) -> tuple[float, float]:
    """First moment of an intervention, and the first moment after it."""
    start = calendar.time_at(change.start)
    if change.end is None:
        return start, NEVER
    last = calendar.time_at(change.end)
    # a last day that is a working day is included; one on a weekend rounds up by itself
    included = last < calendar.n_days and calendar.date_at(last) == change.end
    end = last + 1.0 if included else last
    return start, end if end < calendar.n_days else NEVER


def post_changes(scenario: Scenario) -> tuple[PostChange, ...]:
    """Posts that interventions add or remove, in the order of time.

    At the end of an intervention that is called NAME the change is called ``NAME/to``.
    """
    calendar = working_calendar(scenario)
    order = list(scenario.teams)
    places = list(support_places(scenario))
    result = []
    for name, change in scenario.interventions.items():
        start, end = _span(change, calendar)
        for place, posts in change.posts.items():
            for role, given in posts.items():
                fte = given.value
                team = order.index(place) if role == SOCIAL_WORKER else -1
                support = -1 if role == SOCIAL_WORKER else places.index((place, role))
                added = split_fte(max(fte, 0.0))
                filled = change.filled_on_first_day
                begins = PostChange(start, name, team, support, added, max(-fte, 0.0), filled)
                back = split_fte(max(-fte, 0.0))
                ends = PostChange(end, f"{name}/to", team, support, back, max(fte, 0.0), False)
                result += [begins, ends]
    inside = [change for change in result if change.time < calendar.n_days]
    return tuple(sorted(inside, key=lambda change: change.time))


def _cohorts(scenario: Scenario, calendar: WorkingCalendar) -> tuple[CohortPlan, ...]:
    roles = list(scenario.roles.support)
    result = []
    for change in scenario.interventions.values():
        time = calendar.time_at(change.start)
        if change.cohort is None or time >= calendar.n_days:
            continue
        cohort = change.cohort
        role = -1 if cohort.role == SOCIAL_WORKER else roles.index(cohort.role)
        result.append(CohortPlan(time, role, cohort.number.count, cohort.newly_qualified))
    return tuple(sorted(result, key=lambda cohort: cohort.time))
