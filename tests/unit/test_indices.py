"""The derived indices against their formulas worked out by hand."""

from __future__ import annotations

import math
import warnings
from pathlib import Path

import numpy as np
import pytest

from sim.results.indices import (
    INDEX_MEASURES,
    Conditions,
    audit_rates,
    index_measures,
    morale_index,
)
from sim.scenario.schema import AuditIndex, Indices, MoraleIndex

SMALL = Path(__file__).parents[1] / "data" / "small.toml"
AUDIT = {
    "outstanding_share": 0.1,
    "good_or_better_share": 0.5,
    "requires_improvement_or_better_share": 0.8,
    "support_effect": math.log(3),
    "caseload_effect": -math.log(2),
    "reference_caseload": 20.0,
}
MORALE = {
    "points_per_case": 3.0,
    "points_per_overtime_hour": 4.0,
    "points_of_support": 10.0,
    "reference_caseload": 20.0,
}
GRADES = INDEX_MEASURES[:4]


def conditions(caseload=20.0, coverage=0.0, overtime=0.0) -> Conditions:
    arrays = np.broadcast_arrays(*(np.array(v, float) for v in (caseload, coverage, overtime)))
    return Conditions(*arrays)


def audit(**changes) -> AuditIndex:
    return AuditIndex.model_validate(AUDIT | changes)


def morale(**changes) -> MoraleIndex:
    return MoraleIndex.model_validate(MORALE | changes)


def test_the_shares_are_those_without_support_at_the_reference_caseload():
    rates = audit_rates(conditions(), audit())
    assert list(rates) == list(INDEX_MEASURES[:-1])
    assert [float(rate) for rate in rates.values()] == pytest.approx([0.1, 0.4, 0.3, 0.2, 0.5])


@pytest.mark.parametrize(
    ("caseload", "coverage", "odds"),
    [(20, 1, 3), (20, 0.5, math.sqrt(3)), (21, 0, 1 / 2), (18, 0, 4), (22, 1, 3 / 4)],
)
def test_effects_multiply_the_odds_of_every_grade_or_better(caseload, coverage, odds):
    rates = audit_rates(conditions(caseload, coverage), audit())

    def share(before):
        after = odds * before / (1 - before)
        return after / (1 + after)

    better = [share(0.1), share(0.5), share(0.8)]
    by_grade = [better[0], better[1] - better[0], better[2] - better[1], 1 - better[2]]
    assert [float(rates[grade]) for grade in GRADES] == pytest.approx(by_grade)
    assert float(rates["audit_good_or_better_rate"]) == pytest.approx(better[1])


def test_grades_are_rates_that_add_up_to_one_whatever_the_caseload():
    at = conditions(np.array([0.0, 20.0, 60.0, 5e3, 1e9]), np.linspace(0, 1, 5))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        rates = audit_rates(at, audit())
    grades = np.array([rates[grade] for grade in GRADES])
    assert ((grades >= 0) & (grades <= 1)).all()
    np.testing.assert_allclose(grades.sum(axis=0), 1, rtol=1e-12)
    assert rates["audit_inadequate_rate"][-1] == 1


def test_morale_is_fifty_points_and_the_rest():
    at = conditions(np.array([20, 22, 20, 20, 24]), [0, 0, 0, 0.5, 1], [0, 0, 2, 0, 1.5])
    expected = [50, 50 - 6, 50 - 8, 50 + 5, 50 - 12 - 6 + 10]
    np.testing.assert_allclose(morale_index(at, morale()), expected)


def test_morale_stays_between_0_and_100():
    at = conditions(np.array([36.7, 40.0, 0.0, 3.4]))
    np.testing.assert_allclose(morale_index(at, morale()), [0, 0, 100, 99.8], atol=0.1)


def test_what_is_not_known_makes_an_index_unknown():
    nan = np.nan
    at = conditions(np.array([nan, 20, 20]), [0, nan, 0], [0, 0, nan])
    found = index_measures(at, Indices(audit=audit(), morale=morale()))
    for grade in INDEX_MEASURES[:-1]:
        assert np.isnan(found[grade]).tolist() == [True, True, False]
    assert np.isnan(found["morale_index"]).tolist() == [True, True, True]


def test_indices_come_under_their_names_in_order():
    assert tuple(index_measures(conditions(), Indices())) == INDEX_MEASURES


@pytest.mark.parametrize("table", ["audit", "morale"])
def test_every_coefficient_moves_an_index(table):
    values = {"audit": AUDIT, "morale": MORALE}
    at = conditions(23.0, 0.4, 1.2)

    def found(changes):
        changed = values | {table: values[table] | changes}
        return index_measures(at, Indices.model_validate(changed))

    before = found({})
    for name, value in values[table].items():
        assert found({name: value * 1.05}) != before, name


def test_coefficients_are_never_drawn_so_a_range_is_refused():
    with pytest.raises(ValueError, match="never drawn"):
        audit(support_effect={"value": 0.5, "low": 0.0, "high": 2.0})
