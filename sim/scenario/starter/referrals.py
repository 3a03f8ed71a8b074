"""From referrals as councils count them to families that come for the first time, a week."""

from __future__ import annotations

from typing import NamedTuple

from sim.clock import WORKING_DAYS_PER_WEEK
from sim.scenario.flow import year_length
from sim.scenario.schema import Scenario
from sim.scenario.starter.team import Referred

CALENDAR_WEEKS = 52.18
"""Weeks in a year of 365.25 days."""


class Families(NamedTuple):
    """What turns counts of children or families into new families a week.

    Attributes:
        returning: The share of referrals that are of children who were referred before.
        children: Children in a family, on average.
        weeks: Weeks of five working days in a year.
    """

    returning: float
    children: float
    weeks: float

    @classmethod
    def of(cls, scenario: Scenario) -> Families:
        """The numbers of a scenario."""
        return cls(
            scenario.demand.re_referral.probability.value,
            scenario.demand.children_per_referral.sampler().mean,
            year_length(scenario) / WORKING_DAYS_PER_WEEK,
        )

    def explained(self) -> list[str]:
        """How it is done, in words."""
        first, family = 1.0 - self.returning, f"{self.children:.2f} children in a family"
        return [
            f"Families a week that come for the first time, from the table: {first:.0%} of those"
            " referred",
            f"(re_referral below brings the others back), {family}, and {self.weeks:g} weeks",
            "of five working days in a year. If another share comes back to you, change these.",
        ]

    def a_week(self, referred: Referred) -> tuple[float, str]:
        """New families for each five working days, and how they were worked out."""
        what, period = referred.what.split("_")
        rate = referred.number * (1.0 - self.returning) / self.weeks
        working = f"{referred.number:,.10g} {what} a {period}"
        if period == "week":
            rate *= CALENDAR_WEEKS
            working += f" x {CALENDAR_WEEKS}"
        working += f" x {1.0 - self.returning:.2f}"
        if what == "children":
            rate /= self.children
            working += f" / {self.children:.2f}"
        return max(round(rate, 2), 0.01), f"{working} / {self.weeks:g}"
