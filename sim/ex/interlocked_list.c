/*
 * Lists and counters guarded by a spin lock that the routine takes itself, with interrupts off: legal at any IRQL, as long as nobody holds the lock around
 * the call.
 */
#include "ex/state.h"

/* The lock is free, or its holder is on another processor and comes to release it. */
static KIRQL enter(PKSPIN_LOCK lock)
{
    KIRQL old = ke_irql();
    ke_lock(lock);
    ke_raise(HIGH_LEVEL);
    return old;
}

static void leave(PKSPIN_LOCK lock, KIRQL old)
{
    ke_unlock(lock, old);
}

static void touch_head(const LIST_ENTRY *head, uintptr_t site)
{
    ex_touch(head, sizeof *head, site);
}

/* WDK: ExInterlockedInsertHeadList. The entry that was first; NULL: the list was empty. */
PLIST_ENTRY ExInterlockedInsertHeadList(PLIST_ENTRY ListHead, PLIST_ENTRY ListEntry, PKSPIN_LOCK Lock)
{
    ddi_enter(ExInterlockedInsertHeadList, Lock);
    touch_head(ListHead, gate_.site);
    touch_head(ListEntry, gate_.site);
    KIRQL old = enter(Lock);
    PLIST_ENTRY first = IsListEmpty(ListHead) ? NULL : ListHead->Flink;
    InsertHeadList(ListHead, ListEntry);
    leave(Lock, old);
    return first;
}

/* WDK: ExInterlockedInsertTailList. The entry that was last; NULL: the list was empty. */
PLIST_ENTRY ExInterlockedInsertTailList(PLIST_ENTRY ListHead, PLIST_ENTRY ListEntry, PKSPIN_LOCK Lock)
{
    ddi_enter(ExInterlockedInsertTailList, Lock);
    touch_head(ListHead, gate_.site);
    touch_head(ListEntry, gate_.site);
    KIRQL old = enter(Lock);
    PLIST_ENTRY last = IsListEmpty(ListHead) ? NULL : ListHead->Blink;
    InsertTailList(ListHead, ListEntry);
    leave(Lock, old);
    return last;
}

/* WDK: ExInterlockedRemoveHeadList. NULL: empty. */
PLIST_ENTRY ExInterlockedRemoveHeadList(PLIST_ENTRY ListHead, PKSPIN_LOCK Lock)
{
    ddi_enter(ExInterlockedRemoveHeadList, Lock);
    touch_head(ListHead, gate_.site);
    KIRQL old = enter(Lock);
    PLIST_ENTRY entry = IsListEmpty(ListHead) ? NULL : RemoveHeadList(ListHead);
    leave(Lock, old);
    if (!entry)
        mm_poll_failed(ListHead);
    return entry;
}

/* WDK: ExInterlockedPopEntryList. NULL: empty. */
PSINGLE_LIST_ENTRY ExInterlockedPopEntryList(PSINGLE_LIST_ENTRY ListHead, PKSPIN_LOCK Lock)
{
    ddi_enter(ExInterlockedPopEntryList, Lock);
    ex_touch(ListHead, sizeof *ListHead, gate_.site);
    KIRQL old = enter(Lock);
    PSINGLE_LIST_ENTRY entry = PopEntryList(ListHead);
    leave(Lock, old);
    if (!entry)
        mm_poll_failed(ListHead);
    return entry;
}

/* WDK: ExInterlockedPushEntryList. The entry that was first; NULL: the list was empty. */
PSINGLE_LIST_ENTRY ExInterlockedPushEntryList(PSINGLE_LIST_ENTRY ListHead, PSINGLE_LIST_ENTRY ListEntry, PKSPIN_LOCK Lock)
{
    ddi_enter(ExInterlockedPushEntryList, Lock);
    ex_touch(ListHead, sizeof *ListHead, gate_.site);
    ex_touch(ListEntry, sizeof *ListEntry, gate_.site);
    KIRQL old = enter(Lock);
    PSINGLE_LIST_ENTRY first = ListHead->Next;
    PushEntryList(ListHead, ListEntry);
    leave(Lock, old);
    return first;
}

/* WDK: ExInterlockedAddLargeInteger. The old value. */
LARGE_INTEGER ExInterlockedAddLargeInteger(PLARGE_INTEGER Addend, LARGE_INTEGER Increment, PKSPIN_LOCK Lock)
{
    ddi_enter(ExInterlockedAddLargeInteger, Lock);
    ex_touch(Addend, sizeof *Addend, gate_.site);
    KIRQL old = enter(Lock);
    LARGE_INTEGER value = *Addend;
    Addend->QuadPart = (LONGLONG)((ULONGLONG)value.QuadPart + (ULONGLONG)Increment.QuadPart);
    leave(Lock, old);
    return value;
}

/* WDK: ExInterlockedAddUlong. The old value. */
ULONG ExInterlockedAddUlong(PULONG Addend, ULONG Increment, PKSPIN_LOCK Lock)
{
    ddi_enter(ExInterlockedAddUlong, Lock);
    ex_touch(Addend, sizeof *Addend, gate_.site);
    KIRQL old = enter(Lock);
    ULONG value = *Addend;
    *Addend = value + Increment;
    leave(Lock, old);
    return value;
}
