/*
 * Events, semaphores, mutexes: the exported routines and what the simulator itself uses. Semantics 63; the documented header is the state, waiters are ours.
 */
#include "ke/fault.h"
#include "ke/footprint.h"
#include "ke/lock_order.h"
#include "ke/on_stack.h"
#include "ke/state.h"
#include "ke/sync.h"

static void init_header(DISPATCHER_HEADER *header, UCHAR type, size_t size, LONG state)
{
    header->Type = type;
    header->Size = (UCHAR)(size / sizeof(LONG));
    header->SignalState = state;
    header->WaitListHead.Flink = header->WaitListHead.Blink = &header->WaitListHead;
}

void ke_event_init(PRKEVENT event, EVENT_TYPE type, BOOLEAN signalled)
{
    init_header(&event->Header, (UCHAR)type, sizeof *event, signalled ? 1 : 0);
}

LONG ke_event_set(PRKEVENT event)
{
    LONG previous = event->Header.SignalState;
    emit(EV_SIGNAL, (uint64_t)previous, 0, event_listened ? ke_label_find(event) : 0);
    ke_signal(&event->Header);
    return previous;
}

LONG ke_event_reset(PRKEVENT event)
{
    footprint_write(event, sizeof event->Header);
    LONG previous = event->Header.SignalState;
    if (previous)
        ke_sync_acquire(event); /* who sees that it was set comes after who set it */
    event->Header.SignalState = 0;
    return previous;
}

void ke_semaphore_init(PRKSEMAPHORE semaphore, LONG count, LONG limit)
{
    init_header(&semaphore->Header, SemaphoreObject, sizeof *semaphore, count);
    semaphore->Limit = limit;
}

LONG ke_semaphore_release(PRKSEMAPHORE semaphore, LONG adjustment)
{
    footprint_write(semaphore, sizeof semaphore->Header);
    LONG previous = semaphore->Header.SignalState;
    semaphore->Header.SignalState += adjustment;
    emit(EV_SIGNAL, (uint64_t)previous, 0, event_listened ? ke_label_find(semaphore) : 0);
    ke_signal(&semaphore->Header);
    return previous;
}

void ke_mutex_init(PRKMUTEX mutex)
{
    init_header(&mutex->Header, MutantObject, sizeof *mutex, 1);
    mutex->OwnerThread = NULL;
    mutex->Abandoned = FALSE;
    mutex->ApcDisable = 1;
}

/* Kept on our side: the mutex lies in driver memory, which may be gone when its owner ends. */
struct owned {
    struct list link;
    KMUTEX *mutex;
    uint64_t stamp;
};

bool ke_mutex_take(PRKMUTEX mutex, struct ke_thread *thread)
{
    mutex->Header.SignalState--;
    if ((void *)mutex->OwnerThread == (void *)thread)
        return false;
    struct owned *owned = sim_alloc(sizeof *owned);
    owned->mutex = mutex;
    owned->stamp = ke_stamp(mutex);
    list_append(&thread->mutexes, &owned->link);
    thread->kernel_apc_disable = (int16_t)(thread->kernel_apc_disable - mutex->ApcDisable);
    mutex->OwnerThread = (void *)thread;
    bool abandoned = mutex->Abandoned;
    mutex->Abandoned = FALSE;
    return abandoned;
}

static void disown(struct ke_thread *thread, const KMUTEX *mutex)
{
    list_each_safe(node, &thread->mutexes)
    {
        struct owned *owned = list_of(node, struct owned, link);
        if (owned->mutex != mutex)
            continue;
        list_remove(&owned->link);
        sim_free(owned, sizeof *owned);
    }
}

static void make_free(PRKMUTEX mutex)
{
    mutex->OwnerThread = NULL;
    mutex->Header.SignalState = 0;
    emit(EV_SIGNAL, 0, 0, event_listened ? ke_label_find(mutex) : 0);
    ke_signal(&mutex->Header);
}

NTSTATUS ke_mutex_release(PRKMUTEX mutex, LONG *previous)
{
    struct ke_thread *self = ke_current();
    if ((void *)mutex->OwnerThread != (void *)self)
        return STATUS_MUTANT_NOT_OWNED;
    *previous = mutex->Header.SignalState;
    if (mutex->Header.SignalState < 0) {
        mutex->Header.SignalState++;
        return STATUS_SUCCESS;
    }
    disown(self, mutex);
    self->kernel_apc_disable = (int16_t)(self->kernel_apc_disable + mutex->ApcDisable);
    make_free(mutex);
    return STATUS_SUCCESS;
}

static bool still_there(const struct owned *owned)
{
    return ke_stamp(owned->mutex) == owned->stamp;
}

/* A driver's mutex must not outlive its owner; a mutant of user mode may (abandoned, below). */
void ke_mutexes_check(const struct ke_thread *thread)
{
    list_each(node, &thread->mutexes)
    {
        const struct owned *owned = list_of(node, struct owned, link);
        if (!still_there(owned) || !owned->mutex->ApcDisable)
            continue;
        struct ke_blame blame = {.routine = thread->start_routine, .object = owned->mutex, .object_kind = "mutex", .object_id = ke_label_find(owned->mutex),
                                 .sentence = "the thread that owns it ends"};
        ke_bugcheck_blame(THREAD_TERMINATE_HELD_MUTEX, (ULONG_PTR)thread, (ULONG_PTR)owned->mutex, 0, 0, &blame);
    }
}

void ke_mutexes_abandon(struct ke_thread *thread)
{
    while (!list_empty(&thread->mutexes)) {
        struct owned *owned = list_of(list_pop(&thread->mutexes), struct owned, link);
        KMUTEX *mutex = still_there(owned) ? owned->mutex : NULL;
        sim_free(owned, sizeof *owned);
        if (!mutex)
            continue;
        mutex->Abandoned = TRUE;
        make_free(mutex);
    }
}

/* WDK: KeInitializeEvent. */
VOID KeInitializeEvent(PRKEVENT Event, EVENT_TYPE Type, BOOLEAN State)
{
    ddi_enter(KeInitializeEvent, NULL);
    ke_finding_paged(Event, "event");
    ke_event_init(Event, Type, State);
    ke_label_new(Event, LABEL_EVENT);
    ke_on_stack_new(Event);
}

/* WDK: KeSetEvent. With Wait, the next call must be a wait and IRQL stays raised until it: modelled by not letting anybody in between. */
LONG KeSetEvent(PRKEVENT Event, KPRIORITY Increment, BOOLEAN Wait)
{
    ddi_enter(KeSetEvent, Event);
    ke_touch(Event, sizeof *Event, gate_.site);
    ke_on_stack_check(Event, "event");
    (void)Increment;
    (void)Wait;
    return ke_event_set(Event);
}

/* WDK: KeResetEvent. */
LONG KeResetEvent(PRKEVENT Event)
{
    ddi_enter(KeResetEvent, Event);
    ke_touch(Event, sizeof *Event, gate_.site);
    ke_on_stack_check(Event, "event");
    return ke_event_reset(Event);
}

/* WDK: KeClearEvent. */
VOID KeClearEvent(PRKEVENT Event)
{
    ddi_enter(KeClearEvent, Event);
    ke_touch(Event, sizeof *Event, gate_.site);
    ke_on_stack_check(Event, "event");
    ke_event_reset(Event);
}

/* WDK: KePulseEvent. Waiters of the moment go through, the state ends reset. */
LONG KePulseEvent(PRKEVENT Event, KPRIORITY Increment, BOOLEAN Wait)
{
    ddi_enter(KePulseEvent, Event);
    ke_touch(Event, sizeof *Event, gate_.site);
    ke_on_stack_check(Event, "event");
    (void)Increment;
    (void)Wait;
    LONG previous = ke_event_set(Event);
    Event->Header.SignalState = 0;
    return previous;
}

/* WDK: KeReadStateEvent. */
LONG KeReadStateEvent(PRKEVENT Event)
{
    ddi_enter(KeReadStateEvent, Event);
    footprint_read(Event, sizeof Event->Header);
    if (Event->Header.SignalState)
        ke_sync_acquire(Event);
    return Event->Header.SignalState;
}

/* WDK: KeInitializeSemaphore. */
VOID KeInitializeSemaphore(PRKSEMAPHORE Semaphore, LONG Count, LONG Limit)
{
    ddi_enter(KeInitializeSemaphore, NULL);
    ke_finding_paged(Semaphore, "semaphore");
    ke_semaphore_init(Semaphore, Count, Limit);
    ke_label_new(Semaphore, LABEL_SEMAPHORE);
    ke_on_stack_new(Semaphore);
}

/* WDK: KeReleaseSemaphore. Raises STATUS_SEMAPHORE_LIMIT_EXCEEDED, the state unchanged. */
LONG KeReleaseSemaphore(PRKSEMAPHORE Semaphore, KPRIORITY Increment, LONG Adjustment, BOOLEAN Wait)
{
    ddi_enter(KeReleaseSemaphore, Semaphore);
    ke_touch(Semaphore, sizeof *Semaphore, gate_.site);
    ke_on_stack_check(Semaphore, "semaphore");
    (void)Increment;
    (void)Wait;
    LONG count = Semaphore->Header.SignalState;
    if (Adjustment <= 0 || count + Adjustment > Semaphore->Limit || count + Adjustment < count)
        ExRaiseStatus(STATUS_SEMAPHORE_LIMIT_EXCEEDED);
    return ke_semaphore_release(Semaphore, Adjustment);
}

/* WDK: KeReadStateSemaphore. */
LONG KeReadStateSemaphore(PRKSEMAPHORE Semaphore)
{
    ddi_enter(KeReadStateSemaphore, Semaphore);
    footprint_read(Semaphore, sizeof Semaphore->Header);
    return Semaphore->Header.SignalState;
}

/* WDK: KeInitializeMutex. */
VOID KeInitializeMutex(PRKMUTEX Mutex, ULONG Level)
{
    ddi_enter(KeInitializeMutex, NULL);
    ke_finding_paged(Mutex, "mutex");
    (void)Level;
    ke_mutex_init(Mutex);
    ke_order_forget(Mutex);
    ke_label_new(Mutex, LABEL_MUTEX);
    ke_on_stack_new(Mutex);
}

/* WDK: KeReleaseMutex. Owning a mutex disables normal kernel APCs. Releasing what one does not own raises STATUS_MUTANT_NOT_OWNED. */
LONG KeReleaseMutex(PRKMUTEX Mutex, BOOLEAN Wait)
{
    ddi_enter(KeReleaseMutex, Mutex);
    ke_touch(Mutex, sizeof *Mutex, gate_.site);
    ke_on_stack_check(Mutex, "mutex");
    (void)Wait;
    LONG previous = 0;
    NTSTATUS status = ke_mutex_release(Mutex, &previous);
    if (!NT_SUCCESS(status))
        ExRaiseStatus(status);
    ke_order_gave(ke_current(), Mutex);
    return previous;
}

/* WDK: KeReadStateMutex. */
LONG KeReadStateMutex(PRKMUTEX Mutex)
{
    ddi_enter(KeReadStateMutex, Mutex);
    return Mutex->Header.SignalState;
}
