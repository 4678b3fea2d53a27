/*
 * What resource managers answer: each routine by pointer and by handle.
 */
#include "tm/private.h"

typedef NTSTATUS answer(struct tm_enlistment *enlistment, const LARGE_INTEGER *clock);

static NTSTATUS preprepared(struct tm_enlistment *enlistment, const LARGE_INTEGER *clock)
{
    return tm_complete(enlistment, TRANSACTION_NOTIFY_PREPREPARE, clock);
}

static NTSTATUS prepared(struct tm_enlistment *enlistment, const LARGE_INTEGER *clock)
{
    return tm_complete(enlistment, TRANSACTION_NOTIFY_PREPARE, clock);
}

static NTSTATUS committed(struct tm_enlistment *enlistment, const LARGE_INTEGER *clock)
{
    return tm_complete(enlistment, TRANSACTION_NOTIFY_COMMIT, clock);
}

static NTSTATUS rolled_back(struct tm_enlistment *enlistment, const LARGE_INTEGER *clock)
{
    return tm_complete(enlistment, TRANSACTION_NOTIFY_ROLLBACK, clock);
}

static NTSTATUS by_pointer(PKENLISTMENT enlistment, answer *say, const LARGE_INTEGER *clock)
{
    return say(tm_checked(enlistment, tm->enlistment_type), clock);
}

static NTSTATUS by_handle(HANDLE handle, answer *say, const LARGE_INTEGER *clock)
{
    void *body;
    KPROCESSOR_MODE mode = ps_set_previous_mode(KernelMode);
    NTSTATUS status = tm_handle_object(handle, tm->enlistment_type, ENLISTMENT_SUBORDINATE_RIGHTS, &body);
    if (NT_SUCCESS(status)) {
        status = say(body, clock);
        ob_dereference(body, OB_BY_LOOKUP);
    }
    ps_set_previous_mode(mode);
    return status;
}

/* WDK: TmPrePrepareComplete. */
NTSTATUS TmPrePrepareComplete(PKENLISTMENT Enlistment, PLARGE_INTEGER TmVirtualClock)
{
    ddi_enter(TmPrePrepareComplete, Enlistment);
    return by_pointer(Enlistment, preprepared, TmVirtualClock);
}

/* WDK: ZwPrePrepareComplete. */
NTSTATUS ZwPrePrepareComplete(HANDLE EnlistmentHandle, PLARGE_INTEGER TmVirtualClock)
{
    ddi_enter(ZwPrePrepareComplete, NULL);
    return by_handle(EnlistmentHandle, preprepared, TmVirtualClock);
}

/* WDK: TmPrepareComplete. */
NTSTATUS TmPrepareComplete(PKENLISTMENT Enlistment, PLARGE_INTEGER TmVirtualClock)
{
    ddi_enter(TmPrepareComplete, Enlistment);
    return by_pointer(Enlistment, prepared, TmVirtualClock);
}

/* WDK: ZwPrepareComplete. */
NTSTATUS ZwPrepareComplete(HANDLE EnlistmentHandle, PLARGE_INTEGER TmVirtualClock)
{
    ddi_enter(ZwPrepareComplete, NULL);
    return by_handle(EnlistmentHandle, prepared, TmVirtualClock);
}

/* WDK: TmCommitComplete. */
NTSTATUS TmCommitComplete(PKENLISTMENT Enlistment, PLARGE_INTEGER TmVirtualClock)
{
    ddi_enter(TmCommitComplete, Enlistment);
    return by_pointer(Enlistment, committed, TmVirtualClock);
}

/* WDK: ZwCommitComplete. */
NTSTATUS ZwCommitComplete(HANDLE EnlistmentHandle, PLARGE_INTEGER TmVirtualClock)
{
    ddi_enter(ZwCommitComplete, NULL);
    return by_handle(EnlistmentHandle, committed, TmVirtualClock);
}

/* WDK: TmRollbackComplete. */
NTSTATUS TmRollbackComplete(PKENLISTMENT Enlistment, PLARGE_INTEGER TmVirtualClock)
{
    ddi_enter(TmRollbackComplete, Enlistment);
    return by_pointer(Enlistment, rolled_back, TmVirtualClock);
}

/* WDK: ZwRollbackComplete. */
NTSTATUS ZwRollbackComplete(HANDLE EnlistmentHandle, PLARGE_INTEGER TmVirtualClock)
{
    ddi_enter(ZwRollbackComplete, NULL);
    return by_handle(EnlistmentHandle, rolled_back, TmVirtualClock);
}

/* WDK: TmReadOnlyEnlistment. */
NTSTATUS TmReadOnlyEnlistment(PKENLISTMENT Enlistment, PLARGE_INTEGER TmVirtualClock)
{
    ddi_enter(TmReadOnlyEnlistment, Enlistment);
    return by_pointer(Enlistment, tm_read_only, TmVirtualClock);
}

/* WDK: ZwReadOnlyEnlistment. */
NTSTATUS ZwReadOnlyEnlistment(HANDLE EnlistmentHandle, PLARGE_INTEGER TmVirtualClock)
{
    ddi_enter(ZwReadOnlyEnlistment, NULL);
    return by_handle(EnlistmentHandle, tm_read_only, TmVirtualClock);
}

/* WDK: TmRollbackEnlistment. Until it has said that it is prepared. */
NTSTATUS TmRollbackEnlistment(PKENLISTMENT Enlistment, PLARGE_INTEGER TmVirtualClock)
{
    ddi_enter(TmRollbackEnlistment, Enlistment);
    return by_pointer(Enlistment, tm_rollback_by, TmVirtualClock);
}

/* WDK: ZwRollbackEnlistment. */
NTSTATUS ZwRollbackEnlistment(HANDLE EnlistmentHandle, PLARGE_INTEGER TmVirtualClock)
{
    ddi_enter(ZwRollbackEnlistment, NULL);
    return by_handle(EnlistmentHandle, tm_rollback_by, TmVirtualClock);
}
