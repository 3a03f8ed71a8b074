"""[indices], [costs] and [appraisal]: what is worked out from a run."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, model_validator

from sim.scenario.quantities import Amount, Certain, Growth, LogOdds, Model, Share, plain
from sim.scenario.tables.words import Text


class AuditIndex(Model):
    """[indices.audit]: expected grades of case audits, a proportional odds model.

    The log odds of a grade or better are its odds without support at the reference caseload,
    plus the two effects.
    """

    outstanding_share: Annotated[Share, Certain] = plain(0.016)
    """Share graded outstanding without support at the reference caseload."""
    good_or_better_share: Annotated[Share, Certain] = plain(0.534)
    """Share graded good or better, in the same place."""
    requires_improvement_or_better_share: Annotated[Share, Certain] = plain(0.718)
    """Share graded requires improvement or better, in the same place."""
    support_effect: Annotated[LogOdds, Certain] = plain(0.0)
    """Change of the log odds under full support."""
    caseload_effect: Annotated[LogOdds, Certain] = plain(0.0)
    """Change of the log odds for each case per FTE over the reference."""
    reference_caseload: Annotated[Amount, Certain] = plain(20.5)
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
                "must rise, over 0 and under 1; correct them"
            )
        return self


class MoraleIndex(Model):
    """[indices.morale]: a score from 0 to 100, 50 at the reference caseload without support."""

    points_per_case: Annotated[Amount, Certain] = plain(0.0)
    """Points lost for each case per FTE over the reference."""
    points_per_overtime_hour: Annotated[Amount, Certain] = plain(0.0)
    """Points lost for each weekly overtime hour of a full-time worker."""
    points_of_support: Annotated[Amount, Certain] = plain(0.0)
    """Points gained under full support."""
    reference_caseload: Annotated[Amount, Certain] = plain(20.5)
    """The caseload per FTE at which caseload takes and gives nothing."""


class Indices(Model):
    """[indices]: two derived measures whose formulas are open to argument."""

    audit: AuditIndex = AuditIndex()
    """Expected grades of case audits."""
    morale: MoraleIndex = MoraleIndex()
    """Morale."""


class Costs(Model):
    """[costs]: how budgets are worked out."""

    vacancy_factor_share: Share = plain(0.0)
    """Share of pay budgets held back for expected vacancies."""
    pay_award_per_year: Growth = plain(0.0)
    """Rise of pay each 1 April after the first financial year of the run."""
    price_base: Annotated[str, Field(pattern=r"^(\d{4}/\d{2})?$")] = ""
    """The financial year in whose prices real terms are told, such as 2018/19; the first of the
    run unless given."""
    inflation_per_year: Annotated[Growth, Certain] = plain(0.0)
    """Rise of prices in general each year, which is taken out of real terms."""
    discount_rate_per_year: Annotated[Growth, Certain] = plain(0.035)
    """Social time preference: what a year's delay takes off, to year 30; year 0 is the first
    financial year of the run."""
    discount_rate_per_year_from_year_31: Annotated[Growth, Certain] = plain(0.03)
    """The same from year 31 to year 75."""
    discount_rate_per_year_from_year_76: Annotated[Growth, Certain] = plain(0.025)
    """The same from year 76 on."""


class Appraisal(Model):
    """[appraisal]: what an option appraisal needs to know of the scenario beside its results."""

    do_minimum: bool = False
    """Whether this option is the least that has to be done."""
    optimism_bias_share: Annotated[Amount, Certain] = plain(0.0)
    """What is added to the extra cost of the option, since costs turn out higher than planned."""
    risks: tuple[Text, ...] = ()
    """What could go wrong, a sentence each; a comparison shows them beside the option's figures."""

    @model_validator(mode="before")
    @classmethod
    def _arrays(cls, data: Any) -> Any:
        if isinstance(data, dict) and isinstance(data.get("risks"), list):
            return {**data, "risks": tuple(data["risks"])}
        return data
