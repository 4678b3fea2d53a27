/*
 * A window of memory, shared with a program by a view of a section. The sum of what the program wrote there is made by a work item, which attaches to the program's process.
 *
 * An empty window is seen early, and the work item returns without detaching.
 * FIXED: every way out detaches.
 */
#include <ntifs.h>

#include "left_attached.h"

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD WindowUnload;
DRIVER_DISPATCH WindowCreateClose;
DRIVER_DISPATCH WindowControl;
IO_WORKITEM_ROUTINE WindowSum;

typedef struct _WINDOW {
    HANDLE Section;
    PIO_WORKITEM Item;
    PEPROCESS Process; /* referenced */
    PUCHAR View;       /* in Process */
} WINDOW, *PWINDOW;

static UNICODE_STRING DeviceName = RTL_CONSTANT_STRING(L"\\Device\\Window");
static UNICODE_STRING LinkName = RTL_CONSTANT_STRING(L"\\DosDevices\\Window");

static NTSTATUS WindowComplete(PIRP Irp, NTSTATUS Status, ULONG_PTR Information)
{
    Irp->IoStatus.Status = Status;
    Irp->IoStatus.Information = Information;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return Status;
}

NTSTATUS WindowCreateClose(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    return WindowComplete(Irp, STATUS_SUCCESS, 0);
}

static NTSTATUS WindowMap(PWINDOW Window, PIRP Irp)
{
    PVOID view = NULL;
    SIZE_T size = 0;
    NTSTATUS status;

    if (Window->Process)
        return WindowComplete(Irp, STATUS_DEVICE_BUSY, 0);
    status = ZwMapViewOfSection(Window->Section, NtCurrentProcess(), &view, 0, 0, NULL, &size, ViewUnmap, 0, PAGE_READWRITE);
    if (!NT_SUCCESS(status))
        return WindowComplete(Irp, status, 0);
    Window->Process = PsGetCurrentProcess();
    ObReferenceObject(Window->Process);
    Window->View = view;
    *(PULONG64)Irp->AssociatedIrp.SystemBuffer = (ULONG64)(ULONG_PTR)view;
    return WindowComplete(Irp, STATUS_SUCCESS, sizeof(ULONG64));
}

VOID WindowSum(PDEVICE_OBJECT DeviceObject, PVOID Context)
{
    PWINDOW window = DeviceObject->DeviceExtension;
    PIRP irp = Context;
    ULONG sum = 0;
    KAPC_STATE state;

    KeStackAttachProcess(window->Process, &state);
    if (window->View[0] == 0) {
#ifdef FIXED
        KeUnstackDetachProcess(&state);
#endif
        WindowComplete(irp, STATUS_NOT_FOUND, 0);
        return;
    }
    for (ULONG i = 0; i < WINDOW_BYTES && window->View[i]; i++)
        sum += window->View[i];
    KeUnstackDetachProcess(&state);
    *(PULONG)irp->AssociatedIrp.SystemBuffer = sum;
    WindowComplete(irp, STATUS_SUCCESS, sizeof(ULONG));
}

NTSTATUS WindowControl(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(Irp);
    PWINDOW window = DeviceObject->DeviceExtension;
    ULONG code = stack->Parameters.DeviceIoControl.IoControlCode, room = stack->Parameters.DeviceIoControl.OutputBufferLength;

    if (code == IOCTL_WINDOW_MAP && room >= sizeof(ULONG64))
        return WindowMap(window, Irp);
    if (code != IOCTL_WINDOW_SUM || room < sizeof(ULONG) || !window->Process)
        return WindowComplete(Irp, STATUS_INVALID_DEVICE_REQUEST, 0);
    IoMarkIrpPending(Irp);
    IoQueueWorkItem(window->Item, WindowSum, DelayedWorkQueue, Irp);
    return STATUS_PENDING;
}

VOID WindowUnload(PDRIVER_OBJECT DriverObject)
{
    PWINDOW window = DriverObject->DeviceObject->DeviceExtension;

    if (window->Process)
        ObDereferenceObject(window->Process); /* its view goes with it */
    ZwClose(window->Section);
    IoFreeWorkItem(window->Item);
    IoDeleteSymbolicLink(&LinkName);
    IoDeleteDevice(DriverObject->DeviceObject);
}

static NTSTATUS WindowPrepare(PDEVICE_OBJECT DeviceObject)
{
    PWINDOW window = DeviceObject->DeviceExtension;
    LARGE_INTEGER size = {.QuadPart = WINDOW_BYTES};
    OBJECT_ATTRIBUTES attributes;
    NTSTATUS status;

    InitializeObjectAttributes(&attributes, NULL, OBJ_KERNEL_HANDLE, NULL, NULL);
    status = ZwCreateSection(&window->Section, SECTION_ALL_ACCESS, &attributes, &size, PAGE_READWRITE, SEC_COMMIT, NULL);
    if (!NT_SUCCESS(status))
        return status;
    window->Item = IoAllocateWorkItem(DeviceObject);
    status = window->Item ? IoCreateSymbolicLink(&LinkName, &DeviceName) : STATUS_INSUFFICIENT_RESOURCES;
    if (!NT_SUCCESS(status)) {
        if (window->Item)
            IoFreeWorkItem(window->Item);
        ZwClose(window->Section);
    }
    return status;
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    PDEVICE_OBJECT device;
    NTSTATUS status = IoCreateDevice(DriverObject, sizeof(WINDOW), &DeviceName, FILE_DEVICE_UNKNOWN, FILE_DEVICE_SECURE_OPEN, FALSE, &device);

    UNREFERENCED_PARAMETER(RegistryPath);
    if (!NT_SUCCESS(status))
        return status;
    status = WindowPrepare(device);
    if (!NT_SUCCESS(status)) {
        IoDeleteDevice(device);
        return status;
    }
    DriverObject->MajorFunction[IRP_MJ_CREATE] = WindowCreateClose;
    DriverObject->MajorFunction[IRP_MJ_CLOSE] = WindowCreateClose;
    DriverObject->MajorFunction[IRP_MJ_DEVICE_CONTROL] = WindowControl;
    DriverObject->DriverUnload = WindowUnload;
    return STATUS_SUCCESS;
}
