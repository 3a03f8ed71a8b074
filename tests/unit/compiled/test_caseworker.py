from heapq import heappop, heappush

import numba
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.compiled import caseworker, layout
from sim.compiled.kernel import Kernel

POP = -1.0


@numba.njit
def play(state, steps, taken):
    """Queue a task that is due at a time, or take the first one; returns how many are taken."""
    s = state[0]
    worker = layout.workers(s, 0)
    worker.queue = -1
    done = 0
    for i in range(len(steps)):
        if steps[i] >= 0.0:
            case = layout.cases(s, i)
            case.due = steps[i]
            case.order = i
            case.queue_child = case.queue_next = -1
            worker.queue = caseworker.meld(s, worker.queue, case.id)
        elif worker.queue >= 0:
            taken[done] = caseworker.pop(s, worker).id
            done += 1
    while worker.queue >= 0:
        taken[done] = caseworker.pop(s, worker).id
        done += 1
    return done


@pytest.fixture(scope="module")
def kernel(plan):
    return Kernel(plan)


@given(
    steps=st.lists(
        st.one_of(st.just(POP), st.sampled_from([0.0, 1.0, 2.0]), st.floats(0.0, 20.0)),
        max_size=200,
    )
)
def test_tasks_are_taken_by_due_date_and_then_by_order_of_entry(kernel, steps):
    """As the reference's heap of due dates and orders gives them."""
    taken = np.empty(len(steps), np.int64)
    done = play(kernel.state, np.array(steps, np.float64), taken)
    queue, expected = [], []
    for place, step in enumerate(steps):
        if step >= 0.0:
            heappush(queue, (step, place))
        elif queue:
            expected.append(heappop(queue)[1])
    assert taken[:done].tolist() == expected + [place for _, place in sorted(queue)]
