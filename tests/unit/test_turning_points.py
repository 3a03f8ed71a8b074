"""What would change a comparison's answer is read from the experiments beside it."""

import json
from itertools import chain

import pandas as pd
import pytest

from sim.provenance import checksum, sealed
from sim.report.paper.content import Bullets, Paragraph, TableBlock
from sim.report.paper.sensitivity_findings import sensitivity_findings
from sim.report.paper.stored_scenarios import Option
from sim.report.paper.turning_points import LARGEST, MISSING, turning_points
from sim.report.readings_words import readings_answer
from sim.report.seek_data import read_search
from sim.report.seek_words import switch_answer
from sim.report.sensitivity_data import read_sensitivity
from sim.report.tornado_words import tornado_answer
from sim.results.store import read, write_csv
from sim.scenario.load import resolved_toml
from tests.unit.sample_search import OPTIONS, build_search, switch_asked, switches_found
from tests.unit.sample_sensitivity import build_sensitivity, part_of, scenario
from tests.unit.test_sensitivity_readings import A, B, made
from tests.unit.test_study_paper import column, ten_digits

MADE = {
    "status": "complete", "format": 2, "start": "2018-10-01", "end": "2019-03-31",
    "model_version": "one", "ended": "2026-01-02T00:00:00Z",
}  # fmt: skip
NOTHING = scenario(name="nothing", title="Do nothing")
EXPANSION = scenario()
THOSE = (
    Option("Baseline", "Do nothing", NOTHING),
    Option("Option 1", "More support officers", EXPANSION),
    *(Option("Option", one["title"], scenario(**one)) for one in OPTIONS),
)
ENTRIES = [{"name": one.scenario.name, "title": one.scenario.title} for one in THOSE]


def finish(folder, **keys):
    """Say of a folder that it is finished, and what its tables are."""
    for path in folder.glob("*.parquet"):
        write_csv(folder / f"{path.stem}.csv", read(folder, f"SELECT * FROM {path.stem}"))
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    files = {path.name: checksum(path) for path in folder.iterdir() if path.stem != "manifest"}
    made = sealed(manifest | MADE | {"files": files} | keys)
    (folder / "manifest.json").write_text(json.dumps(made))


def search(folder, **keys):
    hours = (switch_asked("hours"), lambda value: 20 * (value - 6.0))
    flat = (switch_asked("flat"), lambda value: 50.0 + 0 * value)
    build_search(folder, switches_found(hours, flat), title="Break-even")
    finish(folder, **keys)


def tornado(folder, stored=EXPANSION, **keys):
    build_sensitivity(folder, part_of(against=NOTHING), ("tornado",))
    (folder / "scenario.toml").write_text(resolved_toml(stored), "utf-8")
    finish(folder, **keys)


@pytest.fixture
def told(tmp_path):
    """The blocks of a comparison among the folders of a directory."""
    (tmp_path / "compared").mkdir()

    def blocks():
        manifest = {**MADE, "scenarios": ENTRIES}
        return list(turning_points(tmp_path / "compared", manifest, THOSE))

    return blocks


def texts(blocks):
    """All that is said, in sentences."""
    bullets = chain.from_iterable(one.items for one in blocks if isinstance(one, Bullets))
    return [*(one.text for one in blocks if isinstance(one, Paragraph)), *bullets]


def tables(blocks):
    return [one for one in blocks if isinstance(one, TableBlock)]


def test_without_experiments_it_says_how_to_make_them(told):
    assert told() == [Bullets(tuple(MISSING.values()))]
    assert "python -m sim seek FILE" in MISSING["seek"]
    assert "python -m sim sensitivity FILE" in MISSING["sensitivity"]


def test_switching_values_agree_with_the_csv_to_the_last_digit(told, tmp_path):
    search(tmp_path / "where")
    blocks = told()
    [table] = tables(blocks)
    rows = pd.read_csv(tmp_path / "where" / "switching.csv")
    assert rows["verdict"].to_list() == ["switch", "no switch"]
    assert column(table, "Expected") == ten_digits(rows["expected"])
    for heading, name in (("Switch", "value"), ("95% interval from", "low"), ("to", "high")):
        assert column(table, heading) == [float(f"{rows[name][0]:.10g}"), None]
    assert [row[2].text for row in table.rows] == [
        "Overtime of the whole service in the last week"
    ] * 2
    pair = " and ".join(f"“{one['title'].rstrip('.')}”" for one in OPTIONS)
    where = "the folder “where” beside this comparison"
    assert table.notes[-1] == f"The two options: {pair}. Read from {where}."
    switch = read_search(tmp_path / "where").switches[0]
    said = texts(blocks)
    assert f"{switch.label}. {switch_answer(switch)}" in said
    assert (
        "“Break-even”, read from the folder “where” beside this comparison, made 2 January 2026."
        in said
    )
    assert said[-1] == MISSING["sensitivity"]


def test_the_largest_bars_agree_with_the_csv_to_the_last_digit(told, tmp_path):
    tornado(tmp_path / "bars")
    blocks = told()
    [table] = tables(blocks)
    rows = pd.read_csv(tmp_path / "bars" / "tornado.csv").sort_values("rank")
    for heading, name in (("At low", "low_difference"), ("High less low", "swing")):
        assert column(table, heading) == ten_digits(rows[name].head(LARGEST))
    found = read_sensitivity(tmp_path / "bars")
    assert tornado_answer(found, found.outcomes[0]) in texts(blocks)
    assert texts(blocks)[-1] == MISSING["seek"]


def test_readings_are_told_and_only_the_largest(told, tmp_path):
    folder = tmp_path / "read"
    folder.mkdir()
    others = [
        (*(A if place % 2 else B), 0.1 * place - 1.7, 0.1, 0.3) for place in range(LARGEST + 2)
    ]
    made(folder, others, cost=500.0)
    finish(folder, base=ENTRIES[1], against=ENTRIES[0])
    (folder / "scenario.toml").write_text(resolved_toml(EXPANSION), "utf-8")
    [table] = tables(told())
    rows = pd.read_csv(folder / "readings.csv")
    assert table.rows[0][0].text == "As written"
    assert column(table, "Outcome") == ten_digits([-1.0, *rows["at"].head(LARGEST)])
    assert column(table, "Change") == [None, *ten_digits(rows["difference"].head(LARGEST)).expected]
    assert column(table, "Cost over the run") == [-1000.0] + [500.0] * LARGEST
    assert f"The {LARGEST} largest changes of {LARGEST + 2}. In 100 futures." in table.notes
    found = read_sensitivity(folder)
    assert readings_answer(found, found.outcomes[0]) in texts(told())
    whole = sensitivity_findings(folder)
    assert len(whole.tables[0].rows) == len(rows) + 1
    assert whole.tried.startswith("1 figure of “More support officers” that can be read in more")


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({}, "made 2 January 2026."),
        ({"model_version": "two"}, "another version of the program than the figures above."),
        ({"end": "2018-12-31"}, "other dates than the figures above: 1 October 2018 to"),
        ({"stored": scenario(roles__swso__take_up__value=0.6)},
         "“More support officers” is not the one above: it differs in roles.swso.take_up."),
    ],
)  # fmt: skip
def test_what_was_otherwise_is_said(told, tmp_path, keys, said):
    tornado(tmp_path / "bars", **keys)
    [line] = [text for text in texts(told()) if text.startswith("“What matters”, read from")]
    assert said in line
    assert line.count(". ") == (not line.endswith("made 2 January 2026."))


@pytest.mark.parametrize(
    "keys",
    [
        {"status": "running"},
        {"base": {"name": "expansion", "title": "Another expansion"}},
        {"against": {"name": "stranger", "title": "Do nothing"}},
        {"parts": ["morris"]},
        {"kind": "sweep"},
    ],
)
def test_what_is_not_about_these_options_is_left_out(told, tmp_path, keys):
    build_sensitivity(tmp_path / "bars", part_of(against=NOTHING), ("tornado",))
    finish(tmp_path / "bars", **keys)
    assert told() == [Bullets(tuple(MISSING.values()))]


def test_what_is_no_result_is_left_out(told, tmp_path):
    tornado(tmp_path / "bars.partial")
    (tmp_path / "file").write_text("{}")
    for name, text in (("broken", "{"), ("list", "[]"), ("empty", "{}")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "manifest.json").write_text(text)
    assert told() == [Bullets(tuple(MISSING.values()))]


def test_a_folders_name_is_printed_as_plain_text(told, tmp_path):
    tornado(tmp_path / "a\x07\u202e\nb")
    [table] = tables(told())
    assert "the folder “a\ufffd\ufffd b” beside" in table.notes[-1]


def test_what_was_changed_since_or_stored_otherwise_is_named_and_not_read(told, tmp_path):
    tornado(tmp_path / "bars")
    search(tmp_path / "where", format=1)
    with (tmp_path / "bars" / "tornado.parquet").open("ab") as file:
        file.write(b" ")
    blocks = told()
    assert not tables(blocks)
    changed, older, *missing = texts(blocks)
    assert changed.endswith("not read: its file tornado.parquet is not as the program wrote it.")
    assert older.startswith("“Break-even”, in the folder “where”")
    assert older.endswith("it was made by a version of the program that stored results otherwise.")
    assert missing == list(MISSING.values())
