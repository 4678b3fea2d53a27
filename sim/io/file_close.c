/*
 * File objects: their lock, CLEANUP when the last handle goes, CLOSE when the last reference goes (semantics 32, 33,
 * 67). Only after CLOSE does the device count as not open any more.
 */
#include "io/state.h"

DEVICE_OBJECT *io_related_device(const FILE_OBJECT *file)
{
    return io_top(file->DeviceObject);
}

/* Synchronous file objects take one request at a time. STATUS_SUCCESS, or why the wait ended. [moves] */
NTSTATUS io_file_lock(FILE_OBJECT *file, KPROCESSOR_MODE mode)
{
    while (file->Busy) {
        file->Waiters++;
        NTSTATUS status = ke_wait_one(&file->Lock, mode, (file->Flags & FO_ALERTABLE_IO) != 0, NULL);
        file->Waiters--;
        if (status != STATUS_SUCCESS)
            return status;
    }
    file->Busy = 1;
    return STATUS_SUCCESS;
}

void io_file_unlock(FILE_OBJECT *file)
{
    file->Busy = 0;
    if (file->Waiters)
        ke_event_set(&file->Lock);
}

static void send(FILE_OBJECT *file, UCHAR major)
{
    DEVICE_OBJECT *top = io_related_device(file);
    struct io_irp *own = io_irp_new(io_device_stack_size(top), IO_IRP_WAITED, ke_call_site());
    own->irp->Flags = IRP_CLOSE_OPERATION | IRP_SYNCHRONOUS_API;
    own->irp->Tail.Overlay.OriginalFileObject = file;
    IO_STACK_LOCATION *stack = io_irp_next(own->irp);
    stack->MajorFunction = major;
    stack->FileObject = file;
    if (major == IRP_MJ_CLEANUP)
        io_irp_to_thread(own, ke_current());
    io_irp_send_and_wait(top, own, NULL);
}

/* In the context of whoever closed the last handle, who is not always the one that opened. */
void io_file_last_handle(void *body)
{
    FILE_OBJECT *file = body;
    bool synchronous = (file->Flags & FO_SYNCHRONOUS_IO) != 0;
    if (synchronous)
        io_file_lock(file, KernelMode);
    file->Flags |= FO_CLEANUP_COMPLETE;
    send(file, IRP_MJ_CLEANUP);
    if (synchronous)
        io_file_unlock(file);
}

void io_file_destroy(void *body)
{
    struct io_file *own = body;
    FILE_OBJECT *file = &own->object;
    if (own->opened) {
        struct io_device *device = io_device_of(file->DeviceObject);
        if (!(file->Flags & FO_CLEANUP_COMPLETE)) {
            file->Flags |= FO_CLEANUP_COMPLETE;
            send(file, IRP_MJ_CLEANUP);
        }
        send(file, IRP_MJ_CLOSE);
        device->object->ReferenceCount--;
        io_device_released(device);
    }
    if (file->FileName.Buffer)
        mm_object_free(file->FileName.Buffer);
    struct io_file_link *link = io_file_link(own);
    if (link) {
        io_port_leave(link);
        list_remove(&link->link);
        sim_free(link, sizeof *link);
    }
}
