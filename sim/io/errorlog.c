/*
 * Error log entries. What is written is counted and goes to whoever registered; an entry that is allocated must be
 * written or freed.
 */
#include "io/state.h"

struct entry {    /* in front of the driver's packet */
    void *object; /* held */
    ULONG_PTR size;
};

void io_on_error_log(void (*listen)(const void *object, const IO_ERROR_LOG_PACKET *packet))
{
    io->error_log = listen;
}

/* WDK: IoAllocateErrorLogEntry. NULL when the size is not one that a packet can have. */
PVOID IoAllocateErrorLogEntry(PVOID IoObject, UCHAR EntrySize)
{
    ddi_enter(IoAllocateErrorLogEntry, IoObject);
    if (EntrySize < sizeof(IO_ERROR_LOG_PACKET) - sizeof(ULONG) || EntrySize > ERROR_LOG_MAXIMUM_SIZE)
        return NULL;
    struct entry *entry = mm_pool_alloc(NonPagedPool, sizeof *entry + EntrySize, 'rEoI', true, gate_.site);
    if (!entry)
        return NULL;
    entry->object = ob_checked(IoObject);
    entry->size = EntrySize;
    ob_reference(IoObject, OB_BY_LOOKUP);
    return entry + 1;
}

static void release(struct entry *entry, uintptr_t site)
{
    void *object = entry->object;
    mm_pool_free(entry, 'rEoI', site);
    ob_dereference(object, OB_BY_LOOKUP);
}

/* WDK: IoFreeErrorLogEntry. */
VOID IoFreeErrorLogEntry(PVOID ElEntry)
{
    ddi_enter(IoFreeErrorLogEntry, ElEntry);
    release((struct entry *)ElEntry - 1, gate_.site);
}

/* WDK: IoWriteErrorLogEntry. The entry is the system's afterwards. */
VOID IoWriteErrorLogEntry(PVOID ElEntry)
{
    ddi_enter(IoWriteErrorLogEntry, ElEntry);
    struct entry *entry = (struct entry *)ElEntry - 1;
    IO_ERROR_LOG_PACKET *packet = ElEntry;
    io->error_log_entries++;
    if (io->error_log)
        io->error_log(entry->object, packet);
    release(entry, gate_.site);
}
