"""Legal texts that look dangerous come out as text, wherever they come out."""

import csv
import json
import re
import tomllib
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
import tomli_w

from tests.hostile.trial import command
from tests.hostile.values import TEXTS

SMALL = Path(__file__).parents[1] / "data" / "small.toml"
LABELS = {
    "=cmd|' /C calc'!A0": TEXTS["markup"],
    "+1+1": TEXTS["formula ="],
    "@SUM(A1)": TEXTS["control characters"] + TEXTS["bidirectional"],
    "../../$x^2 $$": TEXTS["markup of the chart library"] + TEXTS["an unclosed formula of charts"],
}
"""Names and labels of teams."""


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """A run of two replications over two weeks, and what it printed."""
    folder = tmp_path_factory.mktemp("texts")
    (folder / "hostile.toml").write_text(tomli_w.dumps(scenario()), "utf-8")
    arguments = ["run", "hostile.toml", "--jobs", "1", "--engine", "simpy"]
    code, out, err = command(arguments, folder)
    assert code == 0, err
    [made] = {file.parent for file in folder.rglob("summary.csv")}
    return made, out + err


def scenario() -> dict:
    """A small scenario with dangerous words in every place for words."""
    document = tomllib.loads(SMALL.read_text("utf-8"))
    document["name"] = TEXTS["up a folder"]
    document["title"] = TEXTS["markup"] + TEXTS["an unclosed formula of charts"]
    document["description"] = TEXTS["an escape sequence"]
    document["run"] |= {"end": document["run"]["start"].replace(day=14), "replications": 2}
    teams = document["teams"]
    intake, north = teams.pop("intake"), teams.pop("north")
    for place, (name, label) in enumerate(LABELS.items()):
        teams[name] = {**(intake if place % 2 else north), "label": label}
    first, second = list(LABELS)[1:3]
    teams[first]["group"] = "-1+1"
    document["demand"]["referrals_per_week"] = {first: 7.0}
    document["roles"]["swso"]["label"] = TEXTS["closing an attribute"]
    more = document["interventions"].pop("more")
    more |= {"label": TEXTS["formula -"], "posts": {second: {"swso": 1.0}}}
    more["from"] = document["run"]["start"]
    document["interventions"]["=2+2"] = more
    return document


def test_files_have_plain_names(results):
    folder, _ = results
    names = [file.relative_to(folder.parent) for file in folder.parent.rglob("*")]
    assert all(re.fullmatch(r"[A-Za-z0-9_.-]+", part) for name in names for part in name.parts)


def test_cells_that_look_like_formulas_are_inert(results):
    folder, _ = results
    cells = [
        cell
        for file in folder.rglob("*.csv")
        for row in csv.reader(file.read_text("utf-8").splitlines())
        for cell in row
    ]
    live = {cell for cell in cells if re.match(r"[=+@\t\r-]", cell) and not is_number(cell)}
    assert not live
    assert any("SUM(A1)" in cell for cell in cells)


def is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def test_charts_are_xml_without_script(results):
    folder, _ = results
    charts = list(folder.rglob("*.svg"))
    assert charts
    for file in charts:
        for element in ET.parse(file).getroot().iter():
            assert not str(element.tag).endswith(("script", "foreignObject", "image"))
            assert not any(name.lower().startswith("on") for name in element.attrib)
            assert not any("javascript:" in value for value in element.attrib.values())


def test_json_is_json(results):
    folder, _ = results
    for file in folder.rglob("*.json"):
        json.loads(file.read_text("utf-8"))


def test_the_terminal_is_not_commanded(results):
    _, said = results
    assert said
    assert not [c for c in said if not c.isprintable() and c != "\n"]
    assert "<script>" in said


def test_the_scenario_that_is_kept_says_the_same(results):
    folder, _ = results
    [file] = folder.rglob("scenario.toml")
    kept = tomllib.loads(file.read_text("utf-8"))
    assert {name: team["label"] for name, team in kept["teams"].items()} == LABELS
