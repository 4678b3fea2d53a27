/*
 * Opening a key, and making it where it is missing: a new key object, a handle to it, and between the two the registry callbacks, which may put another object in
 * its place.
 */
#include "cm/call.h"
#include "cm/notice.h"
#include "cm/transaction.h"

#include "ob/ob.h"
#include "ps/ps.h"

#define REFERENCE_TAG 0x746C6644u /* that of ObReferenceObject: who hears of the object may drop this reference, as documented */

struct opened {
    void *object; /* with a reference */
    ACCESS_MASK granted;
    ULONG disposition;
};

/* Everybody may have every right: what is asked for is granted, generic rights as those of keys. */
static ACCESS_MASK granted_for(ACCESS_MASK access)
{
    static const struct {
        ACCESS_MASK generic, specific;
    } rights[] = {{GENERIC_READ, KEY_READ}, {GENERIC_WRITE, KEY_WRITE}, {GENERIC_EXECUTE, KEY_EXECUTE}, {GENERIC_ALL, KEY_ALL_ACCESS},
                  {MAXIMUM_ALLOWED, KEY_ALL_ACCESS}};
    ACCESS_MASK granted = access;
    for (size_t i = 0; i < sizeof rights / sizeof *rights; i++)
        if (access & rights[i].generic)
            granted = (granted & ~rights[i].generic) | rights[i].specific;
    return granted & ~(ACCESS_MASK)KEY_WOW64_64KEY;
}

/* A transaction that is in the way is rolled back by those outside every transaction. */
static NTSTATUS find_or_make(const struct cm_opening *opening, struct cm_key *from, struct cm_tx *viewer, struct cm_key **key, bool *created)
{
    const UNICODE_STRING *name = opening->attributes->ObjectName;
    size_t chars = name->Length / sizeof(WCHAR);
    for (;;) {
        cm->viewer = viewer;
        NTSTATUS status = opening->make ? cm_make(from, name->Buffer, chars, false, key, created) : cm_find(from, name->Buffer, chars, key);
        cm->viewer = NULL;
        if (status != STATUS_TRANSACTIONAL_CONFLICT || viewer)
            return status;
        cm_tx_abort((*key)->writer);
    }
}

static NTSTATUS open_really(const struct cm_opening *opening, const struct cm_handle_body *root, struct tm_transaction *transaction, struct opened *opened)
{
    struct cm_key *key;
    bool created = false;
    if (transaction && !tm_is_active(transaction))
        return STATUS_TRANSACTION_NOT_ACTIVE;
    struct cm_tx *viewer = transaction ? cm_tx_of(transaction) : NULL;
    NTSTATUS status = find_or_make(opening, root ? root->key : NULL, viewer, &key, &created);
    if (!NT_SUCCESS(status))
        return status;
    if (created && opening->class)
        cm_set_class(key, opening->class->Buffer, opening->class->Length / sizeof(WCHAR));
    *opened = (struct opened){cm_object_make(key, transaction), granted_for(opening->access), created ? REG_CREATED_NEW_KEY : REG_OPENED_EXISTING_KEY};
    return status;
}

static bool tell(struct cm_notice *notice, const struct cm_opening *opening, void *root, struct tm_transaction *transaction, NTSTATUS *status)
{
    if (!notice->memory)
        return true;
    const OBJECT_ATTRIBUTES *attributes = opening->attributes;
    const REG_CREATE_KEY_INFORMATION_V1 told = {
        .CompleteName = attributes->ObjectName, .RemainingName = attributes->ObjectName, .RootObject = root, .ObjectType = cm->key_type,
        .Options = opening->options, .Class = opening->class, .SecurityDescriptor = attributes->SecurityDescriptor,
        .SecurityQualityOfService = attributes->SecurityQualityOfService, .DesiredAccess = opening->access, .Disposition = &notice->memory->disposition,
        .ResultObject = &notice->memory->result, .Transaction = transaction, .Version = 1, .Attributes = attributes->Attributes, .CheckAccessMode = ps_previous_mode()};
    return cm_before(notice, &told, sizeof told, &told.CallContext, status);
}

/* The reference that the object comes with is the callbacks' as much as ours: one that makes a failure of it drops it. */
static void show(struct cm_notice *notice, const struct opened *opened)
{
    ob_reference_by(opened->object, 0, REFERENCE_TAG);
    ob_dereference(opened->object, OB_BY_CREATE);
    notice->memory->result = opened->object;
    notice->memory->disposition = opened->disposition;
    notice->memory->before.create.GrantedAccess = opened->granted;
}

/* What the callbacks left is what is opened, whoever made it. */
static void take(const struct cm_notice *notice, struct opened *opened)
{
    *opened = (struct opened){notice->memory->result, notice->memory->before.create.GrantedAccess, notice->memory->disposition};
    if (opened->object && ob_is_object(opened->object) && ob_type_of(opened->object) == cm->key_type)
        return;
    ke_bugcheck_blame(SYSTEM_THREAD_EXCEPTION_NOT_HANDLED, (ULONG)STATUS_ACCESS_VIOLATION, ke_call_site(), 0, 0,
                      &(struct ke_blame){.sentence = "a registry callback says that it opened the key, and gave no key object"});
}

static NTSTATUS open_told(struct cm_notice *notice, const struct cm_opening *opening, struct cm_handle_body *root, struct tm_transaction *transaction,
                          struct opened *opened)
{
    NTSTATUS status = STATUS_SUCCESS;
    if (tell(notice, opening, root, transaction, &status)) {
        status = open_really(opening, root, transaction, opened);
        if (NT_SUCCESS(status) && notice->memory)
            show(notice, opened);
    }
    if (!notice->memory)
        return status;
    status = cm_after(notice, NT_SUCCESS(status) ? notice->memory->result : NULL, status);
    if (NT_SUCCESS(status))
        take(notice, opened);
    return status;
}

static NTSTATUS give(const struct cm_opening *opening, const struct opened *opened, bool told, HANDLE *handle)
{
    KPROCESSOR_MODE mode = ps_previous_mode();
    ULONG attributes = opening->attributes->Attributes;
    if (mode != KernelMode)
        attributes &= ~(ULONG)OBJ_KERNEL_HANDLE;
    NTSTATUS status = ob_handle_create(ob_table_for(NULL, mode), opened->object, opened->granted, attributes, handle);
    if (told)
        ob_dereference_by(opened->object, 0, REFERENCE_TAG);
    else
        ob_dereference(opened->object, OB_BY_CREATE);
    if (opening->disposition)
        *opening->disposition = opened->disposition;
    return status;
}

static NTSTATUS open_in(const struct cm_opening *opening, struct tm_transaction *transaction, HANDLE *handle)
{
    struct cm_handle_body *root;
    NTSTATUS status = cm_root_object(opening->attributes, &root);
    if (!NT_SUCCESS(status))
        return status;
    struct cm_notice notice;
    struct opened opened = {0};
    cm_notice_init(&notice, opening->make ? RegNtPreCreateKeyEx : RegNtPreOpenKeyEx, opening->make ? RegNtPostCreateKeyEx : RegNtPostOpenKeyEx, root);
    bool told = notice.memory;
    status = open_told(&notice, opening, root, transaction, &opened);
    cm_notice_end(&notice);
    if (root)
        ob_dereference(root, OB_BY_LOOKUP);
    return NT_SUCCESS(status) ? give(opening, &opened, told, handle) : status;
}

NTSTATUS cm_open(const struct cm_opening *opening, HANDLE *handle)
{
    struct tm_transaction *transaction = NULL;
    if (opening->make && opening->options & REG_OPTION_CREATE_LINK)
        ke_not_modelled("links between registry keys");
    if (opening->access & KEY_WOW64_32KEY)
        ke_not_modelled("the registry of 32-bit programs");
    NTSTATUS status = opening->transaction ? tm_of_handle(opening->transaction, &transaction) : STATUS_SUCCESS;
    if (!NT_SUCCESS(status))
        return status;
    status = open_in(opening, transaction, handle);
    if (transaction)
        ob_dereference(transaction, OB_BY_TRANSACTION);
    return status;
}
