/*
 * Generic tables: splay trees of copies of the driver's elements, in memory that the driver's own routine allocates. They lock nothing: that is the driver's
 * business. An element is a header of ours (links of the tree, links of the order of insertion) and the driver's bytes behind it.
 */
#include "rtl/rtl.h"

#include <string.h>

struct element {
    RTL_SPLAY_LINKS links;
    LIST_ENTRY inserted;
    LONGLONG bytes[]; /* the driver's */
};

static RTL_GENERIC_COMPARE_RESULTS compare(PRTL_GENERIC_TABLE table, PVOID left, PVOID right)
{
    struct ke_call call = {.kind = KE_CALLBACK, .routine = (const void *)table->CompareRoutine, .holder_kind = "generic table",
                           .argument = {(uintptr_t)table, (uintptr_t)left, (uintptr_t)right}};
    return (RTL_GENERIC_COMPARE_RESULTS)(uint32_t)ke_call(&call);
}

static void *allocate(PRTL_GENERIC_TABLE table, CLONG bytes)
{
    struct ke_call call = {.kind = KE_CALLBACK, .routine = (const void *)table->AllocateRoutine, .holder_kind = "generic table",
                           .argument = {(uintptr_t)table, bytes}};
    return (void *)ke_call(&call);
}

static void release(PRTL_GENERIC_TABLE table, struct element *element)
{
    struct ke_call call = {.kind = KE_CALLBACK, .routine = (const void *)table->FreeRoutine, .holder_kind = "generic table",
                           .argument = {(uintptr_t)table, (uintptr_t)element}};
    ke_call(&call);
}

/* The node that equals, or the one below which it would go. */
static TABLE_SEARCH_RESULT find(PRTL_GENERIC_TABLE table, PVOID buffer, struct element **found)
{
    RTL_SPLAY_LINKS *node = table->TableRoot;
    *found = NULL;
    if (!node)
        return TableEmptyTree;
    for (;;) {
        *found = (struct element *)node;
        RTL_GENERIC_COMPARE_RESULTS order = compare(table, buffer, (*found)->bytes);
        if (order == GenericEqual)
            return TableFoundNode;
        RTL_SPLAY_LINKS *child = order == GenericLessThan ? node->LeftChild : node->RightChild;
        if (!child)
            return order == GenericLessThan ? TableInsertAsLeft : TableInsertAsRight;
        node = child;
    }
}

/* WDK: RtlInitializeGenericTable. */
VOID RtlInitializeGenericTable(PRTL_GENERIC_TABLE Table, PRTL_GENERIC_COMPARE_ROUTINE CompareRoutine, PRTL_GENERIC_ALLOCATE_ROUTINE AllocateRoutine,
                               PRTL_GENERIC_FREE_ROUTINE FreeRoutine, PVOID TableContext)
{
    ddi_enter(RtlInitializeGenericTable, NULL);
    *Table = (RTL_GENERIC_TABLE){.CompareRoutine = CompareRoutine, .AllocateRoutine = AllocateRoutine, .FreeRoutine = FreeRoutine, .TableContext = TableContext};
    InitializeListHead(&Table->InsertOrderList);
    Table->OrderedPointer = &Table->InsertOrderList;
}

static struct element *new_element(PRTL_GENERIC_TABLE table, PVOID buffer, CLONG bytes, struct element *at, TABLE_SEARCH_RESULT where)
{
    struct element *element = allocate(table, (CLONG)sizeof *element + bytes);
    if (!element)
        return NULL;
    element->links = (RTL_SPLAY_LINKS){&element->links, NULL, NULL};
    memcpy(element->bytes, buffer, bytes);
    InsertTailList(&table->InsertOrderList, &element->inserted);
    table->NumberGenericTableElements++;
    if (where == TableInsertAsLeft)
        RtlInsertAsLeftChild(&at->links, &element->links)
    else if (where == TableInsertAsRight)
        RtlInsertAsRightChild(&at->links, &element->links)
    return element;
}

static void *insert_unless_found(PRTL_GENERIC_TABLE table, PVOID buffer, CLONG bytes, PBOOLEAN fresh, struct element *element, TABLE_SEARCH_RESULT where)
{
    if (where != TableFoundNode)
        element = new_element(table, buffer, bytes, element, where);
    if (fresh)
        *fresh = where != TableFoundNode && element;
    if (!element)
        return NULL;
    table->TableRoot = rtl_splay(&element->links);
    return element->bytes;
}

/* WDK: RtlInsertElementGenericTable. The element's bytes, new or as they were in the table already; NULL: the driver's routine gave no memory. */
PVOID RtlInsertElementGenericTable(PRTL_GENERIC_TABLE Table, PVOID Buffer, CLONG BufferSize, PBOOLEAN NewElement)
{
    ddi_enter(RtlInsertElementGenericTable, NULL);
    struct element *element;
    TABLE_SEARCH_RESULT where = find(Table, Buffer, &element);
    return insert_unless_found(Table, Buffer, BufferSize, NewElement, element, where);
}

/* WDK: RtlInsertElementGenericTableFull. Where RtlLookupElementGenericTableFull said. */
PVOID RtlInsertElementGenericTableFull(PRTL_GENERIC_TABLE Table, PVOID Buffer, CLONG BufferSize, PBOOLEAN NewElement, PVOID NodeOrParent,
                                       TABLE_SEARCH_RESULT SearchResult)
{
    ddi_enter(RtlInsertElementGenericTableFull, NULL);
    return insert_unless_found(Table, Buffer, BufferSize, NewElement, NodeOrParent, SearchResult);
}

/* WDK: RtlDeleteElementGenericTable. FALSE: there is none that equals. */
BOOLEAN RtlDeleteElementGenericTable(PRTL_GENERIC_TABLE Table, PVOID Buffer)
{
    ddi_enter(RtlDeleteElementGenericTable, NULL);
    struct element *element;
    if (find(Table, Buffer, &element) != TableFoundNode)
        return FALSE;
    Table->TableRoot = rtl_splay_delete(&element->links);
    RemoveEntryList(&element->inserted);
    Table->NumberGenericTableElements--;
    Table->WhichOrderedElement = 0;
    Table->OrderedPointer = &Table->InsertOrderList;
    release(Table, element);
    return TRUE;
}

/* WDK: RtlLookupElementGenericTable. */
PVOID RtlLookupElementGenericTable(PRTL_GENERIC_TABLE Table, PVOID Buffer)
{
    ddi_enter(RtlLookupElementGenericTable, NULL);
    struct element *element;
    if (find(Table, Buffer, &element) != TableFoundNode)
        return NULL;
    Table->TableRoot = rtl_splay(&element->links);
    return element->bytes;
}

/* WDK: RtlLookupElementGenericTableFull. Says where the element is, or would go; the tree stays as it is until the insertion. */
PVOID RtlLookupElementGenericTableFull(PRTL_GENERIC_TABLE Table, PVOID Buffer, PVOID *NodeOrParent, TABLE_SEARCH_RESULT *SearchResult)
{
    ddi_enter(RtlLookupElementGenericTableFull, NULL);
    struct element *element;
    *SearchResult = find(Table, Buffer, &element);
    *NodeOrParent = element;
    if (*SearchResult != TableFoundNode)
        return NULL;
    Table->TableRoot = rtl_splay(&element->links);
    return element->bytes;
}

static RTL_SPLAY_LINKS *least(PRTL_GENERIC_TABLE table)
{
    RTL_SPLAY_LINKS *node = table->TableRoot;
    while (node && node->LeftChild)
        node = node->LeftChild;
    return node;
}

/* WDK: RtlEnumerateGenericTable. In order; the element that was given last is the root, and so where the next call goes on. */
PVOID RtlEnumerateGenericTable(PRTL_GENERIC_TABLE Table, BOOLEAN Restart)
{
    ddi_enter(RtlEnumerateGenericTable, NULL);
    RTL_SPLAY_LINKS *node = Restart || !Table->TableRoot ? least(Table) : rtl_splay_next(Table->TableRoot);
    if (!node)
        return NULL;
    Table->TableRoot = rtl_splay(node);
    return ((struct element *)node)->bytes;
}

/* WDK: RtlEnumerateGenericTableWithoutSplaying. *RestartKey is NULL for the first call, and says where to go on. */
PVOID RtlEnumerateGenericTableWithoutSplaying(PRTL_GENERIC_TABLE Table, PVOID *RestartKey)
{
    ddi_enter(RtlEnumerateGenericTableWithoutSplaying, NULL);
    RTL_SPLAY_LINKS *node = *RestartKey ? rtl_splay_next(*RestartKey) : least(Table);
    if (!node)
        return NULL;
    *RestartKey = node;
    return ((struct element *)node)->bytes;
}

/* WDK: RtlGetElementGenericTable. The I-th in the order of insertion, from 0. */
PVOID RtlGetElementGenericTable(PRTL_GENERIC_TABLE Table, ULONG I)
{
    ddi_enter(RtlGetElementGenericTable, NULL);
    if (I >= Table->NumberGenericTableElements)
        return NULL;
    LIST_ENTRY *entry = Table->InsertOrderList.Flink;
    for (ULONG at = 0; at < I; at++)
        entry = entry->Flink;
    Table->OrderedPointer = entry;
    Table->WhichOrderedElement = I + 1;
    return CONTAINING_RECORD(entry, struct element, inserted)->bytes;
}

/* WDK: RtlNumberGenericTableElements. */
ULONG RtlNumberGenericTableElements(PRTL_GENERIC_TABLE Table)
{
    ddi_enter(RtlNumberGenericTableElements, NULL);
    return Table->NumberGenericTableElements;
}

/* WDK: RtlIsGenericTableEmpty. */
BOOLEAN RtlIsGenericTableEmpty(PRTL_GENERIC_TABLE Table)
{
    ddi_enter(RtlIsGenericTableEmpty, NULL);
    return !Table->TableRoot;
}
