"""Screening: which of many inputs matter at all, and which do so evenly.

M. D. Morris, Factorial sampling plans for preliminary computational experiments, Technometrics
33, 1991, 161-174. A trajectory changes one input after another, each once, on a grid of levels;
the change of the outcome over the change of the input is an elementary effect. SALib works out
their statistics; mu* is that of F. Campolongo, J. Cariboni and A. Saltelli, An effective
screening design for sensitivity analysis of large models, Environmental Modelling & Software 22,
2007, 1509-1518.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.streams import Purpose, Streams, design_seed, name_hash

Floats = npt.NDArray[np.float64]

NAME = "morris"
RESAMPLES = 1000


class Screening(NamedTuple):
    """Statistics of the elementary effects of each input, in units of the outcome.

    An elementary effect is the change of the outcome, blown up to the whole range of the input.

    Attributes:
        mu: Mean effect.
        mu_star: Mean size of the effect, whatever its sign.
        mu_star_half_width: Of its 95 % interval, from a bootstrap of trajectories.
        sigma: Standard deviation of the effect: large where it depends on the input's own value
            or on the other inputs.
        floor: About what mu* would be if the input had no effect and chance alone moved the
            outcome; NaN with a single replication.
        order: The inputs, the largest mu* first.
    """

    mu: Floats
    mu_star: Floats
    mu_star_half_width: Floats
    sigma: Floats
    floor: Floats
    order: npt.NDArray[np.int64]


def trajectories(seed: int, inputs: int, count: int, levels: int) -> Floats:
    """Points of Morris's design in the unit cube.

    Trajectory i depends on the seed and on i alone, so that more can be added later. Its base
    point lies on the grid {0, 1/(levels - 1), ..., 1}; each input goes up or down by half of the
    levels, ``step(levels)``; the order of the inputs is random (Morris 1991, section 3.1).

    Args:
        seed: The seed of the run.
        inputs: How many inputs.
        count: How many trajectories.
        levels: Of the grid; even.

    Returns:
        Shape (count x (inputs + 1), inputs): trajectory after trajectory.
    """
    draws = Streams(seed, 0).consecutive(
        Purpose.DESIGN, name_hash(NAME), np.arange(count), 3 * inputs
    )
    base, turn, order = np.split(draws, 3, axis=1)
    lower = np.floor(base * (levels // 2)) / (levels - 1)
    rises = turn < 0.5
    start = np.where(rises, lower, lower + step(levels))
    end = np.where(rises, lower + step(levels), lower)
    place = order.argsort(axis=1, kind="stable").argsort(axis=1, kind="stable")
    moved = np.arange(inputs + 1)[:, None] > place[:, None, :]
    return np.where(moved, end[:, None, :], start[:, None, :]).reshape(-1, inputs)


def step(levels: int) -> float:
    """By how much an input is changed: levels / (2 (levels - 1)), as Morris advises."""
    return levels / (2.0 * (levels - 1))


def screen(points: Floats, values: Floats, levels: int, seed: int) -> Screening:
    """Statistics of the elementary effects.

    Args:
        points: As :func:`trajectories` gives them.
        values: The outcome at each, shape (points, replications). Replication r of all points
            is one future.
        levels: Of the grid.
        seed: The seed of the run, for the bootstrap.
    """
    from SALib.analyze import morris  # noqa: PLC0415 - a fifth of a second, for screening only

    inputs = points.shape[1]
    problem = {
        "num_vars": inputs,
        "names": [str(place) for place in range(inputs)],
        "bounds": [[0.0, 1.0]] * inputs,
    }
    found = morris.analyze(
        problem, points, values.mean(axis=1), num_levels=levels, conf_level=0.95,
        num_resamples=RESAMPLES, seed=design_seed(seed, f"{NAME} bootstrap"),
    )  # fmt: skip
    names = ("mu", "mu_star", "mu_star_conf", "sigma")
    mu, mu_star, reach, sigma = (np.asarray(found[name], np.float64) for name in names)
    order = np.argsort(-mu_star, kind="stable")
    return Screening(mu, mu_star, reach, sigma, _floor(points, values, levels), order)


def _floor(points: Floats, values: Floats, levels: int) -> Floats:
    """Mean size of a normal error with the standard error of an input's effects: sqrt(2/pi) se."""
    inputs, replications = points.shape[1], values.shape[1]
    if replications < 2:
        return np.full(inputs, np.nan)
    steps = np.diff(points.reshape(-1, inputs + 1, inputs), axis=1)
    changes = np.diff(values.reshape(-1, inputs + 1, replications), axis=1)
    moved = np.abs(steps).argmax(axis=2)
    variance = (changes / step(levels)).var(axis=2, ddof=1) / replications
    mean = np.bincount(moved.ravel(), variance.ravel(), inputs) / len(steps)
    return np.asarray(np.sqrt(2.0 / np.pi * mean))
