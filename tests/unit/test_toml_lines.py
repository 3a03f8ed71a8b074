import tomllib
from textwrap import dedent

import tomli_w
from hypothesis import given
from hypothesis import strategies as st

from sim.scenario.toml_lines import lines_of

TEXT = dedent("""\
    # [not.a.table]
    title = "= [x] # no comment"
    a.b = 1
    a . "c d" = 2

    [teams."North = West"]   # [teams.other]
    fte = { value = 1, low.er = 2,
    }
    list = [ # one
      { kind = "x" },
      [1,
       2], "]",
    ]
    text = '''
    inside = 1
    [inside]
    ''''
    more = \"""
    say \\\""" = "" x
    \"\"""
    last = 'C:\\'

    [[option]]
    name = 1
    [option.sub]
    x = 1
    [[option]]
    name = 2
    [option.sub]
    x = 2
    [[option.inner]]
    y = 3
    """)


def test_every_key_is_on_its_line():
    lines = lines_of(TEXT).first
    north = ("teams", "North = West")
    assert lines == {
        ("title",): 2,
        ("a",): 3,
        ("a", "b"): 3,
        ("a", "c d"): 4,
        ("teams",): 6,
        north: 6,
        (*north, "fte"): 7,
        (*north, "fte", "value"): 7,
        (*north, "fte", "low"): 7,
        (*north, "fte", "low", "er"): 7,
        (*north, "list"): 9,
        (*north, "list", 0): 10,
        (*north, "list", 0, "kind"): 10,
        (*north, "list", 1): 11,
        (*north, "list", 1, 0): 11,
        (*north, "list", 1, 1): 12,
        (*north, "list", 2): 12,
        (*north, "text"): 14,
        (*north, "more"): 18,
        (*north, "last"): 21,
        ("option",): 23,
        ("option", 0): 23,
        ("option", 0, "name"): 24,
        ("option", 0, "sub"): 25,
        ("option", 0, "sub", "x"): 26,
        ("option", 1): 27,
        ("option", 1, "name"): 28,
        ("option", 1, "sub"): 29,
        ("option", 1, "sub", "x"): 30,
        ("option", 1, "inner"): 31,
        ("option", 1, "inner", 0): 31,
        ("option", 1, "inner", 0, "y"): 32,
    }
    assert lines_of(TEXT).repeated == []


def _paths(node, path=()):
    items = node.items() if isinstance(node, dict) else enumerate(node)
    for key, value in items:
        yield (*path, key)
        if isinstance(value, dict | list):
            yield from _paths(value, (*path, key))


DOCUMENTS = st.recursive(
    st.integers() | st.floats(allow_nan=False) | st.text() | st.booleans() | st.dates(),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(), inside, max_size=3),
    max_leaves=12,
).map(lambda value: {"it": value})


@given(document=DOCUMENTS)
def test_the_lines_cover_exactly_the_keys_that_the_parser_sees(document):
    text = tomli_w.dumps(document)
    assert set(lines_of(text).first) == set(_paths(tomllib.loads(text)))


@given(text=st.text(alphabet="ab.=[]{}\"'\\#,\n 1", max_size=200))
def test_text_that_is_not_toml_is_passed_over(text):
    lines = text.count("\n") + 1
    assert all(1 <= line <= lines for line in lines_of(text).first.values())


def test_keys_and_tables_written_twice_are_told():
    text = "a = 1\n[t]\nx = 1\nx = 2\n[t]\n[l]\ny = {z = 1, z = 2}\n"
    assert lines_of(text).repeated == [(("t", "x"), 4), (("t",), 5), (("l", "y", "z"), 7)]
