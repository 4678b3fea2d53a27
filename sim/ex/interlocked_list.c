/*
 * Lists and counters guarded by a spin lock that the routine takes itself, with interrupts off: legal at any IRQL, as long as nobody holds the lock around
 * the call.
 */
#include "ex/state.h"
#include "ke/spinlock_forms.h"

/* With the lock held, and so at HIGH_LEVEL: lists must be in resident memory. */
static void touch(const LIST_ENTRY *entry, uintptr_t site)
{
    ex_touch(entry, sizeof *entry, site);
}

/* WDK: ExInterlockedInsertHeadList. The entry that was first; NULL: the list was empty. */
PLIST_ENTRY ExInterlockedInsertHeadList(PLIST_ENTRY ListHead, PLIST_ENTRY ListEntry, PKSPIN_LOCK Lock)
{
    ddi_enter(ExInterlockedInsertHeadList, Lock);
    KIRQL old = ke_lock_high(Lock);
    touch(ListHead, gate_.site);
    touch(ListHead->Flink, gate_.site);
    touch(ListEntry, gate_.site);
    PLIST_ENTRY first = IsListEmpty(ListHead) ? NULL : ListHead->Flink;
    InsertHeadList(ListHead, ListEntry);
    ke_unlock_high(Lock, old);
    return first;
}

/* WDK: ExInterlockedInsertTailList. The entry that was last; NULL: the list was empty. */
PLIST_ENTRY ExInterlockedInsertTailList(PLIST_ENTRY ListHead, PLIST_ENTRY ListEntry, PKSPIN_LOCK Lock)
{
    ddi_enter(ExInterlockedInsertTailList, Lock);
    KIRQL old = ke_lock_high(Lock);
    touch(ListHead, gate_.site);
    touch(ListHead->Blink, gate_.site);
    touch(ListEntry, gate_.site);
    PLIST_ENTRY last = IsListEmpty(ListHead) ? NULL : ListHead->Blink;
    InsertTailList(ListHead, ListEntry);
    ke_unlock_high(Lock, old);
    return last;
}

/* WDK: ExInterlockedRemoveHeadList. NULL: empty. */
PLIST_ENTRY ExInterlockedRemoveHeadList(PLIST_ENTRY ListHead, PKSPIN_LOCK Lock)
{
    ddi_enter(ExInterlockedRemoveHeadList, Lock);
    KIRQL old = ke_lock_high(Lock);
    touch(ListHead, gate_.site);
    touch(ListHead->Flink, gate_.site);
    PLIST_ENTRY entry = IsListEmpty(ListHead) ? NULL : RemoveHeadList(ListHead);
    ke_unlock_high(Lock, old);
    if (!entry)
        mm_poll_failed(ListHead);
    return entry;
}

/* WDK: ExInterlockedPopEntryList. NULL: empty. */
PSINGLE_LIST_ENTRY ExInterlockedPopEntryList(PSINGLE_LIST_ENTRY ListHead, PKSPIN_LOCK Lock)
{
    ddi_enter(ExInterlockedPopEntryList, Lock);
    KIRQL old = ke_lock_high(Lock);
    ex_touch(ListHead, sizeof *ListHead, gate_.site);
    if (ListHead->Next)
        ex_touch(ListHead->Next, sizeof *ListHead->Next, gate_.site);
    PSINGLE_LIST_ENTRY entry = PopEntryList(ListHead);
    ke_unlock_high(Lock, old);
    if (!entry)
        mm_poll_failed(ListHead);
    return entry;
}

/* WDK: ExInterlockedPushEntryList. The entry that was first; NULL: the list was empty. */
PSINGLE_LIST_ENTRY ExInterlockedPushEntryList(PSINGLE_LIST_ENTRY ListHead, PSINGLE_LIST_ENTRY ListEntry, PKSPIN_LOCK Lock)
{
    ddi_enter(ExInterlockedPushEntryList, Lock);
    KIRQL old = ke_lock_high(Lock);
    ex_touch(ListHead, sizeof *ListHead, gate_.site);
    ex_touch(ListEntry, sizeof *ListEntry, gate_.site);
    PSINGLE_LIST_ENTRY first = ListHead->Next;
    PushEntryList(ListHead, ListEntry);
    ke_unlock_high(Lock, old);
    return first;
}

/* WDK: ExInterlockedAddLargeInteger. The old value. */
LARGE_INTEGER ExInterlockedAddLargeInteger(PLARGE_INTEGER Addend, LARGE_INTEGER Increment, PKSPIN_LOCK Lock)
{
    ddi_enter(ExInterlockedAddLargeInteger, Lock);
    KIRQL old = ke_lock_high(Lock);
    ex_touch(Addend, sizeof *Addend, gate_.site);
    LARGE_INTEGER value = *Addend;
    Addend->QuadPart = (LONGLONG)((ULONGLONG)value.QuadPart + (ULONGLONG)Increment.QuadPart);
    ke_unlock_high(Lock, old);
    return value;
}

/* WDK: ExInterlockedAddUlong. The old value. */
ULONG ExInterlockedAddUlong(PULONG Addend, ULONG Increment, PKSPIN_LOCK Lock)
{
    ddi_enter(ExInterlockedAddUlong, Lock);
    KIRQL old = ke_lock_high(Lock);
    ex_touch(Addend, sizeof *Addend, gate_.site);
    ULONG value = *Addend;
    *Addend = value + Increment;
    ke_unlock_high(Lock, old);
    return value;
}
