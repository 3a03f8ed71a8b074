"""Errors carry their place, and travel between processes."""

import pickle

import pytest

from sim.errors import InputError, InputErrors, MachineError

WHOLE = InputError("no such team", "Add it.", file="a.toml", line=3, key="teams.x")


def test_an_input_error_says_where_why_and_what_to_do():
    assert str(WHOLE) == "a.toml, line 3: teams.x: no such team Add it."
    assert str(InputError("no such team")) == "no such team"


@pytest.mark.parametrize("error", [WHOLE, InputErrors([WHOLE, WHOLE]), MachineError("full")])
def test_an_error_survives_pickling(error):
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error)
    assert str(again) == str(error)
    assert again.exit_code == error.exit_code
