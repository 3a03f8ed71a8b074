"""What a calibration found, in sentences, and what it can't tell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sim.report.calibration_data import Calibrated, Fitted, Learnt, Pair
from sim.report.sensitivity_names import NAME, listed, quoted
from sim.report.style import named

MUCH, LITTLE = 0.5, 0.2
"""Shares of the variance: more is much learnt, less is hardly anything."""
TIED = 0.5
"""Correlation from which two numbers are said to trade off."""
OFF = 0.5
"""Standard deviations by which a surface that can be relied on is off at most."""


def answers(found: Calibrated) -> list[str]:
    """Whether the targets are met, what they teach, and what they can't."""
    parts = (_met(found), _learning(found), _unknown(found), _unsure(found), _use(found))
    return [sentence for part in parts for sentence in part]


def share_words(share: float) -> str:
    """How much of a variance is gone, in percent; none where chance made it grow."""
    return f"{max(100 * share, 0.0):.0f}%"


def _met(found: Calibrated) -> Iterator[str]:
    for is_held_out, what in ((False, "that it was fitted to"), (True, "that were held out")):
        targets = [one for one in found.targets if one.figure.is_test == is_held_out]
        if targets:
            inside = sum(one.figure.is_inside for one in targets)
            said = (
                f"Figures {what}: {inside} of {len(targets)} lie{'s' * (inside == 1)} where nine in"
                " ten futures do."
            )
            yield " ".join([said, *_outside(targets)])


def _outside(targets: Sequence[Fitted]) -> Iterator[str]:
    for one in targets:
        figure = one.figure
        if not figure.is_inside:
            yield f"Outside: {figure.label}, {figure.published}, against {figure.expected}."


def _learning(found: Calibrated) -> Iterator[str]:
    much = sorted((one for one in found.learnt if one.share >= MUCH), key=lambda one: -one.share)
    if much:
        parts = [
            f"{quoted(one.number)} is {one.number.short(_round(one.low))} to"
            f" {one.number.said(_round(one.high))} (was {one.number.range};"
            f" {share_words(one.share)} of its variance is gone)"
            for one in much
        ]
        yield f"The figures teach: {'; '.join(parts)}."
    else:
        yield "The figures teach little about any of the numbers by itself."
    hardly = [quoted(one.number) for one in found.learnt if one.share < LITTLE]
    if hardly:
        yield (
            f"They teach hardly anything about {listed(hardly, len(hardly))}: what comes out is"
            " still what was believed beforehand, and no evidence."
        )


def _unknown(found: Calibrated) -> Iterator[str]:
    count, fixed = len(found.learnt), found.directions
    if fixed < count:
        rest = count - fixed
        yield (
            f"Of {count} independent combinations of the numbers, the figures fix {fixed};"
            f" {'one' if rest == 1 else rest} can't be told from these figures."
        )
    for pair in found.pairs:
        if abs(pair.correlation) >= TIED:
            yield _trade(pair)


def _trade(pair: Pair) -> str:
    way = "lower" if pair.correlation < 0 else "higher"
    return (
        f"{quoted(pair.first)} and {quoted(pair.second)} trade off (correlation"
        f" {pair.correlation:.2f}): the figures fit as well if the one is higher and the other"
        f" {way}."
    )


def _unsure(found: Calibrated) -> Iterator[str]:
    off = [
        one.figure.label
        for one in found.targets
        if not one.figure.is_test and abs(one.row["off_surface_sd"]) > OFF
    ]
    if off:
        names = listed([f"“{named(label, NAME)}”" for label in off])
        yield (
            f"The surface that stands for the simulator is off for {names}. Ask for more points or"
            " waves before you rely on this."
        )


def _use(found: Calibrated) -> Iterator[str]:
    yield (
        f"To use all {found.draws:,} sets of numbers as they hang together, copy posterior.csv"
        ' beside a scenario and write parameters = "posterior.csv" under [run].'
    )


def _round(value: float) -> float:
    return float(f"{value:.3g}")


def learnt_rows(found: Calibrated) -> list[tuple[str, ...]]:
    """A row for each number: before, after, and how much is learnt."""
    return [_row(one) for one in found.learnt]


def _row(one: Learnt) -> tuple[str, ...]:
    low, middle, high = (one.number.short(_round(x)) for x in (one.low, one.median, one.high))
    return one.number.label, one.number.range, middle, f"{low} to {high}", share_words(one.share)


def fit_rows(found: Calibrated) -> list[tuple[str, ...]]:
    """A row for each target: the published figure, before, after, and whether it lies inside."""
    return [
        (
            one.figure.label,
            "held out" if one.figure.is_test else "fitted",
            one.figure.published,
            one.before,
            one.figure.expected,
            "yes" if one.figure.is_inside else "no",
        )
        for one in found.targets
    ]
