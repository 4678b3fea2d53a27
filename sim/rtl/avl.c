/*
 * Generic tables as AVL trees: the same copies of the driver's elements as in generic_table.c, in a balanced tree (avl_tree.c)
 * that no lookup changes. The root hangs as the right child of BalancedRoot, which is no element; Balance is the right side's depth less the left side's.
 */
#include "rtl/rtl.h"

#include <string.h>

struct element {
    RTL_BALANCED_LINKS links;
    LONGLONG bytes[]; /* the driver's */
};

static void *bytes_of(RTL_BALANCED_LINKS *node)
{
    return node ? ((struct element *)node)->bytes : NULL;
}

/* --- the driver's routines ---------------------------------------------------------------------------------------------------------------------- */

static uintptr_t call(const void *routine, RTL_AVL_TABLE *table, uintptr_t second, uintptr_t third)
{
    struct ke_call call = {.kind = KE_CALLBACK, .routine = routine, .holder_kind = "AVL table", .argument = {(uintptr_t)table, second, third}};
    return ke_call(&call);
}

static RTL_GENERIC_COMPARE_RESULTS compare(RTL_AVL_TABLE *table, PVOID left, PVOID right)
{
    return (RTL_GENERIC_COMPARE_RESULTS)(uint32_t)call((const void *)table->CompareRoutine, table, (uintptr_t)left, (uintptr_t)right);
}

/* --- finding ---------------------------------------------------------------------------------------------------------------------------------------- */

/* The node that equals, or the one below which it would go. */
static TABLE_SEARCH_RESULT find(RTL_AVL_TABLE *table, PVOID buffer, RTL_BALANCED_LINKS **found, uintptr_t site)
{
    RTL_BALANCED_LINKS *node = table->BalancedRoot.RightChild;
    *found = NULL;
    while (node) {
        mm_touch(node, sizeof *node, MM_READ, site); /* the driver may have freed an element that is still in the table */
        *found = node;
        RTL_GENERIC_COMPARE_RESULTS order = compare(table, buffer, bytes_of(node));
        if (order == GenericEqual)
            return TableFoundNode;
        node = order == GenericLessThan ? node->LeftChild : node->RightChild;
        if (!node)
            return order == GenericLessThan ? TableInsertAsLeft : TableInsertAsRight;
    }
    return TableEmptyTree;
}

static RTL_BALANCED_LINKS *next(const RTL_AVL_TABLE *table, RTL_BALANCED_LINKS *node)
{
    return node ? rtl_avl_neighbour(table, node, RTL_AVL_RIGHT) : rtl_avl_least(table);
}

/* --- the routines ----------------------------------------------------------------------------------------------------------------------------------- */

/* WDK: RtlInitializeGenericTableAvl. */
VOID RtlInitializeGenericTableAvl(PRTL_AVL_TABLE Table, PRTL_AVL_COMPARE_ROUTINE CompareRoutine, PRTL_AVL_ALLOCATE_ROUTINE AllocateRoutine,
                                  PRTL_AVL_FREE_ROUTINE FreeRoutine, PVOID TableContext)
{
    ddi_enter(RtlInitializeGenericTableAvl, NULL);
    *Table = (RTL_AVL_TABLE){.CompareRoutine = CompareRoutine, .AllocateRoutine = AllocateRoutine, .FreeRoutine = FreeRoutine, .TableContext = TableContext};
    Table->BalancedRoot.Parent = &Table->BalancedRoot;
}

static RTL_BALANCED_LINKS *insert(RTL_AVL_TABLE *table, PVOID buffer, CLONG bytes, RTL_BALANCED_LINKS *at, TABLE_SEARCH_RESULT where)
{
    struct element *element = (struct element *)call((const void *)table->AllocateRoutine, table, (CLONG)sizeof *element + bytes, 0);
    if (!element)
        return NULL;
    memcpy(element->bytes, buffer, bytes);
    rtl_avl_hang_in(table, &element->links, where == TableEmptyTree ? NULL : at, where == TableInsertAsLeft ? RTL_AVL_LEFT : RTL_AVL_RIGHT);
    table->NumberGenericTableElements++;
    table->WhichOrderedElement = 0;
    table->OrderedPointer = NULL;
    return &element->links;
}

static void *insert_unless_found(RTL_AVL_TABLE *table, PVOID buffer, CLONG bytes, PBOOLEAN fresh, RTL_BALANCED_LINKS *at, TABLE_SEARCH_RESULT where)
{
    RTL_BALANCED_LINKS *node = where == TableFoundNode ? at : insert(table, buffer, bytes, at, where);
    if (fresh)
        *fresh = node && where != TableFoundNode;
    return bytes_of(node);
}

/* WDK: RtlInsertElementGenericTableAvl. The element's bytes, new or as they were; NULL: the driver's routine gave no memory. */
PVOID RtlInsertElementGenericTableAvl(PRTL_AVL_TABLE Table, PVOID Buffer, CLONG BufferSize, PBOOLEAN NewElement)
{
    ddi_enter(RtlInsertElementGenericTableAvl, NULL);
    RTL_BALANCED_LINKS *at;
    TABLE_SEARCH_RESULT where = find(Table, Buffer, &at, gate_.site);
    return insert_unless_found(Table, Buffer, BufferSize, NewElement, at, where);
}

/* WDK: RtlInsertElementGenericTableFullAvl. Where RtlLookupElementGenericTableFullAvl said. */
PVOID RtlInsertElementGenericTableFullAvl(PRTL_AVL_TABLE Table, PVOID Buffer, CLONG BufferSize, PBOOLEAN NewElement, PVOID NodeOrParent,
                                          TABLE_SEARCH_RESULT SearchResult)
{
    ddi_enter(RtlInsertElementGenericTableFullAvl, NULL);
    return insert_unless_found(Table, Buffer, BufferSize, NewElement, NodeOrParent, SearchResult);
}

/* The enumeration that RestartKey keeps goes on behind what was deleted. */
static void delete(RTL_AVL_TABLE *table, RTL_BALANCED_LINKS *node)
{
    if (node == table->RestartKey)
        table->RestartKey = rtl_avl_neighbour(table, node, RTL_AVL_LEFT);
    rtl_avl_take_out(table, node);
    table->DeleteCount++;
    table->NumberGenericTableElements--;
    table->WhichOrderedElement = 0;
    table->OrderedPointer = NULL;
    call((const void *)table->FreeRoutine, table, (uintptr_t)node, 0);
}

/* WDK: RtlDeleteElementGenericTableAvl. FALSE: there is none that equals. */
BOOLEAN RtlDeleteElementGenericTableAvl(PRTL_AVL_TABLE Table, PVOID Buffer)
{
    ddi_enter(RtlDeleteElementGenericTableAvl, NULL);
    RTL_BALANCED_LINKS *node;
    if (find(Table, Buffer, &node, gate_.site) != TableFoundNode)
        return FALSE;
    delete(Table, node);
    return TRUE;
}

/* WDK: RtlDeleteElementGenericTableAvlEx. The node itself, as RtlLookupElementGenericTableFullAvl found it. */
VOID RtlDeleteElementGenericTableAvlEx(PRTL_AVL_TABLE Table, PVOID NodeOrParent)
{
    ddi_enter(RtlDeleteElementGenericTableAvlEx, NULL);
    delete(Table, NodeOrParent);
}

/* WDK: RtlLookupElementGenericTableAvl. */
PVOID RtlLookupElementGenericTableAvl(PRTL_AVL_TABLE Table, PVOID Buffer)
{
    ddi_enter(RtlLookupElementGenericTableAvl, NULL);
    RTL_BALANCED_LINKS *node;
    return find(Table, Buffer, &node, gate_.site) == TableFoundNode ? bytes_of(node) : NULL;
}

/* WDK: RtlLookupElementGenericTableFullAvl. Says where the element is, or would go. */
PVOID RtlLookupElementGenericTableFullAvl(PRTL_AVL_TABLE Table, PVOID Buffer, PVOID *NodeOrParent, TABLE_SEARCH_RESULT *SearchResult)
{
    ddi_enter(RtlLookupElementGenericTableFullAvl, NULL);
    RTL_BALANCED_LINKS *node;
    *SearchResult = find(Table, Buffer, &node, gate_.site);
    *NodeOrParent = node;
    return *SearchResult == TableFoundNode ? bytes_of(node) : NULL;
}

/* WDK: RtlLookupFirstMatchingElementGenericTableAvl. The first in order of several that the driver's routine calls equal. */
PVOID RtlLookupFirstMatchingElementGenericTableAvl(PRTL_AVL_TABLE Table, PVOID Buffer, PVOID *RestartKey)
{
    ddi_enter(RtlLookupFirstMatchingElementGenericTableAvl, NULL);
    RTL_BALANCED_LINKS *node, *before;
    *RestartKey = NULL;
    if (find(Table, Buffer, &node, gate_.site) != TableFoundNode)
        return NULL;
    while ((before = rtl_avl_neighbour(Table, node, RTL_AVL_LEFT)) != NULL && compare(Table, Buffer, bytes_of(before)) == GenericEqual)
        node = before;
    *RestartKey = node;
    return bytes_of(node);
}

/* WDK: RtlEnumerateGenericTableAvl. The table itself keeps the place. */
PVOID RtlEnumerateGenericTableAvl(PRTL_AVL_TABLE Table, BOOLEAN Restart)
{
    ddi_enter(RtlEnumerateGenericTableAvl, NULL);
    RTL_BALANCED_LINKS *node = next(Table, Restart ? NULL : Table->RestartKey);
    if (node)
        Table->RestartKey = node;
    return bytes_of(node);
}

/* WDK: RtlEnumerateGenericTableWithoutSplayingAvl. *RestartKey is NULL for the first call, and says where to go on. */
PVOID RtlEnumerateGenericTableWithoutSplayingAvl(PRTL_AVL_TABLE Table, PVOID *RestartKey)
{
    ddi_enter(RtlEnumerateGenericTableWithoutSplayingAvl, NULL);
    RTL_BALANCED_LINKS *node = next(Table, *RestartKey);
    if (node)
        *RestartKey = node;
    return bytes_of(node);
}

/* Where such an enumeration goes on: at its key, unless something was deleted since; else where the driver's buffer belongs. */
static RTL_BALANCED_LINKS *resume(RTL_AVL_TABLE *table, ULONG skip, RTL_BALANCED_LINKS *key, PVOID buffer, uintptr_t site)
{
    RTL_BALANCED_LINKS *node = key;
    TABLE_SEARCH_RESULT where = key ? TableFoundNode : find(table, buffer, &node, site);
    switch (where) {
    case TableFoundNode: return skip ? rtl_avl_neighbour(table, node, RTL_AVL_RIGHT) : node;
    case TableInsertAsRight: return rtl_avl_neighbour(table, node, RTL_AVL_RIGHT);
    default: return node; /* it would go to the left, or the tree is empty */
    }
}

/* WDK: RtlEnumerateGenericTableLikeADirectory. The match routine says STATUS_SUCCESS, STATUS_NO_MATCH or STATUS_NO_MORE_MATCHES. */
PVOID RtlEnumerateGenericTableLikeADirectory(PRTL_AVL_TABLE Table, PRTL_AVL_MATCH_FUNCTION MatchFunction, PVOID MatchData, ULONG NextFlag, PVOID *RestartKey,
                                             PULONG DeleteCount, PVOID Buffer)
{
    ddi_enter(RtlEnumerateGenericTableLikeADirectory, NULL);
    RTL_BALANCED_LINKS *key = *DeleteCount == Table->DeleteCount ? *RestartKey : NULL;
    NTSTATUS status = STATUS_SUCCESS;
    RTL_BALANCED_LINKS *node = resume(Table, NextFlag, key, Buffer, gate_.site);
    for (; node; node = rtl_avl_neighbour(Table, node, RTL_AVL_RIGHT)) {
        *RestartKey = node;
        if (MatchFunction)
            status = (NTSTATUS)call((const void *)MatchFunction, Table, (uintptr_t)bytes_of(node), (uintptr_t)MatchData);
        if (status != STATUS_NO_MATCH)
            break;
    }
    *DeleteCount = Table->DeleteCount;
    return status == STATUS_SUCCESS ? bytes_of(node) : NULL;
}

/* WDK: RtlGetElementGenericTableAvl. The I-th in order, from 0. */
PVOID RtlGetElementGenericTableAvl(PRTL_AVL_TABLE Table, ULONG I)
{
    ddi_enter(RtlGetElementGenericTableAvl, NULL);
    if (I >= Table->NumberGenericTableElements)
        return NULL;
    RTL_BALANCED_LINKS *node = rtl_avl_least(Table);
    for (ULONG at = 0; node && at < I; at++)
        node = rtl_avl_neighbour(Table, node, RTL_AVL_RIGHT);
    Table->OrderedPointer = node;
    Table->WhichOrderedElement = I + 1;
    return bytes_of(node);
}

/* WDK: RtlNumberGenericTableElementsAvl. */
ULONG RtlNumberGenericTableElementsAvl(PRTL_AVL_TABLE Table)
{
    ddi_enter(RtlNumberGenericTableElementsAvl, NULL);
    return Table->NumberGenericTableElements;
}

/* WDK: RtlIsGenericTableEmptyAvl. */
BOOLEAN RtlIsGenericTableEmptyAvl(PRTL_AVL_TABLE Table)
{
    ddi_enter(RtlIsGenericTableEmptyAvl, NULL);
    return Table->NumberGenericTableElements == 0;
}
