"""Scenarios made from tables of teams: what is understood, what is refused, what is written."""

import json
import os
import random
import zipfile
from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from sim import cli
from sim.errors import InputError, InputErrors
from sim.scenario.load import load_scenario
from sim.scenario.starter.example import write_example
from sim.scenario.starter.headings import COLUMNS, plainly
from sim.scenario.starter.kinds import KINDS, kind_named
from sim.scenario.starter.make import make_starter, next_april
from sim.scenario.starter.source import read_table
from sim.scenario.starter.table import letters
from sim.scenario.starter.teams import read_teams

START = date(2027, 4, 1)
HEADINGS = ["Team", "Kind", "Social worker FTE", "Open cases", "Children referred a year"]
DUTY = ["Duty", "assessment", 13, 290, 3100]
NORTH = ["North", "district", 21, 440, None]
GOOD = [HEADINGS, DUTY, NORTH]


@pytest.fixture
def book(tmp_path):
    """Write a workbook with rows on its first sheet."""

    def write(rows, name="teams.xlsx", merge=(), do=None):
        made = openpyxl.Workbook()
        sheet = made.active
        sheet.title = "Teams"
        for row in rows:
            sheet.append(row)
        for cells in merge:
            sheet.merge_cells(cells)
        if do:
            do(made, sheet)
        made.save(tmp_path / name)
        return tmp_path / name

    return write


@pytest.fixture
def text(tmp_path):
    """Write a CSV file."""

    def write(said, encoding="utf-8", name="teams.csv"):
        (tmp_path / name).write_bytes(said.encode(encoding))
        return tmp_path / name

    return write


def csv_of(rows, sign=","):
    return "\r\n".join(sign.join("" if v is None else str(v) for v in row) for row in rows)


def teams_of(path, sheet=None):
    return read_teams(read_table(path, sheet))


def made(path, **more):
    out = path.with_suffix(".toml")
    make_starter(path, more.get("sheet"), START, out)
    return out.read_text("utf-8"), load_scenario(out)


def said(path, sheet=None):
    """Every error, one a line."""
    with pytest.raises((InputError, InputErrors)) as error:
        teams_of(path, sheet)
    assert error.value.exit_code == 2
    return str(error.value)


# --- a good table ---


@pytest.mark.parametrize("name", ["teams.csv", "teams.xlsx"])
def test_the_example_becomes_a_scenario_with_its_teams(tmp_path, name):
    write_example(tmp_path / name)
    words, scenario = made(tmp_path / name)
    assert scenario.name == "teams"
    assert (scenario.run.start, scenario.run.end) == (START, date(2029, 3, 31))
    one = scenario.teams["safeguarding_one"]
    assert (one.label, one.kind, one.group) == ("Safeguarding One", "district", "Safeguarding")
    assert (one.social_worker_fte.value, one.opening_caseload.count) == (21.0, 440)
    assert one.opening_vacant_fte.value == 1.0  # 3 vacant, 2 of them covered
    assert one.support_fte["swso"].value == 2.0
    assert scenario.teams["looked_after"].support_fte["bsa"].value == 1.0
    assert len(scenario.teams) == 7
    # 10.5 agency workers in 116.5 posts
    assert scenario.roles.social_worker.agency.opening_share.value == pytest.approx(0.0901)
    # 3,100 children, 78 % of them for the first time, 1.85 in a family, 253 / 5 weeks
    assert scenario.demand.referrals_per_week["assessment_east"].value == pytest.approx(
        3100 * 0.78 / 1.85 / 50.6, abs=0.005
    )
    assert "# 3,100 children a year x 0.78 / 1.85 / 50.6" in words
    assert words.count("# <--") == 14
    # bands are nobody's until somebody has looked at them
    assert scenario.bands.over_from.basis == "assumed"


def test_comments_fit_on_a_screen(tmp_path):
    write_example(tmp_path / "teams.csv")
    words, _ = made(tmp_path / "teams.csv")
    assert not [line for line in words.splitlines() if len(line) > 100 and "source =" not in line]


@pytest.mark.parametrize(
    ("heading", "number", "rate"),
    [
        ("Children referred a year", 3100, 3100 * 0.78 / 1.85 / 50.6),
        ("Families referred per year", "1,500", 1500 * 0.78 / 50.6),
        ("children_referred_per_week", 60, 60 * 52.18 * 0.78 / 1.85 / 50.6),
        ("Referrals a week (families)", 30, 30 * 52.18 * 0.78 / 50.6),
    ],
)
def test_referrals_become_new_families_a_week(book, heading, number, rate):
    path = book([[*HEADINGS[:4], heading], [*DUTY[:4], number], NORTH])
    rates = made(path)[1].demand.referrals_per_week
    assert {name: rate.value for name, rate in rates.items()} == {
        "duty": pytest.approx(rate, abs=0.005)
    }


def test_no_kind_of_its_own_means_that_districts_do_the_work(book):
    words, scenario = made(book(GOOD))
    assert scenario.pathway["disability"].team_kind == "district"
    assert scenario.pathway["looked_after"].team_kind == "district"
    taken_away = words.replace("# [pathway", "[pathway")
    for stage in ("disability", "looked_after"):
        taken_away = taken_away.replace(f"# {stage} = 0.0", f"{stage} = 0.0")
    path = book(GOOD).with_name("without.toml")
    path.write_text(taken_away, "utf-8")
    without = load_scenario(path)
    assert without.pathway["assessment"].routes["disability"].value == 0.0
    assert without.pathway["child_protection"].routes["looked_after"].value == 0.0


def test_the_change_to_try_works_when_it_is_taken(book):
    words, _ = made(book(GOOD))
    start = words.index("# [interventions")
    path = book(GOOD).with_name("change.toml")
    path.write_text(words[:start] + words[start:].replace("# ", ""), "utf-8")
    change = load_scenario(path).interventions["more_support"]
    assert change.start == date(2027, 10, 1)
    assert change.added("north", "swso") == 2.0


@pytest.mark.parametrize(
    ("columns", "north", "vacant", "share"),
    [
        (["Vacant FTE", "Agency FTE"], [5, 3], 2.0, 3 / 34),
        (["Vacant FTE"], [5], 5.0, 0.0),
        (["Agency FTE"], [3], 0.0, 3 / 34),
        (["Vacant FTE", "Agency FTE"], [15, 15], 0.0, 15 / 34),
        ([], [], 0.0, 0.1),
    ],
)
def test_vacant_posts_are_those_that_nobody_covers(book, columns, north, vacant, share):
    rows = [[*HEADINGS, *columns], [*DUTY, *[None for _ in columns]], [*NORTH, *north]]
    scenario = made(book(rows))[1]
    agency = scenario.roles.social_worker.agency
    assert scenario.teams["north"].opening_vacant_fte.value == vacant
    assert agency.opening_share.value == pytest.approx(share, abs=5e-5)
    assert agency.cap_share.value == pytest.approx(max(0.2, share), abs=5e-5)


# --- how councils write tables ---


def test_titles_blank_rows_totals_and_columns_without_use(book):
    rows = [["Establishment"], ["As at 31 March 2026"], [],
            ["Ref", "team NAME", " Kind_of_team", "Manager", "Establishment (FTE)", "Open cases",
             "Referrals of children / year"],
            [1, "Duty\n East", "Duty & assessment team", "Jo", "18.5 ", "1,234", "\u00a03,100"],
            [], [2, "North", "CP and CIN", "Al", 21, 440, "-"], [3, None, None, None, None, None],
            [None, "Total:", None, None, "=SUM(E5:E7)", "=SUM(F5:F7)"]]  # fmt: skip
    found = teams_of(book(rows, merge=["A1:G1"]))
    duty, north = found.teams
    assert (duty.label, duty.kind, duty.fte, duty.cases) == ("Duty East", "assessment", 18.5, 1234)
    assert (duty.referred.number, north.kind, north.referred) == (3100.0, "district", None)
    assert found.left_out == [
        'column A, "Ref"',
        'column D, "Manager"',
        "row 8, which has nothing under a known heading",
        'row 9, "Total:", which is no team',
    ]


def test_names_of_people_do_not_reach_the_file(book):
    rows = [[*row, extra] for row, extra in zip(GOOD, ["Manager", "Jo Smith", "Al"], strict=True)]
    words, _ = made(book(rows))
    assert '#   column F, "Manager"' in words
    assert "Smith" not in words


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_csv_in_every_way_that_excel_saves_it(text, encoding, sign):
    rows = [HEADINGS, ["Équipe \u2013 A", *DUTY[1:]], NORTH, [None] * 5]
    found = teams_of(text(f"sep={sign}\n{csv_of(rows, sign)}", encoding))
    assert [(team.label, team.key) for team in found.teams] == [
        ("Équipe \u2013 A", "equipe_a"),
        ("North", "north"),
    ]


def test_another_sheet_is_named(book):
    def cover(made, sheet):
        sheet.title = "Cover"
        other = made.create_sheet("Mine")
        for row in GOOD:
            other.append(row)

    path = book([["Cover sheet"]], do=cover)
    assert len(teams_of(path, "Mine").teams) == 2
    assert "name that with --sheet: Mine" in said(path)
    assert 'there is no sheet "Mind". Did you mean "Mine"?' in said(path, "Mind")


def test_numbers_are_as_excel_saved_them(book):
    """A formula with its result, and the noise of binary fractions."""
    path = book([HEADINGS, ["Duty", "duty", 18.499999999999996, 290, 3100], NORTH])
    parts = {}
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"].decode()
    sheet = sheet.replace("<v>440</v>", "<f>SUM(1,439)</f><v>440</v>")
    assert "<f>" in sheet
    with zipfile.ZipFile(path, "w") as new:
        for name, content in parts.items():
            new.writestr(name, sheet if name.endswith("sheet1.xml") else content)
    duty, north = teams_of(path).teams
    assert (duty.fte, north.cases) == (18.5, 440)


@pytest.mark.parametrize("name", KINDS)
def test_every_word_for_a_kind_is_understood_in_any_order_and_case(name):
    for word in (name, *KINDS[name].also):
        assert kind_named(f" {word.upper()}  Team ") == name
        assert kind_named(" ".join(reversed(word.split()))) == name


def test_no_two_columns_share_a_heading():
    headings = [
        plainly(one) for column in COLUMNS.values() for one in {column.heading, *column.also}
    ]
    assert {len([h for h in headings if h == one]) for one in headings} <= {1, 2}
    owners = {}
    for key, column in COLUMNS.items():
        for one in (column.heading, *column.also):
            assert owners.setdefault(plainly(one), key) == key


# --- names ---


def test_names_make_short_names_that_are_all_different(book):
    names = ['Jo\'s "A" \\ <b>team</b>', "jos a b team b", "Équipe", "equipe!", "北", "+1", "1"]
    rows = [HEADINGS, DUTY, *([name, *NORTH[1:]] for name in names)]
    scenario = made(book(rows))[1]
    assert [team.label for team in scenario.teams.values()] == ["Duty", *names]
    assert list(scenario.teams) == [
        "duty", "jos_a_b_team_b", "jos_a_b_team_b_2", "equipe", "equipe_2", "team", "1", "1_2",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("x" * 500, "has 500 characters. Write 200 or less."),
        ("A\u202eB", '"A\\u202eB" holds a sign that can\'t be shown.'),
        ("=1+1", "is a formula, not its result"),
        (None, "Name the team, or delete the row"),
        ("DUTY", '"DUTY" is also the team of row 2.'),
    ],
)
def test_names_that_are_refused(text, name, words):
    error = said(text(csv_of([HEADINGS, DUTY, [name, *NORTH[1:]]])))
    assert 'line 3: column "Team": ' in error
    assert words in error


# --- what is refused ---


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        (2, "10%", '"10%" is a percentage, not a number. Write it without %.'),
        (2, "£20", "is an amount of money"),
        (2, "18,5", "Write one such as 18.5, with a decimal point."),
        (2, "many", '"many" is not a number. Write one such as 18.5.'),
        (2, -1, "-1 is less than 0."),
        (2, 0, "a team needs more than 0 posts."),
        (2, 4001, "4,001 is more than 4,000."),
        (2, date(2026, 1, 18), "this is a date or time (18/01/2026) to Excel."),
        (2, True, "TRUE is true or false, not a number."),
        (2, None, "this is empty. Write it: Funded posts"),
        (2, "=1+1", "this formula has no result in the file."),
        (2, "#N/A", "the formula here ends in #N/A."),
        (3, 290.5, "290.5 is not a whole number."),
        (3, "-", "this is empty."),
        (4, "a lot", '"a lot" is not a number.'),
        (4, None, "an assessment team has referrals."),
        (1, "Fostering", '"Fostering" is not a kind of team. Write assessment (takes referrals'),
        (1, "asessment", 'Did you mean "assessment", of the kind assessment?'),
        (1, None, "this is empty. Write one of assessment, district,"),
    ],
)
def test_a_cell_that_can_not_be_used_is_named(book, column, value, words):
    duty = [*DUTY[:column], value, *DUTY[column + 1 :]]
    error = said(book([HEADINGS, duty, NORTH]))
    assert f"teams.xlsx: sheet Teams, cell {'ABCDE'[column]}2 ({HEADINGS[column]}): " in error
    assert words in error
    assert len(error.splitlines()) == 1


def test_a_percentage_in_a_cells_format_is_one(book):
    def as_percent(_, sheet):
        sheet["C2"].number_format = "0.0%"

    assert '"1300%" is a percentage' in said(book(GOOD, do=as_percent))


def test_a_merged_cell_has_no_value_for_its_second_team(book):
    rows = [HEADINGS, DUTY, NORTH, ["South", None, 5, 90, None]]
    error = said(book(rows, merge=["B3:B4"]))
    assert "cell B4 (Kind): this cell is merged with B3" in error
    assert len(error.splitlines()) == 1


@pytest.mark.parametrize(
    ("extra", "values", "words"),
    [
        ("Vacant FTE", [14, 0], "14 of 13 posts can't be vacant."),
        ("Agency FTE", [14, 0], "14 of 13 posts can't be vacant."),
        ("Families referred a week", [5, None], "referrals stand in two columns of this row."),
        ("Group", ["Front", None], "some teams have a group and some have none."),
        ("Vacs FTE", [1, 1], "this heading is not known. Known are Team, Kind, Group,"),
        ("Agancy FTE", [1, 1], 'Did you mean "Agency FTE"?'),
        ("% vacant", [1, 1], "this heading is not known."),
        ("Referrals a year", [1, 1], "Say what is counted and how long"),
        ("Caseload", [1, 1], "this is also the heading of column D."),
        ("Caseload per FTE", [1, 1], "this heading is not known."),
    ],
)
def test_a_column_is_never_dropped_when_it_may_matter(book, extra, values, words):
    rows = [[*HEADINGS, extra], [*DUTY, values[0]], [*NORTH, values[1]]]
    assert words in said(book(rows))


def test_a_number_that_is_refused_is_told_once(book):
    rows = [[*HEADINGS, "Vacant FTE", "Agency FTE"], [*DUTY, "10%", 2], NORTH]
    assert len(said(book(rows)).splitlines()) == 1


@pytest.mark.parametrize(
    "heading", ["Filled posts", "filled_posts", "SWs", "Number of children", "XFTE", "Support"]
)
def test_headings_that_could_be_numbers_of_the_model(book, heading):
    assert "this heading is not known" in said(book([[*HEADINGS, heading], DUTY, NORTH]))


@pytest.mark.parametrize("heading", ["Team manager", "Staff names", "Postcode", "Cost centre"])
def test_headings_that_could_not(book, heading):
    found = teams_of(book([[*HEADINGS, heading], DUTY, NORTH]))
    assert found.left_out == [f'column F, "{heading}"']


def test_agency_workers_cover_vacant_posts_only(book):
    rows = [[*HEADINGS, "Vacant FTE", "Agency FTE"], [*DUTY, 1, 2], NORTH]
    assert "2 agency workers can't cover 1 vacant posts." in said(book(rows))


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([], "there is no row with headings"),
        ([HEADINGS], "there are no teams below the headings."),
        ([HEADINGS, DUTY], "no team is of the kind district."),
        ([HEADINGS, NORTH], "no team is of the kind assessment."),
        ([HEADINGS, [*DUTY[:4], 0], NORTH], "no team has any referrals."),
        ([HEADINGS[:4], DUTY[:4]], 'there is no column "Children referred a year".'),
        ([[HEADINGS[0], *HEADINGS[2:]], DUTY], 'there is no column "Kind". Add it: Which work'),
        ([*GOOD, ["Source: HR"]], 'row 4: there is nothing but "Source: HR" in this row.'),
    ],
)
def test_a_table_that_lacks_something(book, rows, words):
    assert words in said(book(rows))


def test_a_misspelt_heading_is_told_once(book):
    rows = [["Team", "Kind", "Social wroker FTE", "Open cases", HEADINGS[4]], DUTY, NORTH]
    error = said(book(rows))
    assert 'cell C1 (Social wroker FTE): this heading is not known. Did you mean "Social' in error
    assert len(error.splitlines()) == 1


def test_all_mistakes_are_told_at_once_up_to_a_number(text):
    rows = [HEADINGS, *([f"T{n}", "x", "y", "z", None] for n in range(30))]
    errors = said(text(csv_of(rows))).splitlines()
    assert len(errors) == 51
    assert errors[-1].endswith("40 more errors are not shown. Mend these first.")


# --- files ---


def archive(**parts):
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as made:
        for name, part in parts.items():
            made.writestr(name.replace("__", "/").replace("_xml", ".xml"), part)
    return content.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.xls", OLE, "this is in the old format of Excel (.xls). Open it in Excel and save"),
        ("a.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
        ("a.xlsx", b"<html></html>", "this is no Excel workbook, whatever its name says."),
        ("a.xlsx", b"PK\x03\x04" + bytes(99), "this workbook is damaged."),
        ("a.xlsx", archive(word__document_xml="x"), "this is no Excel workbook (.xlsx)."),
        ("a.xlsx", archive(xl__workbook_xml="x"), "this workbook can't be read (KeyError"),
        ("a.xlsx", archive(xl__workbook_xml="x", b=bytes(20_000_001)), "more than 20 MB"),
        ("a.csv", bytes(range(256)), "this is neither CSV nor an Excel workbook."),
        ("a.csv", b'Team,Kind\n"a,b\n', "line 2: this can't be read as CSV"),
        ("a.csv", b"Team,Kind\n" + b"a,b\n" * 2001, "more than 2,000 rows"),
        ("a.csv", b"Team,Kind\n" + b"," * 300 + b"1", "more than 200 columns"),
        ("a.csv", bytes(10_000_001), "the file has more than 10 MB."),
    ],
)
def test_files_that_are_no_tables(tmp_path, name, content, words):
    (tmp_path / name).write_bytes(content)
    error = said(tmp_path / name)
    assert words in error
    assert error.startswith(str(tmp_path / name))


def test_files_that_are_not_there(tmp_path):
    write_example(tmp_path / "teams.csv")
    assert "this is a folder." in said(tmp_path)
    assert 'there is no such file. Did you mean "teams.csv"?' in said(tmp_path / "teams.xlsx")
    assert "Leave --sheet out." in said(tmp_path / "teams.csv", "Teams")


SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    "<sheetData>{}</sheetData>{}</worksheet>"
)


@pytest.mark.parametrize(
    ("rows", "after", "words"),
    [
        (f'<row r="{10**12}"><c r="A{10**12}"><v>1</v></c></row>', "", "far beyond a table"),
        ("".join(f'<row r="{n}"><c r="XFD{n}"/></row>' for n in range(1, 200)), "", "far beyond"),
        ('<row r="1"><c r="HA1"><v>1</v></c></row>', "", "more than 200 columns"),
        ("", '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>', "far beyond"),
    ],
)
def test_sheets_that_would_take_for_ever(book, rows, after, words):
    path = book(GOOD)
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    parts["xl/worksheets/sheet1.xml"] = SHEET.format(rows, after)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in parts.items():
            new.writestr(name, content)
    assert words in said(path)


def test_damaged_workbooks_end_in_words(book):
    """Bytes changed at random in the parts: read, or refused in words, and never a crash."""
    path = book(GOOD)
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    chance = random.Random(1)
    for _ in range(40):
        name = chance.choice(sorted(parts))
        changed = bytearray(parts[name])
        for _ in range(3):
            changed[chance.randrange(len(changed))] = chance.randrange(256)
        with zipfile.ZipFile(path, "w") as new:
            for other, content in parts.items():
                new.writestr(other, bytes(changed) if other == name else content)
        try:
            teams_of(path)
        except (InputError, InputErrors) as error:
            assert str(error).startswith(str(path))


def test_letters_of_columns():
    assert [letters(n) for n in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


# --- what is written, and the command ---


@pytest.mark.parametrize(
    ("today", "start"),
    [
        (date(2026, 4, 1), date(2026, 4, 1)),
        (date(2026, 4, 2), date(2027, 4, 1)),
        (date(2026, 12, 31), date(2027, 4, 1)),
        (date(2027, 1, 1), date(2027, 4, 1)),
    ],
)
def test_the_next_financial_year(today, start):
    assert next_april(today) == start


def test_a_file_is_never_written_over(book, tmp_path):
    path, out = book(GOOD), tmp_path / "mine.toml"
    out.write_text("mine", "utf-8")
    with pytest.raises(InputError, match="a file of this name already"):
        make_starter(path, None, START, out)
    with pytest.raises(InputError, match="already"):
        write_example(path)
    assert out.read_text("utf-8") == "mine"


@pytest.mark.skipif(os.name != "posix", reason="links need rights on Windows")
def test_a_link_that_leads_nowhere_is_not_followed(book, tmp_path):
    (tmp_path / "mine.toml").symlink_to(tmp_path / "elsewhere.toml")
    with pytest.raises(InputError, match="can't be written"):
        make_starter(book(GOOD), None, START, tmp_path / "mine.toml")
    assert not (tmp_path / "elsewhere.toml").exists()


@pytest.mark.parametrize(
    ("out", "words"),
    [("mine.csv", "ends in .toml. Write mine.toml."), ("none/mine.toml", "can't be written")],
)
def test_where_no_scenario_can_be_written(book, tmp_path, out, words):
    with pytest.raises(InputError, match=words):
        make_starter(book(GOOD), None, START, tmp_path / out)


def test_the_command_says_what_is_next(book, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    book([[*row, "x"] for row in GOOD], "My teams.xlsx")
    assert cli.main(["new", "My teams.xlsx", "--start", "1/9/2026"]) == 0
    out = capsys.readouterr().out
    assert "Wrote my_teams.toml, with the 2 teams of My teams.xlsx, sheet Teams." in out
    assert 'Not used: column F, "x".' in out
    assert "Duty" in out
    assert "Beware. North has no steady state" in out
    assert "16 lines with <-- need a look" in out
    assert "python -m sim check my_teams.toml" in out
    scenario = load_scenario(tmp_path / "my_teams.toml")
    assert scenario.run.start == date(2026, 9, 1)
    assert cli.main(["check", "my_teams.toml"]) == 0


@pytest.mark.parametrize(
    ("table", "out"),
    [("Équipes d'été.csv", "equipes_dete.toml"), ("北.csv", "my_council.toml"),
     ("a\nb # c.csv", "a_b_c.toml"), (b"\xff.csv", "my_council.toml")],
)  # fmt: skip
def test_files_of_any_name(text, tmp_path, monkeypatch, table, out):
    monkeypatch.chdir(tmp_path)
    path = Path(os.fsdecode(table))
    text(csv_of(GOOD), name=path)
    made = make_starter(path, None, START, None)
    assert made.file == Path(out)
    assert load_scenario(out).name == out.removesuffix(".toml")


def test_the_command_as_json(book, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    book(GOOD)
    assert cli.main(["new", "teams.xlsx", "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert (result["status"], result["file"]) == ("written", "teams.toml")
    assert result["teams"] == {"duty": "Duty", "north": "North"}
    assert cli.main(["new", "teams.xlsx", "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["errors"][0]["file"] == "teams.toml"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--start", "31/2/2026"], "'31/2/2026' is no day"),
        (["--start", "9990-01-01"], "9990-01-01 is no day to start on."),
        (["--example", "--sheet", "a"], "--example goes with no other option"),
    ],
)
def test_options_that_make_no_sense(book, tmp_path, monkeypatch, capsys, arguments, words):
    monkeypatch.chdir(tmp_path)
    assert cli.main(["new", str(book(GOOD)), *arguments]) == 2
    assert words in capsys.readouterr().err
    assert not list(tmp_path.glob("*.toml"))
