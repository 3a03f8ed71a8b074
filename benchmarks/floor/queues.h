/* What is going to happen, and what waits for a worker. */
#ifndef QUEUES_H
#define QUEUES_H

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static void *room(void *old, size_t bytes)
{
    void *new = realloc(old, bytes);
    if (!new) {
        fputs("no memory left\n", stderr);
        exit(3);
    }
    return new;
}

/* ---- what is going to happen: a heap in which each event has four below it ---- */

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

/* ---- what waits for a worker: a heap by due date; of equals, the first to come ---- */

typedef struct { double due; uint32_t order, what; } Task;
typedef struct { Task *at; int32_t size, capacity; } Tasks;

static inline int sooner(Task a, Task b)
{
    return a.due < b.due || (a.due == b.due && a.order < b.order);
}

static inline void tasks_push(Tasks *q, Task task)
{
    if (q->size == q->capacity)
        q->at = room(q->at, sizeof(Task) * (size_t)(q->capacity = q->capacity ? 2 * q->capacity : 16));
    int32_t i = q->size++;
    while (i > 0 && sooner(task, q->at[(i - 1) >> 1])) {
        q->at[i] = q->at[(i - 1) >> 1];
        i = (i - 1) >> 1;
    }
    q->at[i] = task;
}

static inline uint32_t tasks_pop(Tasks *q)
{
    uint32_t first = q->at[0].what;
    int32_t size = --q->size, i = 0;
    Task last = q->at[size];
    for (;;) {
        int32_t c = 2 * i + 1;
        if (c >= size)
            break;
        c += c + 1 < size && sooner(q->at[c + 1], q->at[c]);
        if (!sooner(q->at[c], last))
            break;
        q->at[i] = q->at[c];
        i = c;
    }
    q->at[i] = last;
    return first;
}
#endif
