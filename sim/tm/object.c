/*
 * The objects by handle and pointer, the same for all four types.
 */
#include "tm/private.h"

struct tm_state_all *tm;

/* Version 1 as ExUuidCreate's, of a node of its own: numbered in order of creation. */
GUID tm_new_id(void)
{
    return (GUID){.Data1 = (ULONG)++tm->ids, .Data2 = (USHORT)(tm->ids >> 32), .Data3 = 0x1000, .Data4 = {0x80, 0x02, 0x02, 0x6B, 0x74, 0x6D, 0, 0}};
}

NTSTATUS tm_handle_give(void *body, ACCESS_MASK access, ACCESS_MASK all, const OBJECT_ATTRIBUTES *attributes, HANDLE *handle)
{
    KPROCESSOR_MODE mode = ps_previous_mode();
    ULONG flags = attributes ? attributes->Attributes : 0;
    if (mode != KernelMode)
        flags &= ~(ULONG)OBJ_KERNEL_HANDLE;
    if (access & (GENERIC_READ | GENERIC_WRITE | GENERIC_EXECUTE | GENERIC_ALL | MAXIMUM_ALLOWED))
        access |= all; /* everybody may have every right */
    return ob_handle_create(ob_table_for(NULL, mode), body, access, flags, handle);
}

NTSTATUS tm_handle_object(HANDLE handle, POBJECT_TYPE type, ACCESS_MASK access, void **body)
{
    KPROCESSOR_MODE mode = ps_previous_mode();
    return ob_handle_object(ob_table_for(handle, mode), handle, type, access, mode, body, NULL);
}

#define PATH_CHARS 512

NTSTATUS tm_name(void *body, const OBJECT_ATTRIBUTES *attributes)
{
    WCHAR text[PATH_CHARS];
    UNICODE_STRING path;
    if (!attributes || !attributes->ObjectName || !attributes->ObjectName->Length)
        return STATUS_SUCCESS;
    NTSTATUS status = ob_path(attributes, text, PATH_CHARS, &path);
    return NT_SUCCESS(status) ? ob_insert(body, &path, false) : status;
}

void *tm_checked(const void *body, POBJECT_TYPE type)
{
    void *object = ob_checked(body);
    if (ob_type_of(object) == type)
        return object;
    struct ke_blame blame = {.object_kind = ob_type_name(ob_type_of(object)), .object = object, .object_id = ob_id(object),
                             .sentence = "the object is of another type than the routine takes"};
    ke_bugcheck_blame(SYSTEM_SERVICE_EXCEPTION, (ULONG)STATUS_OBJECT_TYPE_MISMATCH, ke_call_site(), 0, 0, &blame);
}
