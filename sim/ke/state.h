/*
 * The kernel's state: one struct in the arena, one pointer. Private to sim/ke.
 *
 * Exactly one processor moves at a time: ke->cpu. A processor that does not move stands inside cpu_move_to (at a scheduling point) on the stack of its current
 * thread. A thread that does not run stands inside switch_to. Both come back through `arrive`.
 */
#ifndef NTSIM_KE_STATE_H
#define NTSIM_KE_STATE_H

#include "arena/arena.h"
#include "arena/map.h"
#include "choice/choice.h"
#include "image/image.h"
#include "ke/armed.h"
#include "ke/end.h"
#include "ke/interrupt.h"
#include "ke/ke.h"

#define KE_PRIORITIES 32
#define KE_STACK_SIZE (128 * 1024) /* NT gives 24 KiB; our own frames and -O0 need more */

struct ke_heap_slot {
    uint64_t time_100ns, sequence; /* the deadline's own, here so that it need not be looked at */
    struct ke_due *due;
    uint32_t ticket;
};

/* By (time, sequence): heap.c. Beyond a number of deadlines, those from `horizon` on are kept aside in no order (far.c). All zero: empty. */
struct ke_heap {
    struct ke_heap_slot *slots; /* the heap, 1-based */
    struct ke_heap_slot *far;   /* 0-based; `due` is NULL where one was taken out */
    uint32_t *where;            /* by ticket: the slot, or KE_FAR | the one in `far` */
    uint64_t horizon;           /* 0: there is none */
    uint32_t count;             /* in all */
    uint32_t used, room, far_used, far_room, far_live;
    uint32_t tickets, ticket_room, free_ticket;
    uint32_t limit; /* how many the heap may hold before it is divided */
};
#define KE_FAR  0x80000000u
#define KE_NEAR 32768 /* slots that stay in a cache (1 MiB) */

struct ke_state {
    struct ke_cpu *cpu; /* the one that moves */
    volatile uint64_t steps; /* scheduling points passed: progress, for the watchdog too */
    uint64_t step_limit;
    uint64_t now, start;
    uint32_t cpu_count;
    uint32_t ready_mask;
    struct list ready[KE_PRIORITIES];
    struct list threads;
    struct map waiters; /* object -> struct ke_waiters */
    struct map armed;   /* KTIMER or KDPC -> struct ke_armed */
    struct map shared_locks; /* EX_SPIN_LOCK -> struct ke_shared_lock (spinlock_shared.c) */
    struct map lock_order; /* lock -> struct ke_order_node (lock_order.c) */
    struct map on_stack; /* dispatcher object on a stack -> struct on_stack (on_stack.c) */
    uint64_t activations; /* so far */
    struct map labels;  /* object -> id */
    uint32_t label_count[32];
    struct ke_heap timers, devices;
    uint32_t lines_pending; /* interrupt lines that wait for a processor, by bit; nothing else is looked at where it is 0 */
    struct ke_interrupt_state *interrupts;
    uint32_t pullable; /* devices, by bit */
    void (*pull)(uint32_t device);
    uint64_t due_sequence, arm_sequence;
    struct ke_thread *gone; /* has left its stack for good; to be reaped by whoever arrives */
    struct list free_stacks;
    void (*thread_exit_hook)(struct ke_thread *);
    void (*thread_gone_hook)(struct ke_thread *);
    struct ke_thread *settler; /* waits until nothing is due */
    uint64_t settle_since;
    bool session_over;         /* the scenario's body and stops are done: nothing due is a good end */
    struct ke_bugcheck_entry *bugcheck_callbacks; /* first registered (bugcheck_callbacks.c) */
    KSPIN_LOCK *cancel_lock;   /* io's, for the check on return from a driver */
    struct host_fiber host;    /* who called ke_run */
    struct ke_end end;
    struct ke_cpu *cpus; /* cpu_count of them */
};
extern struct ke_state *ke;

/* The event clock follows the moving processor. What the context that goes on could notice must be done. */
static inline void sync_now(void)
{
    const struct ke_thread *self = ke->cpu->current;
    if (self->activation || (self->user && !self->in_kernel))
        image_settle();
    struct event *now = &event_state->now;
    now->cpu = ke->cpu->number;
    now->irql = ke->cpu->irql;
    now->context = self->id & 0xFFFFFF;
    now->time_100ns = ke->now;
}

static inline void set_irql(KIRQL irql)
{
    ke->cpu->irql = irql;
    event_state->now.irql = irql;
}

/* Rule Q08: a driver's routine may not lower below the level at which it was entered, but for those that are entered raised in order to lower. */
static inline bool ke_lowers_too_far(KIRQL irql)
{
    const struct ke_activation *activation = ke->cpu->current->activation;
    return activation && irql < activation->entry_irql && activation->call->kind != KE_CANCEL && activation->call->kind != KE_CSQ;
}

/* --- dispatch.c --- */
void ke_dispatch(void);             /* the current thread cannot go on (its state says why) */
void ke_preempt_check(void);        /* below DISPATCH_LEVEL: a readied thread of higher priority takes over */
void ke_cpu_service(void);          /* what an interrupt would bring now: clock, DPCs, preemption, APCs, as IRQL allows */
void ke_thread_preempt_by(struct ke_thread *thread);
struct ke_thread *ke_ready_for(const struct ke_cpu *cpu);
void ke_ready_insert(struct ke_thread *thread, bool head);
void ke_ready_remove(struct ke_thread *thread);
void ke_start_processors(uint32_t count);
/* --- processor.c --- */
bool ke_cpu_can_move(const struct ke_cpu *cpu);
void ke_cpu_move_to(struct ke_cpu *cpu);
/* The current processor cannot go on: another moves. False: none can. */
bool ke_cpu_leave(void);
void ke_idle_loop(void *argument);
/* --- due.c --- */
/* --- heap.c, far.c --- */
void ke_heap_add(struct ke_heap *heap, struct ke_due *due);
void ke_heap_remove(struct ke_heap *heap, struct ke_due *due); /* it is in the heap */
struct ke_due *ke_heap_first(struct ke_heap *heap);            /* NULL: empty */
/* All of them, in no order: *at is 0 before the first. NULL: there are no more. */
struct ke_due *ke_heap_next(const struct ke_heap *heap, uint32_t *at);
void *ke_heap_larger(void *array, uint32_t old, uint32_t room, size_t size);
void ke_heap_append(struct ke_heap *heap, struct ke_heap_slot slot); /* not in its place yet: until ke_heap_order */
void ke_heap_order(struct ke_heap *heap);
void ke_far_add(struct ke_heap *heap, struct ke_heap_slot slot);
void ke_far_remove(struct ke_heap *heap, uint32_t index);
void ke_far_divide(struct ke_heap *heap);   /* moves the later half of the heap away */
void ke_far_approach(struct ke_heap *heap); /* the heap is empty: brings the earliest of those that are far */
struct ke_due *ke_due_first(void);
/* The first deadline of a device that may raise this line. */
struct ke_due *ke_due_of_line(uint32_t line);
void ke_due_fire(struct ke_due *due);
/* Devices' moments that have come, at whatever IRQL below theirs. */
void ke_device_events(void);
bool ke_time_jump(void);
/* The same, but it is another, idle processor that the clock interrupts. [moves] */
void ke_time_jump_on(struct ke_cpu *cpu);
void ke_clock_interrupt(void);
/* --- timer.c --- */
struct ke_armed *ke_timer_of(const struct ke_due *due); /* NULL: another's deadline */
/* --- dpc.c, apc.c --- */
void ke_dpc_drain(void);
bool ke_apc_pending(const struct ke_thread *thread);
void ke_apc_deliver(void);
/* --- wait.c --- */
void ke_wait_unlink(struct ke_thread *thread);
void ke_wait_wake(struct ke_thread *thread, NTSTATUS status);
/* --- objects.c --- */
/* True: its last owner ended without releasing it. */
bool ke_mutex_take(PRKMUTEX mutex, struct ke_thread *thread);
void ke_mutexes_check(const struct ke_thread *thread);
void ke_mutexes_abandon(struct ke_thread *thread);
/* --- point.c --- */
void ke_step(void); /* one more of the run's steps; the run is cut when there were too many */
void ke_point_at(const struct choice_place *place);
void ke_spin_poll(void);
/* --- spinlock.c: at the IRQL that is, for interrupts --- */
void ke_lock_here(KSPIN_LOCK *lock, uintptr_t site, KIRQL old); /* [moves] */
void ke_unlock_here(KSPIN_LOCK *lock);
bool ke_lock_held_here(const KSPIN_LOCK *lock);
/* --- stacks.c --- */
void *ke_stack_alloc(void);
void ke_stacks_boot(void);
void ke_stack_free(const struct ke_thread *thread);
/* Notes where a thread is that is to run. One that stands in its application is elsewhere: its kernel stack is used from the floor on. */
static inline void ke_stack_came(struct ke_thread *thread)
{
    uintptr_t sp = (uintptr_t)thread->fiber.sp;
    if (sp - (uintptr_t)thread->fiber.stack >= KE_STACK_SIZE)
        sp = (uintptr_t)thread->kernel_floor;
    if (sp < thread->stack_low_seen)
        thread->stack_low_seen = sp;
}
/* Notes where the thread that runs is on its kernel stack. */
static inline void ke_stack_seen(struct ke_thread *thread)
{
    uintptr_t here = (uintptr_t)__builtin_frame_address(0);
    if (here < thread->stack_low_seen && here - (uintptr_t)thread->fiber.stack < KE_STACK_SIZE)
        thread->stack_low_seen = here;
}
/* --- end.c --- */
noreturn void ke_stop(void);

#endif
