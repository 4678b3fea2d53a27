/*
 * Timers. Semantics 48-50: setting a set timer cancels it first; cancelling never waits and never takes back a DPC that is already queued; on expiry the object is
 * signalled, a periodic one is armed again, and then its DPC is queued.
 */
#include "ke/state.h"
#include "ke/sync.h"

static void expire(struct ke_due *due);

static struct ke_armed *record_of(PKTIMER timer)
{
    struct ke_armed *armed = ke_armed_find(timer);
    return armed ? armed : ke_armed_new(timer, LABEL_TIMER);
}

void ke_timer_init(PKTIMER timer, TIMER_TYPE type)
{
    timer->Header.Type = (UCHAR)(TimerNotificationObject + type);
    timer->Header.Size = sizeof *timer / sizeof(LONG);
    timer->Header.SignalState = 0;
    timer->Header.WaitListHead.Flink = timer->Header.WaitListHead.Blink = &timer->Header.WaitListHead;
    timer->DueTime.QuadPart = 0;
    timer->Period = 0;
    timer->Dpc = NULL;
    ke_armed_new(timer, LABEL_TIMER);
}

static void arm(struct ke_armed *armed, uint64_t due)
{
    armed->queued = true;
    armed->due.fire = expire;
    armed->due.context = armed;
    armed->due.background = armed->period_ms > 0;
    ke_due_arm(&armed->due, due);
    ((PKTIMER)armed->object)->DueTime.QuadPart = (LONGLONG)due;
}

static bool disarm(struct ke_armed *armed)
{
    bool was = armed->queued;
    armed->queued = false;
    ke_due_disarm(&armed->due);
    return was;
}

BOOLEAN ke_timer_set(PKTIMER timer, LARGE_INTEGER due, LONG period_ms, PKDPC dpc)
{
    struct ke_armed *armed = record_of(timer);
    bool was = disarm(armed);
    ke_sync_release(armed);
    ke_armed_note(armed, dpc ? (void *)dpc->DeferredRoutine : NULL);
    armed->dpc = dpc;
    armed->dpc_stamp = dpc ? ke_stamp(dpc) : 0;
    struct ke_armed *dpc_record = dpc ? ke_armed_find(dpc) : NULL;
    if (dpc_record)
        dpc_record->once_timer = true;
    if (dpc_record && dpc_record->once_queue)
        ke_finding("dpc-of-a-timer", "%s", "a timer gets a DPC that is queued by KeInsertQueueDpc as well (rule Q18)");
    armed->period_ms = period_ms;
    armed->cpu = (uint8_t)ke_cpu_number();
    timer->Header.SignalState = 0;
    timer->Dpc = dpc;
    timer->Period = (ULONG)period_ms;
    uint64_t at = due.QuadPart < 0 ? ke->now + (uint64_t)-due.QuadPart : (uint64_t)due.QuadPart;
    emit_at(EV_TIMER_SET, armed->id, at, 0, armed->armed_by);
    arm(armed, at);
    if (at <= ke->now)
        ke_time_pass(0);
    return was;
}

BOOLEAN ke_timer_cancel(PKTIMER timer)
{
    struct ke_armed *armed = ke_armed_find(timer);
    bool was = armed && disarm(armed);
    if (was)
        ke_sync_acquire(armed);
    emit_at(EV_TIMER_CANCEL, armed ? armed->id : 0, was, 0, ke_call_site());
    return was;
}

struct ke_armed *ke_timer_of(const struct ke_due *due)
{
    return due->fire == expire ? due->context : NULL;
}

/* The DPC may lie elsewhere than the timer, and go before it. */
static void check_dpc(const struct ke_armed *armed)
{
    struct ke_armed dpc = *armed;
    dpc.object = armed->dpc;
    dpc.stamp = armed->dpc_stamp;
    dpc.id = ke_label_find(armed->dpc);
    ke_armed_check(&dpc, "DPC");
}

/* At DISPATCH_LEVEL. */
static void expire(struct ke_due *due)
{
    struct ke_armed *armed = due->context;
    PKTIMER timer = armed->object;
    ke_armed_check(armed, "timer");
    ke_sync_acquire(armed);
    armed->queued = false;
    emit(EV_TIMER_EXPIRE, armed->id, 0, 0);
    if (armed->period_ms > 0)
        arm(armed, due->time_100ns + (uint64_t)armed->period_ms * 10000);
    ke_signal(&timer->Header);
    if (armed->dpc) {
        check_dpc(armed);
        ke_dpc_queue(armed->dpc, NULL, NULL);
    }
}

/* WDK: KeInitializeTimer. */
VOID KeInitializeTimer(PKTIMER Timer)
{
    ddi_enter(KeInitializeTimer, NULL);
    ke_finding_paged(Timer, "timer");
    ke_timer_init(Timer, NotificationTimer);
}

/* WDK: KeInitializeTimerEx. */
VOID KeInitializeTimerEx(PKTIMER Timer, TIMER_TYPE Type)
{
    ddi_enter(KeInitializeTimerEx, NULL);
    ke_finding_paged(Timer, "timer");
    ke_timer_init(Timer, Type);
}

/* WDK: KeSetTimer. TRUE: it was in the timer queue already. */
BOOLEAN KeSetTimer(PKTIMER Timer, LARGE_INTEGER DueTime, PKDPC Dpc)
{
    ddi_enter(KeSetTimer, Timer);
    return ke_timer_set(Timer, DueTime, 0, Dpc);
}

/* WDK: KeSetTimerEx. The period is in milliseconds. */
BOOLEAN KeSetTimerEx(PKTIMER Timer, LARGE_INTEGER DueTime, LONG Period, PKDPC Dpc)
{
    ddi_enter(KeSetTimerEx, Timer);
    return ke_timer_set(Timer, DueTime, Period, Dpc);
}

/* WDK: KeSetCoalescableTimer. The tolerated delay is not used: expiring on time is one of the allowed behaviours. */
BOOLEAN KeSetCoalescableTimer(PKTIMER Timer, LARGE_INTEGER DueTime, ULONG Period, ULONG TolerableDelay, PKDPC Dpc)
{
    ddi_enter(KeSetCoalescableTimer, Timer);
    (void)TolerableDelay;
    return ke_timer_set(Timer, DueTime, (LONG)Period, Dpc);
}

/* WDK: KeCancelTimer. */
BOOLEAN KeCancelTimer(PKTIMER Timer)
{
    ddi_enter(KeCancelTimer, Timer);
    return ke_timer_cancel(Timer);
}

/* WDK: KeReadStateTimer. */
BOOLEAN KeReadStateTimer(PKTIMER Timer)
{
    ddi_enter(KeReadStateTimer, Timer);
    if (Timer->Header.SignalState)
        ke_sync_acquire(Timer);
    return Timer->Header.SignalState != 0;
}
