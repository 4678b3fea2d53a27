/*
 * The context switch for machines without a hand-written one: ucontext, about a hundred times slower. The ucontext_t
 * lies on the stack of the context that it describes, so that it is copied together with it.
 */
#define _XOPEN_SOURCE 700
#include "private.h"

#include <ucontext.h>

/* makecontext passes ints only: a pointer goes in two halves. */
#define HALVES(pointer)  (unsigned)((uint64_t)(uintptr_t)(pointer) >> 32), (unsigned)(uintptr_t)(pointer)
#define WHOLE(high, low) ((uintptr_t)((uint64_t)(high) << 32 | (low)))

static void start(unsigned entry_high, unsigned entry_low, unsigned argument_high, unsigned argument_low)
{
    host__fiber_enter((void (*)(void *))WHOLE(entry_high, entry_low), (void *)WHOLE(argument_high, argument_low));
}

/* The highest place for a ucontext_t below `top`; what is below that is for the calls. */
static ucontext_t *context_below(void *top)
{
    return (ucontext_t *)(((uintptr_t)top - sizeof(ucontext_t)) & ~(uintptr_t)63);
}

/* How much of a stack makecontext is told of: it wants a size, and only the upper end matters. */
enum { ENOUGH = 4096 };

static void stack_below(ucontext_t *context)
{
    getcontext(context);
    context->uc_stack.ss_sp = (char *)context - ENOUGH;
    context->uc_stack.ss_size = ENOUGH;
    context->uc_link = NULL;
}

void *host__fiber_prepare(void *top, void (*entry)(void *), void *argument)
{
    ucontext_t *context = context_below(top);
    stack_below(context);
    makecontext(context, (void (*)(void))start, 4, HALVES(entry), HALVES(argument));
    return context;
}

void host__fiber_switch(struct host_fiber *from, struct host_fiber *to)
{
    ucontext_t here;
    from->sp = &here;
    swapcontext(&here, to->sp);
}

__attribute__((weak)) void host_fiber_switch(struct host_fiber *from, struct host_fiber *to)
{
    host__fiber_switch(from, to);
}

struct call {
    uintptr_t (*fn)(void *);
    void *argument;
    uintptr_t result;
    ucontext_t here;
};

static void run_call(unsigned high, unsigned low)
{
    struct call *call = (struct call *)WHOLE(high, low);
    call->result = call->fn(call->argument);
    setcontext(&call->here);
}

uintptr_t host__call_on(void *stack_top, uintptr_t (*fn)(void *), void *argument)
{
    struct call call = {.fn = fn, .argument = argument};
    ucontext_t *there = context_below(stack_top);
    stack_below(there);
    makecontext(there, (void (*)(void))run_call, 2, HALVES(&call));
    swapcontext(&call.here, there);
    return call.result;
}
