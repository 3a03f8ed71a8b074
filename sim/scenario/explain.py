"""What pydantic found wrong, as errors that a planner can act on.

Each error is placed in the file that had the last word on its key, and put in words that say
what to write instead.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from pydantic import BaseModel, ValidationError

from sim.errors import InputError, InputErrors
from sim.scenario.faults import Fault, faults_of
from sim.scenario.fields import description, home_of, known_keys
from sim.scenario.toml_source import Source
from sim.scenario.wording import (
    as_date,
    as_number,
    as_truth,
    dotted,
    kind_of,
    listing,
    nearest,
    quoted,
    shown,
    suggestion,
)

MOST_ERRORS = 50
"""More errors than anyone mends at once; a file with thousands must not take minutes."""

LIKE_A_SLIP = 0.8
"""Two names that are so alike (as difflib counts) differ by a slip of the keyboard."""

WHOLE = "a whole number"
NUMBER = "a number"
TEXT = "text in quotes"
TRUTH = "true or false"
DATE = "a date"
LIST = "a list"
TABLE = "a table"


class Said(NamedTuple):
    """A problem and what to do about it."""

    problem: str
    remedy: str


def input_errors(
    error: ValidationError,
    model: type[BaseModel],
    document: dict[str, Any],
    layers: Sequence[Source],
) -> InputErrors:
    """Every error of a document in the order of its files.

    Args:
        error: What pydantic raised.
        model: What it validated against.
        document: The merged document.
        layers: The sources of the document, the one that has the last word first.
    """
    places = [(_place(fault, layers), fault) for fault in faults_of(error, document)]
    placed = sorted(places, key=lambda pair: pair[0])
    errors = [
        _input_error(fault, model, layers[rank], line or None)
        for (rank, line), fault in placed[:MOST_ERRORS]
    ]
    if len(placed) > MOST_ERRORS:
        errors.append(
            InputError(
                f"{len(placed) - MOST_ERRORS:,} more errors are not shown.",
                "Mend these first.",
                layers[-1].file,
            )
        )
    return InputErrors(errors)


def _place(fault: Fault, layers: Sequence[Source]) -> tuple[int, int]:
    """The source that had the last word on a key, by its place in the chain, and the line."""
    is_missing = fault.error["type"] == "missing"
    for length in range(len(fault.path) - is_missing, 0, -1):
        path = fault.path[:length]
        for rank, layer in enumerate(layers):
            # a setting can't be blamed for what the files leave out
            if layer.has(path) and (layer.text or not is_missing):
                return rank, layer.line_of(path) or 0
    return next((rank for rank, layer in enumerate(layers) if layer.text), 0), 0


def _input_error(
    fault: Fault, model: type[BaseModel], source: Source, line: int | None
) -> InputError:
    problem, remedy = _SAYINGS.get(fault.error["type"], _as_said)(fault, model)
    key = dotted(source.name_of(fault.path)) or None
    return InputError(problem, remedy, source.file, line, key)


def _wrong_kind(fault: Fault, model: type[BaseModel]) -> Said:
    wanted, value = _WANTED[fault.error["type"]], fault.value
    kind = kind_of(value)
    if kind == wanted:
        return Said(f"{shown(value)} is too large.", "Write a smaller number.")
    # "18.5 is a number, not a whole number" would puzzle, as would "true is true or false"
    is_near = isinstance(value, bool) or (wanted == WHOLE and kind == NUMBER)
    problem = f"{shown(value)} is {'' if is_near else f'{kind}, '}not {wanted}."
    instead = _instead(value, wanted) or _EXAMPLES.get(wanted, wanted)
    keys = known_keys(model, fault.path)[:3] if wanted == TABLE else []
    return Said(
        problem, f"Write {instead}{' with keys such as ' if keys else ''}{', '.join(keys)}."
    )


def _instead(value: Any, wanted: str) -> str | None:
    """What was probably meant, as TOML writes it."""
    if wanted == LIST:
        return None if isinstance(value, dict) else f"[{shown(value)}]"
    if wanted == TEXT:
        return None if isinstance(value, dict | list) else quoted(shown(value))
    if wanted == DATE and isinstance(value, datetime):
        return value.date().isoformat()
    if wanted == WHOLE and isinstance(value, float) and math.isfinite(value):
        low, high = math.floor(value), math.ceil(value)
        return str(low) if low == high else f"{low} or {high}"
    reader = _READERS.get(wanted)
    meant = reader(value) if reader and isinstance(value, str) else None
    return None if wanted == WHOLE and meant and not meant.lstrip("-").isdigit() else meant


def _missing(fault: Fault, model: type[BaseModel]) -> Said:
    *table, key = fault.path
    meaning = description(model, fault.path) or f"{key} = …"
    near = nearest(str(table[-1]), fault.rivals, LIKE_A_SLIP) if table else None
    # a misspelt name looks like a new table that lacks what every such table needs
    meant = f"Did you mean {dotted((*table[:-1], near))}? Otherwise add" if near else "Add"
    place = f"under [{dotted(table)}]" if table else "to the file"
    return Said("this key is missing.", _sentence(f"{meant} it {place}: {meaning}"))


def _unknown(fault: Fault, model: type[BaseModel]) -> Said:
    key = str(fault.path[-1])
    known = known_keys(model, fault.path[:-1])
    home = home_of(model, key)
    if home and nearest(key, known, LIKE_A_SLIP) is None:
        remedy = f"It is a key of {home}. {listing(known)}"
    else:
        remedy = suggestion(key, known)
    return Said("there is no such key here.", remedy or "Leave it out.")


def _not_finite(fault: Fault, _: type[BaseModel]) -> Said:
    return Said(f"{shown(fault.value)} is not a finite number.", "Write an ordinary number.")


def _not_a_choice(fault: Fault, _: type[BaseModel]) -> Said:
    choices = re.findall(r"'([^']*)'", fault.error.get("ctx", {}).get("expected", ""))
    listed = " or ".join(", ".join(map(quoted, choices)).rsplit(", ", 1))
    near = nearest(fault.value, choices) if isinstance(fault.value, str) else None
    meant = f"Did you mean {quoted(near)}? " if near else ""
    return Said(f"{shown(fault.value)} is not one of the choices.", f"{meant}Write {listed}.")


def _not_as_written(fault: Fault, model: type[BaseModel]) -> Said:
    meaning = description(model, fault.path) or "as the documentation has it"
    return Said(
        f"{shown(fault.value)} is not written as it must be.", _sentence(f"Write: {meaning}")
    )


def _bound(relation: str, advice: str, limit: str) -> Callable[[Fault, type[BaseModel]], Said]:
    def say(fault: Fault, _: type[BaseModel]) -> Said:
        bound = f"{fault.error['ctx'][limit]:.15g}"
        return Said(f"{shown(fault.value)} is {relation} {bound}.", advice.format(bound))

    return say


def _length(relation: str, limit: str, unit: str) -> Callable[[Fault, type[BaseModel]], Said]:
    def say(fault: Fault, _: type[BaseModel]) -> Said:
        number = fault.error["ctx"][limit]
        if not fault.value:
            return Said("this is empty.", "Fill it in.")
        problem = f"{shown(fault.value)} has {len(fault.value):,} {unit}."
        return Said(problem, f"Give it at {relation} {number:,}.")

    return say


def _as_said(fault: Fault, _: type[BaseModel]) -> Said:
    """A rule of the schema itself, which words its own message: ``problem; what to do``."""
    context = fault.error.get("ctx", {})
    message = str(context.get("problem") or context.get("error") or fault.error["msg"])
    message = message.removeprefix(f"{fault.path[-1]}: " if fault.path else "")
    problem, *advice = message.split("; ", 1)
    remedy = str(context.get("remedy") or "".join(advice))
    return Said(_sentence(problem), _sentence(remedy[:1].upper() + remedy[1:]))


def _sentence(text: str) -> str:
    return text if not text or text[-1] in ".?!" else f"{text}."


_WANTED = {
    "int_type": WHOLE,
    "int_from_float": WHOLE,
    "float_type": NUMBER,
    "string_type": TEXT,
    "bool_type": TRUTH,
    "date_type": DATE,
    "list_type": LIST,
    "tuple_type": LIST,
    "dict_type": TABLE,
    "model_type": TABLE,
}
"""What pydantic missed, by the type of its error."""

_EXAMPLES = {DATE: "a date such as 2018-10-01", LIST: "a list in square brackets"}

_READERS = {NUMBER: as_number, WHOLE: as_number, DATE: as_date, TRUTH: as_truth}

_SAYINGS: dict[str, Callable[[Fault, type[BaseModel]], Said]] = {
    **dict.fromkeys(_WANTED, _wrong_kind),
    "missing": _missing,
    "extra_forbidden": _unknown,
    "finite_number": _not_finite,
    "literal_error": _not_a_choice,
    "string_pattern_mismatch": _not_as_written,
    "less_than_equal": _bound("more than", "Write {} or less.", "le"),
    "less_than": _bound("not less than", "Write less than {}.", "lt"),
    "greater_than_equal": _bound("less than", "Write {} or more.", "ge"),
    "greater_than": _bound("not more than", "Write more than {}.", "gt"),
    "string_too_short": _length("least", "min_length", "characters"),
    "string_too_long": _length("most", "max_length", "characters"),
    "too_short": _length("least", "min_length", "entries"),
    "too_long": _length("most", "max_length", "entries"),
}
"""How each type of pydantic's errors is put; any other speaks for itself."""
