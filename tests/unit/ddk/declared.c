/*
 * Claims about routines that hardly any driver calls: each is declared, with a stub to link with, and their structures have the documented sizes and callbacks. What a
 * call of them does is unit.ke.declared's claim.
 */
#include <ntddk.h>

C_ASSERT(sizeof(PO_FX_COMPONENT_IDLE_STATE) == 24 && sizeof(PO_FX_COMPONENT_V1) == 32 && sizeof(PO_FX_COMPONENT_V2) == 56);
C_ASSERT(FIELD_OFFSET(PO_FX_DEVICE_V1, Components) == 64 && FIELD_OFFSET(PO_FX_DEVICE_V2, Components) == 80 && FIELD_OFFSET(PO_FX_DEVICE_V3, Components) == 104);
C_ASSERT(sizeof(PO_FX_COMPONENT_PERF_SET) == 48 && sizeof(PO_FX_PERF_STATE_CHANGE) == 16 && sizeof(PO_FX_PERF_STATE) == 16);
C_ASSERT(sizeof(SILO_MONITOR_REGISTRATION) == 32 && sizeof(LINK_SHARE_ACCESS) == 12 && sizeof(BOOTDISK_INFORMATION) == 24);
C_ASSERT(sizeof(CORRELATION_VECTOR) == 130 && sizeof(NV_MEMORY_RANGE) == 16 && sizeof(HARDWARE_COUNTER) == 16);
C_ASSERT(sizeof(WHEA_PSHED_PLUGIN_CALLBACKS) == 15 * sizeof(PVOID) && sizeof(IO_STATUS_BLOCK64) == 16);

typedef void (*ROUTINE)(void);
#define ROUTINE_OF(name) (ROUTINE)(ULONG_PTR)(name)

static const ROUTINE *const routines = (const ROUTINE[]){
    ROUTINE_OF(ExInitializeDeviceAts), ROUTINE_OF(ExInitializeRundownProtectionCacheAwareEx), ROUTINE_OF(ExSecurePoolUpdate),
    ROUTINE_OF(ExSecurePoolValidate), ROUTINE_OF(HalAllocateHardwareCounters), ROUTINE_OF(HalFreeHardwareCounters), ROUTINE_OF(IoAcquireKsrPersistentMemory),
    ROUTINE_OF(IoAcquireKsrPersistentMemoryEx), ROUTINE_OF(IoCheckLinkShareAccess), ROUTINE_OF(IoDecrementKeepAliveCount),
    ROUTINE_OF(IoEnumerateKsrPersistentMemoryEx), ROUTINE_OF(IoFreeKsrPersistentMemory), ROUTINE_OF(IoGetBootDiskInformation),
    ROUTINE_OF(IoGetIommuInterface), ROUTINE_OF(IoGetIommuInterfaceEx), ROUTINE_OF(IoGetOplockKeyContext), ROUTINE_OF(IoGetOplockKeyContextEx),
    ROUTINE_OF(IoGetShadowFileInformation), ROUTINE_OF(IoGetSiloParameters), ROUTINE_OF(IoIncrementKeepAliveCount),
    ROUTINE_OF(IoQueryKsrPersistentMemorySize), ROUTINE_OF(IoQueryKsrPersistentMemorySizeEx), ROUTINE_OF(IoRegisterBootDriverCallback),
    ROUTINE_OF(IoRemoveLinkShareAccess), ROUTINE_OF(IoRemoveLinkShareAccessEx), ROUTINE_OF(IoReserveKsrPersistentMemory),
    ROUTINE_OF(IoReserveKsrPersistentMemoryEx), ROUTINE_OF(IoSetLinkShareAccess), ROUTINE_OF(IoSetPartitionInformation),
    ROUTINE_OF(IoSetPartitionInformationEx), ROUTINE_OF(IoSetShadowFileInformation), ROUTINE_OF(IoSetSystemPartition),
    ROUTINE_OF(IoUnregisterBootDriverCallback), ROUTINE_OF(IoUpdateLinkShareAccess), ROUTINE_OF(IoUpdateLinkShareAccessEx),
    ROUTINE_OF(IoWriteKsrPersistentMemory), ROUTINE_OF(IoWritePartitionTable), ROUTINE_OF(KdChangeOption), ROUTINE_OF(KeAddTriageDumpDataBlock),
    ROUTINE_OF(KeDeregisterBoundCallback), ROUTINE_OF(KeInitializeCrashDumpHeader), ROUTINE_OF(KeInitializeTriageDumpDataArray),
    ROUTINE_OF(KeInvalidateRangeAllCaches), ROUTINE_OF(KeQueryHardwareCounterConfiguration), ROUTINE_OF(KeQueryLogicalProcessorRelationship),
    ROUTINE_OF(KeRegisterBoundCallback), ROUTINE_OF(KeSetHardwareCounterConfiguration), ROUTINE_OF(MmAddPhysicalMemory),
    ROUTINE_OF(MmAllocateContiguousMemoryEx), ROUTINE_OF(MmAllocateMappingAddressEx), ROUTINE_OF(MmAllocateMdlForIoSpace),
    ROUTINE_OF(MmGetPhysicalMemoryRangesEx2), ROUTINE_OF(MmGetSystemRoutineAddressEx), ROUTINE_OF(MmMapMdl), ROUTINE_OF(MmMapMemoryDumpMdlEx),
    ROUTINE_OF(MmProbeAndLockSelectedPages), ROUTINE_OF(MmSecureVirtualMemoryEx), ROUTINE_OF(NtManagePartition), ROUTINE_OF(NtPowerInformation),
    ROUTINE_OF(PoFxActivateComponent), ROUTINE_OF(PoFxCompleteDevicePowerNotRequired), ROUTINE_OF(PoFxCompleteDirectedPowerDown),
    ROUTINE_OF(PoFxCompleteIdleCondition), ROUTINE_OF(PoFxCompleteIdleState), ROUTINE_OF(PoFxIdleComponent), ROUTINE_OF(PoFxIssueComponentPerfStateChange),
    ROUTINE_OF(PoFxIssueComponentPerfStateChangeMultiple), ROUTINE_OF(PoFxNotifySurprisePowerOn), ROUTINE_OF(PoFxPowerControl),
    ROUTINE_OF(PoFxPowerOnCrashdumpDevice), ROUTINE_OF(PoFxQueryCurrentComponentPerfState), ROUTINE_OF(PoFxRegisterComponentPerfStates),
    ROUTINE_OF(PoFxRegisterCrashdumpDevice), ROUTINE_OF(PoFxRegisterDevice), ROUTINE_OF(PoFxReportDevicePoweredOn), ROUTINE_OF(PoFxSetComponentLatency),
    ROUTINE_OF(PoFxSetComponentResidency), ROUTINE_OF(PoFxSetComponentWake), ROUTINE_OF(PoFxSetDeviceIdleTimeout),
    ROUTINE_OF(PoFxSetTargetDripsDevicePowerState), ROUTINE_OF(PoFxStartDevicePowerManagement), ROUTINE_OF(PoFxUnregisterDevice),
    ROUTINE_OF(PoQueryWatchdogTime), ROUTINE_OF(PsAllocSiloContextSlot), ROUTINE_OF(PsAttachSiloToCurrentThread), ROUTINE_OF(PsCreateSiloContext),
    ROUTINE_OF(PsDereferenceSiloContext), ROUTINE_OF(PsDetachSiloFromCurrentThread), ROUTINE_OF(PsFreeSiloContextSlot), ROUTINE_OF(PsGetCurrentServerSilo),
    ROUTINE_OF(PsGetCurrentSilo), ROUTINE_OF(PsGetEffectiveServerSilo), ROUTINE_OF(PsGetHostSilo), ROUTINE_OF(PsGetJobServerSilo), ROUTINE_OF(PsGetJobSilo),
    ROUTINE_OF(PsGetParentSilo), ROUTINE_OF(PsGetPermanentSiloContext), ROUTINE_OF(PsGetServerSiloActiveConsoleId), ROUTINE_OF(PsGetSiloContainerId),
    ROUTINE_OF(PsGetSiloContext), ROUTINE_OF(PsGetSiloMonitorContextSlot), ROUTINE_OF(PsGetThreadProperty), ROUTINE_OF(PsGetThreadServerSilo),
    ROUTINE_OF(PsInsertPermanentSiloContext), ROUTINE_OF(PsInsertSiloContext), ROUTINE_OF(PsIsHostSilo), ROUTINE_OF(PsMakeSiloContextPermanent),
    ROUTINE_OF(PsReferenceSiloContext), ROUTINE_OF(PsRegisterSiloMonitor), ROUTINE_OF(PsRemoveSiloContext), ROUTINE_OF(PsReplaceSiloContext),
    ROUTINE_OF(PsStartSiloMonitor), ROUTINE_OF(PsTerminateServerSilo), ROUTINE_OF(PsUnregisterSiloMonitor), ROUTINE_OF(PshedAllocateMemory),
    ROUTINE_OF(PshedFreeMemory), ROUTINE_OF(PshedIsSystemWheaEnabled), ROUTINE_OF(PshedRegisterPlugin), ROUTINE_OF(PshedSynchronizeExecution),
    ROUTINE_OF(PshedUnregisterPlugin), ROUTINE_OF(RtlCmDecodeMemIoResource), ROUTINE_OF(RtlCmEncodeMemIoResource), ROUTINE_OF(RtlDrainNonVolatileFlush),
    ROUTINE_OF(RtlEnumerateGenericTableLikeADirectory), ROUTINE_OF(RtlExtendCorrelationVector), ROUTINE_OF(RtlFillNonVolatileMemory),
    ROUTINE_OF(RtlFlushNonVolatileMemory), ROUTINE_OF(RtlFlushNonVolatileMemoryRanges), ROUTINE_OF(RtlFreeNonVolatileToken),
    ROUTINE_OF(RtlGetEnabledExtendedFeatures), ROUTINE_OF(RtlGetNonVolatileToken), ROUTINE_OF(RtlGetPersistedStateLocation),
    ROUTINE_OF(RtlIncrementCorrelationVector), ROUTINE_OF(RtlInitializeCorrelationVector), ROUTINE_OF(RtlIoDecodeMemIoResource),
    ROUTINE_OF(RtlIoEncodeMemIoResource), ROUTINE_OF(RtlIsStateSeparationEnabled), ROUTINE_OF(RtlLookupFirstMatchingElementGenericTableAvl),
    ROUTINE_OF(RtlNormalizeSecurityDescriptor), ROUTINE_OF(RtlQueryRegistryValueWithFallback), ROUTINE_OF(RtlRaiseCustomSystemEventTrigger),
    ROUTINE_OF(RtlValidateCorrelationVector), ROUTINE_OF(RtlWriteNonVolatileMemory), ROUTINE_OF(ZwPowerInformation), ROUTINE_OF(ZwQueryInformationByName),
};

static PO_FX_COMPONENT_IDLE_STATE idle_states[] = {{0, 0, PO_FX_UNKNOWN_POWER}, {10000, 100000, PO_FX_UNKNOWN_POWER}};
static POHANDLE handle;

static PO_FX_DEVICE_POWER_REQUIRED_CALLBACK PowerRequired;
static PO_FX_COMPONENT_IDLE_STATE_CALLBACK IdleState;

static VOID PowerRequired(PVOID Context)
{
    UNREFERENCED_PARAMETER(Context);
    PoFxReportDevicePoweredOn(handle);
}

static VOID IdleState(PVOID Context, ULONG Component, ULONG State)
{
    UNREFERENCED_PARAMETER(Context);
    UNREFERENCED_PARAMETER(State);
    PoFxCompleteIdleState(handle, Component);
}

/* As a driver registers with the framework. */
static NTSTATUS Register(PDEVICE_OBJECT Pdo)
{
    PO_FX_DEVICE device = {.Version = PO_FX_VERSION_V1, .ComponentCount = 1, .DevicePowerRequiredCallback = PowerRequired, .ComponentIdleStateCallback = IdleState};

    device.Components[0].IdleStateCount = ARRAYSIZE(idle_states);
    device.Components[0].IdleStates = idle_states;
    return PoFxRegisterDevice(Pdo, &device, &handle);
}

/* The inline ones. */
static BOOLEAN Fine(void)
{
    UCHAR one[4] = {1, 2, 3, 4}, two[4];
    IO_STATUS_BLOCK block = {.Information = 5};
    IO_STATUS_BLOCK64 wide;
    UNICODE_STRING string = {2, 4, (PWCH)(PVOID)one};

    RtlFillMemoryNonTemporal(two, sizeof two, 7);
    RtlSanitizeUnicodeStringPadding(&string);
    IosbToIosb64(&block, &wide);
    Iosb64ToIosb(&wide, &block);
    return !RtlConstantTimeEqualMemory(one, two, sizeof one) && one[3] == 0 && block.Information == 5;
}

DRIVER_INITIALIZE DriverEntry;

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(RegistryPath);
    return routines[0] != NULL && Fine() ? Register(DriverObject->DeviceObject) : STATUS_UNSUCCESSFUL;
}
