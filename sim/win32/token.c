/*
 * Access tokens, as far as programs that install drivers look at them: everybody is an elevated administrator who has every privilege, enabled.
 */
#include "win32/private.h"

#include "win32/processthreadsapi.h"
#include "win32/securitybaseapi.h"

#include <stddef.h>
#include <string.h>

/* By value, from 2 on. Documented in winnt.h as SE_..._NAME; the values are those that every Windows shows. */
static const char *const privileges[] = {
    "SeCreateTokenPrivilege", "SeAssignPrimaryTokenPrivilege", "SeLockMemoryPrivilege", "SeIncreaseQuotaPrivilege", "SeMachineAccountPrivilege", "SeTcbPrivilege",
    "SeSecurityPrivilege", "SeTakeOwnershipPrivilege", "SeLoadDriverPrivilege", "SeSystemProfilePrivilege", "SeSystemtimePrivilege",
    "SeProfileSingleProcessPrivilege", "SeIncreaseBasePriorityPrivilege", "SeCreatePagefilePrivilege", "SeCreatePermanentPrivilege", "SeBackupPrivilege",
    "SeRestorePrivilege", "SeShutdownPrivilege", "SeDebugPrivilege", "SeAuditPrivilege", "SeSystemEnvironmentPrivilege", "SeChangeNotifyPrivilege",
    "SeRemoteShutdownPrivilege", "SeUndockPrivilege", "SeSyncAgentPrivilege", "SeEnableDelegationPrivilege", "SeManageVolumePrivilege", "SeImpersonatePrivilege",
    "SeCreateGlobalPrivilege"};
#define FIRST 2
#define COUNT (sizeof privileges / sizeof *privileges)

struct open_call {
    HANDLE process, token;
};

static uintptr_t open_token(void *argument)
{
    struct open_call *call = argument;
    void *process;
    NTSTATUS status = win32_object(call->process, ps_process_type(), PROCESS_QUERY_INFORMATION, &process);
    if (!NT_SUCCESS(status))
        return (uintptr_t)(uint32_t)status;
    void *token = ob_create(win32->token_type, 8);
    status = ob_handle_create(ps_current_process()->handles, token, TOKEN_ALL_ACCESS, 0, &call->token);
    ob_dereference(token, OB_BY_CREATE);
    ob_dereference(process, OB_BY_LOOKUP);
    return (uintptr_t)(uint32_t)status;
}

BOOL OpenProcessToken(HANDLE ProcessHandle, DWORD DesiredAccess, PHANDLE TokenHandle)
{
    WIN32_ENTER();
    (void)DesiredAccess;
    win32_check(&caller, TokenHandle, sizeof *TokenHandle, true);
    struct open_call call = {ProcessHandle, NULL};
    NTSTATUS status = (NTSTATUS)win32_kernel(&caller, open_token, &call);
    if (!NT_SUCCESS(status))
        return win32_fail(status);
    *TokenHandle = call.token;
    return TRUE;
}

static uintptr_t check_token(void *handle)
{
    void *token;
    NTSTATUS status = win32_object(handle, win32->token_type, 0, &token);
    if (NT_SUCCESS(status))
        ob_dereference(token, OB_BY_LOOKUP);
    return (uintptr_t)(uint32_t)status;
}

static BOOL lookup(const WCHAR *name, size_t chars, LUID *luid)
{
    for (size_t i = 0; i < COUNT; i++) {
        size_t at = 0;
        while (at < chars && privileges[i][at] && (name[at] | 0x20) == (privileges[i][at] | 0x20))
            at++;
        if (at != chars || privileges[i][at])
            continue;
        *luid = (LUID){.LowPart = (DWORD)(FIRST + i)};
        return TRUE;
    }
    win32_error(ERROR_NO_SUCH_PRIVILEGE);
    return FALSE;
}

BOOL LookupPrivilegeValueA(LPCSTR lpSystemName, LPCSTR lpName, PLUID lpLuid)
{
    WIN32_ENTER();
    WCHAR name[64];
    size_t chars = 0;
    (void)lpSystemName;
    win32_check(&caller, lpLuid, sizeof *lpLuid, true);
    return lookup(name, win32_text_a(&caller, lpName, name, 64, &chars) ? chars : 0, lpLuid);
}

BOOL LookupPrivilegeValueW(LPCWSTR lpSystemName, LPCWSTR lpName, PLUID lpLuid)
{
    WIN32_ENTER();
    WCHAR name[64];
    size_t chars = 0;
    (void)lpSystemName;
    win32_check(&caller, lpLuid, sizeof *lpLuid, true);
    return lookup(name, win32_text_w(&caller, lpName, name, 64, &chars) ? chars : 0, lpLuid);
}

static bool known(const TOKEN_PRIVILEGES *wanted)
{
    for (DWORD i = 0; i < wanted->PrivilegeCount; i++)
        if (wanted->Privileges[i].Luid.HighPart || wanted->Privileges[i].Luid.LowPart - FIRST >= COUNT)
            return false;
    return true;
}

/* TRUE with ERROR_NOT_ALL_ASSIGNED for what the token has not, as documented. A privilege that is disabled stays where nobody asks for it. */
BOOL AdjustTokenPrivileges(HANDLE TokenHandle, BOOL DisableAllPrivileges, PTOKEN_PRIVILEGES NewState, DWORD BufferLength, PTOKEN_PRIVILEGES PreviousState,
                           PDWORD ReturnLength)
{
    WIN32_ENTER();
    (void)BufferLength, (void)ReturnLength;
    if (PreviousState)
        win32_not_modelled(&caller, "AdjustTokenPrivileges with PreviousState");
    NTSTATUS status = (NTSTATUS)win32_kernel(&caller, check_token, TokenHandle);
    if (!NT_SUCCESS(status))
        return win32_fail(status);
    if (!DisableAllPrivileges) {
        win32_check(&caller, NewState, offsetof(TOKEN_PRIVILEGES, Privileges), false);
        win32_check(&caller, NewState->Privileges, NewState->PrivilegeCount * sizeof *NewState->Privileges, false);
    }
    win32_error(DisableAllPrivileges || known(NewState) ? ERROR_SUCCESS : ERROR_NOT_ALL_ASSIGNED);
    return TRUE;
}

BOOL GetTokenInformation(HANDLE TokenHandle, TOKEN_INFORMATION_CLASS TokenInformationClass, LPVOID TokenInformation, DWORD TokenInformationLength,
                         PDWORD ReturnLength)
{
    WIN32_ENTER();
    if (TokenInformationClass != TokenElevation && TokenInformationClass != TokenElevationType)
        win32_not_modelled(&caller, "GetTokenInformation of anything but elevation");
    NTSTATUS status = (NTSTATUS)win32_kernel(&caller, check_token, TokenHandle);
    if (!NT_SUCCESS(status))
        return win32_fail(status);
    win32_check(&caller, ReturnLength, sizeof *ReturnLength, true);
    *ReturnLength = sizeof(DWORD);
    if (TokenInformationLength < sizeof(DWORD)) {
        win32_error(ERROR_INSUFFICIENT_BUFFER);
        return FALSE;
    }
    win32_check(&caller, TokenInformation, sizeof(DWORD), true);
    *(DWORD *)TokenInformation = TokenInformationClass == TokenElevation ? 1 : TokenElevationTypeFull;
    return TRUE;
}
