/*
 * Rarely used routines of the I/O manager: create with a hint, share access of links, activity ids, containers,
 * directories of drivers, disks. Declared so that a driver that uses one is told by the simulator, not by the compiler.
 */
#ifndef NTSIM_DDK_IO_MORE_H
#define NTSIM_DDK_IO_MORE_H

#include "io_api.h"
#include "pnp_types.h"
#include "wmi.h"

EXTERN_C_START

typedef struct _IO_DRIVER_CREATE_CONTEXT {
    CSHORT Size;
    struct _ECP_LIST *ExtraCreateParameter;
    PVOID DeviceObjectHint;
    struct _TXN_PARAMETER_BLOCK *TxnParameters;
    PVOID SiloContext;
} IO_DRIVER_CREATE_CONTEXT, *PIO_DRIVER_CREATE_CONTEXT;

static inline VOID IoInitializeDriverCreateContext(PIO_DRIVER_CREATE_CONTEXT DriverContext)
{
    memset(DriverContext, 0, sizeof(*DriverContext));
    DriverContext->Size = sizeof(*DriverContext);
}

NTSTATUS IoCreateFileEx(PHANDLE FileHandle, ACCESS_MASK DesiredAccess, POBJECT_ATTRIBUTES ObjectAttributes,
                        PIO_STATUS_BLOCK IoStatusBlock, PLARGE_INTEGER AllocationSize, ULONG FileAttributes,
                        ULONG ShareAccess, ULONG Disposition, ULONG CreateOptions, PVOID EaBuffer, ULONG EaLength,
                        CREATE_FILE_TYPE CreateFileType, PVOID InternalParameters, ULONG Options,
                        PIO_DRIVER_CREATE_CONTEXT DriverContext);
NTSTATUS IoCreateFileSpecifyDeviceObjectHint(PHANDLE FileHandle, ACCESS_MASK DesiredAccess,
                                             POBJECT_ATTRIBUTES ObjectAttributes, PIO_STATUS_BLOCK IoStatusBlock,
                                             PLARGE_INTEGER AllocationSize, ULONG FileAttributes, ULONG ShareAccess,
                                             ULONG Disposition, ULONG CreateOptions, PVOID EaBuffer, ULONG EaLength,
                                             CREATE_FILE_TYPE CreateFileType, PVOID InternalParameters, ULONG Options,
                                             PVOID DeviceObject);
NTSTATUS IoCheckShareAccessEx(ACCESS_MASK DesiredAccess, ULONG DesiredShareAccess, PFILE_OBJECT FileObject,
                              PSHARE_ACCESS ShareAccess, BOOLEAN Update, PBOOLEAN WritePermission);
VOID IoSetShareAccessEx(ACCESS_MASK DesiredAccess, ULONG DesiredShareAccess, PFILE_OBJECT FileObject,
                        PSHARE_ACCESS ShareAccess, PBOOLEAN WritePermission);
BOOLEAN IoIsFileOriginRemote(PFILE_OBJECT FileObject);
NTSTATUS IoSetFileOrigin(PFILE_OBJECT FileObject, BOOLEAN Remote);
BOOLEAN IoIsFileObjectIgnoringSharing(PFILE_OBJECT FileObject);
NTSTATUS IoSetFileObjectIgnoreSharing(PFILE_OBJECT FileObject);
PEPROCESS IoGetInitiatorProcess(PFILE_OBJECT FileObject);
#define IoGetFunctionCodeFromCtlCode(ControlCode) ((ControlCode >> 2) & 0x00000FFF)

LPCGUID IoGetActivityIdThread(VOID);
LPCGUID IoSetActivityIdThread(LPCGUID ActivityId);
VOID IoClearActivityIdThread(LPCGUID OriginalId);
NTSTATUS IoPropagateActivityIdToThread(struct _IRP *Irp, LPGUID PropagatedId, LPCGUID *OriginalId);
VOID IoTransferActivityId(LPCGUID ActivityId, LPCGUID RelatedActivityId);

NTSTATUS IoGetAffinityInterrupt(PKINTERRUPT InterruptObject, PGROUP_AFFINITY GroupAffinity);
NTSTATUS IoGetDeviceInterfacePropertyData(PUNICODE_STRING SymbolicLinkName, const DEVPROPKEY *PropertyKey, LCID Lcid,
                                          ULONG Flags, ULONG Size, PVOID Data, PULONG RequiredSize, PDEVPROPTYPE Type);
NTSTATUS IoSetDeviceInterfacePropertyData(PUNICODE_STRING SymbolicLinkName, const DEVPROPKEY *PropertyKey, LCID Lcid,
                                          ULONG Flags, DEVPROPTYPE Type, ULONG Size, PVOID Data);
typedef enum _DEVICE_DIRECTORY_TYPE { DeviceDirectoryData } DEVICE_DIRECTORY_TYPE, *PDEVICE_DIRECTORY_TYPE;
typedef enum _DRIVER_DIRECTORY_TYPE {
    DriverDirectoryImage,
    DriverDirectoryData,
    DriverDirectorySharedData
} DRIVER_DIRECTORY_TYPE,
    *PDRIVER_DIRECTORY_TYPE;
NTSTATUS IoGetDeviceDirectory(PDEVICE_OBJECT PhysicalDeviceObject, DEVICE_DIRECTORY_TYPE DirectoryType, ULONG Flags,
                              PVOID Reserved, PHANDLE DeviceDirectoryHandle);
NTSTATUS IoGetDriverDirectory(PDRIVER_OBJECT DriverObject, DRIVER_DIRECTORY_TYPE DirectoryType, ULONG Flags,
                              PHANDLE DriverDirectoryHandle);

typedef enum _IO_CONTAINER_INFORMATION_CLASS {
    IoSessionStateInformation,
    IoMaxContainerInformationClass
} IO_CONTAINER_INFORMATION_CLASS;
typedef enum _IO_CONTAINER_NOTIFICATION_CLASS {
    IoSessionStateNotification,
    IoMaxContainerNotificationClass
} IO_CONTAINER_NOTIFICATION_CLASS;
typedef NTSTATUS (*PIO_CONTAINER_NOTIFICATION_FUNCTION)(VOID);
NTSTATUS IoGetContainerInformation(IO_CONTAINER_INFORMATION_CLASS InformationClass, PVOID ContainerObject, PVOID Buffer,
                                   ULONG BufferLength);
NTSTATUS IoRegisterContainerNotification(IO_CONTAINER_NOTIFICATION_CLASS NotificationClass,
                                         PIO_CONTAINER_NOTIFICATION_FUNCTION CallbackFunction,
                                         PVOID NotificationInformation, ULONG NotificationInformationLength,
                                         PVOID CallbackRegistration);
VOID IoUnregisterContainerNotification(PVOID CallbackRegistration);

NTSTATUS IoWMIQueryAllDataMultiple(PVOID *DataBlockObjectList, ULONG ObjectCount, PULONG InOutBufferSize,
                                   PVOID OutBuffer);
NTSTATUS IoWMIQuerySingleInstanceMultiple(PVOID *DataBlockObjectList, PUNICODE_STRING InstanceNames, ULONG ObjectCount,
                                          PULONG InOutBufferSize, PVOID OutBuffer);

struct _CREATE_DISK;
struct _DRIVE_LAYOUT_INFORMATION;
struct _DRIVE_LAYOUT_INFORMATION_EX;

typedef struct _DISK_SIGNATURE {
    ULONG PartitionStyle;
    union {
        struct {
            ULONG Signature;
            ULONG CheckSum;
        } Mbr;
        struct {
            GUID DiskId;
        } Gpt;
    };
} DISK_SIGNATURE, *PDISK_SIGNATURE;
VOID HalExamineMBR(PDEVICE_OBJECT DeviceObject, ULONG SectorSize, ULONG MBRTypeIdentifier, PVOID *Buffer);
NTSTATUS IoReadDiskSignature(PDEVICE_OBJECT DeviceObject, ULONG BytesPerSector, PDISK_SIGNATURE Signature);
NTSTATUS IoReadPartitionTable(PDEVICE_OBJECT DeviceObject, ULONG SectorSize, BOOLEAN ReturnRecognizedPartitions,
                              struct _DRIVE_LAYOUT_INFORMATION **PartitionBuffer);
NTSTATUS IoReadPartitionTableEx(PDEVICE_OBJECT DeviceObject, struct _DRIVE_LAYOUT_INFORMATION_EX **PartitionBuffer);
NTSTATUS IoWritePartitionTableEx(PDEVICE_OBJECT DeviceObject, struct _DRIVE_LAYOUT_INFORMATION_EX *DriveLayout);
NTSTATUS IoCreateDisk(PDEVICE_OBJECT DeviceObject, struct _CREATE_DISK *Disk);
NTSTATUS IoVerifyPartitionTable(PDEVICE_OBJECT DeviceObject, BOOLEAN FixErrors);
BOOLEAN FsRtlIsTotalDeviceFailure(NTSTATUS Status);

EXTERN_C_END

#endif
