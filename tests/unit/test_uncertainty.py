"""Parameters drawn once a replication."""

from datetime import date

import numpy as np
import pytest
from scipy import stats

from sim.scenario.quantities import Quantity
from sim.scenario.schema import Scenario
from sim.scenario.uncertainty import assigned, drawn, quantile, quantities, uniforms
from tests.documents import changed

BASE = {
    "name": "uncertain",
    "run": {"start": date(2018, 10, 1), "end": date(2019, 9, 30), "seed": 5},
    "teams": {"north": {"kind": "intake", "social_worker_fte": 4.0}},
    "pathway": {
        "first": {
            "team_kind": "intake",
            "tasks": 4,
            "task_hours": {"distribution": "gamma", "mean": 2.0, "cv": 0.5},
            "external_delay_days": 6.0,
        }
    },
    "demand": {"referrals_per_week": {"north": 10.0}},
    "roles": {
        "social_worker": {
            "contract_hours_per_week": 40.0,
            "non_case_hours_per_week": 10.0,
            "leaving": {"rate_per_year": 0.2},
            "sickness": {"spells_per_year": 2.0, "short_spell_days": 3.0},
            "hiring": {"round_days": 30.0},
        },
        "swso": {"hours_freed_per_week": 6.0, "workers_per_support_fte": 4.0},
    },
}
RANGE = {"value": 6.5, "low": 4.0, "high": 8.0}
RANGED_SHARE = {"value": 0.6, "low": 0.3, "high": 1.0}
FREED = "roles.swso.hours_freed_per_week"


def scenario(**keys):
    return Scenario.model_validate(changed(BASE, **keys))


def values(given, key, count=400):
    return [dict(quantities(drawn(given, n)))[key].value for n in range(count)]


def test_certain_numbers_stay_as_they_are():
    given = scenario()
    assert drawn(given, 3) is given
    same = scenario(allocation__handover_hours={"value": 2.0, "low": 2.0, "high": 2.0})
    assert drawn(same, 3) == same


def test_best_values_are_used_where_nothing_is_to_be_drawn():
    given = scenario(roles__swso__hours_freed_per_week=RANGE, run__parameter_uncertainty=False)
    assert drawn(given, 3) is given


def test_only_uncertain_numbers_change_and_their_evidence_stays():
    given = scenario(roles__swso__hours_freed_per_week=RANGE | {"source": "A study"})
    before, after = dict(quantities(given)), dict(quantities(drawn(given, 3)))
    assert [key for key in before if before[key] != after[key]] == [FREED]
    assert after[FREED].source == "A study"
    assert (after[FREED].low, after[FREED].high) == (4.0, 8.0)


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        (None, stats.triang(2.5 / 4.0, 4.0, 4.0)),
        ("triangular", stats.triang(2.5 / 4.0, 4.0, 4.0)),
        ("uniform", stats.uniform(4.0, 4.0)),
        ("pert", stats.beta(1 + 4 * 2.5 / 4, 1 + 4 * 1.5 / 4, 4.0, 4.0)),
    ],
)
def test_draws_follow_their_shape(shape, expected):
    """A true shape fails 1 seed in 1,000; with 400 draws a distance of 0.1 is always seen."""
    quantity = RANGE | ({"shape": shape} if shape else {})
    draws = values(scenario(roles__swso__hours_freed_per_week=quantity), FREED)
    assert stats.kstest(draws, expected.cdf).pvalue > 0.001
    assert 4.0 < min(draws) < max(draws) < 8.0


@pytest.mark.parametrize("value", [4.0, 8.0])
@pytest.mark.parametrize("shape", ["triangular", "uniform", "pert"])
def test_the_best_value_may_be_an_end_of_the_range(shape, value):
    quantity = RANGE | {"value": value, "shape": shape}
    draws = values(scenario(roles__swso__hours_freed_per_week=quantity), FREED, 100)
    assert 4.0 < min(draws) < max(draws) < 8.0
    assert len(set(draws)) == 100


def test_a_draw_is_the_same_whatever_else_is_in_the_scenario():
    one = scenario(roles__swso__hours_freed_per_week=RANGE)
    other = scenario(
        roles__swso__hours_freed_per_week=RANGE,
        roles__admin={"hours_freed_per_week": RANGE, "workers_per_support_fte": 2.0},
        allocation__handover_hours=RANGE,
        teams__south={"kind": "intake", "social_worker_fte": 1.0},
        run__end=date(2025, 3, 31),
    )
    assert values(one, FREED, 20) == values(other, FREED, 20)


def test_numbers_and_seeds_have_draws_of_their_own():
    both = scenario(roles__swso__hours_freed_per_week=RANGE, allocation__handover_hours=RANGE)
    other_seed = scenario(roles__swso__hours_freed_per_week=RANGE, run__seed=6)
    one, two = values(both, FREED), values(both, "allocation.handover_hours")
    # unrelated draws of 400 replications: over 0.2 for 1 of 16,000 seeds
    assert abs(np.corrcoef(one, two)[0, 1]) < 0.2
    assert not set(one) & set(values(other_seed, FREED))


def test_numbers_inside_distributions_are_drawn_too():
    hours = {"distribution": "gamma", "mean": {"value": 2.0, "low": 1.0, "high": 3.0}, "cv": 0.5}
    given = scenario(pathway__first__task_hours=hours)
    means = {drawn(given, n).pathway["first"].task_hours.sampler().mean for n in range(5)}
    assert len(means) == 5
    assert values(given, "pathway.first.task_hours.mean", 5) == [
        pytest.approx(mean)
        for mean in (drawn(given, n).pathway["first"].task_hours.sampler().mean for n in range(5))
    ]


def test_every_number_has_its_dotted_key_in_the_order_of_the_schema():
    keys = [key for key, _ in quantities(scenario(roles__swso__suitability={"intake": 0.5}))]
    assert len(keys) == len(set(keys))
    for key in (
        "teams.north.social_worker_fte",
        "demand.referrals_per_week.north",
        "pathway.first.task_hours.cv",
        "roles.social_worker.leaving.rate_per_year",
        "roles.swso.suitability.intake",
        "costs.vacancy_factor_share",
    ):
        assert key in keys
    assert keys.index("teams.north.social_worker_fte") < keys.index(FREED)


def test_assigned_numbers_are_plain_and_nothing_else_is_drawn():
    given = scenario(roles__swso__hours_freed_per_week=RANGE, roles__swso__take_up=RANGED_SHARE)
    put = assigned(given, {FREED: 7.25, "no.such.key": 1.0})
    numbers = dict(quantities(put))
    assert numbers[FREED] == Quantity(value=7.25)
    assert numbers["roles.swso.take_up"] == Quantity(**RANGED_SHARE)
    assert drawn(put, 3) is put
    assert dict(quantities(given))[FREED].uncertain


def test_the_uniforms_of_a_replication_are_behind_its_draws():
    given = scenario(roles__swso__hours_freed_per_week=RANGE)
    number = dict(quantities(given))[FREED]
    for replication in range(5):
        [u] = uniforms(given.run.seed, replication, [FREED])
        assert quantile(number, u) == dict(quantities(drawn(given, replication)))[FREED].value


@pytest.mark.parametrize("shape", ["triangular", "uniform", "pert"])
def test_quantiles_begin_and_end_with_the_range(shape):
    number = Quantity(**RANGE, shape=shape)
    assert quantile(number, 0.0) == 4.0
    assert quantile(number, 1.0) == 8.0
    assert 4.0 < quantile(number, 0.3) < quantile(number, 0.7) < 8.0
    assert quantile(Quantity(value=6.5), 0.3) == 6.5
