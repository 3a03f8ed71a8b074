"""The value of an input at which the better of two options changes.

The difference between two options is a function of the input that is known by replication only,
in the same futures at every place. Its root is found by retrospective approximation (Chen and
Schmeiser 2001, IIE Transactions 33, 259-275; Pasupathy and Kim 2011, ACM Transactions on Modeling
and Computer Simulation 21:19): for a number of replications the root of their mean is
approached, then they are doubled and the search goes on from there. It sees five places at a
time, through which a line is drawn for each replication, so that the noise of all five is
averaged and the interval of the root is Fieller's (:mod:`sim.explore.lines`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, NamedTuple

import numpy as np

from sim.explore.lines import Floats, Line, Root, estimate, fitted

Differences = Callable[[float, int], Floats]
"""The difference in each of the first so many replications at a place: (place, replications).

Replication 7 meets the same future at every place. Asked for more, it begins with the same.
"""

Verdict = Literal["switch", "no switch", "more than one switch", "too close to call"]

_PLACES = 5
"""Seen at a time: enough to see a bend as well as a slope."""

_CLEAR = 8.0
"""Standard errors of a slope from which places are drawn together by half."""

_STRAIGHT = 0.1
"""Part of the interval's half-width under which a bend does not matter."""

_MOVES = 12
"""Most moves of the places for one number of replications."""


@dataclass(frozen=True, slots=True)
class Range:
    """Where to look, and how closely.

    Attributes:
        low: Lowest place.
        high: Highest place.
        precision: The interval's half-width that suffices, in units of the place.
        first: Replications to begin with, at least 2.
        most: Replications at most.
        confidence: Of the interval, such as 0.95.
    """

    low: float
    high: float
    precision: float
    first: int = 100
    most: int = 800
    confidence: float = 0.95

    def replications(self) -> Iterator[int]:
        """Numbers of replications: the first, doubled each time, the last at most."""
        n = min(self.first, self.most)
        while n < self.most:
            yield n
            n = min(2 * n, self.most)
        yield n


class Seen(NamedTuple):
    """The difference at a place: its mean with the half-width of its 95 % interval."""

    place: float
    n: int
    mean: float
    half_width: float


@dataclass(frozen=True, slots=True)
class Switching:
    """Where the sign of the mean difference changes, or why that is not known.

    Attributes:
        verdict: "no switch" if the difference has clearly the same sign at five places from end
            to end; "more than one switch" if its sign clearly changes twice or more between
            them; "too close to call" if replications did not suffice for any of that.
        value: The place of the switch; NaN without one.
        low: Lower end of its interval, cut off at the ends of the range. Where it is too close
            to call, a switch is not outside the interval.
        high: Upper end.
        line: The line that was fitted last.
        n: Replications that it is fitted to.
        straight: Whether no bend of the difference was seen that would matter.
        precise: Whether the interval is as short as was asked for.
        seen: The difference at every place looked at, in their order.
    """

    verdict: Verdict
    value: float
    low: float
    high: float
    line: Line
    n: int
    straight: bool
    precise: bool
    seen: tuple[Seen, ...]


def switching_value(differences: Differences, within: Range) -> Switching:
    """Find the place at which the mean difference is zero.

    Places are drawn together around it as far as that leaves the line's slope clear, if the line
    bends; replications are doubled until the interval is short enough.
    """
    look = _Look(differences, within)
    window = _Window(0, 2)
    for n in within.replications():
        verdict = look.signs(n) if window.level == 0 else None
        if verdict is not None:
            return look.ended(verdict, window, n)
        window = look.settled(window, n)
        if look.suffices(window, n):
            break
    return look.ended(None, window, n)


class _Window(NamedTuple):
    """Five places of a grid: its step is a fourth of the range, halved with each level.

    Attributes:
        level: How often the step is halved.
        middle: Which place of the grid is in the middle.
    """

    level: int
    middle: int

    def drawn_in(self, value: float) -> _Window:
        """The window of half the length nearest to a value, counted in steps of that one."""
        return _Window(self.level + 1, 0).at(value)

    def at(self, value: float) -> _Window:
        """The window of the same length nearest to a value, inside the range."""
        last = (_PLACES - 1) * 2**self.level - 2
        return _Window(self.level, min(max(round(value), 2), last))


class _Look:
    """What was seen of the differences."""

    def __init__(self, differences: Differences, within: Range) -> None:
        self._differences = differences
        self._within = within
        self._values: dict[float, Floats] = {}

    def line(self, window: _Window, n: int) -> Line:
        """The line through the places of a window."""
        places = self._places(window)
        values = np.stack([self._at(float(place), n) for place in places])
        return fitted(places, values, self._within.confidence)

    def _places(self, window: _Window) -> Floats:
        step = self._step(window.level)
        numbers = window.middle + np.arange(_PLACES) - _PLACES // 2
        # without the last digits, so that people read 5.3 and not 5.300000000000001
        return np.array([float(f"{self._within.low + step * i:.12g}") for i in numbers])

    def _step(self, level: int) -> float:
        steps = (_PLACES - 1) * float(2**level)
        return (self._within.high - self._within.low) / steps

    def _at(self, place: float, n: int) -> Floats:
        if len(self._values.get(place, ())) < n:
            self._values[place] = np.asarray(self._differences(place, n), np.float64)
        return self._values[place][:n]

    # --- signs ---

    def signs(self, n: int) -> Verdict | None:
        """What the signs at five places from end to end say by themselves, if they are clear.

        All of them are right at once, whenever one looks, in the share of experiments that the
        range's confidence asks for (Bonferroni).
        """
        looks = _PLACES * len(list(self._within.replications()))
        sure = 1 - (1 - self._within.confidence) / looks
        places = self._places(_Window(0, 2))
        signs = [_sign(self._at(float(place), n), sure) for place in places]
        clear = [sign for sign in signs if sign]
        changes = sum(one != other for one, other in pairwise(clear))
        if changes > 1:
            return "more than one switch"
        return "no switch" if not changes and len(clear) == _PLACES else None

    # --- moving ---

    def settled(self, window: _Window, n: int) -> _Window:
        """The window moved until it lies well."""
        for _ in range(_MOVES):
            moved = self._moved(window, n)
            if moved == window:
                break
            window = moved
        return window

    def _moved(self, window: _Window, n: int) -> _Window:
        """A window half as long if that is better and possible, or else around the root."""
        line = self.line(window, n)
        root = line.root()
        if not np.isfinite(root.low):
            return window
        closer = window.drawn_in(self._steps(root.value, window.level + 1))
        if self._worth_drawing_in(line, root) and self._holds(closer, root):
            return closer
        return window.at(self._steps(root.value, window.level))

    def _steps(self, place: float, level: int) -> float:
        return (place - self._within.low) / self._step(level)

    def _holds(self, window: _Window, root: Root) -> bool:
        places = self._places(window)
        return bool(places[0] <= root.low and root.high <= places[-1])

    def _worth_drawing_in(self, line: Line, root: Root) -> bool:
        """Whether a bend may matter, the slope can bear it, and the window is not too small."""
        bend = line.departure(root.value)
        long = line.places[-1] - line.places[0] > 2 * self._within.precision
        may_bend = abs(bend.mean) + 2 * bend.error > self._matters(line, root)
        return bool(long and may_bend and line.clearness >= _CLEAR)

    def _matters(self, line: Line, root: Root) -> float:
        """From which size on a departure from the line moves the root by too much."""
        return _STRAIGHT * abs(line.slope) * max(root.half_width, self._within.precision)

    # --- ending ---

    def suffices(self, window: _Window, n: int) -> bool:
        """Whether the interval is short enough and the line straight enough."""
        line = self.line(window, n)
        return self._is_precise(line) and self._is_straight(line)

    def _is_precise(self, line: Line) -> bool:
        return line.root().half_width <= self._within.precision

    def _is_straight(self, line: Line) -> bool:
        bend, root = line.departure(line.root().value), line.root()
        return bool(abs(bend.mean) - 2 * bend.error <= self._matters(line, root))

    def ended(self, verdict: Verdict | None, window: _Window, n: int) -> Switching:
        """What was found; without a verdict by signs, by the line."""
        line, within = self.line(window, n), self._within
        root = line.root()
        if verdict is None:
            found = np.isfinite(root.low) and within.low <= root.value <= within.high
            verdict = "switch" if found else "too close to call"
        low, high = np.clip([root.low, root.high], within.low, within.high)
        has_interval = verdict in {"switch", "too close to call"}
        return Switching(
            verdict=verdict,
            value=root.value if verdict == "switch" else np.nan,
            low=float(low) if has_interval else np.nan,
            high=float(high) if has_interval else np.nan,
            line=line,
            n=n,
            straight=self._is_straight(line),
            precise=self._is_precise(line),
            seen=tuple(_seen(place, self._values[place]) for place in sorted(self._values)),
        )


def _sign(values: Floats, confidence: float) -> int:
    """1 or -1 if the mean's interval is over or under zero, or else 0."""
    found = estimate(values)
    reach = _t(len(values), confidence) * found.error
    return 0 if abs(found.mean) <= reach else int(np.sign(found.mean))


def _seen(place: float, values: Floats) -> Seen:
    found = estimate(values)
    return Seen(place, len(values), found.mean, _t(len(values), 0.95) * found.error)


def _t(n: int, confidence: float) -> float:
    from scipy.special import stdtrit  # noqa: PLC0415 - heavy, only when seeking

    return float(stdtrit(n - 1, 0.5 + confidence / 2))
