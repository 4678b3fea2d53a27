/*
 * Waiting. Who waits for what is kept on our side, by the object's address: the documented list head lies in driver memory and owns nothing (design 4.9).
 * Waiters of one object are served oldest first.
 */
#include "ke/state.h"

#include <stdio.h>

struct ke_waiters {
    struct list blocks;
};

static bool is_signalled(const DISPATCHER_HEADER *header, const struct ke_thread *thread)
{
    if (header->Type == MutantObject) {
        const KMUTEX *mutex = (const KMUTEX *)header;
        return header->SignalState > 0 || (void *)mutex->OwnerThread == (void *)thread;
    }
    return header->SignalState > 0;
}

/* What a satisfied wait takes from the object. */
static void consume(DISPATCHER_HEADER *header, struct ke_thread *thread)
{
    switch (header->Type) {
    case EventSynchronizationObject:
    case TimerSynchronizationObject:
        header->SignalState = 0;
        break;
    case SemaphoreObject:
        header->SignalState--;
        break;
    case MutantObject:
        header->SignalState--;
        ((KMUTEX *)header)->OwnerThread = (void *)thread;
        break;
    default: /* notification events and timers, threads, processes stay signalled */
        break;
    }
}

static bool all_signalled(const struct ke_thread *thread)
{
    for (uint16_t i = 0; i < thread->wait_count; i++)
        if (!is_signalled(thread->wait_blocks[i].object, thread))
            return false;
    return true;
}

static void consume_all(struct ke_thread *thread)
{
    for (uint16_t i = 0; i < thread->wait_count; i++)
        consume(thread->wait_blocks[i].object, thread);
}

/* STATUS_PENDING when the wait is not satisfied. */
static NTSTATUS try_satisfy(struct ke_thread *thread)
{
    if (thread->wait_all) {
        if (!all_signalled(thread))
            return STATUS_PENDING;
        consume_all(thread);
        return STATUS_WAIT_0;
    }
    for (uint16_t i = 0; i < thread->wait_count; i++) {
        if (is_signalled(thread->wait_blocks[i].object, thread)) {
            consume(thread->wait_blocks[i].object, thread);
            return STATUS_WAIT_0 + i;
        }
    }
    return STATUS_PENDING;
}

static void link_blocks(struct ke_thread *thread)
{
    for (uint16_t i = 0; i < thread->wait_count; i++) {
        struct ke_wait_block *block = &thread->wait_blocks[i];
        struct ke_waiters *waiters = map_get(&ke->waiters, (uintptr_t)block->object);
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

static void serve(struct ke_waiters *waiters, const DISPATCHER_HEADER *header)
{
    list_each_safe(node, &waiters->blocks)
    {
        struct ke_wait_block *block = list_of(node, struct ke_wait_block, link);
        struct ke_thread *thread = block->thread;
        if (!is_signalled(header, thread))
            break;
        NTSTATUS status = try_satisfy(thread);
        if (status == STATUS_PENDING)
            continue;
        bool last = waiters->blocks.next == waiters->blocks.prev;
        ke_wait_wake(thread, status);
        if (last)
            return; /* the waiters were freed with the last block */
    }
}

void ke_signal(DISPATCHER_HEADER *header)
{
    if (header->SignalState < 1)
        header->SignalState = 1;
    struct ke_waiters *waiters = map_get(&ke->waiters, (uintptr_t)header);
    if (waiters)
        serve(waiters, header);
}

static void timeout_fires(struct ke_due *due)
{
    struct ke_thread *thread = due->context;
    if (thread->state == KE_WAITING)
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
    link_blocks(self);
    if (has_deadline) {
        self->wait_timeout = &timeout;
        ke_due_arm(&timeout, deadline);
    }
    self->state = KE_WAITING;
    self->wait_since = ke->now;
    emit(EV_WAIT, self->id, 0, self->wait_count ? ke_label_find(self->wait_blocks[0].object) : 0);
    ke_dispatch();
    self->wait_timeout = NULL;
    set_irql(irql);
    NTSTATUS status = self->wait_status;
    emit(EV_WAKE, self->id, (uint32_t)status, 0);
    ke_cpu_service();
    return status;
}

static NTSTATUS wait_for_blocks(struct ke_thread *self, PLARGE_INTEGER timeout)
{
    uint16_t count = self->wait_count;
    uint64_t deadline = timeout ? absolute(timeout) : 0;
    for (;;) {
        if (self->terminating && self->wait_mode != KernelMode) {
            self->wait_count = 0;
            return STATUS_USER_APC; /* the thread is to end: the system call goes back and finds out */
        }
        self->wait_count = count;
        NTSTATUS status = try_satisfy(self);
        if (status != STATUS_PENDING) {
            self->wait_count = 0;
            return status;
        }
        if (timeout && deadline <= ke->now) {
            self->wait_count = 0;
            ke->cpu->yielded = true; /* a poll: others first (search.md 3) */
            return STATUS_TIMEOUT;
        }
        status = block_until(self, deadline, timeout != NULL);
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

NTSTATUS ke_wait_many(ULONG count, void *objects[], WAIT_TYPE type, KPROCESSOR_MODE mode, BOOLEAN alertable, PLARGE_INTEGER timeout)
{
    struct ke_thread *self = ke_current();
    struct ke_wait_block *blocks = count <= 4 ? self->own_blocks : sim_alloc(count * sizeof *blocks);
    self->wait_blocks = blocks;
    self->wait_count = (uint16_t)count;
    self->wait_all = type == WaitAll;
    self->wait_mode = mode;
    self->alertable = alertable;
    for (ULONG i = 0; i < count; i++) {
        blocks[i] = (struct ke_wait_block){.thread = self, .object = objects[i], .index = (uint16_t)i};
        list_init(&blocks[i].link);
    }
    NTSTATUS status = wait_for_blocks(self, timeout);
    if (blocks != self->own_blocks)
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
