"""Distributions drawn through their quantile function: one uniform a draw, whatever the kind.

A draw grows with its uniform, so that two scenarios that share the uniform get comparable
draws even where their distributions differ (common random numbers).
"""

from sim.samplers.families import (
    empirical,
    exponential,
    fixed,
    gamma,
    geometric,
    lognormal,
    negative_binomial,
    poisson,
    triangular,
    uniform,
    weibull,
)
from sim.samplers.residual import residual
from sim.samplers.sampler import Kind, Sampler

__all__ = [
    "Kind",
    "Sampler",
    "empirical",
    "exponential",
    "fixed",
    "gamma",
    "geometric",
    "lognormal",
    "negative_binomial",
    "poisson",
    "residual",
    "triangular",
    "uniform",
    "weibull",
]
