/*
 * Small questions about IRPs, threads and the system.
 */
#include "io/state.h"

#include <wdmsec.h>

static const struct ke_thread *requestor(const IRP *irp)
{
    const struct ps_thread *thread = (const void *)irp->Tail.Overlay.Thread;
    return thread ? &thread->ke : NULL;
}

/* WDK: IoGetRequestorProcess. NULL: the IRP has no thread. */
PEPROCESS IoGetRequestorProcess(PIRP Irp)
{
    ddi_enter(IoGetRequestorProcess, Irp);
    const struct ke_thread *thread = requestor(Irp);
    return thread ? (PEPROCESS)(void *)ke_home(thread) : NULL;
}

/* WDK: IoGetRequestorProcessId. */
ULONG IoGetRequestorProcessId(PIRP Irp)
{
    ddi_enter(IoGetRequestorProcessId, Irp);
    const struct ke_thread *thread = requestor(Irp);
    return thread ? ke_home(thread)->pid : 0;
}

/* WDK: IoGetRequestorSessionId. There is one session. */
NTSTATUS IoGetRequestorSessionId(PIRP Irp, PULONG pSessionId)
{
    ddi_enter(IoGetRequestorSessionId, Irp);
    *pSessionId = requestor(Irp) ? 0 : 0xFFFFFFFF;
    return requestor(Irp) ? STATUS_SUCCESS : STATUS_UNSUCCESSFUL;
}

/* WDK: IoGetTopLevelIrp. For file systems; kept per thread. */
PIRP IoGetTopLevelIrp(VOID)
{
    ddi_enter(IoGetTopLevelIrp, NULL);
    return map_get(&io->top_level_irps, (uintptr_t)ke_current());
}

/* WDK: IoSetTopLevelIrp. */
VOID IoSetTopLevelIrp(PIRP Irp)
{
    ddi_enter(IoSetTopLevelIrp, NULL);
    map_set(&io->top_level_irps, (uintptr_t)ke_current(), Irp);
}

#define PRIORITY_SHIFT 17 /* in IRP.Flags, as on NT */
#define PRIORITY_MASK  (7u << PRIORITY_SHIFT)

/* WDK: IoGetPagingIoPriority. None of the simulated machine's paging requests is more urgent than the others. */
IO_PAGING_PRIORITY IoGetPagingIoPriority(PIRP Irp)
{
    ddi_enter(IoGetPagingIoPriority, Irp);
    io_irp_checked(Irp);
    return Irp->Flags & IRP_PAGING_IO ? IoPagingPriorityNormal : IoPagingPriorityInvalid;
}

/* WDK: IoGetIoPriorityHint. */
IO_PRIORITY_HINT IoGetIoPriorityHint(PIRP Irp)
{
    ddi_enter(IoGetIoPriorityHint, Irp);
    ULONG stored = (Irp->Flags & PRIORITY_MASK) >> PRIORITY_SHIFT;
    return stored ? (IO_PRIORITY_HINT)(stored - 1) : IoPriorityNormal;
}

/* WDK: IoSetIoPriorityHint. */
NTSTATUS IoSetIoPriorityHint(PIRP Irp, IO_PRIORITY_HINT PriorityHint)
{
    ddi_enter(IoSetIoPriorityHint, Irp);
    if ((ULONG)PriorityHint >= MaxIoPriorityTypes)
        return STATUS_INVALID_PARAMETER;
    Irp->Flags = (Irp->Flags & ~PRIORITY_MASK) | ((ULONG)PriorityHint + 1) << PRIORITY_SHIFT;
    return STATUS_SUCCESS;
}

/* WDK: IoIs32bitProcess. */
BOOLEAN IoIs32bitProcess(PIRP Irp)
{
    ddi_enter(IoIs32bitProcess, Irp);
    return FALSE;
}

/* WDK: IoIsOperationSynchronous. Of paging I/O the flag alone decides; elsewhere the same bit is IRP_INPUT_OPERATION. */
BOOLEAN IoIsOperationSynchronous(PIRP Irp)
{
    ddi_enter(IoIsOperationSynchronous, Irp);
    const FILE_OBJECT *file = Irp->Tail.Overlay.CurrentStackLocation->FileObject;
    if (Irp->Flags & IRP_PAGING_IO)
        return (Irp->Flags & IRP_SYNCHRONOUS_PAGING_IO) != 0;
    return (Irp->Flags & IRP_SYNCHRONOUS_API) || (file && (file->Flags & FO_SYNCHRONOUS_IO));
}

/* WDK: IoIsValidIrpStatus. */
BOOLEAN IoIsValidIrpStatus(NTSTATUS Status)
{
    ddi_enter(IoIsValidIrpStatus, NULL);
    return (ULONG)Status != 0xFFFFFFFF && Status != STATUS_PENDING;
}

/* What the handle was granted is what the file object was opened with, for drivers that check more than the control
 * code says. */
static NTSTATUS validate_access(const IRP *irp, ULONG required)
{
    const IO_STACK_LOCATION *stack = irp->Tail.Overlay.CurrentStackLocation;
    if (irp->RequestorMode == KernelMode)
        return STATUS_SUCCESS;
    if (stack->MajorFunction != IRP_MJ_DEVICE_CONTROL && stack->MajorFunction != IRP_MJ_FILE_SYSTEM_CONTROL)
        return STATUS_INVALID_DEVICE_REQUEST;
    const struct io_file *file = (const struct io_file *)stack->FileObject;
    return required & ~file->granted & (FILE_READ_ACCESS | FILE_WRITE_ACCESS) ? STATUS_ACCESS_DENIED : STATUS_SUCCESS;
}

/* WDK: IoValidateDeviceIoControlAccess. */
NTSTATUS IoValidateDeviceIoControlAccess(PIRP Irp, ULONG RequiredAccess)
{
    ddi_enter(IoValidateDeviceIoControlAccess, Irp);
    return validate_access(Irp, RequiredAccess);
}

/* WDK: WdmlibIoValidateDeviceIoControlAccess. */
NTSTATUS WdmlibIoValidateDeviceIoControlAccess(PIRP Irp, ULONG RequiredAccess)
{
    ddi_enter(WdmlibIoValidateDeviceIoControlAccess, Irp);
    return validate_access(Irp, RequiredAccess);
}

/* WDK: IoGetInitialStack. */
PVOID IoGetInitialStack(VOID)
{
    ddi_enter(IoGetInitialStack, NULL);
    const struct host_fiber *fiber = &ke_current()->fiber;
    return (char *)fiber->stack + fiber->stack_size;
}

/* WDK: IoGetStackLimits. */
VOID IoGetStackLimits(PULONG_PTR LowLimit, PULONG_PTR HighLimit)
{
    ddi_enter(IoGetStackLimits, NULL);
    const struct host_fiber *fiber = &ke_current()->fiber;
    *LowLimit = (ULONG_PTR)fiber->stack;
    *HighLimit = *LowLimit + fiber->stack_size;
}

/* WDK: IoGetRemainingStackSize. */
ULONG_PTR IoGetRemainingStackSize(VOID)
{
    ddi_enter(IoGetRemainingStackSize, NULL);
    return (ULONG_PTR)__builtin_frame_address(0) - (ULONG_PTR)ke_current()->fiber.stack;
}

/* WDK: IoWithinStackLimits. */
LOGICAL IoWithinStackLimits(ULONG_PTR RegionStart, SIZE_T RegionSize)
{
    ddi_enter(IoWithinStackLimits, NULL);
    const struct host_fiber *fiber = &ke_current()->fiber;
    ULONG_PTR low = (ULONG_PTR)fiber->stack;
    return RegionStart >= low && RegionSize <= fiber->stack_size && RegionStart + RegionSize <= low + fiber->stack_size;
}

/* WDK: IoGetFileObjectGenericMapping. */
PGENERIC_MAPPING IoGetFileObjectGenericMapping(VOID)
{
    ddi_enter(IoGetFileObjectGenericMapping, NULL);
    if (!io->file_mapping) {
        io->file_mapping = mm_object_alloc(sizeof *io->file_mapping, 'paMG');
        *io->file_mapping =
            (GENERIC_MAPPING){FILE_GENERIC_READ, FILE_GENERIC_WRITE, FILE_GENERIC_EXECUTE, FILE_ALL_ACCESS};
    }
    return io->file_mapping;
}

/* WDK: IoGetConfigurationInformation. Counters that drivers keep for each other. */
PCONFIGURATION_INFORMATION IoGetConfigurationInformation(VOID)
{
    ddi_enter(IoGetConfigurationInformation, NULL);
    if (!io->configuration) {
        io->configuration = mm_object_alloc(sizeof *io->configuration, 'gfnC');
        io->configuration->Version = sizeof *io->configuration;
    }
    return io->configuration;
}

/* WDK: IoIsWdmVersionAvailable. As on Windows 10. */
BOOLEAN IoIsWdmVersionAvailable(UCHAR MajorVersion, UCHAR MinorVersion)
{
    ddi_enter(IoIsWdmVersionAvailable, NULL);
    return MajorVersion < WDM_MAJORVERSION || (MajorVersion == WDM_MAJORVERSION && MinorVersion <= WDM_MINORVERSION);
}
