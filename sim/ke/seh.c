#include "ke/seh.h"

#include "crt/jmpbuf.h"
#include "crt/module.h"
#include "image/image.h"
#include "ke/end.h"
#include "ke/fault.h"
#include "choice/footprint.h"
#include "ke/state.h"

enum frame_state { GUARDING, CAUGHT, LEFT, UNWINDING };

struct seh_frame {
    struct __ntsim_jmpbuf buffer; /* first: push returns its address */
    struct seh_frame *outer;
    struct ke_activation *activation;
    struct ke_gate *gate;
    uint8_t state;
    bool abnormal;
    uint16_t continued;    /* how often its filter asked to go on where the exception was */
    struct ke_fault fault; /* what was raised */
};

#define PC(frame) ((uintptr_t)(frame)->buffer.r[JMPBUF_PC])
#define FP(frame) ((uintptr_t)(frame)->buffer.r[JMPBUF_FP])

struct range {
    uintptr_t start, end;
    bool has_finally;
};

/* The guarded block whose setjmp returns at `pc`, or that ends last before `pc` (by_end). Marks nest like parentheses. */
static bool find_range(uintptr_t pc, bool by_end, struct range *range)
{
    const struct image_file *file = image_file_at(pc);
    if (!file)
        return false;
    const struct ntsim_seh_mark *stack[64], *first = file->descriptor->seh_marks, *end = file->descriptor->seh_marks_end;
    unsigned depth = 0;
    bool found = false;
    for (const struct ntsim_seh_mark *mark = first; mark < end; mark++) {
        if (mark->kind == NTSIM_SEH_START) {
            if (depth < 64)
                stack[depth++] = mark;
            continue;
        }
        if (!depth)
            continue;
        const struct ntsim_seh_mark *start = stack[--depth];
        bool fits = by_end ? mark->address <= pc && (!found || mark->address > range->end) : start->address >= pc && (!found || start->address < range->start);
        if (!fits)
            continue;
        *range = (struct range){start->address, mark->address, mark->kind != NTSIM_SEH_END};
        found = true;
    }
    return found;
}

static void pop(struct ke_thread *thread)
{
    struct seh_frame *frame = thread->seh;
    thread->seh = frame->outer;
    sim_free(frame, sizeof *frame);
}

static void drop_stale(struct ke_thread *thread)
{
    struct seh_frame *frame = thread->seh;
    struct range range;
    if (frame->state == GUARDING && frame->buffer.r[JMPBUF_PC] && find_range(PC(frame), false, &range) && range.has_finally)
        ke_end_run(KE_NOT_MODELLED, "%s", "a return, goto or break out of a __try block that has a __finally");
    pop(thread);
}

void ke_seh_discard(struct ke_thread *thread, void *keep)
{
    while (thread->seh != keep)
        drop_stale(thread);
}

/* The frame that caught last is kept while its filter decides. */
static void keep(struct ke_thread *thread, struct seh_frame *frame)
{
    if (thread->seh_caught)
        sim_free(thread->seh_caught, sizeof *frame);
    thread->seh_caught = frame;
}

void ke_seh_free(struct ke_thread *thread)
{
    while (thread->seh)
        pop(thread);
    keep(thread, NULL);
}

static bool on_kernel_stack(const struct ke_thread *thread, uintptr_t sp)
{
    return sp - (uintptr_t)thread->fiber.stack < KE_STACK_SIZE;
}

/* The program counter within the function of the frame, found by walking the chain of frame pointers; 0: that function has returned. */
static uintptr_t pc_in_function_of(const struct ke_thread *thread, const struct seh_frame *frame, uintptr_t pc, uintptr_t fp)
{
    bool kernel = on_kernel_stack(thread, fp);
    for (int i = 0; i < 200 && fp && fp <= FP(frame); i++) {
        if (fp == FP(frame))
            return pc;
        if (on_kernel_stack(thread, fp) != kernel)
            return 0;
        const uintptr_t *link = (const uintptr_t *)fp;
        pc = link[1];
        fp = link[0];
    }
    return 0;
}

static bool is_live(const struct ke_thread *thread, const struct seh_frame *frame, uintptr_t pc, uintptr_t fp)
{
    if (frame->state != GUARDING || on_kernel_stack(thread, fp) != on_kernel_stack(thread, FP(frame)))
        return false;
    uintptr_t at = pc_in_function_of(thread, frame, pc, fp);
    struct range range;
    if (!at || !find_range(PC(frame), false, &range))
        return false;
    return at >= range.start && at <= range.end;
}

static noreturn void enter(struct ke_thread *thread, struct seh_frame *frame, uint8_t state)
{
    ke_fault_taken();
    frame->state = state;
    thread->activation = frame->activation;
    thread->gate = frame->gate;
    __ntsim_longjmp(&frame->buffer, 1);
}

static void raise_fault(const struct ke_fault *fault, struct seh_frame *from)
{
    struct ke_thread *thread = ke_current();
    footprint_all();
    for (struct seh_frame *frame = from; frame; frame = frame->outer) {
        if (!is_live(thread, frame, fault->pc, fault->fp))
            continue;
        while (thread->seh != frame)
            pop(thread);
        frame->fault = *fault;
        frame->abnormal = true;
        enter(thread, frame, CAUGHT);
    }
}

void ke_seh_raise_fault(const struct ke_fault *fault)
{
    raise_fault(fault, ke_current()->seh);
}

/* --- what the macros call ---------------------------------------------------------------------------------------------------------------------- */

#define CALLER_FP() (*(uintptr_t *)__builtin_frame_address(0))
#define CALLER_PC() ((uintptr_t)__builtin_return_address(0))

struct __ntsim_jmpbuf *__ntsim_seh_push(void);
struct __ntsim_jmpbuf *__ntsim_seh_push(void)
{
    struct ke_thread *thread = ke_current();
    uintptr_t sp = (uintptr_t)__builtin_frame_address(0);
    /* Frames of functions that have returned lie below the stack pointer of this one. */
    for (struct seh_frame *top = thread->seh; top && top->buffer.r[JMPBUF_SP] < sp && on_kernel_stack(thread, sp) == on_kernel_stack(thread, FP(top)); top = thread->seh)
        drop_stale(thread);
    struct seh_frame *frame = sim_alloc(sizeof *frame);
    frame->outer = thread->seh;
    frame->activation = thread->activation;
    frame->gate = thread->gate;
    thread->seh = frame;
    return &frame->buffer;
}

/* The frame of the block that has just ended at `pc` in the function with this frame pointer; stale ones above it go. */
static struct seh_frame *ended(uintptr_t pc, uintptr_t fp)
{
    struct ke_thread *thread = ke_current();
    struct range here, other;
    sim_assert(find_range(pc, true, &here));
    while (thread->seh) {
        struct seh_frame *frame = thread->seh;
        if (FP(frame) == fp && find_range(PC(frame), false, &other) && other.start == here.start)
            return frame;
        drop_stale(thread);
    }
    return NULL;
}

int __ntsim_seh_caught(void);
int __ntsim_seh_caught(void)
{
    struct seh_frame *frame = ended(CALLER_PC(), CALLER_FP());
    if (!frame)
        return 0;
    struct ke_thread *thread = ke_current();
    bool caught = frame->state == CAUGHT;
    if (!caught) {
        pop(thread);
        return 0;
    }
    ke_fault_remember(&frame->fault);
    thread->seh = frame->outer;
    keep(thread, frame);
    return 1;
}

#define CONTINUED_MAX 1000

/* Each turn of the first kind would have gone deeper into the kernel stack. */
static noreturn void continued_too_often(const struct ke_fault *fault, uintptr_t filter)
{
    struct ke_blame blame = {.pc = filter, .sentence = "a filter asks to continue after a raised status, which cannot be continued, again and again"};
    if (fault->raised)
        ke_bugcheck_blame(UNEXPECTED_KERNEL_MODE_TRAP, 8, fault->sp, 0, fault->pc, &blame);
    ke_end_run(KE_HANG, "%s", "a filter asks for EXCEPTION_CONTINUE_EXECUTION, and the instruction faults again, for ever");
}

/*
 * EXCEPTION_CONTINUE_EXECUTION. A raised status cannot be continued: that is an exception of its own, STATUS_NONCONTINUABLE_EXCEPTION, raised at the same place. A
 * fault's instruction is executed again: while its address is as bad as before, that is the same fault. Either way the filter decides once more.
 */
static noreturn void continue_execution(uintptr_t fp, uintptr_t pc)
{
    struct ke_thread *thread = ke_current();
    struct seh_frame *frame = thread->seh_caught;
    if (!frame || FP(frame) != fp)
        ke_end_run(KE_NOT_MODELLED, "%s", "EXCEPTION_CONTINUE_EXECUTION of a filter that has caught another exception itself");
    if (frame->fault.raised)
        frame->fault.code = STATUS_NONCONTINUABLE_EXCEPTION;
    else if (ke_fault_is_cured(&frame->fault))
        ke_end_run(KE_NOT_MODELLED, "%s", "EXCEPTION_CONTINUE_EXECUTION of a filter that has made the access possible");
    if (++frame->continued == CONTINUED_MAX)
        continued_too_often(&frame->fault, pc);
    thread->seh_caught = NULL;
    frame->outer = thread->seh;
    thread->seh = frame;
    enter(thread, frame, CAUGHT);
}

int __ntsim_seh_filter(int disposition);
int __ntsim_seh_filter(int disposition)
{
    if (disposition > 0)
        return 1;
    if (disposition < 0)
        continue_execution(CALLER_FP(), CALLER_PC());
    struct ke_fault fault = *ke_fault_remembered();
    fault.fp = CALLER_FP();
    fault.pc = CALLER_PC();
    struct ke_fault original = *ke_fault_remembered();
    raise_fault(&fault, ke_current()->seh);
    ke_fault_unhandled(&original);
}

int __ntsim_seh_finally(void);
int __ntsim_seh_finally(void)
{
    struct ke_thread *thread = ke_current();
    struct seh_frame *frame = ended(CALLER_PC(), CALLER_FP());
    if (!frame)
        return 0;
    if (frame->state != UNWINDING) {
        if (frame->state == CAUGHT)
            ke_fault_remember(&frame->fault);
        frame->state = UNWINDING;
        return 1;
    }
    bool abnormal = frame->abnormal;
    struct ke_fault fault = frame->fault;
    pop(thread);
    if (!abnormal)
        return 0;
    struct ke_fault again = fault;
    again.fp = CALLER_FP();
    again.pc = CALLER_PC();
    raise_fault(&again, thread->seh);
    ke_fault_unhandled(&fault);
}

int __ntsim_seh_abnormal(void);
int __ntsim_seh_abnormal(void)
{
    const struct seh_frame *frame = ke_current()->seh;
    return frame && frame->state == UNWINDING && frame->abnormal;
}

noreturn void __ntsim_seh_leave(void);
noreturn void __ntsim_seh_leave(void)
{
    struct ke_thread *thread = ke_current();
    uintptr_t pc = CALLER_PC(), fp = CALLER_FP();
    for (struct seh_frame *frame = thread->seh; frame; frame = frame->outer) {
        if (!is_live(thread, frame, pc, fp))
            continue;
        while (thread->seh != frame)
            pop(thread);
        enter(thread, frame, LEFT);
    }
    ke_end_run(KE_NOT_MODELLED, "%s", "__leave outside of a __try block");
}

unsigned int __ntsim_exception_code(void);
unsigned int __ntsim_exception_code(void)
{
    return (unsigned int)ke_fault_remembered()->code;
}
