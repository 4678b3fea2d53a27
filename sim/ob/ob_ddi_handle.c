/*
 * Handles and names as drivers use them. A Zw routine's caller is the kernel: nothing is checked for access, and a bad handle closed is a bug check.
 */
#include "ob/private.h"

#include <ntifs.h>
#include <string.h>

#define INVALID_KERNEL_HANDLE_CODE 0x93

static NTSTATUS close_for(HANDLE handle, KPROCESSOR_MODE mode)
{
    NTSTATUS status = ob_handle_close(ob_table_for(handle, mode), handle);
    if (NT_SUCCESS(status) || mode != KernelMode || !handle)
        return status;
    if (ob->process.pseudo_object(handle))
        return status;
    struct ke_blame blame = {.object_kind = "handle", .sentence = "the handle that was closed is not open in this process"};
    ke_bugcheck_blame(INVALID_KERNEL_HANDLE_CODE, (ULONG_PTR)handle, 1, 0, 0, &blame);
}

/* WDK: ZwClose. */
NTSTATUS ZwClose(HANDLE Handle)
{
    ddi_enter(ZwClose, NULL);
    return close_for(Handle, KernelMode);
}

/* WDK: NtClose. A handle of the kernel's is closed by its own threads only. */
NTSTATUS NtClose(HANDLE Handle)
{
    ddi_enter(NtClose, NULL);
    return close_for(Handle, ExGetPreviousMode());
}

/* WDK: ObCloseHandle. */
NTSTATUS ObCloseHandle(HANDLE Handle, KPROCESSOR_MODE PreviousMode)
{
    ddi_enter(ObCloseHandle, NULL);
    return close_for(Handle, PreviousMode);
}

/* WDK: ObIsKernelHandle. */
BOOLEAN ObIsKernelHandle(HANDLE Handle)
{
    ddi_enter(ObIsKernelHandle, NULL);
    return (intptr_t)Handle < 0 && Handle != (HANDLE)(intptr_t)-1 && Handle != (HANDLE)(intptr_t)-2;
}

/* WDK: ObOpenObjectByPointer. OBJ_KERNEL_HANDLE or a handle of the current process. */
NTSTATUS ObOpenObjectByPointer(PVOID Object, ULONG HandleAttributes, PACCESS_STATE PassedAccessState, ACCESS_MASK DesiredAccess, POBJECT_TYPE ObjectType,
                               KPROCESSOR_MODE AccessMode, PHANDLE Handle)
{
    ddi_enter(ObOpenObjectByPointer, Object);
    (void)PassedAccessState;
    void *body = ob_checked(Object);
    if (ObjectType && ob_type_of(body) != ObjectType)
        return STATUS_OBJECT_TYPE_MISMATCH;
    if (AccessMode != KernelMode)
        HandleAttributes &= ~(ULONG)OBJ_KERNEL_HANDLE;
    return ob_handle_create(ob_table_for(NULL, KernelMode), body, DesiredAccess, HandleAttributes, Handle);
}

#define NAME_MAX_CHARS 1024

/* WDK: ObQueryNameString. The text lies behind the counted string, in the caller's buffer. */
NTSTATUS ObQueryNameString(PVOID Object, POBJECT_NAME_INFORMATION ObjectNameInfo, ULONG Length, PULONG ReturnLength)
{
    ddi_enter(ObQueryNameString, Object);
    WCHAR text[NAME_MAX_CHARS];
    void *body = ob_checked(Object);
    const struct ob_type_ops *ops = &ob_type_of(body)->ops;
    bool named = ops->query_name ? ops->query_name(body, text, NAME_MAX_CHARS) : ob_name(body, text, NAME_MAX_CHARS);
    ULONG chars = 0;
    while (named && text[chars])
        chars++;
    *ReturnLength = (ULONG)(sizeof *ObjectNameInfo + (named ? (chars + 1) * sizeof(WCHAR) : 0));
    if (Length < *ReturnLength)
        return STATUS_INFO_LENGTH_MISMATCH;
    WCHAR *behind = (WCHAR *)(ObjectNameInfo + 1);
    if (named)
        memcpy(behind, text, (chars + 1) * sizeof(WCHAR));
    ObjectNameInfo->Name.Length = (USHORT)(chars * sizeof(WCHAR));
    ObjectNameInfo->Name.MaximumLength = (USHORT)(named ? (chars + 1) * sizeof(WCHAR) : 0);
    ObjectNameInfo->Name.Buffer = named ? behind : NULL;
    return STATUS_SUCCESS;
}

NTSTATUS ob_path(const OBJECT_ATTRIBUTES *attributes, WCHAR *text, size_t room_chars, UNICODE_STRING *path)
{
    if (!attributes->ObjectName)
        return STATUS_OBJECT_PATH_SYNTAX_BAD;
    *path = *attributes->ObjectName;
    if (!attributes->RootDirectory)
        return STATUS_SUCCESS;
    void *root;
    NTSTATUS status = ob_handle_object(ob_table_for(attributes->RootDirectory, KernelMode), attributes->RootDirectory, NULL, 0, KernelMode, &root, NULL);
    if (!NT_SUCCESS(status))
        return status;
    bool named = ob_name(root, text, room_chars);
    bool is_root = root == ob->root;
    ob_dereference(root, OB_BY_LOOKUP);
    size_t chars = 0, more = path->Length / sizeof(WCHAR);
    while (named && text[chars])
        chars++;
    if (!named || chars + more + 1 > room_chars)
        return STATUS_OBJECT_NAME_INVALID;
    if (!is_root)
        text[chars++] = L'\\';
    memcpy(text + chars, path->Buffer, path->Length);
    *path = (UNICODE_STRING){(USHORT)((chars + more) * sizeof(WCHAR)), (USHORT)(room_chars * sizeof(WCHAR)), text};
    return STATUS_SUCCESS;
}

/* Opens what the attributes name; the lookup's reference is dropped again, the handle holds its own. */
static NTSTATUS open_named(POBJECT_ATTRIBUTES attributes, POBJECT_TYPE type, ACCESS_MASK access, PHANDLE handle)
{
    WCHAR text[NAME_MAX_CHARS];
    UNICODE_STRING path;
    void *body;
    NTSTATUS status = ob_path(attributes, text, NAME_MAX_CHARS, &path);
    if (NT_SUCCESS(status))
        status = ob_lookup(&path, type, NULL, &body);
    if (!NT_SUCCESS(status))
        return status;
    status = ob_handle_create(ob_table_for(NULL, KernelMode), body, access, attributes->Attributes, handle);
    ob_dereference(body, OB_BY_LOOKUP);
    return status;
}

/* WDK: ZwMakeTemporaryObject. The name goes with the last handle, this one perhaps. */
NTSTATUS ZwMakeTemporaryObject(HANDLE Handle)
{
    ddi_enter(ZwMakeTemporaryObject, NULL);
    void *body;
    NTSTATUS status = ob_handle_object(ob_table_for(Handle, KernelMode), Handle, NULL, DELETE, KernelMode, &body, NULL);
    if (!NT_SUCCESS(status))
        return status;
    ob_make_temporary(body);
    ob_dereference(body, OB_BY_LOOKUP);
    return STATUS_SUCCESS;
}

/* WDK: ZwCreateDirectoryObject. With OBJ_OPENIF an existing directory is opened. */
NTSTATUS ZwCreateDirectoryObject(PHANDLE DirectoryHandle, ACCESS_MASK DesiredAccess, POBJECT_ATTRIBUTES ObjectAttributes)
{
    ddi_enter(ZwCreateDirectoryObject, NULL);
    WCHAR text[NAME_MAX_CHARS];
    UNICODE_STRING path = {0};
    void *directory;
    NTSTATUS status = ObjectAttributes->ObjectName ? ob_path(ObjectAttributes, text, NAME_MAX_CHARS, &path) : STATUS_SUCCESS;
    if (NT_SUCCESS(status))
        status = ob_directory_create(&path, (ObjectAttributes->Attributes & OBJ_PERMANENT) != 0, &directory);
    if (status == STATUS_OBJECT_NAME_COLLISION && (ObjectAttributes->Attributes & OBJ_OPENIF)) {
        status = open_named(ObjectAttributes, ob->directory_type, DesiredAccess, DirectoryHandle);
        return NT_SUCCESS(status) ? STATUS_OBJECT_NAME_EXISTS : status;
    }
    if (!NT_SUCCESS(status))
        return status;
    status = ob_handle_create(ob_table_for(NULL, KernelMode), directory, DesiredAccess, ObjectAttributes->Attributes, DirectoryHandle);
    ob_dereference(directory, OB_BY_CREATE);
    return status;
}

/* WDK: ZwOpenDirectoryObject. */
NTSTATUS ZwOpenDirectoryObject(PHANDLE DirectoryHandle, ACCESS_MASK DesiredAccess, POBJECT_ATTRIBUTES ObjectAttributes)
{
    ddi_enter(ZwOpenDirectoryObject, NULL);
    return open_named(ObjectAttributes, ob->directory_type, DesiredAccess, DirectoryHandle);
}

/* WDK: ZwOpenSymbolicLinkObject. The link itself, not what it leads to. */
NTSTATUS ZwOpenSymbolicLinkObject(PHANDLE LinkHandle, ACCESS_MASK DesiredAccess, POBJECT_ATTRIBUTES ObjectAttributes)
{
    ddi_enter(ZwOpenSymbolicLinkObject, NULL);
    return open_named(ObjectAttributes, ob->link_type, DesiredAccess, LinkHandle);
}

/* WDK: ZwQuerySymbolicLinkObject. ReturnedLength is what the buffer must hold, the NUL behind it included. */
NTSTATUS ZwQuerySymbolicLinkObject(HANDLE LinkHandle, PUNICODE_STRING LinkTarget, PULONG ReturnedLength)
{
    ddi_enter(ZwQuerySymbolicLinkObject, NULL);
    void *link;
    NTSTATUS status = ob_handle_object(ob_table_for(LinkHandle, KernelMode), LinkHandle, ob->link_type, 0, KernelMode, &link, NULL);
    if (!NT_SUCCESS(status))
        return status;
    UNICODE_STRING target = ob_link_target(link);
    ULONG needed = ReturnedLength ? target.MaximumLength : target.Length;
    if (ReturnedLength)
        *ReturnedLength = needed;
    if (LinkTarget->MaximumLength < needed) {
        status = STATUS_BUFFER_TOO_SMALL;
    } else {
        memcpy(LinkTarget->Buffer, target.Buffer, target.Length);
        LinkTarget->Length = target.Length;
    }
    ob_dereference(link, OB_BY_LOOKUP);
    return status;
}
