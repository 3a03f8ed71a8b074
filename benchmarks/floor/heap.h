/* What is going to happen: a heap in which each event has four below it, as the engine has. */
#ifndef HEAP_H
#define HEAP_H

#include <math.h>
#include <stdint.h>

#include "room.h"

typedef struct { double time; int64_t what; } Event;

/* The four below an event share a cache line; places behind the last hold an infinite time, so
   that four can always be compared. */
typedef struct { Event *at; void *memory; int64_t size, capacity; } Events;

static void events_grow(Events *e)
{
    int64_t capacity = e->capacity ? 2 * e->capacity : 1024;
    char *memory = room(NULL, (size_t)(capacity + 16) * sizeof(Event));
    uintptr_t line = ((uintptr_t)memory + 63) / 64 * 64;
    Event *at = (Event *)line + 3;
    for (int64_t i = 0; i < capacity + 4; i++)
        at[i] = i < e->size ? e->at[i] : (Event){INFINITY, 0};
    free(e->memory);
    *e = (Events){at, memory, e->size, capacity};
}

static void events_begin(Events *e, int64_t days)
{
    (void)days;
    *e = (Events){0};
    events_grow(e);
}

static inline void events_push(Events *e, double time, int64_t what)
{
    if (e->size == e->capacity)
        events_grow(e);
    int64_t i = e->size++;
    while (i > 0) {
        int64_t above = (i - 1) >> 2;
        if (e->at[above].time <= time)
            break;
        e->at[i] = e->at[above];
        i = above;
    }
    e->at[i] = (Event){time, what};
}

static inline void events_drop_first(Events *e)
{
    int64_t size = --e->size, i = 0;
    Event last = e->at[size];
    e->at[size].time = INFINITY;
    if (size == 0)
        return;
    for (;;) {
        int64_t c = 4 * i + 1;
        if (c >= size)
            break;
        const Event *four = e->at + c;
        int64_t a = four[1].time < four[0].time, b = 2 + (four[3].time < four[2].time);
        int64_t least = four[b].time < four[a].time ? b : a;
        if (last.time <= four[least].time)
            break;
        e->at[i] = four[least];
        i = c + least;
    }
    e->at[i] = last;
}

static inline Event events_first(const Events *e) { return e->at[0]; }

static void events_end(Events *e) { free(e->memory); }
#endif
