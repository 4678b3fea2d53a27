/*
 * Remove locks (semantics 45): a count that starts at 1, and a ledger of ours by tag, so that "waits for its remove
 * lock" comes with the line that took it.
 */
#include "io/state.h"
#include "ke/sync.h"

struct hold {
    struct list link;
    void *tag;
    uintptr_t site;
    uint64_t at;
    uint32_t context;
};

struct ledger {
    struct list all;   /* io->remove_lock_ledgers, first used first */
    const IO_REMOVE_LOCK *lock;
    struct list holds; /* struct hold, oldest first */
    uint32_t waiter;   /* id of the image that waits for the last of them; 0 */
};

static struct ledger *ledger_of(const IO_REMOVE_LOCK *lock)
{
    struct ledger *ledger = map_get(&io->remove_locks, (uintptr_t)lock);
    if (!ledger) {
        ledger = sim_alloc(sizeof *ledger);
        ledger->lock = lock;
        list_init(&ledger->holds);
        list_append(&io->remove_lock_ledgers, &ledger->all);
        map_set(&io->remove_locks, (uintptr_t)lock, ledger);
    }
    return ledger;
}

static void forget(struct hold *hold)
{
    list_remove(&hold->link);
    sim_free(hold, sizeof *hold);
}

static void note(const IO_REMOVE_LOCK *lock, void *tag, uintptr_t site)
{
    struct hold *hold = sim_alloc(sizeof *hold);
    *hold = (struct hold){.tag = tag, .site = site, .at = ke_now(), .context = ke_current()->id};
    list_append(&ledger_of(lock)->holds, &hold->link);
}

static struct hold *hold_of(const IO_REMOVE_LOCK *lock, const void *tag)
{
    struct list *holds = &ledger_of(lock)->holds;
    for (struct list *node = holds->prev; node != holds; node = node->prev)
        if (list_of(node, struct hold, link)->tag == tag)
            return list_of(node, struct hold, link);
    return NULL;
}

/* Driver Verifier: a release whose tag nobody acquired with is 0xC4/0xD5, of ReleaseAndWait 0xD6. */
static void strike_out(const IO_REMOVE_LOCK *lock, void *tag, ULONG_PTR code)
{
    struct hold *hold = hold_of(lock, tag);
    if (hold) {
        forget(hold);
        return;
    }
    struct ke_blame blame = {
        .object_kind = "remove lock", .object = lock, .sentence = "its tag is that of no acquisition"};
    ke_bugcheck_blame(DRIVER_VERIFIER_DETECTED_VIOLATION, code, (ULONG_PTR)lock, (ULONG_PTR)tag, 0, &blame);
}

static void drop(IO_REMOVE_LOCK *lock)
{
    ke_sync_release(lock);
    if (--lock->Common.IoCount == 0)
        ke_event_set(&lock->Common.RemoveEvent);
}

/* WDK: IoInitializeRemoveLockEx. */
VOID IoInitializeRemoveLockEx(PIO_REMOVE_LOCK Lock, ULONG AllocateTag, ULONG MaxLockedMinutes, ULONG HighWatermark,
                              ULONG RemlockSize)
{
    ddi_enter(IoInitializeRemoveLockEx, Lock);
    (void)AllocateTag;
    (void)MaxLockedMinutes;
    (void)HighWatermark;
    memset(Lock, 0, RemlockSize <= sizeof *Lock ? RemlockSize : sizeof *Lock);
    Lock->Common.IoCount = 1;
    ke_event_init(&Lock->Common.RemoveEvent, SynchronizationEvent, FALSE);
    struct ledger *ledger = ledger_of(Lock);
    while (!list_empty(&ledger->holds))
        forget(list_of(ledger->holds.next, struct hold, link));
}

/* WDK: IoAcquireRemoveLockEx. */
NTSTATUS IoAcquireRemoveLockEx(PIO_REMOVE_LOCK RemoveLock, PVOID Tag, PCSTR File, ULONG Line, ULONG RemlockSize)
{
    ddi_enter(IoAcquireRemoveLockEx, RemoveLock);
    (void)File;
    (void)Line;
    (void)RemlockSize;
    RemoveLock->Common.IoCount++;
    if (RemoveLock->Common.Removed) {
        drop(RemoveLock);
        return STATUS_DELETE_PENDING;
    }
    note(RemoveLock, Tag, gate_.site);
    return STATUS_SUCCESS;
}

/* WDK: IoReleaseRemoveLockEx. */
VOID IoReleaseRemoveLockEx(PIO_REMOVE_LOCK RemoveLock, PVOID Tag, ULONG RemlockSize)
{
    ddi_enter(IoReleaseRemoveLockEx, RemoveLock);
    (void)RemlockSize;
    strike_out(RemoveLock, Tag, 0xD5);
    drop(RemoveLock);
}

/* WDK: IoReleaseRemoveLockAndWaitEx. After it the lock cannot be acquired any more. */
VOID IoReleaseRemoveLockAndWaitEx(PIO_REMOVE_LOCK RemoveLock, PVOID Tag, ULONG RemlockSize)
{
    ddi_enter(IoReleaseRemoveLockAndWaitEx, RemoveLock);
    (void)RemlockSize;
    RemoveLock->Common.Removed = TRUE;
    strike_out(RemoveLock, Tag, 0xD6);
    RemoveLock->Common.IoCount -= 2;
    if (RemoveLock->Common.IoCount > 0) {
        const struct image *image = ke_caller_image();
        ledger_of(RemoveLock)->waiter = image ? image->id : 0;
        ke_wait_one(&RemoveLock->Common.RemoveEvent, KernelMode, FALSE, NULL);
        ledger_of(RemoveLock)->waiter = 0;
    }
    ke_sync_acquire(RemoveLock);
}

size_t io_remove_locks_awaited(const struct io_driver *driver, struct io_holder *holders, size_t room)
{
    size_t n = 0;
    list_each(node, &io->remove_lock_ledgers)
    {
        const struct ledger *ledger = list_of(node, struct ledger, all);
        if (ledger->waiter == driver->image_id)
            n += io_remove_lock_holds(ledger->lock, holders + (n < room ? n : room), n < room ? room - n : 0);
    }
    return n;
}

size_t io_remove_lock_holds(const void *lock, struct io_holder *holders, size_t room)
{
    size_t n = 0;
    const struct ledger *ledger = map_get(&io->remove_locks, (uintptr_t)lock);
    if (!ledger)
        return 0;
    list_each(node, &ledger->holds)
    {
        const struct hold *hold = list_of(node, struct hold, link);
        if (n++ < room) {
            holders[n - 1] =
                (struct io_holder){.kind = "remove lock", .count = 1, .where = hold->site, .at_100ns = hold->at};
            image_describe(hold->site, holders[n - 1].holder, sizeof holders[n - 1].holder);
        }
    }
    return n;
}
