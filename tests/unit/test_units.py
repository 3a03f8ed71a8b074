from decimal import Decimal

import pytest

from sim.units import exact, fixed, percent, pounds, round_half_up, short_pounds, signed


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        (580_521, "£580,521"),
        (Decimal("314460.50"), "£314,461"),  # round() gives 314,460
        (Decimal("314460.49"), "£314,460"),
        (0, "£0"),
        (999.5, "£1,000"),
        (-14_500, "-£14,500"),
        (Decimal("-0.5"), "-£1"),
        (Decimal("-0.4"), "£0"),
        (1e9, "£1,000,000,000"),
        (Decimal(10) ** 40, "£10" + ",000" * 13),
    ],
)
def test_pounds_are_whole_and_round_half_up(amount, shown):
    assert pounds(amount) == shown


def test_a_float_is_the_decimal_that_was_written():
    assert exact(0.1) * 3 == Decimal("0.3")
    assert exact(20.5) == Decimal("20.5")
    assert exact(Decimal("1.10")) == Decimal("1.10")


def test_half_a_pound_goes_away_from_zero():
    assert round_half_up(Decimal("2.5")) == 3
    assert round_half_up(Decimal("-2.5")) == -3


@pytest.mark.parametrize(
    ("share", "shown"),
    [
        (0.144, "14.4%"),
        (0, "0.0%"),
        (1, "100.0%"),
        (0.0005, "0.1%"),
        (-0.0001, "0.0%"),
        (-0.031, "-3.1%"),
    ],
)
def test_percent_has_one_decimal(share, shown):
    assert percent(share) == shown


@pytest.mark.parametrize("amount", [float("nan"), float("inf")])
def test_what_is_not_an_amount_is_never_printed_as_one(amount):
    with pytest.raises((ValueError, OverflowError)):
        pounds(amount)


@pytest.mark.parametrize(
    ("amount", "said"),
    [(8_273_111, "£8.27m"), (12_345_678, "£12.3m"), (999_500, "£1.00m"), (999_499, "£999k"),
     (151_585, "£152k"), (15_158, "£15.2k"), (1_515.8, "£1.52k"), (999.4, "£999"),
     (-950.4, "-£950"), (-0.2, "£0"), (-1_234_567_890, "-£1,235m")],
)  # fmt: skip
def test_short_pounds_have_three_figures(amount, said):
    assert short_pounds(amount) == said


@pytest.mark.parametrize(
    ("value", "places", "said"),
    [
        (83.05, 1, "83.1"),  # as a float it is a little less
        (0.1 + 0.2, 1, "0.3"),
        (1234.25, 1, "1,234.3"),
        (-0.04, 1, "0.0"),
        (12.5, 0, "13"),
        (float("nan"), 1, "nan"),
    ],
)
def test_numbers_are_rounded_as_in_a_table(value, places, said):
    assert fixed(value, places) == said


def test_a_difference_has_its_sign_unless_it_rounds_to_nought():
    assert [signed(value, 1) for value in (0.25, -0.25, 0.04, -0.04)] == [
        "+0.3", "-0.3", "0.0", "0.0",
    ]  # fmt: skip
