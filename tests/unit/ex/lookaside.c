/* Claims about lookaside lists. Nothing is kept on one, as under Driver Verifier, and the counters say so. */
#include "test.h"

#define TAG 0x6B6F6F4Cu

static NPAGED_LOOKASIDE_LIST *nonpaged;
static PAGED_LOOKASIDE_LIST *paged;
static LOOKASIDE_LIST_EX *extended;

static void make_room(void)
{
    nonpaged = in_pool(PAGE_SIZE); /* whole pages: the lists want to begin a cache line */
    paged = in_pool(PAGE_SIZE);
    extended = in_pool(PAGE_SIZE);
}

static void both_pools(void)
{
    make_room();
    ExInitializeNPagedLookasideList(nonpaged, NULL, NULL, 0, 64, TAG, 0);
    ExInitializePagedLookasideList(paged, NULL, NULL, 0, 128, TAG, 0);
    void *a = ExAllocateFromNPagedLookasideList(nonpaged), *b = ExAllocateFromPagedLookasideList(paged);
    claim(arena_of(a) == ARENA_NONPAGED && arena_of(b) == ARENA_PAGED);
    memset(a, 1, 64), memset(b, 2, 128);
    ExFreeToNPagedLookasideList(nonpaged, a);
    ExFreeToPagedLookasideList(paged, b);
    claim(nonpaged->L.TotalAllocates == 1 && nonpaged->L.AllocateMisses == 1 && nonpaged->L.TotalFrees == 1 && nonpaged->L.FreeMisses == 1);
    claim(nonpaged->L.Size == 64 && nonpaged->L.Tag == TAG && paged->L.Type == PagedPool);
    ExDeleteNPagedLookasideList(nonpaged);
    ExDeletePagedLookasideList(paged);
    claim(!ex_lookaside_within(nonpaged, sizeof *nonpaged));
}

static void an_entry_is_a_block_of_the_lists_pool(void **state)
{
    (void)state;
    run_body(both_pools);
}

static void free_twice(void)
{
    make_room();
    ExInitializeNPagedLookasideList(nonpaged, NULL, NULL, 0, 64, TAG, 0);
    void *entry = ExAllocateFromNPagedLookasideList(nonpaged);
    ExFreeToNPagedLookasideList(nonpaged, entry);
    ExFreeToNPagedLookasideList(nonpaged, entry);
}

static void an_entry_that_is_freed_twice_is_found(void **state)
{
    (void)state;
    run_body_to(free_twice, KE_BUGCHECK);
}

/* --- the driver's own routines ------------------------------------------------------------------------------------------------------------------ */

static char memory[256];

static PVOID NTAPI own_allocate(POOL_TYPE type, SIZE_T size, ULONG tag)
{
    claim(type == NonPagedPool && size == 200 && tag == TAG);
    happens('a');
    return memory;
}

static VOID NTAPI own_free(PVOID buffer)
{
    claim(buffer == memory);
    happens('f');
}

static PVOID NTAPI own_allocate_ex(POOL_TYPE type, SIZE_T size, ULONG tag, PLOOKASIDE_LIST_EX list)
{
    claim(type == PagedPool && size == 200 && tag == TAG && list == extended);
    happens('A');
    return memory;
}

static VOID NTAPI own_free_ex(PVOID buffer, PLOOKASIDE_LIST_EX list)
{
    claim(buffer == memory && list == extended);
    happens('F');
}

static void own_routines(void)
{
    make_room();
    ExInitializeNPagedLookasideList(nonpaged, own_allocate, own_free, 0, 200, TAG, 0);
    claim(ExAllocateFromNPagedLookasideList(nonpaged) == memory);
    ExFreeToNPagedLookasideList(nonpaged, memory);
    claim(ExInitializeLookasideListEx(extended, own_allocate_ex, own_free_ex, PagedPool, 0, 200, TAG, 0) == STATUS_SUCCESS);
    claim(ExAllocateFromLookasideListEx(extended) == memory);
    ExFreeToLookasideListEx(extended, memory);
    ExFlushLookasideListEx(extended);
    claim(extended->L.TotalAllocates == 1 && extended->L.TotalFrees == 1);
    ExDeleteNPagedLookasideList(nonpaged);
    ExDeleteLookasideListEx(extended);
}

static void the_drivers_own_routines_are_called_with_what_the_list_knows(void **state)
{
    (void)state;
    run_body(own_routines);
    assert_string_equal(happened, "afAF");
}

static PVOID NTAPI allocate_nothing(POOL_TYPE type, SIZE_T size, ULONG tag, PLOOKASIDE_LIST_EX list)
{
    (void)type, (void)size, (void)tag, (void)list;
    return NULL;
}

static void fail_quietly(void)
{
    make_room();
    ExInitializeLookasideListEx(extended, allocate_nothing, NULL, NonPagedPool, EX_LOOKASIDE_LIST_EX_FLAGS_FAIL_NO_RAISE, 64, TAG, 0);
    claim(ExAllocateFromLookasideListEx(extended) == NULL);
    ExDeleteLookasideListEx(extended);
}

static void fail_loudly(void)
{
    make_room();
    ExInitializeLookasideListEx(extended, allocate_nothing, NULL, NonPagedPool, EX_LOOKASIDE_LIST_EX_FLAGS_RAISE_ON_FAIL, 64, TAG, 0);
    ExAllocateFromLookasideListEx(extended);
}

static void no_memory_is_null_or_an_exception_as_the_flag_says(void **state)
{
    (void)state;
    run_body(fail_quietly);
    assert_int_equal((ULONG)run_body_to(fail_loudly, KE_BUGCHECK)->parameter[0], (ULONG)STATUS_INSUFFICIENT_RESOURCES);
}

static void unknown_flags(void)
{
    make_room();
    claim(ExInitializeLookasideListEx(extended, NULL, NULL, NonPagedPool, 3, 64, TAG, 0) == STATUS_INVALID_PARAMETER_5);
    claim(ExInitializeLookasideListEx(extended, NULL, NULL, NonPagedPool, 8, 64, TAG, 0) == STATUS_INVALID_PARAMETER_5);
}

static void flags_that_contradict_each_other_are_refused(void **state)
{
    (void)state;
    run_body(unknown_flags);
}

/* --- what a driver does wrong ------------------------------------------------------------------------------------------------------------------- */

static void initialize_twice(void)
{
    make_room();
    ExInitializeNPagedLookasideList(nonpaged, NULL, NULL, 0, 64, TAG, 0);
    claim(ex_lookaside_within(nonpaged, 1) == nonpaged);
    ExInitializeNPagedLookasideList(nonpaged, NULL, NULL, 0, 64, TAG, 0);
}

static void free_with_list(void)
{
    make_room();
    ExInitializeNPagedLookasideList(nonpaged, NULL, NULL, 0, 64, TAG, 0);
    ExFreePool(nonpaged);
}

static void memory_with_a_list_cannot_be_freed(void **state)
{
    (void)state;
    const struct ke_end *end = run_body_to_bugcheck(free_with_list, DRIVER_VERIFIER_DETECTED_VIOLATION);
    assert_int_equal(end->parameter[0], 0xCC);
    assert_int_equal(end->parameter[1], (ULONG_PTR)nonpaged);
}

static void use_deleted(void)
{
    make_room();
    ExInitializeNPagedLookasideList(nonpaged, NULL, NULL, 0, 64, TAG, 0);
    ExDeleteNPagedLookasideList(nonpaged);
    ExAllocateFromNPagedLookasideList(nonpaged);
}

static void tiny_entries(void)
{
    make_room();
    ExInitializeNPagedLookasideList(nonpaged, NULL, NULL, 0, 4, TAG, 0);
}

static void a_wrong_list_is_0xc4(void **state)
{
    (void)state;
    assert_violation(initialize_twice, 0xCA);
    assert_violation(use_deleted, 0xCB);
    assert_violation(tiny_entries, 0xCD);
}

static void in_memory_that_was_freed(void)
{
    PLOOKASIDE_LIST_EX list = ExAllocatePoolWithTag(NonPagedPool, sizeof *list, TAG);
    ExInitializeLookasideListEx(list, NULL, NULL, NonPagedPool, 0, 64, TAG, 0);
    claim(ex_lookaside_within(list, sizeof *list) == list);
    ExDeleteLookasideListEx(list);
    ExFreePoolWithTag(list, TAG);
    claim(!ex_lookaside_within(list, sizeof *list));
}

static void a_deleted_list_leaves_nothing_in_its_memory(void **state)
{
    (void)state;
    run_body(in_memory_that_was_freed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(an_entry_is_a_block_of_the_lists_pool),
        test(an_entry_that_is_freed_twice_is_found),
        test(the_drivers_own_routines_are_called_with_what_the_list_knows),
        test(no_memory_is_null_or_an_exception_as_the_flag_says),
        test(flags_that_contradict_each_other_are_refused),
        test(memory_with_a_list_cannot_be_freed),
        test(a_wrong_list_is_0xc4),
        test(a_deleted_list_leaves_nothing_in_its_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
