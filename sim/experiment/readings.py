"""Readings in a sensitivity analysis: each figure taken in each other way, one at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from sim.experiment.inputs import Pair
from sim.experiment.points import extra_cost
from sim.explore.tornado import moves
from sim.scenario.tables.readings import AS_WRITTEN

if TYPE_CHECKING:
    import pandas as pd

    from sim.experiment.conduct import Study
    from sim.experiment.sensitivity_parts import Part
    from sim.results.outcomes import Outcome
    from sim.scenario.experiments.sensitivity import Readings, Sensitivity
    from sim.scenario.schema import Reading, Scenario


@dataclass(frozen=True, slots=True)
class Way:
    """A figure, taken in another way than it is.

    Attributes:
        reading: The reading's name.
        way: The name of the way.
        label: The figure, as people speak of it.
        words: How it is read.
        taken: How it is read otherwise, in the scenarios as they are.
        pair: The scenarios with the figure read so.
    """

    reading: str
    way: str
    label: str
    words: str
    taken: str
    pair: Pair


def ways_of(study: Study[Sensitivity], pair: Pair) -> tuple[Way, ...]:
    """Every other way of every reading of the scenarios, in the order of the files.

    Args:
        study: The experiment.
        pair: Its scenarios, as they are.

    Raises:
        InputError: If there are no readings, or two set the same key.
        InputErrors: If a scenario would not fit with a figure read otherwise.
    """
    found = tuple(_ways(study, pair))
    if not found:
        problem = "no figure of the scenario can be read in more than one way."
        remedy = "Give it [readings], or take [readings] out of the experiment."
        raise study.ground.error(problem, remedy, ("readings",))
    return found


def _ways(study: Study[Sensitivity], pair: Pair) -> Iterator[Way]:
    for name in dict.fromkeys(name for one in pair.scenarios for name in one.readings):
        those = [one.readings[name] for one in pair.scenarios if name in one.readings]
        for way, words in _words(those).items():
            taken = those[0].ways[those[0].taken]
            if any(one.taken != way for one in those):
                switched = _switched(study, pair, name, way)
                yield Way(name, way, those[0].label, words, taken, switched)


def _words(those: Sequence[Reading]) -> dict[str, str]:
    """The ways of a reading that either scenario knows; the first one's words count."""
    found: dict[str, str] = {}
    for one in those:
        found = dict(one.ways) | found
    return {AS_WRITTEN: found.pop(AS_WRITTEN), **found}


def _switched(study: Study[Sensitivity], pair: Pair, name: str, way: str) -> Pair:
    """The scenarios with a reading taken in a way, those that know it."""
    asked, ground = study.experiment, study.ground
    setting = {f"readings.{name}.taken": way}

    def knows(scenario: Scenario) -> bool:
        return name in scenario.readings and way in scenario.readings[name].ways

    base, against = pair.base, pair.against
    if knows(base):
        base = ground.scenario(asked.base, ("base",), setting)
    if against is not None and asked.against is not None and knows(against):
        against = ground.scenario(asked.against, ("against",), setting, is_changed=False)
    return Pair(base, against)


def readings_part(part: Part, ways: Sequence[Way], asked: Readings) -> pd.DataFrame:
    """Each reading in each other way, all numbers at their best values.

    Returns:
        A row for each outcome and way, the largest change first.
    """
    import pandas as pd  # noqa: PLC0415 - a third of a second, only when tables are made

    pairs = [part.pair, *(way.pair for way in ways)]
    nothing: Mapping[str, float] = {}
    values = part.values_of("reading", ((one, nothing) for one in pairs), asked.replications)
    costs = [_cost(one, part.pair) for one in pairs]
    tables = [_rows(outcome, ways, costs, found) for outcome, found in values]
    return pd.concat(tables, ignore_index=True)


def _cost(pair: Pair, usual: Pair) -> float:
    """Pounds of the whole run over the other scenario, or over the scenario as it is."""
    return extra_cost(pair.base, usual.base if pair.against is None else pair.against)


def _rows(
    outcome: Outcome,
    ways: Sequence[Way],
    costs: Sequence[float],
    values: npt.NDArray[np.float64],
) -> pd.DataFrame:
    import pandas as pd  # noqa: PLC0415 - see above

    found = moves(values)
    columns: dict[str, Any] = {
        "outcome": outcome.name,
        **{key: [getattr(one, key) for one in ways]
           for key in ("reading", "way", "label", "taken", "words")},
        "n": values.shape[1],
        "centre": found.centre.value,
        "centre_half_width": found.centre.half_width,
        "at": found.at.value,
        "at_half_width": found.at.half_width,
        "difference": found.difference.value,
        "difference_half_width": found.difference.half_width,
        "centre_cost_gbp": costs[0],
        "cost_gbp": costs[1:],
    }  # fmt: skip
    table = pd.DataFrame(columns).iloc[found.order].reset_index(drop=True)
    table.insert(1, "rank", np.arange(1, len(table) + 1))
    return table
