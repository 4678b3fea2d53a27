/*
 * The exported waiting routines: what a driver may ask for at which IRQL, then ke_wait_many.
 */
#include "choice/footprint.h"
#include "ke/lock_order.h"
#include "ke/on_stack.h"
#include "ke/state.h"

/* Rules Q06, Q07: no blocking wait at DISPATCH_LEVEL or above. Driver Verifier 0xC4/0x120-0x122; inside a DPC the kernel itself stops with 0xB8. */
static void check_may_block(PLARGE_INTEGER timeout, const void *object)
{
    KIRQL irql = ke->cpu->irql;
    if (irql < DISPATCH_LEVEL || (irql == DISPATCH_LEVEL && timeout && timeout->QuadPart == 0))
        return;
    const struct ke_activation *activation = ke_current()->activation;
    bool in_dpc = activation && (activation->call->kind == KE_DPC || activation->call->kind == KE_TIMER_DPC);
    if (in_dpc && irql == DISPATCH_LEVEL)
        ke_bugcheck_blame(ATTEMPTED_SWITCH_FROM_DPC, (ULONG_PTR)ke_current(), 0, 0, 0, &(struct ke_blame){.sentence = "a DPC routine waits: at DISPATCH_LEVEL no other thread could run"});
    ULONG_PTR code = irql > DISPATCH_LEVEL ? 0x120 : timeout ? 0x122 : 0x121;
    ke_bugcheck_blame(DRIVER_VERIFIER_DETECTED_VIOLATION, code, irql, (ULONG_PTR)object, (ULONG_PTR)timeout,
                      &(struct ke_blame){.sentence = "a wait that may take time, at DISPATCH_LEVEL or above (under a spin lock, for one)"});
}

static bool known_type(const DISPATCHER_HEADER *header)
{
    switch (header->Type) {
    case EventNotificationObject:
    case EventSynchronizationObject:
    case MutantObject:
    case ProcessObject:
    case SemaphoreObject:
    case ThreadObject:
    case TimerNotificationObject:
    case TimerSynchronizationObject:
        return true;
    default:
        return false;
    }
}

/* Verifier 0xC4/0xDF..0xE1: what is waited for must be an initialised dispatcher object in resident memory. */
static void check_object(const void *object)
{
    ke_on_stack_check(object, "object");
    if (!known_type(object))
        ke_bugcheck_blame(DRIVER_VERIFIER_DETECTED_VIOLATION, 0xE1, (ULONG_PTR)object, 0, 0,
                          &(struct ke_blame){.object = object, .object_kind = "object", .sentence = "it is no initialised dispatcher object"});
}

/* Rule Q57: while a thread waits in user mode its kernel stack may be paged out, and the object with it. */
static void check_stack(const void *object, KPROCESSOR_MODE mode)
{
    if (mode == UserMode && (uintptr_t)object - (uintptr_t)ke_current()->fiber.stack < KE_STACK_SIZE)
        ke_finding("user-wait-on-stack", "%s", "a wait in UserMode for an object on the thread's kernel stack, which may be paged out meanwhile");
}

/* By bit. Asked before the wait: behind it what was waited for may be gone, but for a mutex that one owns. */
static uint64_t mutexes_among(ULONG count, PVOID objects[])
{
    uint64_t mutexes = 0;
    for (ULONG i = 0; i < count; i++)
        if (((DISPATCHER_HEADER *)objects[i])->Type == MutantObject)
            mutexes |= 1ull << i;
    return mutexes;
}

/* Mutexes are locks. Who waits for a while only is not caught in a deadlock. */
static NTSTATUS note_mutexes(uint64_t mutexes, PVOID objects[], bool all, PLARGE_INTEGER timeout, NTSTATUS status)
{
    ULONG which = (ULONG)status & ~(ULONG)STATUS_ABANDONED_WAIT_0;
    if (status < STATUS_WAIT_0 || which >= MAXIMUM_WAIT_OBJECTS)
        return status;
    for (ULONG i = 0; mutexes; i++, mutexes >>= 1)
        if ((mutexes & 1) && (all || i == which))
            ke_order_took(objects[i], KE_LOCK_MUTEX, false, !timeout);
    return status;
}

/* WDK: KeWaitForSingleObject. */
NTSTATUS KeWaitForSingleObject(PVOID Object, KWAIT_REASON WaitReason, KPROCESSOR_MODE WaitMode, BOOLEAN Alertable, PLARGE_INTEGER Timeout)
{
    ddi_enter(KeWaitForSingleObject, Object);
    (void)WaitReason;
    check_may_block(Timeout, Object);
    check_object(Object);
    check_stack(Object, WaitMode);
    uint64_t mutexes = mutexes_among(1, &Object);
    return note_mutexes(mutexes, &Object, false, Timeout, ke_wait_one(Object, WaitMode, Alertable, Timeout));
}

/* WDK: KeWaitForMultipleObjects. More than THREAD_WAIT_OBJECTS needs a WaitBlockArray: bug check 0xC (MAXIMUM_WAIT_OBJECTS_EXCEEDED). */
NTSTATUS KeWaitForMultipleObjects(ULONG Count, PVOID Object[], WAIT_TYPE WaitType, KWAIT_REASON WaitReason, KPROCESSOR_MODE WaitMode, BOOLEAN Alertable,
                                  PLARGE_INTEGER Timeout, PKWAIT_BLOCK WaitBlockArray)
{
    ddi_enter(KeWaitForMultipleObjects, Count ? Object[0] : NULL);
    (void)WaitReason;
    footprint_read(Object, Count * sizeof *Object);
    if (Count > MAXIMUM_WAIT_OBJECTS || (!WaitBlockArray && Count > THREAD_WAIT_OBJECTS))
        ke_bugcheck_blame(MAXIMUM_WAIT_OBJECTS_EXCEEDED, 0, 0, 0, 0, &(struct ke_blame){.sentence = "more objects than the thread has wait blocks for, and no WaitBlockArray"});
    check_may_block(Timeout, Count ? Object[0] : NULL);
    for (ULONG i = 0; i < Count; i++)
        check_object(Object[i]);
    uint64_t mutexes = mutexes_among(Count, Object);
    return note_mutexes(mutexes, Object, WaitType == WaitAll, Timeout, ke_wait_many(Count, Object, WaitType, WaitMode, Alertable, Timeout));
}

/* WDK: KeDelayExecutionThread. */
NTSTATUS KeDelayExecutionThread(KPROCESSOR_MODE WaitMode, BOOLEAN Alertable, PLARGE_INTEGER Interval)
{
    ddi_enter(KeDelayExecutionThread, NULL);
    return ke_delay(WaitMode, Alertable, Interval);
}
