/*
 * One-time initialisation. The structure is one word, and all there is: its low two bits say how far it is, the rest is what the initialisation gave. Who waits for
 * another thread's initialisation is in a record here.
 *
 *   0 ------begin------> 1 one thread initialises, the others wait ---complete---> 2 | context
 *   0 --begin, async---> 3 several threads initialise, the first to complete wins -> 2 | context
 *   a failed synchronous attempt goes back to 0, and the oldest waiter tries
 */
#include "ex/state.h"

#include "ke/sync.h"

#include <ntsim/rtl_tree.h>

#define STATE ((uintptr_t)3)
#define RUNNING ((uintptr_t)1)
#define DONE ((uintptr_t)2)
#define RUNNING_ASYNC ((uintptr_t)3)

struct run_once { /* while somebody waits */
    struct list waiters;
};

static uintptr_t state_of(const RTL_RUN_ONCE *once)
{
    return (uintptr_t)once->Ptr & STATE;
}

static struct run_once *record_make(const RTL_RUN_ONCE *once)
{
    struct run_once *own = map_get(&ex->run_onces, (uintptr_t)once);
    if (own)
        return own;
    own = sim_alloc(sizeof *own);
    list_init(&own->waiters);
    map_set(&ex->run_onces, (uintptr_t)once, own);
    return own;
}

static void wait_for_the_other(const RTL_RUN_ONCE *once)
{
    struct ex_waiter waiter;
    ex_wait(&waiter, &record_make(once)->waiters, false);
}

/* All of them look at the word again; after a failure the first that comes to it initialises. */
static void wake_waiters(const RTL_RUN_ONCE *once)
{
    struct run_once *own = map_get(&ex->run_onces, (uintptr_t)once);
    if (!own)
        return;
    map_set(&ex->run_onces, (uintptr_t)once, NULL);
    while (!list_empty(&own->waiters))
        ex_wake(list_of(own->waiters.next, struct ex_waiter, link));
    sim_free(own, sizeof *own);
}

static NTSTATUS begin(RTL_RUN_ONCE *once, bool async)
{
    while (state_of(once) == RUNNING && !async)
        wait_for_the_other(once);
    switch (state_of(once)) {
    case DONE: return STATUS_SUCCESS;
    case RUNNING: return STATUS_INVALID_PARAMETER; /* asynchronously, what was begun for one thread */
    case RUNNING_ASYNC: return async ? STATUS_PENDING : STATUS_INVALID_PARAMETER;
    default:
        once->Ptr = (PVOID)(async ? RUNNING_ASYNC : RUNNING);
        return STATUS_PENDING;
    }
}

static NTSTATUS begin_or_check(RTL_RUN_ONCE *once, ULONG flags, PVOID *context)
{
    bool check_only = flags & RTL_RUN_ONCE_CHECK_ONLY;
    if (flags & ~(RTL_RUN_ONCE_CHECK_ONLY | RTL_RUN_ONCE_ASYNC) || flags == (RTL_RUN_ONCE_CHECK_ONLY | RTL_RUN_ONCE_ASYNC))
        return STATUS_INVALID_PARAMETER_2;
    NTSTATUS status = check_only ? (state_of(once) == DONE ? STATUS_SUCCESS : STATUS_UNSUCCESSFUL) : begin(once, flags & RTL_RUN_ONCE_ASYNC);
    ke_sync_acquire(once);
    if (status == STATUS_SUCCESS && context)
        *context = (PVOID)((uintptr_t)once->Ptr & ~STATE);
    return status;
}

static NTSTATUS complete(RTL_RUN_ONCE *once, ULONG flags, PVOID context)
{
    bool async = flags & RTL_RUN_ONCE_ASYNC, failed = flags & RTL_RUN_ONCE_INIT_FAILED;
    if (flags & ~(RTL_RUN_ONCE_ASYNC | RTL_RUN_ONCE_INIT_FAILED) || (async && failed))
        return STATUS_INVALID_PARAMETER_2;
    if ((uintptr_t)context & STATE || (failed && context))
        return STATUS_INVALID_PARAMETER_3;
    if (state_of(once) != (async ? RUNNING_ASYNC : RUNNING))
        return STATUS_UNSUCCESSFUL; /* not begun so, or another thread was first */
    once->Ptr = failed ? NULL : (PVOID)((uintptr_t)context | DONE);
    wake_waiters(once);
    return STATUS_SUCCESS;
}

/* WDK: RtlRunOnceInitialize. */
VOID RtlRunOnceInitialize(PRTL_RUN_ONCE RunOnce)
{
    ddi_enter(RtlRunOnceInitialize, NULL);
    ex_touch(RunOnce, sizeof *RunOnce, gate_.site);
    map_set(&ex->run_onces, (uintptr_t)RunOnce, NULL); /* of memory that went while somebody waited */
    RunOnce->Ptr = NULL;
}

/* WDK: RtlRunOnceBeginInitialize. STATUS_SUCCESS: done, *Context is what it gave. STATUS_PENDING: the caller is to initialise. */
NTSTATUS RtlRunOnceBeginInitialize(PRTL_RUN_ONCE RunOnce, ULONG Flags, PVOID *Context)
{
    ddi_enter(RtlRunOnceBeginInitialize, RunOnce);
    ex_touch(RunOnce, sizeof *RunOnce, gate_.site);
    return begin_or_check(RunOnce, Flags, Context);
}

/* WDK: RtlRunOnceComplete. STATUS_UNSUCCESSFUL: nothing was begun, or, asynchronously, another thread was first. */
NTSTATUS RtlRunOnceComplete(PRTL_RUN_ONCE RunOnce, ULONG Flags, PVOID Context)
{
    ddi_enter(RtlRunOnceComplete, RunOnce);
    ex_touch(RunOnce, sizeof *RunOnce, gate_.site);
    ke_sync_release(RunOnce);
    return complete(RunOnce, Flags, Context);
}

static bool initialise(PRTL_RUN_ONCE once, PRTL_RUN_ONCE_INIT_FN routine, PVOID parameter, PVOID *context)
{
    struct ke_call call = {.kind = KE_CALLBACK, .routine = (const void *)routine, .holder_kind = "one-time initialisation", .holder = once,
                           .argument = {(uintptr_t)once, (uintptr_t)parameter, (uintptr_t)context}};
    return (ULONG)ke_call(&call) != 0;
}

/* WDK: RtlRunOnceExecuteOnce. The routine runs in one thread, and the others wait; STATUS_UNSUCCESSFUL: it returned 0, and the next caller tries again. */
NTSTATUS RtlRunOnceExecuteOnce(PRTL_RUN_ONCE RunOnce, PRTL_RUN_ONCE_INIT_FN InitFn, PVOID Parameter, PVOID *Context)
{
    ddi_enter(RtlRunOnceExecuteOnce, RunOnce);
    PVOID unwanted;
    PVOID *context = Context ? Context : &unwanted;
    ex_touch(RunOnce, sizeof *RunOnce, gate_.site);
    NTSTATUS status = begin_or_check(RunOnce, 0, context);
    if (status != STATUS_PENDING)
        return status;
    *context = NULL;
    bool done = initialise(RunOnce, InitFn, Parameter, context);
    ke_sync_release(RunOnce);
    status = done ? complete(RunOnce, 0, *context) : STATUS_UNSUCCESSFUL;
    if (!NT_SUCCESS(status))
        complete(RunOnce, RTL_RUN_ONCE_INIT_FAILED, NULL); /* a context whose low bits are not free is a failure too */
    return status;
}
