/*
 * System worker threads (semantics 52): three kinds by priority. A worker that takes the last idle place makes another
 * one first, so that an item that waits for an item is not alone; the system stops at WORKERS_MAX of a kind, and then a
 * wait in a circle is the deadlock that it is on NT.
 */
#include "io/state.h"

#define WORKERS_MAX 16

static void work(void *context);

static void start_worker(struct io_queue *queue)
{
    queue->workers++;
    struct ps_thread *thread = ps_system_thread(ps_system_process(), work, queue, queue->label);
    ob_dereference(thread, OB_BY_CREATE);
}

static struct io_work *take(struct io_queue *queue)
{
    queue->idle++;
    ke_wait_one(&queue->more, KernelMode, FALSE, NULL);
    queue->idle--;
    struct io_work *item = list_of(list_pop(&queue->items), struct io_work, link);
    item->queued = false;
    return item;
}

static void work(void *context)
{
    struct io_queue *queue = context;
    ke_current()->priority = queue->priority;
    for (;;) {
        struct io_work *item = take(queue);
        if (queue->idle == 0 && queue->workers < WORKERS_MAX)
            start_worker(queue);
        item->run(item);
    }
}

static struct io_queue *queue_for(WORK_QUEUE_TYPE type)
{
    int kind = IO_QUEUE_DELAYED;
    if (type >= CustomPriorityWorkQueue)
        kind = type - CustomPriorityWorkQueue >= 13 ? IO_QUEUE_CRITICAL : IO_QUEUE_DELAYED;
    else if (type == CriticalWorkQueue)
        kind = IO_QUEUE_CRITICAL;
    else if (type == HyperCriticalWorkQueue || type == SuperCriticalWorkQueue || type == RealTimeWorkQueue)
        kind = IO_QUEUE_HYPERCRITICAL;
    return &io->queues[kind];
}

void io_work_queue(struct io_work *item)
{
    struct io_queue *queue = queue_for(item->queue);
    sim_assert(!item->queued);
    item->queued = true;
    list_append(&queue->items, &item->link);
    ke_semaphore_release(&queue->more, 1);
}

void io_workers_boot(void)
{
    static const struct {
        uint8_t priority, workers;
        const char *label;
    } kinds[IO_QUEUES] = {[IO_QUEUE_DELAYED] = {12, 2, "system worker"},
                          [IO_QUEUE_CRITICAL] = {13, 1, "critical system worker"},
                          [IO_QUEUE_HYPERCRITICAL] = {15, 1, "hypercritical system worker"}};
    for (int kind = 0; kind < IO_QUEUES; kind++) {
        struct io_queue *queue = &io->queues[kind];
        list_init(&queue->items);
        ke_semaphore_init(&queue->more, 0, 0x7FFFFFFF);
        queue->priority = kinds[kind].priority;
        queue->label = kinds[kind].label;
        for (int i = 0; i < kinds[kind].workers; i++)
            start_worker(queue);
    }
}
