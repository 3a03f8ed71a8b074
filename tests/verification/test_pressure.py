"""Rates that follow pressure, where the pressure is frozen: thinning must give them exactly.

Every team here is one post and some cases whose first task never ends, so that whoever sits in
the post always has the same caseload and the same support.
"""

from math import exp, log

import numpy as np
import pytest
from theory import (
    FIRST_DAY,
    YEAR,
    Floats,
    Table,
    count_of,
    mean_of,
    run,
    service,
    stage,
    team,
    workers,
)

from sim.record import Record

REFERENCE = 0.5
"""Cases per FTE at which the caseload has no effect."""
NEVER_DONE = 1e8
"""Hours of a task."""

GROUPS = {
    "busy, half covered": (0.5, 1, 0.5),
    "idle, covered": (1.0, 0, 1.0),
    "at the clip": (1.0, 4, 0.0),
}
"""FTE, cases and coverage by support of the posts of each group of teams."""


def frozen(weeks: int, numbers: dict[str, int], worker: Table, seed: int) -> Table:
    """Some teams of each group; four social worker FTE are covered by one support FTE."""
    teams = {
        f"{group} {i}": team(fte, opening_caseload=cases, support_fte={"helper": cover * fte / 4.0})
        for group, (fte, cases, cover) in GROUPS.items()
        for i in range(numbers[group])
    }
    helper = {"hours_freed_per_week": 0.0, "workers_per_support_fte": 4.0}
    roles = {"social_worker": workers(**worker), "helper": helper}
    arrivals = {next(iter(teams)): 1e-9}
    pathway = {"work": stage(NEVER_DONE)}
    return service(weeks, teams, pathway, arrivals, roles=roles, run={"seed": seed})


def of_group(record: Record, column: str, numbers: dict[str, int], group: str) -> Floats:
    """Totals over the run of a flow, one value a team of the group."""
    names = [name for name, count in numbers.items() for _ in range(count)]
    return record.weekly[column].sum(axis=0)[np.array(names) == group]


def ratio(group: str, effect: float, support: float, more: float = 1.0) -> float:
    """Rate as a multiple of the base rate, before it is clipped."""
    fte, cases, cover = GROUPS[group]
    return more * exp(effect * (cases / fte - REFERENCE) + log(support) * cover)


@pytest.mark.slow
def test_resignations_follow_caseload_support_and_experience():
    """Leavers at base x exp(effect) for each group, and at the clip.

    Everyone is newly qualified for good, and an intervention of 0.7 weighs on all. A post is
    filled again after 0.001 days, so that leavers are a Poisson count but for a correction of
    0.1 %. Each estimate fails a right model 6 times in 100,000 and catches a bias of 2.5 % nine
    times in ten: a mistake of 0.02 in the effect of a case, and of 0.03 in the support's.
    """
    effect, support, fresh, offer, clip, weeks = 0.3, 0.7, 1.3, 0.8, 2.0, 100
    rates = {group: min(ratio(group, effect, support, fresh * offer), clip) for group in GROUPS}
    numbers = {group: round(82.0 / rate) for group, rate in rates.items()}
    worker = {
        "leaving": {
            "rate_per_year": YEAR,
            "notice_days": 0.0,
            "caseload_effect": effect,
            "reference_caseload": REFERENCE,
            "support_hazard_ratio": support,
            "newly_qualified_hazard_ratio": fresh,
            "max_ratio": clip,
        },
        "hiring": {"round_days": 0.001, "start_days": 0.0, "newly_qualified_share": 1.0},
        "newly_qualified": {"opening_share": 1.0, "period_days": 1e9},
    }
    scenario = frozen(weeks, numbers, worker, seed=41)
    scenario["interventions"] = {"offer": {"from": FIRST_DAY, "leaving_hazard_ratio": offer}}
    record = run(scenario)
    for group, rate in rates.items():
        leavers = of_group(record, "leavers", numbers, group)
        rounds = 1.0 / (1.0 / rate + 0.001)
        count_of(leavers.sum(), leavers.size * 5.0 * weeks).meets(rounds)


@pytest.mark.slow
def test_spells_of_sickness_follow_caseload_and_support():
    """Share of days away, rate x days / (1 + rate x days), with rate = base x exp(effect).

    Spells last 0.5 days. Teams are independent. Each estimate fails a right model 6 times in
    100,000 and catches a bias of 2.5 % nine times in ten.
    """
    effect, support, base, clip, weeks = 0.3, 0.7, 2.0, 1.7, 100
    numbers = dict.fromkeys(GROUPS, 60)
    worker = {
        "sickness": {
            "spells_per_year": base * YEAR,
            "short_spell_days": 0.5,
            "caseload_effect": effect,
            "reference_caseload": REFERENCE,
            "support_hazard_ratio": support,
            "max_ratio": clip,
        }
    }
    record = run(frozen(weeks, numbers, worker, seed=42))
    for group in GROUPS:
        rate = base * min(ratio(group, effect, support), clip)
        away = of_group(record, "sick_days", numbers, group) / (5.0 * weeks)
        mean_of(away).meets(0.5 * rate / (1.0 + 0.5 * rate))
