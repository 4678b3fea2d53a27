/*
 * What tests of the kernel share: the machine, the kernel's own state, a count of events, and a schedule of a few scripted deviations from the default one.
 */
#ifndef NTSIM_TESTS_UNIT_KE_TEST_H
#define NTSIM_TESTS_UNIT_KE_TEST_H

#include "../machine_fixture.h"
#include "ke/fault.h"
#include "ke/state.h"

#define SECOND 10000000ll

static inline LARGE_INTEGER ticks(LONGLONG count)
{
    return (LARGE_INTEGER){.QuadPart = count};
}

static inline NTSTATUS wait_for(void *object)
{
    return KeWaitForSingleObject(object, Executive, KernelMode, FALSE, NULL);
}

/* Relative, in ticks. */
static inline NTSTATUS wait_at_most(void *object, LONGLONG count)
{
    LARGE_INTEGER timeout = ticks(-count);
    return KeWaitForSingleObject(object, Executive, KernelMode, FALSE, &timeout);
}

static inline void sleep_for(LONGLONG count)
{
    LARGE_INTEGER interval = ticks(-count);
    KeDelayExecutionThread(KernelMode, FALSE, &interval);
}

/* --- what happened, in order: bodies and routines put letters here ------------------------------------------------------------------------------ */

static char happened[64];

static inline void happens(char letter)
{
    size_t used = strlen(happened);
    if (used + 1 < sizeof happened)
        happened[used] = letter, happened[used + 1] = 0;
}

static inline int reset_happened(void **state)
{
    (void)state;
    happened[0] = 0;
    return 0;
}

#define test(name) cmocka_unit_test_setup(name, reset_happened)

/* --- events ------------------------------------------------------------------------------------------------------------------------------------- */

static unsigned seen[EV_KINDS];

static inline void count_event(void *context, const struct event *event)
{
    (void)context;
    seen[event->kind]++;
}

static inline void count_events(void)
{
    memset(seen, 0, sizeof seen);
    event_listen(count_event, NULL);
}

/* --- deviations --------------------------------------------------------------------------------------------------------------------------------- */

struct deviation {
    enum ddi routine;
    bool leaving;
    unsigned skip; /* how often the place is passed before */
    uint8_t move;  /* enum choice_move */
    uint32_t value;
    bool done;
};

struct script {
    struct deviation deviation[8];
    unsigned asked, offered[8]; /* by enum choice_move, at points */
};
static struct script script;

static inline unsigned answer_by_script(void *context, const struct choice_place *place, const struct choice_option *options, unsigned n)
{
    (void)context;
    script.asked++;
    if (place->kind != CHOICE_POINT)
        return 0;
    for (unsigned i = 0; i < n; i++)
        script.offered[options[i].kind]++;
    for (struct deviation *d = script.deviation; d->routine; d++) {
        if (d->done || d->routine != place->routine || d->leaving != place->leaving || d->skip-- > 0)
            continue;
        d->done = true;
        for (unsigned i = 0; i < n; i++)
            if (options[i].kind == d->move && (options[i].value == d->value || d->move == MOVE_THREAD))
                return i;
        claim(!"the deviation is offered");
    }
    return 0;
}

/* At most seven. */
#define follow(...) follow_script((struct deviation[8]){__VA_ARGS__})
static inline void follow_script(const struct deviation *wanted)
{
    memset(&script, 0, sizeof script);
    memcpy(script.deviation, wanted, sizeof script.deviation);
    choice_ask(answer_by_script, NULL);
}

#endif
