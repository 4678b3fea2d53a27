/*
 * Doubly and singly linked lists, inline as on Windows, with the corruption checks that Windows makes since version 8:
 * an entry whose neighbours do not point back ends in bug check 0x139 with first parameter 3.
 */
#ifndef NTSIM_DDK_RTL_LIST_H
#define NTSIM_DDK_RTL_LIST_H

#include "../ntdef.h"

EXTERN_C_START

#define FAST_FAIL_LEGACY_GS_VIOLATION 0
#define FAST_FAIL_CORRUPT_LIST_ENTRY  3
#define FAST_FAIL_INVALID_ARG         5
#define FAST_FAIL_FATAL_APP_EXIT      7

VOID __ntsim_fast_fail(ULONG code) DECLSPEC_NORETURN;
#define __fastfail(code)  __ntsim_fast_fail(code)
#define RtlFailFast(code) __ntsim_fast_fail(code)

static inline VOID InitializeListHead(PLIST_ENTRY ListHead)
{
    ListHead->Flink = ListHead->Blink = ListHead;
}

static inline BOOLEAN IsListEmpty(const LIST_ENTRY *ListHead)
{
    return (BOOLEAN)(ListHead->Flink == ListHead);
}

static inline BOOLEAN RemoveEntryList(PLIST_ENTRY Entry)
{
    PLIST_ENTRY next = Entry->Flink;
    PLIST_ENTRY previous = Entry->Blink;

    if (next->Blink != Entry || previous->Flink != Entry)
        __ntsim_fast_fail(FAST_FAIL_CORRUPT_LIST_ENTRY);
    previous->Flink = next;
    next->Blink = previous;
    return (BOOLEAN)(next == previous);
}

static inline PLIST_ENTRY RemoveHeadList(PLIST_ENTRY ListHead)
{
    PLIST_ENTRY entry = ListHead->Flink;
    PLIST_ENTRY next = entry->Flink;

    if (entry->Blink != ListHead || next->Blink != entry)
        __ntsim_fast_fail(FAST_FAIL_CORRUPT_LIST_ENTRY);
    ListHead->Flink = next;
    next->Blink = ListHead;
    return entry;
}

static inline PLIST_ENTRY RemoveTailList(PLIST_ENTRY ListHead)
{
    PLIST_ENTRY entry = ListHead->Blink;
    PLIST_ENTRY previous = entry->Blink;

    if (entry->Flink != ListHead || previous->Flink != entry)
        __ntsim_fast_fail(FAST_FAIL_CORRUPT_LIST_ENTRY);
    ListHead->Blink = previous;
    previous->Flink = ListHead;
    return entry;
}

static inline VOID InsertTailList(PLIST_ENTRY ListHead, PLIST_ENTRY Entry)
{
    PLIST_ENTRY last = ListHead->Blink;

    if (last->Flink != ListHead)
        __ntsim_fast_fail(FAST_FAIL_CORRUPT_LIST_ENTRY);
    Entry->Flink = ListHead;
    Entry->Blink = last;
    last->Flink = Entry;
    ListHead->Blink = Entry;
}

static inline VOID InsertHeadList(PLIST_ENTRY ListHead, PLIST_ENTRY Entry)
{
    PLIST_ENTRY first = ListHead->Flink;

    if (first->Blink != ListHead)
        __ntsim_fast_fail(FAST_FAIL_CORRUPT_LIST_ENTRY);
    Entry->Flink = first;
    Entry->Blink = ListHead;
    first->Blink = Entry;
    ListHead->Flink = Entry;
}

static inline VOID AppendTailList(PLIST_ENTRY ListHead, PLIST_ENTRY ListToAppend)
{
    PLIST_ENTRY end = ListHead->Blink;

    ListHead->Blink->Flink = ListToAppend;
    ListHead->Blink = ListToAppend->Blink;
    ListToAppend->Blink->Flink = ListHead;
    ListToAppend->Blink = end;
}

static inline PSINGLE_LIST_ENTRY PopEntryList(PSINGLE_LIST_ENTRY ListHead)
{
    PSINGLE_LIST_ENTRY first = ListHead->Next;

    if (first != NULL)
        ListHead->Next = first->Next;
    return first;
}

static inline VOID PushEntryList(PSINGLE_LIST_ENTRY ListHead, PSINGLE_LIST_ENTRY Entry)
{
    Entry->Next = ListHead->Next;
    ListHead->Next = Entry;
}

EXTERN_C_END

#endif
