/*
 * Transaction managers, resource managers and enlistments for drivers.
 */
#include "tm/private.h"

static NTSTATUS create_manager(ACCESS_MASK access, const OBJECT_ATTRIBUTES *attributes, HANDLE *handle)
{
    struct tm_manager *manager = ob_create(tm->manager_type, sizeof *manager);
    manager->id = tm_new_id();
    NTSTATUS status = tm_name(manager, attributes);
    if (NT_SUCCESS(status))
        status = tm_handle_give(manager, access, TRANSACTIONMANAGER_ALL_ACCESS, attributes, handle);
    ob_dereference(manager, OB_BY_CREATE);
    return status;
}

/* WDK: ZwCreateTransactionManager. Volatile ones have no log. */
NTSTATUS ZwCreateTransactionManager(PHANDLE TmHandle, ACCESS_MASK DesiredAccess, POBJECT_ATTRIBUTES ObjectAttributes, PUNICODE_STRING LogFileName,
                                    ULONG CreateOptions, ULONG CommitStrength)
{
    ddi_enter(ZwCreateTransactionManager, NULL);
    (void)CommitStrength;
    if (!(CreateOptions & TRANSACTION_MANAGER_VOLATILE))
        ke_not_modelled("a transaction manager with a log");
    if (LogFileName || CreateOptions & ~(ULONG)TRANSACTION_MANAGER_VOLATILE)
        return STATUS_INVALID_PARAMETER;
    KPROCESSOR_MODE mode = ps_set_previous_mode(KernelMode);
    NTSTATUS status = create_manager(DesiredAccess, ObjectAttributes, TmHandle);
    ps_set_previous_mode(mode);
    return status;
}

struct resource_request {
    ACCESS_MASK access;
    const OBJECT_ATTRIBUTES *attributes;
    HANDLE manager;
    const GUID *id;
};

static NTSTATUS create_resource(const struct resource_request *request, struct tm_manager *manager, HANDLE *handle)
{
    struct tm_resource *resource = ob_create(tm->resource_type, sizeof *resource);
    list_init(&resource->enlistments);
    list_append(&tm->resources, &resource->link);
    resource->manager = manager;
    resource->id = request->id ? *request->id : tm_new_id();
    ob_reference(manager, OB_BY_TRANSACTION);
    NTSTATUS status = tm_name(resource, request->attributes);
    if (NT_SUCCESS(status))
        status = tm_handle_give(resource, request->access, RESOURCEMANAGER_ALL_ACCESS, request->attributes, handle);
    ob_dereference(resource, OB_BY_CREATE);
    return status;
}

static NTSTATUS create_resource_by_handle(const struct resource_request *request, HANDLE *handle)
{
    void *manager;
    NTSTATUS status = tm_handle_object(request->manager, tm->manager_type, TRANSACTIONMANAGER_CREATE_RM, &manager);
    if (!NT_SUCCESS(status))
        return status;
    status = create_resource(request, manager, handle);
    ob_dereference(manager, OB_BY_LOOKUP);
    return status;
}

/* WDK: ZwCreateResourceManager. What is connected to a volatile transaction manager must be volatile. */
NTSTATUS ZwCreateResourceManager(PHANDLE ResourceManagerHandle, ACCESS_MASK DesiredAccess, HANDLE TmHandle, LPGUID ResourceManagerGuid,
                                 POBJECT_ATTRIBUTES ObjectAttributes, ULONG CreateOptions, PUNICODE_STRING Description)
{
    ddi_enter(ZwCreateResourceManager, NULL);
    if (CreateOptions & ~(ULONG)(RESOURCE_MANAGER_VOLATILE | 2u /* RESOURCE_MANAGER_COMMUNICATION */) ||
        (Description && Description->Length / sizeof(WCHAR) > MAX_RESOURCEMANAGER_DESCRIPTION_LENGTH))
        return STATUS_INVALID_PARAMETER;
    if (CreateOptions & 2u)
        ke_not_modelled("a resource manager that communicates");
    if (!(CreateOptions & RESOURCE_MANAGER_VOLATILE))
        return STATUS_TM_VOLATILE;
    struct resource_request request = {DesiredAccess, ObjectAttributes, TmHandle, ResourceManagerGuid};
    KPROCESSOR_MODE mode = ps_set_previous_mode(KernelMode);
    NTSTATUS status = create_resource_by_handle(&request, ResourceManagerHandle);
    ps_set_previous_mode(mode);
    return status;
}

static struct tm_enlistment *first_queued(const struct tm_resource *resource)
{
    list_each(node, &resource->enlistments)
    {
        struct tm_enlistment *enlistment = list_of(node, struct tm_enlistment, in_resource);
        if (enlistment->awaiting && !enlistment->told)
            return enlistment;
    }
    return NULL;
}

/* WDK: TmEnableCallbacks. What waits in the resource manager's queue is told at once. */
NTSTATUS TmEnableCallbacks(PKRESOURCEMANAGER ResourceManager, PTM_RM_NOTIFICATION CallbackRoutine, PVOID RMKey)
{
    ddi_enter(TmEnableCallbacks, ResourceManager);
    struct tm_resource *resource = tm_checked(ResourceManager, tm->resource_type);
    if (!CallbackRoutine)
        return STATUS_UNSUCCESSFUL;
    if (resource->callback.routine)
        ke_not_modelled("a second callback of a resource manager");
    const void *routine = (const void *)(uintptr_t)CallbackRoutine;
    resource->callback = (struct tm_callback){routine, RMKey, ke_generation(routine), ke_current()->id, gate_.site, ke_now()};
    struct tm_enlistment *enlistment;
    while ((enlistment = first_queued(resource)) != NULL)
        tm_notify(enlistment, enlistment->awaiting);
    return STATUS_SUCCESS;
}

/* --- enlistments -------------------------------------------------------------------------------------------------------------------------------------- */

struct enlist_request {
    ACCESS_MASK access;
    const OBJECT_ATTRIBUTES *attributes;
    HANDLE resource, transaction;
    ULONG mask;
    void *key;
};

static NTSTATUS enlist(const struct enlist_request *request, struct tm_resource *resource, struct tm_transaction *transaction, HANDLE *handle)
{
    if (!tm_is_active(transaction))
        return STATUS_TRANSACTION_NOT_ACTIVE;
    struct tm_enlistment *enlistment = ob_create(tm->enlistment_type, sizeof *enlistment);
    enlistment->transaction = transaction;
    enlistment->resource = resource;
    enlistment->mask = request->mask;
    enlistment->key = request->key;
    ob_reference(transaction, OB_BY_TRANSACTION);
    ob_reference(resource, OB_BY_TRANSACTION);
    list_init(&enlistment->in_transaction);
    list_append(&resource->enlistments, &enlistment->in_resource);
    NTSTATUS status = tm_name(enlistment, request->attributes);
    if (NT_SUCCESS(status))
        status = tm_handle_give(enlistment, request->access, ENLISTMENT_ALL_ACCESS, request->attributes, handle);
    if (NT_SUCCESS(status)) {
        list_append(&transaction->enlistments, &enlistment->in_transaction);
        enlistment->listed = true;
        ob_reference(enlistment, OB_BY_TRANSACTION);
    }
    ob_dereference(enlistment, OB_BY_CREATE);
    return status;
}

static NTSTATUS enlist_by_handles(const struct enlist_request *request, HANDLE *handle)
{
    void *resource, *transaction = NULL;
    NTSTATUS status = tm_handle_object(request->resource, tm->resource_type, RESOURCEMANAGER_ENLIST, &resource);
    if (!NT_SUCCESS(status))
        return status;
    status = tm_handle_object(request->transaction, tm->transaction_type, TRANSACTION_ENLIST, &transaction);
    if (NT_SUCCESS(status))
        status = enlist(request, resource, transaction, handle);
    if (transaction)
        ob_dereference(transaction, OB_BY_LOOKUP);
    ob_dereference(resource, OB_BY_LOOKUP);
    return status;
}

/* WDK: ZwCreateEnlistment. */
NTSTATUS ZwCreateEnlistment(PHANDLE EnlistmentHandle, ACCESS_MASK DesiredAccess, HANDLE ResourceManagerHandle, HANDLE TransactionHandle,
                            POBJECT_ATTRIBUTES ObjectAttributes, ULONG CreateOptions, NOTIFICATION_MASK NotificationMask, PVOID EnlistmentKey)
{
    ddi_enter(ZwCreateEnlistment, NULL);
    if (!NotificationMask || NotificationMask & ~(ULONG)TRANSACTION_NOTIFY_MASK || CreateOptions & ~(ULONG)ENLISTMENT_SUPERIOR)
        return STATUS_INVALID_PARAMETER;
    if (CreateOptions & ENLISTMENT_SUPERIOR)
        ke_not_modelled("a superior transaction manager");
    if (NotificationMask & TRANSACTION_NOTIFY_SINGLE_PHASE_COMMIT)
        ke_not_modelled("single-phase commit");
    struct enlist_request request = {DesiredAccess, ObjectAttributes, ResourceManagerHandle, TransactionHandle, NotificationMask, EnlistmentKey};
    KPROCESSOR_MODE mode = ps_set_previous_mode(KernelMode);
    NTSTATUS status = enlist_by_handles(&request, EnlistmentHandle);
    ps_set_previous_mode(mode);
    return status;
}
