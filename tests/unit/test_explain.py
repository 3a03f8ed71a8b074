from datetime import date
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from sim.errors import InputErrors
from sim.scenario.explain import MOST_ERRORS
from sim.scenario.load import checked, read_layers


class Table(BaseModel):
    model_config = ConfigDict(
        strict=True,
        extra="forbid",
        frozen=True,
        allow_inf_nan=False,
        use_attribute_docstrings=True,
    )


class Range(Table):
    value: float
    low: float | None = None


class Team(Table):
    kind: Annotated[str, Field(min_length=1, max_length=5)]
    """What the team does."""
    fte: Annotated[float, Field(gt=0, le=100)] | Range = 1.0
    heads: int = Field(default=0, ge=0, lt=1000)
    opens: date = date(2018, 1, 1)
    active: bool = True
    serves: list[str] = []
    leads: dict[Annotated[str, Field(max_length=9)], float] = Field(default={}, max_length=2)


class Run(Table):
    start: date = date(2018, 1, 1)
    end: date = date(2019, 1, 1)
    calendar: Literal["england", "weekdays"] = "england"

    @model_validator(mode="after")
    def _forwards(self) -> "Run":
        if self.end < self.start:
            raise ValueError(f"end: {self.end} is before the start; choose a later end")
        return self


class Roles(Table):
    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, Range]
    worker: Range | None = None


class Plan(Table):
    name: str
    since: Annotated[date | None, Field(alias="from")] = None
    run: Run = Run()
    roles: Roles = Roles()
    teams: dict[str, Team] = {}
    options: list[Range] = []

    @model_validator(mode="after")
    def _rules(self) -> "Plan":
        problems = [
            (("teams", name, key), f"{team.kind} is no kind; ask Ann")
            for name, team in self.teams.items()
            if team.kind == "odd"
            for key in ("kind", "heads", "active")
        ]
        if problems:
            raise PydanticCustomError("rules", "rules", {"problems": problems})
        return self


@pytest.fixture
def errors(tmp_path):
    def errors(text: str, *settings: str) -> list[str]:
        path = tmp_path / "x.toml"
        path.write_text(text)
        with pytest.raises(InputErrors) as caught:
            checked(Plan, read_layers(path, settings))
        return [str(error).removeprefix(f"{tmp_path}/") for error in caught.value.errors]

    return errors


def test_every_error_is_told_in_the_order_of_the_file(errors):
    text = """\
name = 5
[teams.a]
kind = "x"
fte = -1
[run]
start = "now"
[teams.b]
kynd = "x"
"""
    assert [error.split(":")[0:2] for error in errors(text)] == [
        ["x.toml, line 1", " name"],
        ["x.toml, line 4", " teams.a.fte"],
        ["x.toml, line 6", " run.start"],
        ["x.toml, line 7", " teams.b.kind"],
        ["x.toml, line 8", " teams.b.kynd"],
    ]


WORDS = [
    ('fte = "60"', '"60" is text in quotes, not a number. Write 60.'),
    ('fte = "£26"', '"£26" is text in quotes, not a number. Write 26.'),
    ('fte = "6%"', "Write 0.06."),
    ('fte = "26,776"', "Write 26776."),
    ('fte = "lots"', '"lots" is text in quotes, not a number. Write a number.'),
    ("fte = true", "true is not a number. Write a number."),
    ("fte = 2018-10-01", "2018-10-01 is a date, not a number."),
    ("fte = nan", "nan is not a finite number."),
    ("fte = -1e999", "-inf is not a finite number."),
    ("fte = 0", "0 is not more than 0. Write more than 0."),
    ("fte = 101", "101 is more than 100. Write 100 or less."),
    ("fte = { value = 'x' }", 'teams.a.fte.value: "x" is text'),
    ("fte = { low = 1 }", "teams.a.fte.value: this key is missing. Add it under [teams.a.fte]"),
    ("fte = { value = 1, lo = 1 }", 'fte.lo: there is no such key here. Did you mean "low"?'),
    (f"fte = 1{'0' * 400}", "a number of about 400 digits is too large. Write a smaller number."),
    (f"heads = 1{'0' * 400}", "a number of about 400 digits is not less than 1000."),
    ("heads = 18.5", "18.5 is not a whole number. Write 18 or 19."),
    ("heads = 18.0", "18.0 is not a whole number. Write 18."),
    ("heads = inf", "inf is not a whole number. Write a whole number."),
    ("heads = -2", "-2 is less than 0. Write 0 or more."),
    ("heads = 1000", "1000 is not less than 1000. Write less than 1000."),
    ('active = "Yes"', '"Yes" is text in quotes, not true or false. Write true.'),
    ("active = 1", "1 is a number, not true or false. Write true or false."),
    ('opens = "1/10/2018"', "Write 2018-10-01."),
    ('opens = "soon"', "Write a date such as 2018-10-01."),
    ("opens = 2018-10-01T09:00:00", "is a date with a time of day, not a date"),
    ("opens = 2018", "2018 is a number, not a date. Write a date such as 2018-10-01."),
    ('serves = "b"', '"b" is text in quotes, not a list. Write ["b"].'),
    ("serves = [1]", 'teams.a.serves[0]: 1 is a number, not text in quotes. Write "1".'),
    ("serves = { b = 1 }", "{ b } is a table, not a list. Write a list in square brackets."),
    ("leads = 3", "3 is a number, not a table. Write a table."),
    ("leads = { a = 1, b = 2, c = 3 }", "{ a, b, c } has 3 entries. Give it at most 2."),
    ("leads = { abcdefghijkl = 1 }", '"abcdefghijkl" has 12 characters. Give it at most 9.'),
]


@pytest.mark.parametrize(("line", "words"), WORDS)
def test_each_error_says_value_reason_and_remedy(errors, line, words):
    [said] = errors(f'name = "x"\n[teams.a]\nkind = "x"\n{line}\n')
    assert said.startswith("x.toml, line 4: teams.a.")
    assert words in said


def test_text_may_not_be_empty_or_too_long(errors):
    assert "kind: this is empty. Fill it in." in errors('name = "x"\n[teams.a]\nkind = ""')[0]
    assert "has 6 characters." in errors('name = "x"\n[teams.a]\nkind = "abcdef"')[0]


def test_a_table_is_wanted_and_its_keys_are_named(errors):
    assert errors('name = "x"\nteams = 5\nrun = "x"\n[roles]\nnew = [1]') == [
        "x.toml, line 2: teams: 5 is a number, not a table. Write a table.",
        'x.toml, line 3: run: "x" is text in quotes, not a table. Write a table with keys such as '
        "start, end, calendar.",
        "x.toml, line 5: roles.new: [1] is a list, not a table. Write a table with keys such as "
        "value, low.",
    ]


def test_a_misspelt_choice_is_guessed_and_all_are_listed(errors):
    assert errors('name = "x"\nrun.calendar = "englnd"')[0].endswith(
        '"englnd" is not one of the choices. Did you mean "england"? Write "england" or "weekdays".'
    )
    assert errors('name = "x"\nrun.calendar = 5')[0].endswith('Write "england" or "weekdays".')


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("nam = 1", 'Did you mean "name"?'),
        ("form = 1", 'Did you mean "from"?'),
        ("run.calender = 1", 'Did you mean "calendar"?'),
        ("teams.a = { kind = 'x', hedas = 1 }", 'Did you mean "heads"?'),
        ("roles.new = { value = 1, lw = 1 }", 'Did you mean "low"?'),
        ("options = [{ value = 1 }, { value = 2, lo = 1 }]", 'Did you mean "low"?'),
        ("calendar = 'england'", "It is a key of [run]. Known here: name, from,"),
        ("kind = 'x'", "It is a key of [teams.NAME]. Known here: name, from,"),
        ("run.teams = 1", "It is a key of the file itself. Known here: start,"),
        ("run.zzz = 1", "Known here: start, end, calendar."),
    ],
)
def test_an_unknown_key_is_told_the_nearest_or_where_it_belongs(errors, text, remedy):
    [said] = errors(f'{text}\nname = "x"')
    assert "there is no such key here." in said
    assert remedy in said


class Branch(Table):
    leaf: int = 0
    twigs: "dict[str, Branch]" = {}


def test_a_table_may_hold_tables_of_its_own_kind(tmp_path):
    path = tmp_path / "x.toml"
    path.write_text("twigs.a.twigs.b.zzz = 1")
    with pytest.raises(InputErrors, match=r"twigs.a.twigs.b.zzz: .* Known here: leaf, twigs"):
        checked(Branch, read_layers(path))


def test_a_missing_key_comes_with_what_it_means(errors):
    assert errors('name = "x"\n[teams.a]\nheads = 3\n') == [
        "x.toml, line 2: teams.a.kind: this key is missing. Add it under [teams.a]: What the team "
        "does."
    ]
    assert errors("[run]") == ["x.toml: name: this key is missing. Add it to the file: name = …."]


def test_a_key_lost_with_a_table_that_was_replaced_whole_is_missing_where_it_was(tmp_path):
    (tmp_path / "base.toml").write_text('name = "x"\nroles.a = { value = 1, low = 0 }\n')
    path = tmp_path / "x.toml"
    path.write_text('extends = "base.toml"\nroles.a = { low = 1 }\n')
    with pytest.raises(InputErrors) as caught:
        checked(Plan, read_layers(path))
    assert [(each.file, each.line) for each in caught.value.errors] == [(path, 2)]


def test_a_misspelt_name_is_recognised_by_what_it_lacks(errors):
    [said] = errors('name = "x"\n[teams.gedling]\nkind = "x"\n[teams.geddling]\nheads = 3\n')
    assert "teams.geddling.kind" in said
    assert "Did you mean teams.gedling? Otherwise add it under [teams.geddling]" in said


def test_rules_of_the_schema_point_at_their_key(errors):
    text = 'name = "x"\n[run]\n\nend = 2017-01-01\n'
    assert errors(text) == [
        "x.toml, line 4: run.end: 2017-01-01 is before the start. Choose a later end."
    ]
    text = 'name = "x"\n[teams]\na = { kind = "odd" }\n'
    assert errors(text) == [
        "x.toml, line 3: teams.a.kind: odd is no kind. Ask Ann.",
        "x.toml, line 3: teams.a: odd is no kind. Ask Ann.",
        "x.toml, line 3: teams.a: odd is no kind. Ask Ann.",
    ]


def test_thousands_of_errors_are_cut_short(errors):
    said = errors("name = 'x'\n" + "".join(f"x{n} = {n}\n" for n in range(3000)))
    assert len(said) == MOST_ERRORS + 1
    assert "2,950 more errors" in said[-1]


def test_text_from_a_file_can_not_command_the_terminal(errors):
    [said] = errors('name = "x"\n[teams.a]\nkind = "x"\nfte = "\\u001b[31m\\u0007"\n')
    assert said.isprintable()


def test_values_of_any_type_are_explained(errors):
    """No type of value that TOML has leads to anything but an InputError in plain words."""
    values: list[Any] = [
        "true",
        "5",
        "5.5",
        "'t'",
        "2018-10-01",
        "09:00:00",
        "[1]",
        "{ a = 1 }",
        "2018-10-01T09:00:00Z",
    ]
    for key in ("kind", "fte", "heads", "opens", "active", "serves", "leads"):
        told = 0
        for value in values:
            kind = "" if key == "kind" else 'kind = "x"'
            try:
                said = errors(f'name = "x"\n[teams.a]\n{kind}\n{key} = {value}\n')
            except pytest.fail.Exception:  # this value suits
                continue
            told += 1
            assert all(line.startswith("x.toml, line 4: teams.a.") for line in said)
            assert all("Write" in line or "Known" in line or "Add" in line for line in said)
        assert told >= len(values) - 3
