/*
 * A radio: IOCTL_RADIO_SEND sends packets, each by a system thread, over a connection that Unload closes when no
 * packet is on its way. \\.\Radio. The known "bluetooth" model of KISS and CHESS.
 *
 * PendingIo counts the packets on their way, and one for the driver being started. BeginIo looks whether the driver is
 * stopping and then counts; a stop between the two sees nothing pending and closes the connection.
 * FIXED: BeginIo counts first, looks then, and takes its count back if the driver is stopping: a stop between the
 * two waits.
 */
#include <wdm.h>

#include "stop_race.h"

#define RADIO_TAG 'oidR'

typedef struct _CONNECTION {
    LONG Sent; /* changed by interlocked operations only */
} CONNECTION, *PCONNECTION;

typedef struct _DEVICE_EXTENSION {
    LONG PendingIo;
#ifdef FIXED
    volatile BOOLEAN Stopping; /* written and read without a lock */
#else
    BOOLEAN Stopping;
#endif
    KEVENT StopEvent; /* set when PendingIo has become 0 */
    PCONNECTION Connection;
    PVOID Senders[RADIO_SENDERS_MAX]; /* thread objects, referenced */
    ULONG SenderCount;
} DEVICE_EXTENSION, *PDEVICE_EXTENSION;

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD RadioUnload;
DRIVER_DISPATCH RadioCreateClose;
DRIVER_DISPATCH RadioDeviceControl;
KSTART_ROUTINE RadioSender;

#ifdef ALLOC_PRAGMA
#pragma alloc_text(INIT, DriverEntry)
#pragma alloc_text(PAGE, RadioUnload)
#pragma alloc_text(PAGE, RadioCreateClose)
#pragma alloc_text(PAGE, RadioDeviceControl)
#endif

static UNICODE_STRING DeviceName = RTL_CONSTANT_STRING(L"\\Device\\Radio");
static UNICODE_STRING LinkName = RTL_CONSTANT_STRING(L"\\DosDevices\\Radio");

static NTSTATUS RadioComplete(PIRP Irp, NTSTATUS Status)
{
    Irp->IoStatus.Status = Status;
    Irp->IoStatus.Information = 0;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return Status;
}

NTSTATUS RadioCreateClose(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    PAGED_CODE();
    return RadioComplete(Irp, STATUS_SUCCESS);
}

static VOID EndIo(PDEVICE_EXTENSION Extension)
{
    if (InterlockedDecrement(&Extension->PendingIo) == 0)
        KeSetEvent(&Extension->StopEvent, IO_NO_INCREMENT, FALSE);
}

static BOOLEAN BeginIo(PDEVICE_EXTENSION Extension)
{
#ifdef FIXED
    InterlockedIncrement(&Extension->PendingIo);
    if (!Extension->Stopping)
        return TRUE;
    EndIo(Extension);
    return FALSE;
#else
    if (Extension->Stopping)
        return FALSE;
    InterlockedIncrement(&Extension->PendingIo);
    return TRUE;
#endif
}

VOID RadioSender(PVOID StartContext)
{
    PDEVICE_EXTENSION extension = StartContext;

    if (BeginIo(extension)) {
        InterlockedIncrement(&extension->Connection->Sent);
        EndIo(extension);
    }
    PsTerminateSystemThread(STATUS_SUCCESS);
}

/* Keeps the thread object for Unload to wait for. */
static NTSTATUS StartSender(PDEVICE_EXTENSION Extension)
{
    HANDLE thread;
    NTSTATUS status = PsCreateSystemThread(&thread, THREAD_ALL_ACCESS, NULL, NULL, NULL, RadioSender, Extension);

    if (!NT_SUCCESS(status))
        return status;
    status = ObReferenceObjectByHandle(thread, SYNCHRONIZE, *PsThreadType, KernelMode,
                                       &Extension->Senders[Extension->SenderCount], NULL);
    ASSERT(NT_SUCCESS(status));
    Extension->SenderCount++;
    ZwClose(thread);
    return STATUS_SUCCESS;
}

static NTSTATUS Send(PDEVICE_EXTENSION Extension, ULONG Packets)
{
    NTSTATUS status = STATUS_SUCCESS;

    if (Packets > RADIO_SENDERS_MAX - Extension->SenderCount)
        return STATUS_INSUFFICIENT_RESOURCES;
    while (Packets-- > 0 && NT_SUCCESS(status))
        status = StartSender(Extension);
    return status;
}

/* The device is exclusive and its handle synchronous: one request at a time. */
NTSTATUS RadioDeviceControl(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(Irp);

    PAGED_CODE();
    if (stack->Parameters.DeviceIoControl.IoControlCode != IOCTL_RADIO_SEND)
        return RadioComplete(Irp, STATUS_INVALID_DEVICE_REQUEST);
    if (stack->Parameters.DeviceIoControl.InputBufferLength < sizeof(ULONG))
        return RadioComplete(Irp, STATUS_INVALID_PARAMETER);
    return RadioComplete(Irp, Send(DeviceObject->DeviceExtension, *(PULONG)Irp->AssociatedIrp.SystemBuffer));
}

/* No packet begins, those on their way arrive, the connection is closed. The threads end whenever they do. */
VOID RadioUnload(PDRIVER_OBJECT DriverObject)
{
    PDEVICE_EXTENSION extension = DriverObject->DeviceObject->DeviceExtension;
    ULONG i;

    PAGED_CODE();
    extension->Stopping = TRUE;
    EndIo(extension);
    KeWaitForSingleObject(&extension->StopEvent, Executive, KernelMode, FALSE, NULL);
    ExFreePoolWithTag(extension->Connection, RADIO_TAG);

    for (i = 0; i < extension->SenderCount; i++) {
        KeWaitForSingleObject(extension->Senders[i], Executive, KernelMode, FALSE, NULL);
        ObDereferenceObject(extension->Senders[i]);
    }
    IoDeleteSymbolicLink(&LinkName);
    IoDeleteDevice(DriverObject->DeviceObject);
}

static NTSTATUS InitializeExtension(PDEVICE_EXTENSION Extension)
{
    Extension->PendingIo = 1;
    KeInitializeEvent(&Extension->StopEvent, NotificationEvent, FALSE);
    Extension->Connection = ExAllocatePoolWithTag(NonPagedPool, sizeof(CONNECTION), RADIO_TAG);
    if (!Extension->Connection)
        return STATUS_INSUFFICIENT_RESOURCES;
    RtlZeroMemory(Extension->Connection, sizeof(CONNECTION));
    return STATUS_SUCCESS;
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    PDEVICE_OBJECT device;
    PDEVICE_EXTENSION extension;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(RegistryPath);
    status = IoCreateDevice(DriverObject, sizeof(DEVICE_EXTENSION), &DeviceName, FILE_DEVICE_UNKNOWN,
                            FILE_DEVICE_SECURE_OPEN, TRUE, &device);
    if (!NT_SUCCESS(status))
        return status;
    extension = device->DeviceExtension;
    status = InitializeExtension(extension);
    if (NT_SUCCESS(status)) {
        status = IoCreateSymbolicLink(&LinkName, &DeviceName);
        if (!NT_SUCCESS(status))
            ExFreePoolWithTag(extension->Connection, RADIO_TAG);
    }
    if (!NT_SUCCESS(status)) {
        IoDeleteDevice(device);
        return status;
    }
    DriverObject->MajorFunction[IRP_MJ_CREATE] = RadioCreateClose;
    DriverObject->MajorFunction[IRP_MJ_CLOSE] = RadioCreateClose;
    DriverObject->MajorFunction[IRP_MJ_DEVICE_CONTROL] = RadioDeviceControl;
    DriverObject->DriverUnload = RadioUnload;
    return STATUS_SUCCESS;
}
