"""How wide the columns of a printed table are: long words whole, and long texts given room."""

from __future__ import annotations

from docx.shared import Cm, Length

from sim.report.paper.content import TableBlock

LETTER, PADDING = 0.172, 0.42
"""Width of a letter of the table's text, and of a cell's margins, in centimetres."""
LONGEST_LINE = 44
"""Letters after which a text may as well go on in the next line."""
LONGEST_WORD = 22


def widths_of(block: TableBlock, width: Length) -> list[Length]:
    """The width of each column.

    Args:
        block: The table.
        width: Of the page's text.
    """
    texts = [
        [column.name, *(row[place].text for row in block.rows)]
        for place, column in enumerate(block.columns)
    ]
    least = [PADDING + LETTER * min(LONGEST_WORD, max(map(_longest_word, some))) for some in texts]
    wanted = [PADDING + LETTER * min(LONGEST_LINE, max(map(len, some))) for some in texts]
    return [Cm(share) for share in _shared(least, wanted, width.cm)]


def _longest_word(text: str) -> int:
    return max(map(len, text.split()), default=0)


def _shared(least: list[float], wanted: list[float], width: float) -> list[float]:
    """What each gets: what it wants, or the least and a fair part of the rest."""
    if sum(least) >= width:
        return [width * own / sum(least) for own in least]
    more = [max(0.0, want - own) for want, own in zip(wanted, least, strict=True)]
    part = min(1.0, (width - sum(least)) / (sum(more) or 1.0))
    return [own + part * extra for own, extra in zip(least, more, strict=True)]
