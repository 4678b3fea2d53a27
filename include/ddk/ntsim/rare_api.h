/*
 * Routines of wdm.h and ntddk.h that hardly any driver calls: persistent memory over a soft restart, shares of links,
 * IOMMU, secure pool, hardware counters, triage dumps, non-volatile memory, correlation vectors. Declared so that source
 * compiles; unless it is inline here, a call stops the run by name.
 */
#ifndef NTSIM_DDK_RARE_API_H
#define NTSIM_DDK_RARE_API_H

#include <string.h>

#include "file_info.h"
#include "io_more.h"
#include "ke_lock_api.h"
#include "mm_types.h"
#include "resources.h"
#include "rtl_api.h"

EXTERN_C_START

/* --- executive, kernel ------------------------------------------------------------------------------------------- */
NTSTATUS ExInitializeDeviceAts(PDEVICE_OBJECT PhysicalDeviceObject);
VOID ExInitializeRundownProtectionCacheAwareEx(PEX_RUNDOWN_REF_CACHE_AWARE RunRefCacheAware, ULONG Flags);
NTSTATUS ExSecurePoolUpdate(HANDLE SecurePoolHandle, ULONG Tag, PVOID Allocation, ULONG_PTR Cookie, SIZE_T Offset,
                            SIZE_T Size, PVOID Buffer);
BOOLEAN ExSecurePoolValidate(HANDLE SecurePoolHandle, ULONG Tag, PVOID Allocation, ULONG_PTR Cookie);

typedef enum _KD_OPTION { KD_OPTION_SET_BLOCK_ENABLE } KD_OPTION;
NTSTATUS KdChangeOption(KD_OPTION Option, ULONG InBufferBytes, PVOID InBuffer, ULONG OutBufferBytes, PVOID OutBuffer,
                        PULONG OutBufferNeeded);

typedef enum _BOUND_CALLBACK_STATUS {
    BoundExceptionContinueSearch,
    BoundExceptionHandled,
    BoundExceptionError,
    BoundExceptionMaximum
} BOUND_CALLBACK_STATUS,
    *PBOUND_CALLBACK_STATUS;
typedef BOUND_CALLBACK_STATUS BOUND_CALLBACK(VOID);
typedef BOUND_CALLBACK *PBOUND_CALLBACK;
PVOID KeRegisterBoundCallback(PBOUND_CALLBACK CallbackRoutine);
NTSTATUS KeDeregisterBoundCallback(PVOID Handle);

typedef struct _KADDRESS_RANGE {
    PVOID Address;
    SIZE_T Size;
} KADDRESS_RANGE, *PKADDRESS_RANGE;
typedef struct _KTRIAGE_DUMP_DATA_ARRAY {
    LIST_ENTRY List;
    ULONG NumBlocksUsed;
    ULONG NumBlocksTotal;
    ULONG DataSize;
    ULONG MaxDataSize;
    ULONG ComponentNameBufferLength;
    PUCHAR ComponentName;
    KADDRESS_RANGE Blocks[ANYSIZE_ARRAY];
} KTRIAGE_DUMP_DATA_ARRAY, *PKTRIAGE_DUMP_DATA_ARRAY;
NTSTATUS KeInitializeTriageDumpDataArray(PKTRIAGE_DUMP_DATA_ARRAY KtriageDumpDataArray, ULONG Size);
NTSTATUS KeAddTriageDumpDataBlock(PKTRIAGE_DUMP_DATA_ARRAY KtriageDumpDataArray, PVOID Address, SIZE_T Size);
NTSTATUS KeInitializeCrashDumpHeader(ULONG DumpType, ULONG Flags, PVOID Buffer, ULONG BufferSize, PULONG BufferNeeded);
VOID KeInvalidateRangeAllCaches(PVOID BaseAddress, ULONG Length);

typedef enum _LOGICAL_PROCESSOR_RELATIONSHIP {
    RelationProcessorCore,
    RelationNumaNode,
    RelationCache,
    RelationProcessorPackage,
    RelationGroup,
    RelationProcessorDie,
    RelationNumaNodeEx,
    RelationProcessorModule,
    RelationAll = 0xffff
} LOGICAL_PROCESSOR_RELATIONSHIP;
struct _SYSTEM_LOGICAL_PROCESSOR_INFORMATION_EX;
NTSTATUS KeQueryLogicalProcessorRelationship(PPROCESSOR_NUMBER ProcessorNumber,
                                             LOGICAL_PROCESSOR_RELATIONSHIP RelationshipType,
                                             struct _SYSTEM_LOGICAL_PROCESSOR_INFORMATION_EX *Information,
                                             PULONG Length);

typedef enum _HARDWARE_COUNTER_TYPE { PMCCounter, MaxHardwareCounterType } HARDWARE_COUNTER_TYPE,
    *PHARDWARE_COUNTER_TYPE;
typedef struct _HARDWARE_COUNTER {
    HARDWARE_COUNTER_TYPE Type;
    ULONG Reserved;
    ULONG64 Index;
} HARDWARE_COUNTER, *PHARDWARE_COUNTER;
NTSTATUS KeSetHardwareCounterConfiguration(PHARDWARE_COUNTER CounterArray, ULONG Count);
NTSTATUS KeQueryHardwareCounterConfiguration(PHARDWARE_COUNTER CounterArray, ULONG MaximumCount, PULONG Count);
struct _PHYSICAL_COUNTER_RESOURCE_LIST;
NTSTATUS HalAllocateHardwareCounters(PGROUP_AFFINITY GroupAffinty, ULONG GroupCount,
                                     struct _PHYSICAL_COUNTER_RESOURCE_LIST *ResourceList, PHANDLE CounterSetHandle);
NTSTATUS HalFreeHardwareCounters(HANDLE CounterSetHandle);

/* --- I/O --------------------------------------------------------------------------------------------------------- */
typedef NTSTATUS (*PIO_PERSISTED_MEMORY_ENUMERATION_CALLBACK)(PDRIVER_OBJECT DriverObject,
                                                              PDEVICE_OBJECT PhysicalDeviceObject,
                                                              PUNICODE_STRING PhysicalDeviceId, PUSHORT DataTag,
                                                              PULONG DataVersion, PVOID CallbackContext);
NTSTATUS IoReserveKsrPersistentMemory(PDRIVER_OBJECT DriverObject, PDEVICE_OBJECT PhysicalDeviceObject, SIZE_T Size,
                                      ULONG Flags, PVOID *DataHandle);
NTSTATUS IoReserveKsrPersistentMemoryEx(PDRIVER_OBJECT DriverObject, PDEVICE_OBJECT PhysicalDeviceObject,
                                        PUNICODE_STRING PhysicalDeviceId, PUSHORT DataTag, ULONG DataVersion,
                                        SIZE_T Size, ULONG Flags, PVOID *DataHandle);
NTSTATUS IoFreeKsrPersistentMemory(PVOID DataHandle);
NTSTATUS IoWriteKsrPersistentMemory(PVOID DataHandle, PVOID Buffer, SIZE_T Size);
NTSTATUS IoAcquireKsrPersistentMemory(PDRIVER_OBJECT DriverObject, PDEVICE_OBJECT PhysicalDeviceObject, PVOID Buffer,
                                      PSIZE_T Size);
NTSTATUS IoAcquireKsrPersistentMemoryEx(PDRIVER_OBJECT DriverObject, PDEVICE_OBJECT PhysicalDeviceObject,
                                        PUNICODE_STRING PhysicalDeviceId, PUSHORT DataTag, PULONG DataVersion,
                                        PVOID Buffer, PSIZE_T Size);
NTSTATUS IoQueryKsrPersistentMemorySize(PDRIVER_OBJECT DriverObject, PDEVICE_OBJECT PhysicalDeviceObject,
                                        PSIZE_T BufferSize);
NTSTATUS IoQueryKsrPersistentMemorySizeEx(PDRIVER_OBJECT DriverObject, PDEVICE_OBJECT PhysicalDeviceObject,
                                          PUNICODE_STRING PhysicalDeviceId, PUSHORT DataTag, PULONG DataVersion,
                                          PSIZE_T BufferSize);
NTSTATUS IoEnumerateKsrPersistentMemoryEx(PDRIVER_OBJECT DriverObject, PDEVICE_OBJECT PhysicalDeviceObject,
                                          PUNICODE_STRING PhysicalDeviceId,
                                          PIO_PERSISTED_MEMORY_ENUMERATION_CALLBACK Callback, PVOID CallbackContext);

typedef struct _LINK_SHARE_ACCESS {
    ULONG OpenCount;
    ULONG Deleters;
    ULONG SharedDelete;
} LINK_SHARE_ACCESS, *PLINK_SHARE_ACCESS;
NTSTATUS IoCheckLinkShareAccess(ACCESS_MASK DesiredAccess, ULONG DesiredShareAccess, PFILE_OBJECT FileObject,
                                PSHARE_ACCESS ShareAccess, PLINK_SHARE_ACCESS LinkShareAccess,
                                ULONG IoShareAccessFlags);
VOID IoSetLinkShareAccess(ACCESS_MASK DesiredAccess, ULONG DesiredShareAccess, PFILE_OBJECT FileObject,
                          PSHARE_ACCESS ShareAccess, PLINK_SHARE_ACCESS LinkShareAccess, ULONG IoShareAccessFlags);
VOID IoUpdateLinkShareAccess(PFILE_OBJECT FileObject, PSHARE_ACCESS ShareAccess, PLINK_SHARE_ACCESS LinkShareAccess);
VOID IoUpdateLinkShareAccessEx(PFILE_OBJECT FileObject, PSHARE_ACCESS ShareAccess, PLINK_SHARE_ACCESS LinkShareAccess,
                               ULONG IoShareAccessFlags);
VOID IoRemoveLinkShareAccess(PFILE_OBJECT FileObject, PSHARE_ACCESS ShareAccess, PLINK_SHARE_ACCESS LinkShareAccess);
VOID IoRemoveLinkShareAccessEx(PFILE_OBJECT FileObject, PSHARE_ACCESS ShareAccess, PLINK_SHARE_ACCESS LinkShareAccess,
                               ULONG IoShareAccessFlags);

typedef struct _BOOTDISK_INFORMATION {
    LONGLONG BootPartitionOffset;
    LONGLONG SystemPartitionOffset;
    ULONG BootDeviceSignature;
    ULONG SystemDeviceSignature;
} BOOTDISK_INFORMATION, *PBOOTDISK_INFORMATION;
NTSTATUS IoGetBootDiskInformation(PBOOTDISK_INFORMATION BootDiskInformation, ULONG Size);
struct _SET_PARTITION_INFORMATION_EX;
NTSTATUS IoSetPartitionInformation(PDEVICE_OBJECT DeviceObject, ULONG SectorSize, ULONG PartitionNumber,
                                   ULONG PartitionType);
NTSTATUS IoSetPartitionInformationEx(PDEVICE_OBJECT DeviceObject, ULONG PartitionNumber,
                                     struct _SET_PARTITION_INFORMATION_EX *PartitionInfo);
NTSTATUS IoSetSystemPartition(PUNICODE_STRING VolumeNameString);
NTSTATUS IoWritePartitionTable(PDEVICE_OBJECT DeviceObject, ULONG SectorSize, ULONG SectorsPerTrack,
                               ULONG NumberOfHeads, struct _DRIVE_LAYOUT_INFORMATION *PartitionBuffer);

struct _DMA_IOMMU_INTERFACE;
struct _DMA_IOMMU_INTERFACE_EX;
NTSTATUS IoGetIommuInterface(ULONG Version, struct _DMA_IOMMU_INTERFACE *InterfaceOut);
NTSTATUS IoGetIommuInterfaceEx(ULONG Version, ULONGLONG Flags, struct _DMA_IOMMU_INTERFACE_EX *InterfaceOut);

typedef enum _BDCB_CALLBACK_TYPE {
    BdCbStatusUpdate,
    BdCbInitializeImage
} BDCB_CALLBACK_TYPE,
    *PBDCB_CALLBACK_TYPE;
struct _BDCB_IMAGE_INFORMATION;
typedef VOID BOOT_DRIVER_CALLBACK_FUNCTION(PVOID CallbackContext, BDCB_CALLBACK_TYPE Classification,
                                           struct _BDCB_IMAGE_INFORMATION *ImageInformation);
typedef BOOT_DRIVER_CALLBACK_FUNCTION *PBOOT_DRIVER_CALLBACK_FUNCTION;
PVOID IoRegisterBootDriverCallback(PBOOT_DRIVER_CALLBACK_FUNCTION CallbackFunction, PVOID CallbackContext);
VOID IoUnregisterBootDriverCallback(PVOID CallbackHandle);

struct _IO_FOEXT_SILO_PARAMETERS;
struct _IO_FOEXT_SHADOW_FILE;
struct _OPLOCK_KEY_ECP_CONTEXT;
struct _OPLOCK_KEY_CONTEXT;
struct _IO_FOEXT_SILO_PARAMETERS *IoGetSiloParameters(PFILE_OBJECT FileObject);
struct _IO_FOEXT_SHADOW_FILE *IoGetShadowFileInformation(PFILE_OBJECT FileObject);
NTSTATUS IoSetShadowFileInformation(PFILE_OBJECT FileObject, PFILE_OBJECT BackingFileObject, PVOID BackingFltInstance);
struct _OPLOCK_KEY_ECP_CONTEXT *IoGetOplockKeyContext(PFILE_OBJECT FileObject);
struct _OPLOCK_KEY_CONTEXT *IoGetOplockKeyContextEx(PFILE_OBJECT FileObject);
NTSTATUS IoIncrementKeepAliveCount(PFILE_OBJECT FileObject, PEPROCESS Process);
NTSTATUS IoDecrementKeepAliveCount(PFILE_OBJECT FileObject, PEPROCESS Process);

/* The status block of a 64-bit program. */
typedef struct _IO_STATUS_BLOCK64 {
    union {
        NTSTATUS Status;
        ULONG64 Pointer;
    };
    ULONG64 Information;
} IO_STATUS_BLOCK64, *PIO_STATUS_BLOCK64;

static inline VOID IosbToIosb64(PIO_STATUS_BLOCK Source, PIO_STATUS_BLOCK64 Destination)
{
    Destination->Status = Source->Status;
    Destination->Information = Source->Information;
}

static inline VOID Iosb64ToIosb(PIO_STATUS_BLOCK64 Source, PIO_STATUS_BLOCK Destination)
{
    Destination->Status = Source->Status;
    Destination->Information = (ULONG_PTR)Source->Information;
}

/* --- memory ------------------------------------------------------------------------------------------------------ */
typedef struct _MM_PHYSICAL_ADDRESS_LIST {
    PHYSICAL_ADDRESS PhysicalAddress;
    SIZE_T NumberOfBytes;
} MM_PHYSICAL_ADDRESS_LIST, *PMM_PHYSICAL_ADDRESS_LIST;
typedef VOID MM_MDL_ROUTINE(PVOID DriverContext, PVOID MappedVa);
typedef MM_MDL_ROUTINE *PMM_MDL_ROUTINE;
union _FILE_SEGMENT_ELEMENT;

NTSTATUS MmAddPhysicalMemory(PPHYSICAL_ADDRESS StartAddress, PLARGE_INTEGER NumberOfBytes);
NTSTATUS MmAllocateContiguousMemoryEx(PSIZE_T NumberOfBytes, PHYSICAL_ADDRESS LowestAcceptableAddress,
                                      PHYSICAL_ADDRESS HighestAcceptableAddress,
                                      PHYSICAL_ADDRESS BoundaryAddressMultiple, ULONG PreferredNode, ULONG Protect,
                                      PVOID PartitionObject, ULONG Tag, ULONG Flags, PVOID *BaseAddress);
PVOID MmAllocateMappingAddressEx(SIZE_T NumberOfBytes, ULONG PoolTag, ULONG Flags);
NTSTATUS MmAllocateMdlForIoSpace(PMM_PHYSICAL_ADDRESS_LIST PhysicalAddressList, SIZE_T NumberOfEntries, PMDL *NewMdl);
PPHYSICAL_MEMORY_RANGE MmGetPhysicalMemoryRangesEx2(PVOID PartitionObject, ULONG Flags);
PVOID MmGetSystemRoutineAddressEx(PUNICODE_STRING ModuleName, PCSTR FunctionName);
NTSTATUS MmMapMdl(PMDL MemoryDescriptorList, ULONG Protection, PMM_MDL_ROUTINE DriverRoutine, PVOID DriverContext);
NTSTATUS MmMapMemoryDumpMdlEx(PVOID Va, ULONG PageTotal, PMDL MemoryDumpMdl, ULONG Flags);
VOID MmProbeAndLockSelectedPages(PMDL MemoryDescriptorList, union _FILE_SEGMENT_ELEMENT *SegmentArray,
                                 KPROCESSOR_MODE AccessMode, LOCK_OPERATION Operation);
HANDLE MmSecureVirtualMemoryEx(PVOID Address, SIZE_T Size, ULONG ProbeMode, ULONG Flags);

/* --- system services --------------------------------------------------------------------------------------------- */
typedef enum _PARTITION_INFORMATION_CLASS {
    SystemMemoryPartitionInformation,
    SystemMemoryPartitionMoveMemory,
    SystemMemoryPartitionAddPagefile,
    SystemMemoryPartitionCombineMemory,
    SystemMemoryPartitionInitialAddMemory,
    SystemMemoryPartitionGetMemoryEvents,
    SystemMemoryPartitionMax
} PARTITION_INFORMATION_CLASS,
    *PPARTITION_INFORMATION_CLASS;
NTSTATUS NtManagePartition(HANDLE TargetHandle, HANDLE SourceHandle,
                           PARTITION_INFORMATION_CLASS PartitionInformationClass, PVOID PartitionInformation,
                           ULONG PartitionInformationLength);
typedef enum {
    SystemPowerPolicyAc,
    SystemPowerPolicyDc,
    VerifySystemPolicyAc,
    VerifySystemPolicyDc,
    SystemPowerCapabilities,
    SystemBatteryState,
    SystemPowerStateHandler,
    ProcessorStateHandler,
    SystemPowerPolicyCurrent,
    AdministratorPowerPolicy,
    SystemReserveHiberFile,
    ProcessorInformation,
    SystemPowerInformation,
    ProcessorStateHandler2,
    LastWakeTime,
    LastSleepTime,
    SystemExecutionState,
    SystemPowerStateNotifyHandler,
    ProcessorPowerPolicyAc,
    ProcessorPowerPolicyDc,
    VerifyProcessorPowerPolicyAc,
    VerifyProcessorPowerPolicyDc,
    ProcessorPowerPolicyCurrent,
    PowerInformationLevelMaximum = 100
} POWER_INFORMATION_LEVEL;
NTSTATUS NtPowerInformation(POWER_INFORMATION_LEVEL InformationLevel, PVOID InputBuffer, ULONG InputBufferLength,
                            PVOID OutputBuffer, ULONG OutputBufferLength);
NTSTATUS ZwPowerInformation(POWER_INFORMATION_LEVEL InformationLevel, PVOID InputBuffer, ULONG InputBufferLength,
                            PVOID OutputBuffer, ULONG OutputBufferLength);
NTSTATUS ZwQueryInformationByName(POBJECT_ATTRIBUTES ObjectAttributes, PIO_STATUS_BLOCK IoStatusBlock,
                                  PVOID FileInformation, ULONG Length, FILE_INFORMATION_CLASS FileInformationClass);

/* --- run-time library ------------------------------------------------------------------------------------------------ */
#define RtlFillMemoryNonTemporal(Destination, Length, Value) memset((Destination), (Value), (Length))

/* TRUE: equal. As long whether they differ at the first byte or the last. */
static inline int RtlConstantTimeEqualMemory(const void *v1, const void *v2, unsigned long len)
{
    const volatile UCHAR *one = (const volatile UCHAR *)v1, *two = (const volatile UCHAR *)v2;
    UCHAR difference = 0;

    for (unsigned long i = 0; i < len; i++)
        difference |= one[i] ^ two[i];
    return difference == 0;
}

/* What lies behind the text, in the buffer, becomes zero. */
static inline VOID RtlSanitizeUnicodeStringPadding(PUNICODE_STRING String)
{
    if (String->MaximumLength > String->Length)
        memset((PUCHAR)String->Buffer + String->Length, 0, (SIZE_T)(String->MaximumLength - String->Length));
}

ULONGLONG RtlCmDecodeMemIoResource(PCM_PARTIAL_RESOURCE_DESCRIPTOR Descriptor, PULONGLONG Start);
NTSTATUS RtlCmEncodeMemIoResource(PCM_PARTIAL_RESOURCE_DESCRIPTOR Descriptor, UCHAR Type, ULONGLONG Length,
                                  ULONGLONG Start);
ULONGLONG RtlIoDecodeMemIoResource(PIO_RESOURCE_DESCRIPTOR Descriptor, PULONGLONG Alignment, PULONGLONG MinimumAddress,
                                   PULONGLONG MaximumAddress);
NTSTATUS RtlIoEncodeMemIoResource(PIO_RESOURCE_DESCRIPTOR Descriptor, UCHAR Type, ULONGLONG Length, ULONGLONG Alignment,
                                  ULONGLONG MinimumAddress, ULONGLONG MaximumAddress);

typedef struct _NV_MEMORY_RANGE {
    VOID *BaseAddress;
    SIZE_T Length;
} NV_MEMORY_RANGE, *PNV_MEMORY_RANGE;
NTSTATUS RtlGetNonVolatileToken(PVOID NvBuffer, SIZE_T Size, PVOID *NvToken);
NTSTATUS RtlFreeNonVolatileToken(PVOID NvToken);
NTSTATUS RtlFlushNonVolatileMemory(PVOID NvToken, PVOID NvBuffer, SIZE_T Size, ULONG Flags);
NTSTATUS RtlFlushNonVolatileMemoryRanges(PVOID NvToken, PNV_MEMORY_RANGE NvRanges, SIZE_T NumRanges, ULONG Flags);
NTSTATUS RtlDrainNonVolatileFlush(PVOID NvToken);
NTSTATUS RtlWriteNonVolatileMemory(PVOID NvToken, VOID *NvDestination, const VOID *Source, SIZE_T Size, ULONG Flags);
NTSTATUS RtlFillNonVolatileMemory(PVOID NvToken, VOID *NvDestination, SIZE_T Size, const UCHAR Value, ULONG Flags);

#define RTL_CORRELATION_VECTOR_STRING_LENGTH 129
typedef struct CORRELATION_VECTOR {
    CHAR Version;
    CHAR Vector[RTL_CORRELATION_VECTOR_STRING_LENGTH];
} CORRELATION_VECTOR, *PCORRELATION_VECTOR;
ULONG RtlInitializeCorrelationVector(PCORRELATION_VECTOR CorrelationVector, int Version, const GUID *Guid);
ULONG RtlIncrementCorrelationVector(PCORRELATION_VECTOR CorrelationVector);
ULONG RtlExtendCorrelationVector(PCORRELATION_VECTOR CorrelationVector);
ULONG RtlValidateCorrelationVector(PCORRELATION_VECTOR Vector);

typedef enum _STATE_LOCATION_TYPE {
    LocationTypeRegistry = 0,
    LocationTypeFileSystem = 1,
    LocationTypeMaximum = 2
} STATE_LOCATION_TYPE;
NTSTATUS RtlGetPersistedStateLocation(PCWSTR SourceID, PCWSTR CustomValue, PCWSTR DefaultPath,
                                      STATE_LOCATION_TYPE StateLocationType, PWCHAR TargetPath, ULONG BufferLengthIn,
                                      PULONG BufferLengthOut);
BOOLEAN RtlIsStateSeparationEnabled(VOID);
ULONG64 RtlGetEnabledExtendedFeatures(ULONG64 FeatureMask);
BOOLEAN RtlNormalizeSecurityDescriptor(PSECURITY_DESCRIPTOR *SecurityDescriptor, ULONG SecurityDescriptorLength,
                                       PSECURITY_DESCRIPTOR *NewSecurityDescriptor, PULONG NewSecurityDescriptorLength,
                                       BOOLEAN CheckOnly);
NTSTATUS RtlQueryRegistryValueWithFallback(HANDLE PrimaryHandle, HANDLE FallbackHandle, PUNICODE_STRING ValueName,
                                           ULONG ValueLength, PULONG ValueType, PVOID ValueData, PULONG ResultLength);
typedef struct _CUSTOM_SYSTEM_EVENT_TRIGGER_CONFIG {
    ULONG Size;
    PCWSTR TriggerId;
} CUSTOM_SYSTEM_EVENT_TRIGGER_CONFIG, *PCUSTOM_SYSTEM_EVENT_TRIGGER_CONFIG;
NTSTATUS RtlRaiseCustomSystemEventTrigger(PCUSTOM_SYSTEM_EVENT_TRIGGER_CONFIG TriggerConfig);

EXTERN_C_END

#endif
