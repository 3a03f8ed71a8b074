"""How numbers are printed in papers."""

from decimal import Decimal

import numpy as np
import pytest

from sim.report.measure_words import words_of
from sim.report.paper.cells import change, difference, level, money, number, share, words


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (number(1234.25, 1), "1,234.3"),  # away from nought, as Excel does; Python says 1,234.2
        (number(20.05, 1), "20.1"),
        (number(20.049999999999997, 1), "20.1"),  # what summary.csv has as 20.05
        (number(-0.04, 1), "0.0"),
        (number(0.0, 0), "0"),
        (change(0.15, 2), "+0.15"),
        (change(-73, 0), "-73"),
        (change(0.004, 2), "0.00"),
        (share(0.125, 0), "13%"),
        (share(0.996, 1), "99.6%"),
        (money(Decimal("314460.50")), "£314,461"),
        (money(-14500), "-£14,500"),
        (level(0.0525, words_of("vacancy_rate_fte")), "5.3%"),
        (level(20.85, words_of("caseload_per_fte")), "20.9"),
        (difference(-0.012, words_of("vacancy_rate_fte"), 1), "-1.2"),
        (number(float("nan")), ""),
        (number(None), ""),
    ],
)
def test_a_number_is_printed_as_a_program_for_tables_would(cell, text):
    assert cell.text == text


def test_the_number_behind_is_as_exact_as_the_csv_files():
    assert number(np.pi, 1).value == 3.141592654
    assert number(np.float64(2.5), 0).value == 2.5


def test_words_are_one_line_with_nothing_invisible():
    assert words("a\u202eb\x07c\nd").text == "a\ufffdb\ufffdc d"
    assert words("x" * 3000).text.endswith("…")
