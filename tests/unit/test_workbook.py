"""Workbooks, read back by openpyxl."""

import re
from zipfile import ZipFile

import openpyxl
import pytest

from sim.report.documents.workbook import write_workbook
from sim.report.documents.workbook_formats import pattern
from sim.report.paper.cells import change, money, number, share
from tests.unit.sample_paper import HOSTILE, paper


@pytest.fixture
def written(tmp_path):
    """Write a paper; return the workbook and its paper."""

    def write(**how):
        it = paper(tmp_path, **how)
        write_workbook(it, tmp_path / "workbook.xlsx")
        return openpyxl.load_workbook(tmp_path / "workbook.xlsx"), it

    return write


def cells_of(sheet):
    """The cells of a sheet's one table, row by row; the first are the headings."""
    [table] = sheet.tables.values()
    return [list(row) for row in sheet[table.ref]]


def test_there_is_a_cover_contents_notes_and_a_sheet_for_each_table(written):
    book, it = written()
    assert book.sheetnames == ["Cover", "Contents", "Notes", "Table 1", "Table 2"]
    assert book["Cover"]["A1"].value == it.title
    contents = [[cell.value for cell in row] for row in cells_of(book["Contents"])[1:]]
    assert contents == [[one.label, one.caption] for one in it.tables]
    assert book["Table 1"]["A1"].value == "Table 1. Levels of everything"
    assert book["Table 1"].freeze_panes is not None


def test_numbers_are_numbers_and_print_as_in_every_other_document(written):
    book, it = written()
    for table in it.tables:
        headings, *rows = cells_of(book[table.label])
        assert [cell.value for cell in headings] == [one.name for one in table.columns]
        for row, wanted in zip(rows, table.rows, strict=True):
            for cell, one in zip(row, wanted, strict=True):
                assert cell.value == (one.value if one.value is not None else one.text or None)
                if one.value is not None:
                    assert cell.data_type == "n"
                    assert printed(cell.value, cell.number_format) == one.text


def printed(value: float, form: str) -> str:
    """What Excel shows of a number, by the parts of formats that we use."""
    parts = form.split(";")
    part = parts[0 if value > 0 or len(parts) == 1 else 1 if value < 0 else -1]
    decimals = len(part.partition(".")[2].rstrip("%"))
    shown = abs(value) * (100 if part.endswith("%") else 1)
    size = f"{shown + 1e-9:,.{decimals}f}"
    return re.sub(r"#,##0(\.0+)?", size, part)


@pytest.mark.parametrize(
    "cell",
    [
        *(change(value, 1) for value in (-3.14, -0.04, 0.0, 0.04, 0.05, 1234.0)),
        *(number(value, 2) for value in (-3.146, 0.001, 12345.678)),
        *(share(value, 1) for value in (0.0, 0.0004, 0.12345, 1.0)),
        *(money(value) for value in (-0.2, 0.0, 580521, -14500)),
    ],
)
def test_a_number_format_prints_what_the_cell_says(cell):
    assert printed(cell.value, pattern(cell)) == cell.text


def test_a_table_is_drawn_with_alt_text(written, tmp_path):
    book, it = written()
    [bars] = book["Table 1"]._charts
    [lines] = book["Table 2"]._charts
    assert type(bars).__name__ == "BarChart"
    assert type(lines).__name__ == "LineChart"
    assert [len(bars.series), len(lines.series)] == [2, 1]
    with ZipFile(tmp_path / "workbook.xlsx") as archive:
        drawing = archive.read("xl/drawings/drawing1.xml").decode()
    assert f'descr="{it.tables[0].plot.alt}"' in drawing


def test_hostile_names_are_text_that_stays_text(written, tmp_path):
    book, _ = written(title=HOSTILE[0], names=HOSTILE)
    _, *rows = cells_of(book["Table 1"])
    assert [row[0].value for row in rows[:-1]] == list(HOSTILE)
    assert book["Cover"]["A1"].value == HOSTILE[0]
    every = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in every if cell.data_type == "f"]
    assert all(cell.quotePrefix for cell in every
               if isinstance(cell.value, str) and cell.value[0] in "=+-@")  # fmt: skip
    with ZipFile(tmp_path / "workbook.xlsx") as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist())
    assert b"External" not in everything
    assert b"<f>=" not in everything


def test_the_same_paper_makes_the_same_bytes(tmp_path):
    it = paper(tmp_path)
    write_workbook(it, tmp_path / "one.xlsx")
    write_workbook(it, tmp_path / "two.xlsx")
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()
