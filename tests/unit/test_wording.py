from datetime import date, datetime

import pytest

from sim.scenario.wording import (
    as_date,
    as_number,
    as_truth,
    dotted,
    kind_of,
    nearest,
    shown,
    suggestion,
)


@pytest.mark.parametrize(
    ("path", "said"),
    [
        (("roles", "swso", "take_up"), "roles.swso.take_up"),
        (("teams", "North West", "fte"), 'teams."North West".fte'),
        (("teams", 'the "A" team'), 'teams."the \\"A\\" team"'),
        (("routes", 2, "to"), "routes[2].to"),
        (("",), '""'),
        ((), ""),
    ],
)
def test_a_key_is_written_as_it_would_be_typed(path, said):
    assert dotted(path) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (True, "true"),
        (0.06, "0.06"),
        ("two\nlines\x1b[31m\x07", '"two\\nlines\\u001b[31m\\u0007"'),
        (date(2018, 10, 1), "2018-10-01"),
        ({"value": 1, "low": 0}, "{ value, low }"),
        ([1, "a"], '[1, "a"]'),
    ],
)
def test_a_value_is_shown_as_toml_without_signs_that_a_screen_obeys(value, said):
    assert shown(value) == said


def test_a_huge_number_is_counted_for_python_will_not_write_it_out():
    assert shown(10**400 - 1) == "a number of about 400 digits"
    assert shown(-(16**6000)) == "a number of about 7,225 digits"


@pytest.mark.parametrize("value", ["x" * 10_000, ["x" * 10_000] * 50, {"x" * 10_000: 1}])
def test_long_values_and_keys_are_cut_short(value):
    assert len(shown(value)) < 100
    assert len(dotted(("x" * 10_000,))) < 100


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("60", "60"),
        ("£26", "26"),
        ("26,776", "26776"),
        ("£1,234,567.50", "1234567.50"),
        ("6%", "0.06"),
        ("12.5 %", "0.125"),
        ("-3", "-3"),
        ("007", "7"),
        (".5", "0.5"),
        ("26.", "26"),
        ("28,5", None),  # a decimal comma is not a thousand
        ("1,23,456", None),
        ("many", None),
        ("", None),
        ("5 per week", None),
        ("9" * 5000, None),
    ],
)
def test_numbers_as_people_write_them(text, number):
    assert as_number(text) == number


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1/10/2018", "2018-10-01"),
        ("31.12.2018", "2018-12-31"),
        ("2018-10-01", "2018-10-01"),
        ("2018-10-01T09:00:00", "2018-10-01"),
        ("31/02/2018", None),
        ("next spring", None),
    ],
)
def test_dates_as_people_write_them_the_day_first(text, day):
    assert as_date(text) == day


def test_yes_and_no():
    assert (as_truth("Yes"), as_truth("FALSE"), as_truth("perhaps")) == ("true", "false", None)


def test_kinds_are_told_apart_though_python_mixes_them():
    assert kind_of(True) == "true or false"
    assert kind_of(datetime(2018, 10, 1)) == "a date with a time of day"  # noqa: DTZ001
    assert kind_of(date(2018, 10, 1)) == "a date"


def test_the_nearest_name_or_else_those_there_are():
    assert nearest("geddling", ["gedling", "mansfield"]) == "gedling"
    assert suggestion("geddling", ["gedling", "mansfield"]) == 'Did you mean "gedling"?'
    assert suggestion("zzz", ["gedling", "mansfield"]) == "Known here: gedling, mansfield."
    assert suggestion("zzz", [str(n) for n in range(20)]).endswith("10, 11 and 8 more.")
    assert suggestion("zzz", []) == ""
