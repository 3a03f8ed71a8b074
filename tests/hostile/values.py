"""What somebody may write at a place of a file, by mistake or on purpose."""

import json
import math
from collections.abc import Iterator
from typing import NamedTuple

from tests.hostile.schema_walk import Limits, Place


class Value(NamedTuple):
    """Something that is written after ``key =``.

    Attributes:
        group: What sort of mischief it is.
        what: What it is.
        raw: As it stands in the file.
        words: What a refusal must say; the value itself, and what to write instead.
        has_key: Whether the key can be told; of what is refused unread only the line can.
    """

    group: str
    what: str
    raw: str
    words: tuple[str, ...] = ()
    has_key: bool = True


WRONG, INFINITE, MONEY, RANGE, TEXT = (
    "wrong kind of value",
    "no finite number",
    "number as people write it",
    "out of range",
    "text",
)

_DIGITS = "7" * 5000
_NUMBERS = (
    Value(WRONG, "digits in quotes", '"60"', ('"60" is text', "Write 60.")),
    Value(WRONG, "words", '"most of them"', ('"most of them" is text',)),
    Value(WRONG, "empty text", '""', ('"" is text',)),
    Value(WRONG, "true", "true", ("true is not a",)),
    Value(WRONG, "false", "false", ("false is not a",)),
    Value(WRONG, "a date", "2018-10-01", ("2018-10-01 is a date",)),
    Value(WRONG, "a time", "09:00:00", ("09:00:00 is a time of day",)),
    Value(WRONG, "a list", "[1]", ("[1] is a list",)),
    Value(WRONG, "an empty list", "[]", ("[] is a list",)),
    Value(WRONG, "a bare word", "most", ("most can't be read",)),
    Value(WRONG, "null", "null", ("null can't be read",)),
    Value(WRONG, "nothing", "", ("a value is missing",)),
    Value(WRONG, "an error of a spreadsheet", "#DIV/0!", ("a value is missing",)),
    Value(WRONG, "a fraction", "1/2", ("1/2 can't be read",)),
    Value(WRONG, "a formula", "=1+1", ("can't be read",)),
    Value(INFINITE, "nan", "nan", ("nan is not",)),
    Value(INFINITE, "minus nan", "-nan", ("nan is not",)),
    Value(INFINITE, "infinity", "inf", ("inf is not",)),
    Value(INFINITE, "minus infinity", "-inf", ("-inf is not",)),
    Value(INFINITE, "1e999", "1e999", ("inf is not",)),
    Value(INFINITE, "10^400", f"1{'0' * 400}", ("about 400 digits",)),
    Value(INFINITE, "minus 10^400", f"-1{'0' * 400}", ("about 400 digits",)),
    Value(INFINITE, "5,000 digits", _DIGITS, ("thousands of digits", "Write a smaller number.")),
    Value(MONEY, "£26", '"£26"', ('"£26" is text', "Write 26.")),
    Value(MONEY, "26,776", '"26,776"', ('"26,776" is text', "Write 26776.")),
    Value(MONEY, "6%", '"6%"', ('"6%" is text',)),
    Value(MONEY, "bare £26", "£26", ("£26 can't be read", "Write 26.")),
    Value(MONEY, "bare 26,776", "26,776", ("26,776 can't be read", "Write 26776.")),
    Value(MONEY, "bare 6%", "6%", ("6% can't be read", "Write 0.06.")),
    Value(MONEY, "26 FTE", '"26 FTE"', ('"26 FTE" is text',)),
    Value(MONEY, "bare 26 FTE", "26 FTE", ("26 FTE can't be read",)),
)  # fmt: skip

_TABLES_FOR_A_NUMBER = (
    Value(WRONG, "a table", "{ a = 1 }", ("is a table",)),
    Value(WRONG, "an empty table", "{}", ("is a table",)),
)

_WHOLE = (
    Value(MONEY, "6% of a whole number", '"6%"', ("Write a whole number.",)),
    Value(WRONG, "half", "18.5", ("18.5 is not a whole number", "Write 18 or 19.")),
    Value(WRONG, "a whole number with a point", "18.0", ("18.0 is not a whole number", "Write 18")),
)

_QUANTITIES = (
    Value(WRONG, "a range without a value", "{ low = 1, high = 2 }", ("is missing",)),
    Value(WRONG, "low without high", "{ value = 1, low = 1 }", ("needs both low and high",)),
    Value(WRONG, "a range the wrong way round", "{ value = 1, low = 1.5, high = 0.5 }", ("1.5",)),
    Value(WRONG, "a value out of its range", "{ value = 3, low = 1, high = 2 }", ("3",)),
    Value(WRONG, "a shape without a range", '{ value = 1, shape = "pert" }', ("low and high",)),
    Value(WRONG, "an unknown shape", '{ value = 1, low = 1, high = 1, shape = "normal" }',
          ('"normal" is not one of the choices', '"pert"')),
    Value(WRONG, "an unknown basis", '{ value = 1, basis = "guess" }', ('"guess"', '"assumed"')),
    Value(INFINITE, "a range to infinity", "{ value = 1, low = 1, high = inf }", ("inf is not",)),
    Value(INFINITE, "a range from nan", "{ value = 1, low = nan, high = 1 }", ("nan is not",)),
    Value("misspelt key", "of a range", "{ value = 1, hihg = 2 }", ('Did you mean "high"?',)),
    Value("misspelt key", "of evidence", '{ value = 1, sorce = "x" }', ('Did you mean "source"?',)),
)  # fmt: skip

_DISTRIBUTIONS = (
    Value(WRONG, "an unknown distribution", '{ distribution = "gama", mean = 1, cv = 1 }',
          ('Did you mean "gamma"?',)),
    Value(WRONG, "a distribution without a name", "{ mean = 1, cv = 1 }", ("is missing",)),
    Value(WRONG, "half a distribution", '{ distribution = "gamma", mean = 1 }',
          ("is not given by",)),
    Value(WRONG, "too much of one", '{ distribution = "fixed", value = 1, mean = 1 }',
          ("is not given by",)),
    Value(INFINITE, "a mean of nan", '{ distribution = "exponential", mean = nan }', ("nan is",)),
    Value(RANGE, "a mean of 0", '{ distribution = "exponential", mean = 0 }', ("0 is not more",)),
    Value(RANGE, "a spread below 0", '{ distribution = "gamma", mean = 1, sd = -1 }',
          ("-1 is less",)),
    Value(RANGE, "a spread beyond numbers", '{ distribution = "lognormal", mean = 1, cv = 1e9 }'),
    Value(WRONG, "ends the wrong way round", '{ distribution = "uniform", low = 2, high = 1 }',
          ("low <= mode <= high",)),
    Value(WRONG, "no values", '{ distribution = "empirical", values = [] }', ("at least one",)),
    Value(INFINITE, "a value of nan", '{ distribution = "empirical", values = [1, nan] }',
          ("nan is not",)),
    Value(RANGE, "a value below 0", '{ distribution = "empirical", values = [-1] }', ("between",)),
    Value(RANGE, "10,001 values",
          f'{{ distribution = "empirical", values = [{"1, " * 10_001}] }}', ("10,001",)),
    Value(WRONG, "text among values", '{ distribution = "empirical", values = [1, "x"] }',
          ('"x" is text',)),
    Value(WRONG, "weights too few",
          '{ distribution = "empirical", values = [1, 2], weights = [1] }', ("as many weights",)),
    Value(RANGE, "weights of 0",
          '{ distribution = "empirical", values = [1, 2], weights = [0, 0] }', ("not all be 0",)),
    Value(INFINITE, "a weight of infinity",
          '{ distribution = "empirical", values = [1, 2], weights = [1, inf] }', ("inf is not",)),
    Value(RANGE, "weights that add up to infinity",
          '{ distribution = "empirical", values = [1, 2], weights = [1e308, 1e308] }'),
    Value("misspelt key", "of a distribution", '{ distribution = "gamma", maen = 1, cv = 1 }',
          ('Did you mean "mean"?',)),
)  # fmt: skip

_DATES = (
    Value(WRONG, "a date in quotes", '"2018-10-01"', ("is text", "Write 2018-10-01.")),
    Value(WRONG, "a british date in quotes", '"1/10/2018"', ("is text", "Write 2018-10-01.")),
    Value(WRONG, "a bare british date", "1/10/2018", ("can't be read", "Write 2018-10-01.")),
    Value(WRONG, "a date with a time", "2018-10-01T09:00:00", ("time of day", "2018-10-01")),
    Value(WRONG, "a time alone", "09:00:00", ("09:00:00 is a time of day",)),
    Value(WRONG, "a number for a date", "20181001", ("20181001 is a number",)),
    Value(WRONG, "29 February of a common year", "2019-02-29", ("no such day",)),
    Value(WRONG, "the 13th month", "2019-13-01", ("2019-13-01 can't be read",)),
    Value(WRONG, "the year 0", "0000-01-01", ("no such day",)),
    Value(WRONG, "the year 10000", "10000-01-01", ("can't be read",)),
    Value(WRONG, "true for a date", "true", ("true is not a date",)),
    Value(WRONG, "words for a date", '"next April"', ('"next April" is text',)),
    Value(WRONG, "no date", '""', ('"" is text',)),
    Value(INFINITE, "nan for a date", "nan", ("nan is a number",)),
    Value(WRONG, "a list of dates", "[2018-10-01]", ("is a list",)),
)

_TRUTHS = (
    Value(WRONG, "yes", '"yes"', ('"yes" is text', "Write true.")),
    Value(WRONG, "bare yes", "yes", ("yes can't be read", "Write true.")),
    Value(WRONG, "True", "True", ("True can't be read", "Write true.")),
    Value(WRONG, "FALSE", "FALSE", ("FALSE can't be read", "Write false.")),
    Value(WRONG, "true in quotes", '"true"', ('"true" is text', "Write true.")),
    Value(WRONG, "1 for true", "1", ("1 is a number",)),
    Value(WRONG, "0 for false", "0", ("0 is a number",)),
    Value(INFINITE, "nan for true", "nan", ("nan is a number",)),
    Value(WRONG, "a list for true", "[true]", ("is a list",)),
    Value(WRONG, "a table for true", "{}", ("is a table",)),
)

_NOT_TEXT = (
    Value(WRONG, "a number for text", "5", ("5 is a number", 'Write "5".')),
    Value(WRONG, "true for text", "true", ("true is", "not text")),
    Value(WRONG, "a date for text", "2018-10-01", ("2018-10-01 is a date",)),
    Value(INFINITE, "nan for text", "nan", ("nan is a number",)),
    Value(WRONG, "a list for text", '["a"]', ("is a list",)),
    Value(WRONG, "a table for text", "{ a = 1 }", ("is a table",)),
    Value(WRONG, "text without quotes", "hello", ("hello can't be read", "Write")),
    Value(WRONG, "text without its last quote", '"hello', ("isn't closed",)),
    Value(WRONG, "a backslash of Windows", r'"C:\users\x"', ("backslash", r"Write \\")),
    Value(WRONG, "half a character", r'"\ud800"', ("can't be read",)),
    Value(WRONG, "a raw control character", '"a\x1bb"'),
    Value(WRONG, "a raw zero byte", '"a\0b"'),
)

TEXTS = {
    "markup": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "an entity": "&lt;b&gt; &amp; &#60;",
    "closing an attribute": "\"'><svg/onload=alert(1)>",
    "a template": "{{ 7 * 7 }} {% raw %} ${7*7} #{7*7}",
    "markup of the terminal library": "[bold red]x[/bold red] [link=file:///etc/passwd]y[/link]",
    "markup of the chart library": r"$\frac{1}{0}$ $x^2 $$",
    "an unclosed formula of charts": "costs $5 and more_than{this",
    "placeholders": "%s %n %(x)s {} {0} {x!r}",
    "formula =": '=HYPERLINK("http://x","y")',
    "formula +": "+1+1",
    "formula -": "-1+cmd|' /C calc'!A0",
    "formula @": "@SUM(A1:A9)",
    "formula after a tab": "\t=1+1",
    "a comma and a line end": 'a,"b"\r\nc;d',
    "an escape sequence": "\x1b[31mred\x1b[0m\x1b]0;title\x07",
    "control characters": "a\x00b\x01c\x07d\x08e\x7ff\x85g\x9bh",
    "bidirectional": "\u202eevil\u202c \u2066x\u2069 \u200f",
    "no width": "\ufeffa\u200bb\u200dc\u2060d",
    "line ends of other worlds": "a\u2028b\u2029c\x0bd\x0ce",
    "marks upon marks": "e" + "\u0301" * 100,
    "beyond the plane": "\U0001f469\u200d\U0001f469\u200d\U0001f467 \U0001f3f4 \U0010ffff \ufffe",
    "other scripts": "عربي עברית 中文 ไทย",
    "only spaces": "   ",
    "up a folder": "../../x",
    "a system file": "/etc/passwd",
    "a drive": "C:\\x",
    "a share": "\\\\host\\share",
    "a device of Windows": "CON",
    "a device with an ending": "nul.txt",
    "a trailing dot": "name.",
    "a trailing space": "name ",
    "a dot": ".",
    "two dots": "..",
    "an option": "--help",
    "a web address": "https://example.org/?a=b&c=<d>",
    "a query": "'; DROP TABLE points; --",
    "a quantity's word": "nan",
}  # fmt: skip
"""Texts that are legal and must be shown as text wherever they come out."""

LONG = {"20,001 characters": 20_001, "100,000 characters": 100_000}


def quoted(text: str) -> str:
    """Text as TOML writes it."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def values_for(place: Place) -> Iterator[Value]:
    """All that is tried at a place."""
    limits = place.limits
    if place.kind in _EVERYWHERE:
        yield from _EVERYWHERE[place.kind]
    if place.kind in ("quantity", "distribution", "number"):
        yield from _beyond(limits)
    elif place.kind == "whole":
        yield from _beyond_whole(limits)
    elif place.kind in _MADE:
        yield from _MADE[place.kind](place)


def _beyond(limits: Limits) -> Iterator[Value]:
    """Just beyond each limit, far beyond it, and on it where that is beyond, too."""
    if limits.low is not None:
        under = math.nextafter(limits.low, -math.inf)
        numbers = [under, limits.low - 1, -1e300, *([limits.low] if limits.is_above else [])]
        relation = " is not more than " if limits.is_above else " is less than "
        yield from (_number(one, "under", relation) for one in numbers)
    if limits.high is not None:
        over = math.nextafter(limits.high, math.inf)
        numbers = [over, limits.high + 1, 1e300, *([limits.high] if limits.is_below else [])]
        relation = " is not less than " if limits.is_below else " is more than "
        yield from (_number(one, "over", relation) for one in numbers)


def _beyond_whole(limits: Limits) -> Iterator[Value]:
    if limits.low is not None:
        yield from (
            _number(one, "under", " is less than ") for one in (int(limits.low) - 1, -(10**15))
        )
    if limits.high is not None:
        yield from (
            _number(one, "over", " is more than ") for one in (int(limits.high) + 1, 10**15)
        )


def _number(number: float, side: str, relation: str) -> Value:
    return Value(RANGE, f"{side}: {number!r}", repr(number), (relation,))


def _choices(place: Place) -> Iterator[Value]:
    first = place.choices[0]
    listed = tuple(quoted(choice) for choice in place.choices)
    slip = first[0] + first[2:]
    for raw in ('"none of these"', f'"{first} "', f'"{first.upper()}"', '""'):
        yield Value(WRONG, f"the choice {raw}", raw, (f"{raw} is not one of the choices", *listed))
    yield Value(WRONG, f"the choice {slip}", quoted(slip), (f"Did you mean {listed[0]}?", *listed))
    for raw in ("1", "true", "nan", "2018-10-01", "[1]"):
        yield Value(WRONG, f"the choice {raw}", raw, ("is not one of the choices", *listed))


def _too_long(place: Place) -> Iterator[Value]:
    for what, length in LONG.items():
        yield Value(
            RANGE, what, quoted("x" * length), (f"{length:,} characters", "Give it at most")
        )
    if place.kind == "name":
        yield Value(RANGE, "no characters", '""', ("this is empty",))
        over = place.longest + 1
        words = (f"{over:,} characters", f"at most {place.longest:,}")
        yield Value(RANGE, "one character too many", quoted("x" * over), words)


def _lists(place: Place) -> Iterator[Value]:
    for raw in ("5", "true", '"x"', "nan", "2018-10-01", "{ a = 1 }"):
        yield Value(WRONG, f"{raw} for a list", raw, ("not a list",))
    yield Value(WRONG, "a list without its end", "[1", ("isn't closed",), has_key=False)
    yield Value(WRONG, "a list in a list", "[[1]]", ("is a list, not",))
    yield Value(WRONG, "true in a list", "[true]", ("true is",))
    yield Value(WRONG, "a table in a list", "[{ a = 1 }]", ("is a table, not",))
    yield Value(INFINITE, "nan in a list", "[nan]", ("nan is",))
    other = '["x"]' if place.within == "number" else "[5]"
    yield Value(WRONG, f"the list {other}", other, ("not",))


def _tables(place: Place) -> Iterator[Value]:
    for raw in ("5", "true", '"x"', "nan", "2018-10-01", "[1]", "[]", "[{ a = 1 }]"):
        yield Value(WRONG, f"{raw} for a table", raw, ("not a table",))
    yield Value(WRONG, "a table without its end", "{ a = 1", ("isn't closed",))
    if place.kind == "names":
        yield Value(WRONG, "an empty name", '{ "" = {} }')
        yield Value(RANGE, "a name of 201 characters", f"{{ {'n' * 201} = {{}} }}")
        yield Value(RANGE, "a name of 100,000 characters", f'{{ {"n" * 100_000} = {{}} }}',
                    ("100,000 characters",), has_key=False)  # fmt: skip
        for what, text in TEXTS.items():
            yield Value("hostile name", what, f"{{ {quoted(text)} = {{ x = true }} }}")


_EVERYWHERE = {
    "quantity": (*_NUMBERS, *_QUANTITIES),
    "distribution": (*_NUMBERS, *_DISTRIBUTIONS),
    "number": (*_NUMBERS, *_TABLES_FOR_A_NUMBER),
    "whole": (
        *(one for one in _NUMBERS if one.what != "6%"),
        *_WHOLE,
        *_TABLES_FOR_A_NUMBER,
    ),
    "date": _DATES,
    "truth": _TRUTHS,
    "text": _NOT_TEXT,
    "name": _NOT_TEXT,
    "pattern": (
        *_NOT_TEXT,
        *(Value(WRONG, what, quoted(text)) for what, text in TEXTS.items()),
        Value(WRONG, "100,000 characters for a year", quoted("x" * 100_000)),
    ),
    "parameters": tuple(Value(WRONG, raw, raw) for raw in ("5", "true", "[1]", "nan", "{}")),
}
"""What is tried wherever a kind of value stands."""

_MADE = {
    "choice": _choices,
    "text": _too_long,
    "name": _too_long,
    "list": _lists,
    "table": _tables,
    "names": _tables,
}
"""What depends on the key besides."""
