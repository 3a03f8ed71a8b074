/* What to simulate: a plan as benchmarks/floor/__init__.py writes it, number after number. */
#ifndef PLAN_H
#define PLAN_H

#include <stdint.h>
#include <stdio.h>

#include "draws.h"
#include "room.h"

typedef struct {
    uint32_t seed, replication;
    int64_t teams, workers, weeks, days;
    int64_t bands[3];
    double hours_a_day, sibling_work, first_due, task_due, delay, hours_mu, hours_sigma;
    Discrete tasks, children;
    const double *closes, *names, *sizes, *expected; /* expected: days + 1 for each team */
} Plan;

/* Reads a plan, whose tables point into the memory that is returned; NULL if there is none. */
static const double *read_plan(const char *path, Plan *plan)
{
    FILE *file = fopen(path, "rb");
    if (!file || fseek(file, 0, SEEK_END))
        return NULL;
    size_t numbers = (size_t)ftell(file) / sizeof(double);
    double *p = room(NULL, numbers * sizeof(double)), *start = p;
    rewind(file);
    if (fread(p, sizeof(double), numbers, file) != numbers)
        return NULL;
    fclose(file);
    plan->seed = (uint32_t)*p++;
    plan->teams = (int64_t)*p++;
    plan->workers = (int64_t)*p++;
    plan->weeks = (int64_t)*p++;
    plan->days = (int64_t)*p++;
    for (int i = 0; i < 3; i++)
        plan->bands[i] = (int64_t)*p++;
    plan->hours_a_day = *p++;
    plan->sibling_work = *p++;
    plan->first_due = *p++;
    plan->task_due = *p++;
    plan->delay = *p++;
    plan->hours_mu = *p++;
    plan->hours_sigma = *p++;
    Discrete *tables[2] = {&plan->tasks, &plan->children};
    for (int i = 0; i < 2; i++) {
        int64_t size = (int64_t)*p++;
        *tables[i] = (Discrete){size, p, p + size};
        p += 2 * size;
    }
    plan->closes = p;
    plan->names = plan->closes + plan->weeks;
    plan->sizes = plan->names + plan->teams;
    plan->expected = plan->sizes + plan->teams;
    return start;
}
#endif
