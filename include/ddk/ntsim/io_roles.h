/*
 * Role types of a driver's entry points. Those that real drivers define with narrowed pointer types have no parameter
 * list (see ke_roles.h); the comment above each gives the documented one.
 */
#ifndef NTSIM_DDK_IO_ROLES_H
#define NTSIM_DDK_IO_ROLES_H

#include "ke_types.h"

struct _DEVICE_OBJECT;
struct _DRIVER_OBJECT;
struct _FILE_OBJECT;
struct _IRP;

typedef NTSTATUS DRIVER_INITIALIZE(struct _DRIVER_OBJECT *DriverObject, PUNICODE_STRING RegistryPath);
typedef DRIVER_INITIALIZE *PDRIVER_INITIALIZE;
typedef VOID DRIVER_UNLOAD(struct _DRIVER_OBJECT *DriverObject);
typedef DRIVER_UNLOAD *PDRIVER_UNLOAD;
typedef NTSTATUS DRIVER_ADD_DEVICE(struct _DRIVER_OBJECT *DriverObject, struct _DEVICE_OBJECT *PhysicalDeviceObject);
typedef DRIVER_ADD_DEVICE *PDRIVER_ADD_DEVICE;
typedef NTSTATUS DRIVER_DISPATCH(struct _DEVICE_OBJECT *DeviceObject, struct _IRP *Irp);
typedef DRIVER_DISPATCH *PDRIVER_DISPATCH;
typedef DRIVER_DISPATCH DRIVER_DISPATCH_RAISED, DRIVER_DISPATCH_PAGED;
typedef VOID DRIVER_STARTIO(struct _DEVICE_OBJECT *DeviceObject, struct _IRP *Irp);
typedef DRIVER_STARTIO *PDRIVER_STARTIO;
typedef VOID DRIVER_CANCEL(struct _DEVICE_OBJECT *DeviceObject, struct _IRP *Irp);
typedef DRIVER_CANCEL *PDRIVER_CANCEL;
typedef VOID DRIVER_FS_NOTIFICATION(struct _DEVICE_OBJECT *DeviceObject, BOOLEAN FsActive);
typedef DRIVER_FS_NOTIFICATION *PDRIVER_FS_NOTIFICATION;

typedef enum _IO_ALLOCATION_ACTION {
    KeepObject = 1,
    DeallocateObject,
    DeallocateObjectKeepRegisters
} IO_ALLOCATION_ACTION,
    *PIO_ALLOCATION_ACTION;

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wstrict-prototypes"

/* (PDRIVER_OBJECT DriverObject, PVOID Context, ULONG Count) */
typedef VOID DRIVER_REINITIALIZE();
typedef DRIVER_REINITIALIZE *PDRIVER_REINITIALIZE;
/* (PDEVICE_OBJECT DeviceObject, PIRP Irp, PVOID MapRegisterBase, PVOID Context) */
typedef IO_ALLOCATION_ACTION DRIVER_CONTROL();
typedef DRIVER_CONTROL *PDRIVER_CONTROL;
/* (PDEVICE_OBJECT DeviceObject, PIRP Irp, struct _SCATTER_GATHER_LIST *ScatterGather, PVOID Context) */
typedef VOID DRIVER_LIST_CONTROL();
typedef DRIVER_LIST_CONTROL *PDRIVER_LIST_CONTROL;
/* (PDEVICE_OBJECT DeviceObject, PIRP Irp, PVOID Context) */
typedef NTSTATUS IO_COMPLETION_ROUTINE();
typedef IO_COMPLETION_ROUTINE *PIO_COMPLETION_ROUTINE;
/* (PDEVICE_OBJECT DeviceObject, PVOID Context) */
typedef VOID IO_TIMER_ROUTINE();
typedef IO_TIMER_ROUTINE *PIO_TIMER_ROUTINE;
/* (PDEVICE_OBJECT DeviceObject, PVOID Context) */
typedef VOID IO_WORKITEM_ROUTINE();
typedef IO_WORKITEM_ROUTINE *PIO_WORKITEM_ROUTINE;
/* (PVOID IoObject, PVOID Context, struct _IO_WORKITEM *IoWorkItem) */
typedef VOID IO_WORKITEM_ROUTINE_EX();
typedef IO_WORKITEM_ROUTINE_EX *PIO_WORKITEM_ROUTINE_EX;
/* (struct _KDPC *Dpc, PDEVICE_OBJECT DeviceObject, PIRP Irp, PVOID Context) */
typedef VOID IO_DPC_ROUTINE();
typedef IO_DPC_ROUTINE *PIO_DPC_ROUTINE;
/* (PVOID NotificationStructure, PVOID Context) */
typedef NTSTATUS DRIVER_NOTIFICATION_CALLBACK_ROUTINE();
typedef DRIVER_NOTIFICATION_CALLBACK_ROUTINE *PDRIVER_NOTIFICATION_CALLBACK_ROUTINE;
/* (PVOID Context) */
typedef VOID DEVICE_CHANGE_COMPLETE_CALLBACK();
typedef DEVICE_CHANGE_COMPLETE_CALLBACK *PDEVICE_CHANGE_COMPLETE_CALLBACK;

#pragma GCC diagnostic pop

typedef struct _IO_STATUS_BLOCK {
    union {
        NTSTATUS Status;
        PVOID Pointer;
    };
    ULONG_PTR Information;
} IO_STATUS_BLOCK, *PIO_STATUS_BLOCK;

typedef VOID IO_APC_ROUTINE(PVOID ApcContext, PIO_STATUS_BLOCK IoStatusBlock, ULONG Reserved);
typedef IO_APC_ROUTINE *PIO_APC_ROUTINE;

#endif
