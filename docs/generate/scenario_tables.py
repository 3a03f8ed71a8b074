"""Every table and key of scenario and experiment files, from the schema."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from inspect import getclosurevars
from math import inf
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from annotated_types import Ge, Le
from pydantic import AfterValidator, BaseModel
from pydantic.fields import FieldInfo

from docs.generate.markdown import code, table
from sim.scenario.distributions import NEEDS, Distribution
from sim.scenario.experiments.base import Experiment
from sim.scenario.experiments.calibrate import Calibration
from sim.scenario.experiments.seek import Seek
from sim.scenario.experiments.sensitivity import Sensitivity
from sim.scenario.experiments.sweep import Sweep
from sim.scenario.experiments.targets import Validation
from sim.scenario.quantities import LARGE, Quantity
from sim.scenario.schema import Scenario

COUNTS = {"_at_least_one": "a count, at least 1", "_counts": "a count"}
"""What the schema's checks of distributions stand for, the narrower first."""

PLAIN = {"_counted": "whole number", "_certain": "plain number"}
"""The same of numbers that have evidence but no range, the narrower first."""

UNITS = (
    ("hours_per_week", "hours a week"),
    ("hours_freed_per_week", "hours a week"),
    ("response", "hours a week per hour"),
    ("referrals_per_week", "referrals a week"),
    ("gbp_per_year", "£ a year"),
    ("cost_per_fte_gbp", "£ a year"),
    ("per_support_fte", "FTE"),
    ("spells_per_year", "spells a year"),
    ("rate_per_year", "a year"),
    ("per_year", "a year"),
    ("days", "working days"),
    ("hours", "hours"),
    ("fte", "FTE"),
    ("gbp", "£"),
    ("caseload_effect", "per case"),
    ("reference_caseload", "cases per FTE"),
    ("caseload_cap", "cases per FTE"),
)
"""What the end of a key says about its unit, the first that fits."""


def scenario_tables() -> str:
    """Every table of a scenario file with its keys."""
    return "\n\n".join(_section(model) for model in _models(Scenario))


def distribution_table() -> str:
    """The distributions and what each is given by."""
    rows = [
        (code(name), " or ".join(", ".join(map(code, sorted(keys))) for keys in alternatives))
        for name, alternatives in NEEDS.items()
    ]
    return table(("Distribution", "Given by"), rows)


def quantity_table() -> str:
    """The keys of a number with its range and evidence."""
    return _keys(Quantity)


def _models(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """A table and the tables inside it, each once, in the order of the schema."""
    seen: dict[type[BaseModel], None] = {}

    def visit(kind: type[BaseModel]) -> None:
        if kind in seen or kind in (Quantity, Distribution):
            return
        seen[kind] = None
        inner = [field.annotation for field in kind.model_fields.values()]
        for annotation in [*inner, _any_other(kind)]:
            for part in _parts(annotation):
                visit(part)

    visit(model)
    return iter(seen)


def _any_other(model: type[BaseModel]) -> Any:
    """What a table takes under any name that is not one of its keys; None if it takes none."""
    if model.model_config.get("extra") != "allow":
        return None
    return get_type_hints(model)["__pydantic_extra__"]


def _parts(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _parts(argument)


def experiment_tables() -> str:
    """Every table of the experiment files: what all have, then what each kind has besides."""
    seen = list(_models(Experiment))
    parts = ["## Every experiment", *map(_section, seen)]
    for kind in (Sweep, Seek, Sensitivity, Validation, Calibration):
        new = [model for model in _models(kind) if model not in seen]
        seen += new
        parts.append(f"## {kind.__name__}\n\n{_keys(kind, Experiment)}")
        parts += [_section(model) for model in new if model is not kind]
    return "\n\n".join(parts)


def _section(model: type[BaseModel]) -> str:
    text = " ".join((model.__doc__ or "").split())
    found = re.fullmatch(r"\[(.+?)\]: (.*)", text)
    if found:
        heading, text = code(f"[{found[1]}]"), f"{found[2][0].upper()}{found[2][1:]}"
    else:
        heading = "The file itself"
    return f"### {heading}\n\n{text}\n\n{_keys(model)}"


def _keys(model: type[BaseModel], without: type[BaseModel] = BaseModel) -> str:
    """The keys of a table, but for those that another one has, too."""
    rows = [
        (
            code(field.alias or name),
            _kind(field.annotation, field.metadata),
            _unit(model, name),
            _default(field),
            " ".join((field.description or "").split()),
        )
        for name, field in model.model_fields.items()
        if name not in without.model_fields
    ]
    if _any_other(model):
        rows.append(("any other name", "table", "", "", "A support role: see its keys below."))
    return table(("Key", "What", "Unit", "Default", "Meaning"), rows)


def _kind(annotation: Any, metadata: list[Any]) -> str:
    """What may stand at a key, in words."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _kind(arguments[0], [*arguments[1:], *metadata])
    if origin in (Union, UnionType):
        return _kind(next(kind for kind in arguments if kind is not NoneType), metadata)
    if origin is Literal:
        return ", ".join(map(code, arguments))
    if origin is dict:
        return _of_names(arguments[1])
    if origin in (tuple, list):
        return "list of numbers" if arguments[0] is float else "list of names"
    return _plain_kind(annotation, metadata)


def _of_names(annotation: Any) -> str:
    """What a table by name holds, in words."""
    inside = "" if annotation is Any else _kind(annotation, [])
    return {"": "table", "table": "tables by name"}.get(inside, f"by name: {inside}")


def _plain_kind(annotation: Any, metadata: list[Any]) -> str:
    checks = {check.__name__ for check in _validators(metadata)}
    if annotation is Quantity:
        plain = next((words for name, words in PLAIN.items() if name in checks), "number")
        return f"{plain}, {_span(*_bounds(metadata))}".removesuffix(", ")
    if annotation is Distribution:
        counts = [words for name, words in COUNTS.items() if name in checks]
        return f"distribution of {counts[0]}" if counts else "distribution"
    if annotation in (int, float):
        limits = [one for item in metadata for one in getattr(item, "metadata", [item])]
        low = next((item.ge for item in limits if isinstance(item, Ge)), -inf)
        high = next((item.le for item in limits if isinstance(item, Le)), inf)
        plain = "whole number" if annotation is int else "plain number"
        return f"{plain}, {_span(low, high, False)}".removesuffix(", ")
    names = {str: "text", bool: "`true` or `false`", date: "date"}
    return names.get(annotation, "table")


def _validators(metadata: Iterable[Any]) -> list[Any]:
    """The schema's own checks of a value."""
    return [item.func for item in metadata if isinstance(item, AfterValidator)]


def _bounds(metadata: list[Any]) -> tuple[float, float, bool]:
    """Lowest and highest number that the schema's own check lets pass, and if the first is out."""
    for check in _validators(metadata):
        named = getclosurevars(check).nonlocals
        if "low" in named:
            return named["low"], named["high"], named["above"]
    return -inf, inf, False


def _span(low: Any, high: Any, above: bool) -> str:
    """Bounds in words; the largest number there is, is no bound worth telling."""
    if high in (LARGE, inf):
        least = "over" if above else "at least"
        return "" if low == -inf else f"{least} {low:,.10g}"
    return f"over {low:,g}, at most {high:,g}" if above else f"{low:,.10g} to {high:,.10g}"


def _unit(model: type[BaseModel], name: str) -> str:
    if model in (Quantity, Distribution):
        return ""
    return next((unit for end, unit in UNITS if name.endswith(end)), "")


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "**required**"
    value = field.get_default(call_default_factory=True)
    if isinstance(value, Distribution) and value.value is not None:
        value = value.value
    if isinstance(value, Quantity):
        return f"{value.value:g}"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float | str) and value != "":
        return str(value)
    return ""
