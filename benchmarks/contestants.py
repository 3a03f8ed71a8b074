"""Who simulates the submodel, and how their submodel differs."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec

from benchmarks.floor import compiler, compiler_version

C = "a C compiler"
OWN_WAY = "after each task chance decides whether it was the last"


@dataclass(frozen=True)
class Contestant:
    """Somebody who simulates the submodel.

    Attributes:
        label: What tables call them.
        needs: The package that they need, or :data:`C`.
        differs: How their submodel differs from the engines', beside their own random numbers.
        fast: How many replications they do in the time in which the slowest do one.
    """

    label: str
    needs: str
    differs: str = ""
    fast: int = 1

    @property
    def missing(self) -> str:
        """Why they can't take part here, or nothing."""
        if self.needs == C:
            return "" if compiler() else "there is no C compiler"
        return "" if find_spec(self.needs) else f"the package {self.needs} is not installed"

    @property
    def version(self) -> str:
        """What they run on."""
        return compiler_version() if self.needs == C else f"{self.needs} {version(self.needs)}"


CONTESTANTS = {
    "floor": Contestant("C program, calendar", C, fast=10),
    "heap": Contestant("C program, heap", C, fast=10),
    "compiled": Contestant("Headroom, compiled", "numba", fast=10),
    "cimba": Contestant("Cimba, Python package", "cimba", OWN_WAY, fast=4),
    "model": Contestant("Headroom, SimPy reference", "simpy"),
    "simpy": Contestant("SimPy as in a textbook", "simpy", OWN_WAY),
    "ciw": Contestant("Ciw", "ciw", f"{OWN_WAY}; each team is a network of its own"),
    "salabim": Contestant("salabim", "salabim", OWN_WAY),
}


def present() -> dict[str, Contestant]:
    """Those who can take part here."""
    return {name: one for name, one in CONTESTANTS.items() if not one.missing}
