/*
 * MDLs as drivers use them: allocate or build, lock, map, unmap, unlock, free. Mappings into user mode are not
 * modelled: they would need pages of pool in a process.
 */
#include "mm/mdl.h"

#include "ke/fault.h"

#include <string.h>

/* WDK: IoAllocateMdl. With an IRP the MDL becomes its MdlAddress, or (secondary) the last of the chain that begins
 * there. */
PMDL IoAllocateMdl(PVOID VirtualAddress, ULONG Length, BOOLEAN SecondaryBuffer, BOOLEAN ChargeQuota, PIRP Irp)
{
    ddi_enter(IoAllocateMdl, NULL);
    (void)ChargeQuota;
    PMDL mdl = mm_mdl_alloc_for_driver(VirtualAddress, Length, gate_.site);
    if (!mdl || !Irp)
        return mdl;
    PMDL *end = &Irp->MdlAddress;
    while (SecondaryBuffer && *end)
        end = &(*end)->Next;
    *end = mdl;
    return mdl;
}

/* WDK: IoFreeMdl. */
VOID IoFreeMdl(PMDL Mdl)
{
    ddi_enter(IoFreeMdl, Mdl);
    mm_mdl_free(Mdl);
}

static ULONG pages_of(ULONG_PTR address, ULONG length)
{
    return ADDRESS_AND_SIZE_TO_SPAN_PAGES(address, length);
}

/* WDK: IoBuildPartialMdl. Length 0: all that is left of the source behind the address. */
VOID IoBuildPartialMdl(PMDL SourceMdl, PMDL TargetMdl, PVOID VirtualAddress, ULONG Length)
{
    ddi_enter(IoBuildPartialMdl, TargetMdl);
    ULONG_PTR source = (ULONG_PTR)MmGetMdlVirtualAddress(SourceMdl), address = (ULONG_PTR)VirtualAddress;
    ULONG offset = (ULONG)(address - source);
    if (Length == 0)
        Length = SourceMdl->ByteCount - offset;
    struct ke_blame blame = {
        .object_kind = "MDL", .object = TargetMdl, .sentence = "the target describes less memory than asked for"};
    if (offset + (uint64_t)Length > SourceMdl->ByteCount) {
        blame.sentence = "the part lies outside of the source";
        ke_bugcheck_blame(DRIVER_VERIFIER_DETECTED_VIOLATION, 0xB3, (ULONG_PTR)SourceMdl,
                          (ULONG_PTR)(USHORT)SourceMdl->MdlFlags, 0, &blame);
    }
    if (pages_of(address, Length) * sizeof(PFN_NUMBER) > (size_t)(USHORT)TargetMdl->Size - sizeof(MDL))
        ke_bugcheck_blame(TARGET_MDL_TOO_SMALL, (ULONG_PTR)SourceMdl, (ULONG_PTR)TargetMdl, address, Length, &blame);
    mm_mdl_partial(SourceMdl, TargetMdl, VirtualAddress, Length);
    TargetMdl->MdlFlags = (CSHORT)(MDL_PARTIAL | (SourceMdl->MdlFlags & MDL_SOURCE_IS_NONPAGED_POOL));
    TargetMdl->MappedSystemVa = NULL;
    if (SourceMdl->MdlFlags & MDL_SOURCE_IS_NONPAGED_POOL) {
        TargetMdl->MappedSystemVa = (uint8_t *)SourceMdl->MappedSystemVa + offset;
        mm_mdl_set_pages(TargetMdl, TargetMdl->MappedSystemVa);
    }
}

/* WDK: MmBuildMdlForNonPagedPool. The system address is the address itself. */
VOID MmBuildMdlForNonPagedPool(PMDL MemoryDescriptorList)
{
    ddi_enter(MmBuildMdlForNonPagedPool, MemoryDescriptorList);
    void *address = MmGetMdlVirtualAddress(MemoryDescriptorList);
    struct ke_blame blame = {
        .object_kind = "MDL", .object = MemoryDescriptorList, .sentence = "its memory is not nonpaged"};
    if (arena_of(address) == ARENA_PAGED || mm_is_user_range(address))
        ke_bugcheck_blame(DRIVER_VERIFIER_DETECTED_VIOLATION, 0x7F, ke_irql(), (ULONG_PTR)MemoryDescriptorList,
                          (ULONG_PTR)(USHORT)MemoryDescriptorList->MdlFlags, &blame);
    mm_mdl_set_pages(MemoryDescriptorList, address);
    MemoryDescriptorList->Process = NULL;
    MemoryDescriptorList->MappedSystemVa = address;
    MemoryDescriptorList->MdlFlags |= MDL_SOURCE_IS_NONPAGED_POOL;
}

/* Pageable memory is locked below DISPATCH_LEVEL: it may have to be brought in. */
static void probe_and_lock(PMDL mdl, struct ps_process *process, KPROCESSOR_MODE mode, LOCK_OPERATION operation)
{
    const void *address = MmGetMdlVirtualAddress(mdl);
    struct ke_blame blame = {
        .object_kind = "MDL", .object = mdl, .sentence = "pageable memory is locked at IRQL <= APC_LEVEL only"};
    if (ke_irql() > APC_LEVEL && (mm_is_user_range(address) || arena_of(address) == ARENA_PAGED))
        ke_bugcheck_blame(DRIVER_VERIFIER_DETECTED_VIOLATION, 0x70, ke_irql(), (ULONG_PTR)mdl, (ULONG_PTR)mode, &blame);
    NTSTATUS status = mm_mdl_lock(mdl, mode, operation, process);
    if (!NT_SUCCESS(status))
        ke_raise_status(status, (uintptr_t)address, operation != IoReadAccess);
}

/* WDK: MmProbeAndLockPages. Raises an exception when the pages are not there or may not be used so. */
VOID MmProbeAndLockPages(PMDL MemoryDescriptorList, KPROCESSOR_MODE AccessMode, LOCK_OPERATION Operation)
{
    ddi_enter(MmProbeAndLockPages, MemoryDescriptorList);
    probe_and_lock(MemoryDescriptorList, ke_current()->process, AccessMode, Operation);
}

/* WDK: MmProbeAndLockProcessPages. */
VOID MmProbeAndLockProcessPages(PMDL MemoryDescriptorList, PEPROCESS Process, KPROCESSOR_MODE AccessMode,
                                LOCK_OPERATION Operation)
{
    ddi_enter(MmProbeAndLockProcessPages, MemoryDescriptorList);
    probe_and_lock(MemoryDescriptorList, (struct ps_process *)Process, AccessMode, Operation);
}

/* WDK: MmUnlockPages. */
VOID MmUnlockPages(PMDL MemoryDescriptorList)
{
    ddi_enter(MmUnlockPages, MemoryDescriptorList);
    mm_mdl_unlock(MemoryDescriptorList);
}

static PVOID map(PMDL mdl, KPROCESSOR_MODE mode, bool may_fail)
{
    if (mode != KernelMode)
        ke_not_modelled("mapping into user mode");
    bool mapped = mdl->MdlFlags & (MDL_MAPPED_TO_SYSTEM_VA | MDL_SOURCE_IS_NONPAGED_POOL);
    if (may_fail && !mapped && mm_pool_fails())
        return NULL;
    return mm_mdl_map(mdl);
}

/* WDK: MmMapLockedPages. */
PVOID MmMapLockedPages(PMDL MemoryDescriptorList, KPROCESSOR_MODE AccessMode)
{
    ddi_enter(MmMapLockedPages, MemoryDescriptorList);
    return map(MemoryDescriptorList, AccessMode, false);
}

/* WDK: MmMapLockedPagesSpecifyCache. NULL when the mapping fails and BugCheckOnFailure is FALSE. */
PVOID MmMapLockedPagesSpecifyCache(PMDL MemoryDescriptorList, KPROCESSOR_MODE AccessMode, MEMORY_CACHING_TYPE CacheType,
                                   PVOID RequestedAddress, ULONG BugCheckOnFailure, ULONG Priority)
{
    ddi_enter(MmMapLockedPagesSpecifyCache, MemoryDescriptorList);
    (void)CacheType, (void)RequestedAddress, (void)Priority;
    return map(MemoryDescriptorList, AccessMode, !BugCheckOnFailure);
}

/* WDK: MmUnmapLockedPages. */
VOID MmUnmapLockedPages(PVOID BaseAddress, PMDL MemoryDescriptorList)
{
    ddi_enter(MmUnmapLockedPages, MemoryDescriptorList);
    struct ke_blame blame = {.object_kind = "MDL",
                             .object = MemoryDescriptorList,
                             .sentence = "the address is not the one that it was mapped at"};
    if ((MemoryDescriptorList->MdlFlags & MDL_MAPPED_TO_SYSTEM_VA) &&
        BaseAddress != MemoryDescriptorList->MappedSystemVa)
        ke_bugcheck_blame(DRIVER_VERIFIER_DETECTED_VIOLATION, 0xB9, (ULONG_PTR)BaseAddress,
                          (ULONG_PTR)MemoryDescriptorList, 0, &blame);
    mm_mdl_unmap(MemoryDescriptorList);
}

/* WDK: MmSizeOfMdl. */
SIZE_T MmSizeOfMdl(PVOID Base, SIZE_T Length)
{
    ddi_enter(MmSizeOfMdl, NULL);
    return sizeof(MDL) + sizeof(PFN_NUMBER) * BYTES_TO_PAGES(BYTE_OFFSET(Base) + Length);
}

/* --- pages without an address until they are mapped --------------------------------------------------------- */

#define PAGES_TAG ((ULONG)'M' | (ULONG)'d' << 8 | (ULONG)'l' << 16 | (ULONG)'P' << 24)

static PMDL allocate_pages(SIZE_T total, uintptr_t site)
{
    SIZE_T size = ROUND_TO_PAGES(total);
    void *pages = size ? mm_pool_alloc(NonPagedPoolNx, size, PAGES_TAG, true, site) : NULL;
    if (!pages)
        return NULL;
    PMDL mdl = mm_mdl_alloc_for_driver(NULL, (ULONG)size, site);
    if (mdl)
        mm_mdl_own_pages(mdl, pages);
    else
        mm_pool_free(pages, PAGES_TAG, site);
    return mdl;
}

/* WDK: MmAllocatePagesForMdl. */
PMDL MmAllocatePagesForMdl(PHYSICAL_ADDRESS LowAddress, PHYSICAL_ADDRESS HighAddress, PHYSICAL_ADDRESS SkipBytes,
                           SIZE_T TotalBytes)
{
    ddi_enter(MmAllocatePagesForMdl, NULL);
    (void)LowAddress, (void)HighAddress, (void)SkipBytes;
    return allocate_pages(TotalBytes, gate_.site);
}

/* WDK: MmAllocatePagesForMdlEx. */
PMDL MmAllocatePagesForMdlEx(PHYSICAL_ADDRESS LowAddress, PHYSICAL_ADDRESS HighAddress, PHYSICAL_ADDRESS SkipBytes,
                             SIZE_T TotalBytes, MEMORY_CACHING_TYPE CacheType, ULONG Flags)
{
    ddi_enter(MmAllocatePagesForMdlEx, NULL);
    (void)LowAddress, (void)HighAddress, (void)SkipBytes, (void)CacheType, (void)Flags;
    return allocate_pages(TotalBytes, gate_.site);
}

/* WDK: MmFreePagesFromMdl. The MDL itself is the caller's to free, with ExFreePool. */
VOID MmFreePagesFromMdl(PMDL MemoryDescriptorList)
{
    ddi_enter(MmFreePagesFromMdl, MemoryDescriptorList);
    const struct mm_lock *lock = mm_lock_of(MemoryDescriptorList);
    struct ke_blame blame = {.object_kind = "MDL",
                             .object = MemoryDescriptorList,
                             .sentence = "its pages were not allocated with MmAllocatePagesForMdl"};
    if (!lock || !lock->own)
        ke_bugcheck_blame(DRIVER_VERIFIER_DETECTED_VIOLATION, 0x7C, (ULONG_PTR)MemoryDescriptorList,
                          (ULONG_PTR)(USHORT)MemoryDescriptorList->MdlFlags, 0, &blame);
    void *pages = lock->address;
    mm_mdl_unlock(MemoryDescriptorList);
    mm_pool_free(pages, PAGES_TAG, gate_.site);
}
