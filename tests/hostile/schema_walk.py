"""Every place of a scenario or experiment file where something is written, from its schema."""

import types
from collections.abc import Iterator
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin, get_type_hints

import annotated_types
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from sim.scenario import quantities
from sim.scenario.distributions import Distribution
from sim.scenario.parameters import Parameters
from sim.scenario.quantities import Quantity
from sim.scenario.tables import interventions, service

Path = tuple[str, ...]


class Given(str):
    """A name in a path that the file gives, and not the schema."""

    __slots__ = ()


class Limits(NamedTuple):
    """From where to where a number may go.

    Attributes:
        low: The lowest, if there is one.
        high: The highest, if there is one.
        is_above: Whether the lowest itself is refused.
        is_below: Whether the highest itself is refused.
    """

    low: float | None = None
    high: float | None = None
    is_above: bool = False
    is_below: bool = False


class Place(NamedTuple):
    """A key of a file, and what may stand there.

    Attributes:
        path: The key.
        kind: quantity, distribution, whole, number, text, name, pattern, truth, date, choice, list,
            table (of known keys), names (a table whose keys are names) or parameters.
        limits: Of a number.
        longest: Characters of a text, at most.
        choices: Of a choice.
        is_required: Whether a file without it is refused.
        rivals: The keys that the table around it knows; none if it takes any name.
        within: The kind of the items of a list.
    """

    path: Path
    kind: str
    limits: Limits = Limits()
    longest: int = 0
    choices: tuple[str, ...] = ()
    is_required: bool = False
    rivals: tuple[str, ...] = ()
    within: str = ""

    @property
    def pattern(self) -> Path:
        """The key, with a star for every name that the file gives."""
        return tuple("*" if isinstance(part, Given) else part for part in self.path)


def _validator(alias: Any) -> Any:
    return get_args(alias)[1]


# written down here once more: a limit that moves must be moved on purpose
LIMITS = {
    _validator(quantities.Share): Limits(0, 1),
    _validator(quantities.Amount): Limits(0, 1e9),
    _validator(quantities.Positive): Limits(0, 1e9, is_above=True),
    _validator(quantities.Fte): Limits(0, 4000),
    _validator(quantities.SomeFte): Limits(0, 4000, is_above=True),
    _validator(quantities.Ratio): Limits(0, 100, is_above=True),
    _validator(quantities.Cap): Limits(1, 1000),
    _validator(quantities.Effect): Limits(-1, 1),
    _validator(quantities.LogOdds): Limits(-10, 10),
    _validator(quantities.Growth): Limits(-0.9, 10),
    _validator(service.Caseload): Limits(0, 1000),
    _validator(service.Cases): Limits(0, 1_000_000),
    _validator(interventions.Starters): Limits(1, 10_000),
    _validator(interventions.Heads): Limits(0, 100_000),
    _validator(interventions.Change): Limits(-4000, 4000),
}

_PLAIN = {int: "whole", float: "number", str: "text", bool: "truth"}


def places(model: type[BaseModel], document: dict[str, Any]) -> list[Place]:
    """Every place of a document of this model, once, wherever the document has it first."""
    found: dict[Path, Place] = {}
    for place in _places(model, document, ()):
        found.setdefault(place.pattern, place)
    return list(found.values())


def _places(model: type[BaseModel], document: dict[str, Any], path: Path) -> Iterator[Place]:
    names = tuple(field.alias or name for name, field in model.model_fields.items())
    takes_any = model.model_config.get("extra") == "allow"
    for name, field in model.model_fields.items():
        key = field.alias or name
        about = {"is_required": field.is_required(), "rivals": () if takes_any else names}
        parts = _bare(field.annotation, field.metadata)
        yield from _of(*parts, (*path, key), document.get(key), about)
    if takes_any:
        kind = get_args(get_type_hints(model)["__pydantic_extra__"])[1]
        for key in [key for key in document if key not in names]:
            yield from _of(kind, [], (*path, Given(key)), document[key], {})


def _of(
    kind: Any, said: list[Any], path: Path, node: Any, about: dict[str, Any]
) -> Iterator[Place]:
    if kind is Quantity:
        [limits] = [LIMITS[one] for one in said if one in LIMITS]
        yield Place(path, "quantity", limits, **about)
    elif kind is Distribution:
        yield Place(path, "distribution", Limits(0, 1e9), **about)
    elif kind is Parameters:
        yield Place(path, "parameters", **about)
    elif isinstance(kind, type) and issubclass(kind, BaseModel):
        yield Place(path, "table", **about)
        yield from _places(kind, node or {}, path)
    elif get_origin(kind) is dict:
        yield Place(path, "names", **about)
        inside = get_args(kind)[1]
        if inside is not Any:
            for name, item in (node or {}).items():
                yield from _of(*_bare(inside, []), (*path, Given(name)), item, {})
    elif get_origin(kind) in (list, tuple):
        within = _plain(*_bare(get_args(kind)[0], []), path, {}).kind
        yield Place(path, "list", within=within, **about)
    else:
        yield _plain(kind, said, path, about)


def _plain(kind: Any, said: list[Any], path: Path, about: dict[str, Any]) -> Place:
    if get_origin(kind) is Literal:
        return Place(path, "choice", choices=get_args(kind), **about)
    if any(getattr(one, "pattern", None) for one in said):
        return Place(path, "pattern", **about)
    if kind is str:
        [longest] = [one.max_length for one in said if hasattr(one, "max_length")] or [0]
        is_name = any(getattr(one, "min_length", None) for one in said)
        return Place(path, "name" if is_name else "text", longest=longest or 0, **about)
    if kind in _PLAIN:
        return Place(path, _PLAIN[kind], _limits(said), **about)
    return Place(path, kind.__name__, **about)


def _bare(kind: Any, said: list[Any]) -> tuple[Any, list[Any]]:
    """The type without None, and all that is said about it."""
    if get_origin(kind) is Annotated:
        inner, *more = get_args(kind)
        return _bare(inner, [*said, *_flat(more)])
    if get_origin(kind) in (Union, types.UnionType):
        [inner] = [each for each in get_args(kind) if each is not types.NoneType]
        return _bare(inner, said)
    return kind, _flat(said)


def _flat(said: list[Any]) -> list[Any]:
    return [
        part for one in said for part in (one.metadata if isinstance(one, FieldInfo) else [one])
    ]


def _limits(said: list[Any]) -> Limits:
    found: dict[str, Any] = {}
    for one in said:
        match one:
            case annotated_types.Ge(ge=low):
                found |= {"low": low}
            case annotated_types.Gt(gt=low):
                found |= {"low": low, "is_above": True}
            case annotated_types.Le(le=high):
                found |= {"high": high}
            case annotated_types.Lt(lt=high):
                found |= {"high": high, "is_below": True}
    return Limits(**found)
