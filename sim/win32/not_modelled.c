/*
 * Functions that exist so that programs link, and that stop the run, by name, when they are called.
 */
#include "win32/private.h"

#include "ke/end.h"
#include "win32/ktmw32.h"
#include "win32/winbase.h"
#include "win32/winreg.h"

static uintptr_t stop(void *function)
{
    ke_end_run(KE_NOT_MODELLED, "%s is not modelled", (const char *)function);
}

noreturn void win32_not_modelled(const struct win32_caller *caller, const char *function)
{
    ps_syscall(stop, (void *)function, caller->pc);
    __builtin_unreachable();
}

#define NOT_MODELLED(name)                                                                             \
    {                                                                                                  \
        WIN32_ENTER();                                                                                 \
        win32_not_modelled(&caller, #name);                                                            \
    }

#pragma GCC diagnostic ignored "-Wunused-parameter"

BOOL CancelSynchronousIo(HANDLE hThread)
NOT_MODELLED(CancelSynchronousIo)
HANDLE CreateIoCompletionPort(HANDLE FileHandle, HANDLE ExistingCompletionPort, ULONG_PTR CompletionKey, DWORD NumberOfConcurrentThreads)
NOT_MODELLED(CreateIoCompletionPort)
BOOL TerminateThread(HANDLE hThread, DWORD dwExitCode)
NOT_MODELLED(TerminateThread)
DWORD SuspendThread(HANDLE hThread)
NOT_MODELLED(SuspendThread)
DWORD ResumeThread(HANDLE hThread)
NOT_MODELLED(ResumeThread)
BOOL SetThreadPriority(HANDLE hThread, int nPriority)
NOT_MODELLED(SetThreadPriority)
int GetThreadPriority(HANDLE hThread)
NOT_MODELLED(GetThreadPriority)
DWORD_PTR SetThreadAffinityMask(HANDLE hThread, DWORD_PTR dwThreadAffinityMask)
NOT_MODELLED(SetThreadAffinityMask)
HANDLE CreateTransaction(LPSECURITY_ATTRIBUTES lpTransactionAttributes, LPGUID UOW, DWORD CreateOptions, DWORD IsolationLevel, DWORD IsolationFlags, DWORD Timeout, LPWSTR Description)
NOT_MODELLED(CreateTransaction)
HANDLE OpenTransaction(DWORD dwDesiredAccess, LPGUID TransactionId)
NOT_MODELLED(OpenTransaction)
BOOL CommitTransaction(HANDLE TransactionHandle)
NOT_MODELLED(CommitTransaction)
BOOL CommitTransactionAsync(HANDLE TransactionHandle)
NOT_MODELLED(CommitTransactionAsync)
BOOL RollbackTransaction(HANDLE TransactionHandle)
NOT_MODELLED(RollbackTransaction)
BOOL RollbackTransactionAsync(HANDLE TransactionHandle)
NOT_MODELLED(RollbackTransactionAsync)
BOOL GetTransactionId(HANDLE TransactionHandle, LPGUID TransactionId)
NOT_MODELLED(GetTransactionId)
BOOL GetTransactionInformation(HANDLE TransactionHandle, PDWORD Outcome, PDWORD IsolationLevel, PDWORD IsolationFlags, PDWORD Timeout, DWORD BufferLength, LPWSTR Description)
NOT_MODELLED(GetTransactionInformation)
BOOL SetTransactionInformation(HANDLE TransactionHandle, DWORD IsolationLevel, DWORD IsolationFlags, DWORD Timeout, LPWSTR Description)
NOT_MODELLED(SetTransactionInformation)
LSTATUS RegOpenKeyTransactedA(HKEY hKey, LPCSTR lpSubKey, DWORD ulOptions, REGSAM samDesired, PHKEY phkResult, HANDLE hTransaction, PVOID pExtendedParemeter)
NOT_MODELLED(RegOpenKeyTransactedA)
LSTATUS RegOpenKeyTransactedW(HKEY hKey, LPCWSTR lpSubKey, DWORD ulOptions, REGSAM samDesired, PHKEY phkResult, HANDLE hTransaction, PVOID pExtendedParemeter)
NOT_MODELLED(RegOpenKeyTransactedW)
LSTATUS RegCreateKeyTransactedA(HKEY hKey, LPCSTR lpSubKey, DWORD Reserved, LPSTR lpClass, DWORD dwOptions, REGSAM samDesired, const LPSECURITY_ATTRIBUTES lpSecurityAttributes, PHKEY phkResult, LPDWORD lpdwDisposition, HANDLE hTransaction, PVOID pExtendedParemeter)
NOT_MODELLED(RegCreateKeyTransactedA)
LSTATUS RegCreateKeyTransactedW(HKEY hKey, LPCWSTR lpSubKey, DWORD Reserved, LPWSTR lpClass, DWORD dwOptions, REGSAM samDesired, const LPSECURITY_ATTRIBUTES lpSecurityAttributes, PHKEY phkResult, LPDWORD lpdwDisposition, HANDLE hTransaction, PVOID pExtendedParemeter)
NOT_MODELLED(RegCreateKeyTransactedW)
LSTATUS RegDeleteKeyTransactedA(HKEY hKey, LPCSTR lpSubKey, REGSAM samDesired, DWORD Reserved, HANDLE hTransaction, PVOID pExtendedParameter)
NOT_MODELLED(RegDeleteKeyTransactedA)
LSTATUS RegDeleteKeyTransactedW(HKEY hKey, LPCWSTR lpSubKey, REGSAM samDesired, DWORD Reserved, HANDLE hTransaction, PVOID pExtendedParameter)
NOT_MODELLED(RegDeleteKeyTransactedW)
