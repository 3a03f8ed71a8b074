"""What the shares of variance say, between uncertain numbers and between these and chance."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sim.report.outcome_words import Asked
from sim.report.sensitivity_data import Sensitivity
from sim.report.sensitivity_names import MOST_NAMED, listed, quoted, share_words, subject


def sharers(found: Sensitivity, rows: pd.DataFrame) -> str:
    """The numbers among which the spread is shared out."""
    every = len(rows) == len(found.numbers)
    return "uncertain numbers" if every else f"the {len(rows)} strongest numbers"


def sobol_answer(found: Sensitivity, outcome: Asked) -> str:
    """How much of the spread the strongest numbers cause."""
    rows = found.of("sobol", outcome)
    about, who = subject(found, outcome), sharers(found, rows)
    if np.isnan(rows["total"]).all():
        return f"Of {who}, none changes {about} at all."
    top = [row for _, row in rows.iterrows() if row["total_low"] > 0][:MOST_NAMED]
    shares = [
        f"{quoted(found.numbers[row['input']])} {share_words(row['first'])}"
        f" ({share_words(row['first_low'])} to {share_words(row['first_high'])})"
        for row in top
    ]
    together = max(0.0, 1.0 - float(rows["first"].clip(lower=0.0).sum()))
    return (
        f"Of the spread that {who} give to {about}, by themselves:"
        f" {listed(shares)}. What numbers do together is {share_words(together)}."
    )


def split_answer(found: Sensitivity, outcome: Asked) -> str:
    """How much of the spread is what nobody knows yet, and how much is chance."""
    row = found.of("split", outcome).iloc[0]
    words, about = outcome.words, subject(found, outcome)
    if np.isnan(row["numbers_share"]):
        return f"Nothing changes {about}: neither the uncertain numbers nor chance."
    half = (row["total_sd_high"] - row["total_sd_low"]) / 2
    sd = words.counted(words.apart(row["total_sd"], words.places(half)))
    low, high = share_words(row["numbers_share_low"]), share_words(row["numbers_share_high"])
    known, chance = share_words(row["numbers_share"]), share_words(1.0 - row["numbers_share"])
    return (
        f"In one future, {about} is spread by {sd} (standard deviation). {known} of that variance"
        f" ({low} to {high}) comes from uncertain numbers, and better evidence could take it away;"
        f" {chance} is chance, and would stay."
    )
