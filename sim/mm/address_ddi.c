/*
 * Routines about addresses: physical ones, valid ones, contiguous and noncached memory, the address of a routine by its
 * name.
 */
#include "mm/state.h"

#define CONTIGUOUS_TAG ((ULONG)'M' | (ULONG)'m' << 8 | (ULONG)'C' << 16 | (ULONG)'m' << 24)
#define NONCACHED_TAG  ((ULONG)'M' | (ULONG)'m' << 8 | (ULONG)'N' << 16 | (ULONG)'c' << 24)

/* WDK: MmIsAddressValid. */
BOOLEAN MmIsAddressValid(PVOID VirtualAddress)
{
    ddi_enter(MmIsAddressValid, NULL);
    return mm_is_valid(VirtualAddress, 1);
}

/* WDK: MmIsNonPagedSystemAddressValid. */
BOOLEAN MmIsNonPagedSystemAddressValid(PVOID VirtualAddress)
{
    ddi_enter(MmIsNonPagedSystemAddressValid, NULL);
    return arena_of(VirtualAddress) != ARENA_PAGED && !mm_is_user_range(VirtualAddress) &&
           mm_is_valid(VirtualAddress, 1);
}

/* WDK: MmGetPhysicalAddress. 0 for what is no memory. */
PHYSICAL_ADDRESS MmGetPhysicalAddress(PVOID BaseAddress)
{
    ddi_enter(MmGetPhysicalAddress, NULL);
    PHYSICAL_ADDRESS physical = {0};
    if (mm_is_valid(BaseAddress, 1) || mm_device_at(BaseAddress))
        physical.QuadPart = (LONGLONG)mm_physical(BaseAddress);
    return physical;
}

/* WDK: MmGetVirtualForPhysical. */
PVOID MmGetVirtualForPhysical(PHYSICAL_ADDRESS PhysicalAddress)
{
    ddi_enter(MmGetVirtualForPhysical, NULL);
    return mm_from_physical((uint64_t)PhysicalAddress.QuadPart);
}

/* Whole pages of nonpaged pool: contiguous by construction, aligned to a page, and below any limit that a device has in
 * this machine. */
static void *allocate_pages(SIZE_T size, ULONG tag, uintptr_t site)
{
    return size ? mm_pool_alloc(NonPagedPoolNx, ROUND_TO_PAGES(size), tag, false, site) : NULL;
}

static void free_pages(void *pages, ULONG tag, uintptr_t site)
{
    struct mm_block block;
    bool known = mm_block_at(pages, &block) && block.start == pages && (!block.live || block.tag == tag);
    struct ke_blame blame = {.pc = site, .sentence = "the address is not one that the matching routine allocated"};
    if (!known)
        ke_bugcheck_blame(BAD_POOL_CALLER, 0x60, (ULONG_PTR)pages, 0, 0, &blame);
    mm_pool_free(pages, tag, site);
}

/* WDK: MmAllocateContiguousMemory. */
PVOID MmAllocateContiguousMemory(SIZE_T NumberOfBytes, PHYSICAL_ADDRESS HighestAcceptableAddress)
{
    ddi_enter(MmAllocateContiguousMemory, NULL);
    (void)HighestAcceptableAddress;
    return allocate_pages(NumberOfBytes, CONTIGUOUS_TAG, gate_.site);
}

/* WDK: MmAllocateContiguousMemorySpecifyCache. */
PVOID MmAllocateContiguousMemorySpecifyCache(SIZE_T NumberOfBytes, PHYSICAL_ADDRESS LowestAcceptableAddress,
                                             PHYSICAL_ADDRESS HighestAcceptableAddress,
                                             PHYSICAL_ADDRESS BoundaryAddressMultiple, MEMORY_CACHING_TYPE CacheType)
{
    ddi_enter(MmAllocateContiguousMemorySpecifyCache, NULL);
    (void)LowestAcceptableAddress, (void)HighestAcceptableAddress, (void)BoundaryAddressMultiple, (void)CacheType;
    return allocate_pages(NumberOfBytes, CONTIGUOUS_TAG, gate_.site);
}

/* WDK: MmFreeContiguousMemory. */
VOID MmFreeContiguousMemory(PVOID BaseAddress)
{
    ddi_enter(MmFreeContiguousMemory, NULL);
    free_pages(BaseAddress, CONTIGUOUS_TAG, gate_.site);
}

/* WDK: MmFreeContiguousMemorySpecifyCache. */
VOID MmFreeContiguousMemorySpecifyCache(PVOID BaseAddress, SIZE_T NumberOfBytes, MEMORY_CACHING_TYPE CacheType)
{
    ddi_enter(MmFreeContiguousMemorySpecifyCache, NULL);
    (void)NumberOfBytes, (void)CacheType;
    free_pages(BaseAddress, CONTIGUOUS_TAG, gate_.site);
}

/* WDK: MmAllocateNonCachedMemory. */
PVOID MmAllocateNonCachedMemory(SIZE_T NumberOfBytes)
{
    ddi_enter(MmAllocateNonCachedMemory, NULL);
    return allocate_pages(NumberOfBytes, NONCACHED_TAG, gate_.site);
}

/* WDK: MmFreeNonCachedMemory. */
VOID MmFreeNonCachedMemory(PVOID BaseAddress, SIZE_T NumberOfBytes)
{
    ddi_enter(MmFreeNonCachedMemory, NULL);
    (void)NumberOfBytes;
    free_pages(BaseAddress, NONCACHED_TAG, gate_.site);
}

/* WDK: MmGetSystemRoutineAddress. Kernel routines only; one that is declared and not modelled exists, and stops the run
 * when it is called. */
PVOID MmGetSystemRoutineAddress(PUNICODE_STRING SystemRoutineName)
{
    ddi_enter(MmGetSystemRoutineAddress, NULL);
    char name[80];
    size_t length = SystemRoutineName->Length / sizeof(WCHAR);
    if (length >= sizeof name)
        return NULL;
    for (size_t i = 0; i < length; i++)
        name[i] = (char)SystemRoutineName->Buffer[i];
    name[length] = 0;
    return ddi_named(name) == DDI_NONE ? NULL : ddi_address(name);
}

/* WDK: MmQuerySystemSize. */
MM_SYSTEMSIZE MmQuerySystemSize(VOID)
{
    ddi_enter(MmQuerySystemSize, NULL);
    return MmLargeSystem;
}

/* WDK: MmIsThisAnNtAsSystem. A workstation. */
BOOLEAN MmIsThisAnNtAsSystem(VOID)
{
    ddi_enter(MmIsThisAnNtAsSystem, NULL);
    return FALSE;
}
