/*
 * Sequenced singly linked lists, in the x64 layout of their header: a depth, a sequence number that changes with every operation, and the first entry.
 */
#include "ex/state.h"

static PSLIST_ENTRY first_of(const SLIST_HEADER *head)
{
    return (PSLIST_ENTRY)(uintptr_t)(head->HeaderX64.NextEntry << 4);
}

static void set(PSLIST_HEADER head, PSLIST_ENTRY first, USHORT depth)
{
    head->HeaderX64.NextEntry = (ULONGLONG)(uintptr_t)first >> 4;
    head->HeaderX64.Depth = depth;
    head->HeaderX64.Sequence++;
}

/* The header has no room for the low four bits of an entry's address. */
static void check_aligned(const void *address, const char *sentence)
{
    if ((uintptr_t)address % MEMORY_ALLOCATION_ALIGNMENT == 0)
        return;
    struct ke_blame blame = {.object = address, .object_kind = "S-list", .sentence = sentence};
    ke_bugcheck_blame(KMODE_EXCEPTION_NOT_HANDLED, (ULONG_PTR)(LONG_PTR)STATUS_DATATYPE_MISALIGNMENT, ke_call_site(), 0, (ULONG_PTR)address, &blame);
}

/* WDK: ExInitializeSListHead (a macro over this). */
VOID InitializeSListHead(PSLIST_HEADER SListHead)
{
    ddi_enter(InitializeSListHead, NULL);
    check_aligned(SListHead, "the head of an S-list is 16-byte aligned");
    ex_touch(SListHead, sizeof *SListHead, gate_.site);
    *SListHead = (SLIST_HEADER){0};
    SListHead->HeaderX64.HeaderType = 1;
}

/* WDK: ExInterlockedPushEntrySList, InterlockedPushEntrySList (macros over this). Returns the entry that was first. */
PSLIST_ENTRY ExpInterlockedPushEntrySList(PSLIST_HEADER ListHead, PSLIST_ENTRY ListEntry)
{
    ddi_enter(ExpInterlockedPushEntrySList, ListHead);
    check_aligned(ListEntry, "an entry of an S-list is 16-byte aligned");
    ex_touch(ListHead, sizeof *ListHead, gate_.site);
    ex_touch(ListEntry, sizeof ListEntry->Next, gate_.site);
    PSLIST_ENTRY old = first_of(ListHead);
    ListEntry->Next = old;
    set(ListHead, ListEntry, (USHORT)(ListHead->HeaderX64.Depth + 1));
    return old;
}

/* WDK: ExInterlockedPopEntrySList, InterlockedPopEntrySList (macros over this). NULL: empty. */
PSLIST_ENTRY ExpInterlockedPopEntrySList(PSLIST_HEADER ListHead)
{
    ddi_enter(ExpInterlockedPopEntrySList, ListHead);
    ex_touch(ListHead, sizeof *ListHead, gate_.site);
    PSLIST_ENTRY first = first_of(ListHead);
    if (!first) {
        mm_poll_failed(ListHead);
        return NULL;
    }
    mm_touch(first, sizeof first->Next, MM_READ | MM_ATOMIC, gate_.site);
    first = first_of(ListHead); /* at level 2 the list may have changed meanwhile */
    if (first)
        set(ListHead, first->Next, (USHORT)(ListHead->HeaderX64.Depth - 1));
    return first;
}

/* WDK: ExInterlockedFlushSList, InterlockedFlushSList (macros over this). The whole chain. */
PSLIST_ENTRY ExpInterlockedFlushSList(PSLIST_HEADER ListHead)
{
    ddi_enter(ExpInterlockedFlushSList, ListHead);
    ex_touch(ListHead, sizeof *ListHead, gate_.site);
    PSLIST_ENTRY first = first_of(ListHead);
    set(ListHead, NULL, 0);
    return first;
}

/* WDK: ExQueryDepthSList. */
USHORT ExQueryDepthSList(PSLIST_HEADER SListHead)
{
    ddi_enter(ExQueryDepthSList, SListHead);
    mm_touch(SListHead, sizeof *SListHead, MM_READ | MM_ATOMIC, gate_.site);
    return (USHORT)SListHead->HeaderX64.Depth;
}
