/* A worker's side of a crew. */
#include "explore/crew_message.h"

#include "host/host.h"

#include <stdlib.h>
#include <string.h>

#define PROGRESS_NS    100000000u
#define CLOCK_EVERY    16 /* runs */

struct working {
    const struct task *task;
    uint64_t asked, told_ns;
    bool alone; /* nobody listens any more */
};

static bool tell_progress(void *context, uint64_t runs, uint64_t next)
{
    struct working *working = context;
    if (!working->task->announce && working->asked++ % CLOCK_EVERY)
        return true;
    uint64_t now = host_clock_ns();
    if (!working->task->announce && now - working->told_ns < PROGRESS_NS)
        return true;
    working->told_ns = now;
    struct message message = {.said = SAID_PROGRESS, .progress = {runs, next}};
    working->alone = !host_worker_write(&message, sizeof message);
    return !working->alone;
}

static bool tell_answer(const struct task_answer *answer)
{
    size_t size = offsetof(struct message, answer) + task_answer_size(answer);
    struct message *message = host_take(1, size > sizeof *message ? size : sizeof *message);
    message->said = SAID_ANSWER;
    memcpy(&message->answer, answer, task_answer_size(answer));
    bool good = host_worker_write(message, size);
    free(message);
    return good;
}

void crew_work(struct runner *runner)
{
    struct working working = {.told_ns = host_clock_ns()};
    struct message hello = {.said = SAID_HELLO, .hello = {runner->hash, runner->horizon}};
    bool good = host_worker_write(&hello, sizeof hello);
    size_t size;
    struct task *task;
    runner->go_on = tell_progress;
    runner->context = &working;
    while (good && (task = host_worker_read(&size))) {
        working.task = task;
        struct task_answer *answer = runner_do(runner, task);
        good = !working.alone && tell_answer(answer);
        free(answer);
        free(task);
    }
    runner->go_on = NULL;
    runner->context = NULL;
}
