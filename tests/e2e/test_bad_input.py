"""Bad scenarios through the real command line: one clear message, exit code 2, nothing written."""

import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from sim.cli import main

posix = pytest.mark.skipif(os.name != "posix", reason="Windows has no such files")

HEAD = 'extends = "nottinghamshire_2018.toml"\nname = "bad"\n'
HEAD_LINES = 2


class Bad(NamedTuple):
    """An overlay of the shipped base with one mistake.

    Attributes:
        text: What it says after HEAD.
        line: The line of the mistake in this text.
        key: The dotted key that the message must name.
        words: Words of the problem and the remedy that the message must hold.
    """

    text: str
    line: int
    key: str
    words: tuple[str, ...]


BAD = {
    # wrong types
    "number in quotes": Bad('[run]\nseed = "60"', 2, "run.seed", ('"60" is text', "Write 60.")),
    "pounds": Bad(
        '[roles.swso]\ncost_per_fte_gbp = "£26,776"',
        2,
        "roles.swso.cost_per_fte_gbp",
        ("£26,776", "Write 26776."),
    ),
    "percent": Bad('[roles.swso]\ntake_up = "6%"', 2, "roles.swso.take_up", ("Write 0.06.",)),
    "words for a number": Bad(
        '[roles.swso]\ntake_up = "most"',
        2,
        "roles.swso.take_up",
        ('"most" is text', "Write a number."),
    ),
    "true for a number": Bad(
        "[roles.swso]\n\ntake_up = true", 3, "roles.swso.take_up", ("true is not a number",)
    ),
    "half a replication": Bad(
        "[run]\nreplications = 18.5",
        2,
        "run.replications",
        ("18.5 is not a whole number", "Write 18 or 19."),
    ),
    "number for text": Bad("[teams.cds]\nlabel = 5", 2, "teams.cds.label", ('Write "5".',)),
    "british date in quotes": Bad(
        '[run]\nstart = "1/10/2018"', 2, "run.start", ("Write 2018-10-01.",)
    ),
    "date with a time": Bad(
        "[run]\nstart = 2018-10-01T09:00:00", 2, "run.start", ("time of day", "Write 2018-10-01.")
    ),
    "yes for true": Bad(
        '[run]\nparameter_uncertainty = "yes"', 2, "run.parameter_uncertainty", ("Write true.",)
    ),
    "text for a list": Bad(
        '[shared_support.seniors]\nteams = "cds"',
        2,
        "shared_support.seniors.teams",
        ('Write ["cds"].',),
    ),
    "number for a table": Bad("teams = 5", 1, "teams", ("5 is a number, not a table",)),
    "list for a team": Bad("[teams]\ncds = [1]", 2, "teams.cds", ("not a table", "label")),
    # numbers that are no use
    "nan": Bad("[roles.swso]\ntake_up = nan", 2, "roles.swso.take_up", ("nan is not a finite",)),
    "infinity": Bad(
        "[costs]\npay_award_per_year = inf",
        2,
        "costs.pay_award_per_year",
        ("inf is not a finite number",),
    ),
    "too large to hold": Bad(
        "[teams.cds]\nsocial_worker_fte = 1e999",
        2,
        "teams.cds.social_worker_fte",
        ("inf is not a finite number",),
    ),
    "ten to the 400": Bad(
        f"[run]\nseed = 1{'0' * 400}",
        2,
        "run.seed",
        ("a number of about 400 digits is more than 4294967295",),
    ),
    "ten to the 400 as an amount": Bad(
        f"[roles.swso]\nworkers_per_support_fte = 1{'0' * 400}",
        2,
        "roles.swso.workers_per_support_fte",
        ("a number of about 400 digits is too large",),
    ),
    "thousands of digits": Bad(f"[run]\nseed = {'7' * 5000}", 2, "run.seed", ("Write a smaller",)),
    "negative hours": Bad(
        "[roles.swso]\nhours_freed_per_week = -1", 2, "roles.swso.hours_freed_per_week", ("-1",)
    ),
    "negative seed": Bad("[run]\nseed = -1", 2, "run.seed", ("-1 is less than 0", "Write 0 or")),
    "no replications": Bad("[run]\nreplications = 0", 2, "run.replications", ("Write 1 or more",)),
    "10^12 replications": Bad(
        "[run]\nreplications = 1000000000000",
        2,
        "run.replications",
        ("1000000000000 is more than 1000000",),
    ),
    "huge hours": Bad(
        "[pathway.assessment]\nfirst_task_due_days = 1e300",
        2,
        "pathway.assessment.first_task_due_days",
        ("1e+300",),
    ),
    "share over 1": Bad("[roles.swso]\ntake_up = 1.6", 2, "roles.swso.take_up", ("1.6", "1.")),
    "probability over 1": Bad(
        "[demand.re_referral]\nprobability = 60", 2, "demand.re_referral.probability", ("60",)
    ),
    "probability under 0": Bad(
        "[demand.re_referral]\nprobability = -0.1", 2, "demand.re_referral.probability", ("-0.1",)
    ),
    "share in a range over 1": Bad(
        "[roles.swso]\ntake_up = { value = 1, low = 0.5, high = 2 }",
        2,
        "roles.swso.take_up",
        ("2",),
    ),
    "low above value": Bad(
        "[roles.swso]\ntake_up = { value = 0.2, low = 0.5, high = 1 }",
        2,
        "roles.swso.take_up",
        ("0.5",),
    ),
    "low without high": Bad(
        "[roles.swso]\ntake_up = { value = 0.2, low = 0.1 }",
        2,
        "roles.swso.take_up",
        ("low and high",),
    ),
    "a team of no workers": Bad(
        "[teams.cds]\nsocial_worker_fte = 0", 2, "teams.cds.social_worker_fte", ("0",)
    ),
    "no referrals at all": Bad(
        "[demand.referrals_per_week]\nassessment_north = 0\nassessment_south = 0",
        1,
        "demand.referrals_per_week",
        ("nothing to simulate",),
    ),
    # keys
    "misspelt key": Bad(
        "[run]\nreplicatons = 5",
        2,
        "run.replicatons",
        ("no such key", 'Did you mean "replications"?'),
    ),
    "misspelt key in a range": Bad(
        "[roles.swso]\ntake_up = { value = 0.2, hihg = 1 }",
        2,
        "roles.swso.take_up.hihg",
        ('Did you mean "high"?',),
    ),
    "unknown key": Bad("[costs]\nzzz = 5", 2, "costs.zzz", ("no such key", "pay_award_per_year")),
    "unknown table": Bad("[costing]\nzzz = 5", 1, "costing", ('Did you mean "costs"?',)),
    "key in the wrong table": Bad(
        "replications = 5", 1, "replications", ("no such key", "a key of [run]")
    ),
    "quoted key": Bad('[run]\n"start date" = 5', 2, 'run."start date"', ('Did you mean "start"?',)),
    "missing key": Bad(
        '[teams.new]\nkind = "district"',
        1,
        "teams.new.social_worker_fte",
        ("is missing", "Add it under [teams.new]: Funded"),
    ),
    "misspelt team": Bad(
        "[teams.geddling]\nsocial_worker_fte = 9",
        1,
        "teams.geddling.kind",
        ("Did you mean teams.gedling?",),
    ),
    "misspelt role": Bad(
        "[teams.cds.support_fte]\nswos = 1", 2, "teams.cds.support_fte.swos", ("swso",)
    ),
    "misspelt stage": Bad(
        "[pathway.assessment.routes]\nchild_in_ned = 0.1",
        2,
        "pathway.assessment.routes.child_in_ned",
        ("child_in_need",),
    ),
    "misspelt choice": Bad(
        '[allocation]\npolicy = "least_load"',
        2,
        "allocation.policy",
        ('Did you mean "least_loaded"?', '"round_robin"'),
    ),
    "misspelt month": Bad(
        "[demand.month_profile]\nagust = 0.8", 1, "demand.month_profile", ("agust",)
    ),
    "misspelt distribution": Bad(
        '[pathway.assessment]\ntask_hours = { distribution = "gama", mean = 1, cv = 1 }',
        2,
        "pathway.assessment.task_hours.distribution",
        ('Did you mean "gamma"?',),
    ),
    "half a distribution": Bad(
        '[pathway.assessment]\ntask_hours = { distribution = "gamma", mean = 1 }',
        2,
        "pathway.assessment.task_hours",
        ("mean",),
    ),
    "key in a list of lines": Bad(
        "[pathway.assessment]\ntask_hours = { distribution = 'empirical',"
        " values = [\n1,\n'x',\n] }",
        4,
        "pathway.assessment.task_hours.values[1]",
        ('"x" is text',),
    ),
    "empty text": Bad('[teams.cds]\nkind = ""', 2, "teams.cds.kind", ("empty", "Fill it in.")),
    # things that must fit together
    "end before start": Bad("[run]\nend = 2017-01-01", 2, "run.end", ("2017-01-01", "before")),
    "routes over 1": Bad(
        "[pathway.assessment.routes]\ndisability = 0.9", 1, "pathway.assessment", ("more than 1",)
    ),
    "bands that fall": Bad("[bands]\nhigh_from = 5", 1, "bands", ("manageable_from",)),
    "intervention backwards": Bad(
        "[interventions.x]\nfrom = 2019-01-01\nto = 2018-01-01",
        1,
        "interventions.x",
        ("2018-01-01", "before"),
    ),
    # not TOML
    "duplicate key": Bad(
        "[run]\nseed = 1\nend = 2020-01-01\nseed = 2",
        4,
        "run.seed",
        ("written twice", f"line {HEAD_LINES + 2}", "Keep one"),
    ),
    "duplicate table": Bad(
        "[run]\nseed = 1\n[bands]\n[run]\nend = 2020-01-01",
        4,
        "run",
        ("written twice", f"line {HEAD_LINES + 1}"),
    ),
    "bare pounds": Bad(
        "[roles.swso]\ncost_per_fte_gbp = £26",
        2,
        "roles.swso.cost_per_fte_gbp",
        ("£26 can't be read", "Write 26."),
    ),
    "bare thousands": Bad(
        "[roles.swso]\ncost_per_fte_gbp = 26,776",
        2,
        "roles.swso.cost_per_fte_gbp",
        ("26,776", "Write 26776."),
    ),
    "bare percent": Bad("[roles.swso]\ntake_up = 6%", 2, "roles.swso.take_up", ("Write 0.06.",)),
    "bare british date": Bad("[run]\nstart = 1/10/2018", 2, "run.start", ("Write 2018-10-01.",)),
    "no such day": Bad("[run]\nend = 2019-02-29", 2, "run.end", ("no such day",)),
    "open quotes": Bad('title = "x', 1, "title", ("closing quote",)),
    "open table name": Bad("[run\nseed = 1", 1, "run", ("Write it as [name].",)),
    "key without a value": Bad("[run]\nseed =", 2, "run.seed", ("a value is missing",)),
}


@pytest.fixture
def check(tmp_path, monkeypatch, capsys):
    """Run a command on a scenario in a folder of its own; return what it said on stderr."""
    monkeypatch.chdir(tmp_path)

    def check(path: Path | str, command: str = "check") -> str:
        before = sorted(tmp_path.rglob("*"))
        code = main([command, str(path)])
        said = capsys.readouterr()
        assert sorted(tmp_path.rglob("*")) == before, "something was written"
        assert code == 2
        assert said.out == ""
        assert said.err.startswith("Error: ")
        assert "Traceback" not in said.err
        assert "pydantic" not in said.err
        assert len(said.err) < 1000
        return said.err.removeprefix("Error: ").rstrip("\n")

    return check


@pytest.fixture
def write(tmp_path):
    def write(content: str | bytes, name: str = "bad.toml") -> str:
        data = content if isinstance(content, bytes) else content.encode()
        (tmp_path / name).write_bytes(data)
        return name

    return write


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD.keys())
def test_a_mistake_is_named_with_place_and_remedy(check, write, bad):
    said = check(write(HEAD + bad.text))
    assert said.startswith(f"bad.toml, line {HEAD_LINES + bad.line}: {bad.key}: ")
    for words in bad.words:
        assert words in said


@pytest.mark.parametrize("name", ["share over 1", "misspelt team", "routes over 1", "bare percent"])
def test_a_run_refuses_the_same_and_makes_no_results_folder(check, write, name):
    path = write(HEAD + BAD[name].text)
    assert check(path, "run") == check(path)


def test_all_mistakes_of_a_file_are_told_together(check, write):
    names = ["number in quotes", "share over 1", "unknown table", "missing key", "empty text"]
    text = HEAD + "\n".join(BAD[name].text for name in names)
    lines = check(write(text)).splitlines()
    assert [line.split(": ")[1] for line in lines] == [BAD[name].key for name in names]


def test_the_file_of_a_chain_that_holds_the_mistake_is_named(check, write):
    write(HEAD + "[roles.swso]\ntake_up = 1.6", "middle.toml")
    top = write('extends = "middle.toml"\nname = "top"\n[roles.swso]\nlabel = "x"\n')
    assert check(top).startswith("middle.toml, line 4: roles.swso.take_up: ")


# ---- Files ---------------------------------------------------------------------------------


def test_a_missing_file(check, write):
    write(HEAD, "swso_expansion.toml")
    said = check("swso_expantion.toml")
    assert said.startswith("swso_expantion.toml: there is no such file.")
    assert '"swso_expansion.toml"' in said


def test_an_empty_file(check, write):
    said = check(write(""))
    assert said.startswith("bad.toml: the file is empty.")
    assert "extends" in said


def test_a_file_of_comments(check, write):
    assert "the file is empty" in check(write("# to do\n\n"))


def test_a_file_without_any_of_what_is_needed(check, write):
    said = check(write('title = "x"'))
    assert [line.split(": ")[1] for line in said.splitlines()] == [
        "name", "run", "teams", "pathway", "demand", "roles"
    ]  # fmt: skip


def test_a_file_that_is_not_utf8(check, write):
    said = check(write(b'name = "x"\ntitle = "caf\xe9"\n'))
    assert said.startswith("bad.toml, line 2: this is not UTF-8 text.")


def test_a_word_document(check, write):
    assert "not UTF-8" in check(write(b"PK\x03\x04\x14\x00\x06\x00\x08\x00\x00\x00\xff\xfe"))


def test_a_program(check):
    assert check(sys.executable).startswith(sys.executable)


def test_a_huge_file(check, tmp_path):
    with (tmp_path / "bad.toml").open("wb") as file:
        file.truncate(100_000_000)
    said = check("bad.toml")
    assert said.startswith("bad.toml: the file has 100.0 MB; a scenario has at most 1 MB.")


def test_a_folder(check, tmp_path):
    (tmp_path / "scenarios").mkdir()
    assert check("scenarios").startswith("scenarios: this is a folder.")


@posix
def test_a_pipe(check, tmp_path):
    os.mkfifo(tmp_path / "bad.toml")
    assert check("bad.toml").startswith("bad.toml: this is not a regular file.")


@posix
def test_a_device(check):
    assert check("/dev/zero").startswith("/dev/zero: this is not a regular file.")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("x = " + "[" * 100_000, "nested more than 20 deep"),
        ("x = " + "[" * 5000 + "]" * 5000, "nested more than 20 deep"),
        ("x = " + "{ a = " * 5000 + "1" + " }" * 5000, "nested more than 20 deep"),
        (".".join("a" * 20_000) + " = 1", "more than 20 parts"),
        ("[" + ".".join("a" * 20_000) + "]", "more than 20 parts"),
        ("k" * 40_000 + " = 1", "40,000 characters"),
        ("x = 0x" + "f" * 500_000, "no such key"),
    ],
    ids=["brackets", "lists", "tables", "dotted key", "dotted table", "long key", "hexadecimal"],
)
def test_text_made_to_overwhelm(check, write, text, words):
    said = check(write(HEAD + text))
    assert said.startswith("bad.toml, line 3: ")
    assert words in said


# ---- extends -------------------------------------------------------------------------------


def test_extending_a_file_that_is_not_there(check, write):
    said = check(write('name = "x"\nextends = "nottinghamshire_208.toml"\n'))
    assert said.startswith("bad.toml, line 2: extends: there is no file ")
    assert '"nottinghamshire_2018.toml"' in said


def test_extending_itself(check, write):
    assert check(write('extends = "bad.toml"')).startswith("bad.toml, line 1: extends: ")


def test_extending_in_a_ring(check, write):
    write('extends = "bad.toml"', "other.toml")
    said = check(write('name = "x"\nextends = "other.toml"'))
    assert said.startswith("other.toml, line 1: extends: ")
    assert "bad.toml -> other.toml -> bad.toml" in said


@pytest.mark.parametrize("name", ["../secret.toml", "/etc/passwd", "sub/../../secret.toml"])
def test_extending_a_file_outside_the_folder(check, write, name):
    said = check(write(f'extends = "{name}"'))
    assert said.startswith("bad.toml, line 1: extends: ")
    assert "outside" in said


# ---- Settings ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ("run.seed", '"run.seed" is not a setting. Write it as key=value'),
        ("run.seed=abc", '--set: run.seed: "abc" is text in quotes, not a whole number.'),
        ("run.sede=1", '--set: run.sede: there is no such key here. Did you mean "seed"?'),
        ("roles.swso.take_up=1e999", "--set: roles.swso.take_up: inf is not a finite number."),
        (f"run.seed={'9' * 5000}", "--set: run.seed: "),
        ("run.end=2017-01-01", "--set: run.end: 2017-01-01 is before the start"),
    ],
)
def test_a_bad_setting(check, write, setting, words, capsys):
    assert main(["check", write(HEAD), "--set", setting]) == 2
    assert words in capsys.readouterr().err


# ---- What is welcome -----------------------------------------------------------------------


def test_the_mark_and_line_ends_of_windows_are_welcome(write, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    path = write(b"\xef\xbb\xbf" + HEAD.replace("\n", "\r\n").encode())
    assert main(["check", path]) == 0
    assert "valid" in capsys.readouterr().out


def test_a_team_to_which_nobody_is_referred_is_fine(write, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    text = "[demand.referrals_per_week]\nassessment_north = 0\n"
    assert main(["check", write(HEAD + text)]) == 0


# ---- A process of its own ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "content", "words"),
    [
        (["check"], HEAD + "[roles.swso]\ntake_up = 1.6", "bad.toml, line 4: roles.swso.take_up: "),
        (["run"], HEAD + "[run]\nreplicatons = 5", 'Did you mean "replications"?'),
        (["run", "--json"], "", "the file is empty"),
        (["check"], "x = " + "[" * 100_000, "nested more than 20 deep"),
    ],
    ids=["share over 1", "misspelt key", "empty", "brackets"],
)
def test_a_real_process_ends_with_code_2(tmp_path, write, arguments, content, words):
    path = write(content)
    done = subprocess.run(
        [sys.executable, "-m", "sim", *arguments, path],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert [file.name for file in tmp_path.iterdir()] == ["bad.toml"]
