"""Numbers as people read them. Money is Decimal, and is rounded only when it is shown.

Halves are rounded away from nought, from the digits that a person would write for the number: that
is what programs for tables show, so that the screen, charts and documents print the same.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from math import isfinite

DIGITS = 10
"""Significant digits of numbers, as in the CSV files of results."""


def exact(amount: Decimal | float) -> Decimal:
    """A number as the decimal that a person would write for it: 0.1 is a tenth."""
    return amount if isinstance(amount, Decimal) else Decimal(str(amount))


def as_written(value: float) -> Decimal:
    """A number of results as the decimal that stands for it in a table: 0.1 + 0.2 is 0.3."""
    return exact(float(f"{value:.{DIGITS}g}"))


def rounded(value: Decimal, places: int) -> Decimal:
    """So many decimal places; a number that rounds to nought has no sign."""
    shown = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return shown if shown else abs(shown)


def fixed(value: float, places: int = 1) -> str:
    """A number with so many decimal places, thousands set apart: "1,234.5"."""
    if not isfinite(value):
        return f"{value}"
    return f"{rounded(as_written(value), places):,}"


def signed(value: float, places: int) -> str:
    """A difference with its sign: "+0.2"; without, where it rounds to nought."""
    said = fixed(value, places)
    return said if said[0] == "-" or not said.strip("0.") else f"+{said}"


def round_half_up(amount: Decimal) -> Decimal:
    """Whole pounds; fifty pence goes up, away from zero, as in a committee paper."""
    return amount.to_integral_value(ROUND_HALF_UP)


def pounds(amount: Decimal | float) -> str:
    """Whole pounds for a reader, such as "£580,521" or "-£14,500".

    Raises:
        ValueError: If the amount is not a number.
        OverflowError: If it is infinite.
    """
    whole = int(round_half_up(exact(amount)))
    return f"{'-' if whole < 0 else ''}£{abs(whole):,}"


def short_pounds(amount: float) -> str:
    """Pounds to three figures for a reader, such as "£8.27m", "£152k" or "-£950".

    For amounts that chance lets nobody know better.
    """
    sign, size = ("-" if amount < 0 else ""), abs(amount)
    if size >= 999_500:
        return f"{sign}£{_three(size / 1e6)}m"
    if size >= 999.5:
        return f"{sign}£{_three(size / 1e3)}k"
    return f"{'' if size < 0.5 else sign}£{size:.0f}"


def _three(number: float) -> str:
    """Three figures; no more places than that leaves."""
    places = 2 if number < 9.995 else 1 if number < 99.95 else 0
    return f"{number:,.{places}f}"


def percent(share: Decimal | float) -> str:
    """A share between 0 and 1 to one decimal place, such as "14.4%" for 0.144."""
    tenths = int(round_half_up(exact(share) * 1000))
    return f"{'-' if tenths < 0 else ''}{abs(tenths) // 10:,}.{abs(tenths) % 10}%"
