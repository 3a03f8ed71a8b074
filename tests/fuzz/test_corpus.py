"""Every seed of the fuzzer, and every input that it once found a fault with, ends as it must.

Beside that a few thousand words are changed in them, as the fuzzer does.
"""

import contextlib
from pathlib import Path

import pytest

from tests.fuzz.judgement import judged
from tests.fuzz.mutation import changed, smallest
from tests.fuzz.targets import TARGETS
from tests.fuzz.words import words_of
from tests.fuzz.workshop import prepare

CORPUS = Path(__file__).with_name("corpus")
SLOW = "takes too long"
"""Told by the fuzzer, and not by a test, which may run on any machine."""
CHANGED = 60
"""Texts made of each target's seeds."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("fuzz") / "work"
    prepare(place)
    return place


@pytest.mark.parametrize("target", TARGETS)
def test_what_was_found_once_ends_as_it_must(target, folder):
    seeds = sorted((CORPUS / target).iterdir())
    texts = [seed.read_bytes() for seed in seeds]
    words = words_of(target)
    texts += [changed(texts[turn % len(texts)], words, turn) for turn in range(CHANGED)]
    with contextlib.chdir(folder):
        found = [(text, judged(TARGETS[target], text)) for text in texts]
    wrong = [(text, said) for text, said in found if said is not None and said.what != SLOW]
    assert not wrong


def test_a_fault_is_found_and_made_small():
    def read(data: bytes) -> None:
        if b"boom" in data:
            raise KeyError("boom")

    finding = judged(read, b"x boom y")
    assert finding is not None
    assert finding.what.startswith("KeyError in ")
    assert judged(read, b"x") is None
    bad = b"a = 1\nb = boom and more\nc = 2\n"
    assert smallest(bad, lambda data: judged(read, data) is not None) == b"boom"
