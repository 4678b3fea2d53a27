/*
 * The driver below io_completion_at_unload: completes each request from a system thread that it starts for it.
 */
#include <wdm.h>

typedef struct _DEVICE_EXTENSION {
    PVOID Threads[1];
    ULONG ThreadCount;
    PIRP Request;
} DEVICE_EXTENSION, *PDEVICE_EXTENSION;

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD AnswererUnload;
DRIVER_DISPATCH AnswererCreateClose;
DRIVER_DISPATCH AnswererDeviceControl;
KSTART_ROUTINE AnswererThread;

#ifdef ALLOC_PRAGMA
#pragma alloc_text(INIT, DriverEntry)
#pragma alloc_text(PAGE, AnswererUnload)
#pragma alloc_text(PAGE, AnswererCreateClose)
#pragma alloc_text(PAGE, AnswererDeviceControl)
#endif

static UNICODE_STRING DeviceName = RTL_CONSTANT_STRING(L"\\Device\\Answerer");
static UNICODE_STRING LinkName = RTL_CONSTANT_STRING(L"\\DosDevices\\Answerer");

static NTSTATUS AnswererComplete(PIRP Irp, NTSTATUS Status)
{
    Irp->IoStatus.Status = Status;
    Irp->IoStatus.Information = 0;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return Status;
}

NTSTATUS AnswererCreateClose(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    PAGED_CODE();
    return AnswererComplete(Irp, STATUS_SUCCESS);
}

VOID AnswererThread(PVOID StartContext)
{
    PDEVICE_EXTENSION extension = StartContext;

    AnswererComplete(extension->Request, STATUS_SUCCESS);
    PsTerminateSystemThread(STATUS_SUCCESS);
}

/* Keeps the thread object for Unload to wait for. */
static NTSTATUS StartThread(PDEVICE_EXTENSION Extension, PKSTART_ROUTINE Routine)
{
    HANDLE thread;
    NTSTATUS status = PsCreateSystemThread(&thread, THREAD_ALL_ACCESS, NULL, NULL, NULL, Routine, Extension);

    if (!NT_SUCCESS(status))
        return status;
    status = ObReferenceObjectByHandle(thread, SYNCHRONIZE, *PsThreadType, KernelMode,
                                       &Extension->Threads[Extension->ThreadCount], NULL);
    ASSERT(NT_SUCCESS(status));
    Extension->ThreadCount++;
    ZwClose(thread);
    return STATUS_SUCCESS;
}

static VOID WaitForThreads(PDEVICE_EXTENSION Extension)
{
    ULONG i;

    for (i = 0; i < Extension->ThreadCount; i++) {
        KeWaitForSingleObject(Extension->Threads[i], Executive, KernelMode, FALSE, NULL);
        ObDereferenceObject(Extension->Threads[i]);
    }
}

/* One request in the driver's life. */
NTSTATUS AnswererDeviceControl(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PDEVICE_EXTENSION extension = DeviceObject->DeviceExtension;

    PAGED_CODE();
    if (extension->ThreadCount == RTL_NUMBER_OF(extension->Threads))
        return AnswererComplete(Irp, STATUS_DEVICE_BUSY);
    IoMarkIrpPending(Irp);
    extension->Request = Irp;
    if (!NT_SUCCESS(StartThread(extension, AnswererThread)))
        AnswererComplete(Irp, STATUS_INSUFFICIENT_RESOURCES);
    return STATUS_PENDING;
}

VOID AnswererUnload(PDRIVER_OBJECT DriverObject)
{
    PAGED_CODE();
    WaitForThreads(DriverObject->DeviceObject->DeviceExtension);
    IoDeleteSymbolicLink(&LinkName);
    IoDeleteDevice(DriverObject->DeviceObject);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    PDEVICE_OBJECT device;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(RegistryPath);
    status = IoCreateDevice(DriverObject, sizeof(DEVICE_EXTENSION), &DeviceName, FILE_DEVICE_UNKNOWN,
                            FILE_DEVICE_SECURE_OPEN, FALSE, &device);
    if (!NT_SUCCESS(status))
        return status;

    status = IoCreateSymbolicLink(&LinkName, &DeviceName);
    if (!NT_SUCCESS(status)) {
        IoDeleteDevice(device);
        return status;
    }
    DriverObject->MajorFunction[IRP_MJ_CREATE] = AnswererCreateClose;
    DriverObject->MajorFunction[IRP_MJ_CLOSE] = AnswererCreateClose;
    DriverObject->MajorFunction[IRP_MJ_INTERNAL_DEVICE_CONTROL] = AnswererDeviceControl;
    DriverObject->DriverUnload = AnswererUnload;
    return STATUS_SUCCESS;
}
