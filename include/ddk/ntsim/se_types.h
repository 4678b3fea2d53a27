/* Security: SIDs, tokens and privileges as far as a driver sees them; the structures inside an IRP_MJ_CREATE. */
#ifndef NTSIM_DDK_SE_TYPES_H
#define NTSIM_DDK_SE_TYPES_H

#include "../ntdef.h"

typedef struct _ACL {
    UCHAR AclRevision;
    UCHAR Sbz1;
    USHORT AclSize;
    USHORT AceCount;
    USHORT Sbz2;
} ACL, *PACL;

#define ACL_REVISION                   2
#define ACL_REVISION2                  2
#define ACL_REVISION3                  3
#define ACL_REVISION4                  4
#define ACL_REVISION_DS                4
#define SECURITY_DESCRIPTOR_REVISION   1
#define SECURITY_DESCRIPTOR_MIN_LENGTH (sizeof(SECURITY_DESCRIPTOR))

typedef USHORT SECURITY_DESCRIPTOR_CONTROL, *PSECURITY_DESCRIPTOR_CONTROL;
typedef struct _SECURITY_DESCRIPTOR {
    UCHAR Revision;
    UCHAR Sbz1;
    SECURITY_DESCRIPTOR_CONTROL Control;
    PSID Owner;
    PSID Group;
    PACL Sacl;
    PACL Dacl;
} SECURITY_DESCRIPTOR, *PISECURITY_DESCRIPTOR;

typedef struct _SECURITY_DESCRIPTOR_RELATIVE {
    UCHAR Revision;
    UCHAR Sbz1;
    SECURITY_DESCRIPTOR_CONTROL Control;
    ULONG Owner;
    ULONG Group;
    ULONG Sacl;
    ULONG Dacl;
} SECURITY_DESCRIPTOR_RELATIVE, *PISECURITY_DESCRIPTOR_RELATIVE;

#define SE_OWNER_DEFAULTED     0x0001
#define SE_GROUP_DEFAULTED     0x0002
#define SE_DACL_PRESENT        0x0004
#define SE_DACL_DEFAULTED      0x0008
#define SE_SACL_PRESENT        0x0010
#define SE_SACL_DEFAULTED      0x0020
#define SE_DACL_AUTO_INHERITED 0x0400
#define SE_SACL_AUTO_INHERITED 0x0800
#define SE_DACL_PROTECTED      0x1000
#define SE_SACL_PROTECTED      0x2000
#define SE_RM_CONTROL_VALID    0x4000
#define SE_SELF_RELATIVE       0x8000

typedef struct _ACE_HEADER {
    UCHAR AceType;
    UCHAR AceFlags;
    USHORT AceSize;
} ACE_HEADER, *PACE_HEADER;

typedef struct _ACCESS_ALLOWED_ACE {
    ACE_HEADER Header;
    ACCESS_MASK Mask;
    ULONG SidStart;
} ACCESS_ALLOWED_ACE, *PACCESS_ALLOWED_ACE, ACCESS_DENIED_ACE, *PACCESS_DENIED_ACE, SYSTEM_AUDIT_ACE, *PSYSTEM_AUDIT_ACE;

#define ACCESS_ALLOWED_ACE_TYPE  0x0
#define ACCESS_DENIED_ACE_TYPE   0x1
#define SYSTEM_AUDIT_ACE_TYPE    0x2
#define OBJECT_INHERIT_ACE       0x1
#define CONTAINER_INHERIT_ACE    0x2
#define NO_PROPAGATE_INHERIT_ACE 0x4
#define INHERIT_ONLY_ACE         0x8
#define INHERITED_ACE            0x10

#define OWNER_SECURITY_INFORMATION 0x00000001
#define GROUP_SECURITY_INFORMATION 0x00000002
#define DACL_SECURITY_INFORMATION  0x00000004
#define SACL_SECURITY_INFORMATION  0x00000008
#define LABEL_SECURITY_INFORMATION 0x00000010

typedef struct _SID_IDENTIFIER_AUTHORITY {
    UCHAR Value[6];
} SID_IDENTIFIER_AUTHORITY, *PSID_IDENTIFIER_AUTHORITY;

typedef struct _SID {
    UCHAR Revision;
    UCHAR SubAuthorityCount;
    SID_IDENTIFIER_AUTHORITY IdentifierAuthority;
    ULONG SubAuthority[1];
} SID, *PISID;

#define SID_REVISION                    1
#define SID_MAX_SUB_AUTHORITIES         15
#define SID_RECOMMENDED_SUB_AUTHORITIES 1
#define SECURITY_NULL_SID_AUTHORITY                                                                                    \
    {                                                                                                                  \
        0, 0, 0, 0, 0, 0                                                                                               \
    }
#define SECURITY_WORLD_SID_AUTHORITY                                                                                   \
    {                                                                                                                  \
        0, 0, 0, 0, 0, 1                                                                                               \
    }
#define SECURITY_NT_AUTHORITY                                                                                          \
    {                                                                                                                  \
        0, 0, 0, 0, 0, 5                                                                                               \
    }
#define SECURITY_WORLD_RID           0x00000000
#define SECURITY_LOCAL_SYSTEM_RID    0x00000012
#define SECURITY_BUILTIN_DOMAIN_RID  0x00000020
#define DOMAIN_ALIAS_RID_ADMINS      0x00000220
#define DOMAIN_ALIAS_RID_USERS       0x00000221

typedef enum _SECURITY_IMPERSONATION_LEVEL {
    SecurityAnonymous,
    SecurityIdentification,
    SecurityImpersonation,
    SecurityDelegation
} SECURITY_IMPERSONATION_LEVEL,
    *PSECURITY_IMPERSONATION_LEVEL;

typedef BOOLEAN SECURITY_CONTEXT_TRACKING_MODE, *PSECURITY_CONTEXT_TRACKING_MODE;
#define SECURITY_DYNAMIC_TRACKING (TRUE)
#define SECURITY_STATIC_TRACKING  (FALSE)

typedef struct _SECURITY_QUALITY_OF_SERVICE {
    ULONG Length;
    SECURITY_IMPERSONATION_LEVEL ImpersonationLevel;
    SECURITY_CONTEXT_TRACKING_MODE ContextTrackingMode;
    BOOLEAN EffectiveOnly;
} SECURITY_QUALITY_OF_SERVICE, *PSECURITY_QUALITY_OF_SERVICE;

#pragma pack(push, 4)
typedef struct _LUID_AND_ATTRIBUTES {
    LUID Luid;
    ULONG Attributes;
} LUID_AND_ATTRIBUTES, *PLUID_AND_ATTRIBUTES;
#pragma pack(pop)

typedef struct _PRIVILEGE_SET {
    ULONG PrivilegeCount;
    ULONG Control;
    LUID_AND_ATTRIBUTES Privilege[1];
} PRIVILEGE_SET, *PPRIVILEGE_SET;

#define INITIAL_PRIVILEGE_COUNT 3
typedef struct _INITIAL_PRIVILEGE_SET {
    ULONG PrivilegeCount;
    ULONG Control;
    LUID_AND_ATTRIBUTES Privilege[INITIAL_PRIVILEGE_COUNT];
} INITIAL_PRIVILEGE_SET, *PINITIAL_PRIVILEGE_SET;

#define SE_MIN_WELL_KNOWN_PRIVILEGE                 2
#define SE_CREATE_TOKEN_PRIVILEGE                   2
#define SE_ASSIGNPRIMARYTOKEN_PRIVILEGE             3
#define SE_LOCK_MEMORY_PRIVILEGE                    4
#define SE_INCREASE_QUOTA_PRIVILEGE                 5
#define SE_MACHINE_ACCOUNT_PRIVILEGE                6
#define SE_TCB_PRIVILEGE                            7
#define SE_SECURITY_PRIVILEGE                       8
#define SE_TAKE_OWNERSHIP_PRIVILEGE                 9
#define SE_LOAD_DRIVER_PRIVILEGE                    10
#define SE_SYSTEM_PROFILE_PRIVILEGE                 11
#define SE_SYSTEMTIME_PRIVILEGE                     12
#define SE_PROF_SINGLE_PROCESS_PRIVILEGE            13
#define SE_INC_BASE_PRIORITY_PRIVILEGE              14
#define SE_CREATE_PAGEFILE_PRIVILEGE                15
#define SE_CREATE_PERMANENT_PRIVILEGE               16
#define SE_BACKUP_PRIVILEGE                         17
#define SE_RESTORE_PRIVILEGE                        18
#define SE_SHUTDOWN_PRIVILEGE                       19
#define SE_DEBUG_PRIVILEGE                          20
#define SE_AUDIT_PRIVILEGE                          21
#define SE_SYSTEM_ENVIRONMENT_PRIVILEGE             22
#define SE_CHANGE_NOTIFY_PRIVILEGE                  23
#define SE_REMOTE_SHUTDOWN_PRIVILEGE                24
#define SE_UNDOCK_PRIVILEGE                         25
#define SE_SYNC_AGENT_PRIVILEGE                     26
#define SE_ENABLE_DELEGATION_PRIVILEGE              27
#define SE_MANAGE_VOLUME_PRIVILEGE                  28
#define SE_IMPERSONATE_PRIVILEGE                    29
#define SE_CREATE_GLOBAL_PRIVILEGE                  30
#define SE_TRUSTED_CREDMAN_ACCESS_PRIVILEGE         31
#define SE_RELABEL_PRIVILEGE                        32
#define SE_INC_WORKING_SET_PRIVILEGE                33
#define SE_TIME_ZONE_PRIVILEGE                      34
#define SE_CREATE_SYMBOLIC_LINK_PRIVILEGE           35
#define SE_DELEGATE_SESSION_USER_IMPERSONATE_PRIVILEGE 36
#define SE_MAX_WELL_KNOWN_PRIVILEGE                 SE_DELEGATE_SESSION_USER_IMPERSONATE_PRIVILEGE
#define PRIVILEGE_SET_ALL_NECESSARY 1
#define SE_PRIVILEGE_ENABLED        0x00000002

typedef struct _SECURITY_SUBJECT_CONTEXT {
    PACCESS_TOKEN ClientToken;
    SECURITY_IMPERSONATION_LEVEL ImpersonationLevel;
    PACCESS_TOKEN PrimaryToken;
    PVOID ProcessAuditId;
} SECURITY_SUBJECT_CONTEXT, *PSECURITY_SUBJECT_CONTEXT;

typedef struct _ACCESS_STATE {
    LUID OperationID;
    BOOLEAN SecurityEvaluated;
    BOOLEAN GenerateAudit;
    BOOLEAN GenerateOnClose;
    BOOLEAN PrivilegesAllocated;
    ULONG Flags;
    ACCESS_MASK RemainingDesiredAccess;
    ACCESS_MASK PreviouslyGrantedAccess;
    ACCESS_MASK OriginalDesiredAccess;
    SECURITY_SUBJECT_CONTEXT SubjectSecurityContext;
    PSECURITY_DESCRIPTOR SecurityDescriptor;
    PVOID AuxData;
    union {
        INITIAL_PRIVILEGE_SET InitialPrivilegeSet;
        PRIVILEGE_SET PrivilegeSet;
    } Privileges;
    BOOLEAN AuditPrivileges;
    UNICODE_STRING ObjectName;
    UNICODE_STRING ObjectTypeName;
} ACCESS_STATE, *PACCESS_STATE;

typedef struct _IO_SECURITY_CONTEXT {
    PSECURITY_QUALITY_OF_SERVICE SecurityQos;
    PACCESS_STATE AccessState;
    ACCESS_MASK DesiredAccess;
    ULONG FullCreateOptions;
} IO_SECURITY_CONTEXT, *PIO_SECURITY_CONTEXT;

#endif
