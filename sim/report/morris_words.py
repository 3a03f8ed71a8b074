"""What screening says: which uncertain numbers matter, and whether they do so evenly."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.report.outcome_words import Asked
from sim.report.sensitivity_data import Sensitivity
from sim.report.sensitivity_names import listed, quoted, subject

Bools = npt.NDArray[np.bool_]

HARDLY = 0.1
"""Numbers with less than this share of the strongest one's effect hardly matter."""
EVEN = 0.5
"""An effect whose standard deviation is under this share of its mean size is even."""


def is_strong(rows: pd.DataFrame) -> Bools:
    """Numbers that seem to have a tenth of the strongest one's effect or more."""
    size = rows["mu_star"].to_numpy()
    return np.asarray((size > 0.0) & (size >= HARDLY * size.max()))


def matters(rows: pd.DataFrame) -> Bools:
    """Those of them that have more than chance gives."""
    floor = rows["floor"].fillna(0.0).to_numpy()
    least = rows["mu_star"].to_numpy() - rows["mu_star_half_width"].to_numpy()
    return np.asarray(is_strong(rows) & (least > floor))


def is_even(rows: pd.DataFrame) -> Bools:
    """Numbers that do much the same wherever they and the others stand."""
    return np.asarray(rows["sigma"].to_numpy() < EVEN * rows["mu_star"].to_numpy())


def how(rows: pd.DataFrame) -> list[str]:
    """A word for each number: whether it matters, and how evenly."""
    clear = np.where(is_even(rows), "evenly", "unevenly")
    said = np.where(matters(rows), clear, np.where(is_strong(rows), "unclear", "hardly"))
    return [str(word) for word in said]


def morris_answer(found: Sensitivity, outcome: Asked) -> str:
    """Which numbers matter, and whether they do so evenly."""
    rows = found.of("morris", outcome)
    strong = rows[matters(rows)]
    about = subject(found, outcome)
    if strong.empty:
        return f"Screening: none of {len(rows)} uncertain numbers clearly matters to {about}."
    names = [quoted(found.numbers[key]) for key in strong["input"]]
    top = strong.iloc[0]
    words = outcome.words
    amount = words.counted(words.apart(top["mu_star"], words.places(top["mu_star_half_width"])))
    verb = "matter" if len(names) > 1 else "matters"
    uneven = [quoted(found.numbers[key]) for key in strong[~is_even(strong)]["input"]]
    parts = [
        f"Screening: of {len(rows)} uncertain numbers, {len(names)} clearly {verb} to {about}:"
        f" {listed(names)}.",
        f"From one end of its range to the other, the first changes it by {amount} on average.",
    ]
    if uneven:
        parts.append(f"Not evenly, but as other numbers have it: {listed(uneven)}.")
    unclear = how(rows).count("unclear")
    if unclear:
        parts.append(f"Of {unclear} more it is not clear; more trajectories or futures would tell.")
    return " ".join(parts)
