/* Claims about sequenced singly linked lists. */
#include "test.h"

static SLIST_HEADER *head;
static struct item {
    SLIST_ENTRY entry;
} *items; /* of four */

static void initialize(void)
{
    head = in_pool(sizeof *head);
    items = in_pool(4 * sizeof *items);
    InitializeSListHead(head);
}

static PSLIST_ENTRY push(int i)
{
    return InterlockedPushEntrySList(head, &items[i].entry);
}

static void last_in_first_out(void)
{
    initialize();
    claim(ExQueryDepthSList(head) == 0 && InterlockedPopEntrySList(head) == NULL);
    claim(push(0) == NULL && push(1) == &items[0].entry && push(2) == &items[1].entry);
    claim(ExQueryDepthSList(head) == 3);
    claim(InterlockedPopEntrySList(head) == &items[2].entry && InterlockedPopEntrySList(head) == &items[1].entry);
    claim(ExQueryDepthSList(head) == 1);
    claim(InterlockedPopEntrySList(head) == &items[0].entry && InterlockedPopEntrySList(head) == NULL && ExQueryDepthSList(head) == 0);
}

static void what_is_pushed_last_is_popped_first(void **state)
{
    (void)state;
    run_body(last_in_first_out);
}

static void flush(void)
{
    initialize();
    push(0), push(1), push(2);
    PSLIST_ENTRY chain = InterlockedFlushSList(head);
    claim(chain == &items[2].entry && chain->Next == &items[1].entry && chain->Next->Next == &items[0].entry && chain->Next->Next->Next == NULL);
    claim(ExQueryDepthSList(head) == 0 && InterlockedFlushSList(head) == NULL);
}

static void a_flush_takes_the_whole_chain(void **state)
{
    (void)state;
    run_body(flush);
}

static void there_and_back(void)
{
    initialize();
    push(0);
    SLIST_HEADER before = *head;
    claim(InterlockedPopEntrySList(head) == &items[0].entry);
    push(0);
    claim(head->HeaderX64.NextEntry == before.HeaderX64.NextEntry && head->HeaderX64.Depth == before.HeaderX64.Depth);
    claim(head->HeaderX64.Sequence != before.HeaderX64.Sequence);
}

static void the_sequence_tells_a_list_that_was_changed_and_changed_back(void **state)
{
    (void)state;
    run_body(there_and_back);
}

/* What the macros of the headers call; a driver built for another compiler may import them by name. */
static void by_export(void)
{
    initialize();
    claim(ExpInterlockedPushEntrySList(head, &items[0].entry) == NULL && ExpInterlockedPushEntrySList(head, &items[1].entry) == &items[0].entry);
    claim(ExpInterlockedPopEntrySList(head) == &items[1].entry && ExQueryDepthSList(head) == 1);
    claim(ExpInterlockedPushEntrySList(head, &items[2].entry) == &items[0].entry);
    PSLIST_ENTRY chain = ExpInterlockedFlushSList(head);
    claim(chain == &items[2].entry && chain->Next == &items[0].entry && !chain->Next->Next);
    claim(ExpInterlockedFlushSList(head) == NULL && ExpInterlockedPopEntrySList(head) == NULL && ExQueryDepthSList(head) == 0);
}

static void the_exports_behind_the_macros_do_the_same(void **state)
{
    (void)state;
    run_body(by_export);
}

static void push_misaligned(void)
{
    initialize();
    InterlockedPushEntrySList(head, (PSLIST_ENTRY)(void *)((char *)&items[0] + 8));
}

static void misaligned_head(void)
{
    initialize();
    InitializeSListHead((PSLIST_HEADER)(void *)((char *)head + 8));
}

static void an_address_that_is_not_16_byte_aligned_is_a_bug_check(void **state)
{
    (void)state;
    assert_int_equal((ULONG)run_body_to_bugcheck(push_misaligned, KMODE_EXCEPTION_NOT_HANDLED)->parameter[0], (ULONG)STATUS_DATATYPE_MISALIGNMENT);
    assert_int_equal((ULONG)run_body_to_bugcheck(misaligned_head, KMODE_EXCEPTION_NOT_HANDLED)->parameter[0], (ULONG)STATUS_DATATYPE_MISALIGNMENT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(what_is_pushed_last_is_popped_first),
        test(a_flush_takes_the_whole_chain),
        test(the_sequence_tells_a_list_that_was_changed_and_changed_back),
        test(the_exports_behind_the_macros_do_the_same),
        test(an_address_that_is_not_16_byte_aligned_is_a_bug_check),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
