/*
 * Claims about faults. The faulting code runs in a context of its own; the landing writes the fault down and leaves
 * that context for good. Argument "module": path of sample_module, for the machines whose division needs the compiler's
 * check.
 */
#include "test.h"

#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { STACK = 2 * KIB64, GUARD = KIB64, RESERVE = 2 * KIB64 };

static struct host_fiber host, victim;
static char *area; /* guard, stack, reserve, closed page */
static char *stack, *reserve, *closed;
static struct host_fault seen;
static uintptr_t landing_sp;
static const char *module_path;

static void leave(const struct host_fault *fault)
{
    volatile char local = 0;
    seen = *fault;
    landing_sp = (uintptr_t)&local;
    host_stack_forget(stack, STACK);
    host_fiber_switch(&victim, &host);
}

static bool usable(uintptr_t sp)
{
    return sp > (uintptr_t)stack + 4096 && sp <= (uintptr_t)stack + STACK;
}

static int set_up(void **state)
{
    (void)state;
    if (area == NULL) {
        area = host_reserve(ARENA, GUARD + STACK + RESERVE + KIB64);
        assert_non_null(area);
        stack = area + GUARD;
        reserve = stack + STACK;
        closed = reserve + RESERVE;
        assert_true(host_commit(stack, STACK) && host_commit(reserve, RESERVE));
    }
    memset(&seen, 0xee, sizeof seen);
    return 0;
}

/* CMocka catches signals around each test, so ours are caught only as long as the code runs, and CMocka's put back. */
static void run_landing(void (*code)(void *), void *argument, void (*landing)(const struct host_fault *),
                        bool (*is_usable)(uintptr_t))
{
    host_fault_catch(landing, is_usable, reserve, RESERVE);
    host_fiber_init(&victim, stack, STACK, code, argument);
    host_fiber_switch(&host, &victim);
    host_fault_catch(NULL, NULL, NULL, 0);
}

static void run(void (*code)(void *), void *argument)
{
    run_landing(code, argument, leave, usable);
}

__attribute__((no_sanitize("address", "undefined"))) static void read_at(void *address)
{
    (void)*(volatile char *)address;
}

__attribute__((no_sanitize("address", "undefined"))) static void write_at(void *address)
{
    *(volatile char *)address = 1;
}

static void jump_to(void *address)
{
    ((void (*)(void))(uintptr_t)address)();
}

static void assert_memory_fault(enum host_fault_access access, const void *address)
{
    assert_int_equal(seen.kind, HOST_FAULT_MEMORY);
    assert_int_equal(seen.access, access);
    assert_int_equal(seen.address, (uintptr_t)address);
}

static void a_read_of_a_closed_page_lands(void **state)
{
    (void)state;
    run(read_at, closed + 123);
    assert_memory_fault(HOST_FAULT_READ, closed + 123);
    assert_true(seen.pc >= (uintptr_t)read_at && seen.pc < (uintptr_t)read_at + 256);
    assert_true(usable(seen.sp));
}

static void a_write_to_a_closed_page_lands(void **state)
{
    (void)state;
    run(write_at, closed + 7);
    assert_memory_fault(HOST_FAULT_WRITE, closed + 7);
}

static void a_write_to_a_readable_page_lands(void **state)
{
    (void)state;
    host_protect(closed, KIB64, HOST_READ);
    run(write_at, closed + 8);
    host_protect(closed, KIB64, HOST_NONE);
    assert_memory_fault(HOST_FAULT_WRITE, closed + 8);
}

static void a_null_pointer_lands(void **state)
{
    (void)state;
    run(read_at, NULL);
    assert_memory_fault(HOST_FAULT_READ, NULL);
}

static void a_jump_to_a_closed_page_has_pc_equal_address(void **state)
{
    (void)state;
    run(jump_to, closed + 64);
    assert_memory_fault(HOST_FAULT_EXECUTE, closed + 64);
    assert_int_equal(seen.pc, (uintptr_t)closed + 64);
}

static void a_jump_to_data_is_a_fault_of_execution(void **state)
{
    (void)state;
    memset(reserve, 0xc3, 64);
    run(jump_to, reserve);
    assert_memory_fault(HOST_FAULT_EXECUTE, reserve);
}

static void a_jump_to_null_is_a_fault_of_execution(void **state)
{
    (void)state;
    run(jump_to, NULL);
    assert_memory_fault(HOST_FAULT_EXECUTE, NULL);
}

static void a_non_canonical_address_lands(void **state)
{
    (void)state;
    run(read_at, (void *)0x1234567890abcdef);
    assert_int_equal(seen.kind, HOST_FAULT_MEMORY);
}

static void the_landing_is_below_the_red_zone_of_the_stack_that_faulted(void **state)
{
    (void)state;
    run(read_at, closed);
    assert_true(landing_sp < seen.sp - 128 && landing_sp > (uintptr_t)stack);
}

static volatile bool dig_on = true;

__attribute__((no_sanitize("address", "undefined"), noinline)) static int dig(volatile char *above)
{
    volatile char frame[512];
    frame[0] = above[0];
    return dig_on ? dig(frame) + frame[0] : 0;
}

static void dig_deep(void *unused)
{
    char bottom = 0;
    (void)unused;
    dig(&bottom);
}

static void a_stack_overflow_lands_on_the_reserve(void **state)
{
    (void)state;
    run(dig_deep, NULL);
    assert_int_equal(seen.kind, HOST_FAULT_MEMORY);
    assert_true(seen.address < (uintptr_t)stack && seen.address >= (uintptr_t)area);
    assert_true(landing_sp > (uintptr_t)reserve && landing_sp < (uintptr_t)reserve + RESERVE);
}

static void divide(void *module)
{
    int (*quotient)(int, int) = (int (*)(int, int))(uintptr_t)host_module_symbol(module, "sample_divide");
    quotient(1, 0);
}

static void a_division_by_zero_lands(void **state)
{
    (void)state;
    const char *error = NULL;
    struct host_module *module = module_path == NULL ? NULL : host_module_open(module_path, &error);
    if (module == NULL)
        skip();
    run(divide, module);
    assert_int_equal(seen.kind, HOST_FAULT_DIVIDE);
}

static void execute_nonsense(void *unused)
{
    (void)unused;
#if defined(__x86_64__)
    __asm__ volatile("ud2");
#else
    __asm__ volatile("udf #7");
#endif
}

static void an_illegal_instruction_lands(void **state)
{
    (void)state;
    run(execute_nonsense, NULL);
    assert_int_equal(seen.kind, HOST_FAULT_ILLEGAL);
}

static void break_here(void *unused)
{
    (void)unused;
#if defined(__x86_64__)
    __asm__ volatile("int3");
#else
    __asm__ volatile("brk #0xf000");
#endif
}

static void a_breakpoint_lands_at_its_instruction(void **state)
{
    (void)state;
    run(break_here, NULL);
    assert_int_equal(seen.kind, HOST_FAULT_BREAKPOINT);
#if defined(__x86_64__)
    assert_int_equal(*(const unsigned char *)seen.pc, 0xcc);
#endif
}

static void ten_thousand_faults_are_caught(void **state)
{
    (void)state;
    size_t caught = 0;
    host_fault_catch(leave, usable, reserve, RESERVE);
    for (size_t i = 0; i < 10000; i++) {
        host_fiber_init(&victim, stack, STACK, i % 2 ? read_at : write_at, closed + i);
        host_fiber_switch(&host, &victim);
        caught += seen.address == (uintptr_t)closed + i;
    }
    host_fault_catch(NULL, NULL, NULL, 0);
    assert_int_equal(caught, 10000);
}

/* The stack pointer of each fault is lower than the one before; none of them is nested in the landing of another. */
__attribute__((noinline)) static void fault_deeper(void *depth)
{
    volatile char frame[700];
    frame[0] = 1;
    if (*(int *)depth > 0) {
        *(int *)depth -= 1;
        fault_deeper(depth);
    } else {
        write_at(closed);
    }
    frame[1] = frame[0];
}

static void faults_deeper_and_deeper_are_not_taken_for_nested_ones(void **state)
{
    (void)state;
    for (int i = 0; i < 20; i++) {
        int depth = i;
        run(fault_deeper, &depth);
        assert_int_equal(seen.address, (uintptr_t)closed);
    }
}

static unsigned stumbles;

static void stumble(const struct host_fault *fault)
{
    if (stumbles-- > 0)
        read_at(closed + 1);
    leave(fault);
}

static void a_landing_that_faults_lands_again(void **state)
{
    (void)state;
    stumbles = 2;
    run_landing(read_at, closed, stumble, usable);
    assert_int_equal(seen.address, (uintptr_t)closed + 1);
    assert_true(landing_sp > (uintptr_t)reserve && landing_sp < (uintptr_t)reserve + RESERVE);
}

static int status_of_child(void (*code)(void))
{
    int status = 0;
    pid_t child = fork();
    if (child == 0) {
        close(STDERR_FILENO);
        code();
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    return status;
}

static void stumble_forever(void)
{
    stumbles = 1000;
    run_landing(read_at, closed, stumble, usable);
}

static void a_landing_that_faults_for_ever_ends_the_process(void **state)
{
    (void)state;
    int status = status_of_child(stumble_forever);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 4);
}

static void stumble_on_any_stack(void)
{
    stumbles = 1000;
    run_landing(dig_deep, NULL, stumble, NULL);
}

static void an_overflow_that_nobody_sees_ends_the_process(void **state)
{
    (void)state;
    int status = status_of_child(stumble_on_any_stack);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 4);
}

static volatile uint64_t progress;
static volatile bool spin_on = true;

__attribute__((no_sanitize("address", "undefined"))) static void spin(void *unused)
{
    (void)unused;
    while (spin_on)
        ;
}

static void spin_with_progress(void *unused)
{
    (void)unused;
    for (uint64_t start = host_clock_ns(); host_clock_ns() - start < 200 * 1000 * 1000;)
        progress++;
    host_fiber_switch(&victim, &host);
}

static bool in_spin(uintptr_t pc)
{
    return pc >= (uintptr_t)spin && pc < (uintptr_t)spin + 128;
}

static bool anywhere(uintptr_t pc)
{
    (void)pc;
    return true;
}

static void a_loop_without_progress_is_a_hang(void **state)
{
    (void)state;
    host_watchdog(&progress, 20, in_spin);
    run(spin, NULL);
    host_watchdog(NULL, 0, NULL);
    assert_int_equal(seen.kind, HOST_FAULT_HANG);
    assert_true(in_spin(seen.pc));
}

static void a_loop_with_progress_is_no_hang(void **state)
{
    (void)state;
    seen.kind = HOST_FAULT_MEMORY;
    host_watchdog(&progress, 40, anywhere);
    run(spin_with_progress, NULL);
    host_watchdog(NULL, 0, NULL);
    assert_int_equal(seen.kind, HOST_FAULT_MEMORY);
}

int main(int count, char **arguments)
{
    module_path = count > 1 ? arguments[1] : NULL;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_read_of_a_closed_page_lands, set_up),
        cmocka_unit_test_setup(a_write_to_a_closed_page_lands, set_up),
        cmocka_unit_test_setup(a_write_to_a_readable_page_lands, set_up),
        cmocka_unit_test_setup(a_null_pointer_lands, set_up),
        cmocka_unit_test_setup(a_jump_to_a_closed_page_has_pc_equal_address, set_up),
        cmocka_unit_test_setup(a_jump_to_data_is_a_fault_of_execution, set_up),
        cmocka_unit_test_setup(a_jump_to_null_is_a_fault_of_execution, set_up),
        cmocka_unit_test_setup(a_non_canonical_address_lands, set_up),
        cmocka_unit_test_setup(the_landing_is_below_the_red_zone_of_the_stack_that_faulted, set_up),
        cmocka_unit_test_setup(a_stack_overflow_lands_on_the_reserve, set_up),
        cmocka_unit_test_setup(a_division_by_zero_lands, set_up),
        cmocka_unit_test_setup(an_illegal_instruction_lands, set_up),
        cmocka_unit_test_setup(a_breakpoint_lands_at_its_instruction, set_up),
        cmocka_unit_test_setup(ten_thousand_faults_are_caught, set_up),
        cmocka_unit_test_setup(faults_deeper_and_deeper_are_not_taken_for_nested_ones, set_up),
        cmocka_unit_test_setup(a_landing_that_faults_lands_again, set_up),
        cmocka_unit_test_setup(a_landing_that_faults_for_ever_ends_the_process, set_up),
        cmocka_unit_test_setup(an_overflow_that_nobody_sees_ends_the_process, set_up),
        cmocka_unit_test_setup(a_loop_without_progress_is_a_hang, set_up),
        cmocka_unit_test_setup(a_loop_with_progress_is_no_hang, set_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
