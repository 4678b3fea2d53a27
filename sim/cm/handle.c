/*
 * Key handles: an object of type Key that holds the key. Its memory is private; drivers know keys by handle only.
 */
#include "cm/notice.h"
#include "cm/watch.h"

#include "mm/mm.h"
#include "ob/ob.h"
#include "ps/ps.h"

/* The last handle goes: callbacks hear of it, and nothing that they say keeps it. */
static void close(void *object, struct ps_process *process, ULONG left_in_process, ULONG left)
{
    (void)process, (void)left_in_process;
    if (left)
        return;
    NTSTATUS status = STATUS_SUCCESS;
    struct cm_notice notice;
    const REG_KEY_HANDLE_CLOSE_INFORMATION information = {.Object = object};
    cm_notice_init(&notice, RegNtPreKeyHandleClose, RegNtPostKeyHandleClose, object);
    cm_before(&notice, &information, sizeof information, &information.CallContext, &status);
    cm_after(&notice, object, STATUS_SUCCESS);
    cm_notice_end(&notice);
    cm_watches_closed(object);
    cm_contexts_end(object);
}

static void destroy(void *object)
{
    struct cm_handle_body *body = object;
    cm_contexts_end(body); /* of what never had a handle */
    if (body->name)
        mm_object_free(body->name);
    cm_drop(body->key);
    if (body->transaction)
        ob_dereference(body->transaction, OB_BY_TRANSACTION);
}

void cm_type_boot(void)
{
    static const struct ob_type_ops ops = {.name = "Key", .close = close, .destroy = destroy};
    cm->key_type = ob_type_create(&ops);
}

struct cm_handle_body *cm_object_make(struct cm_key *key, struct tm_transaction *transaction)
{
    struct cm_handle_body *body = ob_create(cm->key_type, sizeof *body);
    body->key = key;
    body->transaction = transaction;
    if (transaction)
        ob_reference(transaction, OB_BY_TRANSACTION);
    cm_hold(key);
    return body;
}

NTSTATUS cm_handle_object(HANDLE handle, ACCESS_MASK access, struct cm_handle_body **body)
{
    KPROCESSOR_MODE mode = ps_previous_mode();
    return ob_handle_object(ob_table_for(handle, mode), handle, cm->key_type, access, mode, (void **)body, NULL);
}

NTSTATUS cm_root_object(const OBJECT_ATTRIBUTES *attributes, struct cm_handle_body **root)
{
    *root = NULL;
    if (!attributes->ObjectName)
        return STATUS_OBJECT_PATH_SYNTAX_BAD;
    return attributes->RootDirectory ? cm_handle_object(attributes->RootDirectory, 0, root) : STATUS_SUCCESS;
}

NTSTATUS cm_told(NTSTATUS status)
{
    emit(EV_REGISTRY, ke_current()->gate->id, (uint32_t)status, 0);
    return status;
}
