/*
 * One run, judged.
 */
#include "explore/search.h"
#include "io/io.h"

static uint32_t verdict_of(const struct io_driver_info *driver)
{
    if (driver->state != IO_GONE)
        return 1;
    return io_driver_leaks(driver->name, NULL, 0) ? 2 : 0;
}

struct search_failure search_judge(void);
struct search_failure search_judge(void)
{
    const struct ke_end *end = ke_end();
    struct search_failure failure = {.outcome = end->outcome, .code = end->outcome == KE_BUGCHECK ? end->code : 0, .pc = end->outcome == KE_QUIET ? 0 : end->blame.pc};
    struct io_driver_info drivers[MACHINE_DRIVERS_MAX];
    if (end->outcome == KE_QUIET) {
        size_t count = io_drivers(drivers, MACHINE_DRIVERS_MAX);
        for (size_t i = 0; i < count && i < 15; i++)
            failure.verdicts |= verdict_of(&drivers[i]) << (2 * i);
    }
    if (end->finding_count)
        failure.verdicts |= 1u << 31;
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
