"""Random numbers by name: every draw is a pure function of what it is for.

A uniform is the Philox4x32-10 cipher of J. K. Salmon, M. A. Moraes, R. O. Dror and D. E. Shaw,
"Parallel random numbers: as easy as 1, 2, 3", SC11, 2011, of

    key     = (seed, replication)
    counter = (index // 2, purpose, name, number)

all words of 32 bits. Different draws have different blocks by construction, so that nothing
depends on the order of events, on the engine or on the number of processes, and two scenarios
in one replication meet the same children and the same illnesses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

from sim.portable import Array
from sim.samplers import Sampler, uniform

Words = npt.NDArray[np.uint64]
Block = tuple[int, int, int, int]

WORD = 0xFFFFFFFF
ROUNDS = 10
M0, M1 = 0xD2511F53, 0xCD9E8D57
W0, W1 = 0x9E3779B9, 0xBB67AE85
UNIT = 2.0**-52
FEW, MANY, MOST = 16, 64, 512
"""Draws of one entity made one by one; then at once; and at most at once."""


class Purpose(IntEnum):
    """What a draw is for. A number never changes meaning; new purposes are appended."""

    PARAMETER = 0
    REFERRAL = 1
    CHILDREN = 2
    DESTINATION = 3
    TASKS = 4
    HOURS = 5
    DELAY = 6
    ROUTE = 7
    RE_REFERRAL = 8
    RE_REFERRAL_DELAY = 9
    OPENING = 10
    OPENING_DELAY = 11
    SICK_CLOCK = 12
    SICK_ACCEPT = 13
    SICK_LONG = 14
    SICK_DAYS = 15
    LEAVE_CLOCK = 16
    LEAVE_ACCEPT = 17
    NOTICE = 18
    ROUND_SUCCESS = 19
    START_DELAY = 20
    NEWLY_QUALIFIED = 21
    EXPERIENCE = 22
    AGENCY_LAG = 23
    AGENCY_STAY = 24
    AGENCY_CONVERT = 25
    ALLOCATION = 26
    DESIGN = 27


_MULTIPLIERS = np.array([[M0], [M1]], np.uint64)
_MASK = np.uint64(WORD)
_SHIFT = np.uint64(32)


def name_hash(name: str) -> int:
    """A name as a 32-bit word: the same on every machine and in every process."""
    return int.from_bytes(blake2b(name.encode(), digest_size=4).digest(), "little")


@lru_cache(maxsize=64)
def _schedule(key: tuple[int, int]) -> tuple[tuple[int, int], ...]:
    """The keys of the ten rounds."""
    return tuple(((key[0] + i * W0) & WORD, (key[1] + i * W1) & WORD) for i in range(ROUNDS))


def philox(counter: Block, key: tuple[int, int]) -> Block:
    """One block of Philox4x32-10 (Salmon et al. 2011), in plain integers."""
    c0, c1, c2, c3 = counter
    for k0, k1 in _schedule(key):
        p0, p1 = M0 * c0, M1 * c2
        c0, c1, c2, c3 = (p1 >> 32) ^ c1 ^ k0, p1 & WORD, (p0 >> 32) ^ c3 ^ k1, p0 & WORD
    return c0, c1, c2, c3


def philox_blocks(counters: Words, key: tuple[int, int]) -> Words:
    """The same cipher over many counters.

    Both multiplications of a round are one array operation: for the few blocks of one entity
    the time goes into starting operations, not into arithmetic.

    Args:
        counters: 32-bit words, shape (4, blocks).
        key: Two 32-bit words.

    Returns:
        32-bit words, shape (4, blocks).
    """
    even, odd = counters[0::2], counters[1::2]
    for round_key in np.array(_schedule(key), np.uint64)[:, :, None]:
        product = even * _MULTIPLIERS
        even, odd = (product >> _SHIFT)[::-1] ^ odd ^ round_key, (product & _MASK)[::-1]
    return np.stack((even[0], odd[0], even[1], odd[1]))


def _unit(high: int, low: int) -> float:
    """52 bits as the middle of one of 2**52 equal parts of (0, 1)."""
    return (((high << 20) | (low >> 12)) + 0.5) * UNIT


def _unit_array(high: Words, low: Words) -> Array:
    """:func:`_unit` of each element, with the same bits."""
    bits = (high << np.uint64(20)) | (low >> np.uint64(12))
    return (bits.astype(np.float64) + 0.5) * UNIT


@dataclass(frozen=True, slots=True)
class Streams:
    """All random numbers of one replication.

    An entity is a ``name`` (see :func:`name_hash`) and a ``number``; its draws for one purpose
    are counted by ``index`` from 0. Name and number are 32-bit words, an index is below 2**33.

    Attributes:
        seed: The seed of the run, a 32-bit word.
        replication: The replication's number, a 32-bit word.
    """

    seed: int
    replication: int

    def __post_init__(self) -> None:
        if not (0 <= self.seed <= WORD and 0 <= self.replication <= WORD):
            raise ValueError("seed and replication must be whole numbers from 0 to 4294967295")

    def uniform(self, purpose: int, name: int, number: int, index: int) -> float:
        """One draw, strictly between 0 and 1."""
        if not (0 <= name <= WORD and 0 <= number <= WORD and 0 <= index >> 1 <= WORD):
            raise ValueError(f"not a 32-bit entity or index: {name}, {number}, {index}")
        block = philox((index >> 1, purpose, name, number), (self.seed, self.replication))
        high, low = block[2:] if index & 1 else block[:2]
        return _unit(high, low)

    def uniforms(
        self, purpose: npt.ArrayLike, name: int, number: npt.ArrayLike, index: npt.ArrayLike
    ) -> Array:
        """The same draws for whole arrays of purposes, numbers and indices, which are broadcast."""
        purposes, numbers, indices = np.broadcast_arrays(
            np.asarray(purpose, np.uint64),
            np.asarray(number, np.uint64),
            np.asarray(index, np.uint64),
        )
        words = self._blocks(
            purposes.ravel(), name, numbers.ravel(), indices.ravel() >> np.uint64(1)
        )
        second = (indices.ravel() & np.uint64(1)).astype(bool)
        draws = _unit_array(
            np.where(second, words[2], words[0]), np.where(second, words[3], words[1])
        )
        return draws.reshape(indices.shape)

    def consecutive(
        self, purpose: int, name: int, number: npt.ArrayLike, count: int, first: int = 0
    ) -> Array:
        """Draws ``first``, ``first + 1``, ... of each entity: half the work of :meth:`uniforms`.

        Args:
            purpose: What the draws are for.
            name: The entities' name.
            number: Their numbers, of any shape.
            count: Draws for each.
            first: Index of the first draw.

        Returns:
            Shape ``number.shape + (count,)``.
        """
        numbers = np.asarray(number, np.uint64)
        low, high = first >> 1, (first + count + 1) >> 1
        blocks = np.arange(low, high, dtype=np.uint64)
        words = self._blocks(
            purpose, name, np.repeat(numbers.ravel(), high - low), np.tile(blocks, numbers.size)
        )
        pairs = _unit_array(words[0::2], words[1::2]).T.reshape(*numbers.shape, 2 * (high - low))
        return pairs[..., first & 1 : (first & 1) + count]

    def runs(
        self, purpose: int, name: int, numbers: npt.ArrayLike, counts: npt.ArrayLike, first: int
    ) -> Array:
        """Draws ``first``, ``first + 1``, ... of each entity, as many as each wants.

        Args:
            purpose: What the draws are for.
            name: The entities' name.
            numbers: Their numbers, one-dimensional.
            counts: Draws for each.
            first: Index of the first draw of each; even, because two draws share a block.

        Returns:
            All draws in one row, entity after entity.

        Raises:
            ValueError: The first index is odd.
        """
        if first & 1:
            raise ValueError(f"draws start at an even index, not at {first}")
        wanted = np.asarray(counts, np.int64)
        sizes = (wanted + 1) >> 1
        ends = np.cumsum(sizes)
        blocks = (first >> 1) + np.arange(sizes.sum()) - np.repeat(ends - sizes, sizes)
        owners = np.repeat(np.asarray(numbers, np.uint64), sizes)
        words = self._blocks(purpose, name, owners, blocks.astype(np.uint64))
        pairs = _unit_array(words[0::2], words[1::2]).T.ravel()
        return np.delete(pairs, 2 * ends[(wanted & 1) == 1] - 1)

    def stream(self, purpose: int, name: int, number: int) -> Iterator[float]:
        """The draws of index 0, 1, 2, ... of one entity."""
        return self._drawn(purpose, name, number, uniform(0.0, 1.0))

    def draws(self, purpose: int, name: int, number: int, sampler: Sampler) -> Callable[[], float]:
        """A function that gives one entity's next draw from a distribution at each call."""
        return self._drawn(purpose, name, number, sampler).__next__

    def _drawn(self, purpose: int, name: int, number: int, sampler: Sampler) -> Iterator[float]:
        """Two draws at a time for those who want few, then more and more at once."""
        if not (0 <= name <= WORD and 0 <= number <= WORD):
            raise ValueError(f"not a 32-bit entity: {name}, {number}")
        key = (self.seed, self.replication)
        for block in range(FEW // 2):
            words = philox((block, purpose, name, number), key)
            yield sampler.quantile(_unit(words[0], words[1]))
            yield sampler.quantile(_unit(words[2], words[3]))
        first, count = FEW, MANY
        while True:
            uniforms = self.consecutive(purpose, name, number, count, first)
            yield from sampler.quantiles(uniforms).tolist()
            first, count = first + count, min(2 * count, MOST)

    def _blocks(self, purpose: int | Words, name: int, numbers: Words, blocks: Words) -> Words:
        """Words of many blocks of one name, shape (4, blocks)."""
        if not (0 <= name <= WORD and np.all((numbers <= WORD) & (blocks <= WORD))):
            raise ValueError("an entity or an index is beyond 32 bits")
        counters = np.empty((4, blocks.size), np.uint64)
        counters[0], counters[1], counters[2], counters[3] = blocks, purpose, name, numbers
        return philox_blocks(counters, (self.seed, self.replication))


def design_seed(seed: int, name: str) -> int:
    """A seed, a 32-bit word, for a library that makes a design of experiments.

    Args:
        seed: The seed of the run.
        name: What the design is for.
    """
    return int(Streams(seed, 0).uniform(Purpose.DESIGN, name_hash(name), 0, 0) * (WORD + 1))
