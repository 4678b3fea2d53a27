/*
 * Samples something that each processor can only read by itself, and so has a DPC for every processor. \\.\Sampler.
 *
 * Unload has every processor take a last sample and deletes the device while the DPCs of the others are still queued:
 * of medium importance, they need not interrupt their processor.
 * FIXED: it waits for those DPCs.
 */
#include <wdm.h>

#include "dpc_left_queued.h"

typedef struct _PROCESSOR_SAMPLER {
    KDPC Dpc;     /* aimed at this processor */
    LONG Samples; /* changed by interlocked operations only */
} PROCESSOR_SAMPLER, *PPROCESSOR_SAMPLER;

typedef struct _DEVICE_EXTENSION {
    ULONG Processors;
    PROCESSOR_SAMPLER Sampler[1]; /* one each */
} DEVICE_EXTENSION, *PDEVICE_EXTENSION;

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD SamplerUnload;
DRIVER_DISPATCH SamplerCreateClose;
DRIVER_DISPATCH SamplerDeviceControl;
KDEFERRED_ROUTINE SamplerDpc;

#ifdef ALLOC_PRAGMA
#pragma alloc_text(INIT, DriverEntry)
#pragma alloc_text(PAGE, SamplerUnload)
#pragma alloc_text(PAGE, SamplerCreateClose)
#endif

static UNICODE_STRING DeviceName = RTL_CONSTANT_STRING(L"\\Device\\Sampler");
static UNICODE_STRING LinkName = RTL_CONSTANT_STRING(L"\\DosDevices\\Sampler");

static NTSTATUS SamplerComplete(PIRP Irp, NTSTATUS Status, ULONG_PTR Information)
{
    Irp->IoStatus.Status = Status;
    Irp->IoStatus.Information = Information;
    IoCompleteRequest(Irp, IO_NO_INCREMENT);
    return Status;
}

NTSTATUS SamplerCreateClose(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    PAGED_CODE();
    return SamplerComplete(Irp, STATUS_SUCCESS, 0);
}

VOID SamplerDpc(PKDPC Dpc, PVOID DeferredContext, PVOID SystemArgument1, PVOID SystemArgument2)
{
    PPROCESSOR_SAMPLER sampler = DeferredContext;

    UNREFERENCED_PARAMETER(Dpc);
    UNREFERENCED_PARAMETER(SystemArgument1);
    UNREFERENCED_PARAMETER(SystemArgument2);
    InterlockedIncrement(&sampler->Samples);
}

static VOID SampleAll(PDEVICE_EXTENSION Extension)
{
    ULONG i;

    for (i = 0; i < Extension->Processors; i++)
        KeInsertQueueDpc(&Extension->Sampler[i].Dpc, NULL, NULL);
}

static ULONG CountAll(PDEVICE_EXTENSION Extension)
{
    ULONG i, count = 0;

    for (i = 0; i < Extension->Processors; i++)
        count += (ULONG)InterlockedCompareExchange(&Extension->Sampler[i].Samples, 0, 0);
    return count;
}

NTSTATUS SamplerDeviceControl(PDEVICE_OBJECT DeviceObject, PIRP Irp)
{
    PDEVICE_EXTENSION extension = DeviceObject->DeviceExtension;
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(Irp);

    switch (stack->Parameters.DeviceIoControl.IoControlCode) {
    case IOCTL_SAMPLE_ALL:
        SampleAll(extension);
        return SamplerComplete(Irp, STATUS_SUCCESS, 0);
    case IOCTL_SAMPLE_COUNT:
        if (stack->Parameters.DeviceIoControl.OutputBufferLength < sizeof(ULONG))
            return SamplerComplete(Irp, STATUS_BUFFER_TOO_SMALL, 0);
        *(PULONG)Irp->AssociatedIrp.SystemBuffer = CountAll(extension);
        return SamplerComplete(Irp, STATUS_SUCCESS, sizeof(ULONG));
    default:
        return SamplerComplete(Irp, STATUS_INVALID_DEVICE_REQUEST, 0);
    }
}

VOID SamplerUnload(PDRIVER_OBJECT DriverObject)
{
    PDEVICE_EXTENSION extension = DriverObject->DeviceObject->DeviceExtension;

    PAGED_CODE();
    IoDeleteSymbolicLink(&LinkName);
    SampleAll(extension);
#ifdef FIXED
    KeFlushQueuedDpcs(); /* the DPCs lie in the extension that goes with the device */
#endif
    IoDeleteDevice(DriverObject->DeviceObject);
}

static VOID InitializeSampler(PPROCESSOR_SAMPLER Sampler, ULONG Processor)
{
    KeInitializeDpc(&Sampler->Dpc, SamplerDpc, Sampler);
    KeSetTargetProcessorDpc(&Sampler->Dpc, (CCHAR)Processor);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    PDEVICE_OBJECT device;
    PDEVICE_EXTENSION extension;
    ULONG processors = KeQueryActiveProcessorCount(NULL), i;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(RegistryPath);
    status = IoCreateDevice(DriverObject, FIELD_OFFSET(DEVICE_EXTENSION, Sampler[processors]), &DeviceName,
                            FILE_DEVICE_UNKNOWN, FILE_DEVICE_SECURE_OPEN, FALSE, &device);
    if (!NT_SUCCESS(status))
        return status;
    extension = device->DeviceExtension;
    extension->Processors = processors;
    for (i = 0; i < processors; i++)
        InitializeSampler(&extension->Sampler[i], i);

    status = IoCreateSymbolicLink(&LinkName, &DeviceName);
    if (!NT_SUCCESS(status)) {
        IoDeleteDevice(device);
        return status;
    }
    DriverObject->MajorFunction[IRP_MJ_CREATE] = SamplerCreateClose;
    DriverObject->MajorFunction[IRP_MJ_CLOSE] = SamplerCreateClose;
    DriverObject->MajorFunction[IRP_MJ_DEVICE_CONTROL] = SamplerDeviceControl;
    DriverObject->DriverUnload = SamplerUnload;
    return STATUS_SUCCESS;
}
