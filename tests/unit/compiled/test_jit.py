from __future__ import annotations

from pathlib import Path

import numba
import numpy as np
import pytest

from sim.compiled import cache, jit
from sim.compiled.draws import Word
from sim.compiled.layout import STATE

PAIR = np.dtype([("a", "f8"), ("b", "i8")])
pairs = jit.pool(STATE, "cases", PAIR)
numbers = jit.column(STATE, "floats", numba.float64)


@numba.njit
def read(state, index):
    s = state[0]
    pair = pairs(s, index)
    pair.b += 1
    return pair.a, pair.b, numbers(s, index)


def test_pools_and_columns_are_read_and_written_where_their_addresses_point():
    state, pool = np.zeros(1, STATE), np.array([(0.5, 1), (1.5, 2), (2.5, 3)], PAIR)
    column = np.array([10.0, 20.0, 30.0])
    state["cases"], state["floats"] = pool.ctypes.data, column.ctypes.data
    assert read(state, 1) == (1.5, 3, 20.0)
    assert read(state, 2) == (2.5, 4, 30.0)
    assert pool["b"].tolist() == [1, 3, 4]
    other = np.array([(7.5, 8)], PAIR)
    state["cases"] = other.ctypes.data
    assert read(state, 0) == (7.5, 9, 10.0)


def test_a_helper_is_compiled_once_whatever_the_types_of_its_callers():
    @jit.jit
    def twice(x: float, times: int) -> float:
        return x + x * times

    assert twice.overloads == {}

    @numba.njit
    def whole(number):
        return twice(number, np.int32(1)) + twice(np.float32(0.5), 1)

    @numba.njit
    def constant():
        return twice(3.0, True)

    assert whole(4) == 9.0
    assert constant() == 6.0
    assert list(twice.overloads) == [(numba.float64, numba.int64)]


def test_every_kind_of_number_can_be_an_argument():
    @jit.jit
    def chosen(yes: bool, word: Word, x: float, n: int) -> float:
        return float(word) + x if yes else float(n)

    @numba.njit
    def both():
        return chosen(True, np.uint64(2**63), 0.5, 3), chosen(False, np.uint64(1), 0.5, -3)

    assert both() == (2.0**63, -3.0)
    assert chosen.signatures == [
        (numba.types.boolean, numba.types.uint64, numba.float64, numba.int64)
    ]


def test_division_by_zero_is_that_of_ieee_754():
    @jit.jit
    def ratio(x: float, y: float) -> float:
        return x / y

    @numba.njit(error_model="numpy")
    def infinity():
        return ratio(1.0, 0.0)

    assert infinity() == np.inf


@pytest.fixture
def before():
    return numba.config.CACHE_DIR


def test_code_of_an_entry_is_kept_in_the_folder(tmp_path, monkeypatch, before):
    monkeypatch.setattr(jit, "folder", lambda: tmp_path)

    @jit.entry
    def entry(x):
        return x + 1

    assert entry(1) == 2
    assert list(tmp_path.rglob("*.nbc"))
    assert before == numba.config.CACHE_DIR


def test_an_entry_works_where_nothing_can_be_kept(monkeypatch, before):
    monkeypatch.setattr(jit, "folder", lambda: None)

    @jit.entry
    def entry(x):
        return x + 2

    assert entry(1) == 3
    assert before == numba.config.CACHE_DIR
    assert not list(Path(__file__).parent.rglob("*.nbc"))


def test_the_kernel_s_own_entry_is_kept_where_code_can_be():
    from sim.compiled.service import run

    place = cache.folder()
    assert place is None or Path(run.stats.cache_path).is_relative_to(place)
