/*
 * One run, judged.
 */
#include "explore/search.h"
#include "io/io.h"
#include "ke/fault.h"

static uint32_t verdict_of(const struct io_driver_info *driver)
{
    if (driver->state != IO_GONE)
        return 1;
    return io_driver_leaks(driver->name, NULL, 0) ? 2 : 0;
}

#define DAMAGED (1u << 30) /* the objects that would tell were overwritten */
#define FINDINGS (1u << 31)

/* Reads objects that lie in drivers' reach. */
static void judge_drivers(void *context)
{
    struct io_driver_info drivers[MACHINE_DRIVERS_MAX];
    uint32_t *verdicts = context;
    size_t count = io_drivers(drivers, MACHINE_DRIVERS_MAX);
    for (size_t i = 0; i < count && i < 15; i++)
        *verdicts |= verdict_of(&drivers[i]) << (2 * i);
}

/* One check is not the other. */
static uint32_t code_of(const struct ke_end *end)
{
    uint32_t hash = 2166136261u;
    if (end->outcome != KE_CHECK)
        return end->outcome == KE_BUGCHECK ? end->code : 0;
    for (const char *at = end->text; *at; at++)
        hash = (hash ^ (unsigned char)*at) * 16777619u;
    return hash;
}

struct search_failure search_judge(void)
{
    const struct ke_end *end = ke_end();
    struct search_failure failure = {.outcome = end->outcome, .code = code_of(end), .pc = end->outcome == KE_QUIET ? 0 : end->blame.pc};
    if (end->outcome == KE_QUIET && !ke_guard(judge_drivers, &failure.verdicts))
        failure.verdicts = DAMAGED;
    if (end->outcome == KE_STOPPED)
        return failure;
    if (end->finding_count)
        failure.verdicts |= FINDINGS;
    failure.failed = (end->outcome != KE_QUIET && end->outcome != KE_OUT_OF_STEPS) || failure.verdicts || machine_session()->crashed;
    return failure;
}

struct search_failure search_once(const struct machine_snapshot *start, choice_answer *answer, void *context)
{
    machine_snapshot_restore(start);
    choice_ask(answer, context);
    machine_run();
    choice_ask(NULL, NULL);
    return search_judge();
}

bool search_same(const struct search_failure *left, const struct search_failure *right)
{
    return left->failed == right->failed && left->outcome == right->outcome && left->code == right->code && left->verdicts == right->verdicts;
}
