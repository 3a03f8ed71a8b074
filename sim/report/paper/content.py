"""The parts of a committee paper: plain data that every form of document is written from.

Text is plain: one line, nothing invisible in it, and no markup of any kind. A writer escapes it
as its form of document asks, and interprets none of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Kind = Literal["text", "number", "change", "share", "pounds"]
"""Of what is in a cell: a change is a number with its sign; a share is written in percent."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table.

    Attributes:
        value: The number, as exact as it is stored; None where there is none, and for text.
        text: What is printed; empty where there is nothing to tell.
        kind: What it is.
        places: Decimal places that are printed; of a share, those of its percent.
    """

    value: float | None
    text: str
    kind: Kind = "text"
    places: int = 0


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Attributes:
        heading: What is in it; no two columns of a table have the same.
        numeric: Whether its cells are numbers, which stand to the right.
        unit: What the numbers are counted in, where that is the same for all rows.
    """

    heading: str
    numeric: bool = False
    unit: str = ""

    @property
    def name(self) -> str:
        """The heading with its unit, as printed."""
        return f"{self.heading} ({self.unit})" if self.unit else self.heading


@dataclass(frozen=True, slots=True)
class Plot:
    """A chart that a program for tables can draw from a table itself.

    Attributes:
        form: Bars beside each other for each row, or a line for each column.
        title: What it shows.
        alt: What a person who can't see it needs to know, with the numbers.
        labels: Place of the column that names the rows.
        values: Places of the columns that are drawn.
        axis: What the numbers are, for the axis.
    """

    form: Literal["bars", "lines"]
    title: str
    alt: str
    labels: int
    values: tuple[int, ...]
    axis: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of text."""

    text: str


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of points, each a sentence or a few."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A table with its caption.

    Attributes:
        number: Its number in the paper, from 1.
        caption: What is in it, without its number.
        columns: The columns; the first names the rows.
        rows: The rows, each with a cell for each column.
        notes: What a reader must know to read it rightly, a sentence or a few each.
        plot: How to draw it, if that helps.
        long: Whether it is too long for a printed page; then paper refers to the workbook.
    """

    number: int
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()
    plot: Plot | None = None
    long: bool = False

    @property
    def label(self) -> str:
        """Such as "Table 3"."""
        return f"Table {self.number}"


@dataclass(frozen=True, slots=True)
class ChartBlock:
    """A chart that is stored in the results folder.

    Attributes:
        number: Its number in the paper, from 1; charts are counted apart from tables.
        title: What it shows, the finding; it is in the picture, too.
        subtitle: Of whom and when; likewise.
        alt: What a person who can't see it needs to know, with the numbers.
        png: The picture.
        svg: The same as a drawing.
        csv: The numbers drawn.
    """

    number: int
    title: str
    subtitle: str
    alt: str
    png: Path
    svg: Path
    csv: Path

    @property
    def label(self) -> str:
        """Such as "Figure 3"."""
        return f"Figure {self.number}"


Block = Paragraph | Bullets | TableBlock | ChartBlock


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the paper.

    Attributes:
        key: Its name in templates and links, such as "financial_implications".
        heading: Its heading.
        blocks: What is in it.
    """

    key: str
    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """A committee paper about one results folder.

    Attributes:
        title: What it is about.
        subtitle: What was done, in a line.
        made: When the results were finished, in UTC, such as "2018-10-01T09:30:00Z".
        sections: In order; all papers have the same ones.
    """

    title: str
    subtitle: str
    made: str
    sections: tuple[Section, ...]

    @property
    def tables(self) -> tuple[TableBlock, ...]:
        """All tables in the order of their numbers."""
        return tuple(
            block
            for section in self.sections
            for block in section.blocks
            if isinstance(block, TableBlock)
        )

    @property
    def charts(self) -> tuple[ChartBlock, ...]:
        """All charts in the order of their numbers."""
        return tuple(
            block
            for section in self.sections
            for block in section.blocks
            if isinstance(block, ChartBlock)
        )
