"""Two derived indices, expected audit grades and morale, whose formulas are open to argument.

Both are worked out from the caseload, support and overtime of a period alone. Their coefficients
are the best values of the scenario's [indices]: drawn parameters don't change them, so ranges
over replications say nothing of how uncertain the coefficients themselves are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from sim.scenario.schema import AuditIndex, Indices, MoraleIndex

INDEX_MEASURES = (
    "audit_outstanding_rate",
    "audit_good_rate",
    "audit_requires_improvement_rate",
    "audit_inadequate_rate",
    "audit_good_or_better_rate",
    "morale_index",
)
"""Names of the indices, in the order in which :func:`index_measures` gives them."""

MIDDLE_OF_MORALE = 50.0
"""Morale at the reference caseload, without overtime or support."""
BEST_MORALE = 100.0

Values = npt.NDArray[np.float64]


class Conditions(NamedTuple):
    """What the indices follow, in arrays of one shape; NaN where it is not known.

    Attributes:
        caseload_per_fte: Open cases over social worker FTE in post or agency.
        support_coverage: Share of the social worker FTE present that support covers, 0 to 1.
        overtime_hours: Overtime hours a week of a social worker FTE in post or agency.
    """

    caseload_per_fte: Values
    support_coverage: Values
    overtime_hours: Values


def index_measures(conditions: Conditions, indices: Indices) -> dict[str, Values]:
    """All indices by name, in the shape of the conditions and the order of INDEX_MEASURES."""
    return {
        **audit_rates(conditions, indices.audit),
        "morale_index": morale_index(conditions, indices.morale),
    }


def audit_rates(conditions: Conditions, audit: AuditIndex) -> dict[str, Values]:
    """The expected share of case audits with each grade, after a proportional odds model.

    For each of "outstanding", "good or better" and "requires improvement or better"::

        log(rate / (1 - rate)) = log(share / (1 - share))
                                 + support_effect x support_coverage
                                 + caseload_effect x (caseload_per_fte - reference_caseload)

    where share is that of [indices.audit]: the rate without support at the reference caseload.
    A grade's own rate is that of "it or better" less that of "better"; inadequate is the rest.
    McCullagh (1980), Regression models for ordinal data, J. R. Statist. Soc. B 42, 109-142.

    Args:
        conditions: Caseload and coverage.
        audit: Shares and effects, of which the best values are taken.

    Returns:
        Rates from 0 to 1, of which the first four add up to 1; NaN where caseload or coverage is.
    """
    from scipy.special import expit, logit  # noqa: PLC0415 - heavy, only when results are read

    shift = audit.support_effect.value * conditions.support_coverage + (
        audit.caseload_effect.value * (conditions.caseload_per_fte - audit.reference_caseload.value)
    )
    outstanding, good_or_better, improvable_or_better = (
        np.asarray(expit(logit(share.value) + shift))
        for share in (
            audit.outstanding_share,
            audit.good_or_better_share,
            audit.requires_improvement_or_better_share,
        )
    )
    return {
        "audit_outstanding_rate": outstanding,
        "audit_good_rate": good_or_better - outstanding,
        "audit_requires_improvement_rate": improvable_or_better - good_or_better,
        "audit_inadequate_rate": 1.0 - improvable_or_better,
        "audit_good_or_better_rate": good_or_better,
    }


def morale_index(conditions: Conditions, morale: MoraleIndex) -> Values:
    """Morale from 0 to 100; a scale to compare options on, fitted to nothing.

    ::

        50 - points_per_case x (caseload_per_fte - reference_caseload)
           - points_per_overtime_hour x overtime_hours
           + points_of_support x support_coverage

    and no less than 0 nor more than 100.

    Args:
        conditions: Caseload, coverage and overtime.
        morale: Points, of which the best values are taken.

    Returns:
        Points; NaN where a condition is.
    """
    points = (
        MIDDLE_OF_MORALE
        - morale.points_per_case.value
        * (conditions.caseload_per_fte - morale.reference_caseload.value)
        - morale.points_per_overtime_hour.value * conditions.overtime_hours
        + morale.points_of_support.value * conditions.support_coverage
    )
    clipped: Values = np.clip(points, 0.0, BEST_MORALE)
    return clipped
