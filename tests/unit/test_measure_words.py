"""Every measure can be spoken of."""

import pytest

from sim.report.measure_words import words_of
from sim.results.comparison import ALL_MEASURES


@pytest.mark.parametrize("measure", ALL_MEASURES)
def test_every_measure_has_words(measure):
    words = words_of(measure)
    assert words.subject
    assert "_" not in words.subject + words.unit
    assert words.share == ("rate" in measure or "share" in measure
                           or measure in {"support_coverage", "utilisation"})  # fmt: skip


def test_shares_are_written_in_percent_and_differ_by_points():
    words = words_of("vacancy_rate_fte")
    assert words.value(0.1234) == "12.3%"
    assert words.goal(0.8) == "80%"
    assert words.signed(-0.0123, 1) == "-1.2"
    assert words.counted(words.apart(-0.0123, 1)) == "1.2 percentage points"


def test_numbers_are_written_as_they_are():
    words = words_of("caseload_per_fte")
    assert words.value(21.66) == "21.7"
    assert words.value(999.94) == "999.9"
    assert words.value(999.96) == words.value(1000.4) == "1,000"
    assert words.value(float("nan")) == ""
    assert words.goal(21.0) == "21"
    assert words.goal(20.5) == "20.5"
    assert words.signed(1234.56, 1) == "+1,234.6"
    assert words.counted("2.9") == "2.9 cases per worker"
    assert words_of("closures").counted("3") == "3"


@pytest.mark.parametrize("nought", [0.0, -0.0, -0.004, 0.004])
def test_what_rounds_to_nought_has_no_sign(nought):
    assert words_of("caseload_per_fte").signed(nought, 2) == "0.00"


@pytest.mark.parametrize(
    ("half_width", "places"), [(0.0, 2), (0.09, 2), (0.1, 1), (9.9, 1), (10, 0), (float("nan"), 1)]
)
def test_an_interval_decides_how_many_digits_mean_anything(half_width, places):
    assert words_of("caseload_per_fte").places(half_width) == places
    assert words_of("agency_rate_fte").places(half_width / 100) == places
