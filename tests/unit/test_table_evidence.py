"""Evidence that a table gives for all of its numbers."""

import pytest

from sim.errors import InputError
from sim.scenario.load import load_scenario
from sim.scenario.table_evidence import with_table_evidence
from sim.scenario.toml_source import Source, parse

HEAD = 'source = "Census"\nbasis = "derived"\n'
SAID = {"source": "Census", "basis": "derived"}


def spread(text):
    """The document of a file after its tables' evidence went to their numbers."""
    return with_table_evidence(Source("a.toml", parse(text, "a.toml"), text)).document


def test_it_goes_to_numbers_of_the_table_and_of_those_inside():
    made = spread(f"[teams]\n{HEAD}[teams.north]\nlabel = 'N'\nfte = 4\nsupport = {{ swso = 1.5 }}")
    north = {
        "label": "N", "fte": {"value": 4, **SAID}, "support": {"swso": {"value": 1.5, **SAID}}
    }  # fmt: skip
    assert made == {"teams": {"north": north}}


def test_what_has_its_own_keeps_it():
    own = {"value": 3, "basis": "assumed"}
    made = spread(f"[roles]\n{HEAD}a = {{ value = 3, basis = 'assumed' }}\n[roles.b]\n{HEAD}c = 1")
    assert made["roles"]["a"] == own
    text = f"[roles]\n{HEAD}[roles.b]\nsource = 'Other'\nc = 1"
    assert spread(text)["roles"]["b"]["c"] == {"value": 1, "source": "Other"}


def test_a_range_and_a_distribution_are_one_number_each():
    text = (
        f"[demand]\n{HEAD}a = {{ value = 2, low = 1, high = 3 }}\n"
        "[demand.b]\ndistribution = 'empirical'\nvalues = [1, 2]\n"
        "[demand.c]\nlow = 1\nhigh = 3"
    )
    made = spread(text)["demand"]
    assert made["a"] == {"value": 2, "low": 1, "high": 3, **SAID}
    assert made["b"] == {"distribution": "empirical", "values": [1, 2], **SAID}
    assert made["c"] == {"low": 1, "high": 3, **SAID}  # the forgotten value is told of later


def test_names_dates_and_switches_stay_as_they_are():
    text = f"[a]\n{HEAD}on = true\nday = 2018-10-01\nnames = ['x']\n[run]\nseed = 1"
    made = spread(text)
    assert made["a"]["on"] is True
    assert made["a"]["names"] == ["x"]
    assert made["run"] == {"seed": 1}


def test_a_team_may_be_called_source():
    assert spread("[teams.source]\nfte = 2") == {"teams": {"source": {"fte": 2}}}


def test_it_does_not_hold_for_another_files_number(tmp_path):
    own = tmp_path / "own.toml"
    own.write_text(
        'extends = "nottinghamshire_2018.toml"\nname = "own"\n[demand.month_profile]\nmay = 1.1\n'
    )
    months = load_scenario(own).demand.month_profile
    assert (months["may"].source, months["may"].basis) == ("", None)
    assert months["june"].source.startswith("Judgement")


def test_nor_for_a_setting():
    changed = load_scenario("do_nothing.toml", ["demand.month_profile.may=1.1"])
    assert changed.demand.month_profile["may"].source == ""


def test_a_basis_that_there_is_not_is_refused_where_it_stands():
    with pytest.raises(InputError) as caught:
        spread('[demand]\nsource = "x"\nbasis = "guessed"\ntrend = 1')
    assert (caught.value.line, caught.value.key) == (3, "demand.basis")
    assert 'Write "published", "derived" or "assumed".' in str(caught.value)
