"""Fuzz what reads files: ``python -m tests.fuzz --seconds 300``; needs ``--group fuzz``.

For every target there is a process of its own. What it finds is made small and put among the seeds,
where the ordinary tests fail for it until it is mended. Ends with 1 if anything is found.
"""

from __future__ import annotations

import contextlib
import json
import re
import subprocess
import sys
import tempfile
from hashlib import sha256
from pathlib import Path

import click

from tests.fuzz.judgement import judged
from tests.fuzz.mutation import smallest
from tests.fuzz.targets import TARGETS
from tests.fuzz.workshop import prepare

CORPUS = Path(__file__).with_name("corpus")
ROOT = Path(__file__).parents[2]


@click.command()
@click.option("--seconds", type=int, default=300, show_default=True, help="For each target.")
@click.option(
    "--target", "targets", multiple=True, type=click.Choice(list(TARGETS)),
    help="What to fuzz; everything unless given. Repeatable.",
)  # fmt: skip
def main(seconds: int, targets: tuple[str, ...]) -> None:
    """Fuzz what reads files, and print what was tried and found."""
    found = 0
    click.echo(f"{'':12}{'inputs':>10}{'branches':>10}{'findings':>10}")
    for target in targets or TARGETS:
        with tempfile.TemporaryDirectory() as folder:
            inputs, branches = _explored(target, seconds, Path(folder))
            names = _kept(target, Path(folder))
        click.echo(f"{target:12}{inputs:>10,}{branches:>10,}{len(names):>10,}")
        for name in names:
            click.echo(f"  {name}")
        found += len(names)
    sys.exit(int(found > 0))


def _explored(target: str, seconds: int, folder: Path) -> tuple[int, int]:
    """Fuzz a target in a process of its own: how many inputs, and branches that they reached."""
    command = [sys.executable, "-m", "tests.fuzz.explore", target, str(seconds), str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    inputs = re.findall(r"stat::number_of_executed_units:\s*(\d+)", done.stderr)
    branches = re.findall(r"\bcov: (\d+)", done.stderr)
    if not inputs or not branches:
        raise click.ClickException(f"it did not end as it should:\n{done.stderr[-3000:]}")
    return int(inputs[-1]), int(branches[-1])


def _kept(target: str, folder: Path) -> list[str]:
    """Make each finding small and keep it among the seeds; what they are called."""
    names = []
    prepare(folder / "small")
    with contextlib.chdir(folder / "small"):
        for path in sorted(folder.glob("*.input")):
            what = json.loads(path.with_suffix(".json").read_text("utf-8"))["what"]
            names.append(f"{what}: {_keep(target, path.read_bytes(), what)}")
        names += [
            f"stopped the fuzzer: {_keep(target, path.read_bytes(), None)}"
            for path in sorted(folder.glob("stopped-*"))  # took a minute, or gigabytes
        ]
    return names


def _keep(target: str, data: bytes, what: str | None) -> str:
    """Put an input among the seeds, without what it is as bad without; the name of its file."""

    def is_as_bad(text: bytes) -> bool:
        finding = judged(TARGETS[target], text)
        return finding is not None and finding.what == what

    small = smallest(data, is_as_bad) if what is not None and is_as_bad(data) else data
    path = CORPUS / target / f"found-{sha256(small).hexdigest()[:12]}"
    path.write_bytes(small)
    return str(path.relative_to(ROOT))


if __name__ == "__main__":
    main()
