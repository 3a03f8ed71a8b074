/* Memory, or the end of the program. */
#ifndef ROOM_H
#define ROOM_H

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
#endif
