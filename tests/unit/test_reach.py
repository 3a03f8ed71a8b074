"""How many futures reach a caseload, and since when, in panels made by hand."""

import numpy as np
import pytest

from docs.generate import reach
from sim.results.comparison import CASELOAD, Panel

UNIT = ("team", "north")


@pytest.fixture
def futures(monkeypatch):
    """Set the caseloads of a unit: a row for each future, a column for each period."""

    def put(values):
        values = np.asarray(values, np.float64)
        periods = ("2020-01", "2020-02", "2020-03", "end")
        panel = Panel((UNIT,), np.arange(len(values)), periods, {CASELOAD: values[np.newaxis]})
        monkeypatch.setattr(reach, "panel_of", lambda _: panel)

    return put


def test_a_share_is_that_of_the_period_and_counts_the_limit_itself(futures):
    futures([[30, 30, 30, 21.0], [20, 30, 30, 21.1]])
    assert reach.share(None, UNIT, 21.0).value == 0.5
    assert reach.share(None, UNIT, 21.0, "2020-01").value == 0.5
    assert reach.share(None, UNIT, 21.0, "2020-02").value == 0.0


def test_a_team_is_there_since_half_of_the_futures_stay(futures):
    futures([[20, 22, 20, 20], [20, 20, 20, 20], [22, 22, 22, 22]])
    assert reach.since(None, UNIT, 21.0) == "March 2020"
    futures([[20, 20, 22, 20], [20, 20, 20, 20], [22, 22, 22, 22]])
    assert reach.since(None, UNIT, 21.0) == "never"


def test_few_futures_are_counted_and_many_are_a_share_with_its_interval(futures):
    futures([[20] * 4] * 30 + [[30] * 4] * 10)
    assert reach.share_words(reach.share(None, UNIT, 21.0), 40) == "75% (60% to 86%)"
    futures([[20] * 4] * 2 + [[30] * 4])
    assert reach.share_words(reach.share(None, UNIT, 21.0), 3) == "2 of 3"
