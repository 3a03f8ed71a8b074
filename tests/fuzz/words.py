"""What the texts of each target are made of: keys, values and marks that mean something there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sim.experiment.folder import KINDS as RESULTS
from sim.scenario.starter.headings import COLUMNS
from sim.scenario.starter.kinds import KINDS as TEAM_KINDS
from sim.scenario.wording import dotted
from tests.hostile.at_keys import KINDS, Kind, document
from tests.hostile.schema_walk import places
from tests.hostile.values import TEXTS, quoted, values_for

LONGEST = 300
"""Characters of a word."""
NUMBERS = ("0", "-1", "1", "2", "0.5", "1e-320", "1e308", "1e999", "nan", "99999999999999999999",
           "1048577", "6%", "26,776", "true", "2018-10-01", "2018-02-29", "9999-12-31")  # fmt: skip
MARKS = ("[", "]", "[[", "]]", "{", "}", "=", ",", ".", "\n", '"', "'", '"""', "#", "\\", "\r\n")


def toml_words(kinds: Sequence[Kind]) -> Iterator[str]:
    """Keys of some kinds of files, and what is tried there."""
    yield from (*NUMBERS, *MARKS)
    for kind in kinds:
        for place in places(kind.model, document(kind.base)):
            yield dotted(place.path)
            yield place.path[-1]
            yield from map(quoted, place.choices)
            yield from (value.raw for value in values_for(place))


def table_words() -> Iterator[str]:
    """Headings, kinds of teams, and cells that were thought of before."""
    yield from (*NUMBERS, *MARKS, ";", "\t", "\0", *TEXTS.values(), *TEAM_KINDS)
    for column in COLUMNS.values():
        yield from (column.heading, *column.also)


def workbook_words() -> Iterator[str]:
    """Elements and attributes of a sheet."""
    yield from (*NUMBERS, *MARKS, "<", ">", "/", "/>", "</", "&amp;", "&#0;", "<![CDATA[", "<!--")
    yield from ("c", "row", "v", "is", "t", "f", "r", "s", "sheetData", "mergeCell", "ref", "xml")
    yield from ('"A1"', '"A0"', '"XFD1048576"', '"A1:XFD1048576"', '"ZZZZ1"', '"inlineStr"')
    yield from ('"s"', '"b"', '"e"', '"d"', '"n"', '"str"', '"-1"', '"99999"', '"hidden"')
    yield from ('<mergeCell ref="A1:B9"/>', '<c r="B2" t="d"><v>2020-01-01</v></c>', "1.5")
    yield from table_words()


def template_words() -> Iterator[str]:
    """Elements of a Word document, and marks."""
    yield from (*NUMBERS, *MARKS, "<", ">", "/", "/>", "</", "&amp;", "<!--", "[[title]]", "[[")
    yield from ("w:p", "w:r", "w:t", "w:tc", "w:tr", "w:tbl", "w:body", "w:sectPr", "w:pPr", "xml")
    yield from ("w:document", "w:pStyle", "w:val", "w:hdr", "r:id", "Id", "Target", "Type", "rId1")
    yield from ("<w:p/>", "<w:sectPr/>", "[[purpose]]", "[[details]]", "[[none]]", '"External"')
    yield from map(quoted, TEXTS.values())


def manifest_words() -> Iterator[str]:
    """Values of JSON, and names of keys and kinds."""
    yield from (*NUMBERS, *MARKS, "null", "false", "[]", "{}", '""', ":", "Infinity", "-0")
    yield from map(quoted, TEXTS.values())
    yield from map(quoted, (*RESULTS, "complete", "running", "simpy", "@files", "@teams", "../x"))


def words_of(target: str) -> list[str]:
    """The words of a target."""
    found = {
        "scenario": lambda: toml_words(KINDS[:1]),
        "experiment": lambda: toml_words(KINDS[1:]),
        "parameters": lambda: (*toml_words(KINDS[:1]),),
        "table": table_words,
        "workbook": workbook_words,
        "template": template_words,
        "manifest": manifest_words,
    }[target]()
    return sorted({word for word in found if len(word) <= LONGEST})
