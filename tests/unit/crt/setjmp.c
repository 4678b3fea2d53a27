/*
 * __ntsim_setjmp returns twice, with the registers that a function must keep, and with the slots that the simulator
 * reads.
 */
#include "under_test.h"

#include "crt/jmpbuf.h"

struct __ntsim_jmpbuf {
    unsigned long long r[JMPBUF_SLOTS];
};

static struct __ntsim_jmpbuf buffer;

static int returned(int value)
{
    volatile bool again = false;
    int result = __ntsim_setjmp(&buffer);
    if (again)
        return result;
    again = true;
    __ntsim_longjmp(&buffer, value);
}

static void the_second_return_has_the_value(void **state)
{
    (void)state;
    assert_int_equal(returned(7), 7);
    assert_int_equal(returned(-1), -1);
    assert_int_equal(returned(1), 1);
    assert_int_equal(returned(0), 1);
}

static __attribute__((noinline)) int deeper(int depth)
{
    if (depth > 0)
        return deeper(depth - 1) + depth;
    if (buffer.r[JMPBUF_PC] != 0)
        __ntsim_longjmp(&buffer, 5);
    return 0;
}

static void a_jump_leaves_many_frames(void **state)
{
    volatile int locals[4] = {1, 2, 3, 4};
    (void)state;
    int result = __ntsim_setjmp(&buffer);
    if (result == 0) {
        locals[2] = 33;
        deeper(20);
    }
    assert_int_equal(result, 5);
    assert_int_equal(locals[2], 33);
    assert_int_equal(locals[3], 4);
}

static void the_first_slots_are_pc_sp_and_fp(void **state)
{
    (void)state;
    assert_int_equal(__ntsim_setjmp(&buffer), 0);
    uintptr_t code = (uintptr_t)the_first_slots_are_pc_sp_and_fp, sp = buffer.r[JMPBUF_SP];
    assert_true(buffer.r[JMPBUF_PC] > code && buffer.r[JMPBUF_PC] < code + 4096);
    uintptr_t frame = (uintptr_t)__builtin_frame_address(0);
    assert_true(frame >= sp && frame < sp + 4096);
    assert_int_equal(sp % 16, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_second_return_has_the_value),
        cmocka_unit_test(a_jump_leaves_many_frames),
        cmocka_unit_test(the_first_slots_are_pc_sp_and_fp),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
