"""A straight line through paired replications, and where it crosses nothing.

Every replication is seen at the same few places, and a line is fitted to each by itself. The
lines' intercepts and slopes are pairs of independent replications, whatever links the places of
one replication, so that Fieller's interval (1954, Journal of the Royal Statistical Society B 16,
175-185) of where their mean crosses zero is exact if they are normal.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


class Root(NamedTuple):
    """Where a line crosses zero, with the interval; infinite ends if any place is possible.

    Attributes:
        value: The crossing of the mean line.
        low: Lower end of the interval.
        high: Upper end.
    """

    value: float
    low: float
    high: float

    @property
    def half_width(self) -> float:
        """Half of the interval's length."""
        return (self.high - self.low) / 2


class Estimate(NamedTuple):
    """A mean over replications, and its standard error."""

    mean: float
    error: float


class Line(NamedTuple):
    """The mean of the replications' lines.

    Attributes:
        places: Where replications were seen: evenly spaced, in order.
        values: What was seen there, shape (places, replications).
        intercept: Of the mean line at the middle place.
        slope: Of the mean line.
        covariance: Of intercept and slope, as means over replications, shape (2, 2).
        t: Student's t of the intervals.
    """

    places: Floats
    values: Floats
    intercept: float
    slope: float
    covariance: Floats
    t: float

    @property
    def middle(self) -> float:
        """The middle place."""
        return float(self.places.mean())

    @property
    def clearness(self) -> float:
        """The slope in standard errors; infinite for a slope without any."""
        error = float(np.sqrt(self.covariance[1, 1]))
        return np.inf if error == 0.0 and self.slope else abs(self.slope) / max(error, 1e-300)

    def band(self, places: Floats) -> tuple[Floats, Floats]:
        """The line and its half-width at any places; it crosses zero at the ends of the root."""
        terms = np.stack([np.ones_like(places), places - self.middle])
        variance = np.einsum("ip,ij,jp->p", terms, self.covariance, terms)
        return self.intercept + self.slope * terms[1], self.t * np.sqrt(variance)

    def root(self) -> Root:
        """Where the line crosses zero: all places at which its interval holds zero."""
        value = self.middle - self.intercept / self.slope if self.slope else np.nan
        (aa, ab), (_, bb) = self.t**2 * self.covariance
        square, mixed, rest = (
            self.slope**2 - bb,
            self.intercept * self.slope - ab,
            self.intercept**2 - aa,
        )
        if square <= 0.0:  # the slope may be none
            return Root(value, -np.inf, np.inf)
        reach = float(np.sqrt(max(mixed**2 - square * rest, 0.0)))
        low, high = (self.middle + (sign * reach - mixed) / square for sign in (-1, 1))
        return Root(value, float(low), float(high))

    def departure(self, place: float) -> Estimate:
        """By how much a third-degree polynomial through the same values differs from the line.

        Args:
            place: Where; a place beyond the ends counts as the end.
        """
        step = self.places[1] - self.places[0]
        z = (self.places - self.middle) / step
        at = np.clip((place - self.middle) / step, z[0], z[-1])
        weights = _weights(z, at, degree=3) - _weights(z, at, degree=1)
        return estimate(weights @ self.values)


def fitted(places: Floats, values: Floats, confidence: float) -> Line:
    """Fit a line to each replication by least squares.

    Args:
        places: Evenly spaced, in order.
        values: Shape (places, replications), two replications or more.
        confidence: Of the intervals, such as 0.95.
    """
    from scipy.special import stdtrit  # noqa: PLC0415 - heavy, only when seeking

    offsets = places - places.mean()
    lines = np.stack([values.mean(axis=0), offsets @ values / (offsets @ offsets)])
    n = values.shape[1]
    t = float(stdtrit(n - 1, 0.5 + confidence / 2))
    intercept, slope = (float(mean) for mean in lines.mean(axis=1))
    return Line(places, values, intercept, slope, np.cov(lines) / n, t)


def estimate(values: Floats) -> Estimate:
    """The mean of replications, two or more, and its standard error."""
    return Estimate(float(values.mean()), float(values.std(ddof=1) / np.sqrt(len(values))))


def _weights(places: Floats, at: float, degree: int) -> Floats:
    """What a polynomial fitted by least squares makes of each value, at a place."""
    fit = np.linalg.pinv(np.vander(places, degree + 1))
    return np.asarray(np.vander([at], degree + 1)[0] @ fit)
