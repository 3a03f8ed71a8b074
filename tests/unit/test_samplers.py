"""Samplers against scipy.stats, and residuals against renewal theory.

The Kolmogorov-Smirnov tests take 100,000 fixed draws each: with the limit at p = 1e-6 a correct
sampler fails once in a million, and a cumulative probability that is wrong by 0.012 anywhere is
caught nine times in ten.
"""

import pickle

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy import integrate, stats
from scipy.special import ndtr

from sim import samplers
from sim.samplers import Kind, residual
from sim.streams import Purpose, Streams

UNIFORMS = Streams(20180618, 0).consecutive(Purpose.DELAY, 0, 0, 100_000)
ENDS = np.concatenate([2.0 ** -np.arange(1.0, 54.0), 1.0 - 2.0 ** -np.arange(1.0, 54.0)])
MANY = np.concatenate([UNIFORMS[:20_000], ENDS])
SPREADS = [(10.0, 0.5), (10.0, 2.0), (10.0, 8.0), (10.0, 10.0), (0.3, 0.9)]


def lognorm(mean: float, sd: float):
    variance = np.log1p((sd / mean) ** 2)
    return stats.lognorm(np.sqrt(variance), scale=mean * np.exp(-0.5 * variance))


def gamma(mean: float, sd: float):
    return stats.gamma((mean / sd) ** 2, scale=sd * sd / mean)


def weibull(mean: float, sd: float):
    # scipy's own moments tell whether the shape was solved rightly.
    made = samplers.weibull(mean, sd)
    return stats.weibull_min(1.0 / made.b, scale=np.exp(made.a))


def negative_binomial(mean: float, sd: float):
    return stats.nbinom(mean * mean / (sd * sd - mean), mean / (sd * sd))


CONTINUOUS = (
    [(samplers.lognormal(*spread), lognorm(*spread)) for spread in SPREADS]
    + [(samplers.gamma(*spread), gamma(*spread)) for spread in SPREADS]
    + [(samplers.weibull(*spread), weibull(*spread)) for spread in SPREADS]
    + [
        (samplers.exponential(3.0), stats.expon(scale=3.0)),
        (samplers.uniform(-2.0, 5.0), stats.uniform(-2.0, 7.0)),
        (samplers.triangular(1.0, 3.0, 10.0), stats.triang(2.0 / 9.0, 1.0, 9.0)),
        (samplers.triangular(1.0, 1.0, 10.0), stats.triang(0.0, 1.0, 9.0)),
        (samplers.triangular(1.0, 10.0, 10.0), stats.triang(1.0, 1.0, 9.0)),
    ]
)
COUNTS = [
    (samplers.poisson(0.3), stats.poisson(0.3)),
    (samplers.poisson(4.0), stats.poisson(4.0)),
    (samplers.poisson(300.0), stats.poisson(300.0)),
    (samplers.geometric(1.2), stats.geom(1.0 / 1.2)),
    (samplers.geometric(8.0), stats.geom(1.0 / 8.0)),
    (samplers.negative_binomial(3.0, 2.0), negative_binomial(3.0, 2.0)),
    (samplers.negative_binomial(3.0, 9.0), negative_binomial(3.0, 9.0)),
]
EMPIRICAL = samplers.empirical([3, 1, 2, 9, 5], [2.0, 1.0, 4.0, 0.5, 0.0])
FIXED = samplers.fixed(7.0)
SAMPLERS = [made for made, _ in CONTINUOUS + COUNTS] + [EMPIRICAL, FIXED]
RESIDUALS = [residual(made) for made in SAMPLERS if made.quantile(2.0**-53) >= 0.0]


def name(made: object) -> str:
    return (
        f"{made.kind.name} {made.mean:g} {made.sd:.3g}"
        if isinstance(made, samplers.Sampler)
        else ""
    )


@pytest.mark.parametrize("made", SAMPLERS + RESIDUALS, ids=name)
def test_arrays_hold_the_bits_of_single_draws(made):
    assert made.quantiles(MANY).tolist() == [made.quantile(u) for u in MANY.tolist()]
    assert made.quantiles(MANY[:12].reshape(3, 4)).shape == (3, 4)


@pytest.mark.parametrize("made", SAMPLERS + RESIDUALS, ids=name)
def test_a_larger_uniform_never_gives_a_smaller_draw(made):
    draws = made.quantiles(np.sort(MANY))
    assert np.all(np.diff(draws) >= -4e-15 * np.abs(draws[1:]))
    assert np.all(np.isfinite(draws))


@pytest.mark.parametrize("made", [*SAMPLERS, RESIDUALS[-1]], ids=name)
def test_samplers_travel_between_processes(made):
    copy = pickle.loads(pickle.dumps(made))
    assert copy == made
    assert hash(copy) == hash(made)
    assert copy.quantiles(MANY[:50]).tolist() == made.quantiles(MANY[:50]).tolist()


@pytest.mark.parametrize(("made", "true"), CONTINUOUS, ids=name)
def test_quantiles_agree_with_scipy(made, true):
    u = MANY
    expected = np.where(u < 0.5, true.ppf(u), true.isf(1.0 - u))
    assert made.quantiles(u) == pytest.approx(expected, rel=1e-8, abs=1e-12)


@pytest.mark.parametrize(("made", "true"), COUNTS, ids=name)
def test_counts_agree_with_scipy(made, true):
    # Further out the cumulative probability itself has too few digits.
    u = MANY[(1.0 - MANY) > 1e-12]
    assert np.array_equal(made.quantiles(u), true.ppf(u))


@pytest.mark.parametrize(("made", "true"), CONTINUOUS + COUNTS, ids=name)
def test_mean_and_sd_are_those_of_the_distribution(made, true):
    assert made.mean == pytest.approx(true.mean(), rel=1e-10)
    assert made.sd == pytest.approx(true.std(), rel=1e-9)


@pytest.mark.parametrize(("made", "true"), CONTINUOUS, ids=name)
def test_draws_follow_the_distribution(made, true):
    assert stats.kstest(made.quantiles(UNIFORMS), true.cdf).pvalue > 1e-6


@pytest.mark.parametrize("made", [*SAMPLERS, *RESIDUALS], ids=name)
def test_cumulative_probabilities_never_fall_and_end_at_one(made):
    probabilities = made.arrays[0]
    assert np.all(np.diff(probabilities) >= 0.0)
    assert probabilities[-1:].tolist() == [1.0] * (made.kind in (Kind.DISCRETE, Kind.PIECEWISE))


@pytest.mark.parametrize("family", [samplers.gamma, samplers.lognormal, samplers.weibull])
def test_without_spread_every_draw_is_the_mean(family):
    assert family(4.0, 0.0) == samplers.fixed(4.0)


def test_degenerate_parameters_are_fixed_values():
    assert samplers.uniform(2.0, 2.0) == samplers.triangular(2.0, 2.0, 2.0) == samplers.fixed(2.0)
    assert samplers.geometric(1.0) == samplers.fixed(1.0)
    assert samplers.poisson(0.0) == samplers.fixed(0.0)


def test_a_family_is_made_once():
    assert samplers.gamma(3.25, 1.5) is samplers.gamma(3.25, 1.5)
    assert samplers.empirical([1, 2], [1, 1]) is samplers.empirical((1, 2), (1, 1))
    assert residual(samplers.gamma(3.25, 1.5)) is residual(samplers.gamma(3.25, 1.5))


def test_empirical_values_come_in_proportion_to_their_weights():
    draws, counts = np.unique(
        EMPIRICAL.quantiles((np.arange(7500) + 0.5) / 7500), return_counts=True
    )
    assert dict(zip(draws.tolist(), counts.tolist(), strict=True)) == {
        1: 1000,
        2: 4000,
        3: 2000,
        9: 500,
    }
    assert EMPIRICAL.mean == pytest.approx(19.5 / 7.5)
    assert EMPIRICAL.sd == pytest.approx(np.sqrt((1 + 16 + 18 + 40.5) / 7.5 - (19.5 / 7.5) ** 2))
    assert samplers.empirical([4, 8]) == samplers.empirical([8, 4], [3.0, 3.0])


@pytest.mark.parametrize(
    ("family", "parameters", "said"),
    [
        (samplers.exponential, (0.0,), "above 0"),
        (samplers.exponential, (float("nan"),), "above 0"),
        (samplers.gamma, (-1.0, 1.0), "above 0"),
        (samplers.gamma, (1.0, -1.0), "standard deviation"),
        (samplers.lognormal, (1.0, float("inf")), "standard deviation"),
        (samplers.weibull, (1.0, 51.0), "standard deviation"),
        (samplers.triangular, (2.0, 1.0, 3.0), "order"),
        (samplers.uniform, (2.0, 1.0), "order"),
        (samplers.uniform, (0.0, float("inf")), "order"),
        (samplers.fixed, (float("nan"),), "finite"),
        (samplers.poisson, (-1.0,), "above 0"),
        (samplers.poisson, (1e6,), "too many"),
        (samplers.geometric, (0.5,), "starts at 1"),
        (samplers.negative_binomial, (4.0, 2.0), "above the mean"),
        (samplers.empirical, ((), ()), "no value"),
        (samplers.empirical, ((1.0,), (0.0,)), "no value"),
        (samplers.empirical, ((1.0, 2.0), (1.0, -1.0)), "negative"),
        (samplers.empirical, ((1.0, 2.0), (1.0,)), "differ in number"),
        (residual, (samplers.uniform(-1.0, 1.0),), "not negative"),
    ],
)
def test_impossible_parameters_are_refused(family, parameters, said):
    with pytest.raises(ValueError, match=said):
        family(*parameters)


@given(
    st.sampled_from([samplers.gamma, samplers.lognormal, samplers.weibull]),
    st.floats(1e-3, 1e6),
    st.floats(1e-4, 50.0),
)
@example(samplers.gamma, 95.0, 1e-4)  # 0.0095 / 95 is below 0.0001 by rounding
def test_any_mean_and_spread_give_usable_draws(family, mean, cv):
    made = family(mean, cv * mean)
    for sampler in (made, residual(made)):
        draws = sampler.quantiles(np.concatenate([[2.0**-53], UNIFORMS[:500], [1.0 - 2.0**-53]]))
        assert np.all(np.isfinite(draws) & (draws >= 0.0))
        assert draws[0] <= draws[1:-1].min() <= draws[1:-1].max() <= draws[-1]


def excess(true: stats.rv_continuous, x: float) -> float:
    """Integral of the survival from 0 to x over the mean, by adaptive quadrature."""
    parts = [p for p in (*np.atleast_1d(true.support()), true.median()) if 0.0 < p < x]
    return integrate.quad(true.sf, 0.0, x, points=parts, epsabs=1e-13, limit=200)[0] / true.mean()


@pytest.mark.parametrize(
    ("made", "true"), [pair for pair in CONTINUOUS if pair[1].support()[0] >= 0.0], ids=name
)
def test_a_residual_has_the_integrated_survival_as_its_distribution(made, true):
    left = residual(made)
    for u in (1e-6, 0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99, 0.9999):
        assert excess(true, left.quantile(u)) == pytest.approx(u, rel=1e-6, abs=1e-10)


@pytest.mark.parametrize(("made", "true"), COUNTS, ids=name)
def test_the_residual_of_a_count_has_its_integrated_steps(made, true):
    left = residual(made)
    for u in (1e-6, 0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99, 0.9999):
        x = left.quantile(u)
        whole = np.arange(int(x))
        area = true.sf(whole).sum() + true.sf(int(x)) * (x - int(x))
        assert area / true.mean() == pytest.approx(u, rel=1e-10)


@pytest.mark.parametrize("made", [m for m in SAMPLERS if m.quantile(2.0**-53) >= 0.0], ids=name)
def test_the_mean_residual_is_that_of_renewal_theory(made):
    left = residual(made)
    theory = (made.mean**2 + made.sd**2) / (2.0 * made.mean)
    z, step = np.linspace(-8.2, 8.2, 100_001, retstep=True)
    u = np.clip(ndtr(z), 2.0**-53, 1.0 - 2.0**-53)
    weights = np.exp(-0.5 * z * z) / np.sqrt(2.0 * np.pi) * step
    draws = left.quantiles(u)
    assert left.mean == pytest.approx(theory, rel=1e-12)
    assert np.sum(draws * weights) == pytest.approx(theory, rel=1e-6)
    assert np.sqrt(np.sum((draws - theory) ** 2 * weights)) == pytest.approx(left.sd, rel=1e-5)


def test_residuals_that_are_known():
    assert residual(samplers.exponential(3.0)) is samplers.exponential(3.0)
    assert residual(FIXED) == samplers.uniform(0.0, 7.0)
    assert residual(samplers.empirical([0.0])) == samplers.fixed(0.0)
    assert residual(samplers.fixed(0.0)) == samplers.fixed(0.0)
    # Under the smallest value nothing has ended, so that the quantile is a line.
    assert residual(samplers.uniform(2.0, 5.0)).quantile(0.3) == pytest.approx(0.3 * 3.5, rel=1e-9)
    # A gamma of shape 2: a mixture of one and two of its exponential phases.
    left = residual(samplers.gamma(2.0, np.sqrt(2.0)))
    mixed = 0.5 * stats.expon.cdf(UNIFORMS * 9) + 0.5 * stats.gamma(2.0).cdf(UNIFORMS * 9)
    assert left.quantiles(mixed) == pytest.approx(UNIFORMS * 9, rel=1e-7)


def test_the_residual_of_a_residual():
    once = residual(samplers.gamma(10.0, 8.0))
    assert once.kind == Kind.TABLE
    twice = residual(once)
    assert twice.mean == pytest.approx((once.mean**2 + once.sd**2) / (2.0 * once.mean), rel=1e-9)
    with pytest.raises(ValueError, match="PIECEWISE"):
        residual(residual(samplers.poisson(3.0)))


def test_the_residual_is_what_an_inspector_finds():
    # A long renewal process of lognormal intervals, visited at random.
    made = samplers.lognormal(4.0, 6.0)
    ends = np.cumsum(made.quantiles(Streams(5, 0).consecutive(Purpose.DELAY, 0, 1, 400_000)))
    visits = Streams(5, 0).consecutive(Purpose.DELAY, 0, 2, 5_000) * ends[-1]
    left = ends[np.searchsorted(ends, visits)] - visits
    expected = residual(made).quantiles(UNIFORMS)
    assert stats.ks_2samp(left, expected).pvalue > 1e-6
