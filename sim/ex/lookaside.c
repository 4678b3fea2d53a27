/*
 * Lookaside lists. As under Driver Verifier nothing is kept on a list: every entry is allocated and freed at once, so that one which is used after it was
 * freed is found. The counters say so: every request is a miss.
 */
#include "ex/state.h"

#include "ke/fault.h"

#include <string.h>

#define TYPE_FLAGS (POOL_RAISE_IF_ALLOCATION_FAILURE | POOL_NX_ALLOCATION | POOL_QUOTA_FAIL_INSTEAD_OF_RAISE)

/* The two layouts of the documented fields differ in alignment only. */
_Static_assert(offsetof(GENERAL_LOOKASIDE, Future) == offsetof(GENERAL_LOOKASIDE_POOL, Future), "one set of fields");

struct ex_lookaside {
    struct list link; /* ex->lookaside_list */
    GENERAL_LOOKASIDE_POOL *fields;
    uint64_t stamp;
    struct ex_armed made; /* who initialised it; no routine */
    struct ex_armed allocate, free; /* routine NULL: pool */
    bool extended, raises;
};

static struct ex_lookaside *find(const void *list)
{
    struct ex_lookaside *own = map_get(&ex->lookasides, (uintptr_t)list);
    return own && mm_stamp(list) == own->stamp ? own : NULL;
}

static struct ex_lookaside *checked(const void *list)
{
    struct ex_lookaside *own = find(list);
    if (!own)
        ex_lock_violation(0xCB, (ULONG_PTR)list, 0, 0, list, "lookaside list", "it was never initialised, or deleted");
    return own;
}

static void drop(struct ex_lookaside *own)
{
    list_remove(&own->link);
    map_set(&ex->lookasides, (uintptr_t)own->fields, NULL);
    sim_free(own, sizeof *own);
}

const void *ex_lookaside_within(const void *start, size_t size)
{
    list_each(node, &ex->lookaside_list)
    {
        const struct ex_lookaside *own = list_of(node, struct ex_lookaside, link);
        if ((uintptr_t)own->fields - (uintptr_t)start < size && mm_stamp(own->fields) == own->stamp)
            return own->fields;
    }
    return NULL;
}

void ex_lookasides_visit(void (*visit)(void *context, const void *list, uintptr_t initialized_by), void *context)
{
    list_each(node, &ex->lookaside_list)
    {
        const struct ex_lookaside *own = list_of(node, struct ex_lookaside, link);
        visit(context, own->fields, own->made.by);
    }
}

void ex_lookasides_scan(void)
{
    list_each(node, &ex->lookaside_list)
    {
        const struct ex_lookaside *own = list_of(node, struct ex_lookaside, link);
        if (mm_stamp(own->fields) == own->stamp)
            continue;
        struct ke_blame blame = {.object = own->fields, .object_kind = "lookaside list", .object_id = ke_label_find(own->fields), .pc = own->made.by, .armed_by = own->made.by,
                                 .armed_at = own->made.at, .armed_context = own->made.context,
                                 .sentence = "the system looked at a lookaside list in memory that is gone: it was never deleted"};
        ke_bugcheck_blame(DRIVER_UNLOADED_WITHOUT_CANCELLING_PENDING_OPERATIONS, (ULONG_PTR)&own->fields->ListEntry, 0, 0, 0, &blame);
    }
}

/* --- the four operations ------------------------------------------------------------------------------------------------------------------ */

static struct ex_lookaside *initialize(void *list, POOL_TYPE type, SIZE_T size, ULONG tag, uintptr_t site)
{
    GENERAL_LOOKASIDE_POOL *fields = list;
    ex_touch(fields, sizeof *fields, site);
    if (find(fields))
        ex_lock_violation(0xCA, (ULONG_PTR)list, 0, 0, list, "lookaside list", "it is initialised already");
    if (size < LOOKASIDE_MINIMUM_BLOCK_SIZE)
        ex_lock_violation(0xCD, (ULONG_PTR)list, size, LOOKASIDE_MINIMUM_BLOCK_SIZE, list, "lookaside list", "its entries are too small");
    struct ex_lookaside *stale = map_get(&ex->lookasides, (uintptr_t)list);
    if (stale)
        drop(stale);
    memset(fields, 0, sizeof *fields);
    fields->Type = type;
    fields->Tag = tag;
    fields->Size = (ULONG)size;
    InitializeListHead(&fields->ListEntry);
    struct ex_lookaside *own = sim_alloc(sizeof *own);
    own->fields = fields;
    own->stamp = mm_stamp(fields);
    ex_arm(&own->made, NULL);
    list_append(&ex->lookaside_list, &own->link);
    map_set(&ex->lookasides, (uintptr_t)list, own);
    ke_label_new(list, LABEL_OTHER);
    return own;
}

static void delete_list(void *list, uintptr_t site)
{
    ex_touch(list, sizeof(GENERAL_LOOKASIDE_POOL), site);
    drop(checked(list));
}

static void *allocate_entry(const struct ex_lookaside *own, uintptr_t site)
{
    const GENERAL_LOOKASIDE_POOL *fields = own->fields;
    if (!own->allocate.routine)
        return mm_pool_alloc((POOL_TYPE)(fields->Type & ~TYPE_FLAGS), fields->Size, fields->Tag, false, site);
    struct ke_call call = ex_call_of(KE_CALLBACK, &own->allocate, fields, "lookaside list");
    call.argument[0] = fields->Type;
    call.argument[1] = fields->Size;
    call.argument[2] = fields->Tag;
    call.argument[3] = own->extended ? (uintptr_t)fields : 0;
    return (void *)ke_call(&call);
}

static void *allocate(void *list, uintptr_t site)
{
    GENERAL_LOOKASIDE_POOL *fields = list;
    ex_touch(fields, sizeof *fields, site);
    const struct ex_lookaside *own = checked(list);
    fields->TotalAllocates++;
    fields->AllocateMisses++;
    bool raises = own->raises || (!own->extended && fields->Type & POOL_RAISE_IF_ALLOCATION_FAILURE);
    void *entry = allocate_entry(own, site);
    if (!entry && raises)
        ke_raise_status(STATUS_INSUFFICIENT_RESOURCES, 0, false);
    return entry;
}

static void free_entry(void *list, void *entry, uintptr_t site)
{
    GENERAL_LOOKASIDE_POOL *fields = list;
    ex_touch(fields, sizeof *fields, site);
    const struct ex_lookaside *own = checked(list);
    fields->TotalFrees++;
    fields->FreeMisses++;
    if (!own->free.routine) {
        mm_pool_free(entry, fields->Tag, site);
        return;
    }
    struct ke_call call = ex_call_of(KE_CALLBACK, &own->free, fields, "lookaside list");
    call.argument[0] = (uintptr_t)entry;
    call.argument[1] = own->extended ? (uintptr_t)fields : 0;
    ke_call(&call);
}

/* Flags of the forms without Ex are pool flags; Depth is not used on NT either. */
static void initialize_old(void *list, POOL_TYPE type, PALLOCATE_FUNCTION allocate_with, PFREE_FUNCTION free_with, ULONG flags, SIZE_T size, ULONG tag,
                           uintptr_t site)
{
    struct ex_lookaside *own = initialize(list, (POOL_TYPE)(type | flags), size, tag, site);
    own->fields->Allocate = allocate_with;
    own->fields->Free = free_with;
    ex_arm(&own->allocate, (const void *)allocate_with);
    ex_arm(&own->free, (const void *)free_with);
}

/* --- exported ----------------------------------------------------------------------------------------------------------------------------- */

/* WDK: ExInitializeNPagedLookasideList. */
VOID ExInitializeNPagedLookasideList(PNPAGED_LOOKASIDE_LIST Lookaside, PALLOCATE_FUNCTION Allocate, PFREE_FUNCTION Free, ULONG Flags, SIZE_T Size,
                                     ULONG Tag, USHORT Depth)
{
    ddi_enter(ExInitializeNPagedLookasideList, NULL);
    (void)Depth;
    initialize_old(Lookaside, NonPagedPool, Allocate, Free, Flags, Size, Tag, gate_.site);
}

/* WDK: ExDeleteNPagedLookasideList. */
VOID ExDeleteNPagedLookasideList(PNPAGED_LOOKASIDE_LIST Lookaside)
{
    ddi_enter(ExDeleteNPagedLookasideList, Lookaside);
    delete_list(Lookaside, gate_.site);
}

/* WDK: ExAllocateFromNPagedLookasideList. */
PVOID ExAllocateFromNPagedLookasideList(PNPAGED_LOOKASIDE_LIST Lookaside)
{
    ddi_enter(ExAllocateFromNPagedLookasideList, Lookaside);
    return allocate(Lookaside, gate_.site);
}

/* WDK: ExFreeToNPagedLookasideList. */
VOID ExFreeToNPagedLookasideList(PNPAGED_LOOKASIDE_LIST Lookaside, PVOID Entry)
{
    ddi_enter(ExFreeToNPagedLookasideList, Lookaside);
    free_entry(Lookaside, Entry, gate_.site);
}

/* WDK: ExInitializePagedLookasideList. */
VOID ExInitializePagedLookasideList(PPAGED_LOOKASIDE_LIST Lookaside, PALLOCATE_FUNCTION Allocate, PFREE_FUNCTION Free, ULONG Flags, SIZE_T Size,
                                    ULONG Tag, USHORT Depth)
{
    ddi_enter(ExInitializePagedLookasideList, NULL);
    (void)Depth;
    initialize_old(Lookaside, PagedPool, Allocate, Free, Flags, Size, Tag, gate_.site);
}

/* WDK: ExDeletePagedLookasideList. */
VOID ExDeletePagedLookasideList(PPAGED_LOOKASIDE_LIST Lookaside)
{
    ddi_enter(ExDeletePagedLookasideList, Lookaside);
    delete_list(Lookaside, gate_.site);
}

/* WDK: ExAllocateFromPagedLookasideList. */
PVOID ExAllocateFromPagedLookasideList(PPAGED_LOOKASIDE_LIST Lookaside)
{
    ddi_enter(ExAllocateFromPagedLookasideList, Lookaside);
    return allocate(Lookaside, gate_.site);
}

/* WDK: ExFreeToPagedLookasideList. */
VOID ExFreeToPagedLookasideList(PPAGED_LOOKASIDE_LIST Lookaside, PVOID Entry)
{
    ddi_enter(ExFreeToPagedLookasideList, Lookaside);
    free_entry(Lookaside, Entry, gate_.site);
}

/* WDK: ExInitializeLookasideListEx. Both flags at once, or unknown ones: STATUS_INVALID_PARAMETER_5. */
NTSTATUS ExInitializeLookasideListEx(PLOOKASIDE_LIST_EX Lookaside, PALLOCATE_FUNCTION_EX Allocate, PFREE_FUNCTION_EX Free, POOL_TYPE PoolType,
                                     ULONG Flags, SIZE_T Size, ULONG Tag, USHORT Depth)
{
    ddi_enter(ExInitializeLookasideListEx, NULL);
    const ULONG both = EX_LOOKASIDE_LIST_EX_FLAGS_RAISE_ON_FAIL | EX_LOOKASIDE_LIST_EX_FLAGS_FAIL_NO_RAISE;
    if (Flags & ~both || Flags == both)
        return STATUS_INVALID_PARAMETER_5;
    (void)Depth;
    struct ex_lookaside *own = initialize(Lookaside, PoolType, Size, Tag, gate_.site);
    own->extended = true;
    own->raises = Flags & EX_LOOKASIDE_LIST_EX_FLAGS_RAISE_ON_FAIL;
    own->fields->AllocateEx = Allocate;
    own->fields->FreeEx = Free;
    ex_arm(&own->allocate, (const void *)Allocate);
    ex_arm(&own->free, (const void *)Free);
    return STATUS_SUCCESS;
}

/* WDK: ExDeleteLookasideListEx. */
VOID ExDeleteLookasideListEx(PLOOKASIDE_LIST_EX Lookaside)
{
    ddi_enter(ExDeleteLookasideListEx, Lookaside);
    delete_list(Lookaside, gate_.site);
}

/* WDK: ExFlushLookasideListEx. There is never anything to flush. */
VOID ExFlushLookasideListEx(PLOOKASIDE_LIST_EX Lookaside)
{
    ddi_enter(ExFlushLookasideListEx, Lookaside);
    checked(Lookaside);
}

/* WDK: ExAllocateFromLookasideListEx. */
PVOID ExAllocateFromLookasideListEx(PLOOKASIDE_LIST_EX Lookaside)
{
    ddi_enter(ExAllocateFromLookasideListEx, Lookaside);
    return allocate(Lookaside, gate_.site);
}

/* WDK: ExFreeToLookasideListEx. */
VOID ExFreeToLookasideListEx(PLOOKASIDE_LIST_EX Lookaside, PVOID Entry)
{
    ddi_enter(ExFreeToLookasideListEx, Lookaside);
    free_entry(Lookaside, Entry, gate_.site);
}
