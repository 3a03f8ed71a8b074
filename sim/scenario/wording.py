"""How keys, values and suggestions are written in a message to a planner."""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import Any

LONGEST_VALUE = 60
MOST_NAMES = 12

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_NUMBER = re.compile(r"([+-]?)£?\s*((?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?|\.\d+)\s*(%?)")
_BRITISH_DATE = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")


def dotted(path: Iterable[str | int]) -> str:
    """A key as it would be typed: ``teams."North West".pay[0]``."""
    said = ""
    for part in path:
        if isinstance(part, int):
            said += f"[{part}]"
        else:
            name = shortened(part)
            said += f".{name if _BARE_KEY.fullmatch(name) else quoted(name)}"
    return said.removeprefix(".")


def shown(value: Any) -> str:
    """A value as TOML writes it, shortened."""
    match value:
        case bool():
            said = "true" if value else "false"
        case str():
            said = quoted(shortened(value))
        case int() if abs(value) >= 10**LONGEST_VALUE:
            said = f"a number of about {math.ceil(math.log10(abs(value))):,} digits"
        case date() | time():
            said = value.isoformat()
        case dict():
            said = f"{{ {shortened(', '.join(value))} }}"
        case list() | tuple():
            said = f"[{shortened(', '.join(shown(item) for item in value[:MOST_NAMES]))}]"
        case _:
            said = str(value)
    return said


def kind_of(value: Any) -> str:
    """What sort of thing a value is, with its article."""
    kinds: list[tuple[type | tuple[type, ...], str]] = [
        (bool, "true or false"),
        ((int, float), "a number"),
        (str, "text in quotes"),
        (datetime, "a date with a time of day"),
        (date, "a date"),
        (time, "a time of day"),
        (dict, "a table"),
        ((list, tuple), "a list"),
    ]
    return next((said for kind, said in kinds if isinstance(value, kind)), "something else")


def quoted(text: str) -> str:
    """Text in double quotes, with everything that a screen can't show spelt out."""
    safe = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(_visible(character) for character in safe) + '"'


def _visible(character: str) -> str:
    if character.isprintable():
        return character
    if character == "\n":
        return "\\n"
    return f"\\u{ord(character):04x}"


def shortened(text: str) -> str:
    """The text, its end cut off if it is long."""
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"


def nearest(name: str, known: Iterable[str], likeness: float = 0.6) -> str | None:
    """The known name that looks most like this one, if any comes close (1 is the same)."""
    small = {shortened(one).casefold(): one for one in known}
    found = difflib.get_close_matches(shortened(name).casefold(), list(small), 1, likeness)
    return small[found[0]] if found else None


def suggestion(name: str, known: Iterable[str]) -> str:
    """Which name was probably meant, else which names there are, else nothing."""
    names = list(dict.fromkeys(known))
    near = nearest(name, names)
    return listing(names) if near is None else f"Did you mean {quoted(near)}?"


def listing(names: Sequence[str]) -> str:
    """The first names of those that can be used, or nothing if there are none."""
    if not names:
        return ""
    more = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
    return f"Known here: {', '.join(shortened(name) for name in names[:MOST_NAMES])}{more}."


def as_number(text: str) -> str | None:
    """The plain number in text such as ``£26``, ``6%`` or ``26,776``, as TOML writes it."""
    found = _NUMBER.fullmatch(text.strip())
    if found is None or len(text) > LONGEST_VALUE:
        return None
    whole, point, decimals = found[2].replace(",", "").partition(".")
    digits = (whole.lstrip("0") or "0") + (point + decimals if decimals else "")
    sign = "-" if found[1] == "-" else ""
    return f"{sign}{float(digits) / 100:.12g}" if found[3] else sign + digits


def as_date(text: str) -> str | None:
    """The date in text such as ``1/10/2018`` (the day first) or ``2018-10-01``, as TOML has it."""
    british = _BRITISH_DATE.fullmatch(text.strip())
    try:
        if british is not None:
            day, month, year = (int(part) for part in british.groups())
            return date(year, month, day).isoformat()
        return date.fromisoformat(text.strip()[:10]).isoformat()
    except ValueError:
        return None


def as_truth(text: str) -> str | None:
    """``true`` or ``false``, if that is what the text means."""
    said = text.strip().lower()
    return {
        "true": "true",
        "yes": "true",
        "on": "true",
        "false": "false",
        "no": "false",
        "off": "false",
    }.get(said)
