"""Short names made of what people call things."""

from __future__ import annotations

import re
import unicodedata


def short_name(text: str, longest: int) -> str:
    """Small letters, digits and underscores that remind of a text, or "" if none do.

    Args:
        text: Any text.
        longest: The most characters.
    """
    plain = unicodedata.normalize("NFKD", re.sub("['\u2019]", "", text))
    words = re.findall("[a-z0-9]+", plain.encode("ascii", "ignore").decode().lower())
    return "_".join(words)[:longest].strip("_")
