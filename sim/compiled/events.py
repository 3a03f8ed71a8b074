"""What is going to happen, in SimPy's order: by time, urgent things first, then by number.

Three queues hold it. Starts of processes and interruptions are urgent and happen before anything
else of their moment; an ended rest happens at its moment, too, after what was planned for that
moment before it; everything with a time is in a heap. Every event takes the number that SimPy
would give it, so that the order at equal times is the same.
"""

from __future__ import annotations

from sim.compiled.jit import jit
from sim.compiled.layout import Event, State, events, prompts, urgents

# urgent
(
    START_SERVING, STOP_SERVING, START_SPELLS, START_LIFE, INTERRUPT_LIFE, START_COVER,
    END_COVER, START_ARRIVALS, START_CHANGES,
) = range(9)  # fmt: skip
# in their turn
SERVE, COME_UP, COME_BACK, SPELL, LIFE, COVER, ARRIVE, CHANGE, REST_ENDS = range(9)

# a key holds an event's number, then what it is, then to whom it happens
NUMBER, KIND = 30, 26
WHO = (1 << KIND) - 1
KINDS = (1 << (NUMBER - KIND)) - 1
MOST_EVENTS = 1 << (63 - NUMBER)


@jit
def end_process(s: State) -> None:
    """A process has ended, which is an event of no consequence to anyone."""
    s.numbered += 1


@jit
def urgent(s: State, kind: int, who: int, cause: int) -> None:
    """Start or interrupt a process before anything else happens."""
    event = urgents(s, s.urgent_last & s.urgent_mask)
    s.urgent_last += 1
    event.number = s.numbered
    event.kind = kind
    event.who = who
    event.cause = cause
    s.numbered += 1


@jit
def prompt(s: State, kind: int, who: int) -> None:
    """Let something happen at this moment, after what was planned for it before."""
    event = prompts(s, s.prompt_last & s.prompt_mask)
    s.prompt_last += 1
    event.number = s.numbered
    event.kind = kind
    event.who = who
    s.numbered += 1


@jit
def timeout(s: State, days: float, kind: int, who: int) -> int:
    """Let something happen after some days; returns the event's number."""
    number, time = s.numbered, s.now + days
    s.numbered = number + 1
    place = s.heap_size
    s.heap_size = place + 1
    while place > 0:
        above = (place - 1) >> 2
        parent = events(s, above)
        if parent.time <= time:  # a later number never goes before an equal time
            break
        _copy(parent, events(s, place))
        place = above
    event = events(s, place)
    event.time, event.key = time, (number << NUMBER) | (kind << KIND) | who
    return number


@jit
def _copy(source: Event, target: Event) -> None:
    target.time = source.time
    target.key = source.key


@jit
def _before(one: Event, other: Event) -> bool:
    """Whether one event comes before another."""
    return one.time < other.time or (one.time == other.time and one.key < other.key)


@jit
def drop_first(s: State) -> None:
    """Take the first event out of the heap, in which each has up to four below it."""
    size = s.heap_size - 1
    s.heap_size = size
    last = events(s, size)
    place = 0
    while True:
        first = 4 * place + 1
        if first >= size:
            break
        least = first
        child = events(s, least)
        for below in range(first + 1, min(first + 4, size)):
            other = events(s, below)
            if _before(other, child):
                least, child = below, other
        if _before(last, child):
            break
        _copy(child, events(s, place))
        place = least
    _copy(last, events(s, place))
