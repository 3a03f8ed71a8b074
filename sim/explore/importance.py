"""A weighted sample of a posterior, found in steps from its prior.

Population Monte Carlo (O. Cappé, A. Guillin, J. M. Marin and C. P. Robert, Journal of Computational
and Graphical Statistics 13, 2004, 907-929): each sample is made from the weighted one before. The
likelihood counts a little at first and whole at last, so that no step loses most of its sample.
Points are a scrambled Sobol' sequence: a function of the seed, and more even than chance.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

STEP_POWER, LAST_POWER = 11, 14
"""Points of a step and of the last sample, as powers of 2."""
KEPT = 0.3
"""Share of a step's points that its weights must be worth."""
TAILS = 5
"""Degrees of freedom of the proposals: heavier in the tails than what they are for."""
WIDER = 1.2
"""How much wider than the weighted sample the next proposal is."""
MOST_STEPS = 60


class Weighted(NamedTuple):
    """Points that stand for a distribution.

    Attributes:
        x: The points, shape (points, inputs).
        weights: Of each, of sum 1.
    """

    x: Floats
    weights: Floats

    @property
    def worth(self) -> float:
        """How many equally weighted points they are worth (Kish's effective size)."""
        return float(1.0 / np.square(self.weights).sum())

    def moments(self) -> tuple[Floats, Floats]:
        """Mean, and covariance."""
        mean = self.weights @ self.x
        off = self.x - mean
        return mean, np.asarray((off * self.weights[:, None]).T @ off)

    def draws(self, count: int) -> Floats:
        """Equally likely points: systematic resampling (Kitagawa 1996), shape (count, inputs)."""
        edges = np.cumsum(self.weights)
        places = np.searchsorted(edges / edges[-1], (np.arange(count) + 0.5) / count)
        return self.x[places]


def posterior(log_likelihood: Callable[[Floats], Floats], inputs: int, seed: int) -> Weighted:
    """The posterior of inputs that are standard normal before anything is known.

    Args:
        log_likelihood: Of points of shape (points, inputs); shape (points,).
        inputs: How many inputs.
        seed: What the points are a function of.
    """
    mean, cov = np.zeros(inputs), np.eye(inputs)
    power = 0.0
    for step in range(MOST_STEPS):
        is_last = power == 1.0
        size = LAST_POWER if is_last else STEP_POWER
        x, log_q = _proposed(mean, cov, size, seed + step)
        log_prior = -0.5 * np.square(x).sum(axis=1) - 0.5 * inputs * np.log(2.0 * np.pi)
        base, log_l = log_prior - log_q, log_likelihood(x)
        found = Weighted(x, _normal(base + power * log_l))
        if is_last:
            return found
        power = _next(base, log_l, power)
        mean, cov = Weighted(x, _normal(base + power * log_l)).moments()
        cov = WIDER**2 * cov + 1e-9 * np.eye(inputs)
    return found


def _next(base: Floats, log_likelihood: Floats, power: float) -> float:
    """The highest power of the likelihood that leaves enough of a sample."""

    def worth(at: float) -> float:
        return float(1.0 / np.square(_normal(base + at * log_likelihood)).sum())

    enough = KEPT * len(base)
    if worth(1.0) >= enough:
        return 1.0
    low, high = power, 1.0
    for _ in range(30):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if worth(middle) >= enough else (low, middle)
    return low


def _normal(log_weights: Floats) -> Floats:
    weights = np.exp(log_weights - log_weights.max())
    return np.asarray(weights / weights.sum())


def _proposed(mean: Floats, cov: Floats, power: int, seed: int) -> tuple[Floats, Floats]:
    """Points of a multivariate t distribution, and the logarithm of their density."""
    from scipy.special import gammaincinv, ndtri  # noqa: PLC0415 - heavy, only to calibrate
    from scipy.stats import multivariate_t, qmc  # noqa: PLC0415

    inputs = len(mean)
    cube = qmc.Sobol(inputs + 1, rng=seed).random_base2(power).clip(1e-9, 1.0 - 1e-9)
    chi2 = 2.0 * gammaincinv(TAILS / 2.0, cube[:, -1])
    normal = ndtri(cube[:, :-1]) @ np.linalg.cholesky(cov).T
    x = mean + normal * np.sqrt(TAILS / chi2)[:, None]
    return x, np.atleast_1d(multivariate_t.logpdf(x, mean, cov, df=TAILS))
