import tomllib
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from sim.errors import InputError, InputErrors
from sim.scenario.extends import MAX_FILES, shipped_folder
from sim.scenario.load import (
    checked,
    load_scenario,
    merged,
    parse_setting,
    read_layers,
    resolved_toml,
)
from sim.scenario.schema import Scenario

BASE = shipped_folder() / "nottinghamshire_2018.toml"


def document(model, path, settings=()):
    """A document of any kind, from a file, what it extends, and settings."""
    return checked(model, read_layers(path, settings))


class Loose(BaseModel, extra="allow"):
    """Takes anything, to see what was merged."""


class Strict(BaseModel, extra="forbid"):
    a: dict[str, int] = {}
    b: int = 0
    c: int = 0


@pytest.fixture
def folder(tmp_path):
    def write(name: str, text: str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    return write


def loaded(path, *settings):
    return document(Loose, path, settings).model_dump()


def refused(path, *settings):
    with pytest.raises(InputError) as caught:
        document(Loose, path, settings)
    assert caught.value.remedy
    return caught.value


# ---- Merging -------------------------------------------------------------------------------


def test_tables_merge_key_by_key_and_everything_else_is_replaced():
    base = {"a": {"x": 1, "y": [1, 2], "t": {"p": 1}}, "b": 1}
    overlay = {"a": {"y": [3], "t": {"q": 2}, "z": 4}, "b": {"c": 5}}
    assert merged(base, overlay) == {
        "a": {"x": 1, "y": [3], "t": {"p": 1, "q": 2}, "z": 4},
        "b": {"c": 5},
    }
    assert base == {"a": {"x": 1, "y": [1, 2], "t": {"p": 1}}, "b": 1}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({"value": 6.5, "low": 4.0, "high": 8.0}, {"value": 7.0}),
        ({"value": 6.5, "low": 4.0, "high": 8.0}, {"low": 7.0}),
        ({"mean": 1}, {"value": 6}),
        ({"distribution": "gamma", "mean": 3, "cv": 1}, {"distribution": "fixed", "value": 3}),
        ({"distribution": "gamma", "mean": 3, "cv": 1}, {"mean": 4}),
        ({"value": 6.5}, 7),
        (7, {"value": 6.5}),
    ],
)
def test_an_uncertain_number_or_distribution_is_replaced_whole(old, new):
    assert merged({"x": old}, {"x": new}) == {"x": new}


def test_a_team_may_be_called_value_or_distribution():
    base = {"teams": {"value": {"fte": 1}, "distribution": {"fte": 2}}}
    overlay = {"teams": {"value": {"kind": "x"}}}
    assert merged(base, overlay)["teams"] == {
        "value": {"fte": 1, "kind": "x"},
        "distribution": {"fte": 2},
    }


def test_names_keep_the_order_of_the_base():
    assert list(merged({"b": 1, "a": 2}, {"c": 3, "a": 4})) == ["b", "a", "c"]


# ---- extends -------------------------------------------------------------------------------


def test_a_file_says_only_what_differs(folder):
    folder("sub/base.toml", "a = 1\nb = 1\nc = 1")
    folder("middle.toml", 'extends = "sub/base.toml"\nb = 2\nc = 2')
    top = folder("top.toml", 'extends = "middle.toml"\nc = 3')
    assert loaded(top) == {"a": 1, "b": 2, "c": 3}


def test_errors_point_at_the_file_that_had_the_last_word(folder):
    base = folder("base.toml", "\na = { x = 'p', y = 'q' }\nb = 1\nd = 1")
    middle = folder("middle.toml", 'extends = "base.toml"\n[a]\nx = "p"\ne = "z"\n')
    top = folder("top.toml", 'extends = "middle.toml"\n\n\nc = "x"\n[a]\ne = 1\n')
    with pytest.raises(InputErrors) as caught:
        document(Strict, top, ["b=x", "a.n=y"])
    assert [(error.file, error.line, error.key) for error in caught.value.errors] == [
        ("--set", None, "a.n"),
        ("--set", None, "b"),
        (top, 4, "c"),
        (middle, 3, "a.x"),
        (base, 2, "a.y"),
        (base, 4, "d"),
    ]


@pytest.mark.parametrize("name", ["../base.toml", "sub/../../base.toml", "{tmp}/base.toml"])
def test_a_file_outside_the_folder_is_refused(folder, tmp_path, name):
    folder("base.toml", "secret = 1")
    path = folder("own/x.toml", f'# x\nextends = "{name.format(tmp=tmp_path)}"')
    error = refused(path)
    assert (error.file, error.line, error.key) == (path, 2, "extends")
    assert "outside" in error.problem
    assert "secret" not in str(error)


def test_a_link_out_of_the_folder_is_refused(folder, tmp_path):
    folder("base.toml", "secret = 1")
    path = folder("own/x.toml", 'extends = "link.toml"')
    (tmp_path / "own/link.toml").symlink_to(tmp_path / "base.toml")
    assert "outside" in refused(path).problem


def test_a_file_extends_several_and_the_later_has_the_last_word(folder):
    folder("base.toml", "a = 1\nb = 1\nc = 1\nd = 1")
    folder("one.toml", 'extends = "base.toml"\nb = 2\nc = 2')
    folder("two.toml", 'extends = "base.toml"\nc = 3\nd = 3')
    both = folder("both.toml", 'extends = ["one.toml", "two.toml"]\nd = 4')
    assert loaded(both) == {"a": 1, "b": 2, "c": 3, "d": 4}
    other = folder("other.toml", 'extends = ["two.toml", "one.toml"]')
    assert loaded(other) == {"a": 1, "b": 2, "c": 2, "d": 3}


def test_each_file_counts_once_over_all_that_it_extends(folder):
    """What one.toml changes is not undone by two.toml, which only repeats their common base."""
    folder("base.toml", "a = 1")
    folder("one.toml", 'extends = "base.toml"\na = 2')
    folder("two.toml", 'extends = "base.toml"\nb = 2')
    for names in ('["one.toml", "two.toml"]', '["two.toml", "one.toml"]',
                  '["one.toml", "base.toml"]', '["one.toml", "one.toml"]'):  # fmt: skip
        assert loaded(folder("x.toml", f"extends = {names}"))["a"] == 2


def test_errors_of_several_name_the_one(folder):
    folder("base.toml", "a = 1")
    error = refused(folder("x.toml", '\nextends = ["base.toml",\n"bse.toml"]'))
    assert (error.line, error.key) == (3, "extends[1]")
    folder("back.toml", 'extends = ["base.toml", "y.toml"]')
    error = refused(folder("y.toml", 'extends = "back.toml"'))
    assert "y.toml -> back.toml -> y.toml" in error.problem


def test_a_shipped_scenario_is_extended_by_its_name_from_anywhere(folder):
    path = folder("mine.toml", f'extends = "{BASE.name}"\nname = "mine"')
    assert load_scenario(path).teams == load_scenario(BASE).teams


def test_a_file_beside_comes_before_a_shipped_one(folder):
    folder(BASE.name, "a = 1")
    assert loaded(folder("x.toml", f'extends = "{BASE.name}"')) == {"a": 1}


def test_a_missing_file_is_named_with_the_nearest(folder):
    folder("base.toml", "a = 1")
    error = refused(folder("x.toml", '\nextends = "bass.toml"'))
    assert (error.line, error.problem) == (2, 'there is no file "bass.toml".')
    assert error.remedy == 'Did you mean "base.toml"?'
    assert BASE.name in refused(folder("y.toml", 'extends = "nottinghamshire_208.toml"')).remedy
    assert 'Did you mean "z.toml"' not in refused(folder("z.toml", 'extends = "zz.toml"')).remedy


@pytest.mark.parametrize("value", ['""', "5", "[]", '"a\\u0000b"', f'"{"x" * 5000}"'])
def test_what_can_not_be_a_file_name_is_refused(folder, value):
    error = refused(folder("x.toml", f"extends = {value}"))
    assert (error.line, error.key) == (1, "extends")
    assert len(str(error)) < 400


def test_a_ring_is_shown(folder):
    folder("a.toml", 'extends = "b.toml"')
    folder("b.toml", 'x = 1\nextends = "c.toml"')
    c = folder("c.toml", '\n\nextends = "b.toml"')
    error = refused(folder("a.toml", 'extends = "b.toml"'))
    assert (error.file, error.line) == (c, 3)
    assert "b.toml -> c.toml -> b.toml" in error.problem
    assert "d.toml -> d.toml" in refused(folder("d.toml", 'extends = "d.toml"')).problem


def test_a_chain_has_an_end(folder):
    for n in range(1, MAX_FILES + 1):
        folder(f"{n}.toml", f'extends = "{n + 1}.toml"')
    folder(f"{MAX_FILES + 1}.toml", "a = 1")
    assert loaded(folder("2.toml", 'extends = "3.toml"')) == {"a": 1}
    assert "more than 20 files" in refused(folder("1.toml", 'extends = "2.toml"')).problem


def test_an_unreadable_base_is_an_error_of_the_base(folder, tmp_path):
    (tmp_path / "sub").mkdir()
    error = refused(folder("x.toml", 'extends = "sub"'))
    assert (error.file, "folder" in error.problem) == (tmp_path / "sub", True)


@pytest.mark.parametrize("text", ["", "\n# nothing\n", "\ufeff"])
def test_an_empty_file_is_told_how_to_begin(folder, text):
    error = refused(folder("x.toml", text))
    assert (error.problem, "extends" in error.remedy) == ("the file is empty.", True)


# ---- Settings ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("setting", "key", "value"),
    [
        ("run.replications=20", ("run", "replications"), 20),
        ("run.start=2018-10-01", ("run", "start"), date(2018, 10, 1)),
        ("x=1.5", ("x",), 1.5),
        ("x=true", ("x",), True),
        ("x=[1, 2]", ("x",), [1, 2]),
        ("x={ value = 1 }", ("x",), {"value": 1}),
        ('x="5"', ("x",), "5"),
        ("name=trial", ("name",), "trial"),
        ("name=Plan #2, a=b", ("name",), "Plan #2, a=b"),
        ("name=5\ny = 6", ("name",), "5\ny = 6"),
        ("name=", ("name",), ""),
        (" run . seed = 5", ("run", "seed"), 5),
        ('teams."a=b.c".fte=2', ("teams", "a=b.c", "fte"), 2),
        ("teams.'\"'.fte=2", ("teams", '"', "fte"), 2),
    ],
)
def test_a_setting_is_a_dotted_key_and_a_toml_value_or_plain_text(setting, key, value):
    assert parse_setting(setting) == (key, value)


@pytest.mark.parametrize(
    "setting",
    ["run.seed", "", "=5", "run..seed=5", "run seed=5", 'a."b=5', "a[0]=5", "x=\udcff",
     ".".join("a" * 30) + "=1", "a\nb=1"],
)  # fmt: skip
def test_what_is_not_a_setting_is_refused(setting):
    with pytest.raises(InputError) as caught:
        parse_setting(setting)
    assert caught.value.file == "--set"
    assert "key=value" in caught.value.remedy


def test_settings_have_the_last_word_in_their_order(folder):
    path = folder("x.toml", "a = { b = 1, c = 1 }\nd = 1")
    settings = ["a.b=2", "a.b=3", "a.new.e=4", "d.e=5", "f={ g = 6 }", "a={ h = 7 }"]
    assert loaded(path, *settings) == {
        "a": {"b": 3, "c": 1, "new": {"e": 4}, "h": 7},
        "d": {"e": 5},
        "f": {"g": 6},
    }


def test_a_setting_can_change_one_key_of_an_uncertain_number(folder):
    path = folder("x.toml", "a = { value = 6, low = 4, high = 8 }")
    assert loaded(path, "a.value=7")["a"] == {"value": 7, "low": 4, "high": 8}
    assert loaded(path, "a={ value = 7 }")["a"] == {"value": 7}


def test_a_setting_can_not_name_another_base(folder):
    with pytest.raises(InputErrors, match="--set: extends: there is no such key here"):
        document(Strict, folder("x.toml", "b = 1"), ["extends=y.toml"])


def test_a_key_that_the_files_lack_is_not_blamed_on_a_setting(folder):
    path = folder("x.toml", 'name = "x"\n[run]\nend = 2019-01-01\n')
    with pytest.raises(InputErrors) as caught:
        load_scenario(path, ["run.seed=5"])
    places = {error.key: (error.file, error.line) for error in caught.value.errors}
    assert places["run.start"] == (path, 2)
    assert places["teams"] == (path, None)


# ---- Scenarios -----------------------------------------------------------------------------


def test_a_scenario_is_loaded_with_its_settings():
    scenario = load_scenario(BASE, ["run.replications=7", "name=trial"])
    assert isinstance(scenario, Scenario)
    assert (scenario.run.replications, scenario.name) == (7, "trial")


@pytest.mark.parametrize("path", sorted(shipped_folder().glob("*.toml")), ids=lambda p: p.stem)
def test_a_resolved_scenario_loads_to_an_equal_one(folder, path):
    scenario = load_scenario(path)
    text = resolved_toml(scenario)
    again = load_scenario(folder("resolved.toml", text))
    assert again == scenario
    assert resolved_toml(again) == text
    assert "extends" not in tomllib.loads(text)


@given(title=st.text(max_size=40), name=st.text(min_size=1, max_size=40))
def test_any_text_and_name_survives(tmp_path_factory, title, name):
    scenario = _base().model_copy(update={"title": title, "teams": {name: _base().teams["cds"]}})
    said = tomllib.loads(resolved_toml(scenario))
    assert said["title"] == title if title else "title" not in said
    assert list(said["teams"]) == [name]


@cache
def _base() -> Scenario:
    return load_scenario(BASE)


def test_a_resolved_scenario_keeps_names_in_order_and_dates_and_aliases(folder):
    path = folder(
        "x.toml",
        f"""\
extends = "{BASE.name}"
name = "x"
title = 'a "b" \\\\'
[pathway.assessment.routes]
child_in_need = {{ value = 0.3, source = "x" }}
[interventions.one]
from = 2018-10-01
to = 2019-10-01
posts = {{ gedling = {{ swso = 1.5, social_worker = -1 }}, newark = {{}} }}
set_up_cost_gbp = {{ value = 1100, low = 1000, high = 1200, source = "p. 5" }}
[interventions.one.cohort]
number = 3
""",
    )
    scenario = load_scenario(path)
    again = load_scenario(folder("resolved.toml", resolved_toml(scenario)))
    assert again == scenario
    assert "\nfrom = 2018-10-01\n" in resolved_toml(scenario)
    assert list(again.pathway["assessment"].routes) == list(scenario.pathway["assessment"].routes)
    assert list(again.interventions["one"].posts["gedling"]) == ["swso", "social_worker"]
    assert "newark" in again.interventions["one"].posts


def test_what_differs_from_its_default_is_written_even_if_it_is_empty():
    class Defaults(BaseModel):
        title: str = "untitled"
        note: str = ""
        limits: dict[str, float] = {"a": 1.0}

    said = tomllib.loads(resolved_toml(Defaults(title="", limits={})))
    assert said == {"title": "", "limits": {}}


def test_numbers_without_evidence_are_written_as_numbers():
    keys = ("teams.gedling.social_worker_fte=14.0", "roles.social_worker.leaving.notice_days=20.0")
    base = load_scenario(shipped_folder() / "nottinghamshire_2018.toml", keys)
    said = tomllib.loads(resolved_toml(base))
    assert said["teams"]["gedling"]["social_worker_fte"] == 14.0
    assert said["roles"]["social_worker"]["leaving"]["notice_days"] == 20.0
    assert said["roles"]["swso"]["hours_freed_per_week"]["low"] == 4.0
    assert said["run"]["calendar"] == "england"  # a default, spelt out


@pytest.mark.parametrize("name", ["do_nothing.toml", "scenarios/do_nothing.toml"])
def test_a_shipped_scenario_is_found_by_name_from_any_folder(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    assert load_scenario(name).name == "do_nothing"


def test_a_file_of_ones_own_goes_before_the_shipped_one(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    own = 'extends = "nottinghamshire_2018.toml"\nname = "mine"'
    (tmp_path / "do_nothing.toml").write_text(own)
    assert load_scenario("do_nothing.toml").name == "mine"


@pytest.mark.parametrize("name", ["do_nothing", "scenarios/do_nothin.toml"])
def test_a_misspelt_shipped_scenario_is_suggested_from_any_folder(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError) as caught:
        load_scenario(name)
    assert caught.value.problem == "there is no such file."
    assert caught.value.remedy == 'Did you mean "do_nothing.toml"?'
