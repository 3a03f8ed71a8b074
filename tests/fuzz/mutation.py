"""Texts changed word by word, which gets further into a reader than bytes changed at random."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

_TOKENS = re.compile(rb'"(?:[^"\\\n]|\\.)*+"|[\w.+:@-]++|[ \t]++|[\s\S]')
MOST_CHANGES = 4


def changed(data: bytes, words: Sequence[str], seed: int) -> bytes:
    """The text with some of its words changed, taken out, written twice or moved."""
    chance = random.Random(seed)
    tokens = _TOKENS.findall(data) or [b""]
    for _ in range(chance.randint(1, MOST_CHANGES)):
        chance.choice(_CHANGES)(tokens, words, chance)
    return b"".join(tokens)


def _replace(tokens: list[bytes], words: Sequence[str], chance: random.Random) -> None:
    solid = [place for place, token in enumerate(tokens) if not token.isspace()]
    place = chance.choice(solid or [0])
    own = tokens and chance.random() < 0.25
    tokens[place : place + 1] = [chance.choice(tokens) if own else _word(words, chance)]


def _insert(tokens: list[bytes], words: Sequence[str], chance: random.Random) -> None:
    tokens.insert(chance.randint(0, len(tokens)), _word(words, chance))


def _delete(tokens: list[bytes], words: Sequence[str], chance: random.Random) -> None:
    first, last = _span(tokens, chance)
    tokens[first:last] = []


def _repeat(tokens: list[bytes], words: Sequence[str], chance: random.Random) -> None:
    first, last = _span(tokens, chance)
    place = chance.randint(0, len(tokens))
    tokens[place:place] = tokens[first:last] * chance.choice([1, 1, 1, 3, 50])


def _add_line(tokens: list[bytes], words: Sequence[str], chance: random.Random) -> None:
    ends = [place for place, token in enumerate(tokens) if token == b"\n"]
    place = chance.choice(ends) if ends else len(tokens)
    tokens[place:place] = [b"\n", _word(words, chance), b" = ", _word(words, chance)]


def _span(tokens: list[bytes], chance: random.Random) -> tuple[int, int]:
    first = chance.randint(0, len(tokens))
    return first, first + chance.choice([1, 1, 2, 5, 20])


def _word(words: Sequence[str], chance: random.Random) -> bytes:
    return chance.choice(words).encode("utf-8", "surrogatepass")


_CHANGES = (_replace, _replace, _replace, _insert, _delete, _repeat, _add_line)


def smallest(data: bytes, is_bad: Callable[[bytes], bool]) -> bytes:
    """The text without whatever it stays bad without, words at a time."""
    tokens = _TOKENS.findall(data)
    size = len(tokens) // 2
    while size:
        first = 0
        while first < len(tokens):
            rest = tokens[:first] + tokens[first + size :]
            if is_bad(b"".join(rest)):
                tokens = rest
            else:
                first += size
        size //= 2
    return b"".join(tokens)
