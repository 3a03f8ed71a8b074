"""What a simulator with chance gives, as a smooth function of inputs, and how far to believe it.

A Gaussian process for each outcome: C. E. Rasmussen and C. K. I. Williams, Gaussian Processes for
Machine Learning, 2006, chapters 2 and 5; how far each input reaches is what makes the points
likeliest. Replications at the same point tell chance from what the surface itself gets wrong (its
lack of fit), as in stochastic kriging (B. Ankenman, B. L. Nelson and J. Staum, Operations Research
58, 2010, 371-382). Both may change with what is expected.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from sim.explore.dispersion import Growth, growth

if TYPE_CHECKING:
    from sklearn.gaussian_process import GaussianProcessRegressor

Floats = npt.NDArray[np.float64]

POINTS_PER_INPUT = 2.5
"""Points for each input and one more, at least."""
ROUNDS = 2
"""Times that the surface is found anew with what is known of the variance."""
FIRST_REACH, REACHES = 3.0, (0.3, 100.0)
"""How far an input reaches, in standard deviations of the points: at first, and its ends."""
HEIGHTS = (1e-3, 1e3)
"""Ends of a surface's variance, where that of the points is 1."""
TINY = 1e-8
"""Variance of a mean's noise, at least, in the same units: no matrix is without an inverse."""
LEAST_KNOWN = 0.01
"""Share of a point's freedom that the surface leaves it, at least."""


class Expected(NamedTuple):
    """What to expect of one future at each point.

    Attributes:
        mean: Shape (points, outcomes).
        covariance: Around it, of chance, lack of fit, and what points leave open of the surface;
            shape (points, outcomes, outcomes).
    """

    mean: Floats
    covariance: Floats


@dataclass(frozen=True, slots=True)
class Surface:
    """What a simulator gives, as a function of its inputs.

    Attributes:
        frame: In which units inputs are measured.
        sides: What is known of each outcome by itself.
        chance: Covariance of outcomes between futures of one point, where outcomes are usual.
        lack: Covariance of what the surface gets wrong besides, there.
        together: Correlation of what is off at one point.
    """

    frame: Frame
    sides: tuple[Side, ...]
    chance: Floats
    lack: Floats
    together: Floats

    def expected(self, x: Floats) -> Expected:
        """Mean and covariance of one future at inputs of shape (points, inputs)."""
        at = self.frame.of(x)
        each = [side.at(at) for side in self.sides]
        mean, left_open, scale = (np.stack(part, axis=1) for part in zip(*each, strict=True))
        usual = _outer(scale) * (self.chance + self.lack)
        return Expected(mean, usual + _outer(left_open) * self.together)

    @property
    def kernels(self) -> tuple[Any, ...]:
        """How far each input reaches in each outcome, for a surface of nearly the same points."""
        return tuple(side.process.kernel_ for side in self.sides)


class Frame(NamedTuple):
    """Units in which inputs are about 0 and of order 1 over the points.

    Attributes:
        middle: Of each input.
        width: Of each input.
    """

    middle: Floats
    width: Floats

    def of(self, x: Floats) -> Floats:
        """Inputs in these units."""
        return np.asarray((x - self.middle) / self.width)


class Scale(NamedTuple):
    """By what a standard deviation is multiplied, by what is expected.

    Attributes:
        growth: Rise and bend of the variance's logarithm.
        least: Least expected at a point.
        most: Most: farther out nobody knows, and it changes no more.
    """

    growth: Growth
    least: float
    most: float

    def of(self, mean: Floats) -> Floats:
        """The factor where so much is expected."""
        at = mean.clip(self.least, self.most)
        return np.asarray(np.exp(0.5 * (self.growth.rise + self.growth.bend * at) * at))


class Side(NamedTuple):
    """What is known of one outcome.

    Attributes:
        process: The Gaussian process, of the outcome less its middle, in units of its width.
        middle: The outcome's mean over the points.
        width: Its standard deviation over them.
        scale: How its standard deviations change with what is expected, in those units.
    """

    process: GaussianProcessRegressor
    middle: float
    width: float
    scale: Scale

    def at(self, x: Floats) -> tuple[Floats, Floats, Floats]:
        """Mean, standard deviation of what points leave open of it, and scale of all others."""
        mean, sd = self.process.predict(x, return_std=True)
        return self.middle + self.width * mean, self.width * sd, self.scale.of(mean)


def fit_surface(x: Floats, values: Floats, kernels: Sequence[Any] = ()) -> Surface:
    """Fit a surface to the means of points.

    Args:
        x: Inputs of each point, shape (points, inputs).
        values: Outcomes in futures of their own, shape (points, replications, outcomes), at least
            two replications.
        kernels: How far inputs reach in each outcome, if that is known from nearly the same points.

    Raises:
        ValueError: If there are too few points.
    """
    least = int(np.ceil(POINTS_PER_INPUT * (x.shape[1] + 1)))
    if len(x) < least:
        message = f"{len(x)} points are too few for {x.shape[1]} inputs; {least} are needed"
        raise ValueError(message)
    frame = Frame(x.mean(axis=0), _positive_or_1(x.std(axis=0)))
    at, known = frame.of(x), [*kernels] or [_first_kernel(x.shape[1])] * values.shape[2]
    fits = [_fit(at, values[:, :, i], kernel, not kernels) for i, kernel in enumerate(known)]
    off = np.stack([fit.off for fit in fits], axis=1)
    error = off.T @ off
    scale = np.stack([fit.scale for fit in fits], axis=1)
    means = values.mean(axis=1)
    chance = _pooled((values - means[:, None, :]) / scale[:, None, :])
    sd = _positive_or_1(np.sqrt(error.diagonal()))
    return Surface(
        frame=frame,
        sides=tuple(fit.side for fit in fits),
        chance=chance,
        lack=_positive(error - chance / values.shape[1]),
        together=error / np.outer(sd, sd),
    )


class _Fit(NamedTuple):
    """An outcome's side, the scale at each point, and how far its mean is off where usual."""

    side: Side
    scale: Floats
    off: Floats


def _fit(x: Floats, values: Floats, kernel: Any, is_sought: bool) -> _Fit:
    """The surface of an outcome (points, replications), and how its variance grows, in turn."""
    middle, width = float(values.mean()), float(values.mean(axis=1).std())
    usual = (values - middle) / (width or 1.0)
    means, chance = usual.mean(axis=1), usual.var(axis=1, ddof=1)
    free = np.full(len(values), values.shape[1] - 1.0)
    noise = np.full(len(values), chance.mean() / values.shape[1])
    for _ in range(ROUNDS):
        process = _process(x, means, noise, kernel, is_sought)
        kernel = process.kernel_
        off, known = _left(process)
        squares, mean = np.square(off) / known, means - off
        scale = Scale(growth(mean, ((squares, known), (chance, free))), mean.min(), mean.max())
        factor = scale.of(mean)
        noise = np.square(factor) * np.average(squares / np.square(factor), weights=known)
    process = _process(x, means, noise, kernel, is_sought=False)
    off, known = _left(process)
    return _Fit(
        Side(process, middle, width, scale), factor, width * off / factor / np.sqrt(known.sum())
    )


def _first_kernel(inputs: int) -> Any:
    """A smooth function, of which each input has a reach of its own."""
    from sklearn.gaussian_process.kernels import RBF, ConstantKernel  # noqa: PLC0415 - heavy

    return ConstantKernel(1.0, HEIGHTS) * RBF(np.full(inputs, FIRST_REACH), REACHES)


def _process(
    x: Floats, means: Floats, noise: Floats, kernel: Any, is_sought: bool
) -> GaussianProcessRegressor:
    """A Gaussian process through means of so much noise; its kernel is sought from that given."""
    from sklearn.exceptions import ConvergenceWarning  # noqa: PLC0415 - heavy, only to calibrate
    from sklearn.gaussian_process import GaussianProcessRegressor  # noqa: PLC0415

    optimizer = "fmin_l_bfgs_b" if is_sought else None
    process = GaussianProcessRegressor(kernel, alpha=noise.clip(TINY), optimizer=optimizer)
    with warnings.catch_warnings():  # an input that does nothing reaches as far as it may
        warnings.simplefilter("ignore", ConvergenceWarning)
        return process.fit(x, means)


def _left(process: GaussianProcessRegressor) -> tuple[Floats, Floats]:
    """How far each mean is off the surface, and the share of its freedom that is left to it."""
    from scipy.linalg import cho_solve  # noqa: PLC0415 - heavy, only to calibrate

    inverse = cho_solve((process.L_, True), np.eye(len(process.L_)))
    known = process.alpha * inverse.diagonal()
    return process.alpha * process.alpha_, known.clip(LEAST_KNOWN)


def _outer(each: Floats) -> Floats:
    return np.asarray(each[:, :, None] * each[:, None, :])


def _positive_or_1(width: Floats) -> Floats:
    return np.where(width > 0, width, 1.0)


def _pooled(off: Floats) -> Floats:
    """Covariance within points, from the distances to their means."""
    points, replications, outcomes = off.shape
    rows = off.reshape(-1, outcomes)
    return np.asarray(rows.T @ rows / (points * (replications - 1)))


def _positive(matrix: Floats) -> Floats:
    """The nearest covariance: a difference of two estimates may be none."""
    values, vectors = np.linalg.eigh(matrix)
    return np.asarray((vectors * np.maximum(values, 0.0)) @ vectors.T)
