"""Hours a day: the pace of every single task is the one that the model's formula gives.

Tasks have fixed hours and are done in the order in which they came, so that each one's pace is
its hours over the time between its start and its end. But for the last test nothing here is
left to chance: no false alarms, and a pace that is off by one part in a million is caught.
"""

from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from theory import (
    FIRST_DAY,
    YEAR,
    Floats,
    Table,
    exponential,
    mean_of,
    run,
    service,
    stage,
    team,
    workers,
)

from sim.record import Record

HOURS = 2.0
"""Hours of a task."""
CONTRACT, MEETINGS, DELEGABLE = 37.0, 9.0, 8.0
NET = CONTRACT - MEETINGS


def officer(freed: float, covers: float, **more: Any) -> Table:
    return {"hours_freed_per_week": freed, "workers_per_support_fte": covers} | more


def social_workers(**more: Any) -> Table:
    hours = {
        "contract_hours_per_week": CONTRACT,
        "non_case_hours_per_week": MEETINGS,
        "delegable_hours_per_week": DELEGABLE,
    }
    return workers(**hours, **more)


def paces(record: Record, place: int, since: float = 0.0) -> tuple[Floats, Floats]:
    """When one worker started each task, and the hours a day at which they did it."""
    stages = record.stages[record.stages["team"] == place]
    before = np.concatenate(([since], stages["ended"][:-1]))
    started = np.maximum(stages["entered"], before)
    return started, HOURS / (stages["ended"] - started)


OFFICERS = {
    "swso": officer(6.5, 4.0, take_up=0.6, suitability={"quick": 0.25}),
    "senior": officer(5.0, 2.0),
}
FREED = {
    "nobody": (team(), 0.0),
    "half covered": (team(support_fte={"swso": 0.125}), 6.5 * 0.6 * 0.5),
    "more than covered": (team(support_fte={"swso": 3.0}), 6.5 * 0.6),
    "part-time": (team(0.8, support_fte={"swso": 0.1}), 6.5 * 0.6 * 0.4 / 0.8),
    "unsuited": (team(kind="quick", support_fte={"swso": 0.25}), 6.5 * 0.6 * 0.25),
    "two roles": (team(support_fte={"swso": 0.125, "senior": 0.2}), 6.5 * 0.3 + 5.0 * 0.4),
    "over what can be passed on": (team(support_fte={"swso": 1.0, "senior": 1.0}), DELEGABLE),
    "shared, full-time": (team(), 6.5 * 0.6 * 0.15 * 4.0 / 1.5),
    "shared, part-time": (team(0.5), 6.5 * 0.6 * 0.15 * 4.0 / 1.5),
}
"""Teams of one worker, and the hours a week that support frees for a full-time one."""


def test_support_frees_the_hours_of_the_formula():
    """Hours freed x coverage x suitability x take-up, summed over roles, capped, times FTE."""
    teams = {name: place for name, (place, _) in FREED.items()}
    shared = {"role": "swso", "fte": 0.15, "teams": ["shared, full-time", "shared, part-time"]}
    pathway = {"work": stage(HOURS), "quick": stage(HOURS, kind="quick")}
    roles = {"social_worker": social_workers()} | OFFICERS
    rates = dict.fromkeys(teams, 1.0)
    scenario = service(50, teams, pathway, rates, roles=roles, shared_support={"shared": shared})
    record = run(scenario)
    for place, (name, (one, freed)) in enumerate(FREED.items()):
        _, pace = paces(record, place)
        fte = one["social_worker_fte"]
        assert pace.size > 100, name
        assert pace == pytest.approx(fte * (NET + freed) / 5.0, rel=1e-7), name


@pytest.mark.parametrize("fte", [1.0, 0.6])
def test_overtime_follows_the_hours_that_wait(fte):
    """Response x hours waiting behind the task at its start, up to the most; all of it counted.

    Six siblings come at once: 10, 8, ... 0 hours wait, and those of families before them.
    """
    response, most, size = 0.5, 4.0, 6
    role = social_workers(overtime_response=response, max_overtime_hours_per_week=most)
    scenario = service(
        400,
        {"one": team(fte)},
        {"work": stage(HOURS)},
        {"one": 0.1},
        roles={"social_worker": role},
        demand={"children_per_referral": size},
    )
    record = run(scenario)
    started, pace = paces(record, 0)
    entered = np.sort(record.stages["entered"])
    behind = np.searchsorted(entered, started, side="right") - np.arange(started.size) - 1
    overtime = np.minimum(response * HOURS * behind, most * fte)
    assert {0.0, 0.5 * 2.0} <= set(overtime) and overtime.max() == most * fte
    assert pace == pytest.approx((fte * NET + overtime) / 5.0, rel=1e-7)
    days = HOURS / pace
    closes = record.weekly["worked_hours"].sum(), record.weekly["overtime_hours"].sum()
    assert closes[0] == pytest.approx(HOURS * started.size, rel=1e-9)
    assert closes[1] == pytest.approx(np.sum(overtime / 5.0 * days), rel=1e-9)


def newcomers(weeks: int, period: float, **more: Any) -> Table:
    """A newly qualified worker takes the second post of a team, or the only one, on day 7."""
    fresh = {"period_days": period, "productivity": 0.7, "protected_caseload_share": 0.5}
    role = social_workers(newly_qualified=fresh)
    arrival = {"from": FIRST_DAY + timedelta(days=9), "cohort": {"number": 1}}
    role["hiring"] = {"round_days": 1e6}
    roles = {"social_worker": role, "helper": officer(6.5, 4.0)}
    return service(weeks, roles=roles, interventions={"cohort": arrival}, **more)


def test_the_newly_qualified_grow_evenly_to_full_productivity():
    """Net hours x (p + (1 - p) x age / period), set weekly, and freed hours on top of them."""
    scenario = newcomers(
        120,
        300.0,
        teams={"one": team(opening_vacant_fte=1.0, support_fte={"helper": 1.0})},
        pathway={"work": stage(HOURS)},
        arrivals={"one": 3.0},
    )
    record = run(scenario)
    started, pace = paces(record, 0, since=7.0)
    age = np.minimum((np.maximum(started // 5.0 * 5.0, 7.0) - 7.0) / 300.0, 1.0)
    assert age[0] == 0.0 and age[-1] == 1.0
    truth = (NET * (0.7 + 0.3 * age) + 6.5) / 5.0
    assert pace == pytest.approx(truth, rel=1e-7)
    newly = record.weekly["newly_qualified_fte"][:, 0]
    closes = 5.0 * np.arange(1.0, 121.0)
    assert np.array_equal(newly, (closes > 7.0) & (closes < 307.0))


def test_the_newly_qualified_hold_their_protected_share_of_cases():
    """Half a caseload for the newly qualified one of two workers, whose cases never end."""
    scenario = newcomers(
        60,
        1e9,
        teams={"one": team(2.0, opening_vacant_fte=1.0)},
        pathway={"work": stage(1e8)},
        arrivals={"one": 1.0},
    )
    allocated = [e.detail for e in run(scenario, log=True).log if e.what == "CaseAllocated"]
    old, new = (sum(detail.endswith(post) for detail in allocated) for post in (" 1", " 2"))
    assert old + new == len(allocated) > 200
    assert abs(old - 2 * new) <= 2


@pytest.mark.slow
def test_support_frees_hours_only_while_it_is_there():
    """A worker who never runs out of tasks begins them at one of two paces: officer there or not.

    The pace is fixed when a task starts, so the officer's presence at the starts is a chain of
    two states. It goes from state i to j with chance away_j (1 - exp(-(ill + well) days_i)),
    where away_j is the share of time in j and days_i a task at the pace of i. 60 independent
    teams. A right model fails 6 times in 100,000; a bias of 2.7 % in the share of slow starts
    is caught nine times in ten.
    """
    ill, well = 2.0, 3.0
    away = ill / (ill + well)
    sickness = {"spells_per_year": ill * YEAR, "short_spell_days": exponential(1.0 / well)}
    helper = {"swso": officer(6.5, 1.0, sickness=sickness)}
    teams = {f"team {i}": team(support_fte={"swso": 1.0}) for i in range(60)}
    roles = {"social_worker": social_workers()} | helper
    rates = dict.fromkeys(teams, 4.0)
    record = run(service(115, teams, {"work": stage(HOURS)}, rates, roles=roles))
    alone, helped = NET / 5.0, (NET + 6.5) / 5.0
    to_helped = (1.0 - away) * (1.0 - np.exp(-(ill + well) * HOURS / alone))
    to_alone = away * (1.0 - np.exp(-(ill + well) * HOURS / helped))
    slow = []
    for place in range(60):
        _, pace = paces(record, place)
        by_hand = np.isclose(pace, alone, rtol=1e-7)
        assert np.all(by_hand | np.isclose(pace, helped, rtol=1e-7))
        slow.append(by_hand[100:].mean())
    mean_of(slow).meets(to_alone / (to_alone + to_helped))
