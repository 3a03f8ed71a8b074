"""Small multiples: panels side by side that share their axes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from matplotlib.axes import Axes

from sim.report.style import EDGE, INK, SMALL, WIDTH, Sheet, wrap

COLUMNS = 3


@dataclass(frozen=True, slots=True)
class Grid:
    """Where panels stand on a page; lengths in inches.

    Attributes:
        columns: Panels in a row.
        width: Of a panel.
        head: Height of the heading above each.
        height: Of a panel.
        headings: The lines of each heading.
    """

    columns: int
    width: float
    head: float
    height: float
    headings: tuple[tuple[str, ...], ...]

    LEFT: ClassVar[float] = 0.4
    GAP: ClassVar[float] = 0.14
    FOOT: ClassVar[float] = 0.12

    @property
    def total(self) -> float:
        """Height of all rows."""
        return -(-len(self.headings) // self.columns) * self._step

    @property
    def _step(self) -> float:
        return self.head + self.height + self.FOOT

    def panels(self, page: Sheet) -> Iterator[Axes]:
        """The axes of each panel, headings written; outer panels alone keep their numbers."""
        for place, lines in enumerate(self.headings):
            row, column = divmod(place, self.columns)
            x, y = self.LEFT + column * (self.width + self.GAP), row * self._step
            page.write(x, y + self.head - 0.07, "\n".join(lines), va="baseline", size=SMALL,
                       weight="bold", linespacing=1.1, color=INK)  # fmt: skip
            axes = page.axes(x, y + self.head, self.width, self.height)
            yield axes
            below = place + self.columns
            axes.tick_params(labelleft=column == 0, labelbottom=below >= len(self.headings))

    def ends_row(self, place: int) -> bool:
        """Whether a panel is the last in its row."""
        return (place + 1) % self.columns == 0 or place == len(self.headings) - 1


def grid_of(labels: Sequence[str], beside: float = 0.0) -> Grid:
    """A grid that fills the width of a page and fits its height.

    Args:
        labels: What each panel is headed.
        beside: Space kept free on the right, inches.
    """
    columns = 2 if len(labels) in {2, 4} else min(COLUMNS, len(labels))
    width = (WIDTH - Grid.LEFT - beside - EDGE - Grid.GAP * (columns - 1)) / columns
    headings = tuple(tuple(wrap(label, width, SMALL, "bold", 2)) for label in labels)
    rows = -(-len(labels) // columns)
    head = 0.06 + 0.165 * max(len(lines) for lines in headings)
    height = float(np.clip(7.4 / rows - head - Grid.FOOT, 0.6, 1.9))
    return Grid(columns, width, head, height, headings)
