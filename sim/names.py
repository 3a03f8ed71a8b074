"""Names of files for names that people made up.

A scenario, a team or an option may be called anything; a file may not. :func:`safe_name` is the
one place that bridges the two, and no two names ever share a file.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata

LONGEST = 60
"""Characters of a safe name; leaves room for a folder path under Windows' limit of 260."""

_WINDOWS_KEEPS = {"con", "prn", "aux", "nul"} | {
    f"{port}{number}" for port in ("com", "lpt") for number in range(10)
}
_SAFE = re.compile(r"[a-z0-9_]+(-[a-z0-9_]+)*")


def safe_name(text: str) -> str:
    """A name for a file or folder that is legal everywhere and belongs to this text alone.

    Plain lower-case names stay as they are. Any other is spelt in plain letters and gets two
    hyphens and a fingerprint of the original: two hyphens never stand in an unchanged name, so
    ``A/B``, ``A_B``, ``a_b`` and a name that imitates a fingerprint all differ, also on disks
    that do not tell capitals from small letters.

    Args:
        text: Any text, the empty one included.

    Returns:
        At most :data:`LONGEST` characters out of ``a-z 0-9 _ -``; never with a dot.
    """
    if _SAFE.fullmatch(text) and len(text) <= LONGEST and text not in _WINDOWS_KEEPS:
        return text
    fingerprint = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:10]
    letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = "-".join(re.findall(r"[a-z0-9_]+", letters)) or "unnamed"
    return f"{words[: LONGEST - 12].rstrip('-')}--{fingerprint}"
