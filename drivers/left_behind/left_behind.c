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

static KBUGCHECK_CALLBACK_RECORD StopRecord;
static ERESOURCE Resource;

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

static VOID ProcessCreated(HANDLE ParentId, HANDLE ProcessId, BOOLEAN Create)
{
    UNREFERENCED_PARAMETER(ParentId);
    UNREFERENCED_PARAMETER(ProcessId);
    UNREFERENCED_PARAMETER(Create);
}

static VOID PowerStateChanged(PVOID Context, PVOID Argument1, PVOID Argument2)
{
    UNREFERENCED_PARAMETER(Context);
    UNREFERENCED_PARAMETER(Argument1);
    UNREFERENCED_PARAMETER(Argument2);
}

static VOID SystemStops(PVOID Buffer, ULONG Length)
{
    UNREFERENCED_PARAMETER(Buffer);
    UNREFERENCED_PARAMETER(Length);
}

/* The reference to the callback object is given back; the registration stays. */
static NTSTATUS RegisterForPower(VOID)
{
    UNICODE_STRING name = RTL_CONSTANT_STRING(L"\\Callback\\PowerState");
    OBJECT_ATTRIBUTES attributes;
    PCALLBACK_OBJECT object;
    NTSTATUS status;

    InitializeObjectAttributes(&attributes, &name, OBJ_CASE_INSENSITIVE, NULL, NULL);
    status = ExCreateCallback(&object, &attributes, FALSE, TRUE);
    if (!NT_SUCCESS(status))
        return status;
    if (!ExRegisterCallback(object, PowerStateChanged, NULL))
        status = STATUS_INSUFFICIENT_RESOURCES;
    ObDereferenceObject(object);
    return status;
}

static OB_PREOP_CALLBACK_STATUS HandleDuplicated(PVOID Context, POB_PRE_OPERATION_INFORMATION Information)
{
    UNREFERENCED_PARAMETER(Context);
    UNREFERENCED_PARAMETER(Information);
    return OB_PREOP_SUCCESS;
}

static NTSTATUS RegisterForHandles(VOID)
{
    PVOID registration;
    OB_OPERATION_REGISTRATION operation = {PsProcessType, OB_OPERATION_HANDLE_DUPLICATE, HandleDuplicated, NULL};
    OB_CALLBACK_REGISTRATION request = {OB_FLT_REGISTRATION_VERSION, 1, RTL_CONSTANT_STRING(L"100000"), NULL, &operation};

    return ObRegisterCallbacks(&request, &registration);
}

static NTSTATUS RegistryTouched(PVOID Context, PVOID Argument1, PVOID Argument2)
{
    UNREFERENCED_PARAMETER(Context);
    UNREFERENCED_PARAMETER(Argument1);
    UNREFERENCED_PARAMETER(Argument2);
    return STATUS_SUCCESS;
}

static NTSTATUS TransactionEnded(PKENLISTMENT EnlistmentObject, PVOID RMContext, PVOID TransactionContext, ULONG TransactionNotification, PLARGE_INTEGER TmVirtualClock,
                                 ULONG ArgumentLength, PVOID Argument)
{
    UNREFERENCED_PARAMETER(EnlistmentObject);
    UNREFERENCED_PARAMETER(RMContext);
    UNREFERENCED_PARAMETER(TransactionContext);
    UNREFERENCED_PARAMETER(TransactionNotification);
    UNREFERENCED_PARAMETER(TmVirtualClock);
    UNREFERENCED_PARAMETER(ArgumentLength);
    UNREFERENCED_PARAMETER(Argument);
    return STATUS_PENDING;
}

/* The handles stay, too. */
static NTSTATUS RegisterForTransactions(VOID)
{
    OBJECT_ATTRIBUTES attributes;
    HANDLE manager, resource;
    PKRESOURCEMANAGER object;
    NTSTATUS status;

    InitializeObjectAttributes(&attributes, NULL, OBJ_KERNEL_HANDLE, NULL, NULL);
    status = ZwCreateTransactionManager(&manager, TRANSACTIONMANAGER_ALL_ACCESS, &attributes, NULL, TRANSACTION_MANAGER_VOLATILE, 0);
    if (NT_SUCCESS(status))
        status = ZwCreateResourceManager(&resource, RESOURCEMANAGER_ALL_ACCESS, manager, NULL, &attributes, RESOURCE_MANAGER_VOLATILE, NULL);
    if (NT_SUCCESS(status))
        status = ObReferenceObjectByHandle(resource, 0, *TmResourceManagerObjectType, KernelMode, (PVOID *)&object, NULL);
    return NT_SUCCESS(status) ? TmEnableCallbacks(object, TransactionEnded, NULL) : status;
}

static NTSTATUS RegisterRoutines(VOID)
{
    LARGE_INTEGER cookie;
    NTSTATUS status = PsSetCreateProcessNotifyRoutine(ProcessCreated, FALSE);

    if (NT_SUCCESS(status))
        status = RegisterForHandles();
    if (NT_SUCCESS(status))
        status = RegisterForPower();
    if (NT_SUCCESS(status))
        status = CmRegisterCallback(RegistryTouched, NULL, &cookie);
    if (NT_SUCCESS(status))
        status = RegisterForTransactions();
    KeInitializeCallbackRecord(&StopRecord);
    if (NT_SUCCESS(status) && !KeRegisterBugCheckCallback(&StopRecord, SystemStops, NULL, 0, (PUCHAR)"behind"))
        status = STATUS_INVALID_PARAMETER;
    return status;
}

/* A handle, and a reference to what it leads to. */
static NTSTATUS OpenKey(PUNICODE_STRING RegistryPath)
{
    OBJECT_ATTRIBUTES attributes;
    PVOID key;
    HANDLE handle;
    NTSTATUS status;

    InitializeObjectAttributes(&attributes, RegistryPath, OBJ_CASE_INSENSITIVE | OBJ_KERNEL_HANDLE, NULL, NULL);
    status = ZwOpenKey(&handle, KEY_READ, &attributes);
    if (NT_SUCCESS(status))
        status = ObReferenceObjectByHandle(handle, KEY_READ, NULL, KernelMode, &key, NULL);
    return status;
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

    DriverObject->DriverUnload = BehindUnload;
    if (NT_SUCCESS(status))
        status = LockMemory();
    if (NT_SUCCESS(status))
        status = ClaimCard(DriverObject);
    if (NT_SUCCESS(status))
        status = EduCardMap(&card);
    if (NT_SUCCESS(status))
        status = RegisterRoutines();
    if (NT_SUCCESS(status))
        status = OpenKey(RegistryPath);
    if (NT_SUCCESS(status))
        status = ExInitializeResourceLite(&Resource);
    if (NT_SUCCESS(status) && (!IoAllocateIrp(1, FALSE) || !IoAllocateIrp(1, FALSE)))
        status = STATUS_INSUFFICIENT_RESOURCES;
    return status;
}
