"""What takes part in a comparison: scenarios to run and finished results, which must be alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim import provenance
from sim.errors import InputError, InputErrors
from sim.experiment.account import FORMAT
from sim.experiment.folder import (
    CHANGED,
    KINDS,
    MANIFEST,
    Manifest,
    is_complete,
    kind_of,
    read_manifest,
)
from sim.experiment.replicate import team_infos
from sim.scenario.load import load_scenario
from sim.scenario.wording import shown, suggestion

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario

_RUN_KEYS = {
    "start": "Other days are not the same futures.",
    "end": "Other days are not the same futures.",
    "calendar": "Other working days are not the same futures.",
    "seed": "Another seed makes other futures.",
    "replications": "Futures are compared in pairs.",
}
"""Keys of [run] that must agree, and why."""


@dataclass(frozen=True, slots=True)
class Entrant:
    """A scenario that takes part in a comparison.

    Attributes:
        scenario: The scenario.
        file: The file or the results folder that was given, for messages.
        folder: Its finished results folder, if that is what was given.
        model_version: Fingerprint of the program that made, or will make, its replications.
    """

    scenario: Scenario
    file: Path
    folder: Path | None
    model_version: str

    @property
    def name(self) -> str:
        """Name of the scenario."""
        return self.scenario.name


def entrants(paths: Sequence[Path | str], settings: Sequence[str] = ()) -> list[Entrant]:
    """Read what is to be compared.

    Args:
        paths: Scenario files and finished results folders.
        settings: Changes to every scenario file, such as ``run.replications=20``.

    Raises:
        InputError: A file or folder can't be used, or settings have nothing to change.
        InputErrors: A scenario doesn't fit.
    """
    files = [Path(path) for path in paths]
    if settings and all(map(_is_folder, files)):
        raise InputError(
            problem="finished results can't be changed by settings.",
            remedy="Give a scenario file in place of a results folder, or leave the settings out.",
            key=settings[0].partition("=")[0],
        )
    return [_finished(path) if _is_folder(path) else _file(path, settings) for path in files]


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # a name that is too long; what reads files says so better
        return False


def _file(path: Path, settings: Sequence[str]) -> Entrant:
    return Entrant(load_scenario(path, settings), path, None, provenance.model_version())


def _finished(folder: Path) -> Entrant:
    manifest = read_manifest(folder)
    problem = "" if manifest is None else _unusable(folder, manifest)
    if manifest is None or problem:
        raise InputError(
            problem=problem or "this folder is not a finished result.",
            remedy="Run the scenario again, or give its file instead.",
            file=folder,
        )
    scenario = load_scenario(folder / "scenario.toml")
    return Entrant(scenario, folder, folder, str(manifest.get("model_version")))


def _unusable(folder: Path, manifest: Manifest) -> str:
    """What is wrong with a results folder of ours; nothing if it can be used."""
    if kind_of(manifest) != "run":
        return f"this folder holds {KINDS[kind_of(manifest)]}, not the results of one scenario."
    if manifest.get("format") != FORMAT:
        return "these results were written by another version of the program."
    if manifest.get("status") == CHANGED:
        return f"these results are not as they were written: {MANIFEST} is changed."
    if not is_complete(folder):
        return "the run in this folder is not finished."
    if not provenance.stand(folder, manifest.get("files")):
        return "these results are not as they were written: a file is changed or missing."
    return ""


def baseline_first(those: Sequence[Entrant], baseline: str | None) -> list[Entrant]:
    """The entrants with the baseline in front; the first given is it unless another is named.

    Raises:
        InputError: If two have one name, or the baseline is not among them.
    """
    names = [one.name for one in those]
    for place, one in enumerate(those):
        if one.name in names[:place]:
            raise InputError(
                problem=f"two of the scenarios are called {shown(one.name)}.",
                remedy="Give one of them another name.",
                file=one.file,
                key="name",
            )
    if baseline is not None and baseline not in names:
        raise InputError(
            problem=f"no scenario is called {shown(baseline)}.",
            remedy=suggestion(baseline, names),
            key="--baseline",
        )
    return sorted(those, key=lambda one: baseline is not None and one.name != baseline)


def refuse_unlike(those: Sequence[Entrant]) -> None:
    """Stop a comparison of what can't be paired, future by future and week by week.

    Args:
        those: The baseline, then the options.

    Raises:
        InputErrors: With everything in which an option is unlike the baseline.
    """
    errors = [error for one in those[1:] for error in _unlike(those[0], one)]
    if errors:
        raise InputErrors(errors)


def _unlike(baseline: Entrant, one: Entrant) -> Iterator[InputError]:
    for key, why in _RUN_KEYS.items():
        own, other = (getattr(those.scenario.run, key) for those in (one, baseline))
        if own != other:
            yield InputError(
                problem=f"{shown(own)} here and {shown(other)} in {baseline.name}. {why}",
                remedy=_remedy(one, baseline, key, other),
                file=one.file,
                key=f"run.{key}",
            )
    yield from _unlike_teams(baseline, one)
    if one.model_version != baseline.model_version:
        yield InputError(
            problem=f"other code or libraries made these results than those of {baseline.name}.",
            remedy="Run both with the program as it is now.",
            file=one.file,
        )


def _remedy(one: Entrant, baseline: Entrant, key: str, wanted: Any) -> str:
    plain = wanted if isinstance(wanted, str) else shown(wanted)
    setting = f"--set run.{key}={plain}"
    if one.folder is not None:
        return f"Give the scenario's file with {setting} in place of its results."
    if baseline.folder is not None:
        return f"Add {setting}."
    return f"Add {setting}, which holds for every scenario file given."


def _unlike_teams(baseline: Entrant, one: Entrant) -> Iterator[InputError]:
    """The census must have the same lines: teams, their groups, and their order."""
    own, other = (
        {team.name: team.group for team in team_infos(those.scenario)} for those in (one, baseline)
    )
    lost = [name for name in other if name not in own]
    new = [name for name in own if name not in other]
    moved = [name for name in own if name in other and own[name] != other[name]]
    if lost or new:
        problem = " and ".join(
            f"{', '.join(map(shown, names))} {'is' if len(names) == 1 else 'are'} {where}"
            for names, where in ((lost, f"only in {baseline.name}"), (new, "only here"))
            if names
        )
    elif moved:
        problem = f"{', '.join(map(shown, moved))} belongs to another group in {baseline.name}"
    elif list(own) != list(other):
        problem = f"the teams stand in another order in {baseline.name}"
    else:
        return
    yield InputError(
        problem=f"{problem}. Teams are compared one by one.",
        remedy="Give both scenarios the same teams, such as by extending the same file; a team can"
        " have 0 social workers.",
        file=one.file,
        key="teams",
    )
