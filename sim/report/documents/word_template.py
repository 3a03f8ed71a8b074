"""A council's own Word document, filled with the sections of a paper.

A template is an ordinary document. A paragraph of its own that says ``[[risks]]`` is replaced by
the section of that name, without its heading, in the template's styles; ``[[title]]`` and
``[[subtitle]]`` may stand anywhere in a text, also in tables, headers and footers. In a template
without such marks the whole paper follows at the end. Marks are no language: nothing in a template
or in a scenario is ever carried out, and what is filled in is not searched for marks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from docx import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from sim.errors import InputError
from sim.report.documents.word_blocks import Pen
from sim.report.paper.content import Paper
from sim.scenario.wording import nearest

MOST_TEXT = 20_000_000
"""Bytes of all parts but the pictures, unpacked; to read them takes ten times the memory."""
_MARK = re.compile(r"\[\[\s*(\w+)\s*\]\]")


def open_template(path: Path) -> Any:
    """A council's document, to be filled.

    Raises:
        InputError: If it is not a Word document without macros, or is far too large.
    """
    try:
        with ZipFile(path) as archive:
            texts = [one for one in archive.infolist() if one.filename.endswith((".xml", ".rels"))]
        if sum(one.file_size for one in texts) <= MOST_TEXT:
            return Document(str(path))
    except (PackageNotFoundError, BadZipFile, ValueError, KeyError, OSError):
        raise unreadable(path) from None
    raise InputError(
        problem=f"unpacked, this document has more than {MOST_TEXT / 1e6:g} MB of text.",
        remedy="Take out what the report does not need.",
        file=path,
    )


def unreadable(path: Path, why: str = "") -> InputError:
    """The error of a template that can't be read, or not be filled."""
    return InputError(
        problem=f"this is not a Word document that can be read{f' ({why})' if why else ''}.",
        remedy="Open it in Word and save it as .docx, without macros.",
        file=path,
    )


def fill(document: Any, paper: Paper, template: Path) -> None:
    """Put the sections of a paper where the template wants them.

    Args:
        document: The template, opened.
        paper: The paper.
        template: Where the template is, for messages.

    Raises:
        InputError: If a mark names no section.
    """
    texts = {"title": paper.title, "subtitle": paper.subtitle}
    sections = {section.key: section for section in paper.sections}
    marks = [(element, key) for element in _paragraphs(document) for key in _marks(element)]
    for _, key in marks:
        if key not in texts and key not in sections:
            raise _unknown(key, [*texts, *sections], template)
    places = [(element, key) for element, key in marks if key in sections]
    for element, key in marks:
        if key in texts:
            _replace_words(Paragraph(element, document), texts)
    for element, key in places:
        Pen(document, element).section(sections[key], heading=False)
        _remove(element)
    if not places:
        for section in paper.sections:
            Pen(document, _end(document)).section(section)


def _paragraphs(document: Any) -> Iterator[Any]:
    """Every paragraph of the body, its tables, headers and footers."""
    parts = [document.element.body]
    for section in document.sections:
        parts += [section.header._element, section.footer._element]
    for part in parts:
        yield from part.iter(qn("w:p"))


def _marks(element: Any) -> list[str]:
    text = "".join(node.text or "" for node in element.iter(qn("w:t")))
    return _MARK.findall(text)


def _unknown(key: str, known: list[str], template: Path) -> InputError:
    near = nearest(key, known)
    meant = f"Did you mean [[{near}]]? " if near else ""
    return InputError(
        problem=f"[[{key}]] is no section of the report.",
        remedy=f"{meant}There are {', '.join(known)}.",
        file=template,
    )


def _replace_words(paragraph: Paragraph, texts: dict[str, str]) -> None:
    """Title and subtitle inside a text; the first of its runs says how it looks."""
    said = _MARK.sub(lambda mark: texts.get(mark[1], mark[0]), paragraph.text)
    for run in paragraph.runs[1:]:
        run.text = ""
    paragraph.runs[0].text = said


def _remove(element: Any) -> None:
    """Take away the paragraph of a mark; a cell of a table must end with a paragraph."""
    parent = element.getparent()
    if parent.tag == qn("w:tc") and element.getnext() is None:
        for node in element.iter(qn("w:t")):
            node.text = ""
    else:
        parent.remove(element)


def _end(document: Any) -> Any:
    """What everything goes before, at the end of the body: the properties of its last section."""
    return document.element.body.find(qn("w:sectPr"))
