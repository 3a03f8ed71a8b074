"""Designs of experiments: which levels of the levers to try together.

A design is a tuple of points, each the level of every lever by name. Every combination (full
factorial), or a sample of given size that fills the space: Latin hypercube (McKay, Beckman and
Conover 1979, Technometrics 21, 239-245) and Sobol' (1967) sequence with Owen's scrambling (1998),
both from SciPy.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import numpy.typing as npt

Levels = dict[str, float]
Design = tuple[Levels, ...]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Between:
    """A lever that can have any level of a range.

    Attributes:
        low: Lowest level.
        high: Highest level.
    """

    low: float
    high: float

    def __post_init__(self) -> None:
        if not self.low < self.high:
            raise ValueError(f"not a range: {self.low} to {self.high}")


Scale = Between | Sequence[float]
"""A range, or the levels that a lever can have."""


def full_factorial(scales: Mapping[str, Sequence[float]]) -> Design:
    """Every combination of levels once; the last lever changes fastest."""
    rows = product(*([float(level) for level in levels] for levels in scales.values()))
    return _once(scales, rows)


def latin_hypercube(scales: Mapping[str, Scale], points: int, seed: int) -> Design:
    """A sample in which each lever's range is covered evenly.

    Cut into as many equal parts as there are points, every lever has a point in each of its parts;
    of levels given one by one, each comes equally often if their number divides that of points.

    Args:
        scales: What levels each lever can have.
        points: How many points; equal ones are kept once, so that there can be fewer.
        seed: Whole number; the design is a function of it.
    """
    from scipy.stats import qmc  # noqa: PLC0415 - heavy, only when a design is made

    return _scaled(scales, qmc.LatinHypercube(len(scales), rng=seed).random(points))


def sobol(scales: Mapping[str, Scale], points: int, seed: int) -> Design:
    """The first points of a sequence that fills the space ever more evenly.

    A longer design begins with the points of a shorter one. Powers of two are most even.

    Args:
        scales: What levels each lever can have.
        points: How many points; equal ones are kept once, so that there can be fewer.
        seed: Whole number; the design is a function of it.
    """
    from scipy.stats import qmc  # noqa: PLC0415 - heavy, only when a design is made

    # Up to the next power of two: SciPy warns of other numbers, and the first ones are the same.
    power = (points - 1).bit_length()
    return _scaled(scales, qmc.Sobol(len(scales), rng=seed).random_base2(power)[:points])


def _scaled(scales: Mapping[str, Scale], shares: Floats) -> Design:
    """Points of the unit cube, shape (points, levers), as levels."""
    columns = [_levels(scale, shares[:, place]) for place, scale in enumerate(scales.values())]
    return _once(scales, zip(*columns, strict=True))


def _levels(scale: Scale, shares: Floats) -> list[float]:
    """What stands at some shares of a scale; levels given one by one have equal parts of it."""
    if isinstance(scale, Between):
        return [float(level) for level in scale.low + shares * (scale.high - scale.low)]
    places = np.minimum((shares * len(scale)).astype(np.intp), len(scale) - 1)
    return [float(scale[place]) for place in places]


def _once(names: Iterable[str], rows: Iterable[Sequence[float]]) -> Design:
    """Points of levels in the order of names, equal points only where they first come."""
    kept = dict.fromkeys(tuple(row) for row in rows)
    return tuple(dict(zip(names, row, strict=True)) for row in kept)
