/*
 * Routines of a driver for the tests of transactions; each is called by name, one in a machine. Digits are small numbers in order of what happened:
 * 1 pre-prepare, 2 prepare, 3 commit, 4 rollback; of a second resource manager's, five more.
 */
#include <ntddk.h>

DRIVER_INITIALIZE DriverEntry;

static ULONG digits;
static HANDLE manager, resource[2], enlistment[2], transaction;
static PKRESOURCEMANAGER resource_object[2];
static ULONG answers = TRANSACTION_NOTIFY_PREPREPARE | TRANSACTION_NOTIFY_PREPARE | TRANSACTION_NOTIFY_COMMIT | TRANSACTION_NOTIFY_ROLLBACK; /* at once */
static ULONG rolls_back;                                                                                                                         /* at that */
static PKENLISTMENT late[2];
static BOOLEAN wrong;

#define ALL (TRANSACTION_NOTIFY_PREPREPARE | TRANSACTION_NOTIFY_PREPARE | TRANSACTION_NOTIFY_COMMIT | TRANSACTION_NOTIFY_ROLLBACK)

static void note(ULONG digit)
{
    digits = digits * 10 + digit;
}

static NTSTATUS Answer(PKENLISTMENT Enlistment, ULONG Notification)
{
    if (Notification == TRANSACTION_NOTIFY_PREPREPARE)
        return TmPrePrepareComplete(Enlistment, NULL);
    if (Notification == TRANSACTION_NOTIFY_PREPARE)
        return TmPrepareComplete(Enlistment, NULL);
    return Notification == TRANSACTION_NOTIFY_COMMIT ? TmCommitComplete(Enlistment, NULL) : TmRollbackComplete(Enlistment, NULL);
}

static NTSTATUS OnNotification(PKENLISTMENT EnlistmentObject, PVOID RMContext, PVOID TransactionContext, ULONG TransactionNotification,
                               PLARGE_INTEGER TmVirtualClock, ULONG ArgumentLength, PVOID Argument)
{
    ULONG number = (ULONG)(ULONG_PTR)RMContext, digit = 1;

    for (ULONG bit = 1; bit < TransactionNotification; bit *= 2)
        digit++;
    note(digit + 5 * number);
    if (TransactionContext != &enlistment[number] || !TmVirtualClock->QuadPart || ArgumentLength || Argument || KeGetCurrentIrql() != PASSIVE_LEVEL)
        wrong = TRUE;
    if (rolls_back == TransactionNotification)
        return TmRollbackEnlistment(EnlistmentObject, NULL);
    if (answers & TransactionNotification)
        return Answer(EnlistmentObject, TransactionNotification);
    late[number] = EnlistmentObject;
    return STATUS_PENDING;
}

static NTSTATUS MakeResource(ULONG Number, BOOLEAN Enable)
{
    OBJECT_ATTRIBUTES attributes;
    NTSTATUS status = STATUS_SUCCESS;

    InitializeObjectAttributes(&attributes, NULL, OBJ_KERNEL_HANDLE, NULL, NULL);
    if (!manager)
        status = ZwCreateTransactionManager(&manager, TRANSACTIONMANAGER_ALL_ACCESS, &attributes, NULL, TRANSACTION_MANAGER_VOLATILE, 0);
    if (NT_SUCCESS(status))
        status = ZwCreateResourceManager(&resource[Number], RESOURCEMANAGER_ALL_ACCESS, manager, NULL, &attributes, RESOURCE_MANAGER_VOLATILE, NULL);
    if (NT_SUCCESS(status))
        status = ObReferenceObjectByHandle(resource[Number], 0, *TmResourceManagerObjectType, KernelMode, (PVOID *)&resource_object[Number], NULL);
    if (NT_SUCCESS(status) && Enable)
        status = TmEnableCallbacks(resource_object[Number], OnNotification, (PVOID)(ULONG_PTR)Number);
    return status;
}

static NTSTATUS Begin(LONGLONG Timeout)
{
    OBJECT_ATTRIBUTES attributes;
    LARGE_INTEGER timeout = {.QuadPart = Timeout};

    InitializeObjectAttributes(&attributes, NULL, OBJ_KERNEL_HANDLE, NULL, NULL);
    return ZwCreateTransaction(&transaction, TRANSACTION_ALL_ACCESS, &attributes, NULL, NULL, 0, 0, 0, Timeout ? &timeout : NULL, NULL);
}

static NTSTATUS Enlist(ULONG Number, ULONG Mask)
{
    OBJECT_ATTRIBUTES attributes;

    InitializeObjectAttributes(&attributes, NULL, OBJ_KERNEL_HANDLE, NULL, NULL);
    return ZwCreateEnlistment(&enlistment[Number], ENLISTMENT_ALL_ACCESS, resource[Number], transaction, &attributes, 0, Mask, &enlistment[Number]);
}

static BOOLEAN Two(ULONG FirstMask, ULONG SecondMask)
{
    return NT_SUCCESS(MakeResource(0, TRUE)) && NT_SUCCESS(MakeResource(1, TRUE)) && NT_SUCCESS(Begin(0)) && NT_SUCCESS(Enlist(0, FirstMask)) &&
           NT_SUCCESS(Enlist(1, SecondMask));
}

static ULONG Outcome(void)
{
    TRANSACTION_BASIC_INFORMATION info;
    ULONG size;

    if (!NT_SUCCESS(ZwQueryInformationTransaction(transaction, TransactionBasicInformation, &info, sizeof info, &size)) || size != sizeof info)
        return 0;
    return info.Outcome;
}

/* --- committing ------------------------------------------------------------------------------------------------------------------------------------- */

ULONG order(void)
{
    if (!Two(ALL, ALL) || ZwCommitTransaction(transaction, TRUE) != STATUS_SUCCESS || Outcome() != TransactionOutcomeCommitted || wrong)
        return 0;
    return ZwCommitTransaction(transaction, TRUE) == STATUS_TRANSACTION_ALREADY_COMMITTED &&
                   ZwRollbackTransaction(transaction, TRUE) == STATUS_TRANSACTION_ALREADY_COMMITTED
               ? digits /* 1 6 2 7 3 8 */
               : 0;
}

ULONG only_what_it_wants(void)
{
    if (!Two(TRANSACTION_NOTIFY_COMMIT | TRANSACTION_NOTIFY_ROLLBACK, ALL))
        return 0;
    return ZwCommitTransaction(transaction, TRUE) == STATUS_SUCCESS ? digits : 0; /* 6 7 3 8 */
}

ULONG read_only(void)
{
    if (!Two(ALL, ALL) || ZwReadOnlyEnlistment(enlistment[0], NULL) != STATUS_SUCCESS || ZwReadOnlyEnlistment(enlistment[0], NULL) != STATUS_TRANSACTION_NOT_REQUESTED)
        return 0;
    ZwClose(enlistment[0]); /* rolls nothing back any more */
    return ZwCommitTransaction(transaction, TRUE) == STATUS_SUCCESS ? digits : 0; /* 6 7 8 */
}

static VOID AnswerLater(PVOID Context)
{
    LARGE_INTEGER soon = {.QuadPart = -10000};

    UNREFERENCED_PARAMETER(Context);
    for (ULONG i = 0; i < 10; i++) {
        KeDelayExecutionThread(KernelMode, FALSE, &soon);
        if (late[0]) {
            PKENLISTMENT answered = late[0];
            late[0] = NULL;
            note(9);
            TmPrepareComplete(answered, NULL);
        }
    }
    PsTerminateSystemThread(STATUS_SUCCESS);
}

/* Who waits for the commit waits for the answer of another thread; and that one goes on with the rest. */
ULONG late_answer(void)
{
    HANDLE thread;

    answers = ALL & ~TRANSACTION_NOTIFY_PREPARE;
    if (!Two(ALL, ALL & ~TRANSACTION_NOTIFY_PREPARE) || !NT_SUCCESS(PsCreateSystemThread(&thread, THREAD_ALL_ACCESS, NULL, NULL, NULL, AnswerLater, NULL)))
        return 0;
    ZwClose(thread);
    return ZwCommitTransaction(transaction, TRUE) == STATUS_SUCCESS ? digits : 0; /* 1 6 2, then 9 3 8 */
}

ULONG not_waited_for(void)
{
    LARGE_INTEGER none = {.QuadPart = 0};
    PVOID object;

    answers = ALL & ~TRANSACTION_NOTIFY_COMMIT;
    if (!Two(ALL, ALL & ~TRANSACTION_NOTIFY_COMMIT) || ZwCommitTransaction(transaction, FALSE) != STATUS_PENDING || Outcome() != TransactionOutcomeCommitted)
        return 0;
    if (!NT_SUCCESS(ObReferenceObjectByHandle(transaction, 0, *TmTransactionObjectType, KernelMode, &object, NULL)))
        return 0;
    if (KeWaitForSingleObject(object, Executive, KernelMode, FALSE, &none) != STATUS_TIMEOUT || TmIsTransactionActive(object))
        return 0;
    if (ZwRollbackTransaction(transaction, TRUE) != STATUS_TRANSACTION_REQUEST_NOT_VALID || TmPrepareComplete(late[0], NULL) != STATUS_TRANSACTION_NOT_REQUESTED)
        return 0;
    if (ZwCommitComplete(enlistment[0], NULL) != STATUS_SUCCESS || KeWaitForSingleObject(object, Executive, KernelMode, FALSE, &none) != STATUS_SUCCESS)
        return 0;
    ObDereferenceObject(object);
    return digits; /* 1 6 2 7 3 */
}

/* --- rolling back ------------------------------------------------------------------------------------------------------------------------------------ */

ULONG rollback(void)
{
    if (!Two(ALL, ALL) || ZwRollbackTransaction(transaction, TRUE) != STATUS_SUCCESS || Outcome() != TransactionOutcomeAborted)
        return 0;
    return ZwCommitTransaction(transaction, TRUE) == STATUS_TRANSACTION_ALREADY_ABORTED && Enlist(0, ALL) == STATUS_TRANSACTION_NOT_ACTIVE ? digits : 0; /* 4 9 */
}

/* The first has prepared, the second will not: both hear of the rollback, and nobody of the commit. */
ULONG refused_by_one(void)
{
    rolls_back = TRANSACTION_NOTIFY_PREPARE;
    answers = ALL;
    if (!Two(ALL & ~TRANSACTION_NOTIFY_PREPARE, ALL))
        return 0;
    return ZwCommitTransaction(transaction, TRUE) == STATUS_TRANSACTION_ALREADY_ABORTED && Outcome() == TransactionOutcomeAborted ? digits : 0; /* 1 6 7 4 9 */
}

ULONG too_late_to_refuse(void)
{
    PVOID object;
    NTSTATUS status;

    answers = ALL & ~TRANSACTION_NOTIFY_COMMIT;
    if (!Two(ALL, ALL) || ZwCommitTransaction(transaction, FALSE) != STATUS_PENDING)
        return 0;
    ObReferenceObjectByHandle(enlistment[0], 0, *TmEnlistmentObjectType, KernelMode, &object, NULL);
    status = TmRollbackEnlistment(object, NULL);
    ObDereferenceObject(object);
    return status == STATUS_TRANSACTION_NOT_REQUESTED;
}

ULONG last_handle(void)
{
    if (!Two(ALL, ALL))
        return 0;
    ZwClose(transaction);
    return digits; /* 4 9 */
}

ULONG last_enlistment_handle(void)
{
    if (!Two(ALL, ALL))
        return 0;
    ZwClose(enlistment[1]);
    return Outcome() == TransactionOutcomeAborted ? digits : 0; /* 4 9 */
}

ULONG last_resource_handle(void)
{
    if (!Two(ALL, ALL))
        return 0;
    ZwClose(resource[0]);
    return Outcome() == TransactionOutcomeAborted ? digits : 0; /* 4 9 */
}

/* After a second, and not before; a commit within the time disarms it. */
ULONG timed_out(void)
{
    LARGE_INTEGER most = {.QuadPart = -9990000}, rest = {.QuadPart = -20000};
    TRANSACTION_PROPERTIES_INFORMATION properties = {.Timeout = {.QuadPart = -10000000}};

    if (!NT_SUCCESS(MakeResource(0, TRUE)) || !NT_SUCCESS(Begin(-10000000)) || !NT_SUCCESS(Enlist(0, ALL)))
        return 0;
    KeDelayExecutionThread(KernelMode, FALSE, &most);
    if (Outcome() != TransactionOutcomeUndetermined || digits)
        return 0;
    KeDelayExecutionThread(KernelMode, FALSE, &rest);
    if (Outcome() != TransactionOutcomeAborted || digits != 4 || !NT_SUCCESS(Begin(0)) || !NT_SUCCESS(Enlist(0, ALL)))
        return 0;
    if (!NT_SUCCESS(ZwSetInformationTransaction(transaction, TransactionPropertiesInformation, &properties, sizeof properties)))
        return 0;
    if (ZwCommitTransaction(transaction, TRUE) != STATUS_SUCCESS)
        return 0;
    KeDelayExecutionThread(KernelMode, FALSE, &most);
    KeDelayExecutionThread(KernelMode, FALSE, &rest);
    return digits; /* 4, then 1 2 3 */
}

/* --- by handle ---------------------------------------------------------------------------------------------------------------------------------------- */

/* Read-only at the preparation where the context says so. */
static NTSTATUS ByHandle(PKENLISTMENT EnlistmentObject, PVOID RMContext, PVOID TransactionContext, ULONG TransactionNotification, PLARGE_INTEGER TmVirtualClock,
                         ULONG ArgumentLength, PVOID Argument)
{
    HANDLE handle = *(HANDLE *)TransactionContext;

    UNREFERENCED_PARAMETER(ArgumentLength);
    UNREFERENCED_PARAMETER(Argument);
    if (TransactionNotification == TRANSACTION_NOTIFY_PREPREPARE) {
        note(1);
        return ZwPrePrepareComplete(handle, TmVirtualClock);
    }
    if (TransactionNotification == TRANSACTION_NOTIFY_PREPARE) {
        note(2);
        return RMContext ? TmReadOnlyEnlistment(EnlistmentObject, TmVirtualClock) : ZwPrepareComplete(handle, TmVirtualClock);
    }
    note(TransactionNotification == TRANSACTION_NOTIFY_COMMIT ? 3 : 4);
    return TransactionNotification == TRANSACTION_NOTIFY_COMMIT ? ZwCommitComplete(handle, TmVirtualClock) : ZwRollbackComplete(handle, TmVirtualClock);
}

ULONG by_handle(void)
{
    if (!NT_SUCCESS(MakeResource(0, FALSE)) || !NT_SUCCESS(MakeResource(1, FALSE)) || !NT_SUCCESS(TmEnableCallbacks(resource_object[0], ByHandle, NULL)) ||
        !NT_SUCCESS(TmEnableCallbacks(resource_object[1], ByHandle, &digits)) || !NT_SUCCESS(Begin(0)) || !NT_SUCCESS(Enlist(0, ALL)) || !NT_SUCCESS(Enlist(1, ALL)))
        return 0;
    if (ZwCommitTransaction(transaction, TRUE) != STATUS_SUCCESS)
        return 0;
    ZwClose(enlistment[0]);
    if (!NT_SUCCESS(Begin(0)) || !NT_SUCCESS(Enlist(0, ALL)) || ZwRollbackEnlistment(enlistment[0], NULL) != STATUS_SUCCESS)
        return 0;
    return Outcome() == TransactionOutcomeAborted && ZwRollbackEnlistment(enlistment[0], NULL) == STATUS_TRANSACTION_NOT_REQUESTED ? digits : 0; /* 1 1 2 2 3, then 4 */
}

ULONG named(void)
{
    UNICODE_STRING name = RTL_CONSTANT_STRING(L"\\BaseNamedObjects\\Wedding");
    OBJECT_ATTRIBUTES attributes;
    HANDLE again = NULL, none;

    InitializeObjectAttributes(&attributes, &name, OBJ_CASE_INSENSITIVE | OBJ_KERNEL_HANDLE, NULL, NULL);
    if (!NT_SUCCESS(ZwCreateTransaction(&transaction, TRANSACTION_ALL_ACCESS, &attributes, NULL, NULL, 0, 0, 0, NULL, NULL)))
        return 0;
    note(ZwCreateTransaction(&none, TRANSACTION_ALL_ACCESS, &attributes, NULL, NULL, 0, 0, 0, NULL, NULL) == STATUS_OBJECT_NAME_COLLISION ? 1 : 0);
    note(NT_SUCCESS(ZwOpenTransaction(&again, TRANSACTION_ALL_ACCESS, &attributes, NULL, NULL)) && ZwCommitTransaction(again, TRUE) == STATUS_SUCCESS ? 2 : 0);
    note(Outcome() == TransactionOutcomeCommitted ? 3 : 0);
    ZwClose(again);
    ZwClose(transaction);
    note(ZwOpenTransaction(&again, TRANSACTION_ALL_ACCESS, &attributes, NULL, NULL) == STATUS_OBJECT_NAME_NOT_FOUND ? 4 : 0);
    return digits; /* 1 2 3 4 */
}

/* --- the rest ---------------------------------------------------------------------------------------------------------------------------------------- */

/* What came before the callback is told when it is enabled; the transaction waits for that. */
ULONG enabled_late(void)
{
    if (!NT_SUCCESS(MakeResource(0, FALSE)) || !NT_SUCCESS(Begin(0)) || !NT_SUCCESS(Enlist(0, ALL)))
        return 0;
    if (ZwCommitTransaction(transaction, FALSE) != STATUS_PENDING || digits)
        return 0;
    if (TmEnableCallbacks(resource_object[0], NULL, NULL) != STATUS_UNSUCCESSFUL || TmEnableCallbacks(resource_object[0], OnNotification, NULL) != STATUS_SUCCESS)
        return 0;
    return Outcome() == TransactionOutcomeCommitted ? digits : 0; /* 1 2 3 */
}

ULONG opened_again(void)
{
    static UNICODE_STRING description = RTL_CONSTANT_STRING(L"Wedding");
    TRANSACTION_BASIC_INFORMATION info;
    OBJECT_ATTRIBUTES attributes;
    union {
        TRANSACTION_PROPERTIES_INFORMATION properties;
        UCHAR bytes[128];
    } out;
    HANDLE again = NULL, none;
    GUID id;
    ULONG size;
    PVOID object;

    InitializeObjectAttributes(&attributes, NULL, OBJ_KERNEL_HANDLE, NULL, NULL);
    if (!NT_SUCCESS(ZwCreateTransaction(&transaction, TRANSACTION_ALL_ACCESS, &attributes, NULL, NULL, 0, 0, 0, NULL, &description)))
        return 0;
    if (!NT_SUCCESS(ZwQueryInformationTransaction(transaction, TransactionBasicInformation, &info, sizeof info, &size)))
        return 0;
    if (!NT_SUCCESS(ZwOpenTransaction(&again, TRANSACTION_ALL_ACCESS, &attributes, &info.TransactionId, NULL)) || again == transaction)
        return 0;
    note(1);
    if (ZwQueryInformationTransaction(again, TransactionPropertiesInformation, &out, 4, &size) != STATUS_BUFFER_TOO_SMALL)
        return 0;
    if (ZwQueryInformationTransaction(again, TransactionPropertiesInformation, &out, sizeof out, &size) != STATUS_SUCCESS || out.properties.DescriptionLength != 14)
        return 0;
    note(2);
    ObReferenceObjectByHandle(again, 0, *TmTransactionObjectType, KernelMode, &object, NULL);
    TmGetTransactionId(object, &id);
    if (!RtlEqualMemory(&id, &info.TransactionId, sizeof id) || !TmIsTransactionActive(object))
        return 0;
    note(3);
    ZwClose(transaction); /* not the last handle */
    transaction = again;
    if (Outcome() != TransactionOutcomeUndetermined || TmCommitTransaction(object, TRUE) != STATUS_SUCCESS ||
        TmRollbackTransaction(object, TRUE) != STATUS_TRANSACTION_ALREADY_COMMITTED)
        return 0;
    note(4);
    ObDereferenceObject(object);
    ZwClose(again);
    return ZwOpenTransaction(&none, TRANSACTION_ALL_ACCESS, &attributes, &id, NULL) == STATUS_TRANSACTION_NOT_FOUND ? digits : 0;
}

ULONG refusals(void)
{
    OBJECT_ATTRIBUTES attributes;
    HANDLE none;

    InitializeObjectAttributes(&attributes, NULL, OBJ_KERNEL_HANDLE, NULL, NULL);
    if (!NT_SUCCESS(MakeResource(0, TRUE)) || !NT_SUCCESS(Begin(0)))
        return 0;
    return Enlist(0, 0) == STATUS_INVALID_PARAMETER && Enlist(0, 0x40000000) == STATUS_INVALID_PARAMETER &&
           ZwCommitTransaction(resource[0], TRUE) == STATUS_OBJECT_TYPE_MISMATCH && ZwCommitTransaction((HANDLE)0x4444, TRUE) == STATUS_INVALID_HANDLE &&
           ZwCreateTransaction(&none, 0, &attributes, NULL, NULL, 0, 0, 0, NULL, NULL) == STATUS_INVALID_PARAMETER &&
           ZwCreateTransaction(&none, TRANSACTION_ALL_ACCESS, &attributes, NULL, NULL, 0, 1, 0, NULL, NULL) == STATUS_INVALID_PARAMETER &&
           ZwCreateResourceManager(&none, RESOURCEMANAGER_ALL_ACCESS, manager, NULL, &attributes, 0, NULL) == STATUS_TM_VOLATILE &&
           ZwCreateResourceManager(&none, RESOURCEMANAGER_ALL_ACCESS, transaction, NULL, &attributes, RESOURCE_MANAGER_VOLATILE, NULL) == STATUS_OBJECT_TYPE_MISMATCH &&
           ZwCommitComplete(resource[0], NULL) == STATUS_OBJECT_TYPE_MISMATCH;
}

ULONG superior(void)
{
    OBJECT_ATTRIBUTES attributes;

    InitializeObjectAttributes(&attributes, NULL, OBJ_KERNEL_HANDLE, NULL, NULL);
    MakeResource(0, TRUE);
    Begin(0);
    return (ULONG)ZwCreateEnlistment(&enlistment[0], ENLISTMENT_ALL_ACCESS, resource[0], transaction, &attributes, ENLISTMENT_SUPERIOR, ALL, NULL);
}

ULONG wrong_object(void)
{
    MakeResource(0, TRUE);
    return (ULONG)TmCommitComplete((PKENLISTMENT)resource_object[0], NULL);
}

/* --- registry ---------------------------------------------------------------------------------------------------------------------------------------- */

static UNICODE_STRING Value = RTL_CONSTANT_STRING(L"Value");

static NTSTATUS Open(PCWSTR Path, HANDLE Transaction, BOOLEAN Make, HANDLE *Key)
{
    UNICODE_STRING path;
    OBJECT_ATTRIBUTES attributes;

    RtlInitUnicodeString(&path, Path);
    InitializeObjectAttributes(&attributes, &path, OBJ_CASE_INSENSITIVE | OBJ_KERNEL_HANDLE, NULL, NULL);
    if (Transaction && Make)
        return ZwCreateKeyTransacted(Key, KEY_ALL_ACCESS, &attributes, 0, NULL, 0, Transaction, NULL);
    if (Transaction)
        return ZwOpenKeyTransacted(Key, KEY_ALL_ACCESS, &attributes, Transaction);
    return Make ? ZwCreateKey(Key, KEY_ALL_ACCESS, &attributes, 0, NULL, 0, NULL) : ZwOpenKey(Key, KEY_ALL_ACCESS, &attributes);
}

static NTSTATUS Set(HANDLE Key, ULONG Number)
{
    return ZwSetValueKey(Key, &Value, 0, REG_DWORD, &Number, sizeof Number);
}

static ULONG Get(HANDLE Key)
{
    UCHAR buffer[FIELD_OFFSET(KEY_VALUE_PARTIAL_INFORMATION, Data) + sizeof(ULONG)];
    ULONG size;

    if (!NT_SUCCESS(ZwQueryValueKey(Key, &Value, KeyValuePartialInformation, buffer, sizeof buffer, &size)))
        return 0;
    return *(ULONG *)((PKEY_VALUE_PARTIAL_INFORMATION)buffer)->Data;
}

static ULONG CountOf(HANDLE Key)
{
    KEY_FULL_INFORMATION info;
    ULONG size;

    return NT_SUCCESS(ZwQueryKey(Key, KeyFullInformation, &info, sizeof info, &size)) ? 10 * info.SubKeys + info.Values : 99;
}

#define TEST L"\\Registry\\Machine\\Software\\Test"

/* Outside: 1 value, 1 key below; inside another value, no such key, but one that nobody else sees. */
static BOOLEAN Change(HANDLE *Outside, HANDLE *Inside)
{
    HANDLE below, made;

    if (!NT_SUCCESS(Open(TEST, NULL, TRUE, Outside)) || !NT_SUCCESS(Open(TEST L"\\Old", NULL, TRUE, &below)) || !NT_SUCCESS(Set(*Outside, 1)))
        return FALSE;
    ZwClose(below);
    if (!NT_SUCCESS(Begin(0)) || !NT_SUCCESS(Open(TEST, transaction, FALSE, Inside)) || !NT_SUCCESS(Set(*Inside, 2)))
        return FALSE;
    if (!NT_SUCCESS(Open(TEST L"\\New", transaction, TRUE, &made)) || !NT_SUCCESS(Open(TEST L"\\Old", transaction, FALSE, &below)) || !NT_SUCCESS(ZwDeleteKey(below)))
        return FALSE;
    ZwClose(below);
    ZwClose(made);
    return TRUE;
}

ULONG seen_inside_only(void)
{
    HANDLE outside, inside, key;

    if (!Change(&outside, &inside))
        return 0;
    note(Get(outside));
    note(Get(inside));
    note(Open(TEST L"\\New", NULL, FALSE, &key) == STATUS_OBJECT_NAME_NOT_FOUND ? 3 : 0);
    note(Open(TEST L"\\Old", transaction, FALSE, &key) == STATUS_OBJECT_NAME_NOT_FOUND ? 4 : 0);
    note(NT_SUCCESS(Open(TEST L"\\Old", NULL, FALSE, &key)) ? 5 : 0);
    note(CountOf(outside) == 11 && CountOf(inside) == 11 ? 6 : 0);
    return digits; /* 1 2 3 4 5 6 */
}

ULONG committed_for_all(void)
{
    HANDLE outside, inside, key;

    if (!Change(&outside, &inside) || ZwCommitTransaction(transaction, TRUE) != STATUS_SUCCESS)
        return 0;
    note(Get(outside));
    note(NT_SUCCESS(Open(TEST L"\\New", NULL, FALSE, &key)) ? 3 : 0);
    note(Open(TEST L"\\Old", NULL, FALSE, &key) == STATUS_OBJECT_NAME_NOT_FOUND ? 4 : 0);
    note(Set(inside, 3) == STATUS_TRANSACTION_NOT_ACTIVE && !Get(inside) ? 5 : 0);
    note(CountOf(outside) == 11 ? 6 : 0);
    note(Open(TEST, transaction, FALSE, &key) == STATUS_TRANSACTION_NOT_ACTIVE ? 7 : 0);
    return digits; /* 2 3 4 5 6 7 */
}

ULONG undone(void)
{
    HANDLE outside, inside, key, made;

    if (!Change(&outside, &inside) || !NT_SUCCESS(Open(TEST L"\\New", transaction, FALSE, &made)) || ZwRollbackTransaction(transaction, TRUE) != STATUS_SUCCESS)
        return 0;
    note(Get(outside));
    note(Open(TEST L"\\New", NULL, FALSE, &key) == STATUS_OBJECT_NAME_NOT_FOUND ? 3 : 0);
    note(NT_SUCCESS(Open(TEST L"\\Old", NULL, FALSE, &key)) ? 4 : 0);
    note(Set(inside, 3) == STATUS_TRANSACTION_NOT_ACTIVE && Set(made, 3) == STATUS_TRANSACTION_NOT_ACTIVE ? 5 : 0);
    note(CountOf(outside) == 11 ? 6 : 0);
    return digits; /* 1 3 4 5 6 */
}

/* A value that was set twice, and deleted and set again, is still one; what was made and deleted inside is nothing. */
ULONG within_itself(void)
{
    HANDLE outside, inside, key;

    if (!Change(&outside, &inside))
        return 0;
    Set(inside, 3);
    note(Get(inside));
    note(NT_SUCCESS(ZwDeleteValueKey(inside, &Value)) && !Get(inside) && Get(outside) == 1 ? 1 : 0);
    Set(inside, 4);
    note(Get(inside));
    if (!NT_SUCCESS(Open(TEST L"\\New", transaction, FALSE, &key)) || !NT_SUCCESS(ZwDeleteKey(key)) || Set(key, 1) != STATUS_KEY_DELETED)
        return 0;
    ZwClose(key);
    note(CountOf(inside) == 1 && ZwCommitTransaction(transaction, TRUE) == STATUS_SUCCESS ? 5 : 0);
    note(CountOf(outside) == 1 ? Get(outside) : 0);
    return digits; /* 3 1 4 5 4 */
}

/* Two transactions do not change one key; a change outside every transaction rolls that back which has the key. */
ULONG in_each_others_way(void)
{
    HANDLE outside, inside, first, second, other, key;

    if (!Change(&outside, &inside))
        return 0;
    first = transaction;
    Begin(0);
    second = transaction;
    if (!NT_SUCCESS(Open(TEST, second, FALSE, &other)))
        return 0;
    note(Set(other, 5) == STATUS_TRANSACTIONAL_CONFLICT && Get(other) == 1 ? 1 : 0);
    note(Open(TEST L"\\New", second, TRUE, &key) == STATUS_TRANSACTIONAL_CONFLICT ? 2 : 0);
    transaction = first;
    note(Outcome() == TransactionOutcomeUndetermined && NT_SUCCESS(Set(outside, 6)) && Outcome() == TransactionOutcomeAborted ? 3 : 0);
    note(Set(other, 5) == STATUS_SUCCESS && Get(other) == 5 && Get(outside) == 6 ? 4 : 0);
    transaction = second;
    note(NT_SUCCESS(Open(TEST L"\\Third", second, TRUE, &key)) && NT_SUCCESS(Open(TEST L"\\Third", NULL, TRUE, &key)) && Outcome() == TransactionOutcomeAborted ? 5 : 0);
    note(Get(outside));
    return digits; /* 1 2 3 4 5 6 */
}

/* Outside, a key is made below one that a transaction deletes; one is deleted below which a transaction made another. */
ULONG above_and_below(void)
{
    HANDLE outside, inside, key;

    if (!Change(&outside, &inside) || !NT_SUCCESS(Open(TEST L"\\Old\\Below", NULL, TRUE, &key)))
        return 0;
    note(Outcome() == TransactionOutcomeAborted ? 1 : 0);
    ZwDeleteKey(key);
    if (!NT_SUCCESS(Begin(0)) || !NT_SUCCESS(Open(TEST L"\\Old\\Made", transaction, TRUE, &key)) || !NT_SUCCESS(Open(TEST L"\\Old", NULL, FALSE, &key)))
        return 0;
    note(NT_SUCCESS(ZwDeleteKey(key)) && Outcome() == TransactionOutcomeAborted ? 2 : 0);
    note(CountOf(outside) == 1 ? 3 : 0);
    return digits; /* 1 2 3 */
}

static LARGE_INTEGER cookie;
static PVOID bound[2];

static NTSTATUS OnRegistry(PVOID Context, PVOID Argument1, PVOID Argument2)
{
    REG_NOTIFY_CLASS class = (REG_NOTIFY_CLASS)(ULONG_PTR)Argument1;

    UNREFERENCED_PARAMETER(Context);
    if (class == RegNtPreOpenKeyEx)
        bound[0] = ((PREG_OPEN_KEY_INFORMATION_V1)Argument2)->Transaction;
    if (class == RegNtPreSetValueKey)
        bound[1] = CmGetBoundTransaction(&cookie, ((PREG_SET_VALUE_KEY_INFORMATION)Argument2)->Object);
    return STATUS_SUCCESS;
}

ULONG bound_transaction(void)
{
    HANDLE outside, inside;
    OBJECT_ATTRIBUTES attributes;
    UNICODE_STRING path;
    PVOID object;

    if (!NT_SUCCESS(Open(TEST, NULL, TRUE, &outside)) || !NT_SUCCESS(Begin(0)) || !NT_SUCCESS(CmRegisterCallback(OnRegistry, NULL, &cookie)))
        return 0;
    ObReferenceObjectByHandle(transaction, 0, *TmTransactionObjectType, KernelMode, &object, NULL);
    RtlInitUnicodeString(&path, TEST);
    InitializeObjectAttributes(&attributes, &path, OBJ_CASE_INSENSITIVE | OBJ_KERNEL_HANDLE, NULL, NULL);
    if (!NT_SUCCESS(ZwOpenKeyTransactedEx(&inside, KEY_ALL_ACCESS, &attributes, 0, transaction)))
        return 0;
    Set(inside, 1);
    note(bound[0] == object && bound[1] == object ? 1 : 0);
    ZwRollbackTransaction(transaction, TRUE);
    Set(outside, 2);
    note(!bound[1] ? 2 : 0);
    ObDereferenceObject(object);
    CmUnRegisterCallback(cookie);
    return digits; /* 1 2 */
}

/* What a resource manager hears at the commit is in the registry for all; at the pre-preparation it is not yet. */
static NTSTATUS Look(PKENLISTMENT EnlistmentObject, PVOID RMContext, PVOID TransactionContext, ULONG TransactionNotification, PLARGE_INTEGER TmVirtualClock,
                     ULONG ArgumentLength, PVOID Argument)
{
    UNREFERENCED_PARAMETER(TransactionContext);
    UNREFERENCED_PARAMETER(TmVirtualClock);
    UNREFERENCED_PARAMETER(ArgumentLength);
    UNREFERENCED_PARAMETER(Argument);
    note(Get(*(HANDLE *)RMContext));
    return Answer(EnlistmentObject, TransactionNotification);
}

ULONG registry_at_commit(void)
{
    static HANDLE outside, inside;

    if (!Change(&outside, &inside) || !NT_SUCCESS(MakeResource(0, FALSE)) || !NT_SUCCESS(TmEnableCallbacks(resource_object[0], Look, &outside)))
        return 0;
    if (!NT_SUCCESS(Enlist(0, ALL)) || ZwCommitTransaction(transaction, TRUE) != STATUS_SUCCESS)
        return 0;
    return digits; /* 1 1 2 */
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(DriverObject);
    UNREFERENCED_PARAMETER(RegistryPath);
    return STATUS_SUCCESS;
}
