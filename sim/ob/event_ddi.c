/*
 * Events as objects: with a handle, and perhaps a name that applications and other drivers know.
 */
#include "ob/private.h"

#define NAME_MAX_CHARS 1024

/* The type is made where applications' events are (win32), which come up with every machine. */
static POBJECT_TYPE event_type(void)
{
    POBJECT_TYPE type = *(POBJECT_TYPE *)*ob_exported_type("ExEventObjectType");
    sim_assert(type);
    return type;
}

static void *new_event(EVENT_TYPE type, BOOLEAN signalled)
{
    KEVENT *event = ob_create(event_type(), sizeof *event);
    ke_label_of(event, LABEL_EVENT);
    ke_event_init(event, type, signalled);
    return event;
}

static NTSTATUS by_handle(HANDLE handle, ACCESS_MASK access, KEVENT **event)
{
    void *body;
    NTSTATUS status = ob_handle_object(ob_table_for(handle, KernelMode), handle, event_type(), access, KernelMode, &body, NULL);
    *event = body;
    return status;
}

/* Finds the event of that name, or makes one. STATUS_OBJECT_NAME_EXISTS: found. The reference (OB_BY_LOOKUP) is the caller's. */
static NTSTATUS find_or_make(const UNICODE_STRING *path, bool permanent, EVENT_TYPE type, BOOLEAN signalled, void **event)
{
    NTSTATUS status = path ? ob_lookup(path, event_type(), NULL, event) : STATUS_OBJECT_NAME_NOT_FOUND;
    if (NT_SUCCESS(status))
        return STATUS_OBJECT_NAME_EXISTS;
    if (status != STATUS_OBJECT_NAME_NOT_FOUND)
        return status;
    *event = new_event(type, signalled);
    ob_reference(*event, OB_BY_LOOKUP);
    status = path ? ob_insert(*event, path, permanent) : STATUS_SUCCESS;
    ob_dereference(*event, OB_BY_CREATE);
    if (!NT_SUCCESS(status))
        ob_dereference(*event, OB_BY_LOOKUP);
    return status;
}

/* WDK: ZwCreateEvent. A name that is taken is an error, but with OBJ_OPENIF: then the event of that name is opened. */
NTSTATUS ZwCreateEvent(PHANDLE EventHandle, ACCESS_MASK DesiredAccess, POBJECT_ATTRIBUTES ObjectAttributes, EVENT_TYPE EventType, BOOLEAN InitialState)
{
    ddi_enter(ZwCreateEvent, NULL);
    WCHAR text[NAME_MAX_CHARS];
    UNICODE_STRING path;
    bool named = ObjectAttributes && ObjectAttributes->ObjectName;
    ULONG attributes = ObjectAttributes ? ObjectAttributes->Attributes : 0;
    void *event;
    NTSTATUS status = named ? ob_path(ObjectAttributes, text, NAME_MAX_CHARS, &path) : STATUS_SUCCESS;
    if (NT_SUCCESS(status))
        status = find_or_make(named ? &path : NULL, attributes & OBJ_PERMANENT, EventType, InitialState, &event);
    if (!NT_SUCCESS(status))
        return status;
    NTSTATUS made = STATUS_OBJECT_NAME_COLLISION;
    if (status != STATUS_OBJECT_NAME_EXISTS || attributes & OBJ_OPENIF)
        made = ob_handle_create(ob_table_for(NULL, KernelMode), event, DesiredAccess, attributes, EventHandle);
    ob_dereference(event, OB_BY_LOOKUP);
    return NT_SUCCESS(made) ? status : made;
}

/* WDK: ZwOpenEvent. */
NTSTATUS ZwOpenEvent(PHANDLE EventHandle, ACCESS_MASK DesiredAccess, POBJECT_ATTRIBUTES ObjectAttributes)
{
    ddi_enter(ZwOpenEvent, NULL);
    WCHAR text[NAME_MAX_CHARS];
    UNICODE_STRING path;
    void *event;
    NTSTATUS status = ob_path(ObjectAttributes, text, NAME_MAX_CHARS, &path);
    if (NT_SUCCESS(status))
        status = ob_lookup(&path, event_type(), NULL, &event);
    if (!NT_SUCCESS(status))
        return status;
    status = ob_handle_create(ob_table_for(NULL, KernelMode), event, DesiredAccess, ObjectAttributes->Attributes, EventHandle);
    ob_dereference(event, OB_BY_LOOKUP);
    return status;
}

static NTSTATUS change(HANDLE handle, LONG (*how)(PRKEVENT event), PLONG previous)
{
    KEVENT *event;
    NTSTATUS status = by_handle(handle, EVENT_MODIFY_STATE, &event);
    if (!NT_SUCCESS(status))
        return status;
    LONG before = how(event);
    if (previous)
        *previous = before;
    ob_dereference(event, OB_BY_LOOKUP);
    return STATUS_SUCCESS;
}

/* WDK: ZwSetEvent. */
NTSTATUS ZwSetEvent(HANDLE EventHandle, PLONG PreviousState)
{
    ddi_enter(ZwSetEvent, NULL);
    return change(EventHandle, ke_event_set, PreviousState);
}

/* WDK: ZwResetEvent. */
NTSTATUS ZwResetEvent(HANDLE EventHandle, PLONG PreviousState)
{
    ddi_enter(ZwResetEvent, NULL);
    return change(EventHandle, ke_event_reset, PreviousState);
}

/* WDK: ZwClearEvent. */
NTSTATUS ZwClearEvent(HANDLE EventHandle)
{
    ddi_enter(ZwClearEvent, NULL);
    return change(EventHandle, ke_event_reset, NULL);
}

/* WDK: ZwWaitForSingleObject. Any object that can be waited on. The caller is the kernel: the wait is a kernel-mode one. */
NTSTATUS ZwWaitForSingleObject(HANDLE Handle, BOOLEAN Alertable, PLARGE_INTEGER Timeout)
{
    ddi_enter(ZwWaitForSingleObject, NULL);
    void *body;
    NTSTATUS status = ob_handle_object(ob_table_for(Handle, KernelMode), Handle, NULL, SYNCHRONIZE, KernelMode, &body, NULL);
    if (!NT_SUCCESS(status))
        return status;
    DISPATCHER_HEADER *header = ob_wait_header(body);
    status = header ? ke_wait_one(header, KernelMode, Alertable, Timeout) : STATUS_OBJECT_TYPE_MISMATCH;
    ob_dereference(body, OB_BY_LOOKUP);
    return status;
}

/* NULL: it cannot be made, or the name is something else's. The handle is a kernel handle; while it is open the pointer is good. */
static PKEVENT named_event(const UNICODE_STRING *name, EVENT_TYPE type, PHANDLE handle)
{
    void *event;
    if (!NT_SUCCESS(find_or_make(name, false, type, TRUE, &event)))
        return NULL;
    NTSTATUS status = ob_handle_create(ob_kernel_table(), event, EVENT_ALL_ACCESS, OBJ_KERNEL_HANDLE, handle);
    ob_dereference(event, OB_BY_LOOKUP);
    return NT_SUCCESS(status) ? event : NULL;
}

/* WDK: IoCreateSynchronizationEvent. Signalled when it is new. */
PKEVENT IoCreateSynchronizationEvent(PUNICODE_STRING EventName, PHANDLE EventHandle)
{
    ddi_enter(IoCreateSynchronizationEvent, NULL);
    return named_event(EventName, SynchronizationEvent, EventHandle);
}

/* WDK: IoCreateNotificationEvent. Signalled when it is new. */
PKEVENT IoCreateNotificationEvent(PUNICODE_STRING EventName, PHANDLE EventHandle)
{
    ddi_enter(IoCreateNotificationEvent, NULL);
    return named_event(EventName, NotificationEvent, EventHandle);
}
