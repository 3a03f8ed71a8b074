"""Which engine simulates, and how much of it is verified."""

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import InputError
from sim.experiment import engines
from sim.experiment.engines import VERIFY_ONE_IN, choose, chosen


@given(st.integers(1, 5000), st.text(max_size=5))
def test_one_in_every_few_hundred_is_verified_and_at_least_one(replications, fingerprint):
    found = chosen(replications, fingerprint)
    blocks = [number // VERIFY_ONE_IN for number in found]
    assert blocks == list(range((replications - 1) // VERIFY_ONE_IN + 1))
    assert 0 <= min(found) <= max(found) < replications
    assert found == chosen(replications, fingerprint)


def test_other_scenarios_verify_other_replications():
    # the chance that all of 20 fingerprints agree by accident is 100 ** -19
    assert len({chosen(100, str(number)) for number in range(20)}) > 10


def test_auto_verifies_compiled_does_not_and_simpy_needs_not(monkeypatch):
    monkeypatch.setattr(engines, "why_not_compiled", lambda: "")
    assert choose("auto", 100, "x") == ("compiled", chosen(100, "x"), "")
    assert choose("compiled", 100, "x") == ("compiled", (), "")
    assert choose("simpy", 100, "x") == ("simpy", (), "")


def test_a_single_replication_is_left_to_the_reference():
    assert choose("auto", 1, "x").engine == "simpy"


def test_without_numba_simpy_serves_and_says_so(monkeypatch):
    monkeypatch.setattr(engines, "why_not_compiled", lambda: "No module named 'numba'")
    choice = choose("auto", 100, "x")
    assert (choice.engine, choice.verified) == ("simpy", ())
    assert "No module named 'numba'" in choice.words
    with pytest.raises(InputError, match="Install numba") as told:
        choose("compiled", 100, "x")
    assert told.value.exit_code == 2


def test_a_broken_numba_is_found_out(monkeypatch):
    for name in [name for name in sys.modules if name.startswith("sim.compiled")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "numba", None)
    assert "numba" in engines.why_not_compiled()
