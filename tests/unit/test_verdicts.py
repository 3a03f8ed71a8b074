"""Whether a published figure lies within what the model expects."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from sim.experiment.targets import Question, Target
from sim.experiment.verdicts import verdict_table
from sim.results.outcomes import Outcome

ASKED = Question("base.toml", Outcome("caseload_per_fte", "", "caseload_per_fte", ()))
VALUES = np.arange(201.0)
"""Its 2.5 % and 97.5 % quantiles are 5 and 195."""


def target(observed, low=None, high=None, since=None, relative=False):
    low, high = (observed if end is None else end for end in (low, high))
    return Target("t", "T", observed, low, high, "s", "fit", "", ASKED, since, relative)


def judged(one, values=VALUES):
    (row,) = verdict_table([one], np.asarray(values)[:, None]).to_dict("records")
    return row


@pytest.mark.parametrize(
    ("observed", "verdict"),
    [(100, "inside"), (5, "inside"), (195, "inside"), (4.9, "outside"), (195.1, "outside")],
)
def test_the_middle_95_percent_of_futures_decide(observed, verdict):
    row = judged(target(observed))
    assert (row["low"], row["high"], row["n"]) == (5.0, 195.0, 201)
    assert row["verdict"] == verdict


@pytest.mark.parametrize(
    ("figure", "verdict"),
    [((4.0, 3.5, 5.0), "inside"), ((4.0, 3.5, 4.5), "outside"), ((197, 195, 199), "inside")],
)
def test_a_rounded_figure_is_inside_if_what_it_may_stand_for_is(figure, verdict):
    assert judged(target(*figure))["verdict"] == verdict


def test_the_interval_of_the_mean_is_students():
    values = np.random.default_rng(3).gamma(2.0, 5.0, 40)
    row = judged(target(1.0), values)
    expected = stats.t.interval(0.95, 39, values.mean(), stats.sem(values))
    assert (row["mean_low"], row["mean_high"]) == pytest.approx(expected)
    assert row["mean"] == pytest.approx(values.mean())


def test_futures_without_a_value_are_left_out():
    row = judged(target(2.0), [1.0, np.nan, 3.0])
    assert (row["n"], row["mean"], row["verdict"]) == (2, 2.0, "inside")


def test_without_any_value_nothing_is_known():
    row = judged(target(2.0), [np.nan, np.nan])
    assert (row["n"], row["verdict"]) == (0, "unknown")
    assert np.isnan(row["low"])


def test_changes_are_told_as_such():
    other = Question("other.toml", ASKED.outcome)
    assert judged(target(1.0))["told_as"] == "value"
    assert judged(target(1.0, since=ASKED))["told_as"] == "change"
    row = judged(target(1.0, since=other, relative=True))
    assert (row["told_as"], row["against"]) == ("relative change", "other.toml")
