/*
 * Claims about AVL tables. Every tree that insertions and deletions leave behind is walked: order, parents, balance factors against measured depths, counts.
 */
#include "../ob/test.h"

#include "rtl/rtl.h"

#define NUMBERS 257 /* a prime, so that multiples run through all */

static RTL_AVL_TABLE table;
static unsigned allocated, freed, matched;
static bool no_memory, coarse;

static RTL_GENERIC_COMPARE_RESULTS compare(PRTL_AVL_TABLE in, PVOID left, PVOID right)
{
    claim(in == &table);
    ULONG a = *(ULONG *)left, b = *(ULONG *)right;
    if (coarse)
        a /= 10, b /= 10;
    return a < b ? GenericLessThan : a > b ? GenericGreaterThan : GenericEqual;
}

static PVOID allocate(PRTL_AVL_TABLE in, CLONG bytes)
{
    claim(in == &table && bytes == sizeof(RTL_BALANCED_LINKS) + sizeof(ULONG));
    allocated += !no_memory;
    return no_memory ? NULL : ExAllocatePoolWithTag(NonPagedPool, bytes, 'elbT');
}

static VOID release(PRTL_AVL_TABLE in, PVOID element)
{
    claim(in == &table);
    freed++;
    ExFreePoolWithTag(element, 'elbT');
}

static void start(void)
{
    allocated = freed = 0;
    no_memory = coarse = false;
    RtlInitializeGenericTableAvl(&table, compare, allocate, release, &freed);
    claim(table.TableContext == &freed && RtlIsGenericTableEmptyAvl(&table));
}

static ULONG number_in(RTL_BALANCED_LINKS *node)
{
    return *(ULONG *)(void *)(node + 1);
}

/* The depth of a subtree whose numbers must lie between the two, which do not count. */
static int depth_of(RTL_BALANCED_LINKS *node, LONG below, LONG above, unsigned *count)
{
    if (!node)
        return 0;
    LONG number = (LONG)number_in(node);
    claim(below < number && number < above);
    claim(!node->LeftChild || node->LeftChild->Parent == node);
    claim(!node->RightChild || node->RightChild->Parent == node);
    int left = depth_of(node->LeftChild, below, number, count), right = depth_of(node->RightChild, number, above, count);
    claim(node->Balance == right - left && right - left <= 1 && left - right <= 1);
    (*count)++;
    return 1 + (left > right ? left : right);
}

static void check(ULONG expected)
{
    unsigned count = 0;
    RTL_BALANCED_LINKS *root = table.BalancedRoot.RightChild;
    claim(!root || root->Parent == &table.BalancedRoot);
    claim(depth_of(root, -1, 0x7FFFFFFF, &count) == (int)table.DepthOfTree && count == expected);
    claim(RtlNumberGenericTableElementsAvl(&table) == expected && RtlIsGenericTableEmptyAvl(&table) == (expected == 0));
}

static void insert(ULONG number)
{
    BOOLEAN fresh = FALSE;
    ULONG *in = RtlInsertElementGenericTableAvl(&table, &number, sizeof number, &fresh);
    claim(in && in != &number && *in == number && fresh);
}

static void fill(ULONG step)
{
    start();
    for (ULONG i = 0; i < NUMBERS; i++) {
        insert(i * step % NUMBERS);
        check(i + 1);
    }
    claim(table.DepthOfTree <= 11); /* 1.44 log2(258) */
}

static void empty(ULONG step)
{
    for (ULONG i = 0; i < NUMBERS; i++) {
        ULONG number = i * step % NUMBERS;
        claim(RtlDeleteElementGenericTableAvl(&table, &number) && !RtlDeleteElementGenericTableAvl(&table, &number));
        check(NUMBERS - 1 - i);
    }
    claim(allocated == NUMBERS && freed == NUMBERS && table.DepthOfTree == 0 && table.DeleteCount == NUMBERS);
}

static void every_order(void)
{
    static const ULONG steps[] = {1, NUMBERS - 1, 2, 37, 100, 129, 200};
    for (unsigned in = 0; in < sizeof steps / sizeof *steps; in++) {
        for (unsigned out = 0; out < sizeof steps / sizeof *steps; out += 1 + in % 3) {
            fill(steps[in]);
            empty(steps[out]);
        }
    }
}

static void the_tree_is_balanced_after_every_step(void **state)
{
    (void)state;
    run_body(every_order);
}

static void found_and_not(void)
{
    BOOLEAN fresh = TRUE;
    PVOID where;
    TABLE_SEARCH_RESULT result;
    ULONG seven = 7, none = NUMBERS, one = 1;
    start();
    claim(!RtlLookupElementGenericTableFullAvl(&table, &seven, &where, &result) && result == TableEmptyTree && !where);
    claim(RtlInsertElementGenericTableFullAvl(&table, &seven, sizeof seven, &fresh, where, result) && fresh);
    claim(!RtlLookupElementGenericTableFullAvl(&table, &one, &where, &result) && result == TableInsertAsLeft && number_in(where) == 7);
    no_memory = true;
    claim(!RtlInsertElementGenericTableFullAvl(&table, &one, sizeof one, &fresh, where, result) && !fresh);
    check(1);
    no_memory = false;
    claim(*(ULONG *)RtlInsertElementGenericTableFullAvl(&table, &one, sizeof one, NULL, where, result) == 1);
    claim(!RtlLookupElementGenericTableFullAvl(&table, &none, &where, &result) && result == TableInsertAsRight && number_in(where) == 7);
    claim(RtlLookupElementGenericTableFullAvl(&table, &one, &where, &result) == RtlLookupElementGenericTableAvl(&table, &one) && result == TableFoundNode);
    claim(RtlInsertElementGenericTableAvl(&table, &one, sizeof one, &fresh) == RtlLookupElementGenericTableAvl(&table, &one) && !fresh);
    claim(RtlInsertElementGenericTableFullAvl(&table, &one, sizeof one, &fresh, where, result) == RtlLookupElementGenericTableAvl(&table, &one) && !fresh);
    check(2);
    RtlDeleteElementGenericTableAvlEx(&table, where);
    claim(!RtlLookupElementGenericTableAvl(&table, &one) && RtlLookupElementGenericTableAvl(&table, &seven) && !RtlLookupElementGenericTableAvl(&table, &none));
    check(1);
    claim(!RtlDeleteElementGenericTableAvl(&table, &none));
}

static void a_search_tells_where_an_element_would_go(void **state)
{
    (void)state;
    run_body(found_and_not);
}

static void in_order(void)
{
    ULONG expected = 0;
    PVOID key = NULL;
    fill(37);
    for (ULONG *at = RtlEnumerateGenericTableAvl(&table, TRUE); at; at = RtlEnumerateGenericTableAvl(&table, FALSE))
        claim(*at == expected++);
    claim(expected == NUMBERS);
    expected = 0;
    for (ULONG *at = RtlEnumerateGenericTableWithoutSplayingAvl(&table, &key); at; at = RtlEnumerateGenericTableWithoutSplayingAvl(&table, &key))
        claim(*at == expected++);
    claim(expected == NUMBERS);
    claim(*(ULONG *)RtlGetElementGenericTableAvl(&table, 0) == 0 && *(ULONG *)RtlGetElementGenericTableAvl(&table, 200) == 200);
    claim(table.WhichOrderedElement == 201 && !RtlGetElementGenericTableAvl(&table, NUMBERS));
    expected = 0;
    for (ULONG *at = RtlEnumerateGenericTableAvl(&table, TRUE); at; at = RtlEnumerateGenericTableAvl(&table, FALSE)) {
        ULONG number = *at; /* deleting what was given just now loses nothing */
        claim(number == expected++ && RtlDeleteElementGenericTableAvl(&table, &number));
    }
    claim(expected == NUMBERS && RtlIsGenericTableEmptyAvl(&table) && !RtlEnumerateGenericTableAvl(&table, TRUE) && freed == NUMBERS);
}

static void elements_come_in_order_and_may_be_deleted_on_the_way(void **state)
{
    (void)state;
    run_body(in_order);
}

static void first_of_several(void)
{
    PVOID key;
    ULONG wanted = 57;
    fill(100);
    coarse = true;
    claim(*(ULONG *)RtlLookupFirstMatchingElementGenericTableAvl(&table, &wanted, &key) == 50);
    for (ULONG n = 51; n < 60; n++)
        claim(*(ULONG *)RtlEnumerateGenericTableWithoutSplayingAvl(&table, &key) == n);
    wanted = 999;
    claim(!RtlLookupFirstMatchingElementGenericTableAvl(&table, &wanted, &key) && !key);
}

static void of_several_that_match_the_first_is_found(void **state)
{
    (void)state;
    run_body(first_of_several);
}

/* Even numbers, up to the one in MatchData. */
static NTSTATUS match(PRTL_AVL_TABLE in, PVOID data, PVOID limit)
{
    claim(in == &table);
    matched++;
    ULONG number = *(ULONG *)data;
    return number > *(ULONG *)limit ? STATUS_NO_MORE_MATCHES : number % 2 ? STATUS_NO_MATCH : STATUS_SUCCESS;
}

static void as_a_directory(void)
{
    ULONG limit = 40, from = 11, count = 0, deletions = 0, next = 12;
    PVOID key = NULL;
    fill(2);
    matched = 0;
    for (ULONG *at = RtlEnumerateGenericTableLikeADirectory(&table, match, &limit, FALSE, &key, &deletions, &from); at;
         at = RtlEnumerateGenericTableLikeADirectory(&table, match, &limit, TRUE, &key, &deletions, &from), next += 2, count++)
        claim(*at == next);
    claim(count == 15 && matched == 31); /* 12 to 40; asked 11 to 41 */
    from = 20;
    key = NULL;
    claim(*(ULONG *)RtlEnumerateGenericTableLikeADirectory(&table, NULL, NULL, TRUE, &key, &deletions, &from) == 21);
    claim(*(ULONG *)RtlEnumerateGenericTableLikeADirectory(&table, NULL, NULL, FALSE, &key, &deletions, &from) == 21); /* where it left off */
    from = 21;
    claim(RtlDeleteElementGenericTableAvl(&table, &from)); /* the key is not looked at any more, the buffer is */
    claim(*(ULONG *)RtlEnumerateGenericTableLikeADirectory(&table, NULL, NULL, TRUE, &key, &deletions, &from) == 22 && deletions == table.DeleteCount);
    from = 1000, key = NULL;
    claim(!RtlEnumerateGenericTableLikeADirectory(&table, NULL, NULL, FALSE, &key, &deletions, &from));
}

static void an_enumeration_like_a_directorys_survives_deletions(void **state)
{
    (void)state;
    run_body(as_a_directory);
}

static void freed_behind_its_back(void)
{
    ULONG seven = 7;
    start();
    insert(7);
    ExFreePoolWithTag(table.BalancedRoot.RightChild, 'elbT');
    RtlLookupElementGenericTableAvl(&table, &seven);
}

static void at_dirql(void)
{
    start();
    ke_raise(DISPATCH_LEVEL + 1);
    RtlIsGenericTableEmptyAvl(&table);
}

static void misuse_is_a_bug_check(void **state)
{
    (void)state;
    run_body_to_bugcheck(freed_behind_its_back, DRIVER_PAGE_FAULT_IN_FREED_SPECIAL_POOL);
    run_body_to_bugcheck(at_dirql, DRIVER_VERIFIER_DETECTED_VIOLATION);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_tree_is_balanced_after_every_step),
        cmocka_unit_test(a_search_tells_where_an_element_would_go),
        cmocka_unit_test(elements_come_in_order_and_may_be_deleted_on_the_way),
        cmocka_unit_test(of_several_that_match_the_first_is_found),
        cmocka_unit_test(an_enumeration_like_a_directorys_survives_deletions),
        cmocka_unit_test(misuse_is_a_bug_check),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
