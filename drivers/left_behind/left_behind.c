/*
 * A driver that takes one of everything that can be left behind, and leaves it behind.
 */
#include <ntddk.h>

#include "edu_card.h"

#define BEHIND_TAG 'hBeL'

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD BehindUnload;

#ifdef ALLOC_PRAGMA
#pragma alloc_text(INIT, DriverEntry)
#pragma alloc_text(PAGE, BehindUnload)
#endif

static UNICODE_STRING LinkName = RTL_CONSTANT_STRING(L"\\DosDevices\\LeftBehind");
static UNICODE_STRING TargetName = RTL_CONSTANT_STRING(L"\\Device\\LeftBehind");

static NTSTATUS LockMemory(VOID)
{
    PVOID memory = ExAllocatePoolWithTag(NonPagedPool, PAGE_SIZE, BEHIND_TAG);
    PMDL mdl = memory ? IoAllocateMdl(memory, PAGE_SIZE, FALSE, FALSE, NULL) : NULL;

    if (!mdl)
        return STATUS_INSUFFICIENT_RESOURCES;
    MmProbeAndLockPages(mdl, KernelMode, IoWriteAccess);
    return STATUS_SUCCESS;
}

static NTSTATUS ClaimCard(PDRIVER_OBJECT DriverObject)
{
    PCM_RESOURCE_LIST resources;
    PCI_COMMON_HEADER header;

    for (ULONG slot = 0; slot < PCI_MAX_DEVICES; slot++)
        if (HalGetBusData(PCIConfiguration, 0, slot, &header, PCI_COMMON_HDR_LENGTH) == PCI_COMMON_HDR_LENGTH &&
            header.VendorID == EDU_VENDOR)
            return HalAssignSlotResources(NULL, NULL, DriverObject, NULL, PCIBus, 0, slot, &resources);
    return STATUS_NO_SUCH_DEVICE;
}

VOID BehindUnload(PDRIVER_OBJECT DriverObject)
{
    UNREFERENCED_PARAMETER(DriverObject);
    PAGED_CODE();
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    EDU_CARD card;
    NTSTATUS status = IoCreateSymbolicLink(&LinkName, &TargetName);

    UNREFERENCED_PARAMETER(RegistryPath);
    DriverObject->DriverUnload = BehindUnload;
    if (NT_SUCCESS(status))
        status = LockMemory();
    if (NT_SUCCESS(status))
        status = ClaimCard(DriverObject);
    if (NT_SUCCESS(status))
        status = EduCardMap(&card);
    if (NT_SUCCESS(status) && (!IoAllocateIrp(1, FALSE) || !IoAllocateIrp(1, FALSE)))
        status = STATUS_INSUFFICIENT_RESOURCES;
    return status;
}
