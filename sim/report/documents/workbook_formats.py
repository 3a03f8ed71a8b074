"""How cells of a workbook look; a number shows the same digits as in every other document."""

from __future__ import annotations

from typing import Any

from sim.report.paper.content import Cell

INK, NAVY, GREY = "#1A1A1A", "#12436D", "#595959"
_FONT = {"font_name": "Arial", "font_color": INK, "valign": "top"}
_LOOKS: dict[str, dict[str, Any]] = {
    "title": {"font_size": 15, "bold": True, "font_color": NAVY},
    "heading": {"font_size": 12, "bold": True, "font_color": NAVY},
    "text": {"font_size": 11, "text_wrap": True},
    "note": {"font_size": 10},
    "head": {"font_size": 11, "bold": True, "text_wrap": True, "bottom": 2, "bg_color": "#F2F2F2"},
    "head right": {
        "font_size": 11, "bold": True, "text_wrap": True, "align": "right", "bottom": 2,
        "bg_color": "#F2F2F2",
    },
    "cell": {"font_size": 11, "text_wrap": True},
    "cell right": {"font_size": 11, "align": "right"},
    "link": {"font_size": 11, "font_color": "#0000EE", "underline": True, "text_wrap": True},
}  # fmt: skip
_FORMULA = ("=", "+", "-", "@")


class Formats:
    """The formats of a workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[str, str, bool], Any] = {}

    def look(self, name: str) -> Any:
        """A format by its name."""
        return self._format(name, "", False)

    def of_text(self, text: str, name: str = "cell") -> Any:
        """The same, for a text that must stay one even if somebody edits the cell."""
        return self._format(name, "", text.startswith(_FORMULA))

    def of_number(self, cell: Cell) -> Any:
        """The format that shows a number as the cell's text has it."""
        return self._format("cell right", pattern(cell), False)

    def _format(self, name: str, number: str, quoted: bool) -> Any:
        key = (name, number, quoted)
        if key not in self._made:
            made = self._book.add_format(_FONT | _LOOKS[name] | {"quote_prefix": quoted})
            if number:
                made.set_num_format(number)
            self._made[key] = made
        return self._made[key]


def pattern(cell: Cell) -> str:
    """The number format of Excel that prints a cell's number as its text has it."""
    decimals = f".{'0' * cell.places}" if cell.places else ""
    unit = "%" if cell.kind == "share" else ""
    pound = "£" if cell.kind == "pounds" else ""
    size = f"{pound}#,##0{decimals}{unit}"
    if not any(digit in cell.text for digit in "123456789"):
        return f"{size};{size}"  # rounds to nought, which has no sign
    plus = "+" if cell.kind == "change" else ""
    return f"{plus}{size};-{size};{size}"
