#include "explore/crew.h"

#include "explore/crew_message.h"
#include "host/host.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DEATHS_MAX 3
#define GIVEN_MAX  2 /* to one worker: it begins the next while the answer travels */
#define ROOM       256 /* for each worker */

struct worker {
    bool running, ready;
    unsigned given, deaths_unready;
};

struct crew {
    struct host_crew *host;
    const struct runner *runner;
    struct worker *workers;
    unsigned count;
    struct crew_job *jobs; /* a ring */
    size_t first, used, room;
    uint64_t order, limit;
    char broken[256];
    bool differs;
};

static struct crew_job *job_at(const struct crew *crew, size_t place)
{
    return &crew->jobs[(crew->first + place) % crew->room];
}

/* --- giving ----------------------------------------------------------------------------------------------------------------------------------------- */

static void give(struct crew *crew, struct crew_job *job, unsigned worker)
{
    job->worker = (int)worker;
    job->order = crew->order++;
    job->task->announce = job->deaths > 0;
    crew->workers[worker].given++;
    host_crew_send(crew->host, worker, job->task, task_size(job->task));
}

/* Who is given something that others died of gets nothing else. */
static bool can_take(const struct worker *worker, const struct crew_job *job)
{
    return worker->running && worker->ready && worker->given < (job->deaths ? 1 : GIVEN_MAX);
}

static struct worker *least_busy(struct crew *crew)
{
    struct worker *best = NULL;
    for (unsigned i = 0; i < crew->count; i++) {
        struct worker *worker = &crew->workers[i];
        if (worker->running && worker->ready && (!best || worker->given < best->given))
            best = worker;
    }
    return best;
}

static uint64_t known_runs(const struct crew_job *job)
{
    return job->task ? job->answer ? job->answer->runs + job->answer->stopped : job->runs : job->size;
}

/* Behind the limit: answered without anybody being asked. */
static void skip(struct crew_job *job)
{
    if (!job->task || job->answer || job->worker >= 0)
        return;
    job->answer = host_take(1, sizeof *job->answer);
}

/* False: nobody has time for it. */
static bool give_one(struct crew *crew, struct crew_job *job, uint64_t limit)
{
    struct worker *worker = least_busy(crew);
    if (!worker || !can_take(worker, job))
        return false;
    if (job->task->limit > limit)
        job->task->limit = limit;
    give(crew, job, (unsigned)(worker - crew->workers));
    return true;
}

/* In order, and nothing behind a failure or behind the limit: what is there will not count. */
static void give_out(struct crew *crew)
{
    uint64_t runs = 0;
    for (size_t i = 0; i < crew->used && !crew->broken[0]; i++) {
        struct crew_job *job = job_at(crew, i);
        if (runs >= crew->limit)
            skip(job);
        else if (job->task && !job->answer && job->worker < 0 && !give_one(crew, job, crew->limit - runs))
            return;
        if (job->answer && job->answer->failed)
            return;
        runs += known_runs(job);
    }
}

/* --- hearing ------------------------------------------------------------------------------------------------------------------------------------------ */

/* What the worker is at: the oldest that it has. */
static struct crew_job *doing(struct crew *crew, unsigned worker)
{
    struct crew_job *oldest = NULL;
    for (size_t i = 0; i < crew->used; i++) {
        struct crew_job *job = job_at(crew, i);
        if (job->worker == (int)worker && !job->answer && (!oldest || job->order < oldest->order))
            oldest = job;
    }
    return oldest;
}

static void on_hello(struct crew *crew, unsigned worker, const struct hello *hello)
{
    crew->workers[worker].ready = true;
    crew->workers[worker].deaths_unready = 0;
    if (hello->hash == crew->runner->hash && hello->horizon == crew->runner->horizon)
        return;
    crew->differs = true;
    snprintf(crew->broken, sizeof crew->broken, "%s", "the default run ended differently in another process");
}

static void on_answer(struct crew *crew, unsigned worker, const struct task_answer *answer, size_t size)
{
    struct crew_job *job = doing(crew, worker);
    if (!job || size < sizeof *answer)
        return;
    job->answer = host_take(1, size);
    memcpy(job->answer, answer, size);
    job->worker = -1;
    crew->workers[worker].given--;
}

static void on_message(void *context, unsigned worker, const void *bytes, size_t size)
{
    struct crew *crew = context;
    const struct message *message = bytes;
    struct crew_job *job;
    switch (message->said) {
    case SAID_HELLO:
        on_hello(crew, worker, &message->hello);
        break;
    case SAID_PROGRESS:
        if ((job = doing(crew, worker))) {
            job->runs = message->progress.runs;
            job->next = message->progress.next;
        }
        break;
    case SAID_ANSWER:
        on_answer(crew, worker, &message->answer, size - offsetof(struct message, answer));
        break;
    }
}

static void start(struct crew *crew, unsigned worker)
{
    const char *error = "";
    crew->workers[worker].ready = false;
    crew->workers[worker].given = 0;
    crew->workers[worker].running = host_crew_start(crew->host, worker, &error);
    if (!crew->workers[worker].running && !crew->broken[0])
        snprintf(crew->broken, sizeof crew->broken, "no worker process can be started: %s", error);
}

static void note_death(struct crew *crew, struct crew_job *job, const char *how)
{
    const struct task *task = job->task;
    char part[64] = "";
    if (++job->deaths < DEATHS_MAX || crew->broken[0])
        return;
    if (strategy_named(task->strategy)->tree)
        snprintf(part, sizeof part, " bound %u, unit %llu", task->bound, (unsigned long long)job->unit);
    snprintf(crew->broken, sizeof crew->broken, "%u workers died (%s) in one run: %s%s, run %llu", job->deaths, how, task->strategy, part, (unsigned long long)job->next);
}

/* The one that it was at may be the reason; the others are not. */
static void on_end(void *context, unsigned worker, const char *how)
{
    struct crew *crew = context;
    struct crew_job *job = doing(crew, worker);
    if (job)
        note_death(crew, job, how);
    else if (!crew->workers[worker].ready && ++crew->workers[worker].deaths_unready == DEATHS_MAX && !crew->broken[0])
        snprintf(crew->broken, sizeof crew->broken, "worker processes end before they begin (%s)", how);
    for (size_t i = 0; i < crew->used; i++)
        if (job_at(crew, i)->worker == (int)worker && !job_at(crew, i)->answer) {
            job_at(crew, i)->worker = -1;
            job_at(crew, i)->runs = 0;
        }
    crew->workers[worker].running = false;
    if (!crew->broken[0])
        start(crew, worker);
}

/* --- the owner's side ---------------------------------------------------------------------------------------------------------------------------------- */

static const struct host_crew_calls calls = {on_message, on_end};

struct crew *crew_open(const char *const *argv, unsigned workers, const struct runner *runner, const char **error)
{
    struct crew *crew = host_take(1, sizeof *crew);
    *crew = (struct crew){.runner = runner, .count = workers, .room = (size_t)workers * ROOM, .limit = UINT64_MAX};
    crew->workers = host_take(workers, sizeof *crew->workers);
    crew->jobs = host_take(crew->room, sizeof *crew->jobs);
    crew->host = host_crew_open(argv, workers, &calls, crew);
    *error = "there is no event loop to be had";
    if (!crew->host) {
        crew_close(crew);
        return NULL;
    }
    for (unsigned i = 0; i < workers; i++)
        start(crew, i);
    return crew;
}

void crew_close(struct crew *crew)
{
    if (!crew)
        return;
    if (crew->host)
        host_crew_close(crew->host);
    while (crew->used)
        crew_take(crew);
    free(crew->jobs);
    free(crew->workers);
    free(crew);
}

bool crew_is_full(const struct crew *crew)
{
    return crew->used == crew->room;
}

void crew_limit(struct crew *crew, uint64_t runs)
{
    crew->limit = runs;
}

void crew_put(struct crew *crew, const struct crew_job *job)
{
    struct crew_job *place = job_at(crew, crew->used++);
    *place = *job;
    place->worker = -1;
    give_out(crew);
}

const struct crew_job *crew_job(const struct crew *crew, size_t place)
{
    return place < crew->used ? job_at(crew, place) : NULL;
}

void crew_take(struct crew *crew)
{
    struct crew_job *job = job_at(crew, 0);
    free(job->task);
    free(job->answer);
    crew->first = (crew->first + 1) % crew->room;
    crew->used--;
}

void crew_wait(struct crew *crew, unsigned milliseconds)
{
    host_crew_wait(crew->host, milliseconds);
    give_out(crew);
}

const char *crew_broken(const struct crew *crew, bool *differs)
{
    *differs = crew->differs;
    return crew->broken[0] ? crew->broken : NULL;
}
