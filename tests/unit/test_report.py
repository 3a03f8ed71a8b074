"""The report command: from a results folder to documents that agree with it."""

import csv
import json
import shutil
from decimal import ROUND_HALF_UP, Decimal

import docx
import openpyxl
import pytest
from filelock import FileLock

from sim import cli
from sim.provenance import sealed
from sim.report.paper.turning_points import MISSING
from tests.unit.test_cli import QUICK, SMALL

VARIANT = """
extends = "base.toml"
name = "variant"
title = 'TITLE'

[teams.intake]
label = '@SUM(A1)'
group = '=1+1'

[interventions.more]
label = '-2 <b>posts</b> [[risks]]'
from = 2018-10-15
set_up_cost_gbp = { value = 1100, source = "=cmd|' /C calc'!A0", basis = "published" }
set_up_heads = 2

[interventions.more.posts]
north = { swso = 1.5 }
"""
DOCUMENTS = ("report.docx", "workbook.xlsx", "report.html")
TITLE = '=HYPERLINK("http://127.0.0.1") {{ 7*7 }}'


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """A run, and a comparison of it with a scenario full of hostile names; without charts."""
    place = tmp_path_factory.mktemp("report")
    shutil.copyfile(SMALL, place / "copy.toml")
    base = place / "base.toml"
    base.write_text(
        'extends = "copy.toml"\n[teams.intake]\nlabel = "@SUM(A1)"\ngroup = "=1+1"\n', "utf-8"
    )
    variant = place / "variant.toml"
    variant.write_text(VARIANT.replace("TITLE", TITLE), "utf-8")
    quick = (*QUICK, "--out", str(place / "results"), "--quiet", "--no-charts")
    assert cli.main(["compare", str(base), str(variant), *quick, "--name", "both"]) == 0
    for name in ("small", "both"):  # drawing is tested elsewhere
        charts = place / "results" / name / "charts"
        charts.mkdir()
        (charts / "index.json").write_text('{"charts": [], "omitted": []}', "utf-8")
    return place / "results"


@pytest.fixture(scope="module")
def reported(folders):
    """Both folders with their documents."""
    for name in ("small", "both"):
        assert cli.main(["report", str(folders / name), "--quiet"]) == 0
    return folders


def tables_of(folder):
    """Texts of every table of the Word document, by the caption before it."""
    document = docx.Document(str(folder / "report.docx"))
    captions = [one.text for one in document.paragraphs if one.text.startswith("Table ")
                and one.style.name == "Caption"]  # fmt: skip
    rows = [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables]
    return dict(zip(captions, rows, strict=True))


def table_about(tables, words):
    [found] = [rows for caption, rows in tables.items() if words in caption]
    return found


def rounded(text: str, places: int) -> str:
    """Decimal arithmetic on what the CSV says, and nothing of the program's."""
    value = Decimal(text).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return f"{value:,}"


def test_caseloads_of_a_run_are_those_of_summary_csv(reported):
    folder = reported / "small"
    with (folder / "summary.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file)
                if row["measure"] == "caseload_per_fte" and row["period"] == "end"]  # fmt: skip
    wanted = [
        [rounded(row["mean"], 1), *(rounded(row[key], 1) for key in ("p05", "p50", "p95"))]
        for row in rows
    ]
    found = table_about(tables_of(folder), "social worker in the last week")
    assert [[row[2], *row[4:]] for row in found[1:]] == wanted
    assert [row[0] for row in found[1:]] == [
        "@SUM(A1)", "North & West", "=1+1", "District", "Whole service",
    ]  # fmt: skip


def test_differences_are_those_of_comparison_csv(reported):
    folder = reported / "both"
    with (folder / "comparison.csv").open(encoding="utf-8-sig", newline="") as file:
        [row] = [
            row for row in csv.DictReader(file)
            if (row["measure"], row["unit_kind"], row["period"], row["option"])
            == ("caseload_per_fte", "service", "end", "variant")
        ]  # fmt: skip
    found = table_about(tables_of(folder), "Caseload of the whole service, week")[2]
    assert found[0] == f"Option 1: {TITLE}"
    assert found[1] == rounded(row["mean"], 1)
    places = len(found[2].partition(".")[2])
    for cell, key in zip(found[2:], ("difference", "difference_low", "difference_high"),
                         strict=False):  # fmt: skip
        assert Decimal(cell) == Decimal(rounded(row[key], places))


def whole_totals(folder, key):
    """A column of the row for the whole service and the whole run in costs.csv."""
    with (folder / "costs.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    names = ("financial_year", "option", "line")
    [row] = [row for row in rows if [row[name] for name in names] == ["all", "all", "Total"]]
    return Decimal(row[key])


def in_pounds(amount: Decimal) -> str:
    whole = amount.quantize(Decimal(1), ROUND_HALF_UP)
    return f"{'-' if whole < 0 else ''}£{abs(whole):,}"


def test_money_is_that_of_costs_csv(reported):
    tables = tables_of(reported / "both")
    for key, words, place in (
        ("budget_gbp", "Budget of each option over", -1),
        ("outturn_mean_gbp", "Mean outturn of each option over", -5),
    ):
        [_, row] = table_about(tables, words)
        variant, small = (whole_totals(reported / name, key) for name in ("variant", "small"))
        assert row[place] == in_pounds(variant - small)
    [_, *rows] = table_about(tables_of(reported / "small"), "Budget and outturn by financial year")
    [row] = [row for row in rows if row[:2] == ["Whole period", "Whole service"]]
    keys = ("budget_gbp", "outturn_mean_gbp", "outturn_p05_gbp", "outturn_p95_gbp")
    assert row[2:] == [in_pounds(whole_totals(reported / "small", key)) for key in keys]


def test_workbook_and_word_agree_in_every_cell(reported):
    for name in ("small", "both"):
        book = openpyxl.load_workbook(reported / name / "workbook.xlsx")
        for caption, rows in tables_of(reported / name).items():
            sheet = book[caption.partition(".")[0]]
            [table] = sheet.tables.values()
            cells = [list(row) for row in sheet[table.ref]]
            assert len(cells) == len(rows)
            for row, texts in zip(cells, rows, strict=True):
                for cell, text in zip(row, texts, strict=True):
                    if cell.data_type == "s":
                        assert cell.value == text
                    elif cell.value is None:
                        assert not text
                    else:
                        assert same_number(cell, text)
        assert not [cell for sheet in book for row in sheet.iter_rows() for cell in row
                    if cell.data_type == "f"]  # fmt: skip


def same_number(cell, text: str) -> bool:
    """Whether the number of a cell, rounded like its text, is its text."""
    plain = text.replace(",", "").replace("£", "").replace("+", "").rstrip("%")
    places = len(plain.partition(".")[2])
    value = Decimal(repr(cell.value)) * (100 if text.endswith("%") else 1)
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP) == Decimal(plain)


def test_the_same_results_make_the_same_documents(reported, capsys):
    folder = reported / "both"
    before = {name: (folder / name).read_bytes() for name in DOCUMENTS}
    capsys.readouterr()
    assert cli.main(["report", str(folder), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["status"] == "complete"
    assert {name: (folder / name).read_bytes() for name in before} == before
    assert {str(folder / name) for name in before} <= set(said["documents"])


def test_a_comparison_alone_says_which_experiments_would_tell_more(reported):
    paragraphs = [one.text for one in docx.Document(str(reported / "both/report.docx")).paragraphs]
    assert set(MISSING.values()) <= set(paragraphs)


def test_a_reported_run_is_still_the_result_that_it_was(reported, capsys):
    results = ("--out", str(reported), "--no-charts")
    base = str(reported.parent / "base.toml")
    assert cli.main(["run", base, *QUICK, *results]) == 0
    assert "The same results are in" in capsys.readouterr().err
    assert (reported / "small" / "report.docx").exists()


def test_documents_wait_for_whoever_writes_to_the_folder(reported, capsys):
    with FileLock(reported / ".small.lock"):
        assert cli.main(["report", str(reported / "small")]) == 2
    assert "another run is already writing" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["", "nowhere", "small/charts"])
def test_what_holds_no_results_is_refused(reported, capsys, name):
    assert cli.main(["report", str(reported / name)]) == 2
    assert "there are no results of Headroom" in capsys.readouterr().err


def broken(folder, tmp_path, change):
    """A copy of a folder's manifest and summary with something wrong."""
    place = tmp_path / "small"
    place.mkdir()
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    for name in manifest["files"]:
        (place / name).write_bytes((folder / name).read_bytes())
    change(place, manifest)
    (place / "manifest.json").write_text(json.dumps(sealed(manifest)), "utf-8")
    return cli.main(["report", str(place)])


def test_unfinished_results_are_refused(reported, tmp_path, capsys):
    def stop(_, manifest):
        manifest["status"] = "running"

    assert broken(reported / "small", tmp_path, stop) == 2
    assert "are not finished" in capsys.readouterr().err


def test_results_of_another_version_are_refused(reported, tmp_path, capsys):
    def age(_, manifest):
        manifest["format"] -= 1

    assert broken(reported / "small", tmp_path, age) == 2
    assert "written by another version" in capsys.readouterr().err


def test_results_that_were_changed_are_refused(reported, tmp_path, capsys):
    def edit(place, _):
        (place / "summary.csv").write_text("measure\n", "utf-8")

    assert broken(reported / "small", tmp_path, edit) == 2
    assert "summary.csv in" in capsys.readouterr().err


def test_a_manifest_that_was_changed_by_hand_is_refused(reported, tmp_path, capsys):
    shutil.copytree(reported / "small", tmp_path / "small")
    path = tmp_path / "small" / "manifest.json"
    path.write_text(path.read_text("utf-8").replace('"bands"', '"bonds"'), "utf-8")
    assert cli.main(["report", str(path.parent)]) == 2
    assert "manifest.json in" in capsys.readouterr().err


def test_a_comparison_without_its_scenarios_says_what_to_do(reported, tmp_path, capsys):
    place = tmp_path / "both"
    place.mkdir()
    manifest = json.loads((reported / "both" / "manifest.json").read_text("utf-8"))
    for entry in manifest["scenarios"]:
        del entry["file"]
    manifest["files"] = {}
    (place / "manifest.json").write_text(json.dumps(sealed(manifest)), "utf-8")
    (place / "charts").mkdir()
    (place / "charts" / "index.json").write_text(
        json.dumps(sealed({"charts": [], "files": {}})), "utf-8"
    )
    assert cli.main(["report", str(place)]) == 2
    assert "Compare again" in capsys.readouterr().err
