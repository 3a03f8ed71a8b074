"""The compare command as a person uses it."""

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest

from sim.cli import main

ROOT = Path(__file__).parents[2]
SMALL = ROOT / "tests" / "data" / "small.toml"
SHORT = ("--set", "run.end=2018-12-28", "--replications", "4", "--jobs", "1")
QUIET = ("--quiet", "--no-charts")


def sim(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "sim", *map(str, arguments)],
        check=False, cwd=ROOT, capture_output=True, text=True, timeout=120,
    )  # fmt: skip


@pytest.fixture
def ask(capsys):
    """Give a command; return its exit code, stdout and stderr."""

    def give(*arguments):
        code = main([str(argument) for argument in arguments])
        return (code, *capsys.readouterr())

    return give


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """Three scenarios: as small, with a busier front door, and with more social workers."""
    folder = tmp_path_factory.mktemp("scenarios")
    text = SMALL.read_text("utf-8")
    changes = {
        "calm": ("Calm", text),
        "busy": ("Busy", text.replace("{ intake = 7.0 }", "{ intake = 14.0 }")),
        "staffed": ("Staffed", text.replace("social_worker_fte = 5.5", "social_worker_fte = 7.5")),
    }
    for name, (title, changed) in changes.items():
        named = changed.replace('name = "small"', f'name = "{name}"')
        (folder / f"{name}.toml").write_text(named.replace("Two small teams", title), "utf-8")
    return [folder / f"{name}.toml" for name in changes]


@pytest.fixture(scope="module")
def results(files, tmp_path_factory):
    """What comparing all three leaves; tests leave it as it is."""
    out = tmp_path_factory.mktemp("results")
    assert main([str(a) for a in ("compare", *files, *SHORT, "--out", out, "--quiet")]) == 0
    return out


# --- what it prints ---


def test_the_answer_comes_first_and_then_what_it_rests_on(ask, files, results):
    code, out, err = ask("compare", *files, *SHORT, "--out", results)
    assert code == 0
    lines = out.splitlines()
    assert lines[0].startswith("“Busy” raises the caseload of the whole service by ")
    assert "by December 2018, and in " in lines[0]
    assert lines[0].endswith("of 4 paired futures it is at most 21.")
    assert lines[2].startswith("“Staffed” lowers the caseload of the whole service by ")
    folder = results / "calm_vs_busy_vs_staffed"
    assert f"Tables: {folder}" in lines
    assert f"Charts: {folder / 'charts'}" in lines
    differing = {line.split()[0]: line.split()[1:] for line in lines if line.startswith("  ")}
    assert differing["demand.referrals_per_week.intake"] == ["7.0", "14.0", "7.0"]
    assert differing["teams.north.social_worker_fte"] == ["5.5", "5.5", "7.5"]
    assert "already" in err
    assert "Simulating" not in err


def test_a_team_without_a_steady_state_is_named_with_its_scenario(ask, files, results):
    out = ask("compare", *files, *SHORT, "--out", results, *QUIET)[1]
    outside, beware = (line for line in out.splitlines() if line.startswith("Beware."))
    assert beware.startswith("Beware. In busy: Intake has no steady state")
    assert "The intervention One more officer changes nothing: it begins on 1 January" in outside


def test_the_table_on_disk_says_what_the_screen_says(ask, files, results):
    code, out, err = ask("compare", *files, *SHORT, "--out", results, "--json", *QUIET)
    assert (code, err) == (0, "")
    said = json.loads(out)
    assert (said["status"], said["baseline"]) == ("complete", "calm")
    assert (said["name"], said["week_ending"]) == ("calm_vs_busy_vs_staffed", "2018-12-28")
    assert len(said["answers"]) == 2
    assert said["target"] == {"measure": "caseload_per_fte", "value": 21.0, "at_most": True}
    assert {"key": "demand.referrals_per_week.intake", "calm": "7.0", "busy": "14.0",
            "staffed": "7.0"} in said["differences"]  # fmt: skip
    folder = Path(said["folder"])
    with (folder / "comparison.csv").open(encoding="utf-8-sig", newline="") as file:
        stored = {
            (row["unit"], row["option"]): row
            for row in csv.DictReader(file)
            if row["measure"] == "caseload_per_fte" and row["period"] == "end"
        }
    # two teams, two groups, the service
    assert len(said["options"]) == len(stored) == 15
    for row in said["options"]:
        own = stored[row["unit"], row["option"]]
        for name in ("mean", "difference", "half_width", "p05", "probability_best"):
            if row[name] is None:
                assert own[name] == ""
            else:
                assert float(own[name]) == pytest.approx(row[name], rel=1e-9)


def test_a_question_can_name_measure_unit_target_day_and_baseline(ask, files, results):
    code, out, _ = ask(
        "compare", *files[:2], *SHORT, "--out", results, *QUIET, "--baseline", "busy",
        "--measure", "open_cases", "--unit", "intake", "--target", "60", "--at", "2018-11-15",
        "--name", "my question",
    )  # fmt: skip
    assert code == 0
    assert out.startswith("“Calm” lowers the number of open cases of Intake by ")
    assert "by November 2018, and in" in out
    assert "it is at most 60." in out
    assert "week ending 9 November 2018" in out
    [folder] = results.glob("my-question--*")
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert (manifest["name"], manifest["baseline"]) == ("my question", "busy")
    assert (manifest["period"], manifest["week_ending"]) == ("2018-11-09", "2018-11-09")


# --- how it is done ---


def test_results_do_not_depend_on_the_number_of_processes(files, results, tmp_path):
    more = ("--set", "run.end=2018-12-28", "--replications", 4, "--jobs", 2)
    done = sim("compare", *files, *more, "--out", tmp_path, *QUIET)
    assert done.returncode == 0, done.stderr
    for name in ("comparison.csv", "target.csv", "paired.parquet"):
        one, other = (place / "calm_vs_busy_vs_staffed" / name for place in (results, tmp_path))
        assert one.read_bytes() == other.read_bytes()


def test_finished_results_stand_for_scenarios_and_nothing_is_run(ask, results, tmp_path):
    folders = [results / name for name in ("calm", "busy", "staffed")]
    code, _, err = ask("compare", *folders, "--out", tmp_path, "--no-charts")
    assert (code, err) == (0, "")
    [folder] = [path for path in tmp_path.iterdir() if path.is_dir()]
    mine = (folder / "comparison.csv").read_bytes()
    assert mine == (results / folder.name / "comparison.csv").read_bytes()


def test_charts_are_drawn_unless_not_wanted(ask, results, tmp_path):
    folders = [results / name for name in ("calm", "busy")]
    ask("compare", *folders, "--out", tmp_path, "--quiet")
    charts = tmp_path / "calm_vs_busy" / "charts"
    names = {path.stem for path in charts.glob("*.png")}
    assert names == {
        *("difference_busy", "end_by_option", "steps_busy", "cost_against_measure"),
    }
    out = ask("compare", *folders, "--out", tmp_path, *QUIET, "--measure", "leavers")[1]
    assert "Charts" not in out
    assert not charts.exists()  # they showed another measure


# --- what it refuses ---


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("{calm}",), "Give two scenarios or more"),
        (("{calm}", "{calm}"), 'two of the scenarios are called "calm"'),
        (("{calm}", "nowhere.toml"), "nowhere.toml"),
        (("{calm}", "{busy}", "--measure", "case_load_per_fte"), '"caseload_per_fte"'),
        (("{calm}", "{busy}", "--unit", "nort"), 'Did you mean "north"?'),
        (("{calm}", "{busy}", "--at", "2019-04-01"), "is not within the run"),
        (("{calm}", "{busy}", "--at", "soon"), '"soon" is not a day'),
        (("{calm}", "{busy}", "--target", "low"), "'low' is not a valid float"),
        (("{calm}", "{busy}", "--baseline", "bsy"), 'Did you mean "busy"?'),
        (("{calm}", "{busy}", "--name", "busy"), "like a scenario"),
        (("{calm}", "{busy}", "--set", "name=x"), 'two of the scenarios are called "x"'),
        (("{calm}", "."), "not a finished result"),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_written(ask, files, tmp_path, arguments, said):
    calm, busy, _ = files
    filled = [argument.format(calm=calm, busy=busy) for argument in arguments]
    code, out, err = ask("compare", *filled, "--out", tmp_path / "out")
    assert (code, out) == (2, "")
    assert said in err
    assert "Traceback" not in err
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("end = 2019-03-31", "end = 2019-02-28", "run.end"),
        ("seed = 7", "seed = 8", "run.seed"),
        ("replications = 6", "replications = 5", "run.replications"),
        ("[teams.north]", "[teams.east]", "teams"),
    ],
)
def test_unlike_scenarios_are_refused_before_any_is_run(ask, files, tmp_path, old, new, key):
    other = tmp_path / "other.toml"
    text = SMALL.read_text("utf-8").replace(old, new).replace("posts = { north", "posts = { east")
    if key != "teams":
        text = SMALL.read_text("utf-8").replace(old, new)
    other.write_text(text, "utf-8")
    code, out, err = ask("compare", files[0], other, "--out", tmp_path / "out", "--json")
    assert code == 2
    [error] = json.loads(out)["errors"]
    assert (error["file"], error["key"]) == (str(other), key)
    assert error["remedy"]
    assert "calm" in err
    assert list(tmp_path.iterdir()) == [other]


def test_results_made_of_other_replications_are_refused(ask, files, results, tmp_path):
    code, _, err = ask("compare", results / "calm", files[1], "--out", tmp_path, *QUIET)
    assert code == 2
    assert "run.replications: 6 here and 4 in calm" in err
    assert "Add --set run.replications=4." in err
    assert not list(tmp_path.iterdir())


def test_files_of_others_are_left_alone(ask, results, tmp_path):
    mine = tmp_path / "calm_vs_busy" / "mine.txt"
    mine.parent.mkdir()
    mine.write_text("mine")
    folders = [results / name for name in ("calm", "busy")]
    code, _, err = ask("compare", *folders, "--out", tmp_path, *QUIET)
    assert code == 2
    assert "Headroom did not write" in err
    assert [path.name for path in mine.parent.iterdir()] == ["mine.txt"]
