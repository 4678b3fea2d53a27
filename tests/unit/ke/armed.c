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

static void memory_with_an_armed_timer_cannot_be_freed(void **state)
{
    (void)state;
    const struct ke_end *end = run_body_to_bugcheck(free_armed_timer, TIMER_OR_DPC_INVALID);
    assert_int_equal(end->parameter[0], 0);
    assert_int_equal(end->parameter[1], (ULONG_PTR)timer);
    assert_int_equal(end->parameter[2], (ULONG_PTR)block);
    assert_string_equal(end->blame.object_kind, "timer");
    assert_int_not_equal(end->blame.armed_by, 0);
    assert_int_equal(end->blame.armed_at, ke_start_time());
    assert_int_equal(end->at_100ns, ke_start_time());
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

static void memory_with_a_queued_dpc_cannot_be_freed(void **state)
{
    (void)state;
    const struct ke_end *end = run_body_to_bugcheck(free_queued_dpc, TIMER_OR_DPC_INVALID);
    assert_int_equal(end->parameter[0], 1);
    assert_int_equal(end->parameter[1], (ULONG_PTR)dpc);
    assert_string_equal(end->blame.object_kind, "DPC");
}

/* More timers than the block has places for: it is looked through word by word. */
static void free_one_of_many(void)
{
    static KTIMER others[8];
    for (int i = 0; i < 8; i++) {
        KeInitializeTimer(&others[i]);
        KeSetTimer(&others[i], ticks(-100), NULL);
    }
    free_armed_timer();
}

static void among_many_the_timer_in_the_block_is_found(void **state)
{
    (void)state;
    const struct ke_end *end = run_body_to_bugcheck(free_one_of_many, TIMER_OR_DPC_INVALID);
    assert_int_equal(end->parameter[1], (ULONG_PTR)timer);
}

/* A device's extension goes by the I/O manager's hand, and then the timer comes due. */
static void extension_goes(void)
{
    timer = mm_object_alloc(sizeof *timer, TAG);
    KeInitializeTimer(timer);
    KeSetTimer(timer, ticks(-100), NULL);
    mm_object_free(timer);
    sleep_for(SECOND);
}

static void a_timer_that_comes_due_in_memory_that_went_is_0xd5(void **state)
{
    (void)state;
    const struct ke_end *end = run_body_to_bugcheck(extension_goes, DRIVER_PAGE_FAULT_IN_FREED_SPECIAL_POOL);
    assert_int_equal(end->parameter[0], (ULONG_PTR)timer);
    assert_int_equal(end->at_100ns, ke_start_time() + 100);
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
        test(memory_with_an_armed_timer_cannot_be_freed),
        test(memory_with_a_queued_dpc_cannot_be_freed),
        test(among_many_the_timer_in_the_block_is_found),
        test(a_timer_that_comes_due_in_memory_that_went_is_0xd5),
        test(a_cancelled_timer_may_be_freed),
        test(a_timer_initialised_again_while_armed_still_fires),
        test(a_dpc_initialised_again_while_queued_runs_twice),
        test(initialising_again_makes_the_record_new),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
