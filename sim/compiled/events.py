"""What is going to happen, in SimPy's order: by time, urgent things first, then by number.

Three queues hold it. Starts of processes and interruptions are urgent and happen before anything
else of their moment; an ended rest happens at its moment, too, after what was planned for that
moment before it; everything with a time is in a calendar (R. Brown, "Calendar queues",
Communications of the ACM 31, 1988): a short span of time is a slot, what lies in a later slot is
kept there unordered, and what lies in the present one is in a heap, which is small, whatever is
planned in all. Every event takes the number that SimPy would give it, so that the order at equal
times is the same.
"""

from __future__ import annotations

from sim.compiled.jit import inlined, jit
from sim.compiled.layout import Event, State, events, laters, prompts, slots, urgents

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


@inlined
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
    if time < s.end:  # nothing happens after the last census
        key = (number << NUMBER) | (kind << KIND) | who
        slot = int(time * s.slots_a_day)
        s.planned += 1
        if slot > s.slot:
            _plan_later(s, slot, time, key)
        else:
            _plan_soon(s, time, key)
    return number


@inlined
def _plan_later(s: State, slot: int, time: float, key: int) -> None:
    """Keep an event in its slot."""
    place = s.free_later
    event, those = laters(s, place), slots(s, slot)
    s.free_later = event.after
    event.time, event.key = time, key
    event.after = those.first
    those.first = place


@jit
def _plan_soon(s: State, time: float, key: int) -> None:
    """Put an event into the heap of the present slot."""
    place = s.heap_size
    s.heap_size = place + 1
    while place > 0:
        above = (place - 1) >> 2
        parent = events(s, above)
        if parent.time < time or (parent.time == time and parent.key < key):
            break
        _copy(parent, events(s, place))
        place = above
    event = events(s, place)
    event.time, event.key = time, key


@inlined
def first_event(s: State) -> Event:
    """What is planned to happen first; nothing is if the heap is still empty now."""
    while s.heap_size == 0 and s.slot < s.last_slot:
        s.slot += 1
        those = slots(s, s.slot)
        place = those.first
        while place > 0:
            event = laters(s, place)
            _plan_soon(s, event.time, event.key)
            following = event.after
            event.after, s.free_later = s.free_later, place
            place = following
    return events(s, 0)


@inlined
def _copy(source: Event, target: Event) -> None:
    target.time = source.time
    target.key = source.key


@inlined
def drop_first(s: State) -> None:
    """Take the first event out of the heap, in which each has up to four below it.

    Which of four comes first is chance, so that a processor guesses wrong as often as right:
    comparisons give numbers here, and no jumps.
    """
    size = s.heap_size - 1
    s.heap_size = size
    s.planned -= 1
    last = events(s, size)
    last_time, last_key = last.time, last.key
    place = 0
    while True:
        least = 4 * place + 1
        if least >= size:
            break
        first = events(s, least)
        time, key = first.time, first.key
        for below in range(least + 1, min(least + 4, size)):
            other = events(s, below)
            sooner = (other.time < time) | ((other.time == time) & (other.key < key))
            least = below if sooner else least
            time = other.time if sooner else time
            key = other.key if sooner else key
        if last_time < time or (last_time == time and last_key < key):
            break
        hole = events(s, place)
        hole.time, hole.key = time, key
        place = least
    hole = events(s, place)
    hole.time, hole.key = last_time, last_key
