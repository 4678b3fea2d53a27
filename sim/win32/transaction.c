/*
 * Transactions as applications have them: thin, over sim/tm.
 */
#include "tm/tm.h"
#include "win32/private.h"

#include "win32/ktmw32.h"

#include <string.h>

struct transaction_call {
    NTSTATUS (*serve)(struct transaction_call *call);
    HANDLE handle; /* in, or out */
    bool wait;
    ACCESS_MASK access;
    ULONG attributes;
    GUID id;
    LARGE_INTEGER timeout;
    WCHAR description[MAX_TRANSACTION_DESCRIPTION_LENGTH + 1];
    size_t description_chars;
    union {
        TRANSACTION_BASIC_INFORMATION basic;
        TRANSACTION_PROPERTIES_INFORMATION properties;
        UCHAR bytes[sizeof(TRANSACTION_PROPERTIES_INFORMATION) + MAX_TRANSACTION_DESCRIPTION_LENGTH * sizeof(WCHAR)];
    } info;
};

static uintptr_t serve(void *argument)
{
    struct transaction_call *call = argument;
    ke_point();
    NTSTATUS status = call->serve(call);
    ke_point(); /* whoever was told may run before the application goes on */
    return (uintptr_t)(uint32_t)status;
}

static BOOL run(const struct win32_caller *caller, struct transaction_call *call)
{
    NTSTATUS status = (NTSTATUS)win32_kernel(caller, serve, call);
    return NT_SUCCESS(status) ? TRUE : win32_fail(status);
}

static NTSTATUS create(struct transaction_call *call)
{
    OBJECT_ATTRIBUTES attributes;
    InitializeObjectAttributes(&attributes, NULL, call->attributes, NULL, NULL);
    struct tm_creation creation = {.access = TRANSACTION_ALL_ACCESS, .attributes = &attributes, .timeout = &call->timeout, .description = call->description,
                                   .description_chars = call->description_chars};
    return tm_call_create(&creation, &call->handle);
}

/* UOW is reserved; a time-out of 0 or INFINITE is none. INVALID_HANDLE_VALUE on failure. */
HANDLE CreateTransaction(LPSECURITY_ATTRIBUTES lpTransactionAttributes, LPGUID UOW, DWORD CreateOptions, DWORD IsolationLevel, DWORD IsolationFlags, DWORD Timeout,
                         LPWSTR Description)
{
    WIN32_ENTER();
    struct transaction_call call = {.serve = create, .attributes = win32_inherit(&caller, lpTransactionAttributes)};
    bool fits = win32_text_w(&caller, Description, call.description, MAX_TRANSACTION_DESCRIPTION_LENGTH + 1, &call.description_chars);
    if (UOW || CreateOptions & ~(DWORD)TRANSACTION_DO_NOT_PROMOTE || IsolationLevel || IsolationFlags || !fits)
        return win32_error(ERROR_INVALID_PARAMETER), INVALID_HANDLE_VALUE;
    if (Timeout != INFINITE)
        call.timeout.QuadPart = -(LONGLONG)Timeout * 10000;
    return run(&caller, &call) ? call.handle : INVALID_HANDLE_VALUE;
}

static NTSTATUS open_existing(struct transaction_call *call)
{
    return tm_call_open(&(struct tm_creation){.access = call->access, .id = &call->id}, &call->handle);
}

HANDLE OpenTransaction(DWORD dwDesiredAccess, LPGUID TransactionId)
{
    WIN32_ENTER();
    struct transaction_call call = {.serve = open_existing, .access = dwDesiredAccess};
    win32_check(&caller, TransactionId, sizeof *TransactionId, false);
    call.id = *TransactionId;
    return run(&caller, &call) ? call.handle : INVALID_HANDLE_VALUE;
}

static NTSTATUS commit(struct transaction_call *call)
{
    return tm_call_commit(call->handle, call->wait);
}

static NTSTATUS roll_back(struct transaction_call *call)
{
    return tm_call_rollback(call->handle, call->wait);
}

BOOL CommitTransaction(HANDLE TransactionHandle)
{
    WIN32_ENTER();
    return run(&caller, &(struct transaction_call){.serve = commit, .handle = TransactionHandle, .wait = true});
}

/* Pending is success here, with ERROR_IO_PENDING. */
static BOOL run_async(const struct win32_caller *caller, struct transaction_call *call)
{
    NTSTATUS status = (NTSTATUS)win32_kernel(caller, serve, call);
    if (!NT_SUCCESS(status))
        return win32_fail(status);
    if (status == STATUS_PENDING)
        win32_error(ERROR_IO_PENDING);
    return TRUE;
}

BOOL CommitTransactionAsync(HANDLE TransactionHandle)
{
    WIN32_ENTER();
    return run_async(&caller, &(struct transaction_call){.serve = commit, .handle = TransactionHandle});
}

BOOL RollbackTransaction(HANDLE TransactionHandle)
{
    WIN32_ENTER();
    return run(&caller, &(struct transaction_call){.serve = roll_back, .handle = TransactionHandle, .wait = true});
}

BOOL RollbackTransactionAsync(HANDLE TransactionHandle)
{
    WIN32_ENTER();
    return run_async(&caller, &(struct transaction_call){.serve = roll_back, .handle = TransactionHandle});
}

/* --- information ------------------------------------------------------------------------------------------------------------------------------------------ */

static NTSTATUS query_basic(struct transaction_call *call)
{
    ULONG size;
    return tm_call_query(call->handle, TransactionBasicInformation, &call->info, sizeof call->info, &size);
}

static NTSTATUS query_properties(struct transaction_call *call)
{
    ULONG size;
    return tm_call_query(call->handle, TransactionPropertiesInformation, &call->info, sizeof call->info, &size);
}

static NTSTATUS set_properties(struct transaction_call *call)
{
    TRANSACTION_PROPERTIES_INFORMATION *info = &call->info.properties;
    memset(&call->info, 0, sizeof call->info);
    info->Timeout = call->timeout;
    info->DescriptionLength = (ULONG)(call->description_chars * sizeof(WCHAR));
    memcpy(info->Description, call->description, info->DescriptionLength);
    return tm_call_set(call->handle, TransactionPropertiesInformation, &call->info, sizeof call->info);
}

BOOL GetTransactionId(HANDLE TransactionHandle, LPGUID TransactionId)
{
    WIN32_ENTER();
    struct transaction_call call = {.serve = query_basic, .handle = TransactionHandle};
    win32_check(&caller, TransactionId, sizeof *TransactionId, true);
    if (!run(&caller, &call))
        return FALSE;
    *TransactionId = call.info.basic.TransactionId;
    return TRUE;
}

static void give(const struct win32_caller *caller, DWORD value, PDWORD to)
{
    if (!to)
        return;
    win32_check(caller, to, sizeof *to, true);
    *to = value;
}

/* BufferLength: characters, of which the last is the NUL. */
BOOL GetTransactionInformation(HANDLE TransactionHandle, PDWORD Outcome, PDWORD IsolationLevel, PDWORD IsolationFlags, PDWORD Timeout, DWORD BufferLength,
                               LPWSTR Description)
{
    WIN32_ENTER();
    struct transaction_call call = {.serve = query_properties, .handle = TransactionHandle};
    if (!run(&caller, &call))
        return FALSE;
    const TRANSACTION_PROPERTIES_INFORMATION *info = &call.info.properties;
    size_t chars = info->DescriptionLength / sizeof(WCHAR);
    if (Description && chars + 1 > BufferLength)
        return win32_error(ERROR_INSUFFICIENT_BUFFER), FALSE;
    give(&caller, info->Outcome, Outcome);
    give(&caller, 0, IsolationLevel);
    give(&caller, 0, IsolationFlags);
    give(&caller, info->Timeout.QuadPart ? (DWORD)(-info->Timeout.QuadPart / 10000) : 0, Timeout);
    if (!Description)
        return TRUE;
    win32_check(&caller, Description, (chars + 1) * sizeof(WCHAR), true);
    memcpy(Description, info->Description, chars * sizeof(WCHAR));
    Description[chars] = 0;
    return TRUE;
}

BOOL SetTransactionInformation(HANDLE TransactionHandle, DWORD IsolationLevel, DWORD IsolationFlags, DWORD Timeout, LPWSTR Description)
{
    WIN32_ENTER();
    struct transaction_call call = {.serve = set_properties, .handle = TransactionHandle};
    bool fits = win32_text_w(&caller, Description, call.description, MAX_TRANSACTION_DESCRIPTION_LENGTH + 1, &call.description_chars);
    if (IsolationLevel || IsolationFlags || !fits)
        return win32_error(ERROR_INVALID_PARAMETER), FALSE;
    if (Timeout != INFINITE)
        call.timeout.QuadPart = -(LONGLONG)Timeout * 10000;
    return run(&caller, &call);
}
