/* The submodel of benchmarks/submodel.py as a C program: the floor under every engine.

       submodel PLAN FIRST COUNT [OUT]

   simulates COUNT replications from number FIRST of the plan in a file, writes what they leave
   behind to OUT, and prints its memory in kB. Only what the submodel needs is here; what it leaves
   behind, rows of finished stages and the weekly census, is the same as of the project's engines,
   bit for bit. With -DCALENDAR coming events are kept in a calendar, else in a heap. */
#include "plan.h"
#include "tasks.h"
#ifdef CALENDAR
#include "calendar.h"
#define AGENDA(what) calendar_##what
typedef Calendar Agenda;
#else
#include "heap.h"
#define AGENDA(what) events_##what
typedef Events Agenda;
#endif

enum { REFERRAL = 1, CHILDREN = 2, TASKS = 4, HOURS = 5, DELAY = 6 }; /* sim.streams.Purpose */
enum { CHILD_BITS = 5 };
enum { COMES_UP, IS_DONE, ARRIVES, KINDS }; /* what an event is; its number is to whom * KINDS + it */

typedef struct {
    double hours_left, hours, entered, first_done, spare_hours, spare_delay;
    uint32_t key, worker; /* key: family * 2**5 + child */
    int32_t task, tasks;
} Case;

typedef struct {
    Tasks queue;
    double hours_waiting, started;
    int32_t in_hand, team;
} Worker;

typedef struct { int64_t first_worker, workers, referral, day, open; double reached, counted_to; } Team;

typedef struct __attribute__((packed)) { /* sim.record.STAGE_ROW */
    int16_t team, stage;
    int64_t family;
    int16_t child, visit;
    int32_t tasks;
    double entered, first_task_done, ended, hours;
    int16_t changes_of_worker;
    uint8_t opening;
} Row;

typedef struct {
    int64_t open_cases, bands[4], referrals, cases_opened, closures;
    double hours_waiting, worked_hours, available_hours;
} Week;

typedef struct {
    const Plan *plan;
    double now;
    Agenda agenda;
    Team *teams;
    Worker *workers;
    int32_t *caseloads; /* by worker; apart, because allocation looks at all of a team */
    Case *cases;
    int64_t n_cases, cases_room, free_case, n_rows, rows_room, week, handled;
    uint32_t next_order;
    Row *rows;
    Week *weeks;
} Run;

static inline Pair draw(const Run *s, uint32_t purpose, int64_t team, uint32_t number, uint32_t block)
{
    return uniforms(s->plan->seed, s->plan->replication, block, purpose,
                    (uint32_t)s->plan->names[team], number);
}

static inline Week *tally(Run *s, int64_t team) { return s->weeks + s->week * s->plan->teams + team; }

/* ---- workers ---- */

static void serve(Run *s, int64_t number)
{
    Worker *worker = s->workers + number;
    if (worker->queue.size == 0)
        return;
    uint32_t what = tasks_pop(&worker->queue);
    double hours = s->cases[what].hours_left, waiting = worker->hours_waiting - hours;
    worker->hours_waiting = worker->queue.size && waiting > 0.0 ? waiting : 0.0;
    worker->in_hand = (int32_t)what;
    worker->started = s->now;
    AGENDA(push)(&s->agenda, s->now + hours / s->plan->hours_a_day, number * KINDS + IS_DONE);
}

static void submit(Run *s, uint32_t what, double due)
{
    Case *one = s->cases + what;
    Worker *worker = s->workers + one->worker;
    double u = one->spare_hours;
    if (!(one->task & 1)) {
        Pair two = draw(s, HOURS, worker->team, one->key, (uint32_t)one->task >> 1);
        u = two.even;
        one->spare_hours = two.odd;
    }
    double work = one->key & ((1 << CHILD_BITS) - 1) ? s->plan->sibling_work : 1.0;
    one->hours_left = lognormal(s->plan->hours_mu, s->plan->hours_sigma, u) * work;
    tasks_push(&worker->queue, (Task){due, s->next_order++, what});
    worker->hours_waiting += one->hours_left;
}

static void go_away(Run *s, uint32_t what)
{
    Case *one = s->cases + what;
    int32_t gap = one->task - 1;
    double u = one->spare_delay;
    if (!(gap & 1)) {
        Pair two = draw(s, DELAY, s->workers[one->worker].team, one->key, (uint32_t)gap >> 1);
        u = two.even;
        one->spare_delay = two.odd;
    }
    AGENDA(push)(&s->agenda, s->now + exponential(s->plan->delay, u), (int64_t)what * KINDS + COMES_UP);
}

/* ---- cases ---- */

static uint32_t new_case(Run *s)
{
    if (s->free_case >= 0) {
        int64_t what = s->free_case;
        s->free_case = (int32_t)s->cases[what].key;
        return (uint32_t)what;
    }
    if (s->n_cases == s->cases_room)
        s->cases = room(s->cases, sizeof(Case) * (size_t)(s->cases_room = s->cases_room ? 2 * s->cases_room : 1024));
    return (uint32_t)s->n_cases++;
}

static void close_case(Run *s, uint32_t what)
{
    Case *one = s->cases + what;
    int32_t team = s->workers[one->worker].team;
    if (s->n_rows == s->rows_room)
        s->rows = room(s->rows, sizeof(Row) * (size_t)(s->rows_room = s->rows_room ? 2 * s->rows_room : 4096));
    s->rows[s->n_rows++] = (Row){
        .team = (int16_t)team, .family = one->key >> CHILD_BITS,
        .child = (int16_t)(one->key & ((1 << CHILD_BITS) - 1)), .tasks = one->tasks,
        .entered = one->entered, .first_task_done = one->first_done, .ended = s->now,
        .hours = one->hours};
    s->caseloads[one->worker]--;
    s->teams[team].open--;
    tally(s, team)->closures++;
    one->key = (uint32_t)s->free_case;
    s->free_case = what;
}

static void is_done(Run *s, int64_t number)
{
    Worker *worker = s->workers + number;
    uint32_t what = (uint32_t)worker->in_hand;
    Case *one = s->cases + what;
    tally(s, worker->team)->worked_hours += (s->now - worker->started) * s->plan->hours_a_day;
    worker->in_hand = -1;
    one->hours += one->hours_left;
    if (one->task == 0)
        one->first_done = s->now;
    one->task++;
    if (one->task < one->tasks)
        go_away(s, what);
    else
        close_case(s, what);
    serve(s, number);
}

static void comes_up(Run *s, uint32_t what)
{
    int64_t worker = s->cases[what].worker;
    submit(s, what, s->now + s->plan->task_due);
    if (s->workers[worker].in_hand < 0)
        serve(s, worker);
}

/* ---- referrals ---- */

static void await_family(Run *s, int64_t number)
{
    Team *team = s->teams + number;
    const double *expected = s->plan->expected + number * (s->plan->days + 1);
    Pair two = draw(s, REFERRAL, number, 0, (uint32_t)team->referral >> 1);
    team->reached += -log_(team->referral & 1 ? two.odd : two.even);
    if (!(team->reached < expected[s->plan->days]))
        return;
    while (expected[team->day + 1] <= team->reached)
        team->day++;
    double before = expected[team->day], rate = expected[team->day + 1] - before;
    double time = (double)team->day + (team->reached - before) / rate;
    AGENDA(push)(&s->agenda, s->now + (time - s->now), number * KINDS + ARRIVES);
}

static int64_t least_loaded(const Run *s, const Team *team)
{
    int64_t best = team->first_worker;
    for (int64_t i = best + 1; i < team->first_worker + team->workers; i++)
        if (s->caseloads[i] < s->caseloads[best])
            best = i;
    return best;
}

static void arrives(Run *s, int64_t number)
{
    Team *team = s->teams + number;
    uint32_t family = (uint32_t)team->referral++;
    int64_t size = (int64_t)discrete(&s->plan->children, draw(s, CHILDREN, number, family, 0).even);
    int64_t worker = least_loaded(s, team);
    tally(s, number)->referrals++;
    tally(s, number)->cases_opened += size;
    for (int64_t child = 0; child < size; child++) {
        uint32_t key = (family << CHILD_BITS) + (uint32_t)child, what = new_case(s);
        double u = draw(s, TASKS, number, key, 0).even;
        s->cases[what] = (Case){.key = key, .worker = (uint32_t)worker, .entered = s->now,
                                .tasks = (int32_t)discrete(&s->plan->tasks, u)};
        s->caseloads[worker]++;
        team->open++;
        submit(s, what, s->now + s->plan->first_due);
    }
    if (s->workers[worker].in_hand < 0)
        serve(s, worker);
    await_family(s, number);
}

/* ---- the run ---- */

static void census(Run *s)
{
    const int64_t *from = s->plan->bands;
    for (int64_t i = 0; i < s->plan->teams; i++) {
        Team *team = s->teams + i;
        Week *row = tally(s, i);
        double hours = 0.0;
        row->open_cases = team->open;
        for (int64_t w = team->first_worker; w < team->first_worker + team->workers; w++) {
            int32_t held = s->caseloads[w];
            row->hours_waiting += s->workers[w].hours_waiting;
            row->bands[held < from[0] ? 0 : held < from[1] ? 1 : held < from[2] ? 2 : 3]++;
            hours += s->plan->hours_a_day;
        }
        row->available_hours += hours * (s->now - team->counted_to);
        team->counted_to = s->now;
    }
    s->week++;
}

static void begin(Run *s, const Plan *plan)
{
    *s = (Run){.plan = plan, .free_case = -1};
    s->teams = calloc((size_t)plan->teams, sizeof(Team));
    s->workers = calloc((size_t)plan->workers, sizeof(Worker));
    s->caseloads = calloc((size_t)plan->workers, sizeof(int32_t));
    s->weeks = calloc((size_t)(plan->weeks * plan->teams), sizeof(Week));
    AGENDA(begin)(&s->agenda, plan->days);
    int64_t worker = 0;
    for (int64_t i = 0; i < plan->teams; i++) {
        s->teams[i].first_worker = worker;
        s->teams[i].workers = (int64_t)plan->sizes[i];
        for (; worker < s->teams[i].first_worker + s->teams[i].workers; worker++)
            s->workers[worker] = (Worker){.in_hand = -1, .team = (int32_t)i};
        await_family(s, i);
    }
}

static void run(Run *s)
{
    while (s->week < s->plan->weeks) {
        Event first = AGENDA(first)(&s->agenda);
        if (s->plan->closes[s->week] <= first.time) {
            s->now = s->plan->closes[s->week];
            census(s);
            continue;
        }
        s->now = first.time;
        s->handled++;
        AGENDA(drop_first)(&s->agenda);
        int64_t who = first.what / KINDS;
        switch (first.what % KINDS) {
        case COMES_UP: comes_up(s, (uint32_t)who); break;
        case IS_DONE: is_done(s, who); break;
        default: arrives(s, who);
        }
    }
}

static void end(Run *s)
{
    for (int64_t i = 0; i < s->plan->workers; i++)
        free(s->workers[i].queue.at);
    AGENDA(end)(&s->agenda);
    free(s->teams);
    free(s->workers);
    free(s->caseloads);
    free(s->cases);
    free(s->rows);
    free(s->weeks);
}

/* ---- what comes out ---- */

/* The most memory that the program has used, in kB, where the system tells (Linux). */
static long peak_memory(void)
{
    long kilobytes = 0;
    char line[128];
    FILE *file = fopen("/proc/self/status", "r");
    while (file && fgets(line, sizeof line, file))
        sscanf(line, "VmHWM: %ld", &kilobytes);
    if (file)
        fclose(file);
    return kilobytes;
}

static void write_run(FILE *out, const Run *s)
{
    fwrite(&s->handled, sizeof s->handled, 1, out);
    fwrite(&s->n_rows, sizeof s->n_rows, 1, out);
    fwrite(s->rows, sizeof(Row), (size_t)s->n_rows, out);
    fwrite(s->weeks, sizeof(Week), (size_t)(s->plan->weeks * s->plan->teams), out);
}

int main(int argc, char **argv)
{
    Plan plan;
    if (argc < 4 || !read_plan(argv[1], &plan)) {
        fputs("submodel PLAN FIRST COUNT [OUT]\n", stderr);
        return 2;
    }
    uint32_t first = (uint32_t)strtoul(argv[2], NULL, 10), count = (uint32_t)strtoul(argv[3], NULL, 10);
    FILE *out = argc > 4 ? fopen(argv[4], "wb") : NULL;
    for (uint32_t replication = first; replication < first + count; replication++) {
        plan.replication = replication;
        Run s;
        begin(&s, &plan);
        run(&s);
        if (out)
            write_run(out, &s);
        end(&s);
    }
    printf("%ld\n", peak_memory());
    return out && fclose(out) ? 3 : 0;
}
