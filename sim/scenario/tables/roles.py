"""[roles] and [shared_support]: the social worker, and roles that free social workers' hours."""

from __future__ import annotations

from typing import Any

from pydantic import ConfigDict, Field, model_validator

from sim.scenario.distributions import Distribution, fixed
from sim.scenario.quantities import (
    Amount,
    Cap,
    Effect,
    Fte,
    Model,
    Positive,
    Quantity,
    Ratio,
    Share,
    plain,
)
from sim.scenario.tables.words import Name, Text


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
                raise ValueError(
                    f"{key}: a newly qualified worker would never do anything; give more than 0"
                )
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
    """The share of posts covered by agency workers on the first day; each team's in whole posts."""
    cost_ratio: Ratio = plain(1.0)
    """Cost of an agency worker as a multiple of a permanent one's, on-costs included."""

    @model_validator(mode="after")
    def _stays(self) -> Agency:
        if self.stay_days.sampler().mean <= 0.0:
            raise ValueError("stay_days: an agency worker stays for no time; give more than 0 days")
        return self


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
    overtime_paid_share: Share = plain(0.0)
    """The share of overtime that is paid; the rest is time off in lieu, which costs no money."""
    overtime_pay_ratio: Ratio = plain(1.0)
    """Pay of an hour of paid overtime as a multiple of an ordinary hour's."""
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
                f"{least:g} contract hours for case work; lower them"
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
