/* What is going to happen: a calendar with many slots a day (R. Brown, "Calendar queues", CACM 31,
   1988). Events of later slots lie in lists, in no order; those of the present slot in a heap, which
   stays small. */
#ifndef CALENDAR_H
#define CALENDAR_H

#include "heap.h"

enum { SLOTS = 256 }; /* a day: a few events each in a service of 150 workers */

typedef struct { double time; int32_t what, next; } Note;
typedef struct {
    Events present;
    double end; /* of the present slot */
    int64_t slot, slots;
    Note *notes;
    int32_t *lists, used, notes_room, unused;
} Calendar;

static void calendar_begin(Calendar *c, int64_t days)
{
    *c = (Calendar){.end = 1.0 / SLOTS, .slots = days * SLOTS, .unused = -1};
    c->lists = room(NULL, sizeof(int32_t) * (size_t)(c->slots + 1));
    for (int64_t i = 0; i <= c->slots; i++)
        c->lists[i] = -1;
    events_begin(&c->present, days);
}

static inline void calendar_push(Calendar *c, double time, int64_t what)
{
    if (time < c->end) {
        events_push(&c->present, time, what);
        return;
    }
    int64_t slot = (int64_t)(time * SLOTS);
    if (slot > c->slots) /* after the end of the run */
        return;
    int32_t place = c->unused;
    if (place >= 0)
        c->unused = c->notes[place].next;
    else {
        if (c->used == c->notes_room)
            c->notes = room(c->notes, sizeof(Note) * (size_t)(c->notes_room = 2 * c->notes_room + 1024));
        place = c->used++;
    }
    c->notes[place] = (Note){time, (int32_t)what, c->lists[slot]};
    c->lists[slot] = place;
}

static inline Event calendar_first(Calendar *c)
{
    while (c->present.size == 0 && c->slot < c->slots) {
        int32_t place = c->lists[++c->slot];
        c->end = (double)(c->slot + 1) / SLOTS;
        while (place >= 0) {
            Note *note = c->notes + place;
            int32_t next = note->next;
            events_push(&c->present, note->time, note->what);
            note->next = c->unused;
            c->unused = place;
            place = next;
        }
    }
    return c->present.at[0];
}

static inline void calendar_drop_first(Calendar *c) { events_drop_first(&c->present); }

static void calendar_end(Calendar *c)
{
    events_end(&c->present);
    free(c->notes);
    free(c->lists);
}
#endif
