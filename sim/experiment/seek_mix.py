"""The least-cost mix: what an experiment file asks, and the table of what was found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.experiment.conduct import Findings, Study
from sim.experiment.evaluate import Bench
from sim.experiment.mix_points import (
    allowed,
    base_levels,
    costs_of,
    levers_of,
    mix_scenario,
    no_mix_left,
)
from sim.experiment.points import Point
from sim.experiment.sweep_tables import UNCHANGED
from sim.explore.designs import full_factorial
from sim.explore.selection import Demand, Selection, Tested, least_cost
from sim.results.costs import budget, total
from sim.results.outcomes import Outcome
from sim.results.paired import Bools, Floats, meets
from sim.scenario.experiments.levers import Lever
from sim.scenario.experiments.mixes import mix_words
from sim.scenario.experiments.seek import LeastCost, Seek

if TYPE_CHECKING:
    import pandas as pd

    from sim.scenario.schema import Scenario

MOST_MIXES = 5_000


@dataclass(frozen=True, slots=True)
class MixQuestion:
    """What is asked of which mixes.

    Attributes:
        asked: What the file says under [least_cost].
        levers: What is mixed.
        outcome: What has to meet its target.
        place: The outcome's place among all.
        points: The mixes: every combination of levels.
        costs: Pounds over the base's budget of the run, shape (mixes,).
        year: The run's last financial year, such as "2020/21"; none if nothing costs anything.
        last_year: The part of the costs that falls in it.
        allowed: Which of the mixes keep to the constraints.
        today: The level of each lever in the base, by its name.
    """

    asked: LeastCost
    levers: tuple[Lever, ...]
    outcome: Outcome
    place: int
    points: tuple[Point, ...]
    costs: Floats
    year: str
    last_year: Floats
    allowed: Bools
    today: Mapping[str, float]

    def words(self, point: Point) -> str:
        """A mix in words."""
        return UNCHANGED if point.levels == self.today else mix_words(self.levers, point.levels)


def mix_question(study: Study[Seek], asked: LeastCost) -> MixQuestion:
    """What is asked, with all mixes and their costs.

    Raises:
        InputError: If outcome, levers or constraints leave nothing to ask.
        InputErrors: If a lever does not fit the scenario.
    """
    ground = study.ground
    place = _outcome(study, asked)
    levers = levers_of(study.experiment.levers, ground)
    count = int(np.prod([len(one.values) for one in levers], dtype=np.float64))
    if count > MOST_MIXES:
        problem = f"the levers make {count:,} mixes, more than {MOST_MIXES:,}."
        raise ground.error(problem, "Give fewer levels or larger steps.", ("levers",))
    design = full_factorial({one.name: one.values for one in levers})  # noqa: PD011 - no pandas
    points = tuple(
        Point(f"mix_{number}", mix_scenario(ground, study.experiment.base, levers, levels), levels)
        for number, levels in enumerate(design, start=1)
    )
    costs = costs_of(points, study.base)
    within = allowed(costs, study.experiment.constraints)
    if not within.any():
        raise no_mix_left(ground, costs)
    outcome = study.outcomes[place]
    year, yearly = _last_year(points, study.base)
    today = base_levels(study.base, levers)
    return MixQuestion(asked, levers, outcome, place, points, costs, year, yearly, within, today)


def _outcome(study: Study[Seek], asked: LeastCost) -> int:
    """The place of the outcome that has to meet its target."""
    names = [outcome.name for outcome in study.outcomes if outcome.target is not None]
    key = ("least_cost", "outcome")
    if asked.outcome is None and len(names) != 1:
        problem = f"{len(names) or 'none'} of the outcomes have a target."
        remedy = "Give at_most or at_least to one of them, or name it here."
        raise study.ground.error(problem, remedy, key)
    name = asked.outcome or names[0]
    if name not in names:
        problem = f'there is no outcome "{name}" with a target.'
        raise study.ground.error(problem, "Give at_most or at_least to it.", key)
    return [outcome.name for outcome in study.outcomes].index(name)


def _last_year(points: Sequence[Point], base: Scenario) -> tuple[str, Floats]:
    """The run's last financial year, and pounds over the base's budget in it."""
    year = max((line.financial_year for line in budget(base)), default="")

    def paid(scenario: Scenario) -> float:
        return float(total(line for line in budget(scenario) if line.financial_year == year))

    already = paid(base)
    return year, np.array([paid(point.scenario) - already for point in points])


def seek_mix(question: MixQuestion, bench: Bench, jobs: int) -> Findings:
    """Find the cheapest mix whose outcome meets its target in enough futures."""
    asked, target = question.asked, question.outcome.target
    assert target is not None
    places = np.flatnonzero(question.allowed)

    def successes(system: int, n: int) -> Bools:
        values = bench.values([question.points[places[system]]], n)[0, :, question.place]
        return meets(values, target.value, target.at_most)

    demand = Demand(
        asked.chance, asked.zone, asked.confidence, asked.most_replications, block=10 * jobs
    )
    levels = [[point.levels[one.name] for one in question.levers] for point in question.points]
    found = least_cost(
        question.costs[places].tolist(),
        successes,
        demand,
        np.array(levels)[places] if asked.monotone else None,
    )
    return Findings({"mixes": mixes_table(question, found)}, mix_account(question, found))


def mix_account(question: MixQuestion, found: Selection) -> dict[str, Any]:
    """What the manifest says of the search."""
    places = np.flatnonzero(question.allowed)
    names = [question.points[place].name for place in places]
    asked = question.asked.model_dump(mode="json")
    return {
        "levers": [one._asdict() | {"keys": dict(one.keys)} for one in question.levers],
        "least_cost": {
            **asked,
            "outcome": question.outcome.name,
            "indifference": question.asked.zone,
            "last_year": question.year,
            "choice": None if found.choice is None else names[found.choice],
            "unclear": [names[place] for place in found.unclear],
        },
    }


def mixes_table(question: MixQuestion, found: Selection) -> pd.DataFrame:
    """The mixes.

    Returns:
        A row a mix, the cheapest first. Columns ``point`` (name), ``mix`` (in words), one for each
        lever by its name with a prefix (``level_swso``), ``extra_cost_gbp`` of the run and
        ``last_year_gbp``, ``decision`` ("meets", "misses", "too close to call", "ruled out" by one
        with no less of anything that misses, "not needed" because it costs more than the choice,
        "beyond the limits"), ``is_choice``, and of those that were tried ``turn``, futures ``n``
        until it was decided, ``successes``, ``share`` with ``share_low`` and ``share_high``.
    """
    import pandas as pd  # noqa: PLC0415 - a third of a second, only when results are written

    places = np.flatnonzero(question.allowed)
    tested = {int(places[one.system]): (turn, one) for turn, one in enumerate(found.tested, 1)}
    ruled_out = {int(places[system]) for system in found.ruled_out}
    choice = None if found.choice is None else int(places[found.choice])
    rows = []
    for place, point in enumerate(question.points):
        turn, one = tested.get(place, (0, None))
        left = "ruled out" if place in ruled_out else "not needed"
        rows.append(
            {
                "point": point.name,
                "mix": question.words(point),
                **{f"level_{name}": level for name, level in point.levels.items()},
                "extra_cost_gbp": question.costs[place],
                "last_year_gbp": question.last_year[place],
                "decision": _decision(one, left if question.allowed[place] else ""),
                "is_choice": place == choice,
                "turn": turn,
                **_found(one),
            }
        )
    return pd.DataFrame(rows).sort_values("extra_cost_gbp", kind="stable", ignore_index=True)


def _decision(one: Tested | None, untested: str) -> str:
    return (untested or "beyond the limits") if one is None else one.decision


def _found(one: Tested | None) -> dict[str, float]:
    if one is None:
        nothing = dict.fromkeys(("share", "share_low", "share_high"), np.nan)
        return {"n": 0, "successes": 0, **nothing}
    return {
        "n": one.n,
        "successes": one.successes,
        "share": one.share,
        "share_low": one.low,
        "share_high": one.high,
    }
