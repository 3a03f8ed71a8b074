"""The headlines of results/README.md: at reduced size, and whether those there are old."""

import re
from datetime import timedelta

import pytest

import sim
from docs.generate import decision_tables, headlines, measured
from docs.generate.commands import ROOT
from sim.experiment.account import RunOptions
from sim.scenario.load import load_scenario

PAGE = ROOT / "results" / "README.md"
AGAIN = "python -m docs.generate --runs results/README.md"
SHORT = timedelta(weeks=4)


def block(name):
    """The rows of a block of the page, each as its cells."""
    text = re.search(f"<!-- begin {name} -->\n(.*?)<!-- end -->", PAGE.read_text("utf-8"), re.S)[1]
    return cells_of(text)


def cells_of(text):
    return [re.split(r" \| ", row.strip("| ")) for row in text.splitlines()]


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """Two futures of four weeks of every scenario."""
    pytest.importorskip("numba")
    parent, made = tmp_path_factory.mktemp("headlines"), {}
    for path in headlines.headlined():
        first = load_scenario(path).run.start
        small = load_scenario(path, [f"run.end={first + SHORT}", "run.replications=2"])
        made[path.stem] = sim.run(small, parent, RunOptions(engine="compiled"))
    return made


@pytest.mark.parametrize(
    ("name", "tables"),
    [("headlines", headlines.headline_table), ("headlines made from", headlines.origin_table)],
)
def test_the_tables_are_those_that_full_runs_make(folders, name, tables):
    made, stored = cells_of(tables(folders)), block(name)
    assert made[0] == stored[0]
    assert [row[0] for row in made] == [row[0] for row in stored]
    assert {len(row) for row in made} == {len(made[0])}


def test_every_scenario_but_the_starter_has_a_headline():
    files = {path.stem for path in (ROOT / "scenarios").glob("*.toml")}
    there = {re.search(r"scenarios/(\w+)\.toml", row[0])[1] for row in block("headlines")[2:]}
    assert there == files - {"your_council"}
    assert "your_council.toml" in PAGE.read_text("utf-8")


def test_headlines_are_of_the_scenarios_as_they_are():
    headings, _, *rows = block("headlines made from")
    stored = {row[0]: row[headings.index("Numbers")].strip("`") for row in rows}
    now = {
        f"[{path.stem}](../scenarios/{path.name})": headlines.numbers_hash(load_scenario(path))
        for path in headlines.headlined()
    }
    old = sorted(name for name in now if stored.get(name) != now[name])
    assert not old, f"numbers of {old} have changed since their headlines were made: {AGAIN}"


def test_a_number_changes_the_fingerprint_and_its_source_does_not():
    path = ROOT / "scenarios" / "do_nothing.toml"
    plain = headlines.numbers_hash(load_scenario(path))
    words = ["title=Other words", "roles.swso.take_up.source=Somebody said so"]
    assert headlines.numbers_hash(load_scenario(path, words)) == plain
    number = ["roles.swso.take_up.high=0.99"]
    assert headlines.numbers_hash(load_scenario(path, number)) != plain


@pytest.mark.parametrize(
    ("name", "base"),
    [
        ("no_uncertainty", "nottinghamshire_2018"),  # which extends swso_expansion, as that does
        ("swso_in_assessment", "nottinghamshire_2019"),  # which extends 2018, of other days
        ("pilot_2015", "nottinghamshire_2015"),
        ("nottinghamshire_2019", None),
        ("nottinghamshire_2018", None),  # which extends a part
    ],
)
def test_what_a_scenario_is_compared_with(name, base):
    found = headlines.base_of(ROOT / "scenarios" / f"{name}.toml")
    assert base == (None if found is None else found.stem)


# --- the page about the decision, from the same small runs ---


@pytest.fixture
def small_decision(folders, monkeypatch):
    """The tables of that page, of four weeks of October 2018."""
    for module in (decision_tables, measured):
        monkeypatch.setattr(module, "ran", folders.__getitem__)
    monkeypatch.setattr(decision_tables, "MONTHS", ("2018-10",))
    monkeypatch.setattr(decision_tables, "YEARS", ("2018/19",))
    return decision_tables


def test_the_decision_has_a_row_for_each_team_and_option(small_decision):
    teams, months = cells_of(small_decision.by_team()), cells_of(small_decision.over_time())
    assert teams[0] == ["Team", *small_decision.OPTIONS.values()]
    assert [row[0] for row in teams[2:]][::9] == ["Assessment North", "**All nine**"]
    assert [row[0] for row in months[2:]] == list(small_decision.OPTIONS.values())
    assert months[2][-1] == "£0"


def test_new_posts_are_vacant_at_first(small_decision):
    rows = {row[0]: row[1:] for row in cells_of(small_decision.vacancies())[2:]}
    shares = {name: float(cells[0].removesuffix(" %")) for name, cells in rows.items()}
    # 18 of 194 posts are 9.3 %; both have the vacancies of the first day besides
    assert shares["18 social workers"] - shares["Do nothing"] == pytest.approx(9.0, abs=1.5)
    empty = {name: float(cells[1]) for name, cells in rows.items()}
    assert empty["18 social workers, 6 % of posts vacant"] > empty["18 social workers"]


def test_the_verdict_names_every_frontline_team_once(small_decision):
    said = small_decision.verdict()
    assert all(said.count(team.label) == 1 for team in small_decision.frontline())
    assert "all nine frontline teams have at most 21 cases a worker" in said
