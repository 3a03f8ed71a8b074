"""The tables of a calibration."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.experiment.targets import Target
from sim.experiment.verdicts import told_as
from sim.explore.learning import learnt, pairs
from sim.results.outcomes import Floats
from sim.scenario.experiments.calibrate import InputTable
from sim.scenario.number_words import number_words

if TYPE_CHECKING:
    import pandas as pd

    from sim.scenario.schema import Scenario

ENDS = (0.05, 0.5, 0.95)
"""Nine in ten lie between the first and the last."""
LEAST = 0.3
"""Correlation under which a pair of numbers is not told of."""


class Numbers(NamedTuple):
    """What was believed of the inputs, before and after.

    Attributes:
        inputs: What they are, by name.
        x: Draws of the posterior as the procedure has them, shape (draws, inputs).
        before: Numbers drawn from what was believed beforehand.
        after: The draws as numbers.
        simulated: Numbers of all points that were simulated.
    """

    inputs: Mapping[str, InputTable]
    x: Floats
    before: Floats
    after: Floats
    simulated: Floats


def posterior_table(inputs: Mapping[str, InputTable], levels: Floats) -> pd.DataFrame:
    """A row for each draw, a column for each key of the scenario."""
    import pandas as pd  # noqa: PLC0415 - a third of a second, only when tables are made

    rows = []
    for row in levels.tolist():
        keys: dict[str, float] = {}
        for table, level in zip(inputs.values(), row, strict=True):
            keys |= table.settings(level)
        rows.append(keys)
    return pd.DataFrame(rows)


def draws_table(numbers: Numbers) -> pd.DataFrame:
    """The same with a column for each input."""
    import pandas as pd  # noqa: PLC0415 - a third of a second, only when tables are made

    return pd.DataFrame(numbers.after, columns=list(numbers.inputs))


def learnt_table(numbers: Numbers, base: Scenario) -> pd.DataFrame:
    """A row for each input: its range before and after, and how much of its variance is gone."""
    import pandas as pd  # noqa: PLC0415 - a third of a second, only when tables are made

    share = learnt(numbers.before, numbers.after)
    low, middle, high = np.quantile(numbers.after, ENDS, axis=0)
    rows = []
    for place, (name, table) in enumerate(numbers.inputs.items()):
        words = number_words(base, next(iter(table.shares)))
        rows.append(
            {
                "input": name,
                "label": table.label or words.label,
                "unit": table.unit or words.unit,
                "prior_low": table.low,
                "prior_high": table.high,
                "shape": table.shape,
                "low": low[place],
                "median": middle[place],
                "high": high[place],
                "mean": numbers.after[:, place].mean(),
                "sd": numbers.after[:, place].std(),
                "learnt": share[place],
            }
        )
    return pd.DataFrame(rows)


def pairs_table(numbers: Numbers) -> pd.DataFrame:
    """A row for each pair of inputs that the targets hold together, the strongest first."""
    import pandas as pd  # noqa: PLC0415 - a third of a second, only when tables are made

    names = list(numbers.inputs)
    rows = [
        (names[pair.first], names[pair.second], pair.correlation)
        for pair in pairs(numbers.after, LEAST)
    ]
    return pd.DataFrame(rows, columns=["first", "second", "correlation"])


def fit_table(
    targets: Sequence[Target], before: Floats, after: Floats, off_surface: Floats
) -> pd.DataFrame:
    """A row for each target: what was observed, and where nine in ten futures lie.

    Args:
        targets: The targets.
        before: Their values with what was believed beforehand, shape (points, replications,
            targets).
        after: The same with the posterior.
        off_surface: For each target that was fitted, how far the surface is off.
    """
    import pandas as pd  # noqa: PLC0415 - a third of a second, only when tables are made

    off = iter(off_surface.tolist())
    rows = []
    for place, target in enumerate(targets):
        prior, posterior = (_ends(values[:, :, place]) for values in (before, after))
        is_inside = bool(posterior[0] <= target.high and target.low <= posterior[2])
        rows.append(
            {
                "target": target.name,
                "label": target.label,
                "measure": target.asked.outcome.measure,
                "told_as": told_as(target),
                "use": target.use,
                "observed": target.observed,
                "observed_low": target.low,
                "observed_high": target.high,
                "prior_low": prior[0],
                "prior_median": prior[1],
                "prior_high": prior[2],
                "low": posterior[0],
                "median": posterior[1],
                "high": posterior[2],
                "n": int((~np.isnan(after[:, :, place])).sum()),
                "inside": is_inside,
                "off_surface_sd": next(off) if target.use == "fit" else np.nan,
                "source": target.source,
                "note": target.note,
            }
        )
    return pd.DataFrame(rows)


def library_table(
    fitted: Sequence[Target], numbers: Numbers, waves: Sequence[Floats]
) -> pd.DataFrame:
    """A row for each point that was simulated: its wave, its numbers, and means of its targets.

    Args:
        fitted: The targets that were fitted.
        numbers: The inputs.
        waves: Their values, wave by wave, each of shape (points, replications, targets).
    """
    import pandas as pd  # noqa: PLC0415 - a third of a second, only when tables are made

    means = np.concatenate(waves).mean(axis=1)
    sizes = [len(values) for values in waves]
    columns: dict[str, object] = {"wave": np.repeat(1 + np.arange(len(waves)), sizes)}
    columns |= {name: numbers.simulated[:, i] for i, name in enumerate(numbers.inputs)}
    columns |= {target.name: means[:, i] for i, target in enumerate(fitted)}
    return pd.DataFrame(columns)


def _ends(values: Floats) -> tuple[float, float, float]:
    """Quantiles over all futures of all points; NaN if none has a value."""
    known = values[~np.isnan(values)]
    if not known.size:
        return (np.nan, np.nan, np.nan)
    low, middle, high = np.quantile(known, ENDS)
    return float(low), float(middle), float(high)
