/*
 * Faults, by signals. The handler runs on a stack of its own, writes down what happened, and lets the interrupted
 * context go on in `land` instead of where it was:
 *
 *     driver faults -> on_signal (signal stack) -> land (stack of the driver, or the reserve) -> the landing, which
 * never returns
 *
 * The process has one catcher; it holds nothing of the model. A landing may fault itself (it reads what the driver left
 * behind): it is then landed again, on the reserve stack, and the fourth time the process ends. Whether the last
 * landing is still under way is told by its frame: it lies above the faulting stack pointer and is intact.
 */
#define _GNU_SOURCE
#include "fault_instruction.h"
#include "private.h"
#include "sanitizer.h"

#if defined(__APPLE__)
#include "fault_context_macos.h"
#else
#include "fault_context_linux.h"
#endif

#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

enum {
    SIGNAL_STACK = 64 * 1024,
    RED_ZONE = 128,
    NEAR = 256 * 1024,
    NEAR_LANDING = 1024,
    NESTED_MAX = 3,
    EXIT_OUR_DEFECT = 4
};

static const int signals[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP};
enum { SIGNALS = sizeof signals / sizeof signals[0] };

struct frame {
    const struct frame *self; /* intact? */
    uint64_t serial;          /* and not a copy of an earlier one */
    struct host_fault fault;
};

static struct {
    void (*landing)(const struct host_fault *fault);
    bool (*usable)(uintptr_t sp);
    uintptr_t reserve, reserve_top;
    struct sigaction previous[SIGNALS];
    stack_t previous_stack;

    struct host_fault fault; /* on its way to `land` */
    bool on_its_way;
    const struct frame *last; /* frame of the last landing; its stack may have been given back since */
    uint64_t serial;
    unsigned nested;
    unsigned in_handler;
} catcher;

static _Noreturn void give_up(const char *sentence)
{
    ssize_t unused = write(STDERR_FILENO, sentence, strlen(sentence));
    (void)unused;
    _exit(EXIT_OUR_DEFECT);
}

/* The interrupted context goes on here, with any registers but a good stack pointer. Nested faults may follow, so the
 * landing gets its own copy. */
NO_ASAN static void land(void)
{
    volatile struct frame frame = {.serial = ++catcher.serial, .fault = catcher.fault};
    frame.self = (const struct frame *)&frame;
    catcher.last = (const struct frame *)&frame;
    atomic_signal_fence(
        memory_order_seq_cst); /* up to here the stack may turn out to be full, and `on_its_way` must be true then */
    catcher.on_its_way = false;
    catcher.landing((const struct host_fault *)&frame.fault);
    give_up("ntsim: the landing of a fault came back; that is a defect of ntsim\n");
}

static bool on_reserve(uintptr_t address)
{
    return address >= catcher.reserve && address < catcher.reserve_top;
}

static bool stack_is_usable(uintptr_t sp)
{
    return catcher.usable == NULL || catcher.usable(sp);
}

NO_ASAN static bool last_landing_is_under_way(uintptr_t sp)
{
    uintptr_t at = (uintptr_t)catcher.last;
    if (catcher.on_its_way)
        return true;
    if (at == 0 || at < sp || at - sp > NEAR)
        return false;
    if (!on_reserve(at) && !stack_is_usable(at))
        return false;
    return catcher.last->self == catcher.last && catcher.last->serial == catcher.serial;
}

static uintptr_t stack_for_landing(const struct host_fault *fault)
{
    bool again = last_landing_is_under_way(fault->sp);
    catcher.nested = again ? catcher.nested + 1 : 0;
    if (catcher.nested > NESTED_MAX)
        give_up("ntsim: faults while a fault is reported, again and again; that is a defect of ntsim\n");
    if (!again && stack_is_usable(fault->sp))
        return (fault->sp - RED_ZONE) & ~(uintptr_t)15;
    return catcher.reserve_top;
}

void host__fault_deliver(void *context, const struct host_fault *fault)
{
    uintptr_t sp = stack_for_landing(fault);
    catcher.fault = *fault;
    catcher.on_its_way = true;
    host_stack_forget((void *)(sp - NEAR_LANDING), NEAR_LANDING);
    context_continue(context, land, sp);
}

static void describe(int number, const siginfo_t *info, const ucontext_t *context, struct host_fault *fault)
{
    context_registers(context, fault);
    switch (number) {
    case SIGFPE:
        fault->kind = HOST_FAULT_DIVIDE;
        break;
    case SIGILL:
        fault->kind = instruction_is_divide_check(fault->pc) ? HOST_FAULT_DIVIDE : HOST_FAULT_ILLEGAL;
        break;
    case SIGTRAP:
        fault->pc = instruction_of_breakpoint(fault->pc);
        fault->kind = instruction_is_divide_check(fault->pc) ? HOST_FAULT_DIVIDE : HOST_FAULT_BREAKPOINT;
        break;
    default:
        fault->kind = HOST_FAULT_MEMORY;
        fault->address = (uintptr_t)info->si_addr;
        fault->access = fault->address == fault->pc ? HOST_FAULT_EXECUTE : context_access(context);
    }
}

static void on_signal(int number, siginfo_t *info, void *context)
{
    struct host_fault fault = {0};
    if (catcher.in_handler++ > 0)
        give_up("ntsim: a fault in the fault handler; that is a defect of ntsim\n");
    describe(number, info, context, &fault);
    host__fault_deliver(context, &fault);
    catcher.in_handler--;
}

/* Whoever had the signals before gets them back at the end; whoever took them meanwhile (a test framework) does not. */
static void catch_signals(bool first)
{
    static char stack[SIGNAL_STACK];
    struct sigaction action = {.sa_sigaction = on_signal, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER};
    sigemptyset(&action.sa_mask);
    sigaltstack(&(stack_t){.ss_sp = stack, .ss_size = sizeof stack}, first ? &catcher.previous_stack : NULL);
    for (int i = 0; i < SIGNALS; i++)
        sigaction(signals[i], &action, first ? &catcher.previous[i] : NULL);
}

static void release_signals(void)
{
    for (int i = 0; i < SIGNALS; i++)
        sigaction(signals[i], &catcher.previous[i], NULL);
    sigaltstack(&catcher.previous_stack, NULL);
}

void host_fault_catch(void (*landing)(const struct host_fault *fault), bool (*usable)(uintptr_t sp), void *reserve,
                      size_t reserve_size)
{
    bool was_catching = catcher.landing != NULL;
    catcher.landing = landing;
    catcher.usable = usable;
    catcher.reserve = (uintptr_t)reserve;
    catcher.reserve_top = (catcher.reserve + reserve_size) & ~(uintptr_t)15;
    catcher.last = NULL;
    catcher.on_its_way = false;
    if (landing != NULL)
        catch_signals(!was_catching);
    if (landing == NULL && was_catching)
        release_signals();
}
