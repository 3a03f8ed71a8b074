"""How memory grows with replications in a whole run, from the first replication to the report."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.measure import ROOT, peak_memory
from docs.generate.markdown import table
from sim.experiment.attempt import Silent
from sim.experiment.replicate import Done

SCENARIO = "swso_expansion.toml"
END = "run.end=2018-12-31"
"""Three months: even a thousand replications fill more than one batch of what reads tables."""
FEW, MANY = 1_000, 10_000
PHASES = {"made": "Tables, summary and costs", "drawn": "Charts", "reported": "Report"}
"""What comes after the simulation."""


def memory(quick: bool) -> str:
    """The most memory of each phase of a run of few replications and of one of many.

    Of simulating, it is that of the first replications of the long run, and of all of them.
    """
    few, many = (FEW // 10, MANY // 10) if quick else (FEW, MANY)
    small, large = measured(few), measured(many)
    rows = [_row("Simulating", large["begun"], large["simulated"])]
    rows += [_row(label, small[key], large[key]) for key, label in PHASES.items()]
    rows += [_row("Whole run", max(small.values()), max(large.values()))]
    return table(("Most memory in MB", f"{few:,}", f"{many:,} replications", "Growth"), rows)


def _row(name: str, few: float, many: float) -> tuple[str, str, str, str]:
    return name, f"{few:,.0f}", f"{many:,.0f}", f"{many / few - 1:+.1%}"


def measured(replications: int) -> dict[str, float]:
    """The most memory in each phase of a run, in MB, in a process of its own."""
    said = subprocess.run(
        [sys.executable, "-m", "benchmarks.parts.memory", str(replications)],
        cwd=ROOT, check=True, stdout=subprocess.PIPE,
    )  # fmt: skip
    found: dict[str, float] = json.loads(said.stdout.splitlines()[-1])
    return found


# ---- inside that process -----------------------------------------------------------------------


class Watch(Silent):
    """Progress that notes the most memory of each phase.

    Args:
        first: How many replications the first phase has.
    """

    def __init__(self, first: int) -> None:
        self.peaks: dict[str, float] = {}
        self._first = first
        self._done: list[int] = []

    def ends(self, phase: str) -> None:
        """A phase ends: its peak is kept, and forgotten for the next."""
        self.peaks[phase] = peak_memory()
        Path("/proc/self/clear_refs").write_text("5", "ascii")

    def advances(self, done: Done) -> None:
        """A replication is done."""
        self._done.append(done.replication)
        if len(self._done) == self._first:
            self.ends("begun")

    def says(self, words: str) -> None:
        """The results are put together when all is simulated."""
        if words.startswith("Putting"):
            self.ends("simulated")


def measure(replications: int) -> dict[str, float]:
    """Measure in this process."""
    import sim
    from sim.report.charts import draw_all
    from sim.report.documents.write import write_documents

    watch = Watch(min(FEW, replications // 10 or 1))

    def draw(folder: Path) -> None:
        watch.ends("made")
        draw_all(folder)
        watch.ends("drawn")

    scenario = sim.load_scenario(SCENARIO, [END, f"run.replications={replications}"])
    with TemporaryDirectory() as folder:
        options = sim.RunOptions(engine="compiled", jobs=2)
        write_documents(sim.run(scenario, folder, options, watch, draw))
        watch.ends("reported")
    return watch.peaks


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]))))
