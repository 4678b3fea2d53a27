/*
 * Contexts: the part in C. The switch itself is the machine's (fiber_<machine>.S); a weak host_fiber_switch there is
 * the switch alone, which the simulator uses directly. Under AddressSanitizer the one in this file takes its place and
 * tells the sanitizer about both stacks.
 *
 * All state of a context lies in its struct and on its stack, so that both can be copied away and put back.
 */
#include "private.h"
#include "sanitizer.h"

#include <stdlib.h>

/* Valgrind needs to know each stack once; there is no cheap way to ask whether it does. */
static void tell_valgrind(char *low, char *high)
{
    static struct {
        char *low, *high;
    } known[256];
    static size_t count;

    if (!RUNNING_ON_VALGRIND)
        return;
    for (size_t i = 0; i < count; i++)
        if (low >= known[i].low && high <= known[i].high)
            return;
    if (count == sizeof known / sizeof known[0])
        return;
    known[count].low = low;
    known[count++].high = high;
    (void)VALGRIND_STACK_REGISTER(low, high - 1);
}

void host_fiber_init(struct host_fiber *fiber, void *stack, size_t size, void (*entry)(void *), void *argument)
{
    char *top = (char *)stack + size;
    tell_valgrind(stack, top);
    host_stack_forget(stack, size);
    *fiber = (struct host_fiber){.sp = host__fiber_prepare(top, entry, argument), .stack = stack, .stack_size = size};
}

#if HOST_ASAN

/* Who switched last; read at the other end, before anybody else can switch. */
static struct host_fiber *left;

/*
 * The sanitizer's stand-in frames for use after return lie outside our stacks, where no copy would find them. Newer
 * compilers have them on by default; they must be off.
 */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
    return "detect_stack_use_after_return=0";
}

/* The host's own stack becomes known when it is left for the first time: the sanitizer tells where it was. */
static void arrive(void *own)
{
    const void *bottom;
    size_t size;
    __sanitizer_finish_switch_fiber(own, &bottom, &size);
    if (left->stack == NULL) {
        left->stack = (void *)(uintptr_t)bottom;
        left->stack_size = size;
    }
}

NO_ASAN void host_fiber_switch(struct host_fiber *from, struct host_fiber *to)
{
    left = from;
    __sanitizer_start_switch_fiber(&from->asan_stack, to->stack, to->stack_size);
    host__fiber_switch(from, to);
    arrive(from->asan_stack);
}

/* A call on another stack, seen from there. Its size is not known: enough for the sanitizer to find what lies near. */
struct call {
    uintptr_t (*fn)(void *);
    void *argument;
};
enum { NEAR = 16 * 1024 };

static uintptr_t call_there(void *context)
{
    const struct call *call = context;
    const void *bottom;
    size_t size;
    __sanitizer_finish_switch_fiber(NULL, &bottom, &size);
    uintptr_t result = call->fn(call->argument);
    void *unused;
    __sanitizer_start_switch_fiber(&unused, bottom, size);
    return result;
}

static uintptr_t call_on(void *stack_top, uintptr_t (*fn)(void *), void *argument)
{
    struct call call = {fn, argument};
    void *own;
    __sanitizer_start_switch_fiber(&own, (char *)stack_top - NEAR, NEAR);
    uintptr_t result = host__call_on(stack_top, call_there, &call);
    __sanitizer_finish_switch_fiber(own, NULL, NULL);
    return result;
}

#else

enum { NEAR = 16 * 1024 };

static void arrive(void *own)
{
    (void)own;
}

static uintptr_t call_on(void *stack_top, uintptr_t (*fn)(void *), void *argument)
{
    return host__call_on(stack_top, fn, argument);
}

#endif

_Noreturn void host__fiber_enter(void (*entry)(void *), void *argument)
{
    arrive(NULL);
    entry(argument);
    abort();
}

uintptr_t host_call_on(void *stack_top, uintptr_t (*fn)(void *), void *argument)
{
    tell_valgrind((char *)stack_top - NEAR, stack_top);
    return call_on(stack_top, fn, argument);
}

void host_stack_forget(void *low, size_t size)
{
#if HOST_ASAN
    __asan_unpoison_memory_region(low, size);
#endif
    (void)VALGRIND_MAKE_MEM_DEFINED(low, size);
    (void)low;
    (void)size;
}
