"""Random numbers: the published cipher, the keys, and the quality of what comes out.

The statistical tests draw fixed numbers, so that they pass or fail for good. Read as tests of a
new generator, each raises a false alarm once in 100,000 (two-sided normal scores within 4.417, or
the chi-squared quantile at 1e-5). With a million draws the smallest correlation they catch nine
times in ten is 0.0056.
"""

import pickle
from itertools import islice

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import chdtri

from sim.samplers import lognormal
from sim.streams import (
    FEW,
    MANY,
    WORD,
    Purpose,
    Streams,
    design_seed,
    name_hash,
    philox,
    philox_blocks,
)

SCORE_LIMIT = 4.417
CHANCE = 1e-5
STREAMS = Streams(20180618, 3)
NAME = name_hash("gedling")

KNOWN = [  # counter, key and block: kat_vectors of Random123, philox4x32 10
    (
        "00000000 00000000 00000000 00000000",
        "00000000 00000000",
        "6627e8d5 e169c58d bc57ac4c 9b00dbd8",
    ),
    (
        "ffffffff ffffffff ffffffff ffffffff",
        "ffffffff ffffffff",
        "408f276d 41c83b0e a20bc7c6 6d5451fd",
    ),
    (
        "243f6a88 85a308d3 13198a2e 03707344",
        "a4093822 299f31d0",
        "d16cfe09 94fdcceb 5001e420 24126ea1",
    ),
]

words = st.integers(0, WORD)
near = st.integers(0, 3) | st.integers(WORD - 3, WORD) | words
entities = st.tuples(
    st.sampled_from(list(Purpose)), near, near, near | st.integers(WORD - 3, 2 * WORD + 1)
)


def hexes(text: str) -> tuple[int, ...]:
    return tuple(int(word, 16) for word in text.split())


@pytest.mark.parametrize(("counter", "key", "block"), KNOWN)
def test_philox_gives_the_published_blocks(counter, key, block):
    assert philox(hexes(counter), hexes(key)) == hexes(block)


def test_philox_blocks_are_those_of_philox():
    counters = np.random.default_rng(1).integers(0, 2**32, (4, 500), dtype=np.uint64)
    key = (123456789, 987654321)
    columns = [philox(tuple(column), key) for column in counters.T.tolist()]
    assert philox_blocks(counters, key).T.tolist() == [list(column) for column in columns]


@given(st.lists(st.tuples(near, near, near, near), min_size=2, max_size=2, unique=True), near)
def test_different_counters_have_different_blocks(counters, word):
    assert philox(counters[0], (word, 1)) != philox(counters[1], (word, 1))


@given(st.lists(entities, min_size=2, max_size=2, unique=True))
def test_different_draws_are_different(pair):
    # By chance two 52-bit draws agree once in 4.5e15.
    assert STREAMS.uniform(*pair[0]) != STREAMS.uniform(*pair[1])


@given(
    st.lists(st.tuples(near, near), min_size=2, max_size=2, unique=True),
    entities,
)
def test_different_runs_are_different(runs, entity):
    assert Streams(*runs[0]).uniform(*entity) != Streams(*runs[1]).uniform(*entity)


@given(entities)
def test_arrays_hold_the_bits_of_single_draws(entity):
    purpose, name, number, index = entity
    single = STREAMS.uniform(purpose, name, number, index)
    assert STREAMS.uniforms(purpose, name, number, index).item() == single
    assert STREAMS.consecutive(purpose, name, number, 1, index).item() == single


def test_arrays_are_broadcast():
    numbers = np.array([[5], [WORD]])
    expected = [[STREAMS.uniform(4, NAME, int(n), i) for i in range(3, 8)] for n in (5, WORD)]
    assert STREAMS.uniforms(4, NAME, numbers, np.arange(3, 8)).tolist() == expected
    assert STREAMS.consecutive(4, NAME, numbers[:, 0], 5, 3).tolist() == expected


def test_purposes_are_broadcast_too():
    expected = [[STREAMS.uniform(p, NAME, n, 3) for n in range(5)] for p in (4, 7)]
    assert STREAMS.uniforms([[4], [7]], NAME, np.arange(5), 3).tolist() == expected


@given(st.lists(st.integers(0, 7), max_size=6), st.integers(0, 9).map(lambda half: 2 * half))
def test_runs_are_as_long_as_each_entity_wants(counts, first):
    expected = [
        STREAMS.uniform(4, NAME, number, first + i)
        for number, n in enumerate(counts)
        for i in range(n)
    ]
    drawn = STREAMS.runs(4, NAME, np.arange(len(counts)), np.array(counts, np.int64), first)
    assert drawn.tolist() == expected


def test_runs_start_at_a_whole_block():
    with pytest.raises(ValueError, match="not at 3"):
        STREAMS.runs(4, NAME, [0], [2], 3)


def test_a_uniform_is_made_of_52_bits_of_its_block():
    # The first known block, by hand.
    high, low = 0x6627E8D5, 0xE169C58D
    expected = (high * 2**20 + low // 2**12 + 0.5) / 2**52
    assert Streams(0, 0).uniform(0, 0, 0, 0) == expected
    assert (
        Streams(0, 0).uniform(0, 0, 0, 1)
        == (0xBC57AC4C * 2**20 + 0x9B00DBD8 // 2**12 + 0.5) / 2**52
    )


def test_extreme_words_stay_strictly_inside_0_and_1(monkeypatch):
    for word, expected in ((0, 2.0**-53), (WORD, 1.0 - 2.0**-53)):
        monkeypatch.setattr("sim.streams.philox", lambda *_, word=word: (word,) * 4)
        assert STREAMS.uniform(0, 0, 0, 0) == expected


def test_a_stream_counts_the_index_up_through_all_its_ways_of_making_draws():
    count = FEW + 3 * MANY + 1
    expected = STREAMS.consecutive(Purpose.DELAY, NAME, 9, count).tolist()
    assert list(islice(STREAMS.stream(Purpose.DELAY, NAME, 9), count)) == expected


def test_draws_are_quantiles_of_the_stream():
    sampler = lognormal(10.0, 8.0)
    count = FEW + MANY + 1
    draw = STREAMS.draws(Purpose.HOURS, NAME, 9, sampler)
    expected = sampler.quantiles(STREAMS.consecutive(Purpose.HOURS, NAME, 9, count)).tolist()
    assert [draw() for _ in range(count)] == expected


@pytest.mark.parametrize("words", [(-1, 0), (WORD + 1, 0), (0, -1), (0, WORD + 1)])
def test_words_that_would_wrap_around_are_refused(words):
    with pytest.raises(ValueError, match="4294967295"):
        Streams(*words)
    with pytest.raises(ValueError, match="32"):
        STREAMS.uniform(0, *words, 0)
    with pytest.raises(ValueError, match="32"):
        next(STREAMS.stream(0, *words))
    with pytest.raises((ValueError, OverflowError)):
        STREAMS.uniforms(0, *words, 0)


@pytest.mark.parametrize("words", [(0, 0), (0, WORD), (WORD, 0), (WORD, WORD)])
def test_the_first_and_the_last_word_have_draws_of_every_kind(words):
    streams = Streams(*words)
    single = streams.uniform(0, *words, 0)
    assert next(streams.stream(0, *words)) == single
    assert streams.uniforms(0, *words, 0) == single
    assert streams.consecutive(0, *words, 1) == [single]
    assert streams.runs(0, words[0], [words[1]], [1], 0) == [single]


def test_an_index_that_would_wrap_around_is_refused():
    for call in (STREAMS.uniform, STREAMS.uniforms):
        assert call(0, 0, 0, 2**33 - 1) < 1.0
        with pytest.raises(ValueError, match="32"):
            call(0, 0, 0, 2**33)


def test_the_seed_of_a_design_is_a_draw_of_its_own():
    u = Streams(7, 0).uniform(Purpose.DESIGN, name_hash("screening"), 0, 0)
    assert design_seed(7, "screening") == int(u * 2**32)


def test_streams_travel_between_processes():
    assert pickle.loads(pickle.dumps(STREAMS)) == STREAMS


def test_names_and_purposes_never_change_their_numbers():
    # Changing one changes every stored result: append, never renumber.
    assert name_hash("gedling") == 0xEC9F4BDE
    names = (
        "PARAMETER REFERRAL CHILDREN DESTINATION TASKS HOURS DELAY ROUTE RE_REFERRAL "
        "RE_REFERRAL_DELAY OPENING OPENING_DELAY SICK_CLOCK SICK_ACCEPT SICK_LONG SICK_DAYS "
        "LEAVE_CLOCK LEAVE_ACCEPT NOTICE ROUND_SUCCESS START_DELAY NEWLY_QUALIFIED EXPERIENCE "
        "AGENCY_LAG AGENCY_STAY AGENCY_CONVERT ALLOCATION DESIGN"
    )
    assert " ".join(purpose.name for purpose in Purpose) == names
    assert [int(purpose) for purpose in Purpose] == list(range(28))


SIDE = 1024
BASE = {"seed": 20180618, "replication": 0, "purpose": 6, "name": NAME, "first": 0, "shift": 0}


def million(**changes: int) -> np.ndarray:
    """Draws of 1024 indices of 1024 entities, shape (1024, 1024)."""
    key = BASE | changes
    numbers = np.arange(SIDE) + key["shift"]
    streams = Streams(key["seed"], key["replication"])
    return streams.consecutive(key["purpose"], key["name"], numbers, SIDE, key["first"])


NEIGHBOURS = {
    "seed": {"seed": 20180619},
    "replication": {"replication": 1},
    "purpose": {"purpose": 7},
    "name": {"name": NAME + 1},
    "number": {"shift": 1},
    "index": {"first": 1},
    "block": {"first": 2},
    "high bit of the seed": {"seed": 20180618 + 2**31},
    "high bit of the name": {"name": NAME ^ 2**31},
    "high bit of the number": {"shift": 2**31},
}


@pytest.mark.parametrize("changes", NEIGHBOURS.values(), ids=NEIGHBOURS.keys())
def test_neighbouring_keys_are_uncorrelated(changes):
    one, other = million().ravel(), million(**changes).ravel()
    score = np.corrcoef(one, other)[0, 1] * np.sqrt(one.size)
    assert abs(score) < SCORE_LIMIT


@pytest.mark.parametrize("axis", [0, 1], ids=["across entities", "along one entity"])
def test_successive_draws_fill_the_square_evenly(axis):
    draws = (np.moveaxis(million(), axis, -1) * 64).astype(int).reshape(-1, 2)
    counts = np.bincount(draws[:, 0] * 64 + draws[:, 1], minlength=4096)
    expected = draws.shape[0] / 4096
    assert np.sum((counts - expected) ** 2) / expected < chdtri(4095, CHANCE)


def test_draws_are_uniform():
    counts = np.bincount((million().ravel() * 4096).astype(int), minlength=4096)
    assert np.sum((counts - 256.0) ** 2) / 256.0 < chdtri(4095, CHANCE)


def test_every_bit_is_set_half_the_time():
    bits = (million().ravel() * 2.0**52).astype(np.uint64)
    shares = np.array([np.mean((bits >> np.uint64(i)) & np.uint64(1)) for i in range(52)])
    scores = (shares - 0.5) * 2.0 * SIDE
    # 52 looks share one false alarm in 100,000.
    assert np.max(np.abs(scores)) < 5.2


def test_the_means_of_replications_scatter_as_chance_says():
    # 4,096 replications of 256 draws: too alike or too different would spoil every interval.
    means = [Streams(1, r).consecutive(Purpose.DELAY, NAME, 0, 256).mean() for r in range(4096)]
    ratio = np.var(means, ddof=1) * 12.0 * 256.0
    assert abs(ratio - 1.0) < SCORE_LIMIT * np.sqrt(2.0 / 4095.0)
