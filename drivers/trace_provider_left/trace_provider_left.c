/*
 * A meter that tells what it does by trace messages (WPP) and has messages for the event log (.mc). \\.\Meter; a read says how often it was read.
 *
 * Unload forgets WPP_CLEANUP: the system still has the address of a routine in an image that goes.
 * FIXED: Unload ends tracing, and after that traces nothing.
 */
#include <ntddk.h>

#include "meter.h"
#include "trace.h"
#include "trace_provider_left.tmh"

C_ASSERT(METER_STARTED == (NTSTATUS)0x40070001);
C_ASSERT(METER_SICK == (NTSTATUS)0xC0070002);
C_ASSERT(METER_SLOW == (NTSTATUS)0x80000003);
C_ASSERT(FACILITY_METER_CODE == 7);

typedef struct _DEVICE_EXTENSION {
    LONG Reads; /* changed by interlocked operations only */
} DEVICE_EXTENSION, *PDEVICE_EXTENSION;

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD MeterUnload;
DRIVER_DISPATCH MeterCreateClose;
DRIVER_DISPATCH MeterRead;

#ifdef ALLOC_PRAGMA
#pragma alloc_text(INIT, DriverEntry)
#pragma alloc_text(PAGE, MeterUnload)
#pragma alloc_text(PAGE, MeterCreateClose)
#endif

static UNICODE_STRING DeviceName = RTL_CONSTANT_STRING(L"\\Device\\Meter");
static UNICODE_STRING LinkName = RTL_CONSTANT_STRING(L"\\DosDevices\\Meter");

static NTSTATUS MeterComplete(PIRP Irp, NTSTATUS Status, ULONG_PTR Information)
{
    Irp->IoStatus.Status = Status;
    Irp->IoStatus.Information = Information;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    TraceResult(Status);
    return Status;
}

NTSTATUS MeterCreateClose(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    PAGED_CODE();
    return MeterComplete(Irp, STATUS_SUCCESS, 0);
}

NTSTATUS MeterRead(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PDEVICE_EXTENSION extension = DeviceObject->DeviceExtension;
    PULONG count = Irp->AssociatedIrp.SystemBuffer;
    METER_STATE state = MeterBusy;

    DoTraceMessage(TRACE_REQUEST, "reads so far: %d, %s, %ws, %wZ", extension->Reads, "narrow", L"wide", &DeviceName);
    TraceEvents(TRACE_LEVEL_VERBOSE, TRACE_REQUEST, "state %!METER!, then %!METER!, %!METER! of %!COLOUR! wants %!WANTS!", state, MeterSick, 9, 2, 5);
    DoTraceLevelMessage(TRACE_LEVEL_INFORMATION, TRACE_REQUEST, "asked for as most projects do, %d", 7);
    if (IoGetCurrentIrpStackLocation(Irp)->Parameters.Read.Length < sizeof(ULONG))
        return MeterComplete(Irp, STATUS_BUFFER_TOO_SMALL, 0);
    *count = (ULONG)InterlockedIncrement(&extension->Reads);
    return MeterComplete(Irp, STATUS_SUCCESS, sizeof(ULONG));
}

VOID MeterUnload(PDRIVER_OBJECT DriverObject)
{
    GUID guid = {0x4b1e0a5c, 0x7d2f, 0x4c7e, {0x9a, 0x51, 0x0c, 0x3a, 0x5b, 0x8e, 0x2f, 0x10}};

    PAGED_CODE();
    DoTraceMessage(TRACE_LIFE, "unload, %!GUID! %!bool! from %!IPADDR! port %!PORT! in %!FILE!, %I64d", &guid, TRUE, 0x0100007F, 0x5000, -5LL);
#ifdef FIXED
    WPP_CLEANUP(DriverObject);
    DoTraceMessage(TRACE_LIFE, "nobody hears this");
#endif
    IoDeleteSymbolicLink(&LinkName);
    IoDeleteDevice(DriverObject->DeviceObject);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    PDEVICE_OBJECT device;
    NTSTATUS status;

    DoTraceMessage(TRACE_LIFE, "nobody hears this either");
    WPP_INIT_TRACING(DriverObject, RegistryPath);
    DoTraceMessage(TRACE_LIFE, "loaded");
    status = IoCreateDevice(DriverObject, sizeof(DEVICE_EXTENSION), &DeviceName, FILE_DEVICE_UNKNOWN, FILE_DEVICE_SECURE_OPEN, FALSE, &device);
    if (NT_SUCCESS(status)) {
        device->Flags |= DO_BUFFERED_IO;
        status = IoCreateSymbolicLink(&LinkName, &DeviceName);
        if (!NT_SUCCESS(status))
            IoDeleteDevice(device);
    }
    if (!NT_SUCCESS(status)) {
        WPP_CLEANUP(DriverObject);
        return status;
    }
    DriverObject->MajorFunction[IRP_MJ_CREATE] = MeterCreateClose;
    DriverObject->MajorFunction[IRP_MJ_CLOSE] = MeterCreateClose;
    DriverObject->MajorFunction[IRP_MJ_READ] = MeterRead;
    DriverObject->DriverUnload = MeterUnload;
    return STATUS_SUCCESS;
}
