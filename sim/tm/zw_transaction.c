/*
 * Transactions for drivers: what the system does for the kernel itself, whoever the thread works for.
 */
#include "tm/private.h"

/* WDK: ZwCreateTransaction. Isolation is reserved; a transaction manager given here is only remembered. */
NTSTATUS ZwCreateTransaction(PHANDLE TransactionHandle, ACCESS_MASK DesiredAccess, POBJECT_ATTRIBUTES ObjectAttributes, LPGUID Uow, HANDLE TmHandle,
                             ULONG CreateOptions, ULONG IsolationLevel, ULONG IsolationFlags, PLARGE_INTEGER Timeout, PUNICODE_STRING Description)
{
    ddi_enter(ZwCreateTransaction, NULL);
    if (CreateOptions & ~(ULONG)TRANSACTION_DO_NOT_PROMOTE || IsolationLevel || IsolationFlags)
        return STATUS_INVALID_PARAMETER;
    struct tm_creation creation = {.access = DesiredAccess, .attributes = ObjectAttributes, .id = Uow, .manager = TmHandle, .timeout = Timeout};
    if (Description) {
        creation.description = Description->Buffer;
        creation.description_chars = Description->Length / sizeof(WCHAR);
    }
    KPROCESSOR_MODE mode = ps_set_previous_mode(KernelMode);
    NTSTATUS status = tm_call_create(&creation, TransactionHandle);
    ps_set_previous_mode(mode);
    return status;
}

/* WDK: ZwOpenTransaction. By its identifier, or by its name. */
NTSTATUS ZwOpenTransaction(PHANDLE TransactionHandle, ACCESS_MASK DesiredAccess, POBJECT_ATTRIBUTES ObjectAttributes, LPGUID Uow, HANDLE TmHandle)
{
    ddi_enter(ZwOpenTransaction, NULL);
    (void)TmHandle;
    KPROCESSOR_MODE mode = ps_set_previous_mode(KernelMode);
    NTSTATUS status = tm_call_open(&(struct tm_creation){.access = DesiredAccess, .attributes = ObjectAttributes, .id = Uow}, TransactionHandle);
    ps_set_previous_mode(mode);
    return status;
}

/* WDK: ZwCommitTransaction. */
NTSTATUS ZwCommitTransaction(HANDLE TransactionHandle, BOOLEAN Wait)
{
    ddi_enter(ZwCommitTransaction, NULL);
    KPROCESSOR_MODE mode = ps_set_previous_mode(KernelMode);
    NTSTATUS status = tm_call_commit(TransactionHandle, Wait);
    ps_set_previous_mode(mode);
    return status;
}

/* WDK: ZwRollbackTransaction. */
NTSTATUS ZwRollbackTransaction(HANDLE TransactionHandle, BOOLEAN Wait)
{
    ddi_enter(ZwRollbackTransaction, NULL);
    KPROCESSOR_MODE mode = ps_set_previous_mode(KernelMode);
    NTSTATUS status = tm_call_rollback(TransactionHandle, Wait);
    ps_set_previous_mode(mode);
    return status;
}

/* WDK: ZwQueryInformationTransaction. Basic and properties. */
NTSTATUS ZwQueryInformationTransaction(HANDLE TransactionHandle, TRANSACTION_INFORMATION_CLASS TransactionInformationClass, PVOID TransactionInformation,
                                       ULONG TransactionInformationLength, PULONG ReturnLength)
{
    ddi_enter(ZwQueryInformationTransaction, NULL);
    ULONG size = 0;
    KPROCESSOR_MODE mode = ps_set_previous_mode(KernelMode);
    NTSTATUS status = tm_call_query(TransactionHandle, TransactionInformationClass, TransactionInformation, TransactionInformationLength, &size);
    ps_set_previous_mode(mode);
    if (ReturnLength)
        *ReturnLength = size;
    return status;
}

/* WDK: ZwSetInformationTransaction. Properties: time-out and description. */
NTSTATUS ZwSetInformationTransaction(HANDLE TransactionHandle, TRANSACTION_INFORMATION_CLASS TransactionInformationClass, PVOID TransactionInformation,
                                     ULONG TransactionInformationLength)
{
    ddi_enter(ZwSetInformationTransaction, NULL);
    KPROCESSOR_MODE mode = ps_set_previous_mode(KernelMode);
    NTSTATUS status = tm_call_set(TransactionHandle, TransactionInformationClass, TransactionInformation, TransactionInformationLength);
    ps_set_previous_mode(mode);
    return status;
}

/* --- by pointer --------------------------------------------------------------------------------------------------------------------------------------- */

/* WDK: TmCommitTransaction. */
NTSTATUS TmCommitTransaction(PKTRANSACTION Transaction, BOOLEAN Wait)
{
    ddi_enter(TmCommitTransaction, Transaction);
    return tm_commit_and_wait(tm_checked(Transaction, tm->transaction_type), Wait);
}

/* WDK: TmRollbackTransaction. */
NTSTATUS TmRollbackTransaction(PKTRANSACTION Transaction, BOOLEAN Wait)
{
    ddi_enter(TmRollbackTransaction, Transaction);
    return tm_rollback_and_wait(tm_checked(Transaction, tm->transaction_type), Wait);
}

/* WDK: TmGetTransactionId. */
VOID TmGetTransactionId(PKTRANSACTION Transaction, PUOW TransactionId)
{
    ddi_enter(TmGetTransactionId, Transaction);
    const struct tm_transaction *transaction = tm_checked(Transaction, tm->transaction_type);
    *TransactionId = transaction->id;
}

/* WDK: TmIsTransactionActive. */
BOOLEAN TmIsTransactionActive(PKTRANSACTION Transaction)
{
    ddi_enter(TmIsTransactionActive, Transaction);
    return tm_is_active(tm_checked(Transaction, tm->transaction_type));
}
