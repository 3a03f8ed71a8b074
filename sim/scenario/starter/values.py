"""What stands in a cell, as a number or as a text, or why it can't be used."""

from __future__ import annotations

import math
import re

from sim.errors import InputError
from sim.scenario.starter.table import Trouble, Value
from sim.scenario.wording import as_number, kind_of, quoted, shortened

LONGEST_NAME = 200
BLANKS = {"", "-", "\N{EN DASH}", "\N{EM DASH}", "n/a", "nil", "none"}
"""What people write where there is nothing to say."""
_DECIMAL_COMMA = re.compile(r"-?\d+,\d{1,2}|-?\d{1,3}(\.\d{3})+(,\d+)?")


def number_in(value: Value, most: float, is_whole: bool = False) -> float | None:
    """The number in a cell; none in one that says that there is nothing.

    Args:
        value: What stands there.
        most: The largest number that makes sense; below 0 none does.
        is_whole: Whether it must be a whole number.

    Raises:
        InputError: It is no such number; without its place.
    """
    number = _number(value, "290" if is_whole else "18.5")
    if number is None:
        return None
    if not math.isfinite(number) or not 0.0 <= number <= most:
        problem = f"{number:,.10g} is {'less than 0' if number < 0 else f'more than {most:,.0f}'}."
        raise InputError(problem, f"Write a number from 0 to {most:,.0f}.")
    number = round(number, 6)  # 18.499999999999996 of a spreadsheet is 18.5
    if is_whole and number != int(number):
        raise InputError(f"{number:,.10g} is not a whole number.", "Children are counted in ones.")
    return number


def _number(value: Value, example: str) -> float | None:
    match value:
        case None:
            return None
        case Trouble():
            raise InputError(value.problem, value.remedy)
        case bool():
            problem = f"{str(value).upper()} is {kind_of(value)}, not a number."
            raise InputError(problem, f"Write a number such as {example}.")
        case str():
            return _number_in_text(" ".join(value.split()), example)
    return float(value)


def _number_in_text(text: str, example: str) -> float | None:
    """The number in text such as ``1,234``."""
    if text.lower() in BLANKS:
        return None
    if text.startswith("="):
        raise InputError(f"{_said(text)} is a formula, not its result.", "Write the number.")
    plain = as_number(text)
    if plain is not None and not set("%£") & set(text):
        return float(plain)
    if plain is not None:
        sign, of = ("%", "a percentage") if "%" in text else ("£", "an amount of money")
        raise InputError(f"{_said(text)} is {of}, not a number.", f"Write it without {sign}.")
    if _DECIMAL_COMMA.fullmatch(text):
        example = f"{text.replace('.', '').replace(',', '.')}, with a decimal point"
    raise InputError(f"{_said(text)} is not a number.", f"Write one such as {example}.")


def text_in(value: Value, longest: int = LONGEST_NAME) -> str:
    """The text in a cell on one line, or "" in an empty one.

    Raises:
        InputError: It is too long, a formula or can't be shown; without its place.
    """
    if isinstance(value, Trouble):
        raise InputError(value.problem, value.remedy)
    if value is None or isinstance(value, bool):
        return "" if value is None else str(value).upper()
    said = f"{value:.10g}" if isinstance(value, int | float) else value
    text = " ".join(said.split())
    if len(text) > longest:
        raise InputError(
            f"{_said(text)} has {len(text):,} characters.", f"Write {longest} or less."
        )
    if not text.isprintable():
        raise InputError(f"{_said(text)} holds a sign that can't be shown.", "Type it anew.")
    if text.startswith("="):
        raise InputError(f"{_said(text)} is a formula, not its result.", "Write the text.")
    return text


def _said(text: str) -> str:
    return quoted(shortened(text))
