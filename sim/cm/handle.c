/*
 * Key handles: an object of type Key that holds the key. Its memory is private; drivers know keys by handle only.
 */
#include "cm/private.h"

#include "ob/ob.h"

static void destroy(void *body)
{
    cm_drop(((struct cm_handle_body *)body)->key);
}

void cm_type_boot(void)
{
    static const struct ob_type_ops ops = {.name = "Key", .destroy = destroy};
    cm->key_type = ob_type_create(&ops);
}

NTSTATUS cm_handle_make(struct cm_key *key, ACCESS_MASK access, ULONG attributes, HANDLE *handle)
{
    struct cm_handle_body *body = ob_create(cm->key_type, sizeof *body);
    body->key = key;
    cm_hold(key);
    NTSTATUS status = ob_handle_create(ob_table_for(NULL, KernelMode), body, access, attributes, handle);
    ob_dereference(body, OB_BY_CREATE);
    return status;
}

static NTSTATUS key_of(HANDLE handle, ACCESS_MASK access, struct cm_key **key)
{
    struct cm_handle_body *body;
    NTSTATUS status = ob_handle_object(ob_table_for(handle, KernelMode), handle, cm->key_type, access, KernelMode, (void **)&body, NULL);
    if (!NT_SUCCESS(status))
        return status;
    *key = body->key; /* the handle keeps it */
    ob_dereference(body, OB_BY_LOOKUP);
    return STATUS_SUCCESS;
}

NTSTATUS cm_handle_key(HANDLE handle, ACCESS_MASK access, struct cm_key **key)
{
    NTSTATUS status = key_of(handle, access, key);
    if (NT_SUCCESS(status) && (*key)->deleted)
        return STATUS_KEY_DELETED;
    return status;
}

NTSTATUS cm_root_of(const OBJECT_ATTRIBUTES *attributes, struct cm_key **root)
{
    *root = NULL;
    if (!attributes->ObjectName)
        return STATUS_OBJECT_PATH_SYNTAX_BAD;
    return attributes->RootDirectory ? cm_handle_key(attributes->RootDirectory, 0, root) : STATUS_SUCCESS;
}

NTSTATUS cm_told(NTSTATUS status)
{
    emit(EV_REGISTRY, ke_current()->gate->id, (uint32_t)status, 0);
    return status;
}
