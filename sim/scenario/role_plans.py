"""Roles of the scenario as engines need them: rates a working day, hours a working day."""

from __future__ import annotations

from dataclasses import replace

from sim.clock import WORKING_DAYS_PER_WEEK
from sim.portable import log
from sim.samplers import residual
from sim.scenario.flow import year_length
from sim.scenario.plan import (
    NEVER,
    AgencyPlan,
    HiringPlan,
    LeavingPlan,
    SicknessPlan,
    SocialWorkerPlan,
    SupportRolePlan,
)
from sim.scenario.schema import (
    Leaving,
    Scenario,
    Sickness,
    SocialWorkerLeaving,
    SocialWorkerSickness,
)


def social_worker_plan(scenario: Scenario) -> SocialWorkerPlan:
    """The case-holding role."""
    role = scenario.roles.social_worker
    base = role.contract_hours_per_week.value - role.non_case_hours_per_week.value
    agency = role.agency
    return SocialWorkerPlan(
        base_hours=base / WORKING_DAYS_PER_WEEK,
        delegable_hours=role.delegable_hours_per_week.value / WORKING_DAYS_PER_WEEK,
        max_overtime=role.max_overtime_hours_per_week.value / WORKING_DAYS_PER_WEEK,
        overtime_response=role.overtime_response.value / WORKING_DAYS_PER_WEEK,
        newly_qualified_opening=role.newly_qualified.opening_share.value,
        newly_qualified_days=role.newly_qualified.period_days.value,
        productivity=role.newly_qualified.productivity.value,
        protected_share=role.newly_qualified.protected_caseload_share.value,
        leaving=_leaving(role.leaving, year_length(scenario)),
        sickness=_sickness(role.sickness, year_length(scenario)),
        hiring=HiringPlan(
            role.hiring.round_days.value,
            role.hiring.success_probability.value,
            role.hiring.start_days.sampler(),
            role.hiring.newly_qualified_share.value,
        ),
        agency=AgencyPlan(
            agency.cover_lag_days.sampler(),
            agency.cap_share.value,
            agency.stay_days.sampler(),
            residual(agency.stay_days.sampler()),
            agency.conversion_probability.value,
        ),
    )


def support_role_plan(scenario: Scenario, name: str, kinds: tuple[str, ...]) -> SupportRolePlan:
    """A support role; ``kinds`` are the kinds of team in their order."""
    role = scenario.roles.support[name]
    suited = tuple(role.suitability[k].value if k in role.suitability else 1.0 for k in kinds)
    hours = role.hours_freed_per_week.value * role.take_up.value / WORKING_DAYS_PER_WEEK
    year = year_length(scenario)
    return SupportRolePlan(
        name=name,
        freed_hours=tuple(hours * share for share in suited),
        suitability=suited,
        workers_per_fte=role.workers_per_support_fte.value,
        leaving=_leaving(role.leaving, year),
        sickness=_sickness(role.sickness, year),
        hiring=HiringPlan(
            role.hiring.round_days.value,
            role.hiring.success_probability.value,
            role.hiring.start_days.sampler(),
        ),
    )


def _leaving(leaving: Leaving, year: float) -> LeavingPlan:
    rate, notice = leaving.rate_per_year.value / year, leaving.notice_days.sampler()
    if not isinstance(leaving, SocialWorkerLeaving):
        return LeavingPlan(rate, notice)
    return LeavingPlan(
        rate,
        notice,
        caseload_effect=leaving.caseload_effect.value,
        reference=leaving.reference_caseload.value,
        log_support=log(leaving.support_hazard_ratio.value),
        log_newly_qualified=log(leaving.newly_qualified_hazard_ratio.value),
        max_ratio=leaving.max_ratio.value,
    )


def _sickness(sickness: Sickness, year: float) -> SicknessPlan:
    short, long = sickness.short_spell_days.sampler(), sickness.long_spell_days.sampler()
    rate, share = sickness.spells_per_year.value / year, sickness.long_spell_share.value
    mean = (1.0 - share) * short.mean + share * long.mean
    plan = SicknessPlan(
        rate=rate,
        short=short,
        long=long,
        long_share=share,
        absent_at_start=rate * mean / (1.0 + rate * mean),
        long_at_start=share * long.mean / mean if mean > 0.0 else 0.0,
        short_residual=residual(short),
        long_residual=residual(long),
    )
    if not isinstance(sickness, SocialWorkerSickness):
        return plan
    after = sickness.reallocate_after_days
    return replace(
        plan,
        reallocate_after=NEVER if after is None else after.value,
        caseload_effect=sickness.caseload_effect.value,
        reference=sickness.reference_caseload.value,
        log_support=log(sickness.support_hazard_ratio.value),
        max_ratio=sickness.max_ratio.value,
    )
