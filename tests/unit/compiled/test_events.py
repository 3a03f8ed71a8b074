from heapq import heappop, heappush

import numba
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.compiled import events, layout
from sim.compiled.kernel import Kernel

POP = -1.0
STEPS = st.lists(
    st.one_of(
        st.just(POP),
        st.sampled_from([0.0, 1.0, 2.0]),  # many at one moment
        st.floats(0.0, 20.0),
    ),
    max_size=300,
)
KIND = 5


@numba.njit
def play(state, steps, times, numbers, kinds, whos):
    """Plan something for so many days ahead, or let the first thing happen."""
    s = state[0]
    done = 0
    for i in range(len(steps)):
        if steps[i] >= 0.0:
            events.timeout(s, steps[i], KIND, i)
        elif s.planned > 0:
            first = events.first_event(s)
            s.now = first.time
            times[done] = first.time
            numbers[done] = first.key >> events.NUMBER
            kinds[done] = (first.key >> events.KIND) & events.KINDS
            whos[done] = first.key & events.WHO
            events.drop_first(s)
            done += 1
    return done


@numba.njit
def line_up(state, rounds, size, urgents, prompts):
    """Put in ``size`` urgent and prompt things and take them out again, round after round."""
    s = state[0]
    for i in range(rounds):
        for k in range(size):
            events.urgent(s, k % 9, i, k)
            events.prompt(s, events.REST_ENDS, k)
        for k in range(size):
            one = layout.urgents(s, s.urgent_first & s.urgent_mask)
            s.urgent_first += 1
            urgents[i, k, 0], urgents[i, k, 1] = one.number, one.kind
            urgents[i, k, 2], urgents[i, k, 3] = one.who, one.cause
            other = layout.prompts(s, s.prompt_first & s.prompt_mask)
            s.prompt_first += 1
            prompts[i, k, 0], prompts[i, k, 1], prompts[i, k, 2] = (
                other.number, other.kind, other.who,
            )  # fmt: skip


@pytest.fixture(scope="module")
def kernel(plan):
    return Kernel(plan)


@given(steps=STEPS, numbered=st.sampled_from([0, 25, 2**32]))
def test_events_come_by_time_and_then_by_number(plan, steps, numbered):
    """As in SimPy, whose queue is a heap of times and numbers; after the end nothing comes."""
    fresh = Kernel(plan)
    s, end = fresh.state[0], plan.week_closes[-1]
    s["numbered"] = numbered
    size = len(steps)
    times, numbers, kinds, whos = (np.empty(size, kind) for kind in ("f8", "i8", "i8", "i8"))
    done = play(fresh.state, np.array(steps, np.float64), times, numbers, kinds, whos)
    queue, now, number, expected = [], 0.0, numbered, []
    for who, step in enumerate(steps):
        if step >= 0.0:
            if now + step < end:
                heappush(queue, (now + step, number, KIND, who))
            number += 1
        elif queue:
            expected.append(heappop(queue))
            now = expected[-1][0]
    found = zip(*(column[:done].tolist() for column in (times, numbers, kinds, whos)), strict=True)
    assert list(found) == expected
    assert s["planned"] == len(queue)
    assert s["numbered"] == number


def test_urgent_and_prompt_things_come_in_the_order_of_their_numbers(kernel):
    """Also where their rings begin anew."""
    s = kernel.state[0]
    room = min(int(s["urgent_mask"]), int(s["prompt_mask"])) + 1
    s["numbered"] = 0
    rounds, size = 5, room - room // 3
    urgents = np.empty((rounds, size, 4), np.int64)
    prompts = np.empty((rounds, size, 3), np.int64)
    line_up(kernel.state, rounds, size, urgents, prompts)
    numbers = np.arange(rounds * size).reshape(rounds, size)
    assert (urgents[..., 0] == 2 * numbers).all()
    assert (prompts[..., 0] == 2 * numbers + 1).all()
    k = np.broadcast_to(np.arange(size), (rounds, size))
    assert (urgents[..., 1] == k % 9).all()
    assert (urgents[..., 2] == np.arange(rounds)[:, None]).all()
    assert (urgents[..., 3] == k).all()
    assert (prompts[..., 1] == events.REST_ENDS).all()
    assert (prompts[..., 2] == k).all()


def test_a_key_has_room_for_the_most_of_everything():
    most = (events.MOST_EVENTS - 1) << events.NUMBER
    key = most | (events.KINDS << events.KIND) | events.WHO
    assert key == 2**63 - 1
    assert events.REST_ENDS <= events.KINDS
