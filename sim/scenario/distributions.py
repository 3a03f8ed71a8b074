"""Distributions given the way people know them: a name, a mean, a spread.

A bare number is a fixed value. Otherwise a table names the distribution, in the words of
``scipy.stats`` or the plain word, and gives its mean and sd (or cv), or its ends.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any, Literal

from pydantic import Field, model_validator

from sim import samplers
from sim.samplers import Sampler
from sim.scenario.quantities import LARGE, Amount, Basis, Model, Positive, Quantity

Name = Literal[
    "fixed",
    "exponential",
    "gamma",
    "lognormal",
    "weibull",
    "triangular",
    "uniform",
    "poisson",
    "geometric",
    "negative_binomial",
    "empirical",
]

NEEDS: dict[str, tuple[frozenset[str], ...]] = {
    "fixed": (frozenset({"value"}),),
    "exponential": (frozenset({"mean"}),),
    "gamma": (frozenset({"mean", "sd"}), frozenset({"mean", "cv"})),
    "lognormal": (frozenset({"mean", "sd"}), frozenset({"mean", "cv"})),
    "weibull": (frozenset({"mean", "sd"}), frozenset({"mean", "cv"})),
    "triangular": (frozenset({"low", "mode", "high"}),),
    "uniform": (frozenset({"low", "high"}),),
    "poisson": (frozenset({"mean"}),),
    "geometric": (frozenset({"mean"}),),
    "negative_binomial": (frozenset({"mean", "sd"}), frozenset({"mean", "cv"})),
    "empirical": (frozenset({"values", "weights"}), frozenset({"values"})),
}
"""The keys that each distribution takes; alternatives where there are several."""

COUNTS = {"poisson", "geometric", "negative_binomial"}
MOST_VALUES = 10_000
LARGEST_MEAN_OF_COUNTS = 1_000.0


class Distribution(Model):
    """A distribution of durations, hours or counts; never negative."""

    distribution: Name
    """Which distribution."""
    value: Amount | None = None
    """The value of a fixed distribution."""
    mean: Positive | None = None
    """The mean, in the unit of the key."""
    sd: Amount | None = None
    """The standard deviation, in the unit of the key."""
    cv: Amount | None = None
    """The standard deviation as a share of the mean, instead of sd."""
    low: Amount | None = None
    """The smallest value (triangular, uniform)."""
    mode: Amount | None = None
    """The most likely value (triangular)."""
    high: Amount | None = None
    """The largest value (triangular, uniform)."""
    values: tuple[float, ...] | None = Field(default=None, max_length=MOST_VALUES)
    """The values of an empirical distribution."""
    weights: tuple[float, ...] | None = Field(default=None, max_length=MOST_VALUES)
    """Their weights, equal unless given; they need not add up to 1."""
    source: str = ""
    """Where the distribution comes from, so that a reader can find it."""
    basis: Basis | None = None
    """Published in a source, derived from published figures, or assumed."""

    @model_validator(mode="before")
    @classmethod
    def _plain_number(cls, data: Any) -> Any:
        if isinstance(data, dict) and "distribution" in data:
            # strict pydantic wants tuples; TOML has arrays
            arrays = {k: tuple(v) for k, v in data.items() if isinstance(v, list)}
            return {**data, **arrays}
        if isinstance(data, dict) and not {"value", "source", "basis"} & set(data):
            return data
        return data if isinstance(data, Distribution) else {"distribution": "fixed", "value": data}

    @model_validator(mode="after")
    def _complete(self) -> Distribution:
        given = frozenset(self.model_fields_set - {"distribution", "source", "basis"})
        if given not in NEEDS[self.distribution]:
            wanted = " or ".join(" and ".join(sorted(keys)) for keys in NEEDS[self.distribution])
            raise ValueError(
                f"a {self.distribution} distribution is not given by "
                f"{' and '.join(sorted(given)) or 'nothing'}; give {wanted}"
            )
        self._check_numbers()
        return self

    def _check_numbers(self) -> None:
        if self.values is not None:
            _check_empirical(self.values, self.weights)
        ends = [end for end in (self.low, self.mode, self.high) if end is not None]
        for smaller, larger in pairwise(ends):
            if smaller.largest > larger.smallest:
                raise ValueError(
                    "low <= mode <= high must hold for all they can be; put them in order"
                )
        if self.mean is not None and self.distribution in COUNTS:
            self._check_count(self.mean)
        if self.mean is not None:
            self._check_spread()

    def _check_count(self, mean: Quantity) -> None:
        if mean.largest > LARGEST_MEAN_OF_COUNTS:
            raise ValueError(
                f"the mean of a count must be at most {LARGEST_MEAN_OF_COUNTS:g}; lower it"
            )
        if self.distribution == "geometric" and mean.smallest < 1.0:
            raise ValueError(
                "a geometric count starts at 1, so its mean must be at least 1; raise it"
            )

    def _check_spread(self) -> None:
        """Try every corner of what mean and spread can be: not every pair of them can be drawn."""
        spread = self.sd if self.sd is not None else self.cv
        try:
            self._sampler(_smallest)
            self._sampler(_largest)
            self._sampler(lambda number: (_largest if number is spread else _smallest)(number))
            self._sampler(lambda number: (_smallest if number is spread else _largest)(number))
        except ValueError as error:
            raise ValueError(f"{error}; change the mean or the spread") from None

    def sampler(self) -> Sampler:
        """The quantile function that turns one uniform number into one draw."""
        return self._sampler(_value)

    def _sampler(self, pick: Callable[[Quantity], float]) -> Sampler:
        number = {
            key: pick(quantity)
            for key in ("value", "mean", "sd", "cv", "low", "mode", "high")
            if (quantity := getattr(self, key)) is not None
        }
        make = getattr(samplers, self.distribution)
        match self.distribution:
            case "empirical":
                sampler = make(self.values or (), self.weights or ())
            case "gamma" | "lognormal" | "weibull" | "negative_binomial":
                mean = number["mean"]
                sampler = make(mean, number["sd"] if "sd" in number else number["cv"] * mean)
            case _:
                sampler = make(*number.values())
        assert isinstance(sampler, Sampler)
        return sampler


def _value(quantity: Quantity) -> float:
    return quantity.value


def _smallest(quantity: Quantity) -> float:
    return quantity.smallest


def _largest(quantity: Quantity) -> float:
    return quantity.largest


def _check_empirical(values: tuple[float, ...], weights: tuple[float, ...] | None) -> None:
    if not values:
        raise ValueError("an empirical distribution needs at least one value; add some")
    if any(value < 0.0 or value > LARGE for value in values):
        raise ValueError("values must lie between 0 and 1,000,000,000; correct them")
    if weights is None:
        return
    if len(weights) != len(values):
        raise ValueError(
            f"{len(values)} values need as many weights, not {len(weights)}; give one for each"
        )
    if any(weight < 0.0 or weight > LARGE for weight in weights) or sum(weights) <= 0.0:
        raise ValueError(
            "weights must lie between 0 and 1,000,000,000, and not all be 0; correct them"
        )


def fixed(value: float) -> Distribution:
    """A fixed value, for the defaults of the schema."""
    return Distribution.model_validate(value)
