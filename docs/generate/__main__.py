"""Bring the documentation up to date with the code.

    python -m docs.generate           everything that is quick
    python -m docs.generate --runs    also what the example runs print (many minutes)

A page holds blocks between ``<!-- begin NAME -->`` and ``<!-- end -->``; what stands between
them comes from here and is never edited by hand.
"""

from __future__ import annotations

import sys

from docs.generate.pages import pages

if __name__ == "__main__":
    for path, text in pages(runs="--runs" in sys.argv[1:]).items():
        path.write_text(text, encoding="utf-8", newline="\n")
