#include "ke/fault.h"

#include "crt/jmpbuf.h"
#include "image/image.h"
#include "ke/end.h"
#include "ke/state.h"

#include <stdio.h>
#include <stdlib.h>

/* Registered once per process: functions of layers above. */
static bool (*user_range)(const void *address);
static void (*user_unhandled)(const struct ke_fault *fault);

static bool (*accessible)(const void *address, size_t size);

void ke_on_accessible(bool (*is_accessible)(const void *address, size_t size))
{
    accessible = is_accessible;
}

bool ke_fault_is_cured(const struct ke_fault *fault)
{
    return fault->code == STATUS_ACCESS_VIOLATION && accessible && accessible((const void *)fault->address, 1);
}

/* The host's: whether the machine runs just now, and whether its faults come here. */
static bool running, installed, landed, guarded;
static struct __ntsim_jmpbuf guard;

void ke_on_user_range(bool (*is_user_range)(const void *address))
{
    user_range = is_user_range;
}

void ke_on_user_fault(void (*unhandled)(const struct ke_fault *fault))
{
    user_unhandled = unhandled;
}

/* One page for the exception record of the thread's handler: per thread, in private memory. */
struct remembered {
    struct ke_fault fault;
    EXCEPTION_RECORD record;
    EXCEPTION_POINTERS pointers;
};

static struct remembered *remembered(void)
{
    struct ke_thread *self = ke_current();
    if (!self->exception)
        self->exception = sim_alloc(sizeof(struct remembered));
    return self->exception;
}

void ke_fault_remember(const struct ke_fault *fault)
{
    struct remembered *r = remembered();
    r->fault = *fault;
    r->record = (EXCEPTION_RECORD){.ExceptionCode = fault->code, .ExceptionAddress = (PVOID)fault->pc};
    if (fault->code == STATUS_ACCESS_VIOLATION) {
        r->record.NumberParameters = 2;
        r->record.ExceptionInformation[0] = fault->write;
        r->record.ExceptionInformation[1] = fault->address;
    }
    r->pointers.ExceptionRecord = &r->record;
    r->pointers.ContextRecord = NULL;
}

const struct ke_fault *ke_fault_remembered(void)
{
    return &remembered()->fault;
}

struct _EXCEPTION_POINTERS *__ntsim_exception_pointers(void);
struct _EXCEPTION_POINTERS *__ntsim_exception_pointers(void)
{
    return &remembered()->pointers;
}

static bool in_user_mode(const struct ke_thread *thread)
{
    return thread->user && !thread->in_kernel;
}

/* A call pushes where it came from, on some processors; elsewhere it is the routine that was running. 0: not from a driver that is there. */
static uintptr_t called_from(const struct ke_fault *fault)
{
    uintptr_t low = (uintptr_t)ke_current()->fiber.stack;
    uintptr_t pushed = fault->sp - low < KE_STACK_SIZE && fault->sp % sizeof pushed == 0 ? *(const uintptr_t *)fault->sp : 0;
    const struct ke_activation *activation = ke_current()->activation;
    if (pushed && image_at(pushed))
        return pushed;
    return activation && image_at(activation->routine) ? activation->routine : 0;
}

/* The routine that called into (or returned to) a vanished image. */
static noreturn void vanished(const struct ke_fault *fault, const struct image *image)
{
    KIRQL irql = ke->cpu->irql;
    const struct ke_thread *self = ke_current();
    struct ke_blame blame = {.pc = fault->execute ? fault->address : fault->pc, .routine = self->start_routine, .object_kind = self->start_routine ? "thread" : NULL,
                             .object = self, .object_id = self->id};
    uintptr_t caller = fault->execute && fault->address != self->last_return ? called_from(fault) : 0;
    blame.gone_image = image->id;
    if (caller) {
        blame.pc = caller;
        blame.sentence = ke_sentence("it called into image %s, which is gone", image->file->name);
    } else if (fault->execute && self->last_routine)
        blame.sentence = ke_sentence("%s returned into image %s, which is gone", ddi_rows[self->last_routine].name, image->file->name);
    else
        blame.sentence = ke_sentence("memory of image %s, which is gone", image->file->name);
    if (self->activation) { /* what was running there, and who armed it */
        const struct ke_call *call = self->activation->call;
        blame.routine = self->activation->routine;
        blame.object_kind = call->holder_kind;
        blame.object = call->holder;
        blame.object_id = call->kind == KE_THREAD ? self->id : call->holder ? ke_label_find(call->holder) : 0;
        blame.armed_by = call->armed_by;
        blame.armed_at = call->armed_at;
        blame.armed_context = call->armed_context;
    }
    ULONG_PTR access = fault->execute ? 8 : fault->write;
    if (irql >= DISPATCH_LEVEL)
        ke_bugcheck_blame(SYSTEM_SCAN_AT_RAISED_IRQL_CAUGHT_IMPROPER_DRIVER_UNLOAD, fault->address, irql, access, fault->pc, &blame);
    ke_bugcheck_blame(DRIVER_UNLOADED_WITHOUT_CANCELLING_PENDING_OPERATIONS, fault->address, access, fault->pc, 0, &blame);
}

static bool our_code(uintptr_t pc)
{
    return !image_file_at(pc);
}

/* The innermost return address in a module, by the chain of frame pointers on the current stack. */
static uintptr_t module_caller(uintptr_t fp)
{
    uintptr_t low = (uintptr_t)ke_current()->fiber.stack;
    for (int i = 0; i < 64 && fp - low < KE_STACK_SIZE - 2 * sizeof fp; i++) {
        const uintptr_t *link = (const uintptr_t *)fp;
        if (!our_code(link[1]))
            return link[1];
        if (link[0] <= fp)
            break;
        fp = link[0];
    }
    return 0;
}

/* Where the driver is: our own code faults on behalf of the innermost call site, or of a hook's caller. */
static uintptr_t driver_pc(const struct ke_fault *fault)
{
    if (!our_code(fault->pc))
        return fault->pc;
    uintptr_t site = ke_call_site();
    if (!site)
        site = module_caller(fault->fp);
    if (!site && ke_current()->activation)
        site = ke_current()->activation->routine;
    return site ? site : fault->pc;
}

/* A write to code, literals or constants of an image that is there. */
static bool read_only(const struct ke_fault *fault)
{
    const struct image *image = fault->write ? image_at(fault->address) : NULL;
    if (!image || (image->init_gone && image_in_section(fault->address, "INIT")))
        return false;
    for (size_t i = 0; i < image->file->segment_count; i++) {
        const struct host_segment *segment = &image->file->segments[i];
        if (fault->address - (uintptr_t)segment->start < segment->size)
            return segment->access != HOST_READ_WRITE;
    }
    return false;
}

/* Our own code followed a pointer of the driver's; NULL: it was the driver's code. */
static const char *handed_over(const struct ke_fault *fault)
{
    const struct ke_gate *gate = ke_current()->gate;
    if (!our_code(fault->pc) || !gate)
        return NULL;
    return ke_sentence("%s was given %s, or found it in what it was given", ddi_rows[gate->id].name,
                       fault->address < 65536 ? "NULL" : read_only(fault) ? "a pointer to memory that may not be written, a literal perhaps" : "a pointer to memory that is not there");
}

void ke_fault_unhandled(const struct ke_fault *fault)
{
    const struct ke_thread *self = ke_current();
    if (in_user_mode(self)) {
        user_unhandled(fault);
        __builtin_unreachable();
    }
    struct ke_blame blame = {.pc = driver_pc(fault), .sentence = fault->raised ? "an exception was raised and nothing handled it" : handed_over(fault)};
    if (ke->cpu->irql >= DISPATCH_LEVEL)
        ke_bugcheck_blame(KMODE_EXCEPTION_NOT_HANDLED, (ULONG_PTR)(LONG_PTR)fault->code, fault->pc, fault->write, fault->address, &blame);
    if (self->system)
        ke_bugcheck_blame(SYSTEM_THREAD_EXCEPTION_NOT_HANDLED, (ULONG_PTR)(LONG_PTR)fault->code, fault->pc, 0, 0, &blame);
    ke_bugcheck_blame(SYSTEM_SERVICE_EXCEPTION, (ULONG_PTR)(LONG_PTR)fault->code, fault->pc, 0, 0, &blame);
}

/* Paged pool and stacks cannot be executed on x64. Nonpaged pool may be, and what a driver writes there is code of another processor's. */
static void executes_data(const struct ke_fault *fault, const struct ke_blame *blame)
{
    enum arena_segment arena = arena_of((const void *)fault->address);
    if (arena == ARENA_NONPAGED)
        ke_not_modelled_at(blame->pc, "machine code that the driver put into pool by itself");
    if (arena == ARENA_PAGED || arena == ARENA_STACKS)
        ke_bugcheck_blame(ATTEMPTED_EXECUTE_OF_NOEXECUTE_MEMORY, fault->address, 0, 0, 0, blame);
}

/* Semantics 73: kernel-range addresses, and everything from DISPATCH_LEVEL up, are fatal even inside __try. */
static noreturn void memory_fault(const struct ke_fault *fault)
{
    KIRQL irql = ke->cpu->irql;
    const struct image *image = image_last_at(fault->address);
    if (image && !image->loaded)
        vanished(fault, image);
    if (in_user_mode(ke_current())) {
        ke_seh_raise_fault(fault);
        ke_fault_unhandled(fault);
    }
    struct ke_blame blame = {.pc = driver_pc(fault), .sentence = handed_over(fault)};
    ULONG_PTR access = fault->execute ? 8 : fault->write;
    if (read_only(fault)) {
        blame.sentence = blame.sentence ? blame.sentence : "the image may only be read there: code, a literal or a constant";
        ke_bugcheck_blame(ATTEMPTED_WRITE_TO_READONLY_MEMORY, fault->address, 0, 0, 0, &blame);
    }
    if (fault->execute)
        executes_data(fault, &blame);
    if (irql >= DISPATCH_LEVEL) {
        ULONG code = our_code(fault->pc) ? IRQL_NOT_LESS_OR_EQUAL : DRIVER_IRQL_NOT_LESS_OR_EQUAL;
        ke_bugcheck_blame(code, fault->address, irql, access, fault->pc, &blame);
    }
    bool raisable = fault->address == 0 || !user_range || user_range((const void *)fault->address);
    if (raisable) {
        ke_seh_raise_fault(fault);
        ke_fault_unhandled(fault);
    }
    ke_bugcheck_blame(PAGE_FAULT_IN_NONPAGED_AREA, fault->address, access, fault->pc, 0, &blame);
}

noreturn void ke_fault_driver(uintptr_t address, bool write, uintptr_t pc)
{
    struct ke_fault fault = {.code = STATUS_ACCESS_VIOLATION, .address = address, .write = write, .pc = pc, .fp = (uintptr_t)__builtin_frame_address(0)};
    memory_fault(&fault);
}

noreturn void ke_raise_status(NTSTATUS status, uintptr_t address, bool write)
{
    struct ke_fault fault = {.code = status, .address = address, .write = write, .pc = (uintptr_t)__builtin_return_address(0),
                             .fp = (uintptr_t)__builtin_frame_address(0), .raised = true};
    ke_seh_raise_fault(&fault);
    uintptr_t site = ke_call_site();
    if (site)
        fault.pc = site;
    ke_fault_unhandled(&fault);
}

static noreturn void stack_overflow(const struct ke_fault *fault)
{
    struct ke_blame blame = {.pc = driver_pc(fault), .sentence = "the kernel stack is used up"};
    ke_bugcheck_blame(UNEXPECTED_KERNEL_MODE_TRAP, 8, fault->sp, 0, fault->pc, &blame);
}

/* A fault while a fault was being looked at: what the thread's stack says about itself is no longer true. Nothing on it is read any more. */
static noreturn void stack_overwritten(const struct ke_fault *fault)
{
    struct ke_thread *self = ke_current();
    self->gate = NULL;
    self->activation = NULL;
    self->seh = NULL;
    struct ke_blame blame = {.pc = self->last_return, .sentence = "the stack of the thread was overwritten"};
    ke_bugcheck_blame(DRIVER_OVERRAN_STACK_BUFFER, fault->address, fault->pc, 0, 0, &blame);
}

static noreturn void exception(NTSTATUS code, struct ke_fault *fault)
{
    fault->code = code;
    if (ke->cpu->irql < DISPATCH_LEVEL)
        ke_seh_raise_fault(fault);
    ke_fault_unhandled(fault);
}

/* A fault of our own code with no driver to blame is our defect. */
static void check_ours(const struct ke_fault *fault, const struct host_fault *host)
{
    const struct ke_thread *self = ke->cpu->current;
    if (!our_code(fault->pc) || host->access == HOST_FAULT_EXECUTE)
        return;
    if (self->gate && host->kind == HOST_FAULT_MEMORY && arena_of((const void *)fault->address) != ARENA_PRIVATE)
        return; /* in an exported routine, by a pointer that a driver may have handed over: but what lies in our own state is handed to nobody */
    if (self->activation && !self->gate) /* between a driver's routine and its exported routines there are only hooks, and ke_call, whose registers it may have changed */
        return;
    if (user_range && user_range((const void *)fault->address) && fault->address > 65536)
        return;
    char claim[96];
    snprintf(claim, sizeof claim, "a fault at 0x%llx by our own code", (unsigned long long)fault->address);
    sim_broken("fault.c", 0, claim);
}

static bool on_stack_of_current(uintptr_t sp);

static void landing(const struct host_fault *host)
{
    struct ke_fault fault = {.code = STATUS_ACCESS_VIOLATION, .address = host->address, .write = host->access == HOST_FAULT_WRITE,
                             .execute = host->access == HOST_FAULT_EXECUTE, .pc = host->pc, .fp = host->fp, .sp = host->sp};
    if (!running && guarded)
        __ntsim_longjmp(&guard, 1);
    if (!running) {
        sim_broken_handler = NULL;
        sim_broken("fault.c", 0, "a fault outside of any run");
    }
    if (landed)
        stack_overwritten(&fault);
    landed = true;
    if (!on_stack_of_current(host->sp))
        stack_overflow(&fault);
    check_ours(&fault, host);
    switch (host->kind) {
    case HOST_FAULT_MEMORY:
        memory_fault(&fault);
    case HOST_FAULT_DIVIDE:
        exception(STATUS_INTEGER_DIVIDE_BY_ZERO, &fault);
    case HOST_FAULT_ILLEGAL:
        exception(STATUS_ILLEGAL_INSTRUCTION, &fault);
    case HOST_FAULT_BREAKPOINT:
        exception(STATUS_BREAKPOINT, &fault);
    case HOST_FAULT_HANG:
        ke->end.blame.pc = fault.pc;
        ke_end_run(KE_HANG, "%s", "a loop that calls nothing and does not end");
    }
    abort();
}

/* The guard page, and a little above it, where there is no room to work. */
static bool on_stack_of_current(uintptr_t sp)
{
    const struct ke_thread *self = ke->cpu->current;
    uintptr_t low = (uintptr_t)self->fiber.stack;
    if (sp - low < KE_STACK_SIZE)
        return sp - low > 4096;
    return arena_of((void *)sp) == ARENA_USER;
}

#define RESERVE_SIZE (64 * 1024)

void ke_faults_catch(bool now_running)
{
    static uint8_t reserve[RESERVE_SIZE] __attribute__((aligned(64)));
    running = now_running;
    landed = false;
    if (!installed)
        host_fault_catch(landing, on_stack_of_current, reserve, sizeof reserve);
    installed = true;
}

void ke_faults_release(void)
{
    if (installed)
        host_fault_catch(NULL, NULL, NULL, 0);
    installed = false;
}

void ke_fault_taken(void)
{
    landed = false;
}

bool ke_guard(void (*fn)(void *context), void *context)
{
    bool good = __ntsim_setjmp(&guard) == 0;
    if (good) {
        guarded = true;
        fn(context);
    }
    guarded = false;
    return good;
}

/* WDK: ExRaiseStatus. */
VOID ExRaiseStatus(NTSTATUS Status)
{
    ddi_enter(ExRaiseStatus, NULL);
    ke_raise_status(Status, 0, false);
}

/* WDK: ExRaiseAccessViolation. */
VOID ExRaiseAccessViolation(VOID)
{
    ddi_enter(ExRaiseAccessViolation, NULL);
    ke_raise_status(STATUS_ACCESS_VIOLATION, 0, false);
}

/* WDK: ExRaiseDatatypeMisalignment. */
VOID ExRaiseDatatypeMisalignment(VOID)
{
    ddi_enter(ExRaiseDatatypeMisalignment, NULL);
    ke_raise_status(STATUS_DATATYPE_MISALIGNMENT, 0, false);
}
