/*
 * A request on a file handle, as NtReadFile, NtWriteFile, NtDeviceIoControlFile and their kin make it: check, build,
 * send, and finish or wait.
 */
#include "io/state.h"

struct issue { /* one request under way, on the issuer's stack */
    const struct io_request *request;
    FILE_OBJECT *file;
    void *event;
    DEVICE_OBJECT *device;
    bool synchronous;
    uintptr_t site; /* of the system call, for the trace */
};

/* Semantics 68. */
static ACCESS_MASK required_access(const struct io_request *request)
{
    switch (request->major) {
    case IRP_MJ_READ:
        return FILE_READ_DATA;
    case IRP_MJ_WRITE:
        return FILE_WRITE_DATA;
    case IRP_MJ_DEVICE_CONTROL:
    case IRP_MJ_INTERNAL_DEVICE_CONTROL:
    case IRP_MJ_FILE_SYSTEM_CONTROL:
        return (request->code >> 14) & (FILE_READ_ACCESS | FILE_WRITE_ACCESS);
    default:
        return 0;
    }
}

static NTSTATUS take_event(struct issue *issue)
{
    if (!issue->request->event)
        return STATUS_SUCCESS;
    const struct io_request *request = issue->request;
    NTSTATUS status = ob_handle_object(ob_table_for(request->event, request->mode), request->event, NULL,
                                       EVENT_MODIFY_STATE, request->mode, &issue->event, NULL);
    if (!NT_SUCCESS(status))
        return status;
    const DISPATCHER_HEADER *header = ob_wait_header(issue->event);
    if (header && (header->Type == NotificationEvent || header->Type == SynchronizationEvent))
        return STATUS_SUCCESS;
    ob_dereference(issue->event, OB_BY_LOOKUP);
    issue->event = NULL;
    return STATUS_OBJECT_TYPE_MISMATCH;
}

static NTSTATUS take_file(struct issue *issue)
{
    const struct io_request *request = issue->request;
    void *file;
    ACCESS_MASK access = required_access(request);
    ACCESS_MASK granted;
    NTSTATUS status = ob_handle_object(ob_table_for(request->file, request->mode), request->file, io->file_type, 0,
                                       request->mode, &file, &granted);
    if (!NT_SUCCESS(status))
        return status;
    if (request->major == IRP_MJ_WRITE && (granted & FILE_APPEND_DATA))
        access = 0;
    if (request->mode != KernelMode && (access & ~granted)) {
        ob_dereference(file, OB_BY_LOOKUP);
        return STATUS_ACCESS_DENIED;
    }
    issue->file = file;
    if (request->apc_routine && issue->file->CompletionContext) { /* a request ends in one way or the other */
        ob_dereference(file, OB_BY_LOOKUP);
        return STATUS_INVALID_PARAMETER;
    }
    issue->synchronous = (issue->file->Flags & FO_SYNCHRONOUS_IO) != 0;
    return STATUS_SUCCESS;
}

static void fill_transfer(IO_STACK_LOCATION *stack, const struct issue *issue, ULONG length)
{
    const struct io_request *request = issue->request;
    stack->Parameters.Read.Length = length; /* Read and Write have the same layout */
    stack->Parameters.Read.ByteOffset = request->has_offset ? request->offset : issue->file->CurrentByteOffset;
}

static NTSTATUS fill(struct io_irp *own, const struct issue *issue)
{
    const struct io_request *request = issue->request;
    IO_STACK_LOCATION *stack = io_irp_next(own->irp);
    struct io_buffers buffers = {request->input, request->output, request->input_length, request->output_length,
                                 request->mode};
    stack->MajorFunction = request->major;
    stack->FileObject = issue->file;
    switch (request->major) {
    case IRP_MJ_READ:
        own->irp->Flags |= IRP_READ_OPERATION;
        fill_transfer(stack, issue, request->output_length);
        return io_buffers_for_transfer(own, &buffers, issue->device->Flags);
    case IRP_MJ_WRITE:
        own->irp->Flags |= IRP_WRITE_OPERATION;
        fill_transfer(stack, issue, request->input_length);
        return io_buffers_for_transfer(own, &buffers, issue->device->Flags);
    case IRP_MJ_DEVICE_CONTROL:
    case IRP_MJ_INTERNAL_DEVICE_CONTROL:
    case IRP_MJ_FILE_SYSTEM_CONTROL:
        stack->Parameters.DeviceIoControl.OutputBufferLength = request->output_length;
        stack->Parameters.DeviceIoControl.InputBufferLength = request->input_length;
        stack->Parameters.DeviceIoControl.IoControlCode = request->code;
        if (METHOD_FROM_CTL_CODE(request->code) == METHOD_NEITHER)
            stack->Parameters.DeviceIoControl.Type3InputBuffer = request->input;
        return io_buffers_by_method(own, &buffers, METHOD_FROM_CTL_CODE(request->code));
    case IRP_MJ_QUERY_INFORMATION:
    case IRP_MJ_SET_INFORMATION:
    case IRP_MJ_QUERY_VOLUME_INFORMATION: /* length and class stand at the same places in all of them */
        stack->Parameters.QueryFile.Length = request->output_length ? request->output_length : request->input_length;
        stack->Parameters.QueryFile.FileInformationClass = (FILE_INFORMATION_CLASS)request->code;
        return io_buffers_by_method(own, &buffers, METHOD_BUFFERED);
    default:
        return STATUS_SUCCESS;
    }
}

static struct io_irp *build(const struct issue *issue)
{
    const struct io_request *request = issue->request;
    struct io_irp *own = io_irp_new(io_device_stack_size(issue->device), IO_IRP_REQUEST, issue->site);
    IRP *irp = own->irp;
    irp->Flags = IRP_DEFER_IO_COMPLETION;
    irp->RequestorMode = request->mode;
    irp->UserIosb = request->status_block;
    irp->UserEvent = issue->event ? (PKEVENT)(void *)ob_wait_header(issue->event) : NULL;
    irp->Overlay.AsynchronousParameters.UserApcRoutine = (PIO_APC_ROUTINE)(uintptr_t)request->apc_routine;
    irp->Overlay.AsynchronousParameters.UserApcContext = request->apc_context;
    irp->Tail.Overlay.OriginalFileObject = issue->file;
    own->file = issue->file;
    ob_reference(issue->file, OB_BY_IRP);
    own->event = issue->event;
    io_irp_to_thread(own, ke_current());
    return own;
}

/* The requester's thread is to end, or was alerted: the request is cancelled, and then really waited for. */
static void wait_for_file(const struct issue *issue, struct io_irp *own, uint64_t sequence)
{
    FILE_OBJECT *file = issue->file;
    NTSTATUS status = ke_wait_one(&file->Event, issue->request->mode, (file->Flags & FO_ALERTABLE_IO) != 0, NULL);
    if (status == STATUS_SUCCESS)
        return;
    list_each(node, &ke_current()->irps)
    {
        if (list_of(node, struct io_irp, by_thread) == own && own->sequence == sequence) {
            io_irp_cancel(own->irp);
            break;
        }
    }
    ke_wait_one(&file->Event, KernelMode, FALSE, NULL);
}

static NTSTATUS send(struct issue *issue, struct io_irp *own)
{
    struct io_ticket ticket = {.state = IO_ISSUE_OPEN};
    uint64_t sequence = own->sequence;
    IRP *irp = own->irp;
    own->ticket = &ticket;
    NTSTATUS status = io_send(issue->device, irp, issue->site);
    bool pending = status == STATUS_PENDING;
    if (ticket.state == IO_ISSUE_DEFERRED && !pending) {
        io_irp_stage_2(own);
        return status;
    }
    if (ticket.state == IO_ISSUE_OPEN) {
        if (!pending)
            io_verifier_stop(
                0x226, 0, (ULONG_PTR)irp, (ULONG_PTR)status, "IRP", irp,
                "the dispatch routine neither completed it, nor passed it on, nor returned STATUS_PENDING");
        own->ticket = NULL;
    }
    /* Pending; or pending said and not marked, which nobody will ever finish (semantics 38); or marked and not said:
     * stage 2 is on its way. */
    if (!issue->synchronous)
        return status;
    wait_for_file(issue, own, sequence);
    return issue->file->FinalStatus;
}

static NTSTATUS run(struct issue *issue)
{
    const struct io_request *request = issue->request;
    if (!issue->synchronous && !request->has_offset &&
        (request->major == IRP_MJ_READ || request->major == IRP_MJ_WRITE))
        return STATUS_INVALID_PARAMETER;
    if (issue->event)
        ke_event_reset((PKEVENT)(void *)ob_wait_header(issue->event));
    ke_event_reset(&issue->file->Event);
    issue->device = io_related_device(issue->file);
    struct io_irp *own = build(issue);
    issue->event = NULL; /* the IRP's now */
    NTSTATUS status = fill(own, issue);
    if (NT_SUCCESS(status))
        return send(issue, own);
    io_irp_unlock_mdls(own);
    io_irp_off_thread(own);
    io_irp_drop(own);
    return status;
}

NTSTATUS io_request(const struct io_request *request)
{
    struct issue issue = {.request = request, .site = ke_call_site()};
    if (request->apc_routine && !io->user_apc)
        ke_not_modelled("a request that ends with an APC");
    NTSTATUS status = io_probe(request->status_block, sizeof *request->status_block, request->mode, true);
    if (NT_SUCCESS(status))
        status = take_file(&issue);
    if (!NT_SUCCESS(status))
        return status;
    status = take_event(&issue);
    if (NT_SUCCESS(status) && issue.synchronous)
        status = io_file_lock(issue.file, request->mode);
    if (status == STATUS_SUCCESS) {
        status = run(&issue);
        if (issue.synchronous)
            io_file_unlock(issue.file);
    }
    if (issue.event)
        ob_dereference(issue.event, OB_BY_LOOKUP);
    ob_dereference(issue.file, OB_BY_LOOKUP);
    return status;
}
