/* Claims about kernel stacks: what an earlier thread left is not seen by the next. */
#include "test.h"

#define SEEN_BY_DRIVERS (24 * 1024)

static uint8_t *stack;

static bool is_filled(const uint8_t *low, size_t size)
{
    for (size_t i = 1; i < size; i++)
        if (low[i] != low[0])
            return false;
    return true;
}

static uint8_t *upper(void)
{
    return stack + KE_STACK_SIZE - SEEN_BY_DRIVERS;
}

static void reuse(void)
{
    stack = ke_stack_alloc();
    claim(is_filled(upper(), SEEN_BY_DRIVERS));
    uint8_t fill = *upper();
    memset(upper(), (uint8_t)~fill, SEEN_BY_DRIVERS);
    struct ke_thread user = {.fiber.stack = stack, .stack_low_seen = (uintptr_t)upper()};
    ke_stack_free(&user);
    claim(ke_stack_alloc() == stack);
    claim(*upper() == fill && is_filled(upper(), SEEN_BY_DRIVERS));
    uint8_t *other = ke_stack_alloc();
    claim(other != stack && arena_of(other) == ARENA_STACKS);
}

static void a_reused_stack_is_filled_anew(void **state)
{
    (void)state;
    run_body(reuse);
}

static size_t live;

static void measure(void *context, void *low, size_t size, void *slot)
{
    (void)context, (void)slot;
    claim((uint8_t *)low + size == (uint8_t *)slot + KE_STACK_SIZE && size <= KE_STACK_SIZE);
    live++;
}

static void visit(void)
{
    live = 0;
    ke_stacks_visit(measure, NULL);
    size_t before = live;
    struct ke_thread *thread = start_body(reuse);
    live = 0;
    ke_stacks_visit(measure, NULL);
    claim(live == before + 1);
    wait_for(thread);
    live = 0;
    ke_stacks_visit(measure, NULL);
    claim(live == before);
}

static void every_thread_has_one_until_it_ends(void **state)
{
    (void)state;
    run_body(visit);
}

static void pause_with_leftovers(void)
{
    ke_pause();
}

static void below_the_live_part_it_is_clean_after_a_restore(void **state)
{
    (void)state;
    static struct machine_setup setup = {.processors = 1, .step_limit = 1000000};
    assert_true(machine_boot(&setup));
    struct ke_thread *thread = start_body(pause_with_leftovers);
    do
        machine_run();
    while (machine_paused());
    uint8_t *low = (uint8_t *)thread->fiber.stack + KE_STACK_SIZE - SEEN_BY_DRIVERS;
    uint8_t *live_low = thread->fiber.sp;
    *low = 0x11;
    live_low[-32] = 0x22;
    uint8_t kept = live_low[0];
    thread->stack_low_seen = (uintptr_t)low; /* as the hooks and the gate note it */
    ke_stacks_used();
    ke_stacks_clean();
    assert_int_equal(*low, 0xA5);
    assert_int_equal(live_low[-32], 0xA5);
    assert_int_equal(live_low[0], kept);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(a_reused_stack_is_filled_anew),
        test(every_thread_has_one_until_it_ends),
        test(below_the_live_part_it_is_clean_after_a_restore),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
