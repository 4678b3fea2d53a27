/*
 * MmMapIoSpace and its kin: addresses for device registers. Every mapping has addresses of its own, which are never
 * used again, so that a stale one is always seen.
 */
#include "hal/hal.h"

static PVOID map(uint64_t physical, SIZE_T size)
{
    if (size == 0 || physical + size < physical)
        return NULL;
    if (mm_from_physical(physical))
        ke_not_modelled("mapping of main memory");
    if (mm_pool_fails())
        return NULL;
    return mm_device_reserve(physical, size);
}

/* WDK: MmMapIoSpace. NULL: no addresses are left. The caching type makes no difference here. */
PVOID MmMapIoSpace(PHYSICAL_ADDRESS PhysicalAddress, SIZE_T NumberOfBytes, MEMORY_CACHING_TYPE CacheType)
{
    ddi_enter(MmMapIoSpace, NULL);
    (void)CacheType;
    return map((uint64_t)PhysicalAddress.QuadPart, NumberOfBytes);
}

/* WDK: MmMapIoSpaceEx. */
PVOID MmMapIoSpaceEx(PHYSICAL_ADDRESS PhysicalAddress, SIZE_T NumberOfBytes, ULONG Protect)
{
    ddi_enter(MmMapIoSpaceEx, NULL);
    (void)Protect;
    return map((uint64_t)PhysicalAddress.QuadPart, NumberOfBytes);
}

/* WDK: MmUnmapIoSpace. Address and size must be those of the mapping. */
VOID MmUnmapIoSpace(PVOID BaseAddress, SIZE_T NumberOfBytes)
{
    ddi_enter(MmUnmapIoSpace, NULL);
    const struct mm_device *mapping = mm_device_at(BaseAddress);
    struct ke_blame blame = {.pc = gate_.site};
    if (!mapping || mapping->start != BaseAddress) {
        blame.sentence = mapping ? "MmUnmapIoSpace of an address inside a mapping, not of its start"
                                 : "MmUnmapIoSpace of an address that is not mapped (any more)";
        ke_bugcheck_blame(SYSTEM_PTE_MISUSE, 3, 0, mapping ? (ULONG_PTR)mapping->start : 0, (ULONG_PTR)BaseAddress,
                          &blame);
    }
    if (mapping->size != NumberOfBytes) {
        blame.sentence = "MmUnmapIoSpace with another size than MmMapIoSpace had";
        ke_bugcheck_blame(SYSTEM_PTE_MISUSE, 2, 0, mapping->size, NumberOfBytes, &blame);
    }
    mm_device_release(BaseAddress);
}
