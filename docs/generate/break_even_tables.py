"""The break-even of support officers and social workers, worked out by hand and by simulation."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path

from docs.generate.decision_tables import EIGHTEEN, EXPANSION, OPTIONS, SAME_MONEY, scenario_of
from docs.generate.full_runs import made, picture
from docs.generate.markdown import table
from sim.report.seek_data import Search, Switch, read_search
from sim.report.seek_words import mix_answer, value_words, with_unit
from sim.results.costs import budget, total
from sim.scenario.experiments.mixes import number_words
from sim.scenario.quantities import Quantity
from sim.scenario.schema import Scenario
from sim.scenario.uncertainty import quantile
from sim.units import pounds


def side_by_side() -> str:
    """The hours at which officers do as much as their money in social workers, by both ways."""
    searched = _search("break_even").switches
    rows = [
        *_steps(scenario_of(EXPANSION)),
        *(_simulated(switch) for switch in searched if switch.name.startswith("hours_freed")),
    ]
    return table(("What is reckoned with", "Working", "Break-even, hours a week"), rows)


def _steps(scenario: Scenario) -> Iterator[tuple[str, str, str]]:
    """Each step takes one thing more into account, by plain arithmetic."""
    worker, officer = scenario.roles.social_worker, scenario.roles.support["swso"]
    week, hours = worker.contract_hours_per_week.value, static_hours(scenario)
    yield (
        "Costs alone: a freed hour is an hour of a worker's contract",
        _working(scenario),
        _h(hours),
    )
    cases = week - worker.non_case_hours_per_week.value
    hours *= cases / week
    said = "Not all hours of a contract are for cases"
    yield said, f"x {cases:g} of {week:g} hours", _h(hours)
    used = mean(officer.take_up)
    hours /= used
    yield "Not all of a freed hour becomes case work", f"/ {used:.3f}", _h(hours)
    suited = _suited(scenario)
    hours /= suited
    yield "In Assessment the role suits less of the work", f"/ {suited:.3f}", _h(hours)


def _working(scenario: Scenario) -> str:
    worker, officer = scenario.roles.social_worker, scenario.roles.support["swso"]
    served = f"{sum(_officers(scenario).values()):g} x {officer.workers_per_support_fte.value:g}"
    price, week = worker.cost_per_fte_gbp.value, worker.contract_hours_per_week.value
    return f"{pounds(yearly_cost(scenario))} / ({served}) / ({pounds(price)} / {week:g} hours)"


def _suited(scenario: Scenario) -> float:
    """How much of the work the role suits, on average over the new officers."""
    suits, officers = scenario.roles.support["swso"].suitability, _officers(scenario)
    parts = {
        team: mean(suits[kind]) if (kind := scenario.teams[team].kind) in suits else 1.0
        for team in officers
    }
    return sum(fte * parts[team] for team, fte in officers.items()) / sum(officers.values())


def _officers(scenario: Scenario) -> dict[str, float]:
    """New officers by team, FTE."""
    [change] = scenario.interventions.values()
    return {team: fte["swso"].value for team, fte in change.posts.items() if "swso" in fte}


def static_hours(scenario: Scenario) -> float:
    """Hours freed for each social worker at which an officer's hour costs a social worker's.

    Hours a week; (yearly cost / social workers served) / (a social worker's cost / weekly hours).

    Args:
        scenario: With one intervention, which adds officers.
    """
    worker, officer = scenario.roles.social_worker, scenario.roles.support["swso"]
    served = sum(_officers(scenario).values()) * officer.workers_per_support_fte.value
    hour = worker.cost_per_fte_gbp.value / worker.contract_hours_per_week.value
    return yearly_cost(scenario) / served / hour


def _simulated(switch: Switch) -> tuple[str, str, str]:
    said = f"**All of it, simulated**, judged by {switch.outcome.subject}"
    found = value_words(switch) if switch.verdict == "switch" else _officers_better(switch)
    return (
        said,
        f"{int(switch.found['n'])} futures at each value",
        found.replace(" hours a week", ""),
    )


def yearly_cost(scenario: Scenario) -> float:
    """What a scenario's interventions cost in the last financial year of the run, pounds."""
    lines = [line for line in budget(scenario) if line.option in scenario.interventions]
    last = max(line.financial_year for line in lines)
    spent: Decimal = total(line for line in lines if line.financial_year == last)
    return float(spent)


def mean(quantity: Quantity) -> float:
    """The mean of what replications draw for a number."""
    parts = 1000
    return sum(quantile(quantity, (part + 0.5) / parts) for part in range(parts)) / parts


def _h(hours: float) -> str:
    return f"{hours:.2f}"


def switches() -> str:
    """From which hours and which take-up on officers are better than two sets of social workers."""
    rows = [
        (OPTIONS[against], *_switch(switch))
        for experiment, against in (("break_even", SAME_MONEY), ("enough_support", EIGHTEEN))
        for switch in _search(experiment).switches
        if switch.name.startswith(("hours_freed", "take_up"))
    ]
    headings = ("Against", "What is varied", "Judged by", "Expected", "Officers better", "Futures")
    return table(headings, rows)


def _switch(switch: Switch) -> tuple[str, ...]:
    expected = with_unit(switch, number_words(float(switch.found["expected"])))
    return (
        switch.label,
        switch.outcome.subject,
        expected,
        _officers_better(switch),
        f"{int(switch.found['n'])} at each value",
    )


def _officers_better(switch: Switch) -> str:
    low, high = (number_words(float(switch.found[f"range_{end}"])) for end in ("low", "high"))
    if switch.verdict == "switch":
        side = "above" if switch.found["better_above"] == EXPANSION else "below"
        return f"{side} {value_words(switch)}"
    if switch.verdict == "no switch":
        always = "everywhere" if switch.found["better_above"] == EXPANSION else "nowhere"
        return f"{always} between {low} and {with_unit(switch, high)}"
    return switch.verdict


def picture_of_break_even() -> str:
    """The chart of the search for the break-even, with what it says."""
    alt = picture(_found("break_even"), "switching_hours_freed", "break_even")
    return f"![{alt}](../images/break_even.png)"


def enough() -> str:
    """The cheapest mix that is enough, as the search says it."""
    mixes = _search("enough_support").mixes
    return "" if mixes is None else mix_answer(mixes)


@cache
def _search(experiment: str) -> Search:
    return read_search(_found(experiment))


def _found(experiment: str) -> Path:
    """The folder of a search, where pages that show its words have it, too."""
    return made(f"seek experiments/{experiment}.toml", experiment, "results")
