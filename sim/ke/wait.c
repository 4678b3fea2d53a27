/*
 * Waiting. Who waits for what is kept on our side, by the object's address: the documented list head lies in driver memory and owns nothing (design 4.9).
 * Waiters of one object are served oldest first.
 */
#include "image/image.h"
#include "ke/armed.h"
#include "ke/footprint.h"
#include "ke/state.h"
#include "ke/sync.h"

#include <stdio.h>

struct ke_waiters {
    struct list blocks;
};

static bool is_signalled(const DISPATCHER_HEADER *header, const struct ke_thread *thread)
{
    footprint_read(header, sizeof *header);
    if (header->Type == MutantObject) {
        const KMUTEX *mutex = (const KMUTEX *)header;
        return header->SignalState > 0 || (void *)mutex->OwnerThread == (void *)thread;
    }
    return header->SignalState > 0;
}

/* What a satisfied wait takes from the object. True: an abandoned mutex. */
static bool consume(DISPATCHER_HEADER *header, struct ke_thread *thread)
{
    ke_sync_acquire_for(thread, header);
    switch (header->Type) {
    case EventSynchronizationObject:
    case TimerSynchronizationObject:
        footprint_write(header, sizeof *header);
        header->SignalState = 0;
        break;
    case SemaphoreObject:
        footprint_write(header, sizeof *header);
        header->SignalState--;
        break;
    case MutantObject:
        return ke_mutex_take((KMUTEX *)header, thread);
    default: /* notification events and timers, threads, processes stay signalled */
        break;
    }
    return false;
}

static bool all_signalled(const struct ke_thread *thread)
{
    for (uint16_t i = 0; i < thread->wait_count; i++)
        if (!is_signalled(thread->wait_blocks[i].object, thread))
            return false;
    return true;
}

static bool consume_all(struct ke_thread *thread)
{
    bool abandoned = false;
    for (uint16_t i = 0; i < thread->wait_count; i++)
        abandoned |= consume(thread->wait_blocks[i].object, thread);
    return abandoned;
}

/* STATUS_PENDING when the wait is not satisfied. */
static NTSTATUS try_satisfy(struct ke_thread *thread)
{
    if (thread->wait_all) {
        if (!all_signalled(thread))
            return STATUS_PENDING;
        return consume_all(thread) ? STATUS_ABANDONED : STATUS_WAIT_0;
    }
    for (uint16_t i = 0; i < thread->wait_count; i++) {
        void *object = thread->wait_blocks[i].object;
        if (is_signalled(object, thread))
            return (consume(object, thread) ? STATUS_ABANDONED_WAIT_0 : STATUS_WAIT_0) + i;
    }
    return STATUS_PENDING;
}

static void link_blocks(struct ke_thread *thread, bool may_time_out)
{
    for (uint16_t i = 0; i < thread->wait_count; i++) {
        struct ke_wait_block *block = &thread->wait_blocks[i];
        struct ke_waiters *waiters = map_get(&ke->waiters, (uintptr_t)block->object);
        footprint_write(block->object, sizeof(DISPATCHER_HEADER)); /* its list of waiters */
        block->stamp = may_time_out ? ke_stamp(block->object) : 0;
        if (!waiters) {
            waiters = sim_alloc(sizeof *waiters);
            list_init(&waiters->blocks);
            map_set(&ke->waiters, (uintptr_t)block->object, waiters);
        }
        list_append(&waiters->blocks, &block->link);
    }
}

void ke_wait_unlink(struct ke_thread *thread)
{
    for (uint16_t i = 0; i < thread->wait_count; i++) {
        struct ke_wait_block *block = &thread->wait_blocks[i];
        footprint_write(block->object, sizeof(DISPATCHER_HEADER));
        list_remove(&block->link);
        struct ke_waiters *waiters = map_get(&ke->waiters, (uintptr_t)block->object);
        if (waiters && list_empty(&waiters->blocks)) {
            map_set(&ke->waiters, (uintptr_t)block->object, NULL);
            sim_free(waiters, sizeof *waiters);
        }
    }
}

/* The wait is over for a thread that is in KE_WAITING. */
void ke_wait_wake(struct ke_thread *thread, NTSTATUS status)
{
    sim_assert(thread->state == KE_WAITING);
    ke_wait_unlink(thread);
    thread->wait_count = 0;
    if (thread->wait_timeout)
        ke_due_disarm(thread->wait_timeout);
    thread->wait_status = status;
    ke_thread_ready(thread);
}

/* The oldest waiter that can go on now, if any; it is woken. */
static bool serve_one(const DISPATCHER_HEADER *header)
{
    struct ke_waiters *waiters = map_get(&ke->waiters, (uintptr_t)header);
    if (!waiters)
        return false;
    list_each(node, &waiters->blocks)
    {
        struct ke_thread *thread = list_of(node, struct ke_wait_block, link)->thread;
        if (!is_signalled(header, thread))
            return false;
        NTSTATUS status = try_satisfy(thread);
        if (status == STATUS_PENDING)
            continue;
        ke_wait_wake(thread, status); /* takes its blocks away, and the waiters with the last of them */
        return true;
    }
    return false;
}

void ke_signal(DISPATCHER_HEADER *header)
{
    ke_sync_release(header);
    footprint_write(header, sizeof *header);
    if (header->SignalState < 1)
        header->SignalState = 1;
    while (serve_one(header))
        ;
}

/* On NT the lists of waiters lie in the objects: a wait that nobody ended is taken off them when it times out (U28). */
static noreturn void object_gone(const struct ke_thread *thread, const struct ke_wait_block *block)
{
    uintptr_t lost = (uintptr_t)block->object, site = thread->gate ? thread->gate->site : 0;
    const struct image *image = image_last_at(lost);
    struct ke_blame blame = {.pc = site, .object_kind = "object waited for by thread", .object = block->object, .object_id = thread->id,
                             .armed_by = site, .armed_at = thread->wait_since, .armed_context = thread->id,
                             .sentence = "a thread's wait for an object timed out, and the memory that held the object is gone"};
    if (image && !image->loaded)
        ke_bugcheck_blame(SYSTEM_SCAN_AT_RAISED_IRQL_CAUGHT_IMPROPER_DRIVER_UNLOAD, lost, DISPATCH_LEVEL, 1, site, &blame);
    ke_bugcheck_blame(DRIVER_PAGE_FAULT_IN_FREED_SPECIAL_POOL, lost, 1, site, 0, &blame);
}

static void timeout_fires(struct ke_due *due)
{
    struct ke_thread *thread = due->context;
    if (thread->state != KE_WAITING)
        return;
    for (uint16_t i = 0; i < thread->wait_count; i++)
        if (thread->wait_blocks[i].stamp && ke_stamp(thread->wait_blocks[i].object) != thread->wait_blocks[i].stamp)
            object_gone(thread, &thread->wait_blocks[i]);
    ke_wait_wake(thread, STATUS_TIMEOUT);
}

static uint64_t absolute(const LARGE_INTEGER *timeout)
{
    return timeout->QuadPart < 0 ? ke->now + (uint64_t)-timeout->QuadPart : (uint64_t)timeout->QuadPart;
}

/* STATUS_KERNEL_APC is ours alone: the wait was broken into by an APC and starts again. */
#define STATUS_KERNEL_APC ((NTSTATUS)0x00000100)

static NTSTATUS block_until(struct ke_thread *self, uint64_t deadline, bool has_deadline)
{
    struct ke_due timeout = {.fire = timeout_fires, .context = self};
    KIRQL irql = ke_raise(DISPATCH_LEVEL);
    self->wait_irql = irql;
    link_blocks(self, has_deadline);
    if (has_deadline) {
        self->wait_timeout = &timeout;
        ke_due_arm(&timeout, deadline);
    }
    self->state = KE_WAITING;
    self->wait_since = ke->now;
    emit(EV_WAIT, self->id, 0, event_listened && self->wait_count ? ke_label_find(self->wait_blocks[0].object) : 0);
    ke_dispatch();
    self->wait_timeout = NULL;
    set_irql(irql);
    NTSTATUS status = self->wait_status;
    emit(EV_WAKE, self->id, (uint32_t)status, 0);
    ke_cpu_service();
    return status;
}

/* What a thread waits for. An APC that breaks in may wait itself, so the thread's fields are written anew for each try. */
struct wait {
    struct ke_wait_block *blocks;
    uint16_t count;
    uint8_t all;
    bool alertable;
    KPROCESSOR_MODE mode;
};

static void begin(struct ke_thread *self, const struct wait *wait)
{
    self->wait_blocks = wait->blocks;
    self->wait_count = wait->count;
    self->wait_all = wait->all;
    self->wait_mode = wait->mode;
    self->alertable = wait->alertable;
}

static NTSTATUS wait_for_blocks(struct ke_thread *self, const struct wait *wait, PLARGE_INTEGER timeout)
{
    uint64_t deadline = timeout ? absolute(timeout) : 0;
    if (timeout)
        footprint_all(); /* it looks at the clock */
    for (;;) {
        if (self->terminating && wait->mode != KernelMode)
            return STATUS_USER_APC; /* the thread is to end: the system call goes back and finds out */
        begin(self, wait);
        NTSTATUS status = try_satisfy(self);
        if (status == STATUS_PENDING && wait->alertable && wait->mode != KernelMode && ke_user_apc_waiting(self))
            status = STATUS_USER_APC; /* queued before: the wait does not begin */
        if (status == STATUS_PENDING && timeout && deadline <= ke->now) {
            ke->cpu->yielded = true; /* a poll: others first (search.md 3) */
            status = STATUS_TIMEOUT;
        }
        if (status == STATUS_PENDING)
            status = block_until(self, deadline, timeout != NULL);
        self->wait_count = 0;
        if (status != STATUS_KERNEL_APC)
            return status;
    }
}

/* An APC arrived for a waiting thread (apc.c). */
void ke_wait_break(struct ke_thread *thread);
void ke_wait_break(struct ke_thread *thread)
{
    ke_wait_wake(thread, STATUS_KERNEL_APC);
}

#define BLOCKS_ON_STACK 4

NTSTATUS ke_wait_many(ULONG count, void *objects[], WAIT_TYPE type, KPROCESSOR_MODE mode, BOOLEAN alertable, PLARGE_INTEGER timeout)
{
    struct ke_thread *self = ke_current();
    struct ke_wait_block few[BLOCKS_ON_STACK], *blocks = count <= BLOCKS_ON_STACK ? few : sim_alloc(count * sizeof *blocks);
    for (ULONG i = 0; i < count; i++) {
        blocks[i] = (struct ke_wait_block){.thread = self, .object = objects[i], .index = (uint16_t)i};
        list_init(&blocks[i].link);
    }
    struct wait wait = {blocks, (uint16_t)count, type == WaitAll, alertable, mode};
    NTSTATUS status = wait_for_blocks(self, &wait, timeout);
    if (blocks != few)
        sim_free(blocks, count * sizeof *blocks);
    return status;
}

NTSTATUS ke_wait_one(void *object, KPROCESSOR_MODE mode, BOOLEAN alertable, PLARGE_INTEGER timeout)
{
    return ke_wait_many(1, &object, WaitAny, mode, alertable, timeout);
}

NTSTATUS ke_delay(KPROCESSOR_MODE mode, BOOLEAN alertable, PLARGE_INTEGER interval)
{
    NTSTATUS status = ke_wait_many(0, NULL, WaitAny, mode, alertable, interval);
    return status == STATUS_TIMEOUT ? STATUS_SUCCESS : status;
}
