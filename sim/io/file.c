/*
 * File objects: opening (semantics 29-31). The open counts on the named device, the CREATE request goes to the top of
 * its stack. Closing is in file_close.c.
 *
 *   ob_lookup finds the device -> io_device_parse: look and count in one step -> CREATE -> file object -> handle
 */
#include "io/state.h"

void io_files_boot(void)
{
    static const struct ob_type_ops ops = {.name = "File",
                                           .driver_visible = true,
                                           .waitable = true,
                                           .last_handle = io_file_last_handle,
                                           .destroy = io_file_destroy};
    struct ob_type_ops with_wait = ops;
    with_wait.wait_on = io_file_wait_header;
    io->file_type = ob_type_create(&with_wait);
}

/* A wait on a file handle waits for the end of its last request. */
DISPATCHER_HEADER *io_file_wait_header(void *body)
{
    return &((FILE_OBJECT *)body)->Event.Header;
}

POBJECT_TYPE io_file_type(void)
{
    return io->file_type;
}

static ACCESS_MASK map_access(ACCESS_MASK access)
{
    static const ACCESS_MASK maps[][2] = {{GENERIC_READ, FILE_GENERIC_READ},
                                          {GENERIC_WRITE, FILE_GENERIC_WRITE},
                                          {GENERIC_EXECUTE, FILE_GENERIC_EXECUTE},
                                          {GENERIC_ALL, FILE_ALL_ACCESS},
                                          {MAXIMUM_ALLOWED, FILE_ALL_ACCESS}};
    for (size_t i = 0; i < sizeof maps / sizeof *maps; i++)
        if (access & maps[i][0])
            access = (access & ~maps[i][0]) | maps[i][1];
    return access;
}

/* Semantics 29. */
static NTSTATUS may_open(const struct io_device *own)
{
    const DEVICE_OBJECT *device = own->object;
    io_device_check_ready(own, "opened");
    if ((own->doe & DOE_PENDING) || (device->Flags & DO_DEVICE_INITIALIZING))
        return STATUS_NO_SUCH_DEVICE;
    if ((device->Flags & DO_EXCLUSIVE) && device->ReferenceCount != 0)
        return STATUS_ACCESS_DENIED;
    return STATUS_SUCCESS;
}

static ULONG file_flags(const struct io_create *create)
{
    ULONG flags = 0;
    if (create->options & (FILE_SYNCHRONOUS_IO_ALERT | FILE_SYNCHRONOUS_IO_NONALERT))
        flags |= FO_SYNCHRONOUS_IO;
    if (create->options & FILE_SYNCHRONOUS_IO_ALERT)
        flags |= FO_ALERTABLE_IO;
    if (create->options & FILE_NO_INTERMEDIATE_BUFFERING)
        flags |= FO_NO_INTERMEDIATE_BUFFERING;
    if (create->options & FILE_WRITE_THROUGH)
        flags |= FO_WRITE_THROUGH;
    if (create->options & FILE_SEQUENTIAL_ONLY)
        flags |= FO_SEQUENTIAL_ONLY;
    if (create->options & FILE_RANDOM_ACCESS)
        flags |= FO_RANDOM_ACCESS;
    if (create->options & FILE_DELETE_ON_CLOSE)
        flags |= FO_DELETE_ON_CLOSE;
    return flags;
}

static struct io_file *new_file(DEVICE_OBJECT *device, const UNICODE_STRING *rest, const struct io_create *create)
{
    struct io_file *own = ob_create(io->file_type, sizeof *own);
    FILE_OBJECT *file = &own->object;
    file->Type = IO_TYPE_FILE;
    file->Size = sizeof *file;
    file->DeviceObject = device;
    file->Vpb = (PVPB)device->Vpb;
    file->Flags = file_flags(create);
    file->IrpList.Flink = file->IrpList.Blink = &file->IrpList;
    ke_event_init(&file->Lock, SynchronizationEvent, FALSE);
    ke_event_init(&file->Event, NotificationEvent, FALSE);
    if (rest->Length) {
        file->FileName = (UNICODE_STRING){rest->Length, rest->Length, mm_object_alloc(rest->Length, 'mNoI')};
        memcpy(file->FileName.Buffer, rest->Buffer, rest->Length);
    }
    own->link = sim_alloc(sizeof *own->link);
    own->link->file = own;
    list_append(&io->files, &own->link->link);
    own->opened_by = ke_call_site();
    own->opened_at = ke_now();
    own->opened_context = ke_current()->id;
    return own;
}

struct create_block { /* what a CREATE request points to, where drivers may read it */
    IO_SECURITY_CONTEXT security;
    ACCESS_STATE access;
};

static struct create_block *new_create_block(const struct io_create *create)
{
    struct create_block *block = mm_object_alloc(sizeof *block, 'cSoI');
    ACCESS_MASK access = map_access(create->access);
    block->access.OriginalDesiredAccess = create->access;
    block->access.PreviouslyGrantedAccess = access;
    block->security.AccessState = &block->access;
    block->security.DesiredAccess = access;
    block->security.FullCreateOptions = create->options;
    return block;
}

static NTSTATUS send_create(FILE_OBJECT *file, struct io_create *create)
{
    DEVICE_OBJECT *top = io_top(file->DeviceObject);
    struct create_block *block = new_create_block(create);
    struct io_irp *own = io_irp_new(io_device_stack_size(top), IO_IRP_WAITED, ke_call_site());
    IRP *irp = own->irp;
    irp->Flags = IRP_CREATE_OPERATION | IRP_SYNCHRONOUS_API | IRP_DEFER_IO_COMPLETION;
    irp->RequestorMode = create->mode;
    irp->Tail.Overlay.OriginalFileObject = file;
    IO_STACK_LOCATION *stack = io_irp_next(irp);
    stack->MajorFunction = IRP_MJ_CREATE;
    stack->FileObject = file;
    stack->Parameters.Create.SecurityContext = &block->security;
    stack->Parameters.Create.Options = (create->disposition << 24) | (create->options & 0x00FFFFFF);
    stack->Parameters.Create.FileAttributes = (USHORT)create->file_attributes;
    stack->Parameters.Create.ShareAccess = (USHORT)create->share;
    io_irp_to_thread(own, ke_current());
    NTSTATUS status = io_irp_send_and_wait(top, own, &create->information);
    mm_object_free(block);
    return status;
}

/* The open failed: neither CLEANUP nor CLOSE for this file object (semantics 30). */
static void undo_open(struct io_device *device, struct io_file *file)
{
    file->object.DeviceObject = NULL;
    ob_dereference(file, OB_BY_CREATE);
    device->object->ReferenceCount--;
    io_device_released(device);
}

NTSTATUS io_device_parse(void *body, struct ob_open *open, void **result)
{
    DEVICE_OBJECT *device = body;
    struct io_create *create = open->context;
    if (!create) { /* somebody asks for the device object itself */
        if (open->rest.Length)
            return STATUS_OBJECT_TYPE_MISMATCH;
        ob_reference(device, OB_BY_LOOKUP);
        *result = device;
        return STATUS_SUCCESS;
    }
    struct io_device *own = io_device_of(device);
    NTSTATUS status = may_open(own);
    if (!NT_SUCCESS(status))
        return status;
    device->ReferenceCount++;
    struct io_file *file = new_file(device, &open->rest, create);
    status = send_create(&file->object, create);
    if (!NT_SUCCESS(status)) {
        undo_open(own, file);
        return status;
    }
    file->opened = true;
    ob_reference(file, OB_BY_LOOKUP);
    ob_dereference(file, OB_BY_CREATE);
    open->granted = file->granted = map_access(create->access);
    *result = file;
    return status;
}

static NTSTATUS open_any(PCUNICODE_STRING path, struct io_create *create, FILE_OBJECT **file, ACCESS_MASK *granted)
{
    struct ob_open open = {
        .mode = create->mode, .access = create->access, .attributes = create->attributes, .context = create};
    void *body;
    create->information = 0;
    NTSTATUS status = ob_lookup(path, NULL, &open, &body);
    if (!NT_SUCCESS(status))
        return status;
    if (ob_type_of(body) != io->file_type) {
        ob_dereference(body, OB_BY_LOOKUP);
        return STATUS_OBJECT_TYPE_MISMATCH;
    }
    *file = body;
    *granted = open.granted;
    return status;
}

NTSTATUS io_open(PCUNICODE_STRING path, struct io_create *create, FILE_OBJECT **file)
{
    ACCESS_MASK granted;
    return open_any(path, create, file, &granted);
}

NTSTATUS io_file_create(struct io_create *create, HANDLE *handle)
{
    FILE_OBJECT *file;
    ACCESS_MASK granted;
    NTSTATUS status = open_any(create->path, create, &file, &granted);
    if (!NT_SUCCESS(status))
        return status;
    NTSTATUS made = ob_handle_create(ob_table_for(NULL, create->mode), file, granted, create->attributes, handle);
    if (NT_SUCCESS(made))
        file->Flags |= FO_HANDLE_CREATED;
    else
        status = made;
    ob_dereference(file, OB_BY_LOOKUP);
    return status;
}

/* WDK: IoGetDeviceObjectPointer. What the caller must drop is the file object: while it lives the device counts as open
 * (semantics 31). */
NTSTATUS IoGetDeviceObjectPointer(PUNICODE_STRING ObjectName, ACCESS_MASK DesiredAccess, PFILE_OBJECT *FileObject,
                                  PDEVICE_OBJECT *DeviceObject)
{
    ddi_enter(IoGetDeviceObjectPointer, NULL);
    struct io_create create = {.path = ObjectName,
                               .access = DesiredAccess,
                               .attributes = OBJ_KERNEL_HANDLE,
                               .disposition = FILE_OPEN,
                               .mode = KernelMode};
    FILE_OBJECT *file;
    HANDLE handle;
    NTSTATUS status = io_open(ObjectName, &create, &file);
    if (!NT_SUCCESS(status))
        return status;
    /* As on NT a handle lives for a moment: CLEANUP is sent now, CLOSE with the last reference. */
    status = ob_handle_create(ob_kernel_table(), file, create.access, OBJ_KERNEL_HANDLE, &handle);
    if (NT_SUCCESS(status)) {
        file->Flags |= FO_HANDLE_CREATED;
        ob_handle_close(ob_kernel_table(), handle);
        *FileObject = file;
        *DeviceObject = io_related_device(file);
        ob_hand_over(file, OB_BY_LOOKUP, gate_.site, 'tlfD');
    } else {
        ob_dereference(file, OB_BY_LOOKUP);
    }
    return status;
}
