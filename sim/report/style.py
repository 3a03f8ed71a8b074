"""The look of a chart: colours and type of the UK Government Analysis Function, sizes for A4.

A :class:`Sheet` is a figure with its words already set: title, subtitle and note are wrapped by
their measured width, so that nothing runs over an edge whatever the names in it. Lengths are
inches, counted from the top left corner as on paper.
"""

from __future__ import annotations

import unicodedata
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import as_file, files
from statistics import fmean
from typing import Any, Literal

import matplotlib as mpl
from afcharts.af_colours import get_af_colours
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextToPath

WIDTH = 6.9
"""Width of a chart: the text of an A4 page."""
EDGE = 0.08
TITLE, TEXT, SMALL = 13.0, 10.0, 9.0
LINE = 1.32
"""Height of a line of text, as a multiple of its size in points."""
HEAD_GAP = 0.05
"""Between title and subtitle."""

NIGHT, NAVY, BLUE, SKY, PALE = get_af_colours("sequential", number_of_colours=5)
CATEGORIES: tuple[str, ...] = tuple(get_af_colours("categorical", number_of_colours=6))
INK, GREY = "#1A1A1A", "#595959"
"""Text and lines; the grey has a contrast of 7:1 against white."""

FONTS = ("Arial", "Liberation Sans", "Helvetica", "DejaVu Sans")

_JOINERS = "\u200b\u200c\u200d\u00ad\ufeff"
_MARKS_TOGETHER = 2

Weight = Literal["normal", "bold"]


@contextmanager
def house_style() -> Iterator[None]:
    """The style sheet of afcharts, at the size of a page, for the figures made inside."""
    with as_file(files("afcharts") / "afcharts.mplstyle") as sheet:
        params: Any = mpl.rc_params_from_file(str(sheet), use_default_template=False)
    ours: dict[str, Any] = {
        "font.size": TEXT,
        "font.sans-serif": list(FONTS),
        "text.parse_math": False,
        "lines.linewidth": 1.8,
        "xtick.labelsize": SMALL,
        "ytick.labelsize": SMALL,
        "ytick.major.size": 0,
        "grid.color": "#D9D9D9",
        "hatch.linewidth": 0.6,
        "text.hinting": "no_hinting",
        "svg.fonttype": "none",
        "path.simplify": True,
    }
    params.update(ours)
    with mpl.rc_context(params), warnings.catch_warnings():
        # A letter that no font has is drawn as a box; the words are in the data and the alt text.
        warnings.filterwarnings("ignore", message="Glyph")
        warnings.filterwarnings("ignore", message="Matplotlib currently does not support")
        yield


LONGEST_LABEL, LONGEST_TITLE = 60, 150


def plain(text: str, limit: int = 500) -> str:
    """Text from a scenario, safe to draw and to put in XML: one line, nothing invisible.

    Control characters, those that turn the direction of writing and halves of surrogate pairs
    become a replacement mark; letters of any script stay.

    Args:
        text: Any text.
        limit: Most characters kept; an ellipsis stands for the rest.
    """
    kept: list[str] = []
    marks = 0
    for letter in unicodedata.normalize("NFC", " ".join(text[: 8 * limit].split())):
        category = unicodedata.category(letter)
        marks = marks + 1 if category == "Mn" else 0
        if letter not in _JOINERS and marks <= _MARKS_TOGETHER:
            kept.append("\ufffd" if category.startswith("C") else letter)
    return shorten("".join(kept), limit)


def shorten(text: str, limit: int) -> str:
    """At most ``limit`` characters, the last an ellipsis if any were dropped.

    It ends at a word, unless that would drop half of it.
    """
    if len(text) <= limit:
        return text
    space = text.rfind(" ", limit // 2, limit)
    return text[: space if space > 0 else limit - 1].rstrip(" ,;:") + "…"


def named(text: str, limit: int = 60) -> str:
    """A name for use in a sentence: shortened, and kept apart if it is written right to left.

    Without the two marks around it, such a name would turn the numbers after it around.
    """
    name = shorten(text, limit)
    return f"\u2068{name}\u2069" if _right_to_left(name) else name


def _right_to_left(text: str) -> bool:
    return any(unicodedata.bidirectional(letter) in {"R", "AL"} for letter in text)


@lru_cache(maxsize=20_000)
def text_width(text: str, size: float = TEXT, weight: Weight = "normal") -> float:
    """Width in inches, inside :func:`house_style`, with a little to spare."""
    font = FontProperties(size=size, weight=weight)
    width, _, _ = TextToPath().get_text_width_height_descent(text, font, ismath=False)
    return 1.01 * width / 72


def wrap(
    text: str, width: float, size: float = TEXT, weight: Weight = "normal", most: int = 6
) -> list[str]:
    """Lines no wider than ``width`` inches; words longer than a line are broken.

    Args:
        text: One line of plain text.
        width: Inches.
        size: Points.
        weight: Of the font.
        most: Lines; the last ends in an ellipsis if there is more.
    """
    lines: list[str] = []
    rest = text
    while rest and len(lines) < most:
        whole = rest if len(lines) == most - 1 else ""
        line = _first_line(rest, width, size, weight)
        if whole and line != rest:
            line = line.rstrip()
            while line and text_width(line + "…", size, weight) > width:
                line = line[:-1].rstrip()
            line += "…"
        lines.append(line.rstrip())
        rest = rest[len(line) :].lstrip()
    return lines or [""]


def _first_line(text: str, width: float, size: float, weight: Weight) -> str:
    """The longest start of the text that fits, ended at a space if it has one."""
    short, long = 1, len(text)
    while short < long:
        middle = (short + long + 1) // 2
        if text_width(text[:middle], size, weight) <= width:
            short = middle
        else:
            long = middle - 1
    if short == len(text):
        return text
    space = text.rfind(" ", 0, short + 1)
    return text[:space] if space > 0 else text[:short]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page with its words set and room for axes.

    Attributes:
        figure: The matplotlib figure.
        top: Where the room for axes begins, inches from the upper edge.
        height: Height of that room in inches.
    """

    figure: Figure
    top: float
    height: float

    def axes(self, left: float, top: float, width: float, height: float) -> Axes:
        """Axes at a place in the room; all lengths in inches, ``top`` from the room's top."""
        page_width, page_height = self.figure.get_size_inches()
        bottom = page_height - self.top - top - height
        axes = self.figure.add_axes(
            (left / page_width, bottom / page_height, width / page_width, height / page_height)
        )
        axes.tick_params(axis="y", pad=3)
        return axes

    def write(self, left: float, top: float, text: str, **style: Any) -> None:
        """Text with its upper left corner at a place in the room, in inches."""
        page_width, page_height = self.figure.get_size_inches()
        place = left / page_width, 1 - (self.top + top) / page_height
        self.figure.text(*place, text, **{"va": "top", **style})


def sheet(title: str, subtitle: str, height: float, note: str = "") -> Sheet:
    """A page with title and subtitle at the top, an optional note at the foot.

    Args:
        title: The finding, in words.
        subtitle: What is shown, of whom, when.
        height: Room for axes, with their tick labels, in inches.
        note: Anything a reader must know to read the chart rightly.
    """
    head = [(line, TITLE, "bold") for line in wrap(title, WIDTH - 2 * EDGE, TITLE, "bold", 4)]
    head += [(line, TEXT, "normal") for line in wrap(subtitle, WIDTH - 2 * EDGE, TEXT)]
    foot = [(line, SMALL, "normal") for line in wrap(note, WIDTH - 2 * EDGE, SMALL)] if note else []
    top = EDGE + HEAD_GAP + sum(size * LINE / 72 for _, size, _ in head) + 0.12
    bottom = EDGE + sum(size * LINE / 72 for _, size, _ in foot) + (0.1 if foot else 0)
    figure = Figure(figsize=(WIDTH, top + height + bottom), dpi=100)
    page = Sheet(figure, top, height)
    titles = [line for line in head if line[1] == TITLE]
    _set_lines(page, titles, EDGE - top)
    _set_lines(page, head[len(titles) :], EDGE + HEAD_GAP + len(titles) * TITLE * LINE / 72 - top)
    _set_lines(page, foot, height + 0.1)
    return page


def _set_lines(page: Sheet, lines: Sequence[tuple[str, float, str]], top: float) -> None:
    for text, size, weight in lines:
        colour = INK if size > SMALL else GREY
        mark = "\u200e" if _right_to_left(text) else ""  # the sentence itself is English
        page.write(EDGE, top, mark + text, size=size, weight=weight, color=colour)
        top += size * LINE / 72


def spread(wanted: Sequence[float], gap: float, lowest: float, highest: float) -> list[float]:
    """Places as near as can be to those wanted, at least ``gap`` apart and inside the limits.

    Least squares with a minimum distance is isotonic regression of the places less their
    rank times the gap. For the few labels of a chart its closed form does (Robertson, Wright and
    Dykstra, Order Restricted Statistical Inference, 1988, section 1.4): the highest, over all
    starts up to a place, of the lowest mean from there to the place or beyond. SciPy has it too,
    and takes a quarter of a second to load.
    """
    if not wanted:
        return []
    order = sorted(range(len(wanted)), key=wanted.__getitem__)
    gap = min(gap, (highest - lowest) / max(len(wanted) - 1, 1))
    steps = [gap * rank for rank in range(len(wanted))]
    shifted = [wanted[i] - step for i, step in zip(order, steps, strict=True)]
    fitted = (
        max(
            min(fmean(shifted[start:stop]) for stop in range(rank + 1, len(shifted) + 1))
            for start in range(rank + 1)
        )
        for rank in range(len(shifted))
    )
    last = highest - steps[-1]
    held = [min(max(y, lowest), last) + step for y, step in zip(fitted, steps, strict=True)]
    places = dict(zip(order, held, strict=True))
    return [places[i] for i in range(len(wanted))]
