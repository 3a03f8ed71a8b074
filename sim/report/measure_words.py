"""What each measure is called in a sentence, and how its numbers are written."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.results.durations import stage_measure
from sim.units import fixed, signed

_COUNTS = {
    "open_cases": ("number of open cases", "cases"),
    "unallocated_cases": ("number of unallocated cases", "cases"),
    "establishment_fte": ("number of funded posts", "posts"),
    "in_post_fte": ("number of posts filled", "posts"),
    "agency_fte": ("number of posts covered by agency", "posts"),
    "vacant_fte": ("number of vacant posts", "posts"),
    "support_fte": ("number of support posts filled", "posts"),
    "support_establishment_fte": ("number of funded support posts", "posts"),
    "referrals": ("number of referrals", ""),
    "re_referrals": ("number of re-referrals", ""),
    "cases_opened": ("number of cases opened", ""),
    "closures": ("number of cases closed", ""),
    "starters": ("number of starters", ""),
    "leavers": ("number of leavers", ""),
    "sick_days_per_month": ("number of sick days a month and team", "days"),
    "overtime_hours": ("overtime", "hours"),
    "mean_assessment_days": ("mean time of an assessment", "working days"),
    "changes_of_worker": ("number of changes of worker", ""),
    "hours_waiting": ("work waiting", "hours"),
    "morale_index": ("morale index", "points"),
    "caseload_per_fte": ("caseload", "cases per worker"),
}
"""Subject and unit of measures that are numbers."""

_SHARES = {
    "vacancy_rate_fte": "vacancy rate",
    "agency_rate_fte": "agency rate",
    "absence_rate_fte": "absence rate",
    "newly_qualified_rate_fte": "share of newly qualified social workers",
    "support_vacancy_rate_fte": "vacancy rate of support posts",
    "support_coverage": "share of social workers with support",
    "share_in_band_low": "share of workers under the manageable caseload",
    "share_in_band_manageable": "share of workers with a manageable caseload",
    "share_in_band_high": "share of workers with a high caseload",
    "share_in_band_over": "share of workers over the highest caseload",
    "turnover_rate_fte_6_months": "turnover of six months",
    "turnover_rate_fte_12_months": "turnover of twelve months",
    "utilisation": "utilisation",
    "seen_within_5_days_rate": "share of children seen within 5 working days",
    "assessments_within_45_days_rate": "share of assessments done within 45 working days",
    "audit_outstanding_rate": "expected share of audits graded outstanding",
    "audit_good_rate": "expected share of audits graded good",
    "audit_requires_improvement_rate": "expected share of audits graded requires improvement",
    "audit_inadequate_rate": "expected share of audits graded inadequate",
    "audit_good_or_better_rate": "expected share of audits graded good or better",
}
"""Subject of measures that are shares."""

WHOLE_FROM = 999.95
"""What one decimal would make 1,000 or more is written without."""


@dataclass(frozen=True, slots=True)
class Words:
    """How a measure is spoken of.

    Attributes:
        subject: What it is, such as "caseload".
        unit: What a difference is counted in, such as "cases per worker".
        share: Whether it is a share, written in percent.
    """

    subject: str
    unit: str
    share: bool = False

    def value(self, value: float) -> str:
        """A value of the measure, of thousands without decimals; nothing if there is none."""
        if np.isnan(value):
            return ""
        places = 0 if abs(value) >= WHOLE_FROM else 1
        return f"{fixed(100 * value)}%" if self.share else fixed(value, places)

    def goal(self, value: float) -> str:
        """A value that somebody has set, with as many digits as they gave."""
        return f"{100 * value:g}%" if self.share else f"{value:,g}"

    def apart(self, value: float, places: int) -> str:
        """The size of a difference; of shares in percentage points."""
        return fixed(abs(100 * value if self.share else value), places)

    def signed(self, value: float, places: int) -> str:
        """A difference with its sign; without, where it rounds to nought."""
        return signed(100 * value if self.share else value, places)

    def counted(self, text: str) -> str:
        """A number with its unit."""
        return f"{text} {self.unit}".rstrip()

    def places(self, half_width: float) -> int:
        """Decimal places that an interval of this half width bears; 1 where there is none."""
        reach = 100 * half_width if self.share else half_width
        return 2 if reach < 0.1 else 0 if reach >= 10 else 1


def words_of(measure: str) -> Words:
    """How to speak of a measure."""
    if measure in _SHARES:
        return Words(_SHARES[measure], "percentage points", share=True)
    of_stage = stage_measure(measure)
    if of_stage is None:
        return Words(*_COUNTS[measure])
    stage = of_stage.stage.replace("_", " ")
    if of_stage.within is None:
        return Words(f"mean time of the stage {stage}", "working days")
    subject = f"share of the stage {stage} done within {of_stage.within:,} working days"
    return Words(subject, "percentage points", share=True)
