"""The commands that are disturbed: small, and with more to do than can be done in an instant."""

from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests" / "data"
SMALL, OFFICERS, MIX = (
    str(DATA / f"{name}.toml") for name in ("small", "small_officers", "small_mix")
)


class Command(NamedTuple):
    """A command line, and where its results come.

    Attributes:
        name: What tables call it.
        words: The arguments, without the folder of results.
        result: The folder in it that is told of last.
    """

    name: str
    words: tuple[str, ...]
    result: str


def _both(name: str, result: str, *words: str) -> dict[str, Command]:
    """A command by each engine."""
    more = ("--jobs", "2", "--no-charts", "--engine")
    named = {engine: f"{name}, {engine}" for engine in ("auto", "simpy")}
    return {
        called: Command(called, (name, *words, *more, engine), result)
        for engine, called in named.items()
    }


COMMANDS = {
    **_both("run", "small", SMALL, "--replications", "24"),
    **_both("compare", "small_vs_small_officers", SMALL, OFFICERS, "--replications", "6"),
    **_both("sweep", "small_mix", MIX, "--replications", "20"),
}
"""Those that are killed, by name."""

DRAWING = Command("run with charts", ("run", SMALL, "--replications", "4", "--jobs", "2"), "small")
