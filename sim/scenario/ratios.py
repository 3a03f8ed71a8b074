"""What interventions and the calendar do to rates, day by day."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.clock import WORKING_DAYS_PER_WEEK, WorkingCalendar
from sim.portable import exp_array, log
from sim.scenario.flow import year_length
from sim.scenario.schema import MONTHS, Intervention, Scenario

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class DayRatios:
    """A team's multiples by working day, and its expected referrals.

    Attributes:
        expected_referrals: Expected referrals from the start to the end of each day, from 0.
        external_delay: External delays as a multiple.
        re_referral: Re-referrals as a multiple.
        leaving_hazard: Resignations as a multiple.
        hiring_success: Chance of a recruitment round as a multiple.
    """

    expected_referrals: Floats
    external_delay: list[float]
    re_referral: list[float]
    leaving_hazard: list[float]
    hiring_success: list[float]


def day_ratios(scenario: Scenario, calendar: WorkingCalendar, team: str) -> DayRatios:
    """The multiples of one team on every working day of the run."""
    product = {
        key: _product(scenario, calendar, team, key)
        for key in (
            "referrals_ratio",
            "external_delay_ratio",
            "re_referral_ratio",
            "leaving_hazard_ratio",
            "hiring_success_ratio",
        )
    }
    rates = _daily_rate(scenario, calendar, team) * product["referrals_ratio"]
    return DayRatios(
        expected_referrals=np.concatenate(([0.0], np.cumsum(rates))),
        external_delay=_by_day(product["external_delay_ratio"]),
        re_referral=_by_day(product["re_referral_ratio"]),
        leaving_hazard=_by_day(product["leaving_hazard_ratio"]),
        hiring_success=_by_day(product["hiring_success_ratio"]),
    )


def _by_day(ratios: Floats) -> list[float]:
    """A list that also answers for the very end of the run, which is the start of no day."""
    return [*ratios.tolist(), float(ratios[-1])]


def _daily_rate(scenario: Scenario, calendar: WorkingCalendar, team: str) -> Floats:
    """Referrals a working day, with the month profile and the trend."""
    demand = scenario.demand
    if team not in demand.referrals_per_week:
        return np.zeros(calendar.n_days)
    rate = demand.referrals_per_week[team].value / WORKING_DAYS_PER_WEEK
    by_month = np.array(
        [demand.month_profile[m].value if m in demand.month_profile else 1.0 for m in MONTHS]
    )
    month = calendar.days.astype("datetime64[M]").astype(np.int64) % 12
    years = np.arange(calendar.n_days) / year_length(scenario)
    growth = exp_array(years * log(1.0 + demand.trend_per_year.value))
    return np.asarray(rate * by_month[month] * growth, dtype=np.float64)


def _product(scenario: Scenario, calendar: WorkingCalendar, team: str, key: str) -> Floats:
    result = np.ones(calendar.n_days)
    for change in scenario.interventions.values():
        ratio = getattr(change, key).value
        if ratio != 1.0 and (not change.teams or team in change.teams):
            result = result * (1.0 + (ratio - 1.0) * effect(change, calendar))
    return result


def effect(change: Intervention, calendar: WorkingCalendar) -> Floats:
    """How far an intervention is in effect on each working day, 0 to 1."""
    first = calendar.time_at(change.start)
    if change.start < calendar.start:  # phasing in since before the run; bank holidays count here
        first -= float(np.busday_count(change.start, calendar.start))
    since = np.arange(calendar.n_days) - first
    phase = change.phase_in_days.value
    grown = np.clip((since + 1.0) / phase, 0.0, 1.0) if phase > 0.0 else np.ones(since.size)
    on = since >= 0
    if change.end is not None:
        on &= calendar.days <= np.datetime64(change.end, "D")
    return np.where(on, grown, 0.0)
