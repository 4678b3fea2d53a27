/* Claims about splay trees and generic tables. WDK: RtlSplay, RtlDelete, RtlInsertElementGenericTable and their like. */
#include "../ob/test.h"

#include "rtl/rtl.h"

#define NUMBERS 101

static RTL_GENERIC_TABLE table;
static unsigned allocated, freed;
static bool no_memory;

static RTL_GENERIC_COMPARE_RESULTS compare(PRTL_GENERIC_TABLE in, PVOID left, PVOID right)
{
    claim(in == &table);
    ULONG a = *(ULONG *)left, b = *(ULONG *)right;
    return a < b ? GenericLessThan : a > b ? GenericGreaterThan : GenericEqual;
}

static PVOID allocate(PRTL_GENERIC_TABLE in, CLONG bytes)
{
    claim(in == &table);
    if (no_memory)
        return NULL;
    allocated++;
    return ExAllocatePoolWithTag(NonPagedPool, bytes, 'elbT');
}

static VOID release(PRTL_GENERIC_TABLE in, PVOID element)
{
    claim(in == &table);
    freed++;
    ExFreePoolWithTag(element, 'elbT');
}

static void claim_sorted(ULONG expected)
{
    ULONG n = 0, last = 0;
    for (ULONG *at = RtlEnumerateGenericTable(&table, TRUE); at; at = RtlEnumerateGenericTable(&table, FALSE), n++) {
        claim(n == 0 || *at > last);
        last = *at;
    }
    claim(n == expected && RtlNumberGenericTableElements(&table) == expected);
    PVOID key = NULL;
    n = 0;
    for (ULONG *at = RtlEnumerateGenericTableWithoutSplaying(&table, &key); at; at = RtlEnumerateGenericTableWithoutSplaying(&table, &key), n++) {
        claim(n == 0 || *at > last);
        last = *at;
    }
    claim(n == expected);
}

static void fill_and_empty(void)
{
    BOOLEAN fresh;
    allocated = freed = 0;
    RtlInitializeGenericTable(&table, compare, allocate, release, NULL);
    claim(RtlIsGenericTableEmpty(&table) && !RtlEnumerateGenericTable(&table, TRUE) && !RtlGetElementGenericTable(&table, 0));
    for (ULONG i = 0; i < NUMBERS; i++) {
        ULONG number = i * 37 % NUMBERS;
        ULONG *in = RtlInsertElementGenericTable(&table, &number, sizeof number, &fresh);
        claim(in && in != &number && *in == number && fresh);
    }
    ULONG seven = 7, none = NUMBERS;
    claim(RtlInsertElementGenericTable(&table, &seven, sizeof seven, &fresh) == RtlLookupElementGenericTable(&table, &seven) && !fresh);
    claim(!RtlLookupElementGenericTable(&table, &none) && !RtlDeleteElementGenericTable(&table, &none));
    claim(*(ULONG *)RtlGetElementGenericTable(&table, 1) == 37);
    claim_sorted(NUMBERS);
    for (ULONG i = 0; i < NUMBERS; i += 2)
        claim(RtlDeleteElementGenericTable(&table, &i));
    claim_sorted(NUMBERS / 2);
    claim(!RtlLookupElementGenericTable(&table, &(ULONG){50}) && RtlLookupElementGenericTable(&table, &(ULONG){51}));
    for (ULONG i = 1; i < NUMBERS; i += 2)
        claim(RtlDeleteElementGenericTable(&table, &i));
    claim(RtlIsGenericTableEmpty(&table) && allocated == NUMBERS && freed == NUMBERS);
    no_memory = true;
    claim(!RtlInsertElementGenericTable(&table, &seven, sizeof seven, &fresh) && !fresh && RtlIsGenericTableEmpty(&table));
    no_memory = false;
}

static void a_table_keeps_each_element_once_and_in_order(void **state)
{
    (void)state;
    run_body(fill_and_empty);
}

static void in_two_steps(void)
{
    PVOID where;
    TABLE_SEARCH_RESULT result;
    BOOLEAN fresh;
    ULONG seven = 7, three = 3, nine = 9;
    RtlInitializeGenericTable(&table, compare, allocate, release, NULL);
    claim(!RtlLookupElementGenericTableFull(&table, &seven, &where, &result) && result == TableEmptyTree);
    claim(*(ULONG *)RtlInsertElementGenericTableFull(&table, &seven, sizeof seven, &fresh, where, result) == 7 && fresh);
    claim(!RtlLookupElementGenericTableFull(&table, &three, &where, &result) && result == TableInsertAsLeft);
    claim(*(ULONG *)RtlInsertElementGenericTableFull(&table, &three, sizeof three, &fresh, where, result) == 3 && fresh);
    claim(!RtlLookupElementGenericTableFull(&table, &nine, &where, &result) && result == TableInsertAsRight);
    no_memory = true;
    claim(!RtlInsertElementGenericTableFull(&table, &nine, sizeof nine, &fresh, where, result) && !fresh);
    no_memory = false;
    claim(RtlInsertElementGenericTableFull(&table, &nine, sizeof nine, NULL, where, result));
    ULONG *found = RtlLookupElementGenericTableFull(&table, &three, &where, &result);
    claim(*found == 3 && result == TableFoundNode && RtlInsertElementGenericTableFull(&table, &three, sizeof three, &fresh, where, result) == found && !fresh);
    claim_sorted(3);
}

static void an_element_may_be_looked_for_first_and_put_there_later(void **state)
{
    (void)state;
    run_body(in_two_steps);
}

static RTL_SPLAY_LINKS node[5];

/* 0 < 1 < 2 < 3 < 4 as a list to the right. */
static void build(void)
{
    for (int i = 0; i < 5; i++)
        RtlInitializeSplayLinks(&node[i])
    for (int i = 0; i < 4; i++)
        RtlInsertAsRightChild(&node[i], &node[i + 1])
}

static void splay(void)
{
    PRTL_SPLAY_LINKS root = &node[0];
    build();
    claim(RtlRealSuccessor(&node[1]) == &node[2] && RtlRealPredecessor(&node[0]) == NULL && RtlRealSuccessor(&node[4]) == NULL);
    claim(RtlSubtreeSuccessor(&node[1]) == &node[2] && RtlSubtreePredecessor(&node[1]) == NULL && RtlSubtreeSuccessor(&node[4]) == NULL);
    claim(RtlSplay(&node[4]) == &node[4] && RtlIsRoot(&node[4]) && RtlRightChild(&node[4]) == NULL);
    claim(RtlRealPredecessor(&node[4]) == &node[3] && RtlSubtreePredecessor(&node[4]) == &node[3]);
    root = RtlDelete(&node[2]);
    claim(RtlIsRoot(root) && RtlRealSuccessor(&node[1]) == &node[3] && RtlRealPredecessor(&node[3]) == &node[1]);
    RtlDeleteNoSplay(&node[4], &root);
    claim(RtlIsRoot(root) && RtlRealSuccessor(&node[3]) == NULL && RtlRealSuccessor(&node[0]) == &node[1]);
    root = RtlDelete(&node[0]);
    root = RtlDelete(&node[1]);
    claim(root == &node[3] && RtlDelete(&node[3]) == NULL);
}

static void splaying_and_deleting_keep_the_order(void **state)
{
    (void)state;
    run_body(splay);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_table_keeps_each_element_once_and_in_order),
        cmocka_unit_test(an_element_may_be_looked_for_first_and_put_there_later),
        cmocka_unit_test(splaying_and_deleting_keep_the_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
