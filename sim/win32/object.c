/*
 * Objects by handle, in the kernel: the common part of waiting, signalling and duplicating.
 */
#include "win32/private.h"

POBJECT_TYPE win32_type(const char *exported, const char *name)
{
    void **slot = exported ? ob_exported_type(exported) : NULL;
    POBJECT_TYPE known = slot ? *(POBJECT_TYPE *)*slot : NULL;
    if (known)
        return known;
    struct ob_type_ops ops = {.name = name, .driver_visible = true, .waitable = true, .any_irql = true};
    return ob_type_create(&ops);
}

NTSTATUS win32_object(HANDLE handle, POBJECT_TYPE type, ACCESS_MASK access, void **body)
{
    return ob_handle_object(ob_table_for(handle, UserMode), handle, type, access, UserMode, body, NULL);
}

LARGE_INTEGER *win32_timeout(DWORD milliseconds, LARGE_INTEGER *value)
{
    if (milliseconds == 0xFFFFFFFFu)
        return NULL;
    value->QuadPart = -(LONGLONG)milliseconds * 10000;
    return value;
}
