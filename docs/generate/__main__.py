"""Bring the documentation up to date with the code.

    python -m docs.generate                            everything that is quick
    python -m docs.generate --runs                     also what full runs gave (many minutes)
    python -m docs.generate --runs results/README.md   this page alone, with the runs it needs

A page holds blocks between ``<!-- begin NAME -->`` and ``<!-- end -->``; what stands between
them comes from here and is never edited by hand.
"""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

from docs.generate.pages import pages

if __name__ == "__main__":
    parser = ArgumentParser("python -m docs.generate", description="Bring pages up to date.")
    parser.add_argument("page", nargs="*", type=Path, help="only these; all unless given")
    parser.add_argument("--runs", action="store_true", help="also what full runs gave")
    given = parser.parse_args()
    for path, text in pages(given.runs, given.page).items():
        path.write_text(text, encoding="utf-8", newline="\n")
