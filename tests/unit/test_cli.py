"""What the commands print, where, and their exit codes."""

import csv
import errno
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from sim import cli
from sim.errors import InputError, InputErrors, MachineError, UnfinishedError

SMALL = str(Path(__file__).parents[1] / "data" / "small.toml")
QUICK = ("--set", "run.end=2018-11-30", "--replications", "2", "--jobs", "1")


@pytest.fixture
def ask(capsys):
    """Give a command; return its exit code, stdout and stderr."""

    def give(*arguments):
        code = cli.main([str(argument) for argument in arguments])
        return (code, *capsys.readouterr())

    return give


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    out = tmp_path_factory.mktemp("results")
    assert cli.main(["run", SMALL, *QUICK, "--out", str(out), "--quiet"]) == 0
    return out


# --- run ---


def test_run_ends_in_plain_english(ask, results):
    code, out, err = ask("run", SMALL, *QUICK, "--out", results)
    assert code == 0
    assert out.startswith("Two small teams: 2 replications, 1 October 2018 to 30 November 2018.")
    for part in ("Assessment", "District", "Whole service", "First week", "Last week"):
        assert part in out
    # 9.5 FTE x £48,000 and 1 FTE x £26,776 for two months
    assert "2018/19" in out
    assert "£80,463" in out
    assert f"Charts: {results / 'small' / 'charts'}" in out
    assert "already" in err


def test_a_total_that_misses_its_parts_by_a_pound_is_explained(ask, tmp_path):
    said = "a total can miss its parts by a pound"
    arguments = ("run", SMALL, "--replications", "1", "--out", tmp_path, "--no-charts", "--quiet")
    _, out, _ = ask(*arguments)
    assert "£249,182" in out  # £241,388 + £7,794
    assert said not in out
    fifty_pence_twice = ("roles.social_worker.cost_per_fte_gbp=48002",
                         "roles.swso.cost_per_fte_gbp=26778")  # fmt: skip
    _, out, _ = ask(*arguments, "--set", fifty_pence_twice[0], "--set", fifty_pence_twice[1])
    for amount in ("£241,399", "£7,795", "£249,193", said):  # of £241,398.50 and £7,794.50
        assert amount in out


def test_charts_are_drawn_unless_not_wanted(ask, results, tmp_path):
    assert (results / "small" / "charts" / "index.json").exists()
    code, out, _ = ask("run", SMALL, *QUICK, "--out", tmp_path, "--no-charts", "--quiet")
    assert code == 0
    assert "Charts" not in out
    assert not (tmp_path / "small" / "charts").exists()


def test_json_is_one_object_on_stdout(ask, results):
    code, out, _ = ask("run", SMALL, *QUICK, "--out", results, "--json", "--no-charts")
    assert code == 0
    result = json.loads(out)
    assert result["status"] == "complete"
    assert Path(result["folder"]) == results / "small"
    service = result["caseload_per_fte"][-1]
    assert service["unit"] == "Whole service"
    low, middle, high = (service["last_week"][key] for key in ("p05", "p50", "p95"))
    assert 5 < low <= middle <= high < 60
    assert result["budget_gbp"]["establishment"]["2018/19"] == pytest.approx(80462.67)


def test_quiet_says_nothing_on_stderr(ask, results):
    assert ask("run", SMALL, *QUICK, "--out", results, "--no-charts", "--quiet")[2] == ""


def test_options_have_the_last_word_over_settings(ask, tmp_path):
    ask("run", SMALL, "--set", "run.seed=1", *QUICK, "--seed", "2", "--out", tmp_path,
        "--no-charts", "--quiet", "--cases", "--engine", "simpy")  # fmt: skip
    manifest = json.loads((tmp_path / "small" / "manifest.json").read_text("utf-8"))
    assert (manifest["seed"], manifest["replications"]) == (2, 2)
    assert (tmp_path / "small" / "cases.parquet").exists()


def test_auto_says_how_many_replications_were_enough(ask, tmp_path):
    arguments = ("run", SMALL, "--set", "run.end=2018-10-31", "--out", tmp_path, "--no-charts",
                 "--replications", "auto", "--half-width", "open_cases@north=1%",
                 "--half-width", "leavers@service=50", "--most-replications", "26")  # fmt: skip
    code, out, _ = ask(*arguments, "--quiet")
    assert code == 0
    assert out.startswith("Two small teams: 26 replications, ")
    assert "26 replications are the most allowed, and were not enough" in out
    [line] = [line for line in out.splitlines() if "1% of the mean, not reached" in line]
    assert "North & West" in line
    assert "50\n" in out
    found = json.loads(ask(*arguments, "--json")[1])
    assert found["replications"] == found["precision"]["replications"] == 26
    assert found["precision"]["reached"] is False


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("compare", SMALL, SMALL, "--replications", "auto"), "only run finds out"),
        (("run", SMALL, "--replications", "many"), "'many' is not a whole number"),
        (("run", SMALL, "--half-width", "leavers=1"), "need --replications auto"),
        (("run", SMALL, "--most-replications", "50"), "need --replications auto"),
        (
            ("run", SMALL, "--replications", "auto", "--half-width", "leavers"),
            "caseload_per_fte=1%",
        ),
        (("run", SMALL, "--replications", "auto", "--most-replications", "24"), "Allow 25 or more"),
    ],
)
def test_what_auto_can_not_do_is_refused_before_anything_is_written(ask, tmp_path, arguments, said):
    code, out, err = ask(*arguments, "--out", tmp_path)
    assert (code, out) == (2, "")
    assert said in err
    assert not list(tmp_path.iterdir())


def test_a_team_with_too_much_work_has_no_steady_state(ask, tmp_path):
    busy = ("--set", "demand.referrals_per_week.intake=14")
    code, out, _ = ask("run", SMALL, *QUICK, *busy, "--out", tmp_path, "--no-charts", "--quiet")
    assert code == 0
    assert "Intake has no steady state: the work that arrives is 11" in out
    assert "North & West has no" not in out


# --- check ---


def test_check_prints_loads_and_assumptions(ask):
    code, out, err = ask("check", SMALL)
    assert (code, err) == (0, "")
    assert "The scenario small is valid." in out
    assert "Load with overtime" in out
    [line] = [line for line in out.splitlines() if "demand.sibling_work_share" in line]
    assert line.split() == [
        "demand.sibling_work_share", "0.5", "0.4", "to", "0.6", "assumed", "Judgement"
    ]  # fmt: skip
    assert "1 with a range" in out
    assert "without a word on what they rest on" in out


def test_check_tells_overtime_from_overload(ask):
    setting = ("--set", "demand.referrals_per_week.intake=11")
    assert "Intake has no steady state without overtime" in ask("check", SMALL, *setting)[1]


def test_check_tells_where_bank_holidays_end(ask):
    assert (
        "Bank holidays from 2101 on are not known"
        in ask("check", SMALL, "--set", "run.end=2101-03-31")[1]
    )
    assert "Bank holidays" not in ask("check", SMALL)[1]


def test_check_as_json(ask):
    code, out, _ = ask("check", SMALL, "--json")
    result = json.loads(out)
    assert code == 0
    assert [load["team"] for load in result["offered_load"]] == ["intake", "north"]
    facts = {fact["key"]: fact for fact in result["assumptions"]}
    assert facts["demand.sibling_work_share"]["high"] == 0.6


# --- schema ---


def test_schema_for_whole_scenarios_and_for_overlays(ask):
    whole = json.loads(ask("schema")[1])
    overlay = json.loads(ask("schema", "--for", "scenario.overlay")[1])
    assert "teams" in whole["required"]
    assert "extends" not in whole["properties"]
    assert '"required"' not in json.dumps(overlay)
    assert overlay["properties"]["extends"]["anyOf"][0] == {"type": "string"}
    assert set(whole["properties"]) < set(overlay["properties"])


# --- replay ---


def events(ask, *arguments):
    code, out, _ = ask("replay", SMALL, *QUICK[:2], *arguments, "--format", "csv")
    assert code == 0
    return list(csv.DictReader(io.StringIO(out)))


def test_replay_follows_a_case_a_worker_or_a_team(ask):
    log = events(ask, "--replication", "1")
    assert [float(row["working_day"]) for row in log] == sorted(
        float(row["working_day"]) for row in log
    )
    case = next(row["who"] for row in log if row["event"] == "CaseOpened")
    own = events(ask, "--replication", "1", "--case", case)
    assert own == [row for row in log if row["who"] == case]
    assert 1 < len(own) < len(log)
    worker = "north/social_worker 1"
    own = events(ask, "--replication", "1", "--worker", worker)
    assert own == [
        row for row in log if row["who"] == worker or row["detail"].endswith(f" {worker}")
    ]
    assert any(row["detail"] == f"to {worker}" for row in own)
    team = events(ask, "--replication", "1", "--team", "north")
    assert {row["team"] for row in team} == {"north"}


def test_replay_in_all_formats_tells_the_same(ask):
    rows = events(ask, "--team", "intake")
    found = json.loads(ask("replay", SMALL, *QUICK[:2], "--team", "intake", "--format", "json")[1])
    lines = ask("replay", SMALL, *QUICK[:2], "--team", "intake")[1].splitlines()
    assert len(rows) == len(found) == len(lines)
    assert [row["event"] for row in rows] == [one["event"] for one in found]
    assert lines[0].startswith(f"{rows[0]['date']}  ")
    assert rows[0]["event"] in lines[0]


def test_replay_finds_a_team_by_the_name_that_people_use(ask):
    assert events(ask, "--team", "North & West") == events(ask, "--team", "north")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--replication", "6"), "numbered from 0 to 5"),
        (("--case", "nobody"), "nothing in this replication happened to 'nobody'"),
        (("--team", "nroth"), 'no team "nroth". Did you mean "north"?'),
        (("--case", "a", "--worker", "b"), "not both"),
    ],
)
def test_replay_refuses_what_is_not_there(ask, arguments, said):
    code, out, err = ask("replay", SMALL, *QUICK[:2], *arguments)
    assert (code, out) == (2, "")
    assert said in err


# --- errors ---


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (InputError("it is odd.", "Mend it.", "x.toml", 3, "a.b"), 2, "x.toml, line 3: a.b: it is"),
        (InputErrors([InputError("one"), InputError("two")]), 2, "one\ntwo"),
        (UnfinishedError("more to do"), 3, "more to do"),
        (MachineError("disk full"), 4, "disk full"),
        (MemoryError(), 4, "The memory ran out"),
        (ImportError("x.so: failed to map segment from shared object"), 4, "The memory ran out"),
        (OSError(errno.ENOSPC, "No space left on device"), 4, "No space left on device"),
        (ZeroDivisionError("division by zero"), 1, "HEADROOM_DEBUG=1"),
    ],
)
def test_errors_become_words_and_exit_codes(ask, monkeypatch, error, code, said):
    def fail(*_, **__):
        raise error

    monkeypatch.delenv("HEADROOM_DEBUG", raising=False)
    monkeypatch.setattr("sim.scenario.load.load_scenario", fail)
    got, out, err = ask("check", SMALL)
    assert (got, out) == (code, "")
    assert said in err
    assert "Traceback" not in err
    got, out, _ = ask("check", SMALL, "--json")
    assert got == code
    assert json.loads(out)["exit_code"] == code


@pytest.mark.skipif(sys.platform == "win32", reason="there nobody can remove the current folder")
def test_a_current_folder_that_is_gone_is_told(ask, monkeypatch, tmp_path):
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    code, _, err = ask("check", tmp_path / "some.toml")
    assert code == 4
    assert "no longer there. Change to another folder" in err


def test_a_developer_may_see_the_traceback(ask, monkeypatch):
    monkeypatch.setenv("HEADROOM_DEBUG", "1")
    monkeypatch.setattr("sim.scenario.load.load_scenario", lambda *_: 1 / 0)
    assert "Traceback" in ask("check", SMALL)[2]


def test_input_errors_are_taken_apart_in_json(ask, tmp_path):
    odd = tmp_path / "odd.toml"
    odd.write_text(Path(SMALL).read_text("utf-8").replace("opening_caseload = 80", "opening = 80"))
    code, out, err = ask("check", odd, "--json")
    assert code == 2
    [error] = json.loads(out)["errors"]
    assert (error["file"], error["key"]) == (str(odd), "teams.intake.opening")
    assert error["line"] == odd.read_text("utf-8").splitlines().index("opening = 80") + 1
    assert "opening" in err


def test_an_unknown_command_gets_a_suggestion_and_code_2(ask):
    code, out, err = ask("chekc", SMALL)
    assert (code, out) == (2, "")
    assert "check" in err


def test_a_missing_file_is_bad_input(ask, tmp_path):
    code, _, err = ask("run", tmp_path / "absent.toml")
    assert code == 2
    assert "absent.toml" in err
    assert not list(tmp_path.iterdir())


def test_names_cannot_command_the_terminal(ask, tmp_path):
    odd = tmp_path / "odd.toml"
    text = Path(SMALL).read_text("utf-8").replace('"Intake"', '"In\\u001b[31mtake [bold]"')
    odd.write_text(text)
    code, out, _ = ask("check", odd)
    assert "\x1b" not in out
    assert code == 2 or "[31mtake [bold]" in out


def test_help_needs_no_heavy_library(ask):
    script = (
        "import sys; from sim.cli import main; main(['--help']);"
        "heavy = {'numpy', 'pydantic', 'simpy', 'pandas', 'matplotlib', 'duckdb', 'rich',"
        " 'multiprocessing'};"
        "sys.exit(', '.join(sorted(heavy & set(sys.modules))) or 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], check=False, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "Commands:" in done.stdout


def test_a_serial_run_needs_no_processes(tmp_path):
    script = (
        "import sys; from sim.cli import main;"
        f"code = main(['run', {SMALL!r}, *{QUICK!r}, '--out', {str(tmp_path)!r}, '--no-charts']);"
        "sys.exit(code or ', '.join({'multiprocessing.pool', 'concurrent.futures.process'}"
        " & set(sys.modules)) or 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
