/*
 * Work items of drivers (semantics 52, 53). IoQueueWorkItem holds the device (or driver) object until the routine has
 * returned; ExQueueWorkItem holds nothing. What is queued is known by our own record: the item's memory is the
 * driver's, and may be gone.
 */
#include "io/state.h"
#include "ke/on_stack.h"
#include "ke/fault.h"
#include "ke/sync.h"

#include <stdio.h>

struct _IO_WORKITEM { /* what the driver has; all else is in the record */
    PVOID object;
    ULONG_PTR reserved[7];
};

struct io_item { /* while queued or running */
    struct io_work work;
    struct list link; /* io->active_items */
    void *item;       /* PIO_WORKITEM or PWORK_QUEUE_ITEM */
    void *object;     /* device or driver held; NULL: Ex */
    struct io_armed armed;
    void *context;
    uint64_t stamp;
    uint32_t id;
    bool extended, running;
};

static struct io_item *queued_item(const void *item)
{
    return map_get(&io->work_items, (uintptr_t)item);
}

/* Out of the queue before the routine runs, so that it may be queued again, or freed, by the routine itself. */
static struct ke_call begin(struct io_item *own)
{
    map_set(&io->work_items, (uintptr_t)own->item, NULL);
    own->running = true;
    struct ke_call call = io_call_of(KE_WORK_ITEM, &own->armed, own->item, "work item");
    if (!own->object) {
        call.argument[0] = (uintptr_t)own->context;
        return call;
    }
    call.argument[0] = (uintptr_t)own->object;
    call.argument[1] = (uintptr_t)own->context;
    call.argument[2] = own->extended ? (uintptr_t)own->item : 0;
    return call;
}

static void check_memory(const struct io_item *own)
{
    if (!own->stamp || mm_stamp(own->item) == own->stamp)
        return;
    struct ke_blame blame = {.object_kind = "work item",
                             .object = own->item,
                             .object_id = own->id,
                             .routine = (uintptr_t)own->armed.routine,
                             .armed_by = own->armed.by,
                             .armed_at = own->armed.at,
                             .armed_context = own->armed.context,
                             .sentence = "the memory that holds it was freed while it was queued"};
    if (arena_of(own->item) == ARENA_STACKS) {
        blame.sentence = KE_STACK_GONE;
        blame.pc = own->armed.by;
    }
    uintptr_t routine = (uintptr_t)own->armed.routine;
    const struct image *image = image_last_at(routine);
    if (image && (!image->loaded || image->id != own->armed.generation)) {
        blame.sentence = "its driver's image is gone";
        ke_bugcheck_blame(DRIVER_UNLOADED_WITHOUT_CANCELLING_PENDING_OPERATIONS, routine, 8, routine, 0, &blame);
    }
    struct mm_block block = {0};
    mm_block_at(own->item, &block);
    ke_bugcheck_blame(WORKER_INVALID, 0, (ULONG_PTR)own->item, (ULONG_PTR)block.start,
                      (ULONG_PTR)block.start + block.size, &blame);
}

/* Semantics 53: the reference is dropped here, after the routine's last instruction. */
static void run(struct io_work *work)
{
    struct io_item *own = list_of(work, struct io_item, work);
    check_memory(own);
    struct ke_call call = begin(own);
    ke_point_before(own->id);
    ke_sync_acquire(own);
    ke_call(&call);
    list_remove(&own->link);
    void *object = own->object;
    sim_free(own, sizeof *own);
    if (object)
        ob_dereference(object, OB_BY_WORK_ITEM);
}

static noreturn void active(const void *item, ULONG_PTR code, ULONG_PTR p3, const char *sentence)
{
    const struct io_item *own = queued_item(item);
    struct ke_blame blame = {.object_kind = "work item",
                             .object = item,
                             .object_id = own->id,
                             .routine = (uintptr_t)own->armed.routine,
                             .armed_by = own->armed.by,
                             .armed_at = own->armed.at,
                             .armed_context = own->armed.context,
                             .sentence = sentence};
    ke_bugcheck_blame(WORKER_INVALID, code, (ULONG_PTR)item, p3, 0, &blame);
}

/* What it is about; a bug check when the item was freed. */
static void *object_of(PIO_WORKITEM item)
{
    ke_touch(item, sizeof *item, ke_call_site());
    return ob_checked(item->object);
}

static void queue_item(void *item, void *object, const void *routine, void *context, WORK_QUEUE_TYPE type,
                       bool extended)
{
    if (queued_item(item))
        active(item, 1, (ULONG_PTR)type, "it is queued already");
    struct io_item *own = sim_alloc(sizeof *own);
    own->work = (struct io_work){.run = run, .queue = type};
    own->item = item;
    own->object = object;
    own->context = context;
    own->extended = extended;
    own->stamp = mm_stamp(item);
    own->id = ke_label_of(item, LABEL_WORK);
    io_arm(&own->armed, routine);
    map_set(&io->work_items, (uintptr_t)item, own);
    ke_sync_release(own);
    list_append(&io->active_items, &own->link);
    if (object)
        ob_reference(object, OB_BY_WORK_ITEM);
    io_work_queue(&own->work);
}

/* WDK: IoAllocateWorkItem. Pool of the driver's: one that is never freed is a leak. */
PIO_WORKITEM IoAllocateWorkItem(PDEVICE_OBJECT DeviceObject)
{
    ddi_enter(IoAllocateWorkItem, DeviceObject);
    PIO_WORKITEM item = mm_pool_alloc(NonPagedPool, sizeof *item, 'iWoI', true, gate_.site);
    if (item) {
        item->object = DeviceObject;
        ke_label_new(item, LABEL_WORK);
    }
    return item;
}

/* WDK: IoFreeWorkItem. Legal inside the routine; not while the item is queued: 0xE4/2. */
VOID IoFreeWorkItem(PIO_WORKITEM IoWorkItem)
{
    ddi_enter(IoFreeWorkItem, IoWorkItem);
    const struct io_item *own = queued_item(IoWorkItem);
    if (own)
        active(IoWorkItem, 2, (ULONG_PTR)own->armed.routine, "it is freed while it is queued");
    mm_pool_free(IoWorkItem, 'iWoI', gate_.site);
}

/* WDK: IoSizeofWorkItem. */
ULONG IoSizeofWorkItem(VOID)
{
    ddi_enter(IoSizeofWorkItem, NULL);
    return sizeof(struct _IO_WORKITEM);
}

/* WDK: IoInitializeWorkItem. For memory of the driver's own. */
VOID IoInitializeWorkItem(PVOID IoObject, PIO_WORKITEM IoWorkItem)
{
    ddi_enter(IoInitializeWorkItem, IoWorkItem);
    memset(IoWorkItem, 0, sizeof *IoWorkItem);
    IoWorkItem->object = ob_checked(IoObject);
    ke_label_new(IoWorkItem, LABEL_WORK);
}

/* WDK: IoUninitializeWorkItem. */
VOID IoUninitializeWorkItem(PIO_WORKITEM IoWorkItem)
{
    ddi_enter(IoUninitializeWorkItem, IoWorkItem);
    const struct io_item *own = queued_item(IoWorkItem);
    if (own)
        active(IoWorkItem, 2, (ULONG_PTR)own->armed.routine, "it is uninitialised while it is queued");
}

/* WDK: IoQueueWorkItem. */
VOID IoQueueWorkItem(PIO_WORKITEM IoWorkItem, PIO_WORKITEM_ROUTINE WorkerRoutine, WORK_QUEUE_TYPE QueueType,
                     PVOID Context)
{
    ddi_enter(IoQueueWorkItem, IoWorkItem);
    queue_item(IoWorkItem, object_of(IoWorkItem), (const void *)WorkerRoutine, Context, QueueType, false);
}

/* WDK: IoQueueWorkItemEx. The routine also gets the item, which it may free. */
VOID IoQueueWorkItemEx(PIO_WORKITEM IoWorkItem, PIO_WORKITEM_ROUTINE_EX WorkerRoutine, WORK_QUEUE_TYPE QueueType,
                       PVOID Context)
{
    ddi_enter(IoQueueWorkItemEx, IoWorkItem);
    queue_item(IoWorkItem, object_of(IoWorkItem), (const void *)WorkerRoutine, Context, QueueType, true);
}

/* WDK: IoTryQueueWorkItem. FALSE: it is queued already. */
BOOLEAN IoTryQueueWorkItem(PIO_WORKITEM IoWorkItem, PIO_WORKITEM_ROUTINE_EX WorkerRoutine, WORK_QUEUE_TYPE QueueType,
                           PVOID Context)
{
    ddi_enter(IoTryQueueWorkItem, IoWorkItem);
    if (queued_item(IoWorkItem))
        return FALSE;
    queue_item(IoWorkItem, object_of(IoWorkItem), (const void *)WorkerRoutine, Context, QueueType, true);
    return TRUE;
}

/* WDK: ExQueueWorkItem. Nothing is held: the driver's image may go before the routine runs. */
VOID ExQueueWorkItem(PWORK_QUEUE_ITEM WorkItem, WORK_QUEUE_TYPE QueueType)
{
    ddi_enter(ExQueueWorkItem, WorkItem);
    queue_item(WorkItem, NULL, (const void *)WorkItem->WorkerRoutine, WorkItem->Parameter, QueueType, false);
}

void io_no_item_within(const void *start, size_t size)
{
    list_each(node, &io->active_items)
    {
        const struct io_item *own = list_of(node, struct io_item, link);
        if (own->object || own->running || (uintptr_t)own->item - (uintptr_t)start >= size)
            continue;
        struct ke_blame blame = {.object_kind = "work item", .object = own->item, .object_id = own->id, .pc = ke_call_site(), .routine = (uintptr_t)own->armed.routine,
                                 .armed_by = own->armed.by, .armed_at = own->armed.at, .armed_context = own->armed.context,
                                 .sentence = "the memory that is freed holds a work item that is queued"};
        ke_bugcheck_blame(WORKER_INVALID, 0, (ULONG_PTR)own->item, (ULONG_PTR)start, (ULONG_PTR)start + size, &blame);
    }
}

static bool holds(const struct io_item *own, const struct io_driver *driver)
{
    if (own->object == driver->object)
        return true;
    const struct io_device *device = io_device_slow(own->object);
    return device && device->driver == driver;
}

size_t io_items_holding(const struct io_driver *driver, struct io_holder *holders, size_t room)
{
    size_t n = 0;
    list_each(node, &io->active_items)
    {
        const struct io_item *own = list_of(node, struct io_item, link);
        if (!own->object || !holds(own, driver))
            continue;
        if (n++ >= room)
            continue;
        struct io_holder *holder = &holders[n - 1];
        *holder = (struct io_holder){
            .kind = "work item", .object_id = own->id, .count = 1, .where = own->armed.by, .at_100ns = own->armed.at};
        snprintf(holder->object, sizeof holder->object, own->running ? "running" : "queued");
        image_describe((uintptr_t)own->armed.routine, holder->holder, sizeof holder->holder);
    }
    return n;
}
