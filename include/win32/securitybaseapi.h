/* Access tokens and privileges: everybody is an elevated administrator with all of them. */
#ifndef NTSIM_WIN32_SECURITYBASEAPI_H
#define NTSIM_WIN32_SECURITYBASEAPI_H

#include "ntsim/base.h"

EXTERN_C_START

#define TOKEN_ASSIGN_PRIMARY    0x0001
#define TOKEN_DUPLICATE         0x0002
#define TOKEN_IMPERSONATE       0x0004
#define TOKEN_QUERY             0x0008
#define TOKEN_QUERY_SOURCE      0x0010
#define TOKEN_ADJUST_PRIVILEGES 0x0020
#define TOKEN_ADJUST_GROUPS     0x0040
#define TOKEN_ADJUST_DEFAULT    0x0080
#define TOKEN_ADJUST_SESSIONID  0x0100
#ifndef TOKEN_ALL_ACCESS
#define TOKEN_ALL_ACCESS 0x000F01FF
#endif

#ifndef SE_PRIVILEGE_ENABLED
#define SE_PRIVILEGE_ENABLED_BY_DEFAULT 0x00000001
#define SE_PRIVILEGE_ENABLED            0x00000002
#define SE_PRIVILEGE_REMOVED            0x00000004
#endif

#define SE_SECURITY_NAME           TEXT("SeSecurityPrivilege")
#define SE_TAKE_OWNERSHIP_NAME     TEXT("SeTakeOwnershipPrivilege")
#define SE_LOAD_DRIVER_NAME        TEXT("SeLoadDriverPrivilege")
#define SE_SYSTEM_PROFILE_NAME     TEXT("SeSystemProfilePrivilege")
#define SE_SYSTEMTIME_NAME         TEXT("SeSystemtimePrivilege")
#define SE_INC_BASE_PRIORITY_NAME  TEXT("SeIncreaseBasePriorityPrivilege")
#define SE_LOCK_MEMORY_NAME        TEXT("SeLockMemoryPrivilege")
#define SE_INCREASE_QUOTA_NAME     TEXT("SeIncreaseQuotaPrivilege")
#define SE_BACKUP_NAME             TEXT("SeBackupPrivilege")
#define SE_RESTORE_NAME            TEXT("SeRestorePrivilege")
#define SE_SHUTDOWN_NAME           TEXT("SeShutdownPrivilege")
#define SE_DEBUG_NAME              TEXT("SeDebugPrivilege")
#define SE_SYSTEM_ENVIRONMENT_NAME TEXT("SeSystemEnvironmentPrivilege")
#define SE_CHANGE_NOTIFY_NAME      TEXT("SeChangeNotifyPrivilege")
#define SE_MANAGE_VOLUME_NAME      TEXT("SeManageVolumePrivilege")
#define SE_IMPERSONATE_NAME        TEXT("SeImpersonatePrivilege")
#define SE_CREATE_GLOBAL_NAME      TEXT("SeCreateGlobalPrivilege")
#define SE_TCB_NAME                TEXT("SeTcbPrivilege")

#ifndef ANYSIZE_ARRAY
#define ANYSIZE_ARRAY 1
#endif

#ifndef NTSIM_DDK_SE_TYPES_H /* kernel mode's headers have it too */
typedef struct _LUID_AND_ATTRIBUTES {
    LUID Luid;
    DWORD Attributes;
} LUID_AND_ATTRIBUTES, *PLUID_AND_ATTRIBUTES;
#endif

typedef struct _TOKEN_PRIVILEGES {
    DWORD PrivilegeCount;
    LUID_AND_ATTRIBUTES Privileges[ANYSIZE_ARRAY];
} TOKEN_PRIVILEGES, *PTOKEN_PRIVILEGES;

typedef enum _TOKEN_INFORMATION_CLASS {
    TokenUser = 1, TokenGroups, TokenPrivileges, TokenOwner, TokenPrimaryGroup, TokenDefaultDacl, TokenSource, TokenType,
    TokenImpersonationLevel, TokenStatistics, TokenRestrictedSids, TokenSessionId, TokenElevationType = 18, TokenLinkedToken, TokenElevation
} TOKEN_INFORMATION_CLASS;

typedef enum _TOKEN_ELEVATION_TYPE { TokenElevationTypeDefault = 1, TokenElevationTypeFull, TokenElevationTypeLimited } TOKEN_ELEVATION_TYPE;

typedef struct _TOKEN_ELEVATION {
    DWORD TokenIsElevated;
} TOKEN_ELEVATION, *PTOKEN_ELEVATION;

BOOL OpenProcessToken(HANDLE ProcessHandle, DWORD DesiredAccess, PHANDLE TokenHandle);
BOOL LookupPrivilegeValueA(LPCSTR lpSystemName, LPCSTR lpName, PLUID lpLuid);
BOOL LookupPrivilegeValueW(LPCWSTR lpSystemName, LPCWSTR lpName, PLUID lpLuid);
BOOL AdjustTokenPrivileges(HANDLE TokenHandle, BOOL DisableAllPrivileges, PTOKEN_PRIVILEGES NewState,
                           DWORD BufferLength, PTOKEN_PRIVILEGES PreviousState, PDWORD ReturnLength);
BOOL GetTokenInformation(HANDLE TokenHandle, TOKEN_INFORMATION_CLASS TokenInformationClass, LPVOID TokenInformation,
                         DWORD TokenInformationLength, PDWORD ReturnLength);

#ifdef UNICODE
#define LookupPrivilegeValue LookupPrivilegeValueW
#else
#define LookupPrivilegeValue LookupPrivilegeValueA
#endif

EXTERN_C_END

#endif
