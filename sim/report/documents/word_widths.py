"""How wide the columns of a printed table are: long words whole, and long texts given room."""

from __future__ import annotations

from collections.abc import Callable

from docx.shared import Cm, Length

from sim.report.paper.content import TableBlock

LETTER, BOLD, PADDING = 0.17, 1.13, 0.44
"""Width of a letter of the table's text in centimetres, how much wider one of a heading is, and a
cell's margins in centimetres."""
LONGEST_LINE = 70
"""Letters after which a text may as well go on in the next line."""
LONGEST_WORD = 22


def widths_of(block: TableBlock, width: Length) -> list[Length]:
    """The width of each column.

    Args:
        block: The table.
        width: Of the page's text.
    """
    places = range(len(block.columns))
    least = [_width(block, place, lambda text: max(map(len, text.split()), default=0))
             for place in places]  # fmt: skip
    wanted = [_width(block, place, len) for place in places]
    return [Cm(share) for share in _shared(least, wanted, width.cm)]


def _width(block: TableBlock, place: int, letters: Callable[[str], int]) -> float:
    """What a column needs, by a count of letters of each of its texts."""
    head = BOLD * letters(block.columns[place].name)
    most = max([head, *(letters(row[place].text) for row in block.rows)])
    limit = LONGEST_LINE if letters is len else LONGEST_WORD
    return PADDING + LETTER * min(limit, most)


def _shared(least: list[float], wanted: list[float], width: float) -> list[float]:
    """What each gets: what it wants, or the least and a fair part of the rest."""
    if sum(least) >= width:
        return [width * own / sum(least) for own in least]
    more = [max(0.0, want - own) for want, own in zip(wanted, least, strict=True)]
    part = min(1.0, (width - sum(least)) / (sum(more) or 1.0))
    return [own + part * extra for own, extra in zip(least, more, strict=True)]
