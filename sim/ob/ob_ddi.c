/*
 * References as drivers take and drop them. What is passed is checked to be an object first (ob_checked): never a crash of ours.
 */
#include "ob/private.h"

#define DEFAULT_TAG 0x746C6644u /* "Dflt", the tag of the forms without one */

/* WDK: ObReferenceObject (a macro over this). Returns the new count. */
LONG_PTR ObfReferenceObject(PVOID Object)
{
    ddi_enter(ObfReferenceObject, Object);
    return ob_reference_by(ob_checked(Object), gate_.site, DEFAULT_TAG);
}

/* WDK: ObReferenceObjectWithTag. */
LONG_PTR ObfReferenceObjectWithTag(PVOID Object, ULONG Tag)
{
    ddi_enter(ObfReferenceObjectWithTag, Object);
    return ob_reference_by(ob_checked(Object), gate_.site, Tag);
}

/* WDK: ObDereferenceObject (a macro over this). The last one deletes: at once at PASSIVE_LEVEL, by a worker above. */
LONG_PTR ObfDereferenceObject(PVOID Object)
{
    ddi_enter(ObfDereferenceObject, Object);
    return ob_dereference_by(ob_checked(Object), gate_.site, DEFAULT_TAG);
}

/* WDK: ObDereferenceObjectWithTag. */
LONG_PTR ObfDereferenceObjectWithTag(PVOID Object, ULONG Tag)
{
    ddi_enter(ObfDereferenceObjectWithTag, Object);
    return ob_dereference_by(ob_checked(Object), gate_.site, Tag);
}

/* WDK: ObDereferenceObjectDeferDelete. For callers that hold what the deletion would want. */
VOID ObDereferenceObjectDeferDelete(PVOID Object)
{
    ddi_enter(ObDereferenceObjectDeferDelete, Object);
    ob_dereference_deferred_by(ob_checked(Object), gate_.site, DEFAULT_TAG);
}

/* WDK: ObDereferenceObjectDeferDeleteWithTag. */
VOID ObDereferenceObjectDeferDeleteWithTag(PVOID Object, ULONG Tag)
{
    ddi_enter(ObDereferenceObjectDeferDeleteWithTag, Object);
    ob_dereference_deferred_by(ob_checked(Object), gate_.site, Tag);
}

/* WDK: ObReferenceObjectSafe. FALSE, and no reference, when the object is being deleted. */
BOOLEAN ObReferenceObjectSafe(PVOID Object)
{
    ddi_enter(ObReferenceObjectSafe, Object);
    void *body = ob_checked(Object);
    if (ob_is_dying(body))
        return FALSE;
    ob_reference_by(body, gate_.site, DEFAULT_TAG);
    return TRUE;
}

static NTSTATUS by_pointer(PVOID object, POBJECT_TYPE type, KPROCESSOR_MODE mode, ULONG tag, uintptr_t site)
{
    void *body = ob_checked(object);
    if (ob_type_of(body) != type && (mode != KernelMode || type == ob->link_type))
        return STATUS_OBJECT_TYPE_MISMATCH;
    ob_reference_by(body, site, tag);
    return STATUS_SUCCESS;
}

/* WDK: ObReferenceObjectByPointer. The type is looked at for UserMode only, as on NT. */
NTSTATUS ObReferenceObjectByPointer(PVOID Object, ACCESS_MASK DesiredAccess, POBJECT_TYPE ObjectType, KPROCESSOR_MODE AccessMode)
{
    ddi_enter(ObReferenceObjectByPointer, Object);
    (void)DesiredAccess;
    return by_pointer(Object, ObjectType, AccessMode, DEFAULT_TAG, gate_.site);
}

/* WDK: ObReferenceObjectByPointerWithTag. */
NTSTATUS ObReferenceObjectByPointerWithTag(PVOID Object, ACCESS_MASK DesiredAccess, POBJECT_TYPE ObjectType, KPROCESSOR_MODE AccessMode, ULONG Tag)
{
    ddi_enter(ObReferenceObjectByPointerWithTag, Object);
    (void)DesiredAccess;
    return by_pointer(Object, ObjectType, AccessMode, Tag, gate_.site);
}

struct by_handle {
    HANDLE handle;
    ACCESS_MASK access;
    POBJECT_TYPE type;
    KPROCESSOR_MODE mode;
    ULONG tag;
    uintptr_t site;
};

/* The lookup's reference becomes the driver's. */
static NTSTATUS by_handle(const struct by_handle *ask, PVOID *object, POBJECT_HANDLE_INFORMATION information)
{
    ACCESS_MASK granted;
    void *body;
    *object = NULL;
    NTSTATUS status = ob_handle_object(ob_table_for(ask->handle, ask->mode), ask->handle, ask->type, ask->access, ask->mode, &body, &granted);
    if (!NT_SUCCESS(status))
        return status;
    ob_hand_over(body, OB_BY_LOOKUP, ask->site, ask->tag);
    if (information)
        *information = (OBJECT_HANDLE_INFORMATION){.HandleAttributes = 0, .GrantedAccess = granted};
    *object = body;
    return STATUS_SUCCESS;
}

/* WDK: ObReferenceObjectByHandle. */
NTSTATUS ObReferenceObjectByHandle(HANDLE Handle, ACCESS_MASK DesiredAccess, POBJECT_TYPE ObjectType, KPROCESSOR_MODE AccessMode, PVOID *Object,
                                   POBJECT_HANDLE_INFORMATION HandleInformation)
{
    ddi_enter(ObReferenceObjectByHandle, NULL);
    struct by_handle ask = {Handle, DesiredAccess, ObjectType, AccessMode, DEFAULT_TAG, gate_.site};
    return by_handle(&ask, Object, HandleInformation);
}

/* WDK: ObReferenceObjectByHandleWithTag. */
NTSTATUS ObReferenceObjectByHandleWithTag(HANDLE Handle, ACCESS_MASK DesiredAccess, POBJECT_TYPE ObjectType, KPROCESSOR_MODE AccessMode, ULONG Tag, PVOID *Object,
                                          POBJECT_HANDLE_INFORMATION HandleInformation)
{
    ddi_enter(ObReferenceObjectByHandleWithTag, NULL);
    struct by_handle ask = {Handle, DesiredAccess, ObjectType, AccessMode, Tag, gate_.site};
    return by_handle(&ask, Object, HandleInformation);
}

/* NT exports it without a page of its own. The name must be a full path; the reference is the caller's. */
NTSTATUS ObReferenceObjectByName(PUNICODE_STRING ObjectName, ULONG Attributes, PACCESS_STATE AccessState, ACCESS_MASK DesiredAccess, POBJECT_TYPE ObjectType,
                                 KPROCESSOR_MODE AccessMode, PVOID ParseContext, PVOID *Object)
{
    ddi_enter(ObReferenceObjectByName, NULL);
    (void)Attributes, (void)AccessState, (void)DesiredAccess, (void)AccessMode, (void)ParseContext;
    void *body;
    NTSTATUS status = ob_lookup(ObjectName, ObjectType, NULL, &body);
    if (!NT_SUCCESS(status))
        return status;
    ob_hand_over(body, OB_BY_LOOKUP, gate_.site, DEFAULT_TAG);
    *Object = body;
    return STATUS_SUCCESS;
}

/* NT exports it without a page of its own. */
POBJECT_TYPE ObGetObjectType(PVOID Object)
{
    ddi_enter(ObGetObjectType, Object);
    return ob_type_of(ob_checked(Object));
}
