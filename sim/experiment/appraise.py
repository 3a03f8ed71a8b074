"""The money of a comparison, and the appraisal of its options."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from sim.experiment.question import Asked
from sim.experiment.replicate import team_infos
from sim.results.appraisal import Candidate, appraisal_table, ranking_table
from sim.results.comparison import END, Panel
from sim.results.discounting import present_factors
from sim.results.effects import Floats, read_effects
from sim.results.measures import units_of
from sim.results.money import money_table, read_money
from sim.results.paired import meets

if TYPE_CHECKING:
    import pandas as pd


def appraised(
    asked: Asked, folders: Sequence[Path], panels: Mapping[str, Panel]
) -> dict[str, pd.DataFrame]:
    """The tables ``money``, ``appraisal`` and ``ranking`` of a comparison.

    Discount rates and prices in general are those of the baseline.

    Args:
        asked: The question.
        folders: The results folder of each scenario.
        panels: The measures of each scenario by name.
    """
    base = asked.those[0].scenario
    monies = [read_money(folder) for folder in folders]
    factors = [float(one) for one in present_factors(base, [*monies[0].years]).values()]
    teams = _teams(asked)
    those = [
        Candidate(
            one.name,
            one.scenario,
            money,
            read_effects(folder, teams),
            _met(asked, panels[one.name]),
            factors,
        )
        for one, folder, money in zip(asked.those, folders, monies, strict=True)
    ]
    return {
        "money": money_table({one.name: one.money for one in those}, factors),
        "appraisal": appraisal_table(those),
        "ranking": ranking_table(those),
    }


def _teams(asked: Asked) -> list[str]:
    """Names of the teams of the unit that the question is about."""
    infos = team_infos(asked.those[0].scenario)
    [members] = [places for kind, name, places in units_of(infos) if (kind, name) == asked.unit]
    return [infos[place].name for place in members]


def _met(asked: Asked, panel: Panel) -> Floats | None:
    """Whether each replication meets the target at the time asked for."""
    if asked.target is None:
        return None
    period = panel.periods.index(END if asked.until is None else asked.until.isoformat())
    values = panel.measures[asked.target.measure][panel.units.index(asked.unit), :, period]
    met = meets(values, asked.target.value, asked.target.at_most)
    return np.where(np.isnan(values), np.nan, met.astype(np.float64))
