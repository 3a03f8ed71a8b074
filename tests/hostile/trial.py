"""One hostile input, given to the command line as by a person, and what came of it."""

import contextlib
import io
import json
import multiprocessing
import os
import re
import shutil
import tomllib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from time import process_time
from typing import Any, NamedTuple
from unittest import mock

import tomli_w

from sim.cli import main
from sim.scenario.load import merged

HERE = Path(__file__).parent
EVERYTHING = HERE.parents[0] / "properties" / "everything.toml"
FILE = "hostile.toml"
LONGEST_MESSAGE = 1500
"""Characters of a message about one mistake."""
LONGEST_OF_ALL = 60_000
"""Characters of a message about thousands of mistakes, of which 50 are told."""

REFUSED, ACCEPTED = "refused well", "accepted well"
WRONGLY_ACCEPTED, BADLY_REFUSED, WRONGLY_REFUSED = (
    "wrongly accepted",
    "badly refused",
    "wrongly refused",
)

_JARGON = re.compile(
    r"Traceback|pydantic|NoneType|<class|Errno|Input should|tomllib|Sorry|\bdict\b|\btuple\b"
    r"|\bstr\b|\bint\b|\bfloat\b|Error: .*Error\b|object at 0x|\bargument\b.*\btype\b"
)
_SAME = re.compile(r" (\S+) is (?:more|less) than \1[. ]")


class Input(NamedTuple):
    """An input, and what must come of it.

    Attributes:
        group: What sort of mischief it is.
        what: What it is; no two have the same group and what.
        text: The file.
        key: The dotted key that a refusal must name.
        line: Its line.
        words: What the refusal must say.
        is_fine: Whether it must be accepted.
        command: The command that reads it.
        prepare: Puts more into the folder first.
        argument: What the command is given, if not the file.
        place: For which kind of value of which command it is, to choose some of all.
        longest: Characters of the message, at most.
        is_large: Whether it may take as long as the largest files.
    """

    group: str
    what: str
    text: str | bytes = ""
    key: str = ""
    line: int | None = None
    words: tuple[str, ...] = ()
    is_fine: bool = False
    command: str = "check"
    prepare: Callable[[Path], object] | None = None
    argument: str = FILE
    place: str = ""
    longest: int = LONGEST_MESSAGE
    is_large: bool = False

    @property
    def key_of(self) -> str:
        """The command and the key."""
        return self.what.partition(" = ")[0].split(": ")[1]

    @property
    def mischief(self) -> str:
        """What is done there, whichever key it is."""
        return self.what.partition(" = ")[2] or self.group


class Outcome(NamedTuple):
    """What came of an input.

    Attributes:
        verdict: One of the five above.
        why: What is wrong with it, if anything is.
        seconds: Processor time that it took.
    """

    verdict: str
    why: str
    seconds: float


@cache
def base_scenario() -> dict[str, Any]:
    """A scenario in which every key is written."""
    rest = (HERE / "data" / "rest.toml").read_text("utf-8")
    return merged(tomllib.loads(EVERYTHING.read_text("utf-8")), tomllib.loads(rest))


def apart(workshop: "Workshop", one: Input, patience: float) -> tuple[Outcome, float]:
    """Try an input in a process of its own, and measure what memory it takes at the most, in MB.

    The process is a copy of this one, and what this one holds is not counted.
    """
    ours, theirs = multiprocessing.Pipe(duplex=False)

    def work() -> None:
        before = megabytes("VmRSS")
        outcome = workshop.try_out(one)
        theirs.send((outcome, max(0.0, megabytes("VmHWM") - before)))

    process = multiprocessing.get_context("fork").Process(target=work)
    process.start()
    found = (Outcome(BADLY_REFUSED, f"it takes over {patience:g} s", patience), 0.0)
    if ours.poll(patience):
        found = ours.recv()
    process.kill()
    process.join()
    return found


def megabytes(what: str) -> float:
    """The memory of this process, ``VmRSS``, or the most that it had, ``VmHWM``; Linux tells."""
    try:
        status = Path("/proc/self/status").read_text("ascii")
    except OSError:
        return 0.0
    return int(status.partition(f"{what}:")[2].split()[0]) * 1024 / 1e6


class Workshop:
    """A folder with the files that hostile ones build upon."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._around = folder.parent

    def set_up(self) -> None:
        """Put everything in."""
        self.folder.mkdir(exist_ok=True)
        (self.folder / "base.toml").write_text(tomli_w.dumps(base_scenario()), "utf-8")
        for file in (HERE / "data").glob("*.toml"):
            if file.name != "rest.toml":
                shutil.copy(file, self.folder)

    def tear_down(self) -> None:
        """Take everything out."""
        shutil.rmtree(self.folder)

    def try_out(self, one: Input) -> Outcome:
        """Give an input to the command line, and judge what came of it."""
        self.put(one)
        before = _listing(self._around)
        start = process_time()
        code, out, err = command([one.command, one.argument, "--json"], self.folder)
        seconds = process_time() - start
        faults = [] if _listing(self._around) == before else ["something was written"]
        if one.prepare is not None:
            self.tear_down()
            self.set_up()
        if code == 0:
            if not one.is_fine:
                return Outcome(WRONGLY_ACCEPTED, out[:200], seconds)
            why = "; ".join([*faults, *_unclean(out, err)])
            return Outcome(BADLY_REFUSED if why else ACCEPTED, why, seconds)
        if one.is_fine:
            return Outcome(WRONGLY_REFUSED, err[:300], seconds)
        why = "; ".join([*faults, *_faults(one, code, out, err)])
        return Outcome(BADLY_REFUSED if why else REFUSED, why, seconds)

    def put(self, one: Input) -> None:
        """Put the file of an input into the folder, and whatever it needs."""
        text = (
            one.text if isinstance(one.text, bytes) else one.text.encode("utf-8", "surrogatepass")
        )
        if one.argument == FILE and text:
            (self.folder / FILE).write_bytes(text)
        if one.prepare is not None:
            one.prepare(self.folder)


def command(arguments: list[str], folder: Path) -> tuple[int, str, str]:
    """The end of a command: its exit code, and what it said on stdout and stderr.

    An experiment that was read and found good ends there, with 0: nothing is simulated.
    """
    out, err = io.StringIO(), io.StringIO()
    with (
        contextlib.chdir(folder),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        mock.patch("sim.experiment.conduct.conduct", side_effect=SystemExit(0)),
    ):
        code = main(arguments)
    return code, out.getvalue(), err.getvalue()


def _listing(folder: Path) -> list[tuple[str, int]]:
    """Every file below a folder with its size; links and odd files are not followed."""
    return sorted(
        (str(Path(at, name)), Path(at, name).lstat().st_size)
        for at, folders, files in os.walk(folder)
        for name in (*folders, *files)
    )


def _unclean(out: str, err: str) -> list[str]:
    """What a terminal should not be shown."""
    text = out + err
    if "SECRET" in text or "root:x" in text:
        return ["what stands in another file is told"]
    odd = {character for character in text if not character.isprintable() and character != "\n"}
    return [f"control characters: {sorted(odd)!r}"] if odd else []


def _faults(one: Input, code: int, out: str, err: str) -> list[str]:
    """What is wrong with a refusal."""
    faults = _unclean(out, err)
    if code != 2:
        return [*faults, f"exit code {code}: {err[:300]}"]
    if not err.startswith("Error: "):
        faults.append(f"no error in words: {err[:100]!r}")
    if len(err) > one.longest:
        faults.append(f"the message has {len(err):,} characters: {err[:200]}")
    if found := _JARGON.search(err):
        faults.append(f"jargon: {found[0]!r} in {err[:300]}")
    if found := _SAME.search(err):
        faults.append(f"a number beyond itself: {found[0]!r}")
    faults += [f"{word!r} is not in: {err[:400]}" for word in one.words if word not in err]
    try:
        said = json.loads(out)
    except ValueError:
        return [*faults, f"no JSON: {out[:100]!r}"]
    return faults + _faults_of_errors(one, said)


def _faults_of_errors(one: Input, said: dict[str, Any]) -> list[str]:
    if said["exit_code"] != 2 or not said["errors"]:
        return [f"no errors in the JSON: {said}"]
    faults = [
        f"no problem or remedy: {error}"
        for error in said["errors"]
        if not (error["problem"] and error["remedy"])
    ]
    if one.key and not any(_is_at(one, error) for error in said["errors"]):
        places = [(error["file"], error["line"], error["key"]) for error in said["errors"]][:3]
        faults.append(
            f"not placed at {one.key!r}, line {one.line}: {places} {said['message'][:200]}"
        )
    return faults


def _is_at(one: Input, error: dict[str, Any]) -> bool:
    """Whether an error stands on the right line, at the key, a part of it or the table around.

    What stands in the keys of a reading are keys of the scenario, and may be called what they are
    there.
    """
    key, line = error["key"] or "", error["line"]
    is_laid = bool(re.fullmatch(r"readings\..*\.alternatives\..*\.keys", one.key))
    is_key = is_laid or key.startswith(one.key) or one.key.startswith(f"{key}.")
    return is_key and (one.line is None or (error["file"] == FILE and line == one.line))
