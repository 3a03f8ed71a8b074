"""What an appraisal says on the screen."""

from __future__ import annotations

import pytest

from sim.report import appraisal_words
from sim.report.comparison_data import read_comparison
from tests.unit.sample_comparison import build_comparison


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    return read_comparison(build_comparison(tmp_path_factory.mktemp("comparison")))


def test_every_option_has_its_cost_and_what_it_buys(found):
    support, workers = appraisal_words.rows(found)
    assert (support[0], workers[0]) == ("support", "workers")
    cost = found.figure(found.options[1], "present_cost")["value"]
    assert workers[1].startswith(f"£{cost / 1e6:.2f}m (£")
    assert workers[2].startswith(
        f"{found.figure(found.options[1], 'caseload_reduced')['value']:.2f} ("
    )
    assert len(workers) == len(appraisal_words.HEADINGS)


def test_what_can_not_be_told_is_unclear(tmp_path):
    one = read_comparison(build_comparison(tmp_path, replications=1))
    assert appraisal_words.rows(one)[0][3] == "unclear"


def test_ranks_are_never_a_bare_winner(found):
    cost, caseload, _ = appraisal_words.ranks(found)
    assert cost.startswith("Lowest present cost: nothing is first in 100% of futures")
    assert caseload.startswith("Lowest average caseload: workers is first in 100% of futures")
    assert "support is first in 0% of futures (mean place 2.0)" in caseload


def test_the_price_base_is_said(found):
    assert "prices of 2018/19" in appraisal_words.title(found)
