/*
 * Timers of the executive (ExAllocateTimer): the object is a pool block of the driver's that can be waited on, everything else is our record.
 *
 *   allocated -> set -> expired (callback at DISPATCH_LEVEL) -> set again when periodic
 *        \________\_______\__ deleted: gone at once, or when its last expiry, or its running callback, is over
 */
#include "ex/state.h"
#include "ke/sync.h"

#define TIMER_TAG 0x6D547845u /* "ExTm" */

struct _EX_TIMER { /* what the driver has: a dispatcher header to wait on */
    DISPATCHER_HEADER header;
    ULONG64 reserved[5];
};

struct ex_timer {
    struct list link; /* ex->timer_list */
    PEX_TIMER object;
    uint32_t id;
    struct ex_armed callback, deleted;
    void *context, *deleted_context;
    struct ke_due due;
    bool set, running, dying;
    uint64_t period_100ns;
    struct list waiters; /* ExDeleteTimer with Wait */
};

static void free_timer(struct ex_timer *own)
{
    sim_assert(!own->set && !own->running);
    struct ex_armed deleted = own->deleted;
    void *context = own->deleted_context;
    list_remove(&own->link);
    map_set(&ex->timers, (uintptr_t)own->object, NULL);
    mm_pool_free(own->object, TIMER_TAG, own->callback.by);
    while (!list_empty(&own->waiters))
        ex_wake(list_of(own->waiters.next, struct ex_waiter, link));
    sim_free(own, sizeof *own);
    if (!deleted.routine)
        return;
    struct ke_call call = ex_call_of(KE_CALLBACK, &deleted, NULL, "timer");
    call.argument[0] = (uintptr_t)context;
    ke_call(&call);
}

/* The driver may delete the timer in its own callback. */
static void run_callback(struct ex_timer *own)
{
    struct ke_call call = ex_call_of(KE_TIMER_DPC, &own->callback, own->object, "timer");
    call.argument[0] = (uintptr_t)own->object;
    call.argument[1] = (uintptr_t)own->context;
    own->running = true;
    ke_point_before(own->id);
    ke_sync_begin(DISPATCH_LEVEL);
    ke_sync_acquire(own);
    ke_call(&call);
    ke_sync_release(own);
    ke_sync_end();
    ke_sync_acquire(own);
    own->running = false;
}

static void arm(struct ex_timer *own, uint64_t at);

/* At DISPATCH_LEVEL. */
static void expire(struct ke_due *due)
{
    struct ex_timer *own = due->context;
    own->set = false;
    ke_sync_acquire(own);
    emit(EV_TIMER_EXPIRE, own->id, 0, 0);
    if (own->period_100ns && !own->dying)
        arm(own, due->time_100ns + own->period_100ns);
    ke_signal(&own->object->header);
    if (own->callback.routine && !own->running)
        run_callback(own);
    if (own->dying && !own->set && !own->running)
        free_timer(own);
}

static void arm(struct ex_timer *own, uint64_t at)
{
    own->set = true;
    ke_sync_release(own);
    own->due.fire = expire;
    own->due.context = own;
    own->due.background = own->period_100ns != 0;
    ke_due_arm(&own->due, at);
}

static bool disarm(struct ex_timer *own)
{
    bool was = own->set;
    own->set = false;
    ke_due_disarm(&own->due);
    return was;
}

/* A pointer that was a timer once is found by its block; one that never was is 0xC7. */
static struct ex_timer *checked(PEX_TIMER timer, uintptr_t site)
{
    ex_touch(timer, sizeof *timer, site);
    struct ex_timer *own = map_get(&ex->timers, (uintptr_t)timer);
    if (own)
        return own;
    struct ke_blame blame = {.object = timer, .object_kind = "timer", .sentence = "ExAllocateTimer did not return it"};
    ke_bugcheck_blame(TIMER_OR_DPC_INVALID, 0, (ULONG_PTR)timer, 0, 0, &blame);
}

void ex_timers_visit(void (*visit)(void *context, const struct ex_timer_info *info), void *context)
{
    list_each(node, &ex->timer_list)
    {
        const struct ex_timer *own = list_of(node, struct ex_timer, link);
        struct ex_timer_info info = {.timer = own->object, .id = own->id, .armed = own->callback, .set = own->set, .running = own->running,
                                     .due_100ns = own->due.time_100ns, .period_100ns = own->period_100ns};
        visit(context, &info);
    }
}

/* WDK: ExAllocateTimer. NULL: no memory, or unknown attributes. Without a callback the timer is for waiting only. */
PEX_TIMER ExAllocateTimer(PEXT_CALLBACK Callback, PVOID CallbackContext, ULONG Attributes)
{
    ddi_enter(ExAllocateTimer, NULL);
    if (Attributes & ~(EX_TIMER_HIGH_RESOLUTION | EX_TIMER_NO_WAKE | EX_TIMER_NOTIFICATION))
        return NULL;
    PEX_TIMER timer = mm_pool_alloc(NonPagedPool, sizeof *timer, TIMER_TAG, true, gate_.site);
    if (!timer)
        return NULL;
    ke_event_init((PRKEVENT)timer, Attributes & EX_TIMER_NOTIFICATION ? NotificationEvent : SynchronizationEvent, FALSE);
    timer->header.Type = Attributes & EX_TIMER_NOTIFICATION ? TimerNotificationObject : TimerSynchronizationObject;
    timer->header.Size = sizeof *timer / sizeof(LONG);
    struct ex_timer *own = sim_alloc(sizeof *own);
    own->object = timer;
    own->id = ke_label_new(timer, LABEL_TIMER);
    own->context = CallbackContext;
    ex_arm(&own->callback, (const void *)Callback);
    list_init(&own->waiters);
    list_append(&ex->timer_list, &own->link);
    map_set(&ex->timers, (uintptr_t)timer, own);
    return timer;
}

/* While a deleted timer still has to expire, it is disabled: every routine returns FALSE and does nothing. */

/* WDK: ExSetTimer. DueTime and Period in 100 ns. TRUE: it was set already, and is set anew. The tolerated delay is not used. */
BOOLEAN ExSetTimer(PEX_TIMER Timer, LONGLONG DueTime, LONGLONG Period, PEXT_SET_PARAMETERS Parameters)
{
    ddi_enter(ExSetTimer, Timer);
    (void)Parameters;
    struct ex_timer *own = checked(Timer, gate_.site);
    if (own->dying)
        return FALSE;
    bool was = disarm(own);
    const void *routine = own->callback.routine;
    uint32_t generation = own->callback.generation;
    ex_arm(&own->callback, routine);
    own->callback.generation = generation;
    own->period_100ns = Period > 0 ? (uint64_t)Period : 0;
    Timer->header.SignalState = 0;
    uint64_t at = DueTime < 0 ? ke_now() + (uint64_t)-DueTime : (uint64_t)DueTime;
    emit_at(EV_TIMER_SET, own->id, at, 0, gate_.site);
    arm(own, at);
    if (at <= ke_now())
        ke_time_pass(0);
    return was;
}

/* WDK: ExCancelTimer. Does not wait for a callback that is running. */
BOOLEAN ExCancelTimer(PEX_TIMER Timer, PVOID Parameters)
{
    ddi_enter(ExCancelTimer, Timer);
    (void)Parameters;
    struct ex_timer *own = checked(Timer, gate_.site);
    if (own->dying)
        return FALSE;
    bool was = disarm(own);
    emit_at(EV_TIMER_CANCEL, own->id, was, 0, gate_.site);
    return was;
}

static void check_wait(PEX_TIMER timer, bool cancel, bool wait)
{
    if (wait && ke_irql() > APC_LEVEL)
        ex_lock_violation(0xE5, ke_irql(), PASSIVE_LEVEL, APC_LEVEL, timer, "timer", "ExDeleteTimer waits at IRQL <= APC_LEVEL only");
    if (wait && !cancel)
        ex_lock_violation(0xE5, ke_irql(), 0, 0, timer, "timer", "ExDeleteTimer cannot wait for a timer that it does not cancel");
}

/* WDK: ExDeleteTimer. With Wait, no callback runs and none will when it returns. Without Cancel, a set timer expires once more first. */
BOOLEAN ExDeleteTimer(PEX_TIMER Timer, BOOLEAN Cancel, BOOLEAN Wait, PEXT_DELETE_PARAMETERS Parameters)
{
    ddi_enter(ExDeleteTimer, Timer);
    struct ex_timer *own = checked(Timer, gate_.site);
    if (own->dying)
        return FALSE;
    check_wait(Timer, Cancel, Wait);
    bool was = Cancel && disarm(own);
    emit_at(EV_TIMER_CANCEL, own->id, was, 0, gate_.site);
    own->dying = true;
    if (Parameters && Parameters->DeleteCallback) {
        ex_arm(&own->deleted, (const void *)Parameters->DeleteCallback);
        own->deleted_context = Parameters->DeleteContext;
    }
    if (!own->set && !own->running) {
        free_timer(own);
    } else if (Wait) {
        struct ex_waiter waiter;
        ex_wait(&waiter, &own->waiters, true);
    }
    return was;
}

/* WDK: ExInitializeSetTimerParameters. */
VOID ExInitializeSetTimerParameters(PEXT_SET_PARAMETERS Parameters)
{
    ddi_enter(ExInitializeSetTimerParameters, NULL);
    *Parameters = (EXT_SET_PARAMETERS){0};
}

/* WDK: ExInitializeDeleteTimerParameters. */
VOID ExInitializeDeleteTimerParameters(PEXT_DELETE_PARAMETERS Parameters)
{
    ddi_enter(ExInitializeDeleteTimerParameters, NULL);
    *Parameters = (EXT_DELETE_PARAMETERS){0};
}
