"""The measures of each part of a paper, and what they are called as the heading of a row."""

from __future__ import annotations

from datetime import date

from sim.clock import months_by_financial_year
from sim.report.measure_words import words_of

STAFF = (
    "establishment_fte",
    "in_post_fte",
    "agency_fte",
    "vacancy_rate_fte",
    "support_fte",
    "support_vacancy_rate_fte",
    "leavers",
    "turnover_rate_fte_12_months",
    "absence_rate_fte",
    "overtime_hours",
    "share_in_band_over",
)
"""What staff would notice."""
WORKERS = "staff"

USERS = (
    "seen_within_5_days_rate",
    "assessments_within_45_days_rate",
    "mean_assessment_days",
    "changes_of_worker",
    "unallocated_cases",
    "re_referrals",
)
"""What children and families would notice."""
FAMILIES = "children and families"


def noticed(who: str, year: str) -> str:
    """What a table of these measures shows, for its caption."""
    return f"What {who} would notice in the whole service, {year}"


def label_of(measure: str) -> str:
    """The measure as the heading of a row, with its unit where the name does not tell it."""
    words = words_of(measure)
    label = words.subject[0].upper() + words.subject[1:]
    if words.share or words.unit in ("", "cases", "posts", "days"):
        return label
    return f"{label}, {words.unit}"


def last_year(start: date, end: date) -> tuple[str, str]:
    """The last financial year of a run, and a note on how much of it the run covers."""
    year, months = list(months_by_financial_year(start, end).items())[-1]
    if months == 12:
        return year, f"Financial year {year}, 1 April to 31 March."
    count = f"{float(months):.3g} month{'' if months == 1 else 's'}"
    return year, f"The part of the financial year {year} that was simulated, {count}."
