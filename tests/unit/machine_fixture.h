/*
 * A whole simulated computer without drivers, for unit tests. A test's body runs on a system thread of it, as a driver would; the host side asserts on what
 * the body left in variables and on how the run ended. CMocka leaves by longjmp, which must not cross a simulated stack: a body notes the first claim that
 * does not hold, and run_body fails on the host side.
 */
#ifndef NTSIM_TESTS_UNIT_MACHINE_FIXTURE_H
#define NTSIM_TESTS_UNIT_MACHINE_FIXTURE_H

#include "choice/choice.h"
#include "image/image.h"
#include "ke/end.h"
#include "ke/fault.h"
#include "machine/machine.h"
#include "mm/mm.h"
#include "ob/ob.h"
#include "ps/ps.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

typedef void fixture_body(void);

static struct {
    char failed[512]; /* the first claim of a body that did not hold */
    unsigned bodies, returned;
} fixture;

/* Inside a body. */
#define claim(expression)                                                                                                                                   \
    do {                                                                                                                                                    \
        if (!(expression) && !fixture.failed[0])                                                                                                            \
            snprintf(fixture.failed, sizeof fixture.failed, "%s:%d: %s", __FILE__, __LINE__, #expression);                                                  \
    } while (0)

static void fixture_start_body(void *context)
{
    fixture_body *body = (fixture_body *)(uintptr_t)context;
    body();
    fixture.returned++;
}

/* One more system thread; from a body, or before the machine runs. */
static inline struct ke_thread *start_body(fixture_body *body)
{
    fixture.bodies++;
    return &ps_system_thread(ps_system_process(), fixture_start_body, (void *)(uintptr_t)body, "test")->ke;
}

/* Runs until nothing is due. How it ended is up to the caller. */
static inline const struct ke_end *run_machine_on(uint32_t processors, fixture_body *body)
{
    static struct machine_setup setup;
    memset(&fixture, 0, sizeof fixture);
    setup = (struct machine_setup){.processors = processors, .step_limit = 1000000};
    assert_true(machine_boot(&setup));
    start_body(body);
    do
        machine_run();
    while (machine_paused()); /* where the search would begin */
    choice_ask(NULL, NULL);
    ke_faults_release(); /* CMocka has handlers of its own, new ones for each test */
    if (fixture.failed[0])
        fail_msg("%s", fixture.failed);
    return ke_end();
}

/* Every body must return, and the run must end quietly. */
static inline void run_body_on(uint32_t processors, fixture_body *body)
{
    const struct ke_end *end = run_machine_on(processors, body);
    if (end->outcome != KE_QUIET)
        fail_msg("the run ended with outcome %d, bug check 0x%X (0x%llx, 0x%llx), %s", end->outcome, end->code, (unsigned long long)end->parameter[0],
                 (unsigned long long)end->parameter[1], end->text);
    if (fixture.returned != fixture.bodies)
        fail_msg("%u of %u bodies returned", fixture.returned, fixture.bodies);
}

static inline void run_body(fixture_body *body)
{
    run_body_on(1, body);
}

/* The body must end in this outcome, or bug check. */
static inline const struct ke_end *run_body_to(fixture_body *body, enum ke_outcome outcome)
{
    const struct ke_end *end = run_machine_on(1, body);
    if (end->outcome != outcome)
        fail_msg("the run ended with outcome %d, bug check 0x%X %s", end->outcome, end->code, end->text);
    return end;
}

static inline const struct ke_end *run_body_to_bugcheck(fixture_body *body, ULONG code)
{
    const struct ke_end *end = run_body_to(body, KE_BUGCHECK);
    assert_int_equal(end->code, code);
    return end;
}

#endif
