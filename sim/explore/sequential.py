"""Whether a chance is high enough, found out with as few replications as it takes.

A test in both directions after Wald's method of weight functions (Sequential Analysis, 1947,
chapter 4), with the boundaries of Robbins (1970, Annals of Mathematical Statistics 41,
1397-1409): the likelihood of what was seen, averaged over all shares that would satisfy, is held
against that under the best share that would not. By Ville's inequality the ratio ever passes
1 / error with a probability of at most ``error``, however often one looks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

Decision = Literal["meets", "misses", "too close to call"]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of each share, and how sure the answer has to be.

    A share of ``high`` or more is said to miss, and one of ``low`` or less to meet, with a
    probability of at most ``error`` each. Between the two either answer is right.

    Attributes:
        low: Shares up to here are too low; above 0.
        high: Shares from here on are high enough; at least ``low``, under 1.
        error: Between 0 and 1.
    """

    low: float
    high: float
    error: float


class Answer(NamedTuple):
    """What a row of trials says.

    Attributes:
        decision: Of the first trials that suffice; too close to call if all do not.
        n: How many trials that took.
    """

    decision: Decision
    n: int


class Evidence(NamedTuple):
    """Logs of likelihood ratios, in arrays of one shape.

    Attributes:
        meets: Of shares that are high enough, against ``low``.
        misses: Of shares that are too low, against ``high``.
    """

    meets: Floats
    misses: Floats


def answer(successes: Bools, question: Question) -> Answer:
    """Decide by the first trials that suffice.

    The answer depends on the trials alone, and not on how many of them came at a time: more
    trials after those that sufficed change nothing.

    Args:
        successes: Whether each trial succeeded, in order.
        question: What is asked.
    """
    trials = np.arange(1, len(successes) + 1)
    good = np.cumsum(successes, dtype=np.int64)
    enough = -np.log(question.error)
    meets, misses = (_first(found >= enough) for found in evidence(good, trials - good, question))
    if meets == misses:  # neither: they can't be there after the same trial
        return Answer("too close to call", len(successes))
    return Answer("meets", meets + 1) if meets < misses else Answer("misses", misses + 1)


def evidence(good: Counts, bad: Counts, question: Question) -> Evidence:
    """The evidence of numbers of trials that succeeded and that did not, in arrays of one shape."""
    return Evidence(_for_meeting(good, bad, question), _for_missing(good, bad, question))


def _for_meeting(good: Counts, bad: Counts, question: Question) -> Floats:
    """Log of the likelihood of shares from ``high`` to 1, against that of ``low``."""
    from scipy.special import betaincc, betaln  # noqa: PLC0415 - heavy, only when seeking

    with np.errstate(divide="ignore"):  # the log of nothing: no evidence at all
        above = np.log(betaincc(good + 1, bad + 1, question.high))
    spread = np.asarray(betaln(good + 1, bad + 1) + above - np.log1p(-question.high), np.float64)
    return _weighed(spread, good, bad, question.high) - _of(good, bad, question.low)


def _for_missing(good: Counts, bad: Counts, question: Question) -> Floats:
    """Log of the likelihood of shares from 0 to ``low``, against that of ``high``."""
    from scipy.special import betainc, betaln  # noqa: PLC0415 - heavy, only when seeking

    with np.errstate(divide="ignore"):
        under = np.log(betainc(good + 1, bad + 1, question.low))
    spread = np.asarray(betaln(good + 1, bad + 1) + under - np.log(question.low), np.float64)
    return _weighed(spread, good, bad, question.low) - _of(good, bad, question.high)


def _weighed(spread: Floats, good: Counts, bad: Counts, edge: float) -> Floats:
    """Half of the weight spread evenly, half on the edge.

    Spread alone, a clear case takes half of the trials that the edge alone (Wald's sequential
    probability ratio test) takes, and a case between the edges up to twice as many.
    """
    return np.asarray(np.logaddexp(spread, _of(good, bad, edge)) - np.log(2))


def _of(good: Counts, bad: Counts, share: float) -> Floats:
    """Log of the likelihood of one share."""
    return np.asarray(good * np.log(share) + bad * np.log1p(-share))


def _first(passed: Bools) -> int:
    """The place of the first that passed; the number of all if none did."""
    return int(np.argmax(passed)) if passed.any() else len(passed)
