"""Who holds what on the first day, as if the service had always run.

A team's open cases are found in stages in proportion to the time they spend there, and within
a stage either with the worker or outside the worker's hands in the proportion of an open
Jackson network. Cases that were closed before the run and will come back are counted too,
because a service that starts without them would start with too few referrals.
"""

from __future__ import annotations

from collections import defaultdict

from sim.portable import add_up
from sim.scenario.flow import (
    MOST_QUEUED_LOAD,
    Node,
    case_rates,
    entry_stage,
    hours_per_fte,
    nodes,
    offered_load,
)
from sim.scenario.plan import OpeningPlan
from sim.scenario.schema import Scenario


def opening_cases(scenario: Scenario) -> dict[str, tuple[OpeningPlan, ...]]:
    """The cases of each team on the first day, by stage."""
    loads = {load.team: load.load for load in offered_load(scenario)}
    by_team: defaultdict[str, list[Node]] = defaultdict(list)
    for node in nodes(scenario):
        by_team[node.team].append(node)
    return {
        name: _team(scenario, name, by_team[name], min(loads[name], MOST_QUEUED_LOAD))
        for name in scenario.teams
    }


def _team(
    scenario: Scenario, name: str, places: list[Node], load: float
) -> tuple[OpeningPlan, ...]:
    waiting = _with_worker(scenario, name, places, load)
    away = [node.rate * node.external_days for node in places]
    stocks = [w + a for w, a in zip(waiting, away, strict=True)]
    if add_up(stocks) <= 0.0:
        entry = entry_stage(scenario, scenario.teams[name])
        stocks = [float(node.stage == entry) for node in places]
    order = list(scenario.pathway)
    counts = _shared_out(scenario.teams[name].opening_caseload.count, stocks)
    return tuple(
        OpeningPlan(
            order.index(node.stage),
            count,
            w / (w + a) if w + a > 0.0 else 0.0,
            *_origins(scenario, name, node),
        )
        for node, count, w, a in zip(places, counts, waiting, away, strict=True)
        if count
    )


def _with_worker(scenario: Scenario, name: str, places: list[Node], load: float) -> list[float]:
    """Mean cases of each stage that wait for or are with a worker: load / (1 - load) a worker."""
    workers = max(1.0, scenario.teams[name].social_worker_fte.value)
    hours = hours_per_fte(scenario, name)
    work = [node.rate * node.tasks * node.hours / hours for node in places]
    total = add_up(work)
    if total <= 0.0:
        return [0.0] * len(places)
    return [part / total * workers * load / (1.0 - load) for part in work]


def _shared_out(cases: int, stocks: list[float]) -> list[int]:
    """Whole numbers in proportion to the stocks that add up to ``cases``: largest remainders."""
    total = add_up(stocks)
    exact = [cases * stock / total for stock in stocks]
    counts = [int(share) for share in exact]
    by_rest = sorted(range(len(exact)), key=lambda i: (counts[i] - exact[i], i))
    for i in by_rest[: cases - sum(counts)]:
        counts[i] += 1
    return counts


def _origins(
    scenario: Scenario, name: str, node: Node
) -> tuple[tuple[int, ...], tuple[float, ...]]:
    order = list(scenario.teams)
    origins = node.origins or {name: 1.0}
    total, ends, running = add_up(origins.values()), [], 0.0
    for rate in origins.values():
        running += rate / total
        ends.append(running)
    return tuple(order.index(origin) for origin in origins), tuple(ends)


def dormant_cases(scenario: Scenario) -> dict[str, int]:
    """Closed cases that will be referred again to each team: Little's law, rounded."""
    returns = scenario.demand.re_referral
    rates = case_rates(scenario)
    days = returns.delay_days.sampler().mean
    return {
        name: round(rates.get(name, 0.0) * returns.probability.value * days)
        for name in scenario.teams
    }
