/*
 * IRPs that drivers make for others. Those of IoBuildDeviceIoControlRequest and IoBuildSynchronousFsdRequest belong to
 * the thread and are freed by the I/O manager; those of IoBuildAsynchronousFsdRequest belong to the driver.
 */
#include "io/state.h"

static uint64_t stack_stamp(const void *address)
{
    return arena_of(address) == ARENA_STACKS ? mm_stamp(address) : 0;
}

static void answer_to(struct io_irp *own, KEVENT *event, IO_STATUS_BLOCK *status)
{
    own->event_stamp = stack_stamp(event);
    own->status_stamp = stack_stamp(status);
    own->irp->UserEvent = event;
    own->irp->UserIosb = status;
    io_irp_to_thread(own, ke_current());
}

static IRP *give_up(struct io_irp *own)
{
    io_irp_unlock_mdls(own);
    io_irp_off_thread(own);
    io_irp_drop(own);
    return NULL;
}

/* WDK: IoBuildDeviceIoControlRequest. NULL when there is no memory or a buffer cannot be locked. */
PIRP IoBuildDeviceIoControlRequest(ULONG IoControlCode, PDEVICE_OBJECT DeviceObject, PVOID InputBuffer,
                                   ULONG InputBufferLength, PVOID OutputBuffer, ULONG OutputBufferLength,
                                   BOOLEAN InternalDeviceIoControl, PKEVENT Event, PIO_STATUS_BLOCK IoStatusBlock)
{
    ddi_enter(IoBuildDeviceIoControlRequest, DeviceObject);
    io_device_checked(DeviceObject);
    if (mm_pool_fails())
        return NULL;
    struct io_irp *own = io_irp_new(io_device_stack_size(DeviceObject), IO_IRP_SYNC_FSD, gate_.site);
    IO_STACK_LOCATION *stack = io_irp_next(own->irp);
    stack->MajorFunction = InternalDeviceIoControl ? IRP_MJ_INTERNAL_DEVICE_CONTROL : IRP_MJ_DEVICE_CONTROL;
    stack->Parameters.DeviceIoControl.OutputBufferLength = OutputBufferLength;
    stack->Parameters.DeviceIoControl.InputBufferLength = InputBufferLength;
    stack->Parameters.DeviceIoControl.IoControlCode = IoControlCode;
    if (METHOD_FROM_CTL_CODE(IoControlCode) == METHOD_NEITHER)
        stack->Parameters.DeviceIoControl.Type3InputBuffer = InputBuffer;
    answer_to(own, Event, IoStatusBlock);
    struct io_buffers buffers = {InputBuffer, OutputBuffer, InputBufferLength, OutputBufferLength, KernelMode};
    return NT_SUCCESS(io_buffers_by_method(own, &buffers, METHOD_FROM_CTL_CODE(IoControlCode))) ? own->irp
                                                                                                : give_up(own);
}

/* The system buffer of such an IRP is pool: a driver that frees the IRP itself frees the buffer too. */
static NTSTATUS buffered(struct io_irp *own, void *buffer, ULONG length, bool read)
{
    IRP *irp = own->irp;
    void *copy = mm_pool_alloc(NonPagedPool, length, '  oI', false, ke_call_site());
    if (!copy)
        return STATUS_INSUFFICIENT_RESOURCES;
    own->pool_buffer = true;
    own->copy_limit = length;
    irp->AssociatedIrp.SystemBuffer = copy;
    irp->Flags |= IRP_BUFFERED_IO | IRP_DEALLOCATE_BUFFER;
    if (read) {
        irp->UserBuffer = buffer;
        irp->Flags |= IRP_INPUT_OPERATION;
    } else {
        memcpy(copy, buffer, length);
    }
    return STATUS_SUCCESS;
}

static NTSTATUS transfer(struct io_irp *own, ULONG device_flags, void *buffer, ULONG length, bool read)
{
    if (length && (device_flags & DO_BUFFERED_IO))
        return buffered(own, buffer, length, read);
    if (length && (device_flags & DO_DIRECT_IO))
        return io_mdl_attach(own->irp, buffer, length, KernelMode, read ? IoWriteAccess : IoReadAccess);
    own->irp->UserBuffer = buffer;
    return STATUS_SUCCESS;
}

static NTSTATUS fill(struct io_irp *own, ULONG major, const DEVICE_OBJECT *device, void *buffer, ULONG length,
                     const LARGE_INTEGER *offset)
{
    IO_STACK_LOCATION *stack = io_irp_next(own->irp);
    stack->MajorFunction = (UCHAR)major;
    if (major != IRP_MJ_READ && major != IRP_MJ_WRITE)
        return STATUS_SUCCESS;
    stack->Parameters.Read.Length = length;
    if (offset)
        stack->Parameters.Read.ByteOffset = *offset;
    own->irp->Flags |= major == IRP_MJ_READ ? IRP_READ_OPERATION : IRP_WRITE_OPERATION;
    return transfer(own, device->Flags, buffer, length, major == IRP_MJ_READ);
}

/* WDK: IoBuildSynchronousFsdRequest. */
PIRP IoBuildSynchronousFsdRequest(ULONG MajorFunction, PDEVICE_OBJECT DeviceObject, PVOID Buffer, ULONG Length,
                                  PLARGE_INTEGER StartingOffset, PKEVENT Event, PIO_STATUS_BLOCK IoStatusBlock)
{
    ddi_enter(IoBuildSynchronousFsdRequest, DeviceObject);
    io_device_checked(DeviceObject);
    if (mm_pool_fails())
        return NULL;
    struct io_irp *own = io_irp_new(io_device_stack_size(DeviceObject), IO_IRP_SYNC_FSD, gate_.site);
    answer_to(own, Event, IoStatusBlock);
    return NT_SUCCESS(fill(own, MajorFunction, DeviceObject, Buffer, Length, StartingOffset)) ? own->irp : give_up(own);
}

/* WDK: IoBuildAsynchronousFsdRequest. The caller's completion routine frees it, after its MDLs. */
PIRP IoBuildAsynchronousFsdRequest(ULONG MajorFunction, PDEVICE_OBJECT DeviceObject, PVOID Buffer, ULONG Length,
                                   PLARGE_INTEGER StartingOffset, PIO_STATUS_BLOCK IoStatusBlock)
{
    ddi_enter(IoBuildAsynchronousFsdRequest, DeviceObject);
    io_device_checked(DeviceObject);
    if (mm_pool_fails())
        return NULL;
    struct io_irp *own = io_irp_new(io_device_stack_size(DeviceObject), IO_IRP_ASYNC_FSD, gate_.site);
    own->irp->UserIosb = IoStatusBlock;
    own->irp->Tail.Overlay.Thread = (PETHREAD)(void *)ps_current_thread();
    return NT_SUCCESS(fill(own, MajorFunction, DeviceObject, Buffer, Length, StartingOffset)) ? own->irp : give_up(own);
}

/* WDK: IoMakeAssociatedIrp. The master is completed when the last of them is: the caller sets its IrpCount. */
PIRP IoMakeAssociatedIrp(PIRP Irp, CCHAR StackSize)
{
    ddi_enter(IoMakeAssociatedIrp, Irp);
    struct io_irp *master = io_irp_checked(Irp);
    master->master_by = gate_.site;
    if (Irp->Flags & IRP_BUFFERED_IO)
        ke_finding("associated-of-buffered", "%s", "the request has a system buffer, and AssociatedIrp.IrpCount lies over the pointer to it: no IRPs can be associated with it (rule Q28)");
    if (StackSize < 0 || mm_pool_fails())
        return NULL;
    struct io_irp *own = io_irp_new(StackSize, IO_IRP_ASSOCIATED, gate_.site);
    own->irp->Flags |= IRP_ASSOCIATED_IRP;
    own->irp->AssociatedIrp.MasterIrp = Irp;
    own->irp->Tail.Overlay.Thread = Irp->Tail.Overlay.Thread;
    return own->irp;
}

/* WDK: IoSetMasterIrpStatus. An error is not overwritten by a success. */
VOID IoSetMasterIrpStatus(PIRP MasterIrp, NTSTATUS Status)
{
    ddi_enter(IoSetMasterIrpStatus, MasterIrp);
    mm_watch_written(&MasterIrp->IoStatus);
    if (NT_SUCCESS(MasterIrp->IoStatus.Status))
        MasterIrp->IoStatus.Status = Status;
}
