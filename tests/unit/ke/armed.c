/* Claims about the record of what is armed: it, not the object's memory, is asked when something comes due (design 4.9). */
#include "test.h"

#define TAG ((ULONG)'tset')
#define SITE ((uintptr_t)0x1234)

static KTIMER *timer;
static KDPC *dpc;
static void *block;

static void note(PKDPC self, PVOID context, PVOID a, PVOID b)
{
    (void)self, (void)context, (void)a, (void)b;
    happens('d');
}

static void in_pool(void)
{
    struct {
        KTIMER timer;
        KDPC dpc;
    } *both = block = mm_pool_alloc(NonPagedPool, sizeof *both, TAG, false, SITE);
    timer = &both->timer;
    dpc = &both->dpc;
    KeInitializeTimer(timer);
    KeInitializeDpc(dpc, note, NULL);
}

static void free_armed_timer(void)
{
    in_pool();
    KeSetTimer(timer, ticks(-100), dpc);
    mm_pool_free(block, TAG, SITE);
    sleep_for(SECOND);
}

static void a_timer_in_freed_memory_is_0xd5_with_who_armed_it(void **state)
{
    (void)state;
    const struct ke_end *end = run_body_to_bugcheck(free_armed_timer, DRIVER_PAGE_FAULT_IN_FREED_SPECIAL_POOL);
    assert_int_equal(end->parameter[0], (ULONG_PTR)timer);
    assert_string_equal(end->blame.object_kind, "timer");
    assert_int_not_equal(end->blame.armed_by, 0);
    assert_int_equal(end->blame.armed_at, ke_start_time());
    assert_int_equal(end->at_100ns, ke_start_time() + 100);
    assert_string_equal(happened, "");
}

static void free_queued_dpc(void)
{
    in_pool();
    KIRQL old = KeRaiseIrqlToDpcLevel();
    KeInsertQueueDpc(dpc, NULL, NULL);
    mm_pool_free(block, TAG, SITE);
    KeLowerIrql(old);
}

static void a_dpc_in_freed_memory_is_0xd5(void **state)
{
    (void)state;
    const struct ke_end *end = run_body_to_bugcheck(free_queued_dpc, DRIVER_PAGE_FAULT_IN_FREED_SPECIAL_POOL);
    assert_int_equal(end->parameter[0], (ULONG_PTR)dpc);
    assert_string_equal(end->blame.object_kind, "DPC");
}

static void free_after_cancel(void)
{
    in_pool();
    KeSetTimer(timer, ticks(-100), dpc);
    claim(KeCancelTimer(timer));
    mm_pool_free(block, TAG, SITE);
    sleep_for(SECOND);
}

static void a_cancelled_timer_may_be_freed(void **state)
{
    (void)state;
    run_body(free_after_cancel);
}

static void initialise_again(void)
{
    in_pool();
    KeSetTimer(timer, ticks(-100), dpc);
    KeInitializeTimer(timer);
    claim(!KeCancelTimer(timer)); /* nobody knows the first any more */
    sleep_for(SECOND);
    claim(strcmp(happened, "d") == 0);
}

static void a_timer_initialised_again_while_armed_still_fires(void **state)
{
    (void)state;
    run_body(initialise_again);
}

static void initialise_dpc_again(void)
{
    in_pool();
    KIRQL old = KeRaiseIrqlToDpcLevel();
    KeInsertQueueDpc(dpc, NULL, NULL);
    KeInitializeDpc(dpc, note, NULL);
    claim(KeInsertQueueDpc(dpc, NULL, NULL) == TRUE);
    KeLowerIrql(old);
    claim(strcmp(happened, "dd") == 0);
}

static void a_dpc_initialised_again_while_queued_runs_twice(void **state)
{
    (void)state;
    run_body(initialise_dpc_again);
}

static void two_names(void)
{
    in_pool();
    const struct ke_armed *armed = ke_armed_find(dpc);
    claim(armed && !armed->queued && armed->target == -1 && armed->importance == MediumImportance);
    KeSetTargetProcessorDpc(dpc, 0);
    KeInitializeDpc(dpc, note, NULL);
    claim(ke_armed_find(dpc) == armed && armed->target == -1);
    claim(!ke_armed_find((uint8_t *)block + 8));
}

static void initialising_again_makes_the_record_new(void **state)
{
    (void)state;
    run_body(two_names);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(a_timer_in_freed_memory_is_0xd5_with_who_armed_it),
        test(a_dpc_in_freed_memory_is_0xd5),
        test(a_cancelled_timer_may_be_freed),
        test(a_timer_initialised_again_while_armed_still_fires),
        test(a_dpc_initialised_again_while_queued_runs_twice),
        test(initialising_again_makes_the_record_new),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
