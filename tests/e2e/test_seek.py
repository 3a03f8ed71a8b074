"""The seek command as a person uses it."""

import json
from pathlib import Path

import pytest

from sim.cli import main

ROOT = Path(__file__).parents[2]
SMALL = ROOT / "tests" / "data" / "small_seek.toml"
BRIEF = (
    "--replications", "5", "--jobs", "1", "--engine", "simpy",
    "--set", "least_cost.indifference=0.15",
    "--set", "least_cost.most_replications=20",
    "--set", "switching.hours_freed.most_replications=10",
)  # fmt: skip


@pytest.fixture
def ask(capsys):
    """Give a command; return its exit code, stdout and stderr."""

    def give(*arguments):
        code = main([str(argument) for argument in arguments])
        return (code, *capsys.readouterr())

    return give


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """What seeking leaves, with charts."""
    out = tmp_path_factory.mktemp("results")
    assert main([str(a) for a in ("seek", SMALL, *BRIEF, "--out", out, "--quiet")]) == 0
    return out


def test_question_and_answers_come_first(ask, results):
    code, said, told = ask("seek", SMALL, *BRIEF, "--out", results)
    assert code == 0
    question, mix, switch, *_ = said.split("\n\n")
    assert question == "How much is enough, and what would change the answer?"
    assert "the highest caseload of a team is at most 21 in at least 80% of futures" in mix
    assert switch.startswith("Hours freed for each social worker. By the overtime")
    assert "The same results are in" in told


def test_charts_and_tables_are_where_the_answer_says(ask, results):
    _, said, _ = ask("seek", SMALL, *BRIEF, "--out", results, "--quiet")
    folder = results / "small_seek"
    assert f"Tables: {folder}" in said
    names = {path.name for path in (folder / "charts").iterdir()}
    assert {"least_cost.png", "switching_hours_freed.png", "index.json"} <= names
    assert {"mixes.csv", "switching.csv"} <= {path.name for path in folder.iterdir()}


def test_json_is_one_object(ask, results):
    code, said, _ = ask("seek", SMALL, *BRIEF, "--out", results, "--json", "--quiet")
    found = json.loads(said)
    assert (code, found["status"], found["name"]) == (0, "complete", "small_seek")
    assert {len(found["mixes"]), len(found["switching"])} == {6, 1}


def test_a_file_that_seeks_nothing_is_refused(ask, tmp_path):
    empty = tmp_path / "empty.toml"
    text = SMALL.read_text("utf-8")
    kept = text[: text.index("[least_cost]")].replace(
        "small.toml", str(SMALL.parent / "small.toml")
    )
    empty.write_text(kept, "utf-8")
    code, _, told = ask("seek", empty, "--out", tmp_path)
    assert code == 2
    assert "it seeks nothing" in told
