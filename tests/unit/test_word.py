"""Word documents, read back by python-docx."""

import re
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import docx
import pytest
from docx.oxml.ns import qn

from sim.errors import InputError
from sim.report.documents.word import write_word
from sim.report.documents.word_widths import widths_of
from sim.report.paper.sections import HEADINGS
from tests.unit.sample_paper import HOSTILE, paper

CODES = re.compile(r" (SEQ (Table|Figure) \\\* ARABIC|PAGE|NUMPAGES) ")


@pytest.fixture
def written(tmp_path):
    """Write a paper; return the document and its paper."""

    def write(template=None, **how):
        it = paper(tmp_path, **how)
        write_word(it, tmp_path / "report.docx", template)
        return docx.Document(str(tmp_path / "report.docx")), it

    return write


def texts_of(table) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_all_sections_stand_in_the_order_of_a_committee_paper(written):
    document, it = written()
    headings = [one.text for one in document.paragraphs if one.style.name == "Heading 1"]
    assert headings == list(HEADINGS.values())
    assert document.paragraphs[0].text == it.title
    assert document.paragraphs[0].style.name == "Title"


def test_tables_say_what_the_paper_says(written):
    document, it = written()
    short, long = it.tables
    [table] = document.tables
    assert texts_of(table) == [
        [column.name for column in short.columns],
        *([cell.text for cell in row] for row in short.rows),
    ]
    assert any(one.text == f"{long.label}. {long.caption}: see the workbook." for one in
               document.paragraphs)  # fmt: skip


def test_a_table_has_a_marked_header_and_a_numbered_caption(written):
    document, _ = written()
    [table] = document.tables
    first, *others = table._tbl.tr_lst
    assert first.trPr.find(qn("w:tblHeader")) is not None
    assert all(row.trPr.find(qn("w:tblHeader")) is None for row in others)
    captions = [one.text for one in document.paragraphs if one.style.name == "Caption"]
    assert captions == ["Table 1. Levels of everything", "Figure 1"]


def test_a_picture_has_its_title_and_numbers_as_alt_text(written):
    document, it = written()
    [picture] = document.inline_shapes
    [chart] = it.charts
    assert picture._inline.docPr.get("descr") == f"{chart.title}. {chart.alt}"


def test_the_document_is_in_british_english_and_has_no_empty_paragraphs(written):
    document, it = written()
    languages = {one.get(qn("w:val")) for one in document.styles.element.iter(qn("w:lang"))}
    assert languages == {"en-GB"}
    assert document.core_properties.title == it.title
    assert document.core_properties.created.isoformat().startswith("2026-11-22T10:00:00")
    bare = [one for one in document.paragraphs if not one.text and not one._p.xpath(".//w:drawing")]
    assert not bare


def test_the_same_paper_makes_the_same_bytes(tmp_path):
    it = paper(tmp_path)
    write_word(it, tmp_path / "one.docx")
    write_word(it, tmp_path / "two.docx")
    assert (tmp_path / "one.docx").read_bytes() == (tmp_path / "two.docx").read_bytes()
    with ZipFile(tmp_path / "one.docx") as archive:
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}


def test_hostile_names_are_text(written, tmp_path):
    document, _ = written(title=HOSTILE[5], names=HOSTILE)
    [table] = document.tables
    assert [row[0] for row in texts_of(table)[1:-1]] == list(HOSTILE)
    assert document.paragraphs[0].text == HOSTILE[5]
    with ZipFile(tmp_path / "report.docx") as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()
                 if name.endswith((".xml", ".rels"))}  # fmt: skip
    codes = re.findall("<w:instrText[^>]*>([^<]*)<", "".join(parts.values()))
    assert codes
    assert all(CODES.fullmatch(code) for code in codes)
    assert not any('TargetMode="External"' in part for part in parts.values())


# --- templates ---


def template(tmp_path, *texts, cell="", header=""):
    document = docx.Document()
    for text in texts:
        document.add_paragraph(text)
    if cell:
        document.add_table(1, 1).cell(0, 0).text = cell
    document.sections[0].header.paragraphs[0].text = header
    document.save(str(tmp_path / "council.docx"))
    return tmp_path / "council.docx"


def test_marks_are_replaced_by_their_sections(written, tmp_path):
    place = template(tmp_path, "Report: [[title]], [[subtitle]]", "1. Purpose", "[[purpose]]",
                     "2. End", header="[[title]]")  # fmt: skip
    document, it = written(place)
    assert [one.text for one in document.paragraphs] == [
        f"Report: {it.title}, {it.subtitle}", "1. Purpose", "Why.", "first", "second", "2. End",
    ]  # fmt: skip
    assert document.sections[0].header.paragraphs[0].text == it.title
    assert not document.tables


def test_a_mark_in_a_cell_is_filled_and_the_cell_stays_whole(written, tmp_path):
    document, it = written(template(tmp_path, cell="[[reasons_for_recommendation]]"))
    [outer] = document.tables
    cell = outer.cell(0, 0)
    assert texts_of(cell.tables[0])[1][0] == it.tables[0].rows[0][0].text
    assert cell._tc[-1].tag == qn("w:p")


def test_without_marks_the_whole_paper_follows(written, tmp_path):
    document, _ = written(template(tmp_path, "The council's own words"))
    assert document.paragraphs[0].text == "The council's own words"
    headings = [one.text for one in document.paragraphs if one.style.name == "Heading 1"]
    assert headings == list(HEADINGS.values())


def test_names_are_never_filled_in_nor_carried_out(written, tmp_path):
    place = template(tmp_path, "[[title]]", "[[purpose]]", "{{ 7*7 }}")
    document, _ = written(place, title=HOSTILE[5], names=HOSTILE)
    said = [one.text for one in document.paragraphs]
    assert said == [HOSTILE[5], "Why.", *HOSTILE, "{{ 7*7 }}"]


def test_an_unknown_mark_is_refused_with_the_nearest(written, tmp_path):
    with pytest.raises(InputError) as refused:
        written(template(tmp_path, "[[risk]]"))
    assert "Did you mean [[risks]]?" in str(refused.value)
    assert "council.docx" in str(refused.value)
    assert not (tmp_path / "report.docx").exists()


@pytest.mark.parametrize(
    ("part", "text"),
    [
        ("word/document.xml", "Dear all,"),
        ("word/document.xml", "<document/>"),
        ("word/header1.xml", "<w:hdr"),
        ("[Content_Types].xml", "<Types/>"),
        ("word/document.xml", "x" * 20_000_001),
    ],
)
def test_a_damaged_template_is_refused_in_words(written, tmp_path, part, text):
    place = template(tmp_path, "[[purpose]]", header="[[title]]")
    with ZipFile(place) as whole:
        parts = {name: whole.read(name) for name in whole.namelist()}
    with ZipFile(place, "w", ZIP_DEFLATED) as damaged:
        for name, content in parts.items():
            damaged.writestr(name, text if name == part else content)
    with pytest.raises(InputError, match=r"Word document that can be read|20 MB of text"):
        written(place)
    assert not (tmp_path / "report.docx").exists()


@pytest.mark.parametrize("content", [b"", b"not a document", None, "zip"])
def test_what_is_no_word_document_is_refused(written, tmp_path, content):
    place = tmp_path / "council.docx"
    if content == "zip":
        archive = BytesIO()
        with ZipFile(archive, "w") as file:
            file.writestr("a.txt", "a")
        content = archive.getvalue()
    if content is not None:
        place.write_bytes(content)
    with pytest.raises(InputError, match="not a Word document"):
        written(place)


def test_columns_fill_no_more_than_the_page(tmp_path):
    from docx.shared import Cm

    for table in paper(tmp_path, names=HOSTILE).tables:
        widths = widths_of(table, Cm(17.2))
        assert sum(one.cm for one in widths) <= 17.21
        assert min(one.cm for one in widths) > 1.0
