"""[pathway], [demand] and [allocation]: where cases come from, go, and to whom."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, model_validator

from sim.scenario.distributions import Distribution, fixed
from sim.scenario.quantities import Amount, Growth, Model, Positive, Share, plain
from sim.scenario.tables.words import Name, Text

MOST_CHILDREN = 32
MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip


def _counts(distribution: Distribution) -> Distribution:
    values = [distribution.value.value] if distribution.value else list(distribution.values or ())
    countable = {"fixed", "poisson", "geometric", "negative_binomial", "empirical"}
    if distribution.distribution not in countable:
        raise ValueError(
            f"a count can't follow a {distribution.distribution} distribution; "
            f"use one of {', '.join(sorted(countable))}"
        )
    if any(value != int(value) for value in values):
        raise ValueError("a count takes whole numbers only; round them")
    return distribution


def _at_least_one(distribution: Distribution) -> Distribution:
    values = [distribution.value.value] if distribution.value else list(distribution.values or ())
    if distribution.distribution in {"poisson", "negative_binomial"} or min(values, default=1) < 1:
        raise ValueError(
            "a referral brings at least one child, so the count must start at 1; "
            "use fixed, geometric or empirical"
        )
    if max(values, default=1) > MOST_CHILDREN:
        raise ValueError(
            f"there are over {MOST_CHILDREN} children in a referral; give at most {MOST_CHILDREN}"
        )
    return distribution


Count = Annotated[Distribution, AfterValidator(_counts)]
Children = Annotated[Distribution, AfterValidator(_counts), AfterValidator(_at_least_one)]


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
        total = sum(share.largest for share in self.routes.values())
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
