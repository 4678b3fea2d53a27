/* WMI, as far as a driver registers with it. The provider side (WMILIB) is not offered. */
#ifndef NTSIM_DDK_WMI_H
#define NTSIM_DDK_WMI_H

#include "io_types.h"

EXTERN_C_START

#define WMIREG_ACTION_REGISTER     1
#define WMIREG_ACTION_DEREGISTER   2
#define WMIREG_ACTION_REREGISTER   3
#define WMIREG_ACTION_UPDATE_GUIDS 4
#define WMIREG_ACTION_BLOCK_IRPS   5
#define WMIREGISTER                0
#define WMIUPDATE                  1

typedef VOID FWMI_NOTIFICATION_CALLBACK(PVOID Wnode, PVOID Context);
typedef FWMI_NOTIFICATION_CALLBACK *WMI_NOTIFICATION_CALLBACK;

NTSTATUS IoWMIRegistrationControl(PDEVICE_OBJECT DeviceObject, ULONG Action);
NTSTATUS IoWMIWriteEvent(PVOID WnodeEventItem);
ULONG IoWMIDeviceObjectToProviderId(PDEVICE_OBJECT DeviceObject);
NTSTATUS IoWMIOpenBlock(LPCGUID DataBlockGuid, ULONG DesiredAccess, PVOID *DataBlockObject);
NTSTATUS IoWMIQueryAllData(PVOID DataBlockObject, PULONG InOutBufferSize, PVOID OutBuffer);
NTSTATUS IoWMIQuerySingleInstance(PVOID DataBlockObject, PUNICODE_STRING InstanceName, PULONG InOutBufferSize,
                                  PVOID OutBuffer);
NTSTATUS IoWMISetSingleInstance(PVOID DataBlockObject, PUNICODE_STRING InstanceName, ULONG Version,
                                ULONG ValueBufferSize, PVOID ValueBuffer);
NTSTATUS IoWMISetSingleItem(PVOID DataBlockObject, PUNICODE_STRING InstanceName, ULONG DataItemId, ULONG Version,
                            ULONG ValueBufferSize, PVOID ValueBuffer);
NTSTATUS IoWMIExecuteMethod(PVOID DataBlockObject, PUNICODE_STRING InstanceName, ULONG MethodId, ULONG InBufferSize,
                            PULONG OutBufferSize, PUCHAR InOutBuffer);
NTSTATUS IoWMISetNotificationCallback(PVOID Object, WMI_NOTIFICATION_CALLBACK Callback, PVOID Context);
NTSTATUS IoWMIHandleToInstanceName(PVOID DataBlockObject, HANDLE FileHandle, PUNICODE_STRING InstanceName);
NTSTATUS IoWMIDeviceObjectToInstanceName(PVOID DataBlockObject, PDEVICE_OBJECT DeviceObject,
                                         PUNICODE_STRING InstanceName);
NTSTATUS IoWMISuggestInstanceName(PDEVICE_OBJECT PhysicalDeviceObject, PUNICODE_STRING SymbolicLinkName,
                                  BOOLEAN CombineNames, PUNICODE_STRING SuggestedInstanceName);
NTSTATUS IoWMIAllocateInstanceIds(GUID *Guid, ULONG InstanceCount, ULONG *FirstInstanceId);

EXTERN_C_END

#endif
