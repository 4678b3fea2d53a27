/* Claims about what drivers may touch. */
#include "machine.h"

#include "ke/fault.h"

#define PROCESS ((struct ps_process *)0x10)
#define OTHER   ((struct ps_process *)0x20)

static uint8_t *block;
static uintptr_t observed;

static uint8_t *pool(POOL_TYPE type, SIZE_T size)
{
    return mm_pool_alloc(type, size, TAG, false, SITE);
}

static void touch_what_is_ours(void)
{
    uint64_t local = 0;
    block = pool(NonPagedPool, 100);
    __tsan_read1(block + 99);
    __tsan_write8(block + 92);
    __tsan_unaligned_read8(block + 13);
    __tsan_read_range(block, 100);
    __tsan_write_range(pool(PagedPool, 10000), 10000);
    __tsan_read8(&local);
    ke_current()->process = PROCESS;
    struct mm_region *region = mm_user_alloc(PROCESS, 5000, "test");
    __tsan_write4(region->start + 4000);
    __tsan_write_range(region->start, 5000);
}

static void live_pool_stack_and_own_user_memory_may_be_touched(void **state)
{
    (void)state;
    assert_quiet(touch_what_is_ours);
}

static void touch_freed(void)
{
    block = pool(NonPagedPool, 100);
    mm_pool_free(block, TAG, SITE + 1);
    __tsan_read4(block + 20);
}

static void a_freed_block_is_d5_with_who_freed_it(void **state)
{
    (void)state;
    assert_bugcheck(touch_freed, DRIVER_PAGE_FAULT_IN_FREED_SPECIAL_POOL, 0);
    assert_int_equal(ke_end()->parameter[0], (ULONG_PTR)block + 20);
    assert_string_equal(ke_end()->blame.object_kind, "pool block");
    assert_int_equal(ke_end()->blame.armed_by, SITE + 1);
}

static void count_in_freed(void)
{
    block = pool(NonPagedPool, 100);
    mm_pool_free(block, TAG, SITE + 1);
    InterlockedIncrement((LONG *)(block + 20));
}

static void an_interlocked_operation_on_a_freed_block_is_d5_as_well(void **state)
{
    (void)state;
    assert_bugcheck(count_in_freed, DRIVER_PAGE_FAULT_IN_FREED_SPECIAL_POOL, 0);
    assert_int_equal(ke_end()->parameter[0], (ULONG_PTR)block + 20);
    assert_int_equal(ke_end()->parameter[1], 1);
}

static void touch_freed_object(void)
{
    block = mm_object_alloc(208, TAG);
    mm_object_free(block);
    __tsan_write8(block + 48);
}

static void a_freed_object_of_the_system_is_d5(void **state)
{
    (void)state;
    assert_bugcheck(touch_freed_object, DRIVER_PAGE_FAULT_IN_FREED_SPECIAL_POOL, 0);
}

static void touch_behind(void)
{
    block = pool(NonPagedPool, 100);
    __tsan_write1(block + 100);
}

static void touch_across_the_end(void)
{
    block = pool(NonPagedPool, 100);
    __tsan_read8(block + 96);
}

static void touch_in_front(void)
{
    block = pool(NonPagedPool, 100);
    __tsan_read1(block - 1);
}

static void copy_too_much(void)
{
    block = pool(NonPagedPool, 100);
    __tsan_write_range(block, 101);
}

static void beyond_a_block_is_d6_at_once(void **state)
{
    (void)state;
    assert_bugcheck(touch_behind, DRIVER_PAGE_FAULT_BEYOND_END_OF_ALLOCATION, 0);
    assert_bugcheck(touch_across_the_end, DRIVER_PAGE_FAULT_BEYOND_END_OF_ALLOCATION, 0);
    assert_bugcheck(touch_in_front, DRIVER_PAGE_FAULT_BEYOND_END_OF_ALLOCATION, 0);
    assert_bugcheck(copy_too_much, DRIVER_PAGE_FAULT_BEYOND_END_OF_ALLOCATION, 0);
    assert_int_equal(ke_end()->parameter[0], (ULONG_PTR)block + 100);
}

static void touch_unused(void)
{
    __tsan_read1(arena_start(ARENA_NONPAGED) + ((size_t)1 << 30));
}

static void pool_that_was_never_used_is_50(void **state)
{
    (void)state;
    assert_bugcheck(touch_unused, PAGE_FAULT_IN_NONPAGED_AREA, 0);
}

static void touch_paged_at_dispatch(void)
{
    block = pool(PagedPool, 100);
    ke_raise(DISPATCH_LEVEL);
    __tsan_read1(block);
}

static void paged_pool_at_dispatch_level_is_d1(void **state)
{
    (void)state;
    assert_bugcheck(touch_paged_at_dispatch, DRIVER_IRQL_NOT_LESS_OR_EQUAL, 0);
}

static void touch_private(void)
{
    __tsan_write8(ke_current());
}

static void read_private(void)
{
    __tsan_read8(ke_current());
}

static void write_system_code(void)
{
    __tsan_write1((void *)(uintptr_t)ke_now);
}

static void read_system_code(void)
{
    __tsan_read1((void *)(uintptr_t)ke_now);
}

static void the_systems_state_is_refused(void **state)
{
    (void)state;
    assert_bugcheck(touch_private, PAGE_FAULT_IN_NONPAGED_AREA, 0);
    assert_bugcheck(write_system_code, ATTEMPTED_WRITE_TO_READONLY_MEMORY, 0);
}

/* Windows would let a driver look, and goes on with what only Windows has. */
static void what_the_system_has_there_is_not_modelled(void **state)
{
    (void)state;
    assert_int_equal(machine_run(read_private)->outcome, KE_NOT_MODELLED);
    assert_int_equal(machine_run(read_system_code)->outcome, KE_NOT_MODELLED);
}

static void touch_other_process(void)
{
    ke_current()->process = PROCESS;
    __tsan_read1(mm_user_alloc(OTHER, 100, "test")->start);
}

static void touch_own_user_memory_at_dispatch(void)
{
    ke_current()->process = PROCESS;
    block = mm_user_alloc(PROCESS, 100, "test")->start;
    __tsan_read1(block);
    ke_raise(DISPATCH_LEVEL);
    __tsan_read1(block);
}

static void touch_released_user_memory(void)
{
    ke_current()->process = PROCESS;
    block = mm_user_alloc(PROCESS, 100, "test")->start;
    __tsan_read1(block);
    mm_user_release(PROCESS);
    __tsan_read1(block);
}

static void user_memory_is_its_processs_below_dispatch_level(void **state)
{
    (void)state;
    assert_bugcheck(touch_other_process, SYSTEM_THREAD_EXCEPTION_NOT_HANDLED, 0);
    assert_bugcheck(touch_own_user_memory_at_dispatch, IRQL_NOT_LESS_OR_EQUAL,
                    0); /* 0xD1 when the code is a driver's */
    assert_bugcheck(touch_released_user_memory, SYSTEM_THREAD_EXCEPTION_NOT_HANDLED, 0);
}

static void touch_alias(void)
{
    __tsan_read1(mm_user_alloc(PROCESS, 100, "test")->alias);
}

static void touch_registers(void)
{
    __tsan_read4(mm_device_reserve(0xFEB00000, 4096));
}

static void touch_null(void)
{
    __tsan_read1(NULL);
}

static void other_addresses_are_refused(void **state)
{
    (void)state;
    assert_bugcheck(touch_alias, PAGE_FAULT_IN_NONPAGED_AREA, 0);
    assert_bugcheck(touch_registers, PAGE_FAULT_IN_NONPAGED_AREA, 0);
    assert_bugcheck(touch_null, SYSTEM_THREAD_EXCEPTION_NOT_HANDLED, 0);
}

static uintptr_t user_fault;

static void note_user_fault(const struct ke_fault *fault)
{
    user_fault = fault->address;
    ke_end_run(KE_CHECK, "the application is ended");
}

static void application_touches_the_kernel(void)
{
    block = pool(NonPagedPool, 100);
    ke_on_user_fault(note_user_fault);
    ke_current()->user = ke_current();
    __tsan_read1(block);
}

static void application_touches_itself(void)
{
    ke_current()->process = PROCESS;
    block = mm_user_alloc(PROCESS, 100, "test")->start;
    ke_current()->user = ke_current();
    __tsan_write1(block);
    __tsan_read1(block);
    ke_current()->user = NULL;
}

static void an_application_reaches_its_own_memory_only(void **state)
{
    (void)state;
    assert_quiet(application_touches_itself);
    assert_int_equal(machine_run(application_touches_the_kernel)->outcome, KE_CHECK);
    assert_int_equal(user_fault, block);
}

static void observe(uintptr_t address, size_t size, unsigned access, uintptr_t site)
{
    (void)site;
    observed += address - (uintptr_t)block + size * 100 + access * 10000;
}

static void be_observed(void)
{
    block = pool(NonPagedPool, 64);
    mm_observer = observe;
    __tsan_write4(block + 8);
    mm_observer = NULL;
}

static void the_observer_is_told_first(void **state)
{
    (void)state;
    observed = 0;
    assert_quiet(be_observed);
    assert_int_equal(observed, 8 + 400 + MM_WRITE * 10000);
}

static uint64_t waited;

/* Nothing else can run, so a poll lets time pass. */
static void poll(void)
{
    block = pool(NonPagedPool, 64);
    uint64_t start = ke_now();
    for (int i = 0; i < 1000; i++) {
        __tsan_read4(block);
        __tsan_read4(block + 32);
    }
    waited = ke_now() - start;
}

static void work(void)
{
    block = pool(NonPagedPool, 64);
    uint64_t start = ke_now();
    for (int i = 0; i < 1000; i++) {
        __tsan_read4(block);
        __tsan_write4(block + 32);
    }
    waited = ke_now() - start;
}

static void reads_without_end_let_time_pass(void **state)
{
    (void)state;
    machine_run(poll);
    assert_true(waited > 0);
    assert_quiet(work);
    assert_int_equal(waited, 0);
}

static uintptr_t low;

static void enter_function(void)
{
    ke_current()->stack_low_seen = UINTPTR_MAX;
    __tsan_func_entry(NULL);
    low = ke_current()->stack_low_seen;
}

static void a_function_entry_notes_the_stack(void **state)
{
    (void)state;
    assert_quiet(enter_function);
    assert_int_equal(arena_of((void *)low), ARENA_STACKS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(live_pool_stack_and_own_user_memory_may_be_touched),
        cmocka_unit_test(a_freed_block_is_d5_with_who_freed_it),
        cmocka_unit_test(an_interlocked_operation_on_a_freed_block_is_d5_as_well),
        cmocka_unit_test(a_freed_object_of_the_system_is_d5),
        cmocka_unit_test(beyond_a_block_is_d6_at_once),
        cmocka_unit_test(pool_that_was_never_used_is_50),
        cmocka_unit_test(paged_pool_at_dispatch_level_is_d1),
        cmocka_unit_test(the_systems_state_is_refused),
        cmocka_unit_test(what_the_system_has_there_is_not_modelled),
        cmocka_unit_test(user_memory_is_its_processs_below_dispatch_level),
        cmocka_unit_test(other_addresses_are_refused),
        cmocka_unit_test(an_application_reaches_its_own_memory_only),
        cmocka_unit_test(the_observer_is_told_first),
        cmocka_unit_test(reads_without_end_let_time_pass),
        cmocka_unit_test(a_function_entry_notes_the_stack),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
