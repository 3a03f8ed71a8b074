"""How cases flow through teams and stages in the long run, without simulating.

The traffic equations of an open Jackson network give the arrival rate of every team and stage;
with hours per task they give each team's offered load, and with external delays the mix of
stages in which open cases are found on a given day (Campello, Ingolfsson and Shumsky,
"Queueing models of case managers", Management Science 63, 2017).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.clock import WEEKDAYS_PER_YEAR, WORKING_DAYS_PER_WEEK, WORKING_DAYS_PER_YEAR
from sim.samplers import Kind, Sampler
from sim.scenario.schema import MONTHS, Scenario, Team

MOST_QUEUED_LOAD = 0.9
"""Above this load the opening share of queued cases is that of this load: the formula
load / (1 - load) runs away near 1, where overtime and allocation keep real teams stable."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Node:
    """A stage as worked on by a team.

    Attributes:
        team: Name of the team.
        stage: Name of the stage.
        rate: Cases that enter, a working day.
        tasks: Mean number of tasks.
        hours: Mean hours of a task, sibling groups accounted for.
        external_days: Mean working days spent outside the worker's hands.
        origins: Rate by the team that took the referral in, adding up to ``rate``.
    """

    team: str
    stage: str
    rate: float
    tasks: float
    hours: float
    external_days: float
    origins: dict[str, float]


@dataclass(frozen=True, slots=True)
class Load:
    """A team's work against its hours, in the long run and on average.

    Attributes:
        team: Name of the team.
        offered_hours_per_week: Hours of case work that arrive.
        available_hours_per_week: Hours that workers in post can give, without overtime.
        overtime_hours_per_week: The most that overtime adds.
    """

    team: str
    offered_hours_per_week: float
    available_hours_per_week: float
    overtime_hours_per_week: float

    @property
    def load(self) -> float:
        """Offered over available hours; at 1 or more there is no steady state."""
        return self.offered_hours_per_week / self.available_hours_per_week

    @property
    def load_with_overtime(self) -> float:
        """The same with all overtime worked."""
        return self.offered_hours_per_week / (
            self.available_hours_per_week + self.overtime_hours_per_week
        )


def year_length(scenario: Scenario) -> float:
    """Working days in a year under the scenario's calendar."""
    england = scenario.run.calendar == "england"
    return WORKING_DAYS_PER_YEAR if england else WEEKDAYS_PER_YEAR


def sibling_work(scenario: Scenario) -> tuple[float, float]:
    """Mean children in a referral, and mean work of a child relative to a first child."""
    size = scenario.demand.children_per_referral.sampler().mean
    further = scenario.demand.sibling_work_share.value
    return size, (1.0 + (size - 1.0) * further) / size


def entry_stage(scenario: Scenario, team: Team) -> str:
    """The stage in which referrals to a team start."""
    if team.entry_stage is not None:
        return team.entry_stage
    return next(name for name, stage in scenario.pathway.items() if stage.team_kind == team.kind)


def transfer_shares(scenario: Scenario, name: str, kind: str) -> dict[str, float]:
    """How a team's cases are shared out among the teams of another kind; shares add up to 1."""
    team = scenario.teams[name]
    if team.kind == kind:
        return {name: 1.0}
    able = {other: t for other, t in scenario.teams.items() if t.kind == kind}
    said = {other: w.value for other, w in team.transfers_to.items() if other in able and w.value}
    weights = said or {other: t.social_worker_fte.value for other, t in able.items()}
    total = sum(weights.values())
    return {other: weight / total for other, weight in weights.items()}


def case_rates(scenario: Scenario) -> dict[str, float]:
    """Children's cases a working day that teams take in, re-referrals included."""
    size, _ = sibling_work(scenario)
    profile = sum(
        scenario.demand.month_profile[m].value if m in scenario.demand.month_profile else 1.0
        for m in MONTHS
    ) / len(MONTHS)
    returning = scenario.demand.re_referral.probability.value
    return {
        team: rate.value / WORKING_DAYS_PER_WEEK * size * profile / (1.0 - returning)
        for team, rate in scenario.demand.referrals_per_week.items()
    }


def nodes(scenario: Scenario) -> list[Node]:
    """Every stage of every team with its long-run rate, at the rates of the first day."""
    places = [
        (team, stage)
        for team, t in scenario.teams.items()
        for stage, s in scenario.pathway.items()
        if s.team_kind == t.kind
    ]
    by_origin = _rates(scenario, places)
    _, work = sibling_work(scenario)
    result = []
    for i, (team, stage) in enumerate(places):
        s = scenario.pathway[stage]
        tasks = s.tasks.sampler()
        result.append(
            Node(
                team,
                stage,
                rate=sum(float(rates[i]) for rates in by_origin.values()),
                tasks=tasks.mean,
                hours=s.task_hours.sampler().mean * work,
                external_days=mean_gaps(tasks) * s.external_delay_days.sampler().mean,
                origins={o: float(r[i]) for o, r in by_origin.items() if r[i] > 0.0},
            )
        )
    return result


def _rates(scenario: Scenario, places: list[tuple[str, str]]) -> dict[str, Floats]:
    """Solve rate = arrivals + routed rate, once for each team that takes referrals in."""
    index = {place: i for i, place in enumerate(places)}
    routed = np.zeros((len(places), len(places)))
    for (team, stage), i in index.items():
        for target, share in scenario.pathway[stage].routes.items():
            kind = scenario.pathway[target].team_kind
            for other, part in transfer_shares(scenario, team, kind).items():
                routed[index[other, target], i] += share.value * part
    system = np.eye(len(places)) - routed
    result = {}
    for team, rate in case_rates(scenario).items():
        arrivals = np.zeros(len(places))
        arrivals[index[team, entry_stage(scenario, scenario.teams[team])]] = rate
        result[team] = np.linalg.solve(system, arrivals).astype(np.float64)
    return result


def mean_gaps(tasks: Sampler) -> float:
    """Mean number of external delays of a stage: one fewer than its tasks, and never below 0."""
    counts, chances = count_chances(tasks)
    return float(np.maximum(counts - 1.0, 0.0) @ chances)


def count_chances(tasks: Sampler) -> tuple[Floats, Floats]:
    """The values of a count and their probabilities."""
    if tasks.kind is Kind.FIXED:
        return np.array([tasks.a]), np.ones(1)
    cumulative, counts, _ = tasks.arrays
    return counts, np.diff(cumulative, prepend=0.0)


def offered_load(scenario: Scenario) -> list[Load]:
    """Each team's offered and available hours, with sickness, vacancies and support as given."""
    work = dict.fromkeys(scenario.teams, 0.0)
    for node in nodes(scenario):
        work[node.team] += node.rate * node.tasks * node.hours * WORKING_DAYS_PER_WEEK
    overtime = scenario.roles.social_worker.max_overtime_hours_per_week.value
    result = []
    for name in scenario.teams:
        people = present_fte(scenario, name)
        hours = people * hours_per_fte(scenario, name)
        result.append(Load(name, work[name], hours, people * overtime))
    return result


def present_fte(scenario: Scenario, team: str) -> float:
    """Social worker FTE at work on an average day: vacancies and sickness taken off.

    Renewal theory: a post is unfilled for E[time to fill] / (E[time to fill] + E[tenure]) of
    the time, and agency workers cover what their cap allows.
    """
    role = scenario.roles.social_worker
    year = year_length(scenario)
    spell = (1.0 - role.sickness.long_spell_share.value) * (
        role.sickness.short_spell_days.sampler().mean
    ) + role.sickness.long_spell_share.value * role.sickness.long_spell_days.sampler().mean
    sick = role.sickness.spells_per_year.value / year * spell
    vacant = 0.0
    if role.leaving.rate_per_year.value > 0.0:
        fill = (
            role.hiring.round_days.value / role.hiring.success_probability.value
            + role.hiring.start_days.sampler().mean
        )
        stay = year / role.leaving.rate_per_year.value + role.leaving.notice_days.sampler().mean
        vacant = fill / (fill + stay)
        covered = role.agency.stay_days.sampler().mean
        lag = role.agency.cover_lag_days.sampler().mean
        share = covered / (covered + lag) if covered + lag > 0.0 else 0.0
        vacant -= min(vacant * share, role.agency.cap_share.value)
    return scenario.teams[team].social_worker_fte.value * (1.0 - vacant) / (1.0 + sick)


def hours_per_fte(scenario: Scenario, team: str) -> float:
    """Case-work hours a week of a full-time worker with the support of the first day."""
    role = scenario.roles.social_worker
    kind = scenario.teams[team].kind
    freed = 0.0
    for name, support in support_fte(scenario, team).items():
        r = scenario.roles.support[name]
        covered = support * r.workers_per_support_fte.value
        coverage = min(1.0, covered / scenario.teams[team].social_worker_fte.value)
        suited = r.suitability[kind].value if kind in r.suitability else 1.0
        freed += r.hours_freed_per_week.value * coverage * suited * r.take_up.value
    freed = min(freed, role.delegable_hours_per_week.value)
    base = role.contract_hours_per_week.value - role.non_case_hours_per_week.value
    new = role.newly_qualified
    # newly qualified workers are on average half-way between their first day and full pace
    slower = new.opening_share.value * (1.0 - new.productivity.value) / 2.0
    return base * (1.0 - slower) + freed


def support_fte(scenario: Scenario, team: str) -> dict[str, float]:
    """Funded support posts of a team on the first day by role, its part of shared ones included."""
    result = {role: fte.value for role, fte in scenario.teams[team].support_fte.items()}
    for shared in scenario.shared_support.values():
        if team in shared.teams:
            result[shared.role] = result.get(shared.role, 0.0) + shared.fte.value * shared_part(
                scenario, shared.teams, team
            )
    return result


def shared_part(scenario: Scenario, teams: tuple[str, ...], team: str) -> float:
    """The part of shared support that goes to one of its teams: its part of their posts."""
    total = sum(scenario.teams[name].social_worker_fte.value for name in teams)
    return scenario.teams[team].social_worker_fte.value / total
