"""Findings in words: what a chart's title says is computed from the numbers it draws."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sim.report.chart_fans import Fan
from sim.units import fixed

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
HARDLY = 0.01
"""A relative change below which a figure is said to hardly change."""
FEW = 20
"""With fewer replications, the 5th and 95th percentile are guesses at the extremes."""

A_HUNDRED = 99.95
"""From here on, a number with one decimal place reads as a hundred or more."""

Show = Callable[[float], str]


def number(value: float) -> str:
    """One decimal place up to a hundred, then none; thousands set apart."""
    return fixed(value, 1 if abs(value) < A_HUNDRED else 0)


def whole(value: float) -> str:
    """A whole number, thousands set apart."""
    return fixed(value, 0)


def show_for(*fans: Fan) -> Show:
    """Whole numbers if any median reaches a hundred, so that those compared look alike."""
    highest = max(float(np.nanmax(fan.median)) for fan in fans if fan.known)
    return whole if highest >= A_HUNDRED else number


def share(value: float) -> str:
    """A share between 0 and 1 as a percentage with one decimal place."""
    return f"{fixed(100 * value)}%"


def month_year(day: float, letters: int = 9) -> str:
    """The month of a day counted since 1970, such as "March 2021", or "Mar 2021" with 3 letters."""
    months = int(np.datetime64(int(day), "D").astype("datetime64[M]").astype(np.int64))
    return f"{MONTHS[months % 12][:letters]} {1970 + months // 12}"


def full_date(day: float, letters: int = 9) -> str:
    """A day counted since 1970, such as "26 March 2021"."""
    date = np.datetime64(int(day), "D")
    first = date.astype("datetime64[M]").astype("datetime64[D]")
    return f"{int((date - first).astype(np.int64)) + 1} {month_year(day, letters)}"


def change(first: float, last: float, show: Show = number) -> str:
    """How a figure goes, as in "falls from 21.9 to 19.4"."""
    if show(first) == show(last):
        return f"stays at {show(last)}"
    words = f"from {show(first)} to {show(last)}"
    if abs(last - first) < HARDLY * abs(first):
        return f"hardly changes, {words}"
    return f"{'falls' if last < first else 'rises'} {words}"


def course(fan: Fan, show: Show = number, unit: str = "") -> str:
    """How the median goes over the run, as in "falls from 21.9 to 19.4 cases by March 2021"."""
    unit = f" {unit}" if unit else ""
    when = month_year(fan.days[-1])
    if len(fan.periods) == 1:
        return f"is {show(fan.median[0])}{unit} in {when}"
    words = change(fan.median[0], fan.median[-1], show)
    return f"{words}{unit} {'until' if words.startswith('stays') else 'by'} {when}"


def span(fan: Fan, show: Show = number, point: int = -1) -> str:
    """The last median with its range, as in "19.4 (17.2 to 21.9)"; without, if there is none."""
    low, middle, high = fan.quantiles[[0, 2, 4], point]
    if fan.replications == 1:
        return show(middle)
    return f"{show(middle)} ({show(low)} to {show(high)})"


def range_note(replications: int) -> str:
    """What the shading means, for a subtitle."""
    if replications == 1:
        return "One replication: no range."
    few = " Few replications: the ranges are rough." if replications < FEW else ""
    return (
        f"Line: median of {replications:,} replications; "
        f"dark shading: the middle half; pale: nine in ten.{few}"
    )


def replications_word(replications: int) -> str:
    """How many, as in "60 replications"."""
    return f"{replications:,} replication{'' if replications == 1 else 's'}"
