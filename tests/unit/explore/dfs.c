/*
 * Claims about sleep sets: they leave out nothing. All schedules of a program are run, one by one and then by dfs, and what can happen must be the same: how the run
 * ended, and what each thread lived to see, in its order. Equal steps in another order of independent ones are equal lives.
 */
#include "api/run.h"
#include "choice/footprint.h"
#include "explore/search.h"
#include "ke/fault.h"

#include <stdlib.h>
#include <string.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "steps.h"

#define CONTEXTS 64

/* --- what a run shows ----------------------------------------------------------------------------------------------------------------------------------- */

static struct {
    uint64_t of[CONTEXTS]; /* by thread: a hash of its events, in their order */
    uint32_t idle;         /* threads 1.. are the processors' idle ones: which of them notices that nothing is left to do is nobody's business */
} lives;

static void live(void *context, const struct event *event)
{
    (void)context;
    if (event->kind == EV_PROCESSOR || event->context <= lives.idle)
        return;
    uint64_t *life = &lives.of[event->context % CONTEXTS];
    const uint64_t parts[] = {event->kind, event->a, event->b, event->irql, event->cpu, event->time_100ns};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        *life = (*life ^ parts[i]) * 0x9E3779B97F4A7C15u;
        *life ^= *life >> 29;
    }
}

static uint64_t what_happened(const struct search_failure *failure)
{
    uint64_t hash = failure->outcome * 131u + failure->code * 31u + failure->verdicts;
    for (unsigned i = 0; i < CONTEXTS; i++)
        hash = (hash ^ lives.of[i]) * 0xBF58476D1CE4E5B9u + (hash >> 31);
    return hash;
}

/* A set of hashes, and how many runs it took. */
struct seen {
    uint64_t *hashes; /* ascending */
    size_t count, room;
    uint64_t runs, stopped, failed;
};

static size_t place_of(const struct seen *seen, uint64_t hash)
{
    size_t low = 0, high = seen->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (seen->hashes[middle] < hash)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void add(struct seen *seen, uint64_t hash)
{
    size_t at = place_of(seen, hash);
    if (at < seen->count && seen->hashes[at] == hash)
        return;
    if (seen->count == seen->room) {
        seen->room = seen->room ? 2 * seen->room : 64;
        seen->hashes = realloc(seen->hashes, seen->room * sizeof *seen->hashes);
        assert_non_null(seen->hashes);
    }
    memmove(&seen->hashes[at + 1], &seen->hashes[at], (seen->count++ - at) * sizeof *seen->hashes);
    seen->hashes[at] = hash;
}

/* Every run of the strategy, also behind failures. False: there are more than so many. */
static bool run_all(const struct machine_snapshot *start, const struct strategy *strategy, uint64_t most, struct seen *seen)
{
    struct strategy_settings settings = {.seed = 1};
    void *self = strategy->create(&settings);
    bool more = true;
    *seen = (struct seen){0};
    event_listen(live, NULL);
    while (seen->runs < most && (more = strategy->begin(self, seen->runs))) {
        memset(lives.of, 0, sizeof lives.of);
        lives.idle = ke_cpu_count();
        struct search_failure failure = search_once(start, strategy->answer, self);
        strategy->end(self, failure.outcome == KE_OUT_OF_STEPS);
        seen->runs++;
        seen->failed += failure.failed;
        if (failure.outcome == KE_STOPPED)
            seen->stopped++;
        else
            add(seen, what_happened(&failure));
    }
    event_unlisten(live, NULL);
    strategy->destroy(self);
    return !more;
}

/* --- a scenario up to where its search begins ----------------------------------------------------------------------------------------------------------- */

static struct run run;

static void prepare(const char *id, unsigned processors)
{
    static struct ntsim_options options;
    options = (struct ntsim_options){.silent = true, .processors = processors};
    const char *error = "";
    const struct ntsim_scenario *scenario = ntsim_scenario_find(id, NULL, &error);
    if (!scenario)
        fail_msg("%s", error);
    run = (struct run){.scenario = scenario, .options = &options, .report = calloc(1, sizeof(struct ntsim_report))};
    if (!api_prepare(&run))
        fail_msg("%s", ntsim_error());
    assert_true(machine_boot(&run.setup));
    ke_step_limit(100000);
}

static void release(void)
{
    ke_faults_release();
    api_release(&run);
    ntsim_report_free(run.report);
}

static struct machine_snapshot *to_the_last_pause(void)
{
    struct machine_snapshot *snapshot = NULL;
    for (machine_run(); machine_paused(); machine_run()) {
        machine_snapshot_free(snapshot);
        snapshot = machine_snapshot_take();
    }
    assert_non_null(snapshot);
    return snapshot;
}

/* Both ways; true: the tree was small enough to be run as a whole. */
static bool leaves_out_nothing(const char *what, const struct machine_snapshot *start, uint64_t most, struct seen *plain, struct seen *dfs)
{
    bool whole = run_all(start, &strategy_plain, most, plain);
    if (whole) {
        if (!run_all(start, &strategy_dfs, most, dfs))
            fail_msg("%s: sleep sets take more than the %llu runs that there are", what, (unsigned long long)plain->runs);
        if (plain->count != dfs->count || memcmp(plain->hashes, dfs->hashes, plain->count * sizeof *plain->hashes) != 0)
            fail_msg("%s: %zu things can happen, sleep sets saw %zu (%llu runs, %llu)", what, plain->count, dfs->count, (unsigned long long)plain->runs, (unsigned long long)dfs->runs);
        assert_true((plain->failed > 0) == (dfs->failed > 0));
        free(dfs->hashes);
    }
    free(plain->hashes);
    return whole;
}

/* --- the claims ----------------------------------------------------------------------------------------------------------------------------------------- */

static void small_scenarios_end_in_all_the_ways_that_they_can(void **state)
{
    (void)state;
    static const char *const ids[] = {"stop_race",    "stop_race_fixed",    "deadlock",  "deadlock_fixed",  "lazy_init",
                                      "cancel_flush", "cancel_flush_fixed", "dpc_rearm", "dpc_rearm_fixed", "lazy_init_fixed",
                                      "io_completion_at_unload", "io_completion_at_unload_fixed"};
    struct seen plain, dfs;
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
        prepare(ids[i], 0);
        struct machine_snapshot *start = to_the_last_pause();
        assert_true(leaves_out_nothing(ids[i], start, 30000, &plain, &dfs));
        assert_true((strstr(ids[i], "_fixed") == NULL) == (dfs.failed > 0)); /* the broken ones are found */
        machine_snapshot_free(start);
        release();
    }
}

static void find_program(void *context, const struct mm_block *block)
{
    struct steps_program **program = context;
    if (block->live && block->tag == STEPS_TAG && block->size == sizeof **program)
        *program = block->start;
}

/* Where the threads of this program are about to start. */
static struct machine_snapshot *plant(const struct machine_snapshot *started, const struct steps_program *steps)
{
    struct steps_program *program = NULL;
    machine_snapshot_restore(started);
    mm_pool_walk(false, find_program, &program);
    assert_non_null(program);
    *program = *steps;
    machine_run();
    assert_true(machine_paused());
    return machine_snapshot_take();
}

static struct steps_program random_program(uint64_t *random)
{
    struct steps_program program = {0};
    unsigned threads = mix64(random) % 4 ? 2 : 3, length = threads == 2 ? 1 + mix64(random) % 3 : 1;
    unsigned kinds = mix64(random) % 4 ? STEP_STALL : STEPS; /* most without those that depend on everything */
    for (unsigned t = 0; t < threads; t++)
        for (unsigned i = 0; i < length; i++)
            program.step[t][i] = (unsigned char)(1 + mix64(random) % (kinds - 1));
    return program;
}

static void describe(const struct steps_program *program, char *text, size_t size)
{
    size_t used = (size_t)snprintf(text, size, "steps");
    for (unsigned t = 0; t < STEPS_THREADS; t++)
        for (unsigned i = 0; i < STEPS_LENGTH && program->step[t][i]; i++)
            used += (size_t)snprintf(text + used, size - used, "%s%u", i ? "," : " | ", program->step[t][i]);
}

/* For programs: how many were small enough, and what they took. */
struct tried {
    struct machine_snapshot *started;
    uint64_t whole, plain, dfs;
};

static void begin_programs(struct tried *tried, unsigned processors)
{
    prepare("explore_steps", processors);
    machine_run();
    assert_true(machine_paused());
    *tried = (struct tried){.started = machine_snapshot_take()};
}

static void try(struct tried *tried, const struct steps_program *program, uint64_t most)
{
    struct machine_snapshot *start = plant(tried->started, program);
    struct seen plain, dfs;
    char what[200];
    describe(program, what, sizeof what);
    if (leaves_out_nothing(what, start, most, &plain, &dfs)) {
        tried->whole++;
        tried->plain += plain.runs;
        tried->dfs += dfs.runs;
    }
    machine_snapshot_free(start);
}

static void end_programs(struct tried *tried)
{
    machine_snapshot_free(tried->started);
    release();
    print_message("%llu programs, %llu schedules, %llu runs with sleep sets\n", (unsigned long long)tried->whole, (unsigned long long)tried->plain, (unsigned long long)tried->dfs);
}

/* As many threads as processors can run, or more than they can. */
static void programs_of_single_steps_show_all_that_can_happen(void **state)
{
    (void)state;
    struct tried tried;
    uint64_t random = 4;
    begin_programs(&tried, 5);
    for (unsigned i = 0; i < 150; i++) {
        struct steps_program program = random_program(&random);
        try(&tried, &program, 4000);
    }
    end_programs(&tried);
    assert_true(tried.whole > 100 && 4 * tried.dfs < tried.plain);
    begin_programs(&tried, 2);
    for (unsigned i = 0; i < 100; i++) {
        struct steps_program program = random_program(&random);
        try(&tried, &program, 4000);
    }
    end_programs(&tried);
    assert_true(tried.whole > 50);
}

/* Each is one reason for which two steps depend on each other. */
static void each_dependency_is_kept(void **state)
{
    (void)state;
    static const struct steps_program programs[] = {
        {{{STEP_AWAIT_ONE}, {STEP_AWAIT_ONE}, {STEP_SET_ONE}}},  /* who waits first is served first */
        {{{STEP_SET}, {STEP_AWAIT}, {STEP_RESET}}},              /* a wait that is satisfied at once has looked */
        {{{STEP_TIMER, STEP_COUNT_OTHER}, {STEP_COUNT}}},        /* where the clock comes in between */
        {{{STEP_TIMER}, {STEP_COUNT}}},                          /* which processor is idle last, and takes the clock's interrupt */
        {{{STEP_SLEEP, STEP_COUNT}, {STEP_SLEEP, STEP_COUNT}}},
        {{{STEP_DPC}, {STEP_COUNT, STEP_READ}}},
        {{{STEP_SET_ONE}, {STEP_RELEASE}, {STEP_AWAIT_ANY}}},    /* a thread that two may wake */
        {{{STEP_ALLOCATE}, {STEP_USE}, {STEP_FREE}}},
        {{{STEP_COUNT}, {STEP_JOIN, STEP_COUNT}, {STEP_REFERENCE}}},
        {{{STEP_PRINT}, {STEP_STALL}, {STEP_COUNT}}},
        {{{STEP_NAME}, {STEP_NAME}, {STEP_SPELL}}},              /* what library functions touch */
    };
    static const unsigned processors[] = {5, 3, 2};
    for (unsigned p = 0; p < 3; p++) {
        struct tried tried;
        begin_programs(&tried, processors[p]);
        for (size_t i = 0; i < sizeof programs / sizeof *programs; i++)
            try(&tried, &programs[i], 60000);
        end_programs(&tried);
        assert_int_equal(tried.whole, sizeof programs / sizeof *programs);
    }
}

static struct footprint touching(uintptr_t start, size_t size, bool write)
{
    struct footprint footprint = {0};
    footprint_open = &footprint;
    footprint_add(start, size, write);
    footprint_open = NULL;
    return footprint;
}

static void steps_conflict_where_they_touch_a_byte_and_one_writes(void **state)
{
    (void)state;
    struct footprint read = touching(100, 8, false), write = touching(104, 8, true), beside = touching(108, 1, true), none = {0}, all = {.all = true};
    assert_false(footprint_conflict(&read, &read));
    assert_true(footprint_conflict(&read, &write) && footprint_conflict(&write, &read));
    assert_true(footprint_conflict(&write, &write));
    assert_false(footprint_conflict(&read, &beside));
    assert_true(footprint_conflict(&write, &beside));
    assert_false(footprint_conflict(&none, &none));
    assert_true(footprint_conflict(&all, &none) && footprint_conflict(&none, &all));
}

static void a_step_that_touches_too_much_depends_on_everything(void **state)
{
    (void)state;
    struct footprint footprint = {0};
    footprint_open = &footprint;
    for (uintptr_t i = 0; i < FOOTPRINT_SPANS; i++)
        for (int again = 0; again < 3; again++)
            footprint_add(16 * i, 8, again == 1);
    assert_false(footprint.all);
    assert_int_equal(footprint.used, FOOTPRINT_SPANS);
    footprint_add(16 * FOOTPRINT_SPANS, 8, false);
    assert_true(footprint.all);
    footprint_open = NULL;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(steps_conflict_where_they_touch_a_byte_and_one_writes),
        cmocka_unit_test(a_step_that_touches_too_much_depends_on_everything),
        cmocka_unit_test(small_scenarios_end_in_all_the_ways_that_they_can),
        cmocka_unit_test(each_dependency_is_kept),
        cmocka_unit_test(programs_of_single_steps_show_all_that_can_happen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
