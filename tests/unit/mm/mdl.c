/* Claims about MDLs. */
#include "machine.h"

#define PROCESS ((struct ps_process *)0x10)
#define OTHER   ((struct ps_process *)0x20)

static PMDL mdl;
static uint8_t *user, *system_address;
static NTSTATUS status;
static size_t locked[3];

static void lock_user(KPROCESSOR_MODE mode, LOCK_OPERATION operation)
{
    ke_current()->process = PROCESS;
    user = mm_user_alloc(PROCESS, 3 * PAGE_SIZE, "heap")->start + 100;
    mdl = mm_mdl_alloc(user, 2 * PAGE_SIZE);
    status = mm_mdl_lock(mdl, mode, operation, PROCESS);
}

static void lock_map_and_use(void)
{
    lock_user(UserMode, IoModifyAccess);
    locked[0] = mm_locked_pages(PROCESS);
    system_address = mm_mdl_map(mdl);
    ke_current()->process = OTHER;
    ke_raise(DISPATCH_LEVEL);
    __tsan_write_range(system_address, 2 * PAGE_SIZE);
    system_address[0] = 17;
    ke_lower(PASSIVE_LEVEL);
    locked[1] = user[0];
    mm_mdl_unlock(mdl);
    locked[2] = mm_locked_pages(PROCESS);
    mm_mdl_free(mdl);
}

static void the_system_address_is_good_in_any_context(void **state)
{
    (void)state;
    assert_quiet(lock_map_and_use);
    assert_int_equal(status, STATUS_SUCCESS);
    assert_int_equal(locked[0], 3);
    assert_int_equal(locked[1], 17);
    assert_int_equal(locked[2], 0);
}

static void use_after_unlock(void)
{
    lock_user(UserMode, IoReadAccess);
    system_address = mm_mdl_map(mdl);
    mm_mdl_unlock(mdl);
    __tsan_read1(system_address);
}

static void a_mapping_ends_with_the_lock(void **state)
{
    (void)state;
    assert_bugcheck(use_after_unlock, PAGE_FAULT_IN_NONPAGED_AREA, (ULONG_PTR)system_address);
}

static void lock_nothing(void)
{
    ke_current()->process = PROCESS;
    mdl = mm_mdl_alloc((void *)0x10000, 16);
    status = mm_mdl_lock(mdl, UserMode, IoReadAccess, PROCESS);
}

static void lock_kernel_for_user(void)
{
    mdl = mm_mdl_alloc(mm_pool_alloc(NonPagedPool, 16, TAG, true, SITE), 16);
    status = mm_mdl_lock(mdl, UserMode, IoReadAccess, PROCESS);
}

static void locking_what_is_not_the_processs_fails(void **state)
{
    (void)state;
    assert_quiet(lock_nothing);
    assert_int_equal(status, STATUS_ACCESS_VIOLATION);
    assert_quiet(lock_kernel_for_user);
    assert_int_equal(status, STATUS_ACCESS_VIOLATION);
    assert_int_equal(mdl->MdlFlags & MDL_PAGES_LOCKED, 0);
}

static const char constant[] = "a constant of the module";

static void lock_constant(void)
{
    mm_user_constant(PROCESS, (void *)constant, sizeof constant);
    mdl = mm_mdl_alloc((void *)constant, sizeof constant);
    locked[0] = (size_t)mm_mdl_lock(mdl, UserMode, IoWriteAccess, PROCESS) & 0xFFFFFFFF;
    status = mm_mdl_lock(mdl, UserMode, IoReadAccess, PROCESS);
    system_address = mm_mdl_map(mdl);
    __tsan_read_range(system_address, sizeof constant);
}

static void constants_can_be_read_through_an_mdl_but_not_written(void **state)
{
    (void)state;
    assert_quiet(lock_constant);
    assert_int_equal(locked[0], (size_t)STATUS_ACCESS_VIOLATION & 0xFFFFFFFF);
    assert_int_equal(status, STATUS_SUCCESS);
    assert_string_equal((char *)system_address, constant);
}

static void lock_paged_pool(void)
{
    uint8_t *block = mm_pool_alloc(PagedPool, 500, TAG, true, SITE);
    mdl = mm_mdl_alloc(block, 500);
    status = mm_mdl_lock(mdl, KernelMode, IoModifyAccess, NULL);
    system_address = mm_mdl_map(mdl);
    ke_raise(DISPATCH_LEVEL);
    __tsan_write_range(system_address, 500);
    ke_lower(PASSIVE_LEVEL);
    mm_mdl_unlock(mdl);
    mm_mdl_free(mdl);
    mm_pool_free(block, TAG, SITE);
}

static void locked_paged_pool_may_be_touched_at_dispatch_level(void **state)
{
    (void)state;
    assert_quiet(lock_paged_pool);
}

static void unlock_twice(void)
{
    lock_user(UserMode, IoReadAccess);
    mm_mdl_unlock(mdl);
    mm_mdl_unlock(mdl);
}

static void free_while_mapped(void)
{
    lock_user(UserMode, IoReadAccess);
    mm_mdl_map(mdl);
    mm_mdl_free(mdl);
}

static void map_unlocked(void)
{
    mm_mdl_map(mm_mdl_alloc((void *)0x10000, 16));
}

static void misuse_is_told_as_driver_verifier_does(void **state)
{
    (void)state;
    assert_bugcheck(unlock_twice, DRIVER_VERIFIER_DETECTED_VIOLATION, 0x7C);
    assert_bugcheck(free_while_mapped, DRIVER_VERIFIER_DETECTED_VIOLATION, 0xB8);
    assert_bugcheck(map_unlocked, DRIVER_VERIFIER_DETECTED_VIOLATION, 0xB3);
}

/* Another process's pages, from a thread that is not attached to it. */
static void lock_anothers(void)
{
    uint8_t *theirs = mm_user_alloc(OTHER, 2 * PAGE_SIZE, "heap")->start;
    ke_current()->process = PROCESS;
    theirs[PAGE_SIZE] = 3;
    mdl = mm_mdl_alloc(theirs, 2 * PAGE_SIZE);
    MmProbeAndLockProcessPages(mdl, (PEPROCESS)OTHER, UserMode, IoModifyAccess);
    locked[0] = mm_locked_pages(OTHER);
    locked[1] = mm_locked_pages(PROCESS);
    system_address = MmGetSystemAddressForMdlSafe(mdl, NormalPagePriority);
    locked[2] = system_address[PAGE_SIZE];
    system_address[PAGE_SIZE + 1] = 4;
    MmUnlockPages(mdl);
    mm_mdl_free(mdl);
    status = theirs[PAGE_SIZE + 1] == 4 && mm_locked_pages(OTHER) == 0 ? STATUS_SUCCESS : STATUS_UNSUCCESSFUL;
}

/* The same address means nothing in the process that the thread is in. */
static void lock_as_own(void)
{
    uint8_t *theirs = mm_user_alloc(OTHER, PAGE_SIZE, "heap")->start;
    ke_current()->process = PROCESS;
    MmProbeAndLockProcessPages(mm_mdl_alloc(theirs, 16), (PEPROCESS)PROCESS, UserMode, IoReadAccess);
}

static void pages_of_another_process_are_locked_in_its_name(void **state)
{
    (void)state;
    assert_quiet(lock_anothers);
    assert_int_equal(status, STATUS_SUCCESS);
    assert_int_equal(locked[0], 2);
    assert_int_equal(locked[1], 0);
    assert_int_equal(locked[2], 3);
    assert_bugcheck(lock_as_own, SYSTEM_THREAD_EXCEPTION_NOT_HANDLED, (ULONG_PTR)(LONG_PTR)STATUS_ACCESS_VIOLATION);
}

static void free_while_locked(void)
{
    lock_user(UserMode, IoReadAccess);
    mm_mdl_free(mdl);
    locked[0] = mm_locked_pages(PROCESS);
    mm_user_release(PROCESS);
    locked[1] = (uintptr_t)mm_user_alloc(OTHER, 3 * PAGE_SIZE, "heap")->start == (uintptr_t)user - 100;
}

static void pages_stay_locked_without_their_mdl(void **state)
{
    (void)state;
    assert_quiet(free_while_locked);
    assert_int_equal(locked[0], 3);
    assert_int_equal(locked[1], 0);
}

static void build_partial(void)
{
    lock_user(UserMode, IoReadAccess);
    user[PAGE_SIZE] = 99;
    PMDL part = IoAllocateMdl(user + PAGE_SIZE, 50, FALSE, FALSE, NULL);
    IoBuildPartialMdl(mdl, part, user + PAGE_SIZE, 50);
    system_address = MmGetSystemAddressForMdlSafe(part, NormalPagePriority);
    __tsan_read1(system_address);
    locked[0] = system_address[0];
    IoFreeMdl(part);
    mm_mdl_unlock(mdl);
}

static void a_partial_mdl_sees_the_part(void **state)
{
    (void)state;
    assert_quiet(build_partial);
    assert_int_equal(locked[0], 99);
}

static void build_for_nonpaged(void)
{
    uint8_t *block = mm_pool_alloc(NonPagedPool, 5000, TAG, true, SITE);
    mdl = IoAllocateMdl(block, 5000, FALSE, FALSE, NULL);
    MmBuildMdlForNonPagedPool(mdl);
    locked[0] = MmGetSystemAddressForMdlSafe(mdl, NormalPagePriority) == block;
    locked[1] = MmGetMdlPfnArray(mdl)[1] == MmGetMdlPfnArray(mdl)[0] + 1;
    locked[2] = mm_from_physical(MmGetMdlPfnArray(mdl)[0] << PAGE_SHIFT) == block;
    IoFreeMdl(mdl);
    mm_pool_free(block, TAG, SITE);
}

static void an_mdl_of_nonpaged_pool_needs_no_mapping(void **state)
{
    (void)state;
    assert_quiet(build_for_nonpaged);
    assert_true(locked[0] && locked[1] && locked[2]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_system_address_is_good_in_any_context),
        cmocka_unit_test(a_mapping_ends_with_the_lock),
        cmocka_unit_test(pages_of_another_process_are_locked_in_its_name),
        cmocka_unit_test(locking_what_is_not_the_processs_fails),
        cmocka_unit_test(constants_can_be_read_through_an_mdl_but_not_written),
        cmocka_unit_test(locked_paged_pool_may_be_touched_at_dispatch_level),
        cmocka_unit_test(misuse_is_told_as_driver_verifier_does),
        cmocka_unit_test(pages_stay_locked_without_their_mdl),
        cmocka_unit_test(a_partial_mdl_sees_the_part),
        cmocka_unit_test(an_mdl_of_nonpaged_pool_needs_no_mapping),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
