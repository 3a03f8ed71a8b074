"""From an experiment file to the scenarios that it makes.

The last word on a scenario is with what the experiment varies, then with its ``[run]`` and
``[scenario]``, then with the scenario file, then with the file that that one extends.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from sim.errors import InputError
from sim.scenario.experiments.base import Experiment
from sim.scenario.extends import find_scenario, here_or_shipped
from sim.scenario.load import (
    checked,
    read_layers,
    resolved,
    setting_source,
)
from sim.scenario.schema import Scenario
from sim.scenario.toml_source import Source, split_key
from sim.scenario.wording import dotted

if TYPE_CHECKING:
    from sim.scenario.toml_lines import KeyPath

AnyExperiment = TypeVar("AnyExperiment", bound=Experiment)

RUN, CHANGES = "run", "scenario"
"""Tables of an experiment file that are laid over a scenario."""


class Groundwork:
    """Reads the scenarios that an experiment starts from, and changes them.

    Args:
        file: The experiment file.
        layers: What it and the settings say, the one with the last word first.
    """

    def __init__(self, file: Path, layers: Sequence[Source]) -> None:
        self.file = file
        self._layers = layers
        self._chains: dict[str, list[Source]] = {}

    def scenario(
        self,
        name: str,
        key: KeyPath,
        settings: Mapping[str, Any] | None = None,
        within: KeyPath = (),
        is_changed: bool = True,
    ) -> Scenario:
        """A scenario of the experiment.

        Args:
            name: Its file, as the experiment names it.
            key: The key of the experiment that names it.
            settings: Dotted keys of it to set, and to what.
            within: The table of the experiment that says so.
            is_changed: Whether what stands under ``[scenario]`` holds for it.

        Raises:
            InputError: A file can't be found or read.
            InputErrors: Keys or values don't fit.
        """
        if name not in self._chains:
            self._chains[name] = read_layers(self._found(name, key))
        said = [self._setting(key, value, within) for key, value in (settings or {}).items()]
        shared = self._run if not is_changed else [*self._changes, *self._run]
        return resolved([*said, *shared, *self._chains[name]])

    def error(self, problem: str, remedy: str, key: KeyPath) -> InputError:
        """An error at a key of the experiment file."""
        source = next((one for one in self._layers if one.has(key)), None)
        file = self.file if source is None else source.file
        line = None if source is None else source.line_of(key)
        return InputError(problem, remedy, file, line, dotted(key))

    def _found(self, name: str, key: KeyPath) -> Path:
        source = next(one for one in self._layers if one.has(key))
        # settings stand in no folder, so that what they name is found as if the file named it
        folder = self.file.parent if not source.text else Path(source.file).parent
        return find_scenario(name, source, folder, folder.parent, key)

    def _setting(self, key: str, value: Any, within: KeyPath) -> Source:
        path = split_key(key)
        source = next((one for one in self._layers if one.has(within)), self._layers[-1])
        return setting_source(source.file, path, value, source.text, (*within, key))

    @cached_property
    def _run(self) -> list[Source]:
        return [
            Source(layer.file, {RUN: layer.document[RUN]}, layer.text, sets=layer.sets)
            for layer in self._layers
            if RUN in layer.document
        ]

    @cached_property
    def _changes(self) -> list[Source]:
        return list(self._changed_layers())

    def _changed_layers(self) -> Iterator[Source]:
        for layer in self._layers:
            if CHANGES in layer.document:
                part = layer.document[CHANGES]
                yield Source(layer.file, part, layer.text, (CHANGES,), layer.sets[1:])


def read_experiment(
    model: type[AnyExperiment], path: Path | str, settings: Sequence[str] = ()
) -> tuple[AnyExperiment, Groundwork]:
    """Read an experiment file.

    Args:
        model: The kind of experiment.
        path: The file.
        settings: Changes such as ``run.replications=20``, applied in order after the file.

    Raises:
        InputError: A file or a setting can't be read.
        InputErrors: Keys or values don't fit; all of them at once.
    """
    file = here_or_shipped(Path(path), "experiments")
    layers = read_layers(file, settings)
    if any("teams" in layer.document or "pathway" in layer.document for layer in layers):
        problem = "this is a scenario, and not an experiment."
        raise InputError(problem, "Give it to run, or name it as the base of an experiment.", file)
    return checked(model, layers), Groundwork(file, layers)


def number_at(scenario: Scenario, key: str) -> float | None:
    """The number at a dotted key of a scenario; its best value if it is uncertain.

    Posts that nobody has written are 0.

    Returns:
        None where there is no number.
    """
    path = split_key(key)
    node: Any = scenario.model_dump(by_alias=True)
    for part in path:
        if not isinstance(node, dict) or part not in node:
            return 0.0 if "posts" in path else None
        node = node[part]
    if isinstance(node, dict):
        node = node.get("value")
    is_number = isinstance(node, int | float) and not isinstance(node, bool)
    return float(node) if is_number else None
