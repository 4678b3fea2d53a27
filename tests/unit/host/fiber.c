/* Claims about contexts: switching, copying away and back, calling on another stack. */
#include "test.h"

#include <string.h>

enum { STACK = 2 * KIB64 };

static struct host_fiber host, one, two;
static char *stacks;
static char log_text[64];

static void note(char letter)
{
    size_t length = strlen(log_text);
    log_text[length] = letter;
    log_text[length + 1] = 0;
}

static int set_up(void **state)
{
    (void)state;
    if (stacks == NULL)
        stacks = fresh(0, 4 * STACK);
    log_text[0] = 0;
    host = (struct host_fiber){0};
    return 0;
}

static void ping(void *letter)
{
    for (;;) {
        note(*(const char *)letter);
        host_fiber_switch(&one, &two);
    }
}

static void pong(void *letter)
{
    for (int i = 0; i < 3; i++) {
        note(*(const char *)letter);
        host_fiber_switch(&two, &one);
    }
    host_fiber_switch(&two, &host);
}

static void contexts_alternate(void **state)
{
    (void)state;
    char a = 'a', b = 'b';
    host_fiber_init(&one, stacks, STACK, ping, &a);
    host_fiber_init(&two, stacks + STACK, STACK, pong, &b);
    host_fiber_switch(&host, &one);
    assert_string_equal(log_text, "abababa");
}

static uintptr_t entry_sp;

static void note_alignment(void *unused)
{
    _Alignas(16) volatile char local[16];
    (void)unused;
    local[0] = 0;
    entry_sp = (uintptr_t)local;
    host_fiber_switch(&one, &host);
}

static void a_new_stack_is_aligned_and_its_own(void **state)
{
    (void)state;
    host_fiber_init(&one, stacks, STACK - 8, note_alignment, NULL);
    host_fiber_switch(&host, &one);
    assert_int_equal(entry_sp % 16, 0);
    assert_true(entry_sp > (uintptr_t)stacks && entry_sp < (uintptr_t)stacks + STACK);
}

static double sum_of(double a, double b)
{
    return a + b;
}

static void keep_values(void *unused)
{
    double x = sum_of(1.5, 2.0);
    (void)unused;
    host_fiber_switch(&one, &host);
    if (sum_of(x, 1) == 4.5) // NOLINT: exact
        note('k');
    host_fiber_switch(&one, &host);
}

static void values_survive_a_switch(void **state)
{
    (void)state;
    double here = sum_of(0.25, 0.25);
    host_fiber_init(&one, stacks, STACK, keep_values, NULL);
    host_fiber_switch(&host, &one);
    host_fiber_switch(&host, &one);
    assert_string_equal(log_text, "k");
    assert_true(sum_of(here, 0) == 0.5);
}

static void count_up(void *unused)
{
    volatile int depth[100] = {0};
    (void)unused;
    for (;;) {
        note((char)('0' + depth[99]++));
        host_fiber_switch(&one, &host);
    }
}

/* As the simulator's snapshot does it: the stack from its saved pointer upwards, and the struct. */
static struct host_fiber saved;
static char saved_stack[STACK];

static void save(void)
{
    saved = one;
    host_stack_forget(stacks, STACK);
    memcpy(saved_stack, one.sp, (size_t)(stacks + STACK - (char *)one.sp));
}

static void restore(void)
{
    host_stack_forget(stacks, STACK);
    memset(stacks, 0xcc, STACK);
    one = saved;
    memcpy(one.sp, saved_stack, (size_t)(stacks + STACK - (char *)one.sp));
}

static void a_copied_context_resumes_again_and_again(void **state)
{
    (void)state;
    host_fiber_init(&one, stacks, STACK, count_up, NULL);
    for (int i = 0; i < 3; i++)
        host_fiber_switch(&host, &one);
    save();
    for (int i = 0; i < 2; i++)
        host_fiber_switch(&host, &one);
    restore();
    host_fiber_switch(&host, &one);
    restore();
    for (int i = 0; i < 2; i++)
        host_fiber_switch(&host, &one);
    assert_string_equal(log_text, "01234"
                                  "3"
                                  "34");
}

static void a_context_copied_before_its_first_run_starts(void **state)
{
    (void)state;
    host_fiber_init(&one, stacks, STACK, count_up, NULL);
    save();
    host_fiber_switch(&host, &one);
    restore();
    host_fiber_switch(&host, &one);
    assert_string_equal(log_text, "00");
}

static uintptr_t where_am_i(void *argument)
{
    *(int *)argument += 1;
    return (uintptr_t)__builtin_frame_address(0);
}

static void a_call_runs_on_the_other_stack_and_comes_back(void **state)
{
    (void)state;
    int calls = 0;
    uintptr_t at = host_call_on(stacks + 3 * STACK, where_am_i, &calls);
    assert_int_equal(calls, 1);
    assert_true(at <= (uintptr_t)stacks + 3 * STACK && at > (uintptr_t)stacks + 2 * STACK);
}

static uintptr_t switch_inside(void *unused)
{
    (void)unused;
    note('i');
    host_fiber_switch(&one, &host);
    note('o');
    return 77;
}

static void call_and_switch(void *result)
{
    *(uintptr_t *)result = host_call_on(stacks + 3 * STACK, switch_inside, NULL);
    host_fiber_switch(&one, &host);
}

static void a_context_may_be_left_inside_a_call_on_another_stack(void **state)
{
    (void)state;
    static uintptr_t result;
    host_fiber_init(&one, stacks, STACK, call_and_switch, &result);
    host_fiber_switch(&host, &one);
    note('h');
    host_fiber_switch(&host, &one);
    assert_string_equal(log_text, "iho");
    assert_int_equal(result, 77);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(contexts_alternate, set_up),
        cmocka_unit_test_setup(a_new_stack_is_aligned_and_its_own, set_up),
        cmocka_unit_test_setup(values_survive_a_switch, set_up),
        cmocka_unit_test_setup(a_copied_context_resumes_again_and_again, set_up),
        cmocka_unit_test_setup(a_context_copied_before_its_first_run_starts, set_up),
        cmocka_unit_test_setup(a_call_runs_on_the_other_stack_and_comes_back, set_up),
        cmocka_unit_test_setup(a_context_may_be_left_inside_a_call_on_another_stack, set_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
