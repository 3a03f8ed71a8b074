"""Safe names: legal on every disk, and never shared."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.names import LONGEST, safe_name


@pytest.mark.parametrize("name", ["swso_expansion", "do-nothing", "nottinghamshire_2018", "a", "7"])
def test_plain_names_stay(name):
    assert safe_name(name) == name


@pytest.mark.parametrize(
    "name",
    ["", ".", "..", "con", "CON", "nul", "lpt1", "x.", "a b", "A", "-x", "x-", "a--b", "a/b", "ü",
     "a\0b", "x" * 61, "~", "Ynys Môn"],
)  # fmt: skip
def test_awkward_names_change(name):
    assert re.fullmatch(r"[a-z0-9_]+(-[a-z0-9_]+)*--[0-9a-f]{10}", safe_name(name))


def test_look_alikes_never_clash():
    names = ["A/B", "A_B", "a_b", "a/b", "a b", "A B", "a-b", "a.b", "A\\B", safe_name("A/B")]
    assert len({safe_name(name).casefold() for name in names}) == len(names)


def test_safe_names_speak():
    assert safe_name("Ynys Môn: 2 teams").startswith("ynys-mon-2-teams--")


@given(st.text(max_size=100), st.text(max_size=100))
def test_any_two_texts_differ_and_are_legal(one, other):
    assert re.fullmatch(r"[a-z0-9_-]+", safe_name(one))
    assert len(safe_name(one)) <= LONGEST
    assert (safe_name(one) == safe_name(other)) == (one == other)
