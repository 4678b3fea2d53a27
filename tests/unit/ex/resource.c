/* Claims about resources (ERESOURCE). Rule Q58; WDK: "Introduction to ERESOURCE routines". */
#include "test.h"

static ERESOURCE *resource;

static void initialize(void)
{
    resource = in_pool(sizeof *resource);
    claim(ExInitializeResourceLite(resource) == STATUS_SUCCESS);
}

static void recursion(void)
{
    initialize();
    claim(ExAcquireResourceExclusiveLite(resource, TRUE) && ExAcquireResourceExclusiveLite(resource, FALSE));
    claim(ExAcquireResourceSharedLite(resource, FALSE) && ExIsResourceAcquiredExclusiveLite(resource));
    claim(ExIsResourceAcquiredSharedLite(resource) == 3 && resource->ActiveEntries == 1 && resource->Flag & ResourceOwnedExclusive);
    for (int i = 0; i < 3; i++)
        ExReleaseResourceLite(resource);
    claim(!ExIsResourceAcquiredExclusiveLite(resource) && ExIsResourceAcquiredSharedLite(resource) == 0 && resource->ActiveEntries == 0);
    claim(ExAcquireResourceSharedLite(resource, TRUE) && ExIsResourceAcquiredSharedLite(resource) == 1);
    claim(!ExIsResourceAcquiredExclusiveLite(resource) && !ExTryToAcquireResourceExclusiveLite(resource));
    ExReleaseResourceLite(resource);
    claim(ExDeleteResourceLite(resource) == STATUS_SUCCESS);
}

static void a_thread_may_have_it_several_times(void **state)
{
    (void)state;
    run_body(recursion);
}

static void reader(void)
{
    ExAcquireResourceSharedLite(resource, TRUE);
    happens('r');
    ExReleaseResourceLite(resource);
}

static void starving_reader(void)
{
    claim(ExAcquireSharedStarveExclusive(resource, FALSE));
    happens('s');
    ExReleaseResourceLite(resource);
}

static void writer(void)
{
    ExAcquireResourceExclusiveLite(resource, TRUE);
    happens('w');
    sleep_for(10);
    happens('x');
    ExReleaseResourceLite(resource);
}

static void readers_and_writers(void)
{
    initialize();
    ExAcquireResourceSharedLite(resource, TRUE);
    start_body(writer);
    sleep_for(1);
    start_body(writer);
    start_body(reader);
    start_body(reader);
    sleep_for(1);
    claim(ExGetExclusiveWaiterCount(resource) == 2 && ExGetSharedWaiterCount(resource) == 2);
    start_body(starving_reader);
    sleep_for(1);
    claim(ExAcquireResourceSharedLite(resource, FALSE)); /* an owner passes, too */
    ExReleaseResourceLite(resource);
    claim(!ExAcquireSharedWaitForExclusive(resource, FALSE)); /* but not so */
    happens('-');
    ExReleaseResourceLite(resource);
}

static void neither_readers_nor_writers_are_starved(void **state)
{
    (void)state;
    run_body(readers_and_writers);
    assert_string_equal(happened, "s-wxrrwx");
}

static void convert(void)
{
    initialize();
    ExAcquireResourceExclusiveLite(resource, TRUE);
    start_body(reader);
    sleep_for(10);
    claim(happened[0] == 0);
    ExConvertExclusiveToSharedLite(resource);
    sleep_for(10);
    claim(happened[0] == 'r' && ExIsResourceAcquiredSharedLite(resource) == 1 && !ExIsResourceAcquiredExclusiveLite(resource));
    ExReleaseResourceLite(resource);
}

static void converting_lets_readers_in(void **state)
{
    (void)state;
    run_body(convert);
}

static void regions(void)
{
    be_ordinary();
    initialize();
    ExEnterCriticalRegionAndAcquireResourceExclusive(resource);
    claim(ke_current()->kernel_apc_disable == -1 && ExIsResourceAcquiredExclusiveLite(resource));
    ExReleaseResourceAndLeaveCriticalRegion(resource);
    ExEnterCriticalRegionAndAcquireResourceShared(resource);
    claim(ke_current()->kernel_apc_disable == -1 && ExIsResourceAcquiredSharedLite(resource) == 1);
    ExReleaseResourceAndLeaveCriticalRegion(resource);
    claim(ke_current()->kernel_apc_disable == 0);
}

static void a_critical_region_comes_with_it(void **state)
{
    (void)state;
    run_body(regions);
}

/* --- owners by pointer ---------------------------------------------------------------------------------------------------------------------------- */

static PVOID owner_pointer(void)
{
    return (PVOID)((uintptr_t)resource | 3);
}

static void release_in_the_name_of(void)
{
    ERESOURCE_THREAD self = ExGetCurrentResourceThread();
    initialize();
    ExAcquireResourceSharedLite(resource, TRUE);
    ExSetResourceOwnerPointer(resource, owner_pointer());
    claim(ExIsResourceAcquiredSharedLite(resource) == 0 && resource->ActiveEntries == 1);
    ExAcquireResourceSharedLite(resource, TRUE);
    ExSetResourceOwnerPointerEx(resource, owner_pointer(), 0);
    claim(resource->ActiveEntries == 1 && resource->OwnerEntry.OwnerCount == 2);
    ExReleaseResourceForThreadLite(resource, (ERESOURCE_THREAD)owner_pointer());
    ExReleaseResourceForThreadLite(resource, (ERESOURCE_THREAD)owner_pointer());
    claim(resource->ActiveEntries == 0);
    ExAcquireResourceSharedLite(resource, TRUE);
    ExReleaseResourceForThreadLite(resource, self);
    claim(resource->ActiveEntries == 0);
}

static void an_owner_pointer_takes_the_threads_place(void **state)
{
    (void)state;
    run_body(release_in_the_name_of);
}

static void release_after_renaming(void)
{
    initialize();
    ExAcquireResourceSharedLite(resource, TRUE);
    ExSetResourceOwnerPointer(resource, owner_pointer());
    ExReleaseResourceLite(resource);
}

static void rename_without_owning(void)
{
    initialize();
    ExSetResourceOwnerPointer(resource, owner_pointer());
}

static void convert_shared(void)
{
    initialize();
    ExAcquireResourceSharedLite(resource, TRUE);
    ExConvertExclusiveToSharedLite(resource);
}

static void what_is_not_owned_is_not_released_renamed_or_converted(void **state)
{
    (void)state;
    assert_int_equal(run_body_to_bugcheck(release_after_renaming, RESOURCE_NOT_OWNED)->parameter[0], (uintptr_t)resource);
    run_body_to_bugcheck(rename_without_owning, RESOURCE_NOT_OWNED);
    run_body_to_bugcheck(convert_shared, RESOURCE_NOT_OWNED);
}

static void unmarked_pointer(void)
{
    initialize();
    ExAcquireResourceSharedLite(resource, TRUE);
    ExSetResourceOwnerPointer(resource, resource);
}

static void an_owner_pointer_has_its_low_bits_set(void **state)
{
    (void)state;
    assert_int_equal(run_body_to_bugcheck(unmarked_pointer, RESOURCE_OWNER_POINTER_INVALID)->parameter[3], (uintptr_t)resource);
}

/* --- what a driver does wrong ------------------------------------------------------------------------------------------------------------------- */

static void upgrade(void)
{
    initialize();
    ExAcquireResourceSharedLite(resource, TRUE);
    ExAcquireResourceExclusiveLite(resource, TRUE);
}

static void a_reader_that_waits_to_be_a_writer_waits_for_itself(void **state)
{
    (void)state;
    assert_violation(upgrade, 0x1000);
}

static void acquire_with_apcs(void)
{
    be_ordinary();
    initialize();
    ExAcquireResourceSharedLite(resource, TRUE);
}

static void release_with_apcs(void)
{
    be_ordinary();
    initialize();
    KeEnterCriticalRegion();
    ExAcquireResourceSharedLite(resource, TRUE);
    KeLeaveCriticalRegion();
    ExReleaseResourceLite(resource);
}

static void q58_apcs_must_be_held_back(void **state)
{
    (void)state;
    assert_violation(acquire_with_apcs, 0x37);
    assert_violation(release_with_apcs, 0x38);
}

static void initialize_twice(void)
{
    initialize();
    ExInitializeResourceLite(resource);
}

static void delete_twice(void)
{
    initialize();
    ExDeleteResourceLite(resource);
    ExDeleteResourceLite(resource);
}

static void use_deleted(void)
{
    initialize();
    ExDeleteResourceLite(resource);
    ExAcquireResourceSharedLite(resource, TRUE);
}

static void use_misaligned(void)
{
    resource = in_pool(2 * sizeof *resource);
    ExAcquireResourceSharedLite((PERESOURCE)(void *)((char *)resource + 4), TRUE);
}

static void its_life_is_checked(void **state)
{
    (void)state;
    assert_violation(initialize_twice, 0xD0);
    assert_violation(delete_twice, 0xD1);
    assert_violation(use_deleted, 0x1002);
    assert_violation(use_misaligned, 0x3D);
}

static void delete_owned(void)
{
    initialize();
    ExAcquireResourceSharedLite(resource, TRUE);
    ExDeleteResourceLite(resource);
}

static void deleting_it_while_it_is_owned_is_a_finding(void **state)
{
    (void)state;
    run_body(delete_owned);
    assert_int_equal(ke_end()->finding_count, 1);
    assert_string_equal(ke_end()->findings[0].rule, "resource-in-use");
}

static void reinitialize(void)
{
    initialize();
    ExAcquireResourceExclusiveLite(resource, TRUE);
    ExReleaseResourceLite(resource);
    claim(ExReinitializeResourceLite(resource) == STATUS_SUCCESS && resource->ActiveEntries == 0 && resource->ContentionCount == 0);
    claim(ExAcquireResourceSharedLite(resource, FALSE));
    ExReleaseResourceLite(resource);
}

static void reinitialized_it_goes_on(void **state)
{
    (void)state;
    run_body(reinitialize);
    assert_int_equal(ke_end()->finding_count, 0);
}

/* --- looking ---------------------------------------------------------------------------------------------------------------------------------------- */

static unsigned visited;

static void look(void *context, const struct ex_resource_info *info)
{
    (void)context;
    visited++;
    claim(info->resource == resource && info->exclusive && info->owners == 1 && info->owner[0].count == 2);
    claim(info->owner[0].thread == ke_current() && info->waiters == 2 && info->waiter[0].exclusive && !info->waiter[1].exclusive);
}

static void visit(void)
{
    visited = 0;
    initialize();
    ExAcquireResourceExclusiveLite(resource, TRUE);
    ExAcquireResourceExclusiveLite(resource, TRUE);
    start_body(writer);
    sleep_for(1);
    start_body(reader);
    sleep_for(1);
    ex_resources_visit(look, NULL);
    claim(visited == 1);
    claim(ex_resource_within(resource, sizeof *resource) == resource && !ex_resource_within(resource + 1, 4096));
    ExReleaseResourceLite(resource);
    ExReleaseResourceLite(resource);
}

static void free_with_resource(void)
{
    initialize();
    ExFreePool(resource);
}

static void memory_with_a_resource_cannot_be_freed(void **state)
{
    (void)state;
    const struct ke_end *end = run_body_to_bugcheck(free_with_resource, DRIVER_VERIFIER_DETECTED_VIOLATION);
    assert_int_equal(end->parameter[0], 0xD2);
    assert_int_equal(end->parameter[1], (ULONG_PTR)resource);
}

static void views_see_owners_and_waiters(void **state)
{
    (void)state;
    run_body(visit);
    assert_string_equal(happened, "rwx");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(a_thread_may_have_it_several_times),
        test(neither_readers_nor_writers_are_starved),
        test(converting_lets_readers_in),
        test(a_critical_region_comes_with_it),
        test(an_owner_pointer_takes_the_threads_place),
        test(what_is_not_owned_is_not_released_renamed_or_converted),
        test(an_owner_pointer_has_its_low_bits_set),
        test(a_reader_that_waits_to_be_a_writer_waits_for_itself),
        test(q58_apcs_must_be_held_back),
        test(memory_with_a_resource_cannot_be_freed),
        test(its_life_is_checked),
        test(deleting_it_while_it_is_owned_is_a_finding),
        test(reinitialized_it_goes_on),
        test(views_see_owners_and_waiters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
