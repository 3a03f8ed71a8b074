"""What full runs of the shipped scenarios gave, against what is published."""

from __future__ import annotations

import csv

from docs.generate.effects import keep_effects
from docs.generate.full_runs import made, picture, ran
from docs.generate.markdown import table

TABLE_1 = {
    "Assessment": 927 / 36,
    "District child protection": 2054 / 94,
    "Children's Disability Service": 389 / 16,
}
"""Cases per FTE on 13 March 2018 by group (committee paper of 18 June 2018, Table 1)."""

HALF_YEAR = ("2018-10", "2018-11", "2018-12", "2019-01", "2019-02", "2019-03")
PUBLISHED = (
    ("turnover_rate_fte_12_months", "Turnover", "10.2 % and 11.3 % (DfE 2017, 2018)"),
    ("absence_rate_fte", "Absence", "2.9 % and 5.0 % (DfE 2017, 2018)"),
    ("agency_rate_fte", "Agency", "12.0 % and 14.0 % (DfE 2017, 2018)"),
    ("vacancy_rate_fte", "Vacancies, agency cover included", "4.8 % and 6.4 % (DfE 2017, 2018)"),
    ("newly_qualified_rate_fte", "Newly qualified", "47 % (June 2018)"),
    ("assessments_within_45_days_rate", "Assessments within 45 days", "91 % (East Midlands 2025)"),
    ("mean_assessment_days", "Mean assessment, working days", "24 (927 cases / 38.7 a day)"),
    ("sick_days_per_month", "Sick days a month and team", "12.5 (Nov 2015, before the pilot)"),
)
"""Measures of the service and what the papers and statistics say of them."""

Summary = dict[tuple[str, str, str], dict[str, str]]


def keep_from_runs() -> None:
    """Take the picture of the front page, and keep what quick generation needs of a tornado."""
    folder = made("run scenarios/swso_expansion.toml", "swso_expansion")
    picture(folder, "caseload_by_group", "caseload_fan")
    keep_effects(made("sensitivity experiments/tornado.toml", "tornado"))


def caseload_check() -> str:
    """How far doing nothing stays from the published caseloads, in six months and to the end."""
    found = summary_of("do_nothing")
    rows = []
    for group, published in TABLE_1.items():
        means = [float(found["caseload_per_fte", group, month]["mean"]) for month in HALF_YEAR]
        far = max(abs(mean - published) for mean in means)
        span = f"{min(means):.1f} to {max(means):.1f}"
        last = float(found["caseload_per_fte", group, "end"]["mean"])
        rows.append((group, f"{published:.1f}", span, f"{far:.1f}", f"{last:.1f}"))
    headings = ("Group", "Table 1", "Monthly means of six months", "Furthest away", "March 2021")
    return table(headings, rows)


def published_check() -> str:
    """What doing nothing gives in 2019/20, against what is published."""
    found = summary_of("do_nothing")
    rows = []
    for measure, words, published in PUBLISHED:
        mean = float(found[measure, "service", "2019/20"]["mean"])
        shown = f"{100 * mean:.1f} %" if "rate" in measure else f"{mean:.1f}"
        rows.append((words, published, shown))
    return table(("Figure", "Published", "Model, 2019/20"), rows)


def summary_of(scenario: str) -> Summary:
    """The rows of summary.csv of a full run, by measure, unit and period."""
    path = ran(scenario) / "summary.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {(row["measure"], row["team"], row["period"]): row for row in csv.DictReader(file)}
