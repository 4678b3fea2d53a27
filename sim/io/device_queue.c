/*
 * Device queues: the documented structure is all there is. Busy with an empty list is a device that works on its only
 * request.
 */
#include "io/state.h"

#define DEVICE_QUEUE_TYPE 0x14

static void list_put_before(LIST_ENTRY *place, LIST_ENTRY *entry)
{
    entry->Flink = place;
    entry->Blink = place->Blink;
    place->Blink->Flink = entry;
    place->Blink = entry;
}

static KDEVICE_QUEUE_ENTRY *take_out(KDEVICE_QUEUE_ENTRY *entry)
{
    LIST_ENTRY *link = &entry->DeviceListEntry;
    link->Blink->Flink = link->Flink;
    link->Flink->Blink = link->Blink;
    entry->Inserted = FALSE;
    return entry;
}

static KDEVICE_QUEUE_ENTRY *entry_of(LIST_ENTRY *link)
{
    return CONTAINING_RECORD(link, KDEVICE_QUEUE_ENTRY, DeviceListEntry);
}

/* The first entry whose key is not below; NULL: none. */
static KDEVICE_QUEUE_ENTRY *at_key(KDEVICE_QUEUE *queue, ULONG key)
{
    for (LIST_ENTRY *link = queue->DeviceListHead.Flink; link != &queue->DeviceListHead; link = link->Flink)
        if (entry_of(link)->SortKey >= key)
            return entry_of(link);
    return NULL;
}

static BOOLEAN insert(KDEVICE_QUEUE *queue, KDEVICE_QUEUE_ENTRY *entry, LIST_ENTRY *before)
{
    entry->Inserted = queue->Busy;
    if (queue->Busy)
        list_put_before(before, &entry->DeviceListEntry);
    else
        queue->Busy = TRUE;
    return entry->Inserted;
}

/* Behind the last one whose key is not above. */
static LIST_ENTRY *place_of(KDEVICE_QUEUE *queue, ULONG key)
{
    LIST_ENTRY *link = queue->DeviceListHead.Flink;
    while (link != &queue->DeviceListHead && entry_of(link)->SortKey <= key)
        link = link->Flink;
    return link;
}

static KDEVICE_QUEUE_ENTRY *remove_first(KDEVICE_QUEUE *queue)
{
    if (queue->DeviceListHead.Flink != &queue->DeviceListHead)
        return take_out(entry_of(queue->DeviceListHead.Flink));
    queue->Busy = FALSE;
    return NULL;
}

static KDEVICE_QUEUE_ENTRY *remove_by_key(KDEVICE_QUEUE *queue, ULONG key)
{
    KDEVICE_QUEUE_ENTRY *entry = at_key(queue, key);
    return entry ? take_out(entry) : remove_first(queue);
}

/* DEVICE_QUEUE_NOT_BUSY has no documented parameters; NT gives the queue. */
static void must_be_busy(const KDEVICE_QUEUE *queue)
{
    if (!queue->Busy)
        ke_bugcheck_blame(DEVICE_QUEUE_NOT_BUSY, (ULONG_PTR)queue, 0, 0, 0,
                          &(struct ke_blame){.object_kind = "device queue", .object = queue});
}

/* WDK: KeInitializeDeviceQueue. */
VOID KeInitializeDeviceQueue(PKDEVICE_QUEUE DeviceQueue)
{
    ddi_enter(KeInitializeDeviceQueue, DeviceQueue);
    memset(DeviceQueue, 0, sizeof *DeviceQueue);
    DeviceQueue->Type = DEVICE_QUEUE_TYPE;
    DeviceQueue->Size = sizeof *DeviceQueue;
    DeviceQueue->DeviceListHead.Flink = DeviceQueue->DeviceListHead.Blink = &DeviceQueue->DeviceListHead;
}

/* WDK: KeInsertDeviceQueue. FALSE: the queue was idle, is busy now, and the entry is not in it. */
BOOLEAN KeInsertDeviceQueue(PKDEVICE_QUEUE DeviceQueue, PKDEVICE_QUEUE_ENTRY DeviceQueueEntry)
{
    ddi_enter(KeInsertDeviceQueue, DeviceQueue);
    return io_queue_insert(DeviceQueue, DeviceQueueEntry);
}

/* WDK: KeInsertByKeyDeviceQueue. */
BOOLEAN KeInsertByKeyDeviceQueue(PKDEVICE_QUEUE DeviceQueue, PKDEVICE_QUEUE_ENTRY DeviceQueueEntry, ULONG SortKey)
{
    ddi_enter(KeInsertByKeyDeviceQueue, DeviceQueue);
    return io_queue_insert_by_key(DeviceQueue, DeviceQueueEntry, SortKey);
}

/* WDK: KeRemoveDeviceQueue. NULL: it was empty, and is idle now. */
PKDEVICE_QUEUE_ENTRY KeRemoveDeviceQueue(PKDEVICE_QUEUE DeviceQueue)
{
    ddi_enter(KeRemoveDeviceQueue, DeviceQueue);
    must_be_busy(DeviceQueue);
    return remove_first(DeviceQueue);
}

/* WDK: KeRemoveByKeyDeviceQueue. */
PKDEVICE_QUEUE_ENTRY KeRemoveByKeyDeviceQueue(PKDEVICE_QUEUE DeviceQueue, ULONG SortKey)
{
    ddi_enter(KeRemoveByKeyDeviceQueue, DeviceQueue);
    must_be_busy(DeviceQueue);
    return remove_by_key(DeviceQueue, SortKey);
}

/* WDK: KeRemoveByKeyDeviceQueueIfBusy. */
PKDEVICE_QUEUE_ENTRY KeRemoveByKeyDeviceQueueIfBusy(PKDEVICE_QUEUE DeviceQueue, ULONG SortKey)
{
    ddi_enter(KeRemoveByKeyDeviceQueueIfBusy, DeviceQueue);
    return DeviceQueue->Busy ? remove_by_key(DeviceQueue, SortKey) : NULL;
}

/* WDK: KeRemoveEntryDeviceQueue. FALSE: it was not in the queue. */
BOOLEAN KeRemoveEntryDeviceQueue(PKDEVICE_QUEUE DeviceQueue, PKDEVICE_QUEUE_ENTRY DeviceQueueEntry)
{
    ddi_enter(KeRemoveEntryDeviceQueue, DeviceQueue);
    if (!DeviceQueueEntry->Inserted)
        return FALSE;
    take_out(DeviceQueueEntry);
    return TRUE;
}

BOOLEAN io_queue_insert(KDEVICE_QUEUE *queue, KDEVICE_QUEUE_ENTRY *entry)
{
    return insert(queue, entry, &queue->DeviceListHead);
}

BOOLEAN io_queue_insert_by_key(KDEVICE_QUEUE *queue, KDEVICE_QUEUE_ENTRY *entry, ULONG key)
{
    entry->SortKey = key;
    return insert(queue, entry, place_of(queue, key));
}

KDEVICE_QUEUE_ENTRY *io_queue_remove(KDEVICE_QUEUE *queue)
{
    return remove_first(queue);
}

KDEVICE_QUEUE_ENTRY *io_queue_remove_by_key(KDEVICE_QUEUE *queue, ULONG key)
{
    return remove_by_key(queue, key);
}
