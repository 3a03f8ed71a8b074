"""The parts of a sensitivity analysis: from a design to simulated values to a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from sim.experiment.inputs import numbers_at
from sim.explore import morris, sobol
from sim.explore.split import split
from sim.explore.tornado import tornado
from sim.scenario.uncertainty import uniforms

if TYPE_CHECKING:
    import pandas as pd

    from sim.experiment.conduct import Study
    from sim.experiment.evaluate import Bench
    from sim.experiment.inputs import Input, Pair
    from sim.explore.sobol import Shares
    from sim.explore.tornado import Mean
    from sim.results.outcomes import Outcome
    from sim.scenario.experiments.sensitivity import Morris, Sensitivity, Sobol, Split, Tornado

Floats = npt.NDArray[np.float64]
FEWEST = 3
"""Futures that tell anything about chance, and in which an outcome must have a value."""


@dataclass(frozen=True, slots=True)
class Part:
    """What every part works with.

    Attributes:
        study: The experiment.
        pair: Its scenarios.
        inputs: The numbers that are varied.
        bench: What simulates.
    """

    study: Study[Sensitivity]
    pair: Pair
    inputs: tuple[Input, ...]
    bench: Bench

    @property
    def seed(self) -> int:
        """The seed of the run."""
        return self.study.base.run.seed

    def values(
        self, name: str, numbers: Iterable[Mapping[str, float]], replications: int | None
    ) -> Iterator[tuple[Outcome, Floats]]:
        """Each outcome at each point of a design, in the futures in which all points have one.

        Args:
            name: What the points are called.
            numbers: The numbers of each point, by dotted key.
            replications: Futures, if the part has said so; else those of the run.

        Yields:
            An outcome with its values, shape (points, futures): the base's, less those of the
            scenario that it is set against.

        Raises:
            InputError: If an outcome has no value in so many futures that too few are left.
        """
        pairs = ((self.pair, each) for each in numbers)
        yield from self.values_of(name, pairs, replications)

    def values_of(
        self,
        name: str,
        pairs: Iterable[tuple[Pair, Mapping[str, float]]],
        replications: int | None,
    ) -> Iterator[tuple[Outcome, Floats]]:
        """The same of points that each have scenarios of their own, with their numbers."""
        points = [
            point
            for place, (pair, each) in enumerate(pairs)
            for point in pair.points(f"{name} {place}", each)
        ]
        found = self.bench.values(points, replications or self.study.replications)
        if self.pair.against is not None:
            found = found[0::2] - found[1::2]
        for place, outcome in enumerate(self.study.outcomes):
            yield outcome, self._whole(outcome, found[:, :, place])

    def _whole(self, outcome: Outcome, values: Floats) -> Floats:
        whole = np.isfinite(values).all(axis=0)
        if whole.sum() < FEWEST:
            raise self.study.ground.error(
                f"it has a value in only {whole.sum()} of {values.shape[1]} futures with all"
                " numbers that are tried.",
                "Ask for more replications, or for another outcome.",
                ("outcomes", outcome.name),
            )
        return values[:, whole]


def tornado_part(part: Part, asked: Tornado) -> pd.DataFrame:
    """One number at a time, at either end of its range.

    Returns:
        A row for each outcome and input, the largest swing first.
    """
    tables = []
    for outcome, values in part.values("tornado", _ends(part.inputs), asked.replications):
        found = tornado(values)
        columns = {
            "n": np.full(len(part.inputs), values.shape[1]),
            "centre": np.full(len(part.inputs), found.centre.value),
            "centre_half_width": np.full(len(part.inputs), found.centre.half_width),
            **_means("at_low", found.at_low),
            **_means("at_high", found.at_high),
            **_means("low_difference", found.low),
            **_means("high_difference", found.high),
            **_means("swing", found.swing),
        }
        tables.append(_ranked(outcome, part.inputs, found.order, columns))
    return _joined(tables)


def _means(name: str, mean: Mean) -> dict[str, Floats]:
    return {name: mean.value, f"{name}_half_width": mean.half_width}


def _ends(inputs: Sequence[Input]) -> Iterator[dict[str, float]]:
    """The best values, then each number at its low and at its high end."""
    best = {one.key: one.quantity.value for one in inputs}
    yield best
    for one in inputs:
        yield best | {one.key: one.quantity.smallest}
        yield best | {one.key: one.quantity.largest}


def morris_part(part: Part, asked: Morris) -> pd.DataFrame:
    """Screening: which numbers matter at all.

    Returns:
        A row for each outcome and input, the largest mean size of an effect first.
    """
    design = morris.trajectories(part.seed, len(part.inputs), asked.trajectories, asked.levels)
    numbers = [numbers_at(part.inputs, place) for place in design]
    tables = []
    for outcome, values in part.values("morris", numbers, asked.replications):
        found = morris.screen(design, values, asked.levels, part.seed)
        columns = {
            "n": np.full(len(part.inputs), values.shape[1]),
            "trajectories": np.full(len(part.inputs), asked.trajectories),
            "mu": found.mu,
            "mu_star": found.mu_star,
            "mu_star_half_width": found.mu_star_half_width,
            "sigma": found.sigma,
            "floor": found.floor,
        }
        tables.append(_ranked(outcome, part.inputs, found.order, columns))
    return _joined(tables)


def sobol_part(part: Part, asked: Sobol, screening: pd.DataFrame | None) -> pd.DataFrame:
    """Shares of the variance.

    Args:
        part: What it works with.
        asked: What the file says.
        screening: The table of :func:`morris_part`, if only the strongest inputs are wanted.

    Returns:
        A row for each outcome and input, the largest total share first.
    """
    inputs = _strongest(part.inputs, asked.strongest, screening)
    design = sobol.matrices(part.seed, len(inputs), asked.points)
    numbers = [numbers_at(inputs, place) for place in design]
    tables = []
    for outcome, values in part.values("sobol", numbers, asked.replications):
        means = values.mean(axis=1)
        found = sobol.indices(means, len(inputs), part.seed)
        columns = {
            "n": np.full(len(inputs), values.shape[1]),
            "points": np.full(len(inputs), asked.points),
            "sd": np.full(len(inputs), means[: 2 * asked.points].std(ddof=1)),
            **_columns("first", found.first),
            **_columns("total", found.total),
        }
        tables.append(_ranked(outcome, inputs, found.order, columns))
    return _joined(tables)


def _strongest(
    inputs: tuple[Input, ...], count: int | None, screening: pd.DataFrame | None
) -> tuple[Input, ...]:
    """The inputs with the largest effects on the first outcome, in the order of the file."""
    if count is None or screening is None:
        return inputs
    chosen = set(screening["input"].iloc[: len(inputs)].iloc[:count])
    return tuple(one for one in inputs if one.key in chosen)


def _columns(name: str, shares: Shares) -> dict[str, Floats]:
    return {name: shares.value, f"{name}_low": shares.low, f"{name}_high": shares.high}


def split_part(part: Part, asked: Split) -> pd.DataFrame:
    """Uncertain numbers against chance: the draws of a run's replications, in every future.

    Returns:
        A row for each outcome.
    """
    keys = [one.key for one in part.inputs]
    places = (uniforms(part.seed, draw, keys) for draw in range(asked.draws))
    numbers = [numbers_at(part.inputs, place) for place in places]
    rows = []
    for outcome, values in part.values("split", numbers, asked.replications):
        found = split(values)
        rows.append({
            "outcome": outcome.name,
            "draws": asked.draws,
            "n": values.shape[1],
            "mean": found.mean,
            "numbers_variance": found.components.numbers,
            "futures_variance": found.components.futures,
            "rest_variance": found.components.rest,
            **_estimate("total_sd", found.total_sd),
            **_estimate("numbers_share", found.numbers_share),
        })  # fmt: skip
    return _frame(rows)


def _estimate(name: str, value: tuple[float, float, float]) -> dict[str, float]:
    return dict(zip((name, f"{name}_low", f"{name}_high"), value, strict=True))


def _ranked(
    outcome: Outcome,
    inputs: Sequence[Input],
    order: npt.NDArray[np.int64],
    columns: Mapping[str, npt.NDArray[Any]],
) -> pd.DataFrame:
    """The rows of one outcome in their order."""
    table = _frame({"outcome": outcome.name, "input": [one.key for one in inputs], **columns})
    table = table.iloc[order].reset_index(drop=True)
    table.insert(2, "rank", np.arange(1, len(table) + 1))
    return table


def _frame(data: Any) -> pd.DataFrame:
    import pandas as pd  # noqa: PLC0415 - a third of a second, only when tables are made

    return pd.DataFrame(data)


def _joined(tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    import pandas as pd  # noqa: PLC0415 - see above

    return pd.concat(tables, ignore_index=True)
