/* Claims about user memory and probes. */
#include "machine.h"

#include "ke/fault.h"

#define PROCESS ((struct ps_process *)0x10)
#define OTHER   ((struct ps_process *)0x20)

static struct mm_region *region, *other;
static NTSTATUS status[4];
static uint8_t bytes[16];
static uint8_t *start;

/* Stands for a module's page of data. */
static uint8_t *module_page(void)
{
    static uint8_t *page;
    if (!page) {
        page = host_reserve(arena_base - 65536, 65536);
        host_commit(page, 65536);
    }
    memset(page, 0x5A, host_page_size());
    return page;
}

static void allocate(void)
{
    region = mm_user_alloc(PROCESS, 10000, "heap");
    other = mm_user_alloc(OTHER, 100, "heap");
    region->start[9999] = 1;
    ((uint8_t *)region->alias)[5] = 2;
}

static void a_region_is_whole_pages_seen_twice(void **state)
{
    (void)state;
    assert_quiet(allocate);
    assert_int_equal((uintptr_t)region->start % PAGE_SIZE, 0);
    assert_int_equal(region->size % PAGE_SIZE, 0);
    assert_int_equal(region->start[5], 2);
    assert_int_equal(((uint8_t *)region->alias)[9999], 1);
    assert_ptr_equal(mm_region_at(PROCESS, region->start + 1, region->size - 1), region);
    assert_null(mm_region_at(PROCESS, region->start + 1, region->size));
    assert_null(mm_region_at(OTHER, region->start, 1));
    assert_ptr_equal(mm_region_at(OTHER, other->start, 1), other);
}

static void release_and_allocate(void)
{
    start = mm_user_alloc(PROCESS, 8192, "heap")->start;
    memset(start, 1, 8192);
    mm_user_release(PROCESS);
    region = mm_user_alloc(OTHER, 8192, "heap");
}

static void released_pages_are_used_again_and_zero(void **state)
{
    (void)state;
    assert_quiet(release_and_allocate);
    assert_ptr_equal(region->start, start);
    for (int i = 0; i < 8192; i++)
        assert_int_equal(start[i], 0);
}

static bool stack_is_zero;

static uint8_t *fresh_stack(void)
{
    const struct mm_region *stack = mm_user_alloc_stack(PROCESS, 65536, "user stack");
    for (size_t i = 0; i < stack->size; i++)
        stack_is_zero = stack_is_zero && stack->start[i] == 0;
    return stack->start;
}

/* What was used of a stack is known from its end down to what its owner says, and a little further. */
static void use_stacks(void)
{
    start = fresh_stack();
    memset(start + 40000, 1, 65536 - 40000);
    mm_user_stack_used(start, 65536, start + 40000 + 8192);
    mm_user_release(PROCESS);
    stack_is_zero = stack_is_zero && fresh_stack() == start;
    mm_user_release(PROCESS);
    memset(mm_user_alloc(PROCESS, 65536, "heap")->start, 1, 65536);
    mm_user_release(PROCESS);
    stack_is_zero = stack_is_zero && fresh_stack() == start;
    memset(start, 1, 65536);
}

static void a_fresh_stack_is_zero_whoever_had_its_pages(void **state)
{
    (void)state;
    stack_is_zero = true;
    assert_quiet(use_stacks);
    assert_true(stack_is_zero);
    assert_quiet(use_stacks); /* another machine knows nothing of the one before */
    assert_true(stack_is_zero);
}

static void adopt(void)
{
    region = mm_user_adopt(PROCESS, module_page(), host_page_size());
    module_page()[3] = 7;
}

static void adopted_data_is_seen_through_its_alias(void **state)
{
    (void)state;
    assert_quiet(adopt);
    assert_ptr_equal(region->start, module_page());
    assert_int_equal(((uint8_t *)region->alias)[4], 0x5A);
    region->start[4] = 9;
    assert_int_equal(((uint8_t *)region->alias)[4], 9);
}

static void a_restore_brings_the_right_pages_back(void **state)
{
    (void)state;
    machine_boot();
    mm_user_alloc(PROCESS, 4096, "heap");
    region = mm_user_adopt(PROCESS, module_page(), host_page_size());
    region->start[0] = 1;
    struct arena_snapshot *snapshot = arena_snapshot_take();
    struct mm_user_snapshot *pages = mm_user_snapshot_take();
    mm_user_release(PROCESS);
    mm_user_adopt(OTHER, region->start, host_page_size());
    mm_user_alloc(PROCESS, 4096, "heap");
    arena_snapshot_restore(snapshot);
    mm_user_snapshot_restore(pages);
    assert_int_equal(module_page()[1], 0x5A);
    region->start[0] = 42;
    assert_int_equal(((uint8_t *)region->alias)[0], 42);
    arena_snapshot_free(snapshot);
    mm_user_snapshot_free(pages);
}

static void copy(void)
{
    ke_current()->process = PROCESS;
    region = mm_user_alloc(PROCESS, 100, "heap");
    other = mm_user_alloc(OTHER, 100, "heap");
    region->start[0] = 5;
    status[0] = mm_user_copy_in(bytes, region->start, 16);
    status[1] = mm_user_copy_out(region->start + 16, bytes, 16);
    status[2] = mm_user_copy_in(bytes, other->start, 16);
    static const char constant[] = "constant";
    mm_user_constant(PROCESS, (void *)constant, sizeof constant);
    status[3] = mm_user_copy_out((void *)constant, bytes, 4);
}

static void copies_ask_the_regions(void **state)
{
    (void)state;
    assert_quiet(copy);
    assert_int_equal(bytes[0], 5);
    assert_int_equal(region->start[16], 5);
    assert_int_equal(status[0], STATUS_SUCCESS);
    assert_int_equal(status[1], STATUS_SUCCESS);
    assert_int_equal(status[2], STATUS_ACCESS_VIOLATION);
    assert_int_equal(status[3], STATUS_ACCESS_VIOLATION);
}

static void probe_well(void)
{
    ke_current()->process = PROCESS;
    region = mm_user_alloc(PROCESS, 10000, "heap");
    mm_probe(region->start + 8, 9000, 8, true);
    mm_probe(region->start + 1, 9000, 1, false);
    ProbeForWrite(region->start + 8, 9000, 8);
    ProbeForRead(region->start + 1, 9000, 1);
    ProbeForRead(arena_start(ARENA_NONPAGED) + 1, 0, 8); /* nothing is probed, not even the alignment */
    mm_probe((void *)0x10000, 16, 1, false); /* user range: that nothing is there shows at the first touch */
    mm_probe(arena_start(ARENA_NONPAGED) + 1, 0, 8, true);
}

static void good_probes_pass(void **state)
{
    (void)state;
    assert_quiet(probe_well);
}

static void probe_misaligned(void)
{
    mm_probe((void *)0x10001, 16, 4, false);
}

static void probe_kernel(void)
{
    mm_probe(mm_pool_alloc(NonPagedPool, 16, TAG, false, SITE), 16, 1, false);
}

static void probe_kernel_for_write(void)
{
    ProbeForWrite(mm_pool_alloc(NonPagedPool, 16, TAG, false, SITE), 16, 1);
}

static void probe_kernel_for_read(void)
{
    ProbeForRead(mm_pool_alloc(NonPagedPool, 16, TAG, false, SITE), 16, 1);
}

static void probe_misaligned_for_write(void)
{
    ProbeForWrite((void *)0x10002, 16, 4);
}

/* Writing is tried page by page, so that what is not writable shows at once. */
static void probe_constant_for_write(void)
{
    static const char constant[] = "constant";
    ke_current()->process = PROCESS;
    mm_user_constant(PROCESS, (void *)constant, sizeof constant);
    ProbeForRead(constant, sizeof constant, 1);
    ProbeForWrite((void *)constant, sizeof constant, 1);
}

static void probe_at_dispatch(void)
{
    ke_current()->process = PROCESS;
    region = mm_user_alloc(PROCESS, 100, "heap");
    ke_raise(DISPATCH_LEVEL);
    ProbeForRead(region->start, 16, 1);
}

static void probe_round_the_corner(void)
{
    mm_probe((void *)0x10000, ~(SIZE_T)0, 1, false);
}

static void probe_missing_for_write(void)
{
    ke_current()->process = PROCESS;
    mm_probe((void *)0x10000, 16, 1, true);
}

static void assert_raises(void (*body)(void), NTSTATUS expected)
{
    assert_bugcheck(body, SYSTEM_THREAD_EXCEPTION_NOT_HANDLED, (ULONG_PTR)(LONG_PTR)expected);
}

static void bad_probes_raise(void **state)
{
    (void)state;
    assert_raises(probe_misaligned, STATUS_DATATYPE_MISALIGNMENT);
    assert_raises(probe_kernel, STATUS_ACCESS_VIOLATION);
    assert_raises(probe_kernel_for_read, STATUS_ACCESS_VIOLATION);
    assert_raises(probe_kernel_for_write, STATUS_ACCESS_VIOLATION);
    assert_raises(probe_misaligned_for_write, STATUS_DATATYPE_MISALIGNMENT);
    assert_raises(probe_constant_for_write, STATUS_ACCESS_VIOLATION);
    assert_bugcheck(probe_at_dispatch, DRIVER_VERIFIER_DETECTED_VIOLATION, 0);
    assert_raises(probe_round_the_corner, STATUS_ACCESS_VIOLATION);
    assert_raises(probe_missing_for_write, STATUS_ACCESS_VIOLATION);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_region_is_whole_pages_seen_twice),
        cmocka_unit_test(released_pages_are_used_again_and_zero),
        cmocka_unit_test(a_fresh_stack_is_zero_whoever_had_its_pages),
        cmocka_unit_test(adopted_data_is_seen_through_its_alias),
        cmocka_unit_test(a_restore_brings_the_right_pages_back),
        cmocka_unit_test(copies_ask_the_regions),
        cmocka_unit_test(good_probes_pass),
        cmocka_unit_test(bad_probes_raise),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
