"""What the numbers of a scenario are called by people, and in what they are counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sim.scenario.schema import Scenario

SHARE = "share"
"""The unit of numbers that people write in percent."""


class NumberWords(NamedTuple):
    """How a number is spoken of.

    Attributes:
        label: What it is, as a heading: "Social workers: resignations in a year".
        unit: What it is counted in, such as "hours a week"; :data:`SHARE` if it is written in
            percent.
    """

    label: str
    unit: str


_WORKERS = "Social workers: "

_STAFF = {
    "leaving.rate_per_year": ("resignations in a year", SHARE),
    "leaving.notice_days": ("notice", "working days"),
    "sickness.spells_per_year": ("spells of sickness", "a year"),
    "sickness.short_spell_days": ("length of a short sickness", "working days"),
    "sickness.long_spell_days": ("length of a long sickness", "working days"),
    "sickness.long_spell_share": ("spells of sickness that are long", SHARE),
    "hiring.round_days": ("length of a recruitment round", "working days"),
    "hiring.success_probability": ("recruitment rounds that succeed", SHARE),
    "hiring.start_days": ("wait from offer to start", "working days"),
    "cost_per_fte_gbp": ("cost of a full-time post", "£ a year"),
}
"""What social workers and support roles have in common."""

_WORDS = {
    **{f"roles.social_worker.{key}": (_WORKERS + said, unit)
       for key, (said, unit) in _STAFF.items()},
    **{f"roles.*.{key}": ("{}: " + said, unit) for key, (said, unit) in _STAFF.items()},
    "bands.manageable_from": ("Caseload from which it is manageable", "cases"),
    "bands.high_from": ("Caseload from which it is high", "cases"),
    "bands.over_from": ("Caseload from which it must come down", "cases"),
    "teams.*.opening_caseload": ("{}: open cases on the first day", "cases"),
    "teams.*.social_worker_fte": ("{}: social worker posts", "posts"),
    "teams.*.opening_vacant_fte": ("{}: vacant posts on the first day", "posts"),
    "teams.*.support_fte.*": ("{}: posts for {}", "posts"),
    "teams.*.transfers_to.*": ("{}: cases that move on to {}, by weight", ""),
    "pathway.*.tasks": ("{}: tasks in a case", "tasks"),
    "pathway.*.task_hours": ("{}: work in a task", "hours"),
    "pathway.*.external_delay_days": ("{}: wait between tasks", "working days"),
    "pathway.*.first_task_due_days": ("{}: first task due after", "working days"),
    "pathway.*.task_due_days": ("{}: later tasks due after", "working days"),
    "pathway.*.limits.seen_within_days": ("{}: time limit to be seen", "working days"),
    "pathway.*.limits.completed_within_days": ("{}: time limit to complete", "working days"),
    "pathway.*.case_weight": ("{}: weight of a case", ""),
    "pathway.*.routes.*": ("{}: cases that go on to {}", SHARE),
    "demand.referrals_per_week.*": ("Referrals to {}", "a week"),
    "demand.trend_per_year": ("Growth of referrals in a year", SHARE),
    "demand.month_profile.*": ("Referrals in {}, of the usual number", SHARE),
    "demand.children_per_referral": ("Children in a referral", "children"),
    "demand.sibling_work_share": ("Work for a sibling, of that for the first child", SHARE),
    "demand.re_referral.probability": ("Closed cases that are referred again", SHARE),
    "demand.re_referral.delay_days": ("Time until a case is referred again", "working days"),
    "allocation.caseload_cap": ("Caseload from which no case is added", "cases"),
    "allocation.handover_hours": ("Extra work when a case changes worker", "hours"),
    "roles.social_worker.contract_hours_per_week": (_WORKERS + "contract", "hours a week"),
    "roles.social_worker.non_case_hours_per_week": (
        _WORKERS + "time that is not for cases", "hours a week"),
    "roles.social_worker.delegable_hours_per_week": (
        _WORKERS + "work that support staff could do", "hours a week"),
    "roles.social_worker.max_overtime_hours_per_week": (
        _WORKERS + "overtime at most", "hours a week"),
    "roles.social_worker.overtime_response": (
        _WORKERS + "weekly overtime for each hour of work waiting", "hours"),
    "roles.social_worker.newly_qualified.opening_share": (
        _WORKERS + "newly qualified on the first day", SHARE),
    "roles.social_worker.newly_qualified.period_days": (
        _WORKERS + "time until experienced", "working days"),
    "roles.social_worker.newly_qualified.productivity": (
        _WORKERS + "productivity when newly qualified", SHARE),
    "roles.social_worker.newly_qualified.protected_caseload_share": (
        _WORKERS + "caseload when newly qualified, of a full one", SHARE),
    "roles.social_worker.leaving.caseload_effect": (
        _WORKERS + "rise of resignations with each further case", SHARE),
    "roles.social_worker.leaving.reference_caseload": (
        _WORKERS + "caseload at which resignations are as given", "cases"),
    "roles.social_worker.leaving.support_hazard_ratio": (
        _WORKERS + "resignations with full support, of those without", SHARE),
    "roles.social_worker.overtime_paid_share": (_WORKERS + "overtime that is paid", SHARE),
    "roles.social_worker.overtime_pay_ratio": (
        _WORKERS + "pay of an hour of overtime, of an ordinary one's", SHARE),
    "roles.social_worker.leaving.newly_qualified_hazard_ratio": (
        _WORKERS + "resignations when newly qualified, of the others'", SHARE),
    "roles.social_worker.leaving.max_ratio": (
        _WORKERS + "resignations at most, of the usual", SHARE),
    "roles.social_worker.sickness.caseload_effect": (
        _WORKERS + "rise of sickness with each further case", SHARE),
    "roles.social_worker.sickness.reference_caseload": (
        _WORKERS + "caseload at which sickness is as given", "cases"),
    "roles.social_worker.sickness.support_hazard_ratio": (
        _WORKERS + "sickness with full support, of that without", SHARE),
    "roles.social_worker.sickness.max_ratio": (_WORKERS + "sickness at most, of the usual", SHARE),
    "roles.social_worker.sickness.reallocate_after_days": (
        _WORKERS + "sickness after which cases are passed on", "working days"),
    "roles.social_worker.hiring.newly_qualified_share": (
        _WORKERS + "hires that are newly qualified", SHARE),
    "roles.social_worker.agency.cover_lag_days": (
        "Agency workers: wait for cover", "working days"),
    "roles.social_worker.agency.cap_share": ("Agency workers: most, of all posts", SHARE),
    "roles.social_worker.agency.stay_days": ("Agency workers: length of a stay", "working days"),
    "roles.social_worker.agency.conversion_probability": (
        "Agency workers: those who take the permanent post", SHARE),
    "roles.social_worker.agency.opening_share": (
        "Agency workers: posts covered on the first day", SHARE),
    "roles.social_worker.agency.cost_ratio": (
        "Agency workers: cost, of a permanent worker's", SHARE),
    "roles.*.hours_freed_per_week": ("{}: time freed for each social worker", "hours a week"),
    "roles.*.workers_per_support_fte": ("{}: social workers for each post", "posts"),
    "roles.*.suitability.*": ("{}: how far they suit {} teams", SHARE),
    "roles.*.take_up": ("{}: freed time that becomes case work", SHARE),
    "shared_support.*.fte": ("{}: posts", "posts"),
    "interventions.*.phase_in_days": ("{}: time until full effect", "working days"),
    "interventions.*.posts.*.*": ("{}: posts added, {}, {}", "posts"),
    "interventions.*.cohort.number": ("{}: people who start together", "people"),
    "interventions.*.set_up_heads": ("{}: people who need setting up", "people"),
    "interventions.*.non_staff_heads": ("{}: people with non-staff costs", "people"),
    "interventions.*.set_up_cost_gbp": ("{}: set-up cost of a person", "£"),
    "interventions.*.non_staff_cost_gbp_per_year": ("{}: non-staff cost of a person", "£ a year"),
    "interventions.*.project_posts.*.fte": ("{}: project posts, {}", "posts"),
    "interventions.*.project_posts.*.cost_per_fte_gbp": (
        "{}: cost of a project post, {}", "£ a year"),
    "interventions.*.market_supplement_gbp_per_year": ("{}: market supplement", "£ a year"),
    "interventions.*.referrals_ratio": ("{}: referrals, of those without it", SHARE),
    "interventions.*.external_delay_ratio": ("{}: waits, of those without it", SHARE),
    "interventions.*.re_referral_ratio": ("{}: re-referrals, of those without it", SHARE),
    "interventions.*.leaving_hazard_ratio": ("{}: resignations, of those without it", SHARE),
    "interventions.*.hiring_success_ratio": ("{}: recruitment success, of that without it", SHARE),
    "interventions.*.caseload_cap": ("{}: caseload from which no case is added", "cases"),
    "indices.audit.outstanding_share": ("Audits that are outstanding, without support", SHARE),
    "indices.audit.good_or_better_share": (
        "Audits that are good or better, without support", SHARE),
    "indices.audit.requires_improvement_or_better_share": (
        "Audits that require improvement or are better, without support", SHARE),
    "indices.audit.support_effect": (
        "Audit grades: change of the log odds with full support", ""),
    "indices.audit.caseload_effect": (
        "Audit grades: change of the log odds with each further case", ""),
    "indices.audit.reference_caseload": ("Audit grades: caseload of these shares", "cases"),
    "indices.morale.points_per_case": ("Morale: points lost with each further case", "points"),
    "indices.morale.points_per_overtime_hour": (
        "Morale: points lost with each weekly hour of overtime", "points"),
    "indices.morale.points_of_support": ("Morale: points gained with full support", "points"),
    "indices.morale.reference_caseload": (
        "Morale: caseload at which it takes and gives nothing", "cases"),
    "costs.vacancy_factor_share": ("Pay held back for vacancies", SHARE),
    "costs.pay_award_per_year": ("Pay award in a year", SHARE),
    "costs.inflation_per_year": ("Rise of prices in a year", SHARE),
    "costs.discount_rate_per_year": ("Discount rate, years 0 to 30", SHARE),
    "costs.discount_rate_per_year_from_year_31": ("Discount rate, years 31 to 75", SHARE),
    "costs.discount_rate_per_year_from_year_76": ("Discount rate from year 76 on", SHARE),
    "appraisal.optimism_bias_share": ("Adjustment for optimism bias, of the extra budget", SHARE),
}  # fmt: skip
"""By the key, with ``*`` for a name that the file gives; a ``{}`` is filled with its label."""

_PARTS = {
    "value": "",
    "mean": ", on average",
    "sd": ", standard deviation",
    "cv": ", spread over average",
    "low": ", at least",
    "mode": ", most likely",
    "high": ", at most",
}
"""The numbers of a distribution."""


def number_words(scenario: Scenario, key: str) -> NumberWords:
    """What a number is called and counted in.

    Args:
        scenario: The scenario, for the labels of its teams, stages and roles.
        key: Dotted key of the number, as :func:`sim.scenario.uncertainty.quantities` has it. One
            that has no words is its own label.
    """
    path = key.split(".")
    found = _found(scenario, path)
    if found is None and path[-1] in _PARTS and (whole := _found(scenario, path[:-1])):
        unit = SHARE if path[-1] == "cv" else whole.unit
        found = NumberWords(whole.label + _PARTS[path[-1]], unit)
    return found or NumberWords(key, "")


def _found(scenario: Scenario, path: Sequence[str]) -> NumberWords | None:
    for pattern, (label, unit) in _WORDS.items():
        parts = pattern.split(".")
        if len(parts) == len(path) and all(map(_fits, parts, path)):
            places = [place for place, part in enumerate(parts) if part == "*"]
            names = [label_of(scenario, path[place - 1], path[place]) for place in places]
            said = label.format(*names)
            return NumberWords(said[0].upper() + said[1:], unit)
    return None


def _fits(part: str, name: str) -> bool:
    return part in ("*", name)


def label_of(scenario: Scenario, table: str, name: str) -> str:
    """What people call something that the file has named.

    Args:
        scenario: The scenario.
        table: The table in which the name stands.
        name: The name.
    """
    if table == "month_profile":
        return name.capitalize()
    labelled: dict[str, Mapping[str, Any]] = {
        **dict.fromkeys(("teams", "referrals_per_week", "transfers_to"), scenario.teams),
        **dict.fromkeys(("pathway", "routes"), scenario.pathway),
        "posts": {**scenario.teams, **scenario.shared_support},
        "shared_support": scenario.shared_support,
        "interventions": scenario.interventions,
    }
    # roles stand in tables of several names, of teams' too
    found = labelled.get(table, scenario.roles.support).get(name)
    return getattr(found, "label", "") or name.replace("_", " ")
