"""The documents of a results folder, written from what it holds."""

from __future__ import annotations

from pathlib import Path

from sim.report.documents.page import write_page
from sim.report.documents.word import write_word
from sim.report.documents.workbook import write_workbook
from sim.report.paper.build import paper_of

WORD, WORKBOOK, PAGE = "report.docx", "workbook.xlsx", "report.html"


def write_documents(folder: Path, template: Path | None = None) -> list[Path]:
    """Write every document of a results folder into it.

    Nothing is simulated. Documents belong to the folder like its charts: they are not among the
    results that its manifest vouches for, and the same results make the same bytes.

    Args:
        folder: A finished results folder with its charts.
        template: A council's own Word document to fill.

    Returns:
        The documents.

    Raises:
        InputError: If something that they need is missing, or the template is not usable.
        MachineError: If the disk is full or refuses.
    """
    paper = paper_of(folder)
    word, workbook, page = folder / WORD, folder / WORKBOOK, folder / PAGE
    write_word(paper, word, template)
    write_workbook(paper, workbook)
    write_page(paper, page)
    return [word, workbook, page]
