/* The kernel transaction manager, as far as volatile resource managers and transactional clients call it. */
#ifndef NTSIM_DDK_TM_API_H
#define NTSIM_DDK_TM_API_H

#include "file_codes.h"
#include "zw_key_api.h"

EXTERN_C_START

typedef struct _KENLISTMENT *PKENLISTMENT;
typedef struct _KRESOURCEMANAGER *PKRESOURCEMANAGER;
typedef struct _KTRANSACTION *PKTRANSACTION;
typedef struct _KTM *PKTM;
typedef ULONG NOTIFICATION_MASK;
typedef GUID UOW, *PUOW;

#define TRANSACTION_QUERY_INFORMATION 0x0001
#define TRANSACTION_SET_INFORMATION   0x0002
#define TRANSACTION_ENLIST            0x0004
#define TRANSACTION_COMMIT            0x0008
#define TRANSACTION_ROLLBACK          0x0010
#define TRANSACTION_PROPAGATE         0x0020
#define TRANSACTION_RIGHT_RESERVED1   0x0040
#define TRANSACTION_ALL_ACCESS        (STANDARD_RIGHTS_REQUIRED | SYNCHRONIZE | 0x3F)
#define TRANSACTIONMANAGER_ALL_ACCESS (STANDARD_RIGHTS_REQUIRED | 0x3F)
#define RESOURCEMANAGER_ALL_ACCESS    (STANDARD_RIGHTS_REQUIRED | SYNCHRONIZE | 0x7F)
#define RESOURCEMANAGER_QUERY_INFORMATION 0x0001
#define RESOURCEMANAGER_SET_INFORMATION   0x0002
#define RESOURCEMANAGER_RECOVER           0x0004
#define RESOURCEMANAGER_ENLIST            0x0008
#define RESOURCEMANAGER_GET_NOTIFICATION  0x0010
#define TRANSACTIONMANAGER_QUERY_INFORMATION 0x0001
#define TRANSACTIONMANAGER_CREATE_RM         0x0010
#define ENLISTMENT_QUERY_INFORMATION  0x0001
#define ENLISTMENT_SET_INFORMATION    0x0002
#define ENLISTMENT_RECOVER            0x0004
#define ENLISTMENT_ALL_ACCESS         (STANDARD_RIGHTS_REQUIRED | 0x1F)
#define ENLISTMENT_SUBORDINATE_RIGHTS 0x0008
#define ENLISTMENT_SUPERIOR_RIGHTS    0x0010
#define TRANSACTION_GENERIC_READ      (STANDARD_RIGHTS_READ | TRANSACTION_QUERY_INFORMATION | SYNCHRONIZE)
#define TRANSACTION_GENERIC_WRITE                                                                                      \
    (STANDARD_RIGHTS_WRITE | TRANSACTION_SET_INFORMATION | TRANSACTION_COMMIT | TRANSACTION_ENLIST |                   \
     TRANSACTION_ROLLBACK | TRANSACTION_PROPAGATE | SYNCHRONIZE)
#define TRANSACTION_GENERIC_EXECUTE   (STANDARD_RIGHTS_EXECUTE | TRANSACTION_COMMIT | TRANSACTION_ROLLBACK | SYNCHRONIZE)
#define TRANSACTION_RESOURCE_MANAGER_RIGHTS                                                                            \
    (TRANSACTION_GENERIC_READ | STANDARD_RIGHTS_WRITE | TRANSACTION_SET_INFORMATION | TRANSACTION_ENLIST |             \
     TRANSACTION_ROLLBACK | TRANSACTION_PROPAGATE | SYNCHRONIZE)

#define MAX_TRANSACTION_DESCRIPTION_LENGTH     64
#define MAX_RESOURCEMANAGER_DESCRIPTION_LENGTH 64
#define TRANSACTION_DO_NOT_PROMOTE             0x00000001

#define TRANSACTION_MANAGER_VOLATILE           0x00000001
#define RESOURCE_MANAGER_VOLATILE              0x00000001
#define ENLISTMENT_SUPERIOR                    0x00000001
#define TRANSACTION_NOTIFY_PREPREPARE          0x00000001
#define TRANSACTION_NOTIFY_PREPARE             0x00000002
#define TRANSACTION_NOTIFY_COMMIT              0x00000004
#define TRANSACTION_NOTIFY_ROLLBACK            0x00000008
#define TRANSACTION_NOTIFY_PREPREPARE_COMPLETE 0x00000010
#define TRANSACTION_NOTIFY_PREPARE_COMPLETE    0x00000020
#define TRANSACTION_NOTIFY_COMMIT_COMPLETE     0x00000040
#define TRANSACTION_NOTIFY_ROLLBACK_COMPLETE   0x00000080
#define TRANSACTION_NOTIFY_RECOVER             0x00000100
#define TRANSACTION_NOTIFY_SINGLE_PHASE_COMMIT 0x00000200
#define TRANSACTION_NOTIFY_DELEGATE_COMMIT     0x00000400
#define TRANSACTION_NOTIFY_RECOVER_QUERY       0x00000800
#define TRANSACTION_NOTIFY_ENLIST_PREPREPARE   0x00001000
#define TRANSACTION_NOTIFY_LAST_RECOVER        0x00002000
#define TRANSACTION_NOTIFY_INDOUBT             0x00004000
#define TRANSACTION_NOTIFY_RM_DISCONNECTED     0x01000000
#define TRANSACTION_NOTIFY_TM_ONLINE           0x02000000
#define TRANSACTION_NOTIFY_COMMIT_REQUEST      0x04000000
#define TRANSACTION_NOTIFY_REQUEST_OUTCOME     0x20000000
#define TRANSACTION_NOTIFY_MASK                0x3FFFFFFF

typedef enum _TRANSACTION_OUTCOME {
    TransactionOutcomeUndetermined = 1,
    TransactionOutcomeCommitted,
    TransactionOutcomeAborted
} TRANSACTION_OUTCOME;

typedef enum _TRANSACTION_STATE {
    TransactionStateNormal = 1,
    TransactionStateIndoubt,
    TransactionStateCommittedNotify
} TRANSACTION_STATE;

typedef enum _TRANSACTION_INFORMATION_CLASS {
    TransactionBasicInformation,
    TransactionPropertiesInformation,
    TransactionEnlistmentInformation,
    TransactionSuperiorEnlistmentInformation,
    TransactionBindInformation,
    TransactionDTCPrivateInformation
} TRANSACTION_INFORMATION_CLASS;

typedef struct _TRANSACTION_BASIC_INFORMATION {
    GUID TransactionId;
    ULONG State;
    ULONG Outcome;
} TRANSACTION_BASIC_INFORMATION, *PTRANSACTION_BASIC_INFORMATION;

typedef struct _TRANSACTION_PROPERTIES_INFORMATION {
    ULONG IsolationLevel;
    ULONG IsolationFlags;
    LARGE_INTEGER Timeout;
    ULONG Outcome;
    ULONG DescriptionLength;
    WCHAR Description[1];
} TRANSACTION_PROPERTIES_INFORMATION, *PTRANSACTION_PROPERTIES_INFORMATION;

typedef NTSTATUS (*PTM_RM_NOTIFICATION)(PKENLISTMENT EnlistmentObject, PVOID RMContext, PVOID TransactionContext,
                                        ULONG TransactionNotification, PLARGE_INTEGER TmVirtualClock,
                                        ULONG ArgumentLength, PVOID Argument);

NTSTATUS TmEnableCallbacks(PKRESOURCEMANAGER ResourceManager, PTM_RM_NOTIFICATION CallbackRoutine, PVOID RMKey);
NTSTATUS TmCommitComplete(PKENLISTMENT Enlistment, PLARGE_INTEGER TmVirtualClock);
NTSTATUS TmRollbackComplete(PKENLISTMENT Enlistment, PLARGE_INTEGER TmVirtualClock);
NTSTATUS TmPrepareComplete(PKENLISTMENT Enlistment, PLARGE_INTEGER TmVirtualClock);
NTSTATUS TmPrePrepareComplete(PKENLISTMENT Enlistment, PLARGE_INTEGER TmVirtualClock);
NTSTATUS TmReadOnlyEnlistment(PKENLISTMENT Enlistment, PLARGE_INTEGER TmVirtualClock);
NTSTATUS TmRollbackEnlistment(PKENLISTMENT Enlistment, PLARGE_INTEGER TmVirtualClock);
NTSTATUS TmSinglePhaseReject(PKENLISTMENT Enlistment, PLARGE_INTEGER TmVirtualClock);
NTSTATUS TmCommitTransaction(PKTRANSACTION Transaction, BOOLEAN Wait);
NTSTATUS TmRollbackTransaction(PKTRANSACTION Transaction, BOOLEAN Wait);
VOID TmGetTransactionId(PKTRANSACTION Transaction, PUOW TransactionId);
BOOLEAN TmIsTransactionActive(PKTRANSACTION Transaction);

NTSTATUS ZwCreateTransaction(PHANDLE TransactionHandle, ACCESS_MASK DesiredAccess, POBJECT_ATTRIBUTES ObjectAttributes,
                             LPGUID Uow, HANDLE TmHandle, ULONG CreateOptions, ULONG IsolationLevel,
                             ULONG IsolationFlags, PLARGE_INTEGER Timeout, PUNICODE_STRING Description);
NTSTATUS ZwOpenTransaction(PHANDLE TransactionHandle, ACCESS_MASK DesiredAccess, POBJECT_ATTRIBUTES ObjectAttributes,
                           LPGUID Uow, HANDLE TmHandle);
NTSTATUS ZwQueryInformationTransaction(HANDLE TransactionHandle,
                                       TRANSACTION_INFORMATION_CLASS TransactionInformationClass,
                                       PVOID TransactionInformation, ULONG TransactionInformationLength,
                                       PULONG ReturnLength);
NTSTATUS ZwSetInformationTransaction(HANDLE TransactionHandle,
                                     TRANSACTION_INFORMATION_CLASS TransactionInformationClass,
                                     PVOID TransactionInformation, ULONG TransactionInformationLength);
NTSTATUS ZwPrePrepareComplete(HANDLE EnlistmentHandle, PLARGE_INTEGER TmVirtualClock);
NTSTATUS ZwPrepareComplete(HANDLE EnlistmentHandle, PLARGE_INTEGER TmVirtualClock);
NTSTATUS ZwCommitComplete(HANDLE EnlistmentHandle, PLARGE_INTEGER TmVirtualClock);
NTSTATUS ZwRollbackComplete(HANDLE EnlistmentHandle, PLARGE_INTEGER TmVirtualClock);
NTSTATUS ZwReadOnlyEnlistment(HANDLE EnlistmentHandle, PLARGE_INTEGER TmVirtualClock);
NTSTATUS ZwRollbackEnlistment(HANDLE EnlistmentHandle, PLARGE_INTEGER TmVirtualClock);
NTSTATUS ZwCommitTransaction(HANDLE TransactionHandle, BOOLEAN Wait);
NTSTATUS ZwRollbackTransaction(HANDLE TransactionHandle, BOOLEAN Wait);
NTSTATUS ZwCreateTransactionManager(PHANDLE TmHandle, ACCESS_MASK DesiredAccess, POBJECT_ATTRIBUTES ObjectAttributes,
                                    PUNICODE_STRING LogFileName, ULONG CreateOptions, ULONG CommitStrength);
NTSTATUS ZwCreateResourceManager(PHANDLE ResourceManagerHandle, ACCESS_MASK DesiredAccess, HANDLE TmHandle,
                                 LPGUID ResourceManagerGuid, POBJECT_ATTRIBUTES ObjectAttributes, ULONG CreateOptions,
                                 PUNICODE_STRING Description);
NTSTATUS ZwCreateEnlistment(PHANDLE EnlistmentHandle, ACCESS_MASK DesiredAccess, HANDLE ResourceManagerHandle,
                            HANDLE TransactionHandle, POBJECT_ATTRIBUTES ObjectAttributes, ULONG CreateOptions,
                            NOTIFICATION_MASK NotificationMask, PVOID EnlistmentKey);
NTSTATUS ZwCreateKeyTransacted(PHANDLE KeyHandle, ACCESS_MASK DesiredAccess, POBJECT_ATTRIBUTES ObjectAttributes,
                               ULONG TitleIndex, PUNICODE_STRING Class, ULONG CreateOptions, HANDLE TransactionHandle,
                               PULONG Disposition);
NTSTATUS ZwOpenKeyTransacted(PHANDLE KeyHandle, ACCESS_MASK DesiredAccess, POBJECT_ATTRIBUTES ObjectAttributes,
                             HANDLE TransactionHandle);
NTSTATUS ZwOpenKeyTransactedEx(PHANDLE KeyHandle, ACCESS_MASK DesiredAccess, POBJECT_ATTRIBUTES ObjectAttributes,
                               ULONG OpenOptions, HANDLE TransactionHandle);

EXTERN_C_END

#endif
