#include "explore/task.h"

#include "verify/points.h"
#include "host/host.h"

#include <stdlib.h>
#include <string.h>

#define RECHECK_EVERY 1000 /* one pass in so many is run twice and compared (search.md 4); the first of a process among them */

/* --- what is known before the first task ------------------------------------------------------------------------------------------------------------ */

#define LEARNING_ROUNDS 16
#define LEARNING_RUNS   64
#define LEARNING_SEED   0x4C6561726Eu /* other runs than those of the search */

static unsigned count_choices(void *context, const struct choice_place *place, const struct choice_option *options, unsigned n)
{
    (void)place;
    (void)options;
    *(uint64_t *)context += n > 1;
    return 0;
}

/* Level 2: which accesses are shared is learnt in rounds of random runs, until a round brings nothing new; and then holds for the whole search, in every process. */
static void learn(struct runner *runner)
{
    struct strategy_settings settings = {.seed = runner->seed ^ LEARNING_SEED};
    struct recorder recorder = {.strategy = &strategy_random, .self = strategy_random.create(&settings)};
    uint64_t number = 0;
    points_forget();
    do {
        for (int i = 0; i < LEARNING_RUNS; i++) {
            strategy_random.begin(recorder.self, number++);
            recorder_run(&recorder, runner->start);
        }
    } while (points_adopt() && number < LEARNING_ROUNDS * LEARNING_RUNS);
    strategy_random.destroy(recorder.self);
    free(recorder.taken);
}

void runner_open(struct runner *runner, const struct search_plan *plan, const struct machine_snapshot *start)
{
    *runner = (struct runner){.start = start, .seed = plan->seed};
    if (plan->level > 1)
        learn(runner);
    search_once(start, count_choices, &runner->horizon);
    runner->hash = event_state->hash;
}

void runner_watch(struct runner *runner)
{
    runner->recorder.watch = &runner->watch;
}

void runner_close(struct runner *runner)
{
    watch_free(&runner->watch);
    free(runner->recorder.taken);
}

/* --- runs -------------------------------------------------------------------------------------------------------------------------------------------- */

struct doing {
    struct runner *runner;
    const struct task *task;
    struct task_answer answer;
    bool stopped;
};

static void note_difference(struct doing *doing)
{
    struct runner *runner = doing->runner;
    struct task_answer *answer = &doing->answer;
    answer->unrepeatable = true;
    if (!recorder_differs(runner->start, runner->recorder.taken, runner->recorder.used, answer->text, sizeof answer->text))
        strcpy(answer->text, "its events are the same again when they are looked at");
}

/* The failing (or a sampled passing) run once more: its hash must be the same, or nothing that is said of it holds. */
static void check_repeats(struct doing *doing, uint64_t hash)
{
    struct recorder *recorder = &doing->runner->recorder;
    recorder_repeat(doing->runner->start, recorder->taken, recorder->used, NULL);
    doing->answer.executions++;
    if (event_state->hash != hash)
        note_difference(doing);
}

/* True: go on. */
static bool run_one(struct doing *doing, uint64_t number)
{
    struct runner *runner = doing->runner;
    struct task_answer *answer = &doing->answer;
    const struct strategy *strategy = runner->recorder.strategy;
    struct search_failure failure = recorder_run(&runner->recorder, runner->start);
    uint64_t hash = event_state->hash;
    bool cut = failure.outcome == KE_OUT_OF_STEPS;
    strategy->end(runner->recorder.self, cut);
    answer->executions++;
    if (runner->recorder.stopped) {
        answer->stopped++;
        return true;
    }
    if (runner->recorder.watch)
        watch_run_done(runner->recorder.watch);
    answer->runs++;
    answer->cut += cut;
    answer->number = number;
    answer->failed = failure.failed;
    answer->hash = hash;
    if (failure.failed || runner->passes++ % RECHECK_EVERY == 0)
        check_repeats(doing, hash);
    return !answer->failed && !answer->unrepeatable;
}

static bool may_go_on(struct doing *doing, uint64_t next)
{
    struct runner *runner = doing->runner;
    doing->stopped = doing->stopped || (runner->go_on && !runner->go_on(runner->context, doing->answer.runs, next));
    return !doing->stopped;
}

static void begin_part(struct doing *doing, const struct strategy_step *prefix, size_t count)
{
    struct runner *runner = doing->runner;
    struct strategy_settings settings = {.seed = runner->seed, .bound = doing->task->bound, .horizon = runner->horizon, .prefix = prefix, .prefix_count = count};
    runner->recorder.self = runner->recorder.strategy->create(&settings);
}

static void end_part(struct doing *doing)
{
    doing->runner->recorder.strategy->destroy(doing->runner->recorder.self);
}

/* --- numbers, and parts of trees --------------------------------------------------------------------------------------------------------------------------- */

static bool is_ours(const struct task *task, uint64_t number)
{
    return !task->shards || number % task->shards == task->shard;
}

static void do_numbers(struct doing *doing)
{
    const struct task *task = doing->task;
    uint64_t number = task->first;
    bool good = true;
    begin_part(doing, NULL, 0);
    for (; good && number < task->end; number++) {
        if (!is_ours(task, number))
            continue;
        if (!may_go_on(doing, number))
            break;
        doing->runner->recorder.strategy->begin(doing->runner->recorder.self, number);
        good = run_one(doing, number);
    }
    doing->answer.exhausted = number == task->end;
    end_part(doing);
}

/* True: all of it was done, and the next part may follow. */
static bool do_part(struct doing *doing, const struct strategy_step *prefix, size_t count)
{
    const struct task *task = doing->task;
    const struct strategy *strategy = doing->runner->recorder.strategy;
    uint64_t before = doing->answer.runs;
    bool good = true, more = true;
    begin_part(doing, prefix, count);
    while (good) {
        more = !(task->alone && doing->answer.runs > before) && strategy->begin(doing->runner->recorder.self, doing->answer.runs - before);
        if (!more || doing->answer.runs + doing->answer.stopped >= task->limit || !may_go_on(doing, doing->answer.runs))
            break;
        good = run_one(doing, doing->answer.runs);
    }
    end_part(doing);
    return good && !more;
}

static void do_tree(struct doing *doing)
{
    const struct task *task = doing->task;
    struct strategy_step *prefix = host_take(task->prefix + 1, sizeof *prefix);
    for (uint32_t i = 0; i < task->prefix; i++)
        prefix[i] = task->steps[i].step;
    bool whole = true;
    if (!task->children)
        whole = do_part(doing, prefix, task->prefix);
    for (uint32_t i = 0; whole && i < task->children; i++) {
        prefix[task->prefix] = task->steps[task->prefix + i].step;
        whole = do_part(doing, prefix, task->prefix + 1u);
    }
    doing->answer.exhausted = whole;
    free(prefix);
}

/* With what lies behind it. */
static struct task_answer *answer_of(const struct runner *runner, struct task_answer *made)
{
    made->taken = made->failed || made->unrepeatable ? runner->recorder.used : 0;
    made->covered = runner->recorder.watch ? coverage_flat_size(&runner->watch.seen) : 0;
    struct task_answer *answer = host_take(1, task_answer_size(made));
    *answer = *made;
    if (answer->taken)
        memcpy(task_answer_taken(answer), runner->recorder.taken, answer->taken);
    if (answer->covered)
        coverage_flatten(&runner->watch.seen, task_answer_covered(answer));
    return answer;
}

struct task_answer *runner_do(struct runner *runner, const struct task *task)
{
    struct doing doing = {.runner = runner, .task = task};
    runner->recorder.strategy = strategy_named(task->strategy);
    points_settle();
    coverage_clear(&runner->watch.seen);
    if (runner->recorder.strategy->tree)
        do_tree(&doing);
    else
        do_numbers(&doing);
    doing.answer.unlearnt = points_settle();
    return answer_of(runner, &doing.answer);
}
