"""Find inputs of a simulator under which it gives what was observed.

History matching in waves with an emulator, after P. S. Craig, M. Goldstein, A. H. Seheult and
J. A. Smith (1997, Case Studies in Bayesian Statistics 3, 37-93), I. Vernon, M. Goldstein and
R. G. Bower (2010, Bayesian Analysis 5, 619-670) and, for a simulator with chance in it,
I. Andrianakis et al. (2015, PLoS Computational Biology 11, e1003968); then a posterior by the
synthetic likelihood of S. N. Wood (2010, Nature 466, 1102-1104).

What was observed is one history. It differs from what is expected by chance, by the error of the
observation, by what the surface gets wrong, and by how well the points fix it; all four are in the
variance by which a distance counts. Inputs are standard normal here before anything is known.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.explore.importance import Weighted, posterior
from sim.explore.surface import Surface, fit_surface
from sim.streams import design_seed

Floats = npt.NDArray[np.float64]
Simulator = Callable[[Floats], Floats]
"""Outcomes of points (points, inputs), shape (points, replications, outcomes); every point in
futures of its own, at least two, NaN where a point has no value."""
Fit = Callable[[Floats, Floats], Surface]
"""What makes a surface of points and their outcomes."""

WIDENED = 2.0
"""Each wave looks where the targets would allow if all errors were so many times as large."""
NEAR = 0.999
"""Share of the region's points, were they normal, that a region is to hold."""
AT_ONCE = 2048
"""Points that are asked about together: with each stand all points of the library in memory."""
STEEP = 10.0
"""How fast belief falls outside the region, where no point has been and no surface holds."""


class Goal(NamedTuple):
    """What was observed.

    Attributes:
        observed: Of each outcome.
        sd: Standard deviation of the error of each, over 0: how exact it is.
    """

    observed: Floats
    sd: Floats


class Effort(NamedTuple):
    """How much to do.

    Attributes:
        points: Points of each wave.
        waves: How many waves.
        seed: What all designs are functions of.
    """

    points: int
    waves: int
    seed: int


@dataclass(frozen=True, slots=True)
class Found:
    """What was found.

    Attributes:
        posterior: Points that stand for the posterior, in the units of the simulator's inputs.
        surface: The surface that it rests on.
        x: Inputs of all points that were simulated, wave after wave, shape (points, inputs).
        outcomes: Their outcomes, shape (points, replications, outcomes).
    """

    posterior: Weighted
    surface: Surface
    x: Floats
    outcomes: Floats


class TooFewError(ValueError):
    """Too few points have a value in every outcome."""


def calibrate(
    simulate: Simulator, inputs: int, goal: Goal, effort: Effort, fit: Fit = fit_surface
) -> Found:
    """Find the inputs that are in keeping with what was observed.

    Args:
        simulate: The simulator.
        inputs: How many inputs it takes.
        goal: What was observed.
        effort: How much to do.
        fit: What makes a surface of points.

    Raises:
        TooFewError: If too few points have a value in every outcome.
    """
    points = first_points(inputs, effort)
    x, values = points, simulate(points)
    for wave in range(1, effort.waves):
        wide = _posterior(x, values, goal, effort, fit, f"wave {wave}", WIDENED).posterior
        points = wide.draws(effort.points)
        x, values = np.concatenate((x, points)), np.concatenate((values, simulate(points)))
    return _posterior(x, values, goal, effort, fit, "posterior")


def _posterior(
    x: Floats,
    values: Floats,
    goal: Goal,
    effort: Effort,
    fit: Fit,
    name: str,
    widened: float = 1.0,
) -> Found:
    """What the points so far say, by a surface where they come near to what was observed."""
    from threadpoolctl import threadpool_limits  # noqa: PLC0415 - only to calibrate

    has_value = ~np.isnan(values).any(axis=(1, 2))
    known, given = x[has_value], values[has_value]
    region = _region(known, given, goal, max(effort.points, len(known) // 2))
    is_near = region.beyond(known) == 0.0
    # threads take longer over small matrices than one does, and round off in another order
    with threadpool_limits(1):
        try:
            surface = fit(known[is_near], given[is_near])
        except ValueError as error:
            raise TooFewError(str(error)) from None
        likelihood = log_likelihood(surface, goal, widened)

        def of(at: Floats) -> Floats:
            return likelihood(at) - STEEP * region.beyond(at)

        found = posterior(of, x.shape[1], design_seed(effort.seed, name))
    return Found(found, surface, x, values)


def first_points(inputs: int, effort: Effort) -> Floats:
    """The first wave: the prior, evenly, shape (points, inputs)."""
    from scipy.special import ndtri  # noqa: PLC0415 - heavy, only to calibrate
    from scipy.stats import qmc  # noqa: PLC0415

    seed = design_seed(effort.seed, "library")
    power = (effort.points - 1).bit_length()
    cube = qmc.Sobol(inputs, rng=seed).random_base2(power)[: effort.points]
    return np.asarray(ndtri(cube.clip(1e-6, 1.0 - 1e-6)))


def log_likelihood(
    surface: Surface, goal: Goal, widened: float = 1.0
) -> Callable[[Floats], Floats]:
    """How likely what was observed is at each point, up to a constant.

    Args:
        surface: What to expect where.
        goal: What was observed.
        widened: By what all errors are multiplied.
    """

    def some(x: Floats) -> Floats:
        expected = surface.expected(x)
        cov = widened**2 * (expected.covariance + np.diag(np.square(goal.sd)))
        root = np.linalg.cholesky(cov)
        far = np.linalg.solve(root, (goal.observed - expected.mean)[:, :, None])
        volume = np.log(np.diagonal(root, axis1=1, axis2=2)).sum(axis=1)
        return np.asarray(-0.5 * np.square(far).sum(axis=(1, 2)) - volume)

    def of(x: Floats) -> Floats:
        return np.concatenate([some(part) for part in np.array_split(x, 1 + len(x) // AT_ONCE)])

    return of


class _Region(NamedTuple):
    """An ellipsoid.

    Attributes:
        middle: Its centre, shape (inputs,).
        inverse: Inverse of the covariance of the points that it is made of.
        reach: How far it reaches, as a squared distance by that covariance.
    """

    middle: Floats
    inverse: Floats
    reach: float

    def beyond(self, x: Floats) -> Floats:
        """By how much each point's squared distance is more than the region's reach."""
        off = x - self.middle
        far = ((off @ self.inverse) * off).sum(axis=1)
        return np.asarray(np.maximum(far - self.reach, 0.0))


def _region(x: Floats, values: Floats, goal: Goal, count: int) -> _Region:
    """Where the points lie that came nearest to what was observed, so many of them.

    A surface over all points would have to bend for those that are far off the mark.
    """
    from scipy.special import gammaincinv  # noqa: PLC0415 - heavy, only to calibrate

    off = values.mean(axis=1) - goal.observed
    variance = values.var(axis=1, ddof=1).mean(axis=0) + np.square(goal.sd)
    nearest = np.argsort(np.square(off / np.sqrt(variance)).sum(axis=1), kind="stable")[:count]
    inputs = x.shape[1]
    cov = np.cov(x[nearest], rowvar=False).reshape(inputs, inputs)
    reach = 2.0 * float(gammaincinv(inputs / 2.0, NEAR))
    inverse = np.asarray(np.linalg.pinv(cov, hermitian=True), np.float64)
    return _Region(x[nearest].mean(axis=0), inverse, reach)
