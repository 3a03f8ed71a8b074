"""A paper as a Word document: report.docx, in our own look or in a council's template."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from docx import Document

from sim.errors import InputError
from sim.report.documents.packed import without_clock
from sim.report.documents.word_blocks import Pen
from sim.report.documents.word_parts import ENGLISH
from sim.report.documents.word_styles import add_missing_styles, house_style
from sim.report.documents.word_template import fill, open_template, unreadable
from sim.report.paper.content import Paper
from sim.report.style import shorten
from sim.results.store import replacing

LONGEST_PROPERTY = 255
"""Characters of a property, such as the title, by python-docx."""
MAKER = "Headroom"


def write_word(paper: Paper, path: Path, template: Path | None = None) -> None:
    """Write a paper as a Word document, in one step.

    The same paper and template make the same bytes.

    Args:
        paper: The paper.
        path: The document.
        template: A council's own document to fill; see :mod:`sim.report.documents.word_template`.

    Raises:
        InputError: If the template is not usable.
        MachineError: If the disk is full or refuses.
    """
    content = _own(paper) if template is None else _filled(paper, template)
    with replacing(path) as temporary:
        temporary.write_bytes(without_clock(content))


def _own(paper: Paper) -> bytes:
    """The document in our own look."""
    document = Document()
    add_missing_styles(document)
    house_style(document)
    _write(paper, Pen(document))
    return _content(document, paper)


def _filled(paper: Paper, template: Path) -> bytes:
    """The document in a council's template."""
    try:
        document = open_template(template)
        add_missing_styles(document)
        fill(document, paper, template)
        return _content(document, paper)
    except (InputError, MemoryError):
        raise
    except Exception as error:  # damaged documents make the libraries raise all sorts of errors
        raise unreadable(template, type(error).__name__) from None


def _content(document: Any, paper: Paper) -> bytes:
    _set_properties(document, paper)
    content = BytesIO()
    document.save(content)
    return content.getvalue()


def _write(paper: Paper, pen: Pen) -> None:
    pen.paragraph(paper.title, "Title")
    pen.paragraph(paper.subtitle, "Subtitle")
    for section in paper.sections:
        pen.section(section)


def _set_properties(document: Any, paper: Paper) -> None:
    """What the document says of itself; its date is that of the results."""
    properties = document.core_properties
    properties.title = shorten(paper.title, LONGEST_PROPERTY)
    properties.subject = shorten(paper.subtitle, LONGEST_PROPERTY)
    properties.author = properties.last_modified_by = MAKER
    properties.comments = ""
    properties.language = ENGLISH
    properties.revision = 1
    made = datetime.fromisoformat(paper.made).replace(tzinfo=None)
    properties.created = properties.modified = made
