/*
 * Kernel transactions as applications call them.
 */
#ifndef _KTMW32_
#define _KTMW32_

#include "ntsim/base.h"

EXTERN_C_START

#define TRANSACTION_DO_NOT_PROMOTE             0x00000001
#define MAX_TRANSACTION_DESCRIPTION_LENGTH     64

#define TRANSACTION_QUERY_INFORMATION 0x0001
#define TRANSACTION_SET_INFORMATION   0x0002
#define TRANSACTION_ENLIST            0x0004
#define TRANSACTION_COMMIT            0x0008
#define TRANSACTION_ROLLBACK          0x0010
#define TRANSACTION_PROPAGATE         0x0020
#define TRANSACTION_ALL_ACCESS        (STANDARD_RIGHTS_REQUIRED | SYNCHRONIZE | 0x3F)

HANDLE CreateTransaction(LPSECURITY_ATTRIBUTES lpTransactionAttributes, LPGUID UOW, DWORD CreateOptions,
                         DWORD IsolationLevel, DWORD IsolationFlags, DWORD Timeout, LPWSTR Description);
HANDLE OpenTransaction(DWORD dwDesiredAccess, LPGUID TransactionId);
BOOL CommitTransaction(HANDLE TransactionHandle);
BOOL CommitTransactionAsync(HANDLE TransactionHandle);
BOOL RollbackTransaction(HANDLE TransactionHandle);
BOOL RollbackTransactionAsync(HANDLE TransactionHandle);
BOOL GetTransactionId(HANDLE TransactionHandle, LPGUID TransactionId);
BOOL GetTransactionInformation(HANDLE TransactionHandle, PDWORD Outcome, PDWORD IsolationLevel, PDWORD IsolationFlags,
                               PDWORD Timeout, DWORD BufferLength, LPWSTR Description);
BOOL SetTransactionInformation(HANDLE TransactionHandle, DWORD IsolationLevel, DWORD IsolationFlags, DWORD Timeout,
                               LPWSTR Description);

EXTERN_C_END

#endif
