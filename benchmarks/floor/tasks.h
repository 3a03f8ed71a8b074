/* What waits for a worker: a heap by due date; of equals, the first to come. */
#ifndef TASKS_H
#define TASKS_H

#include <stdint.h>

#include "room.h"

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
