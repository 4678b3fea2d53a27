/* Silos (containers): contexts, monitors. The simulated machine has none; a call stops the run by name. */
#ifndef NTSIM_DDK_SILO_H
#define NTSIM_DDK_SILO_H

#include "ex_types.h"
#include "ps_api.h"

EXTERN_C_START

typedef struct _EJOB *PEJOB, *PESILO;
typedef struct _SILO_MONITOR *PSILO_MONITOR;

#define INVALID_SILO_CONTEXT_SLOT  ((ULONG)-1)
#define SILO_MONITOR_REGISTRATION_VERSION 1

typedef VOID (*SILO_CONTEXT_CLEANUP_CALLBACK)(PVOID SiloContext);
typedef NTSTATUS (*SILO_MONITOR_CREATE_CALLBACK)(PESILO Silo);
typedef VOID (*SILO_MONITOR_TERMINATE_CALLBACK)(PESILO Silo);

typedef struct _SILO_MONITOR_REGISTRATION {
    UCHAR Version;
    BOOLEAN MonitorHost;
    BOOLEAN MonitorExistingSilos;
    UCHAR Reserved[5];
    union {
        PUNICODE_STRING DriverObjectName;
        PUNICODE_STRING ComponentName;
    };
    SILO_MONITOR_CREATE_CALLBACK CreateCallback;
    SILO_MONITOR_TERMINATE_CALLBACK TerminateCallback;
} SILO_MONITOR_REGISTRATION, *PSILO_MONITOR_REGISTRATION;

NTSTATUS PsRegisterSiloMonitor(PSILO_MONITOR_REGISTRATION Registration, PSILO_MONITOR *ReturnedMonitor);
NTSTATUS PsStartSiloMonitor(PSILO_MONITOR Monitor);
ULONG PsGetSiloMonitorContextSlot(PSILO_MONITOR Monitor);
VOID PsUnregisterSiloMonitor(PSILO_MONITOR Monitor);
NTSTATUS PsAllocSiloContextSlot(ULONG_PTR Reserved, ULONG *ReturnedContextSlot);
NTSTATUS PsFreeSiloContextSlot(ULONG ContextSlot);
NTSTATUS PsCreateSiloContext(PESILO Silo, ULONG Size, POOL_TYPE PoolType,
                             SILO_CONTEXT_CLEANUP_CALLBACK ContextCleanupCallback, PVOID *ReturnedSiloContext);
VOID PsReferenceSiloContext(PVOID SiloContext);
VOID PsDereferenceSiloContext(PVOID SiloContext);
NTSTATUS PsInsertSiloContext(PESILO Silo, ULONG ContextSlot, PVOID SiloContext);
NTSTATUS PsReplaceSiloContext(PESILO Silo, ULONG ContextSlot, PVOID NewSiloContext, PVOID *OldSiloContext);
NTSTATUS PsInsertPermanentSiloContext(PESILO Silo, ULONG ContextSlot, PVOID SiloContext);
NTSTATUS PsMakeSiloContextPermanent(PESILO Silo, ULONG ContextSlot);
NTSTATUS PsGetSiloContext(PESILO Silo, ULONG ContextSlot, PVOID *ReturnedSiloContext);
NTSTATUS PsGetPermanentSiloContext(PESILO Silo, ULONG ContextSlot, PVOID *ReturnedSiloContext);
NTSTATUS PsRemoveSiloContext(PESILO Silo, ULONG ContextSlot, PVOID *RemovedSiloContext);
PESILO PsAttachSiloToCurrentThread(PESILO Silo);
VOID PsDetachSiloFromCurrentThread(PESILO PreviousSilo);
PESILO PsGetCurrentSilo(VOID);
PESILO PsGetCurrentServerSilo(VOID);
PESILO PsGetEffectiveServerSilo(PESILO Silo);
PESILO PsGetHostSilo(VOID);
PESILO PsGetParentSilo(PEJOB Job);
NTSTATUS PsGetJobSilo(PEJOB Job, PESILO *Silo);
NTSTATUS PsGetJobServerSilo(PEJOB Job, PESILO *ServerSilo);
PESILO PsGetThreadServerSilo(PETHREAD Thread);
BOOLEAN PsIsHostSilo(PESILO Silo);
GUID *PsGetSiloContainerId(PESILO Silo);
ULONG PsGetServerSiloActiveConsoleId(PESILO Silo);
VOID PsTerminateServerSilo(PESILO ServerSilo, NTSTATUS ExitStatus);
PVOID PsGetThreadProperty(PETHREAD Thread, ULONG_PTR Key, ULONG Flags);

EXTERN_C_END

#endif
