"""The audit index meets the grades that Nottinghamshire published before and during its pilot.

Source: report to the Children and Young People's Committee of 16 November 2015, paragraph 18.
Percentages are printed whole and the numbers of audits are not known, so that the mean of eight
teams is good to half a point at best, and says nothing of how far chance made it.
"""

import math
from pathlib import Path

import numpy as np
import pytest

from sim.results.indices import Conditions, audit_rates
from sim.scenario.load import load_scenario

SHIPPED = Path(__file__).parents[2] / "scenarios" / "nottinghamshire_2018.toml"

# Per cent outstanding, good, requires improvement, inadequate: Q4 2014/15, then Q1 2015/16.
PILOT = {
    "Bassetlaw": ((0, 37, 18, 46), (0, 54, 20, 26)),
    "Children's Disability Service": ((0, 50, 33, 17), (8, 50, 16, 25)),
    "Broxtowe and Rushcliffe": ((0, 66, 9, 25), (0, 100, 0, 0)),
    "Looked After Children": ((13, 53, 14, 20), (0, 79, 17, 4)),
}
OTHERS = {
    "Ashfield": ((0, 37, 19, 44), (0, 40, 33, 27)),
    "Gedling": ((0, 50, 19, 31), (0, 50, 13, 38)),
    "Mansfield": ((0, 61, 15, 23), (8, 54, 32, 8)),
    "Newark": ((0, 60, 20, 20), (0, 54, 31, 15)),
}
BEFORE, DURING = 0, 1
OUTSTANDING, GOOD, REQUIRES_IMPROVEMENT = 1, 2, 3


def share(teams, quarter, grades):
    """Mean over teams of the share with one of the first so many grades."""
    return float(np.mean([sum(rows[quarter][:grades]) for rows in teams.values()])) / 100


def log_odds(rate):
    return math.log(rate / (1 - rate))


def change(teams, grades):
    """Change of the log odds of one of the first so many grades."""
    return log_odds(share(teams, DURING, grades)) - log_odds(share(teams, BEFORE, grades))


@pytest.fixture(scope="module")
def audit():
    return load_scenario(SHIPPED).indices.audit


def rates(audit, coverage):
    at = Conditions(np.array(audit.reference_caseload.value), np.array(coverage), np.array(0.0))
    return {name: float(rate) for name, rate in audit_rates(at, audit).items()}


def test_the_table_is_as_printed():
    """Rows add up to 99 to 102 per cent; the means are those that people quote."""
    sums = {sum(row) for rows in (PILOT | OTHERS).values() for row in rows}
    assert sums <= {99, 100, 101, 102}
    assert [share(PILOT, quarter, GOOD) for quarter in (BEFORE, DURING)] == [0.5475, 0.7275]
    assert [share(OTHERS, quarter, GOOD) for quarter in (BEFORE, DURING)] == [0.52, 0.515]


@pytest.mark.parametrize(
    ("key", "grades"),
    [
        ("outstanding_share", OUTSTANDING),
        ("good_or_better_share", GOOD),
        ("requires_improvement_or_better_share", REQUIRES_IMPROVEMENT),
    ],
)
def test_base_shares_are_the_eight_teams_means_before_the_pilot(audit, key, grades):
    """To a tenth of a point, the last digit of the scenario."""
    expected = share(PILOT | OTHERS, BEFORE, grades)
    assert getattr(audit, key).value == pytest.approx(expected, abs=0.001)


def test_the_effect_of_support_is_the_pilots_change_less_the_others(audit):
    net = change(PILOT, GOOD) - change(OTHERS, GOOD)
    assert audit.support_effect.value == pytest.approx(net, abs=0.005)


def test_full_support_takes_the_pilot_from_where_it_was_to_where_it_came(audit):
    """From 54.75 to 72.75 % good or better, with the change that the other teams had too."""
    before = {"good_or_better_share": {"value": share(PILOT, BEFORE, GOOD)}}
    pilot = type(audit).model_validate(audit.model_dump() | before)
    supported = log_odds(rates(pilot, 1.0)["audit_good_or_better_rate"])
    came_to = 1 / (1 + math.exp(-supported - change(OTHERS, GOOD)))
    assert came_to == pytest.approx(share(PILOT, DURING, GOOD), abs=0.001)


def test_no_support_leaves_the_shares_as_they_are(audit):
    unsupported = rates(audit, 0.0)
    assert unsupported["audit_outstanding_rate"] == pytest.approx(audit.outstanding_share.value)
    assert unsupported["audit_good_or_better_rate"] == pytest.approx(
        audit.good_or_better_share.value
    )
    assert 1 - unsupported["audit_inadequate_rate"] == pytest.approx(
        audit.requires_improvement_or_better_share.value
    )


def test_what_the_index_leaves_out():
    """The table gives good or better an effect of 0.81, but no single effect for all grades.

    Requires improvement or better rose from 70.25 to 78.75 % where there was no support too, which
    leaves the pilot 0.36; and the pilot's outstanding fell, from 3.25 to 2 %.
    """
    least = REQUIRES_IMPROVEMENT
    assert [share(OTHERS, quarter, least) for quarter in (BEFORE, DURING)] == [0.7025, 0.7875]
    assert change(PILOT, least) - change(OTHERS, least) == pytest.approx(0.36, abs=0.005)
    assert [share(PILOT, quarter, OUTSTANDING) for quarter in (BEFORE, DURING)] == [0.0325, 0.02]
