/*
 * Transactions as system services: made, opened, ended, asked.
 */
#include "tm/private.h"

/* WDK (transaction objects): the last handle closed before anybody asked for the commit rolls it back. */
static void last_handle(void *body)
{
    struct tm_transaction *transaction = body;
    if (transaction->state == TM_ACTIVE)
        tm_abort(transaction);
}

static void destroy(void *body)
{
    struct tm_transaction *transaction = body;
    tm_timeout_end(transaction);
    list_remove(&transaction->link);
    if (transaction->manager)
        ob_dereference(transaction->manager, OB_BY_TRANSACTION);
}

void tm_boot(void)
{
    static const struct ob_type_ops ops = {.name = "TmTx", .waitable = true, .last_handle = last_handle, .destroy = destroy};
    tm = sim_alloc(sizeof *tm);
    tm->transaction_type = ob_type_create(&ops);
    list_init(&tm->transactions);
    tm_enlistment_boot();
    tm_timeout_boot();
}

static void describe(struct tm_transaction *transaction, const WCHAR *text, size_t chars)
{
    transaction->description_chars = (uint16_t)chars;
    if (chars)
        memcpy(transaction->description, text, chars * sizeof(WCHAR));
}

static NTSTATUS make(const struct tm_creation *creation, struct tm_manager *manager, struct tm_transaction **made)
{
    struct tm_transaction *transaction = *made = ob_create(tm->transaction_type, sizeof *transaction);
    ke_event_init(&transaction->decided, NotificationEvent, FALSE);
    list_init(&transaction->enlistments);
    list_init(&transaction->parts);
    list_append(&tm->transactions, &transaction->link);
    transaction->id = creation->id ? *creation->id : tm_new_id();
    transaction->manager = manager;
    if (manager)
        ob_reference(manager, OB_BY_TRANSACTION);
    describe(transaction, creation->description, creation->description_chars);
    return tm_name(transaction, creation->attributes);
}

static NTSTATUS create(const struct tm_creation *creation, struct tm_manager *manager, HANDLE *handle)
{
    struct tm_transaction *transaction;
    NTSTATUS status = make(creation, manager, &transaction);
    if (NT_SUCCESS(status))
        status = tm_handle_give(transaction, creation->access, TRANSACTION_ALL_ACCESS, creation->attributes, handle);
    if (NT_SUCCESS(status) && creation->timeout)
        tm_timeout_set(transaction, *creation->timeout);
    ob_dereference(transaction, OB_BY_CREATE);
    return status;
}

NTSTATUS tm_call_create(const struct tm_creation *creation, HANDLE *handle)
{
    void *manager = NULL;
    if (!creation->access || creation->description_chars > MAX_TRANSACTION_DESCRIPTION_LENGTH)
        return STATUS_INVALID_PARAMETER;
    NTSTATUS status = creation->manager ? tm_handle_object(creation->manager, tm->manager_type, 0, &manager) : STATUS_SUCCESS;
    if (NT_SUCCESS(status))
        status = create(creation, manager, handle);
    if (manager)
        ob_dereference(manager, OB_BY_LOOKUP);
    return status;
}

/* With a reference (OB_BY_LOOKUP). */
static NTSTATUS by_id(const GUID *id, void **body)
{
    list_each(node, &tm->transactions)
    {
        struct tm_transaction *transaction = list_of(node, struct tm_transaction, link);
        if (memcmp(&transaction->id, id, sizeof *id) || ob_is_dying(transaction))
            continue;
        ob_reference(transaction, OB_BY_LOOKUP);
        *body = transaction;
        return STATUS_SUCCESS;
    }
    return STATUS_TRANSACTION_NOT_FOUND;
}

#define PATH_CHARS 512

static NTSTATUS by_name(const OBJECT_ATTRIBUTES *attributes, void **body)
{
    WCHAR text[PATH_CHARS];
    UNICODE_STRING path;
    if (!attributes || !attributes->ObjectName)
        return STATUS_INVALID_PARAMETER;
    NTSTATUS status = ob_path(attributes, text, PATH_CHARS, &path);
    return NT_SUCCESS(status) ? ob_lookup(&path, tm->transaction_type, NULL, body) : status;
}

NTSTATUS tm_call_open(const struct tm_creation *creation, HANDLE *handle)
{
    void *body;
    if (!creation->access)
        return STATUS_INVALID_PARAMETER;
    NTSTATUS status = creation->id ? by_id(creation->id, &body) : by_name(creation->attributes, &body);
    if (!NT_SUCCESS(status))
        return status;
    status = tm_handle_give(body, creation->access, TRANSACTION_ALL_ACCESS, creation->attributes, handle);
    ob_dereference(body, OB_BY_LOOKUP);
    return status;
}

NTSTATUS tm_call_commit(HANDLE handle, bool wait)
{
    void *body;
    NTSTATUS status = tm_handle_object(handle, tm->transaction_type, TRANSACTION_COMMIT, &body);
    if (!NT_SUCCESS(status))
        return status;
    status = tm_commit_and_wait(body, wait);
    ob_dereference(body, OB_BY_LOOKUP);
    return status;
}

NTSTATUS tm_call_rollback(HANDLE handle, bool wait)
{
    void *body;
    NTSTATUS status = tm_handle_object(handle, tm->transaction_type, TRANSACTION_ROLLBACK, &body);
    if (!NT_SUCCESS(status))
        return status;
    status = tm_rollback_and_wait(body, wait);
    ob_dereference(body, OB_BY_LOOKUP);
    return status;
}

/* --- information ------------------------------------------------------------------------------------------------------------------------------------------ */

static ULONG outcome_of(const struct tm_transaction *transaction)
{
    if (transaction->state == TM_COMMITTING || transaction->state == TM_COMMITTED)
        return TransactionOutcomeCommitted;
    return tm_is_undecided(transaction) ? TransactionOutcomeUndetermined : TransactionOutcomeAborted;
}

static NTSTATUS give_basic(const struct tm_transaction *transaction, void *to, ULONG room, ULONG *size)
{
    TRANSACTION_BASIC_INFORMATION info = {transaction->id, transaction->state == TM_COMMITTING ? TransactionStateCommittedNotify : TransactionStateNormal,
                                          outcome_of(transaction)};
    *size = sizeof info;
    if (room < sizeof info)
        return STATUS_BUFFER_TOO_SMALL;
    memcpy(to, &info, sizeof info);
    return STATUS_SUCCESS;
}

static NTSTATUS give_properties(const struct tm_transaction *transaction, void *to, ULONG room, ULONG *size)
{
    const ULONG text_at = FIELD_OFFSET(TRANSACTION_PROPERTIES_INFORMATION, Description);
    TRANSACTION_PROPERTIES_INFORMATION info = {.Timeout = transaction->timeout, .Outcome = outcome_of(transaction),
                                               .DescriptionLength = transaction->description_chars * (ULONG)sizeof(WCHAR)};
    *size = text_at + info.DescriptionLength;
    if (room < text_at)
        return STATUS_BUFFER_TOO_SMALL;
    memcpy(to, &info, text_at);
    ULONG fits = room - text_at < info.DescriptionLength ? room - text_at : info.DescriptionLength;
    memcpy((UCHAR *)to + text_at, transaction->description, fits);
    return fits < info.DescriptionLength ? STATUS_BUFFER_OVERFLOW : STATUS_SUCCESS;
}

NTSTATUS tm_call_query(HANDLE handle, TRANSACTION_INFORMATION_CLASS class, void *to, ULONG room, ULONG *size)
{
    void *body;
    if (class != TransactionBasicInformation && class != TransactionPropertiesInformation)
        ke_not_modelled("this class of information about a transaction");
    NTSTATUS status = tm_handle_object(handle, tm->transaction_type, TRANSACTION_QUERY_INFORMATION, &body);
    if (!NT_SUCCESS(status))
        return status;
    status = class == TransactionBasicInformation ? give_basic(body, to, room, size) : give_properties(body, to, room, size);
    ob_dereference(body, OB_BY_LOOKUP);
    return status;
}

static NTSTATUS take_properties(struct tm_transaction *transaction, const TRANSACTION_PROPERTIES_INFORMATION *info, ULONG size)
{
    const ULONG text_at = FIELD_OFFSET(TRANSACTION_PROPERTIES_INFORMATION, Description);
    if (size < text_at || info->DescriptionLength > size - text_at)
        return STATUS_INFO_LENGTH_MISMATCH;
    if (info->IsolationLevel || info->IsolationFlags || info->DescriptionLength > sizeof transaction->description)
        return STATUS_INVALID_PARAMETER;
    if (transaction->state != TM_ACTIVE)
        return STATUS_TRANSACTION_NOT_ACTIVE;
    if (info->DescriptionLength)
        describe(transaction, info->Description, info->DescriptionLength / sizeof(WCHAR));
    tm_timeout_set(transaction, info->Timeout);
    return STATUS_SUCCESS;
}

NTSTATUS tm_call_set(HANDLE handle, TRANSACTION_INFORMATION_CLASS class, const void *from, ULONG size)
{
    void *body;
    if (class != TransactionPropertiesInformation)
        return STATUS_INVALID_INFO_CLASS;
    NTSTATUS status = tm_handle_object(handle, tm->transaction_type, TRANSACTION_SET_INFORMATION, &body);
    if (!NT_SUCCESS(status))
        return status;
    status = take_properties(body, from, size);
    ob_dereference(body, OB_BY_LOOKUP);
    return status;
}
