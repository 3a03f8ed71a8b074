"""What a planner may write in a scenario file, table by table.

Every class is one table; every attribute is one key, with its unit in its name. ``_days`` are
working days, ``per_week`` means per five working days, ``per_year`` per working year (see
:mod:`sim.clock`). The docstring under an attribute is what an editor shows for the key.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints, model_validator

from sim.scenario.distributions import Distribution, fixed
from sim.scenario.quantities import (
    MOST_POSTS,
    Amount,
    Cap,
    Effect,
    Fte,
    Growth,
    LogOdds,
    Model,
    Positive,
    Quantity,
    Ratio,
    Share,
    SomeFte,
    plain,
)

MOST_REPLICATIONS = 1_000_000
MOST_CHILDREN = 32
LARGEST_SEED = 2**32 - 1
LAST_YEAR = 9990
MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip

Name = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Text = Annotated[str, StringConstraints(max_length=20_000)]


def _counts(distribution: Distribution) -> Distribution:
    values = [distribution.value.value] if distribution.value else list(distribution.values or ())
    countable = {"fixed", "poisson", "geometric", "negative_binomial", "empirical"}
    if distribution.distribution not in countable:
        raise ValueError(
            f"a count can't follow a {distribution.distribution} distribution; "
            f"use one of {', '.join(sorted(countable))}"
        )
    if any(value != int(value) for value in values):
        raise ValueError("a count takes whole numbers only")
    return distribution


def _at_least_one(distribution: Distribution) -> Distribution:
    values = [distribution.value.value] if distribution.value else list(distribution.values or ())
    if distribution.distribution in {"poisson", "negative_binomial"} or min(values, default=1) < 1:
        raise ValueError(
            "a referral brings at least one child, so the count must start at 1: "
            "use fixed, geometric or empirical"
        )
    if max(values, default=1) > MOST_CHILDREN:
        raise ValueError(f"at most {MOST_CHILDREN} children in a referral")
    return distribution


Count = Annotated[Distribution, AfterValidator(_counts)]
Children = Annotated[Distribution, AfterValidator(_counts), AfterValidator(_at_least_one)]


class Run(Model):
    """[run]: the period, and how often chance is tried."""

    start: date
    """First day, such as 2018-10-01."""
    end: date
    """Last day, included."""
    replications: int = Field(default=100, ge=1, le=MOST_REPLICATIONS)
    """How many independent futures to simulate."""
    seed: int = Field(default=1, ge=0, le=LARGEST_SEED)
    """Any whole number up to 4294967295; the same seed gives the same results."""
    calendar: Literal["england", "weekdays"] = "england"
    """Working days: England's bank holidays left out, or every weekday."""
    parameter_uncertainty: bool = True
    """Draw uncertain numbers anew for every replication, or use their best values."""

    @model_validator(mode="after")
    def _forwards(self) -> Run:
        if self.end < self.start:
            raise ValueError(f"end: {self.end} is before the start, {self.start}; put it later")
        if self.end.year > LAST_YEAR:
            raise ValueError(f"dates after the year {LAST_YEAR} can't be counted")
        return self


class Bands(Model):
    """[bands]: the council's bands of caseload per full-time worker, in whole cases."""

    manageable_from: int = Field(default=20, ge=0, le=1000)
    """Fewer is low: capacity to manage more."""
    high_from: int = Field(default=22, ge=0, le=1000)
    """From here caseloads are high."""
    over_from: int = Field(default=27, ge=0, le=1000)
    """From here caseloads must be reduced."""

    @model_validator(mode="after")
    def _rising(self) -> Bands:
        if not self.manageable_from < self.high_from < self.over_from:
            raise ValueError("manageable_from < high_from < over_from must hold")
        return self


class Team(Model):
    """[teams.NAME]: a team, its social worker posts and the cases it holds at the start."""

    label: Text = ""
    """The team's name as people write it."""
    kind: Name
    """What the team does; the pathway's stages name the kind that does their work."""
    group: Text = ""
    """The line of the report in which the team is counted; its kind unless given."""
    social_worker_fte: SomeFte
    """Funded social worker posts, full-time equivalent."""
    opening_caseload: int = Field(default=0, ge=0, le=1_000_000)
    """Open cases on the first day."""
    opening_vacant_fte: Fte = plain(0.0)
    """Posts that nobody fills or covers on the first day."""
    support_fte: dict[Name, Fte] = {}
    """Funded support posts that serve this team alone, by role."""
    entry_stage: Name | None = None
    """The stage in which referrals to this team start; its kind's first stage unless given."""
    transfers_to: dict[Name, Amount] = {}
    """How cases that leave for another kind of team are shared out; by FTE unless given."""


class Limits(Model):
    """[pathway.NAME.limits]: the time limits that the stage is measured against."""

    seen_within_days: Positive | None = None
    """The first task is done within this many working days of referral."""
    completed_within_days: Positive | None = None
    """The stage is complete within this many working days; makes it an assessment."""


class Stage(Model):
    """[pathway.NAME]: a stage of a case: tasks with delays outside the worker's hands."""

    label: Text = ""
    """The stage's name as people write it."""
    team_kind: Name
    """The kind of team that does the work."""
    tasks: Count
    """How many pieces of work the stage takes; one that draws none passes straight on."""
    task_hours: Distribution
    """Hours of social work in each task."""
    external_delay_days: Distribution
    """Working days between two tasks in which the case waits for others."""
    first_task_due_days: Amount = plain(5.0)
    """The first task is due this many working days after the stage began."""
    task_due_days: Amount = plain(10.0)
    """Later tasks are due this many working days after they came up."""
    limits: Limits = Limits()
    """Time limits of the stage."""
    case_weight: Positive = plain(1.0)
    """What a case of this stage counts when cases are shared out."""
    routes: dict[Name, Share] = {}
    """The share of cases that goes on to each next stage; the rest is closed."""

    @model_validator(mode="after")
    def _shares(self) -> Stage:
        total = sum(share.value for share in self.routes.values())
        if total > 1.0 + 1e-9:
            raise ValueError(f"the routes add up to {total:g}; shares can't add up to more than 1")
        return self


class ReReferral(Model):
    """[demand.re_referral]: children who come back after their case was closed."""

    probability: Share = plain(0.0)
    """The share of closed cases that is referred again."""
    delay_days: Distribution = fixed(120.0)
    """Working days from closure to the new referral."""


class Demand(Model):
    """[demand]: referrals, how they change over time, and families."""

    referrals_per_week: dict[Name, Amount]
    """New referrals (families, without re-referrals) by team, per five working days."""
    trend_per_year: Growth = plain(0.0)
    """Growth of referrals a year, compounded from the first day."""
    month_profile: dict[Name, Amount] = {}
    """Referrals of a month as a multiple of the rate, such as august = 0.8; 1 unless given."""
    children_per_referral: Children = fixed(1.0)
    """Size of the sibling group."""
    sibling_work_share: Share = plain(1.0)
    """Work for each further child of a group, as a share of the first child's."""
    re_referral: ReReferral = ReReferral()
    """Children who come back."""

    @model_validator(mode="after")
    def _arrivals(self) -> Demand:
        unknown = sorted(set(self.month_profile) - set(MONTHS))
        if unknown:
            raise ValueError(
                f"month_profile: {unknown[0]!r} is not a month; write english names such as august"
            )
        if not any(rate.value > 0.0 for rate in self.referrals_per_week.values()):
            raise ValueError(
                "referrals_per_week: no team receives any referrals, so there is "
                "nothing to simulate; give at least one team a rate over 0"
            )
        return self


class Allocation(Model):
    """[allocation]: who gets a case."""

    policy: Literal["least_loaded", "round_robin", "random"] = "least_loaded"
    """How a worker is chosen among those present."""
    caseload_cap: Positive | None = None
    """Nobody at or above this weighted caseload per FTE gets another case; no cap unless given."""
    handover_hours: Amount = plain(0.0)
    """Extra work in a case's next task after it changed worker."""


class Leaving(Model):
    """[roles.NAME.leaving]: resignations."""

    rate_per_year: Amount
    """Share of staff that resigns in a year, as a rate, at the reference caseload."""
    notice_days: Distribution = fixed(20.0)
    """Working days from resignation to the last day."""


class SocialWorkerLeaving(Leaving):
    """[roles.social_worker.leaving]: resignations, and what makes them more likely."""

    caseload_effect: Effect = plain(0.0)
    """Change of the logarithm of the rate for each case per FTE over the reference."""
    reference_caseload: Amount = plain(20.5)
    """The caseload per FTE at which the rate is the base rate."""
    support_hazard_ratio: Ratio = plain(1.0)
    """The rate of a fully supported worker as a multiple of an unsupported one's."""
    newly_qualified_hazard_ratio: Ratio = plain(1.0)
    """The rate of a newly qualified worker as a multiple of an experienced one's."""
    max_ratio: Cap = plain(5.0)
    """The rate never exceeds this multiple of the base rate."""


class Sickness(Model):
    """[roles.NAME.sickness]: spells of absence."""

    spells_per_year: Amount
    """Spells that a person who is present starts in a working year."""
    short_spell_days: Distribution
    """Length of a short spell."""
    long_spell_days: Distribution = fixed(60.0)
    """Length of a long spell."""
    long_spell_share: Share = plain(0.0)
    """The share of spells that is long."""


class SocialWorkerSickness(Sickness):
    """[roles.social_worker.sickness]: spells of absence, and what makes them more likely."""

    caseload_effect: Effect = plain(0.0)
    """Change of the logarithm of the rate for each case per FTE over the reference."""
    reference_caseload: Amount = plain(20.5)
    """The caseload per FTE at which the rate is the base rate."""
    support_hazard_ratio: Ratio = plain(1.0)
    """The rate of a fully supported worker as a multiple of an unsupported one's."""
    max_ratio: Cap = plain(5.0)
    """The rate never exceeds this multiple of the base rate."""
    reallocate_after_days: Positive | None = None
    """After so many working days of one spell the cases go to colleagues; never unless given."""


class Hiring(Model):
    """[roles.NAME.hiring]: recruitment in rounds."""

    round_days: Positive
    """Working days of one round, from advertisement to offer."""
    success_probability: Share = plain(1.0)
    """The chance that a round ends with somebody who accepts."""
    start_days: Distribution = fixed(20.0)
    """Working days from acceptance to the first day of work."""

    @model_validator(mode="after")
    def _possible(self) -> Hiring:
        low = self.success_probability.low
        if self.success_probability.value == 0.0 or low == 0.0:
            raise ValueError(
                "success_probability: a round that never succeeds leaves posts vacant "
                "for ever; give a small chance such as 0.01"
            )
        return self


class SocialWorkerHiring(Hiring):
    """[roles.social_worker.hiring]: recruitment in rounds."""

    newly_qualified_share: Share = plain(0.0)
    """The share of hires that is newly qualified."""


class NewlyQualified(Model):
    """[roles.social_worker.newly_qualified]: the first months after qualifying."""

    opening_share: Share = plain(0.0)
    """The share of permanent workers that is newly qualified on the first day."""
    period_days: Positive = plain(380.0)
    """Working days after which a worker counts as experienced (18 months)."""
    productivity: Share = plain(1.0)
    """Productivity on the first day; it grows evenly to 1 over the period."""
    protected_caseload_share: Share = plain(1.0)
    """Share of a full caseload on the first day; it grows evenly to 1 over the period."""

    @model_validator(mode="after")
    def _some(self) -> NewlyQualified:
        for key in ("productivity", "protected_caseload_share"):
            quantity: Quantity = getattr(self, key)
            if quantity.value <= 0.0 or quantity.low == 0.0:
                raise ValueError(f"{key} must be more than 0")
        return self


class Agency(Model):
    """[roles.social_worker.agency]: cover of vacant posts by agency workers."""

    cover_lag_days: Distribution = fixed(20.0)
    """Working days from vacancy to an agency worker's first day, and between attempts."""
    cap_share: Share = plain(0.0)
    """No agency worker starts once their FTE reaches this share of the establishment."""
    stay_days: Distribution = fixed(200.0)
    """Working days an agency worker stays, if the post is not filled before."""
    conversion_probability: Share = plain(0.0)
    """The chance that a stay ends with the worker taking the permanent post."""
    opening_share: Share = plain(0.0)
    """The share of posts covered by agency workers on the first day."""


class SocialWorker(Model):
    """[roles.social_worker]: the case-holding role."""

    contract_hours_per_week: Positive
    """Contract hours of a full-time worker."""
    non_case_hours_per_week: Amount
    """Of these, hours that can't go into case work: leave, training, meetings, administration."""
    delegable_hours_per_week: Amount = plain(37.0)
    """The most that support staff can take off a full-time worker."""
    max_overtime_hours_per_week: Amount = plain(0.0)
    """The most that a worker works over contract."""
    overtime_response: Amount = plain(0.0)
    """Overtime hours a week for each hour of work waiting in the worker's queue."""
    cost_per_fte_gbp: Amount = plain(0.0)
    """Yearly cost of a full-time post, on-costs included."""
    newly_qualified: NewlyQualified = NewlyQualified()
    """The first months after qualifying."""
    leaving: SocialWorkerLeaving
    """Resignations."""
    sickness: SocialWorkerSickness
    """Absence."""
    hiring: SocialWorkerHiring
    """Recruitment."""
    agency: Agency = Agency()
    """Agency cover."""

    @model_validator(mode="after")
    def _hours(self) -> SocialWorker:
        most = self.non_case_hours_per_week.high or self.non_case_hours_per_week.value
        least = self.contract_hours_per_week.low or self.contract_hours_per_week.value
        if most >= least:
            raise ValueError(
                f"non_case_hours_per_week: {most:g} hours leave nothing of "
                f"{least:g} contract hours for case work"
            )
        return self


class SupportRole(Model):
    """[roles.NAME]: a role that holds no cases and frees social workers' hours."""

    label: Text = ""
    """The role's name as people write it."""
    hours_freed_per_week: Amount
    """Hours a week freed for each full-time social worker under full coverage."""
    workers_per_support_fte: Positive
    """Social worker FTE that one full-time support post covers fully."""
    suitability: dict[Name, Share] = {}
    """How far the role suits a kind of team; 1 unless given."""
    take_up: Share = plain(1.0)
    """The share of freed hours that becomes case work."""
    cost_per_fte_gbp: Amount = plain(0.0)
    """Yearly cost of a full-time post, on-costs included."""
    leaving: Leaving = Leaving(rate_per_year=plain(0.0))
    """Resignations."""
    sickness: Sickness = Sickness(spells_per_year=plain(0.0), short_spell_days=fixed(1.0))
    """Absence."""
    hiring: Hiring = Hiring(round_days=plain(40.0))
    """Recruitment."""


class Roles(Model):
    """[roles]: the social worker, and any number of support roles by name."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, SupportRole]

    social_worker: SocialWorker
    """The case-holding role."""

    @property
    def support(self) -> dict[str, SupportRole]:
        """The support roles by name, in the order of the file."""
        return dict(self.__pydantic_extra__ or {})


class SharedSupport(Model):
    """[shared_support.NAME]: support posts that serve several teams, in proportion to FTE."""

    label: Text = ""
    """The name as people write it."""
    role: Name
    """A support role of [roles]."""
    fte: Fte
    """Funded posts, full-time equivalent."""
    teams: tuple[Name, ...] = Field(min_length=1)
    """The teams served."""

    @model_validator(mode="before")
    @classmethod
    def _arrays(cls, data: Any) -> Any:
        if isinstance(data, dict) and isinstance(data.get("teams"), list):
            return {**data, "teams": tuple(data["teams"])}
        return data


class ProjectPost(Model):
    """[interventions.NAME.project_posts.POST]: a post that costs money and holds no cases."""

    fte: Fte
    """Full-time equivalent."""
    cost_per_fte_gbp: Amount
    """Yearly cost of a full-time post, on-costs included."""


class Cohort(Model):
    """[interventions.NAME.cohort]: people who are ready to start on the intervention's date."""

    role: Name = "social_worker"
    """The role they take up, wherever posts of it are vacant."""
    number: int = Field(ge=1, le=10_000)
    """How many people; those for whom no post is vacant wait for the next one."""
    newly_qualified: bool = True
    """Whether they are newly qualified."""


class Intervention(Model):
    """[interventions.NAME]: a dated change; everything not given stays as it is."""

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True)

    label: Text = ""
    """The name as people write it."""
    start: date = Field(alias="from")
    """First day of the change."""
    end: date | None = Field(default=None, alias="to")
    """Last day of the change; for good unless given."""
    phase_in_days: Amount = plain(0.0)
    """Working days over which ratios grow evenly from no effect to full effect."""
    posts: dict[Name, dict[Name, Annotated[float, Field(ge=-MOST_POSTS, le=MOST_POSTS)]]] = {}
    """Funded posts added (or removed, if negative) by team or shared support, and role, in FTE."""
    filled_on_first_day: bool = False
    """Whether new posts are filled at once, or recruited for."""
    set_up_cost_gbp: Amount = plain(0.0)
    """Cost for each new person in the first year: laptop, headset."""
    set_up_heads: int | None = Field(default=None, ge=0, le=100_000)
    """How many people need setting up; new posts rounded up, role by role, unless given."""
    non_staff_cost_gbp_per_year: Amount = plain(0.0)
    """Yearly cost for each person: phone, travel."""
    non_staff_heads: int | None = Field(default=None, ge=0, le=100_000)
    """How many people have that cost; as set_up_heads unless given."""
    project_posts: dict[Name, ProjectPost] = {}
    """Posts of a project team, which cost money and hold no cases."""
    market_supplement_gbp_per_year: Amount = plain(0.0)
    """Yearly supplement for each funded social worker FTE of the teams concerned."""
    teams: tuple[Name, ...] = ()
    """The teams that the ratios below and the supplement concern; all unless given."""
    referrals_ratio: Amount = plain(1.0)
    """Referrals as a multiple of what they would be."""
    external_delay_ratio: Amount = plain(1.0)
    """External delays as a multiple of what they would be."""
    re_referral_ratio: Amount = plain(1.0)
    """Re-referrals as a multiple of what they would be."""
    leaving_hazard_ratio: Amount = plain(1.0)
    """Social workers' resignations as a multiple of what they would be."""
    hiring_success_ratio: Amount = plain(1.0)
    """Chance of a social worker recruitment round as a multiple of what it would be."""
    allocation_policy: Literal["least_loaded", "round_robin", "random"] | None = None
    """A new allocation policy."""
    caseload_cap: Positive | None = None
    """A new caseload cap."""
    cohort: Cohort | None = None
    """People who are ready to start."""

    @model_validator(mode="before")
    @classmethod
    def _arrays(cls, data: Any) -> Any:
        if isinstance(data, dict) and isinstance(data.get("teams"), list):
            return {**data, "teams": tuple(data["teams"])}
        return data

    @model_validator(mode="after")
    def _forwards(self) -> Intervention:
        if self.end is not None and self.end < self.start:
            raise ValueError(f"to, {self.end}, is before from, {self.start}")
        return self


class Costs(Model):
    """[costs]: how budgets are worked out."""

    vacancy_factor_share: Share = plain(0.0)
    """Share of pay budgets held back for expected vacancies."""
    pay_award_per_year: Growth = plain(0.0)
    """Rise of pay each 1 April after the first financial year of the run."""


class AuditIndex(Model):
    """[indices.audit]: expected grades of case audits, a proportional odds model.

    The log odds of a grade or better are its odds without support at the reference caseload,
    plus the two effects.
    """

    outstanding_share: Share = plain(0.019)
    """Share graded outstanding without support at the reference caseload."""
    good_or_better_share: Share = plain(0.534)
    """Share graded good or better, in the same place."""
    requires_improvement_or_better_share: Share = plain(0.717)
    """Share graded requires improvement or better, in the same place."""
    support_effect: LogOdds = plain(0.0)
    """Change of the log odds under full support."""
    caseload_effect: LogOdds = plain(0.0)
    """Change of the log odds for each case per FTE over the reference."""
    reference_caseload: Amount = plain(20.5)
    """The caseload per FTE of the shares above."""

    @model_validator(mode="after")
    def _rising(self) -> AuditIndex:
        shares = (
            self.outstanding_share.value,
            self.good_or_better_share.value,
            self.requires_improvement_or_better_share.value,
        )
        if not 0.0 < shares[0] < shares[1] < shares[2] < 1.0:
            raise ValueError(
                "the shares of outstanding, good or better, and requires improvement or better "
                "must rise, over 0 and under 1"
            )
        return self


class MoraleIndex(Model):
    """[indices.morale]: a score from 0 to 100, 50 at the reference caseload without support."""

    points_per_case: Amount = plain(0.0)
    """Points lost for each case per FTE over the reference."""
    points_per_overtime_hour: Amount = plain(0.0)
    """Points lost for each weekly overtime hour of a full-time worker."""
    points_of_support: Amount = plain(0.0)
    """Points gained under full support."""
    reference_caseload: Amount = plain(20.5)
    """The caseload per FTE at which caseload takes and gives nothing."""


class Indices(Model):
    """[indices]: two derived measures whose formulas are open to argument."""

    audit: AuditIndex = AuditIndex()
    """Expected grades of case audits."""
    morale: MoraleIndex = MoraleIndex()
    """Morale."""


class Scenario(Model):
    """A staffing scenario, whole: what a planner wrote, checked."""

    name: Name
    """Short name; results go to results/<name>."""
    title: Text = ""
    """One line for the top of a report."""
    description: Text = ""
    """The question, and what the scenario assumes, in a paragraph."""
    run: Run
    """The period, and how often chance is tried."""
    bands: Bands = Bands()
    """The council's bands of caseload."""
    teams: dict[Name, Team] = Field(min_length=1, max_length=1000)
    """The teams."""
    pathway: dict[Name, Stage] = Field(min_length=1, max_length=100)
    """The stages of a case."""
    demand: Demand
    """Referrals."""
    allocation: Allocation = Allocation()
    """Who gets a case."""
    roles: Roles
    """Social workers and support staff."""
    shared_support: dict[Name, SharedSupport] = {}
    """Support posts that serve several teams."""
    interventions: dict[Name, Intervention] = {}
    """Dated changes."""
    indices: Indices = Indices()
    """Derived measures: audit grades and morale."""
    costs: Costs = Costs()
    """Budget rules."""

    @model_validator(mode="after")
    def _consistent(self) -> Scenario:
        # imported here: the rules read this module's classes
        from sim.scenario.consistency import check_consistent  # noqa: PLC0415

        check_consistent(self)
        return self
