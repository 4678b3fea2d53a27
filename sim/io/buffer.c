/*
 * How a request's buffers reach the driver: by the transfer method of the control code, or by the flags of the device
 * (semantics 70).
 */
#include "io/state.h"

NTSTATUS io_probe(const void *start, SIZE_T length, KPROCESSOR_MODE mode, bool write)
{
    if (mode == KernelMode || length == 0)
        return STATUS_SUCCESS;
    const struct mm_region *region = mm_region_at(ps_current_process(), start, length);
    return region && (region->writable || !write) ? STATUS_SUCCESS : STATUS_ACCESS_VIOLATION;
}

/* The MDL joins the IRP before it is locked, so that whoever gives up frees it with the IRP. */
NTSTATUS io_mdl_attach(IRP *irp, void *start, ULONG length, KPROCESSOR_MODE mode, LOCK_OPERATION operation)
{
    MDL *mdl = mm_mdl_alloc(start, length);
    if (!mdl)
        return STATUS_INSUFFICIENT_RESOURCES;
    irp->MdlAddress = mdl;
    return mm_mdl_lock(mdl, mode, operation, ps_current_process());
}

static void *system_buffer(struct io_irp *own, ULONG size)
{
    own->irp->AssociatedIrp.SystemBuffer = mm_object_alloc(size, '  oI');
    own->irp->Flags |= IRP_BUFFERED_IO | IRP_DEALLOCATE_BUFFER;
    return own->irp->AssociatedIrp.SystemBuffer;
}

static NTSTATUS copy_in(struct io_irp *own, const struct io_buffers *buffers, ULONG size)
{
    if (size == 0)
        return STATUS_SUCCESS;
    NTSTATUS status = io_probe(buffers->input, buffers->input_length, buffers->mode, false);
    if (!NT_SUCCESS(status))
        return status;
    void *copy = system_buffer(own, size);
    if (buffers->input_length)
        memcpy(copy, buffers->input, buffers->input_length);
    return STATUS_SUCCESS;
}

static NTSTATUS copy_out_later(struct io_irp *own, const struct io_buffers *buffers)
{
    own->irp->UserBuffer = buffers->output;
    own->irp->Flags |= IRP_INPUT_OPERATION;
    own->copy_limit = buffers->output_length;
    return io_probe(buffers->output, buffers->output_length, buffers->mode, true);
}

NTSTATUS io_buffers_by_method(struct io_irp *own, const struct io_buffers *buffers, ULONG method)
{
    NTSTATUS status = STATUS_SUCCESS;
    switch (method) {
    case METHOD_BUFFERED:
        status =
            copy_in(own, buffers,
                    buffers->input_length > buffers->output_length ? buffers->input_length : buffers->output_length);
        if (NT_SUCCESS(status) && buffers->output_length)
            status = copy_out_later(own, buffers);
        return status;
    case METHOD_IN_DIRECT:
    case METHOD_OUT_DIRECT:
        status = copy_in(own, buffers, buffers->input_length);
        if (NT_SUCCESS(status) && buffers->output_length)
            status = io_mdl_attach(own->irp, buffers->output, buffers->output_length, buffers->mode,
                                   method == METHOD_IN_DIRECT ? IoReadAccess : IoWriteAccess);
        return status;
    default: /* METHOD_NEITHER: the requester's own pointers, unchecked */
        own->irp->UserBuffer = buffers->output;
        return STATUS_SUCCESS;
    }
}

/* Read has an output, write an input. */
NTSTATUS io_buffers_for_transfer(struct io_irp *own, const struct io_buffers *buffers, ULONG device_flags)
{
    bool read = buffers->output != NULL || buffers->output_length;
    void *start = read ? buffers->output : buffers->input;
    ULONG length = read ? buffers->output_length : buffers->input_length;
    if (length == 0 && (device_flags & (DO_BUFFERED_IO | DO_DIRECT_IO)))
        return STATUS_SUCCESS;
    if (device_flags & DO_BUFFERED_IO)
        return io_buffers_by_method(own, buffers, METHOD_BUFFERED);
    if (device_flags & DO_DIRECT_IO)
        return io_mdl_attach(own->irp, start, length, buffers->mode, read ? IoWriteAccess : IoReadAccess);
    own->irp->UserBuffer = start;
    return STATUS_SUCCESS;
}
