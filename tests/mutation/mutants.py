"""Mutants: the program with one small thing in it changed, made by mutmut's operators.

mutmut by itself passes by functions with decorators, which all of the compiled engine's are, and
whatever stands outside of functions. So only its operators are used, on every part of a module
but those that no test could or should look at: annotations, decorators, imports, assertions
(``strict`` of a zip is one), and what an error says. Left out are, too, positional arguments that
are missing or None: most of these mutants end every run at once, and would only make the share of
those that tests notice look better.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import unified_diff
from functools import cached_property, partial
from pathlib import Path
from typing import NamedTuple

import libcst as cst
from libcst.metadata import MetadataWrapper
from mutmut.mutation.mutators import mutation_operators, operator_arg_removal

ROOT = Path(__file__).parents[2]
NOT_CHANGED = (cst.Annotation, cst.Decorator, cst.Import, cst.ImportFrom, cst.Raise, cst.Assert)
FOR_OTHERS = ("TypeVar", "TypeAlias", "TYPE_CHECKING", "assert_never", "__all__")


class Identity(NamedTuple):
    """What a mutant is called, without a line number, which any edit would change.

    Attributes:
        file: Its path from the top of the project.
        place: The function, or the class and method; empty outside of them.
        was: The lines that are changed, without blanks around them.
        becomes: The same in the mutant.
    """

    file: str
    place: str
    was: str
    becomes: str

    def __str__(self) -> str:
        return f"{self.file}: {self.place or '(module)'}: {self.was!r} -> {self.becomes!r}"


@dataclass(frozen=True, eq=False)
class Mutant:
    """One change of one module.

    Attributes:
        path: The module's file.
        place: The function, or the class and method.
        kind: What sort of change.
        change: Makes the changed text of the module.
    """

    path: Path
    place: str
    kind: str
    change: Callable[[], str]

    @property
    def module(self) -> str:
        """The module's name."""
        parts = self.path.relative_to(ROOT).with_suffix("").parts
        return ".".join(parts).removesuffix(".__init__")

    @cached_property
    def text(self) -> str:
        return self.change()

    @cached_property
    def identity(self) -> Identity:
        before = self.path.read_text("utf-8").splitlines()
        lines = list(unified_diff(before, self.text.splitlines(), n=0, lineterm=""))[3:]
        was, becomes = (
            " ".join(line[1:].strip() for line in lines if line.startswith(sign)) for sign in "-+"
        )
        return Identity(self.path.relative_to(ROOT).as_posix(), self.place, was, becomes)


def mutants(path: Path) -> list[Mutant]:
    """All mutants of a module, in the order of the text."""
    text = path.read_text("utf-8")
    module = MetadataWrapper(cst.parse_module(text)).module  # in which no node stands twice
    pieces = [module.code_for_node(statement) for statement in module.body]
    head, _, tail = text.partition("".join(pieces))
    found = []
    for i, statement in enumerate(module.body):
        walk = _Walk()
        statement.visit(walk)
        around = (head + "".join(pieces[:i]), "".join(pieces[i + 1 :]) + tail)
        for place, kind, node, changed in walk.found:
            change = partial(_changed, module, statement, node, changed, around)
            found.append(Mutant(path, place, kind, change))
    return found


def _changed(
    module: cst.Module,
    statement: cst.CSTNode,
    node: cst.CSTNode,
    changed: cst.CSTNode,
    around: tuple[str, str],
) -> str:
    """The text of a module in which a node of a statement is another."""
    result = statement.deep_replace(node, changed)
    assert isinstance(result, cst.CSTNode)
    return module.code_for_node(result).join(around)


class _Walk(cst.CSTVisitor):
    """Goes through a module and notes every change that an operator proposes."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.found: list[tuple[str, str, cst.CSTNode, cst.CSTNode]] = []

    def on_visit(self, node: cst.CSTNode) -> bool:
        if isinstance(node, NOT_CHANGED) or _is_strict(node) or _is_for_others(node):
            return False
        if isinstance(node, cst.FunctionDef | cst.ClassDef):
            self.names.append(node.name.value)
        for kind, changed in proposals(node):
            self.found.append((".".join(self.names), kind, node, changed))
        return True

    def on_leave(self, original_node: cst.CSTNode) -> None:
        if isinstance(original_node, cst.FunctionDef | cst.ClassDef):
            self.names.pop()


def proposals(node: cst.CSTNode) -> Iterator[tuple[str, cst.CSTNode]]:
    """Every change of a node by an operator, with the operator's name."""
    for of, operator in mutation_operators:
        if isinstance(node, of):
            for changed in operator(node):
                if operator is operator_arg_removal and not _lacks_a_keyword(node, changed):
                    continue
                yield operator.__name__.removeprefix("operator_").replace("_", " "), changed


def _is_strict(node: cst.CSTNode) -> bool:
    return isinstance(node, cst.Arg) and node.keyword is not None and node.keyword.value == "strict"


def _lacks_a_keyword(call: cst.CSTNode, changed: cst.CSTNode) -> bool:
    """Whether an argument with a keyword, other than ``strict``, was taken away from a call."""
    assert isinstance(call, cst.Call)
    assert isinstance(changed, cst.Call)
    gone = [arg for arg in call.args if not any(arg is other for other in changed.args)]
    fewer = len(changed.args) < len(call.args)
    return fewer and gone[0].keyword is not None and not _is_strict(gone[0])


def _is_for_others(node: cst.CSTNode) -> bool:
    """Whether a statement is for type checkers or for readers, and nothing to what runs."""
    name: cst.CSTNode | None = None
    if isinstance(node, cst.If):
        name = node.test
    elif isinstance(node, cst.AnnAssign):
        name = node.annotation.annotation
    elif isinstance(node, cst.Assign | cst.Expr) and isinstance(node.value, cst.Call):
        name = node.value.func
    elif isinstance(node, cst.Assign):
        name = node.targets[0].target
    return isinstance(name, cst.Name) and name.value in FOR_OTHERS
