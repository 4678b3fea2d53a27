/* Plug-ins of the platform-specific hardware error driver. Hardware errors are not modelled: a call stops the run. */
#ifndef NTSIM_DDK_PSHED_H
#define NTSIM_DDK_PSHED_H

#include "ke_roles.h"

EXTERN_C_START

typedef struct _WHEA_ERROR_SOURCE_DESCRIPTOR *PWHEA_ERROR_SOURCE_DESCRIPTOR;
typedef struct _WHEA_ERROR_RECORD *PWHEA_ERROR_RECORD;
typedef struct _WHEA_ERROR_PACKET_V2 *PWHEA_ERROR_PACKET;
typedef struct _WHEA_ERROR_INJECTION_CAPABILITIES *PWHEA_ERROR_INJECTION_CAPABILITIES;

#define WHEA_PLUGIN_REGISTRATION_PACKET_V1      0x00010000
#define WHEA_PLUGIN_REGISTRATION_PACKET_V2      0x00020000
#define WHEA_PLUGIN_REGISTRATION_PACKET_VERSION WHEA_PLUGIN_REGISTRATION_PACKET_V1

typedef NTSTATUS (*PSHED_PI_GET_ALL_ERROR_SOURCES)(PVOID PluginContext, PULONG Count,
                                                   PWHEA_ERROR_SOURCE_DESCRIPTOR *ErrorSrcs, PULONG Length);
typedef NTSTATUS (*PSHED_PI_GET_ERROR_SOURCE_INFO)(PVOID PluginContext, PWHEA_ERROR_SOURCE_DESCRIPTOR ErrorSource);
typedef NTSTATUS (*PSHED_PI_SET_ERROR_SOURCE_INFO)(PVOID PluginContext, PWHEA_ERROR_SOURCE_DESCRIPTOR ErrorSource);
typedef NTSTATUS (*PSHED_PI_ENABLE_ERROR_SOURCE)(PVOID PluginContext, PWHEA_ERROR_SOURCE_DESCRIPTOR ErrorSource);
typedef NTSTATUS (*PSHED_PI_DISABLE_ERROR_SOURCE)(PVOID PluginContext, PWHEA_ERROR_SOURCE_DESCRIPTOR ErrorSource);
typedef NTSTATUS (*PSHED_PI_WRITE_ERROR_RECORD)(PVOID PluginContext, ULONG Flags, ULONG RecordLength,
                                                PWHEA_ERROR_RECORD ErrorRecord);
typedef NTSTATUS (*PSHED_PI_READ_ERROR_RECORD)(PVOID PluginContext, ULONG Flags, ULONGLONG ErrorRecordId,
                                               PULONGLONG NextErrorRecordId, PULONG RecordLength,
                                               PWHEA_ERROR_RECORD ErrorRecord);
typedef NTSTATUS (*PSHED_PI_CLEAR_ERROR_RECORD)(PVOID PluginContext, ULONG Flags, ULONGLONG ErrorRecordId);
typedef NTSTATUS (*PSHED_PI_RETRIEVE_ERROR_INFO)(PVOID PluginContext, PWHEA_ERROR_SOURCE_DESCRIPTOR ErrorSource,
                                                 ULONGLONG BufferLength, PWHEA_ERROR_PACKET Packet);
typedef NTSTATUS (*PSHED_PI_FINALIZE_ERROR_RECORD)(PVOID PluginContext, PWHEA_ERROR_SOURCE_DESCRIPTOR ErrorSource,
                                                   ULONG BufferLength, PWHEA_ERROR_RECORD ErrorRecord);
typedef NTSTATUS (*PSHED_PI_CLEAR_ERROR_STATUS)(PVOID PluginContext, PWHEA_ERROR_SOURCE_DESCRIPTOR ErrorSource,
                                                ULONG BufferLength, PWHEA_ERROR_RECORD ErrorRecord);
typedef NTSTATUS (*PSHED_PI_ATTEMPT_ERROR_RECOVERY)(PVOID PluginContext, ULONG BufferLength,
                                                    PWHEA_ERROR_RECORD ErrorRecord);
typedef NTSTATUS (*PSHED_PI_GET_INJECTION_CAPABILITIES)(PVOID PluginContext,
                                                        PWHEA_ERROR_INJECTION_CAPABILITIES Capabilities);
typedef NTSTATUS (*PSHED_PI_INJECT_ERROR)(PVOID PluginContext, ULONGLONG ErrorType, ULONGLONG Parameter1,
                                          ULONGLONG Parameter2, ULONGLONG Parameter3, ULONGLONG Parameter4);

typedef struct _WHEA_PSHED_PLUGIN_CALLBACKS {
    PSHED_PI_GET_ALL_ERROR_SOURCES GetAllErrorSources;
    PVOID Reserved;
    PSHED_PI_GET_ERROR_SOURCE_INFO GetErrorSourceInfo;
    PSHED_PI_SET_ERROR_SOURCE_INFO SetErrorSourceInfo;
    PSHED_PI_ENABLE_ERROR_SOURCE EnableErrorSource;
    PSHED_PI_DISABLE_ERROR_SOURCE DisableErrorSource;
    PSHED_PI_WRITE_ERROR_RECORD WriteErrorRecord;
    PSHED_PI_READ_ERROR_RECORD ReadErrorRecord;
    PSHED_PI_CLEAR_ERROR_RECORD ClearErrorRecord;
    PSHED_PI_RETRIEVE_ERROR_INFO RetrieveErrorInfo;
    PSHED_PI_FINALIZE_ERROR_RECORD FinalizeErrorRecord;
    PSHED_PI_CLEAR_ERROR_STATUS ClearErrorStatus;
    PSHED_PI_ATTEMPT_ERROR_RECOVERY AttemptRecovery;
    PSHED_PI_GET_INJECTION_CAPABILITIES GetInjectionCapabilities;
    PSHED_PI_INJECT_ERROR InjectError;
} WHEA_PSHED_PLUGIN_CALLBACKS, *PWHEA_PSHED_PLUGIN_CALLBACKS;

typedef struct _WHEA_PSHED_PLUGIN_REGISTRATION_PACKET_V1 {
    ULONG Length;
    ULONG Version;
    PVOID Context;
    ULONG FunctionalAreaMask;
    ULONG Reserved;
    WHEA_PSHED_PLUGIN_CALLBACKS Callbacks;
} WHEA_PSHED_PLUGIN_REGISTRATION_PACKET_V1, *PWHEA_PSHED_PLUGIN_REGISTRATION_PACKET_V1;
typedef struct _WHEA_PSHED_PLUGIN_REGISTRATION_PACKET_V2 {
    ULONG Length;
    ULONG Version;
    PVOID Context;
    ULONG FunctionalAreaMask;
    ULONG Reserved;
    WHEA_PSHED_PLUGIN_CALLBACKS Callbacks;
    PVOID PluginHandle;
} WHEA_PSHED_PLUGIN_REGISTRATION_PACKET_V2, *PWHEA_PSHED_PLUGIN_REGISTRATION_PACKET_V2;
typedef WHEA_PSHED_PLUGIN_REGISTRATION_PACKET_V1 WHEA_PSHED_PLUGIN_REGISTRATION_PACKET,
    *PWHEA_PSHED_PLUGIN_REGISTRATION_PACKET;

NTSTATUS PshedRegisterPlugin(PWHEA_PSHED_PLUGIN_REGISTRATION_PACKET Packet);
VOID PshedUnregisterPlugin(PVOID PluginHandle);
PVOID PshedAllocateMemory(ULONG Size);
VOID PshedFreeMemory(PVOID Address);
BOOLEAN PshedIsSystemWheaEnabled(VOID);
BOOLEAN PshedSynchronizeExecution(PWHEA_ERROR_SOURCE_DESCRIPTOR ErrorSource, PKSYNCHRONIZE_ROUTINE SynchronizeRoutine,
                                  PVOID SynchronizeContext);

EXTERN_C_END

#endif
