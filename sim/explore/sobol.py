"""Shares of variance: how much of the outcome's spread each input causes.

I. M. Sobol', Global sensitivity indices for nonlinear mathematical models and their Monte Carlo
estimates, Mathematics and Computers in Simulation 55, 2001, 271-280; the estimators are those of
A. Saltelli et al., Variance based sensitivity analysis of model output, Computer Physics
Communications 181, 2010, 259-270, as SciPy has them.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from sim.streams import design_seed

Floats = npt.NDArray[np.float64]

NAME = "sobol"
RESAMPLES = 999
CONFIDENCE = 0.95


class Shares(NamedTuple):
    """A share of variance for each input, with its 95 % bootstrap interval.

    Attributes:
        value: The estimate; by chance it can lie a little outside 0 to 1.
        low: Lower end of the interval.
        high: Upper end.
    """

    value: Floats
    low: Floats
    high: Floats


class Indices(NamedTuple):
    """Sobol' indices of each input; all NaN where the outcome does not vary.

    Attributes:
        first: Share of variance that the input causes by itself.
        total: The same with all its interactions: what would be left if all others were known.
        order: The inputs, the largest total share first.
    """

    first: Shares
    total: Shares
    order: npt.NDArray[np.int64]


def matrices(seed: int, inputs: int, count: int) -> Floats:
    """Points of the design in the unit cube: A, B, and A with one column of B after another.

    The first points of a larger design are those of a smaller one, within A, B and each mixture.

    Args:
        seed: The seed of the run, which scrambles the Sobol' sequence.
        inputs: How many inputs.
        count: Rows of A; a power of 2.

    Returns:
        Shape (count x (inputs + 2), inputs).
    """
    from scipy.stats import qmc  # noqa: PLC0415 - heavy

    engine = qmc.Sobol(2 * inputs, scramble=True, seed=design_seed(seed, NAME), bits=64)
    a, b = np.split(engine.random(count), 2, axis=1)
    mixed = np.where(np.eye(inputs, dtype=bool)[:, None, :], b, a)
    return np.concatenate([a, b, mixed.reshape(-1, inputs)])


def indices(values: Floats, inputs: int, seed: int) -> Indices:
    """First-order and total indices with bootstrap intervals.

    Rows of the design are resampled with replacement, as if they were independent. Sobol' points
    are spread more evenly than that, so the intervals are rather too wide than too narrow.

    Args:
        values: The outcome at each point of :func:`matrices`.
        inputs: How many inputs.
        seed: The seed of the run, for the bootstrap.
    """
    table = values.reshape(inputs + 2, -1)
    if np.ptp(table[:2]) == 0.0:
        nothing = Shares(*np.full((3, inputs), np.nan))
        return Indices(nothing, nothing, np.arange(inputs))
    found = _indices(table)
    low, high = _bootstrap(table, seed)
    order = np.argsort(-found[1], kind="stable")
    return Indices(Shares(found[0], low[0], high[0]), Shares(found[1], low[1], high[1]), order)


def _indices(table: Floats) -> Floats:
    """First-order and total indices, shape (2, inputs)."""
    from scipy.stats import sobol_indices  # noqa: PLC0415 - heavy

    inputs = len(table) - 2
    # twice, as SciPy fails for a single input
    pages = np.concatenate([table[2:], table[2:]])[: max(inputs, 2), None, :]
    found = sobol_indices(
        func={"f_A": table[:1], "f_B": table[1:2], "f_AB": pages}, n=table.shape[1]
    )
    return np.stack([found.first_order.ravel()[:inputs], found.total_order.ravel()[:inputs]])


def _bootstrap(table: Floats, seed: int) -> tuple[Floats, Floats]:
    """Ends of the percentile intervals of :func:`_indices`.

    SciPy's own ``SobolResult.bootstrap`` takes no seed, so that its ends would change by chance.
    """
    from scipy.stats import bootstrap  # noqa: PLC0415 - heavy

    def statistic(rows: npt.NDArray[Any]) -> Floats:
        return _indices(table[:, rows])

    found = bootstrap(
        (np.arange(table.shape[1]),), statistic, n_resamples=RESAMPLES, vectorized=False,
        confidence_level=CONFIDENCE, method="percentile",
        random_state=design_seed(seed, f"{NAME} bootstrap"),
    ).confidence_interval  # fmt: skip
    return np.asarray(found.low), np.asarray(found.high)
