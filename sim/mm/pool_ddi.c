/*
 * ExAllocatePool and its family: parameters into what mm_pool_alloc takes. IRQL is checked there, with the bug checks
 * that pool has of its own.
 */
#include "mm/state.h"

#include "ke/fault.h"

#define TAG_NONE ((ULONG)'N' | (ULONG)'o' << 8 | (ULONG)'n' << 16 | (ULONG)'e' << 24)
#define TYPE_FLAGS                                                                                                     \
    (POOL_QUOTA_FAIL_INSTEAD_OF_RAISE | POOL_RAISE_IF_ALLOCATION_FAILURE | POOL_COLD_ALLOCATION | POOL_NX_ALLOCATION | \
     POOL_ZERO_ALLOCATION)

enum { MAY_RAISE = 1, ZERO = 2 };

static void *allocate(POOL_TYPE type, SIZE_T size, ULONG tag, unsigned how, uintptr_t site)
{
    bool zero = how & ZERO || type & POOL_ZERO_ALLOCATION;
    void *block = mm_pool_alloc((POOL_TYPE)(type & ~TYPE_FLAGS), size, tag, zero, site);
    bool raises =
        type & POOL_RAISE_IF_ALLOCATION_FAILURE || (how & MAY_RAISE && !(type & POOL_QUOTA_FAIL_INSTEAD_OF_RAISE));
    if (!block && raises)
        ke_raise_status(STATUS_INSUFFICIENT_RESOURCES, 0, false);
    return block;
}

/* WDK: ExAllocatePool. The tag is the word "None". */
PVOID ExAllocatePool(POOL_TYPE PoolType, SIZE_T NumberOfBytes)
{
    ddi_enter(ExAllocatePool, NULL);
    return allocate(PoolType, NumberOfBytes, TAG_NONE, 0, gate_.site);
}

/* WDK: ExAllocatePoolWithTag. */
PVOID ExAllocatePoolWithTag(POOL_TYPE PoolType, SIZE_T NumberOfBytes, ULONG Tag)
{
    ddi_enter(ExAllocatePoolWithTag, NULL);
    return allocate(PoolType, NumberOfBytes, Tag, 0, gate_.site);
}

/* WDK: ExAllocatePoolWithTagPriority. Memory is not short here, so priorities make no difference. */
PVOID ExAllocatePoolWithTagPriority(POOL_TYPE PoolType, SIZE_T NumberOfBytes, ULONG Tag, EX_POOL_PRIORITY Priority)
{
    ddi_enter(ExAllocatePoolWithTagPriority, NULL);
    (void)Priority;
    return allocate(PoolType, NumberOfBytes, Tag, 0, gate_.site);
}

/* WDK: ExAllocatePoolWithQuota. Raises when there is no memory, unless told to fail. */
PVOID ExAllocatePoolWithQuota(POOL_TYPE PoolType, SIZE_T NumberOfBytes)
{
    ddi_enter(ExAllocatePoolWithQuota, NULL);
    return allocate(PoolType, NumberOfBytes, TAG_NONE, MAY_RAISE, gate_.site);
}

/* WDK: ExAllocatePoolWithQuotaTag. */
PVOID ExAllocatePoolWithQuotaTag(POOL_TYPE PoolType, SIZE_T NumberOfBytes, ULONG Tag)
{
    ddi_enter(ExAllocatePoolWithQuotaTag, NULL);
    return allocate(PoolType, NumberOfBytes, Tag, MAY_RAISE, gate_.site);
}

/* WDK: ExAllocatePoolZero. */
PVOID ExAllocatePoolZero(POOL_TYPE PoolType, SIZE_T NumberOfBytes, ULONG Tag)
{
    ddi_enter(ExAllocatePoolZero, NULL);
    return allocate(PoolType, NumberOfBytes, Tag, ZERO, gate_.site);
}

/* WDK: ExAllocatePoolUninitialized. */
PVOID ExAllocatePoolUninitialized(POOL_TYPE PoolType, SIZE_T NumberOfBytes, ULONG Tag)
{
    ddi_enter(ExAllocatePoolUninitialized, NULL);
    return allocate(PoolType, NumberOfBytes, Tag, 0, gate_.site);
}

/* WDK: ExAllocatePoolQuotaZero. */
PVOID ExAllocatePoolQuotaZero(POOL_TYPE PoolType, SIZE_T NumberOfBytes, ULONG Tag)
{
    ddi_enter(ExAllocatePoolQuotaZero, NULL);
    return allocate(PoolType, NumberOfBytes, Tag, MAY_RAISE | ZERO, gate_.site);
}

/* WDK: ExAllocatePoolQuotaUninitialized. */
PVOID ExAllocatePoolQuotaUninitialized(POOL_TYPE PoolType, SIZE_T NumberOfBytes, ULONG Tag)
{
    ddi_enter(ExAllocatePoolQuotaUninitialized, NULL);
    return allocate(PoolType, NumberOfBytes, Tag, MAY_RAISE, gate_.site);
}

/* WDK: ExAllocatePoolPriorityZero. */
PVOID ExAllocatePoolPriorityZero(POOL_TYPE PoolType, SIZE_T NumberOfBytes, ULONG Tag, EX_POOL_PRIORITY Priority)
{
    ddi_enter(ExAllocatePoolPriorityZero, NULL);
    (void)Priority;
    return allocate(PoolType, NumberOfBytes, Tag, ZERO, gate_.site);
}

/* WDK: ExAllocatePoolPriorityUninitialized. */
PVOID ExAllocatePoolPriorityUninitialized(POOL_TYPE PoolType, SIZE_T NumberOfBytes, ULONG Tag,
                                          EX_POOL_PRIORITY Priority)
{
    ddi_enter(ExAllocatePoolPriorityUninitialized, NULL);
    (void)Priority;
    return allocate(PoolType, NumberOfBytes, Tag, 0, gate_.site);
}

/* Exactly one of the kinds of memory must be asked for; optional flags that are not known are passed over. */
static bool type_of_flags(POOL_FLAGS flags, POOL_TYPE *type)
{
    switch (flags & (POOL_FLAG_NON_PAGED | POOL_FLAG_NON_PAGED_EXECUTE | POOL_FLAG_PAGED)) {
    case POOL_FLAG_NON_PAGED:
        *type = NonPagedPoolNx;
        break;
    case POOL_FLAG_NON_PAGED_EXECUTE:
        *type = NonPagedPool;
        break;
    case POOL_FLAG_PAGED:
        *type = PagedPool;
        break;
    default:
        return false;
    }
    if (flags & POOL_FLAG_CACHE_ALIGNED)
        *type = (POOL_TYPE)(*type | NonPagedPoolCacheAligned);
    return !(flags & (POOL_FLAG_RESERVED1 | POOL_FLAG_RESERVED2 | POOL_FLAG_RESERVED3));
}

/* WDK: ExAllocatePool2. Memory is zero unless asked otherwise; wrong flags, size or tag give NULL, or an exception if
 * failures are to raise. */
PVOID ExAllocatePool2(POOL_FLAGS Flags, SIZE_T NumberOfBytes, ULONG Tag)
{
    ddi_enter(ExAllocatePool2, NULL);
    POOL_TYPE type;
    bool raises = Flags & POOL_FLAG_RAISE_ON_FAILURE;
    if (!type_of_flags(Flags, &type) || NumberOfBytes == 0 || Tag == 0) {
        if (raises)
            ke_raise_status(STATUS_INVALID_PARAMETER, 0, false);
        return NULL;
    }
    if (raises)
        type = (POOL_TYPE)(type | POOL_RAISE_IF_ALLOCATION_FAILURE);
    return allocate(type, NumberOfBytes, Tag, Flags & POOL_FLAG_UNINITIALIZED ? 0 : ZERO, gate_.site);
}

/* WDK: ExFreePool. */
VOID ExFreePool(PVOID P)
{
    ddi_enter(ExFreePool, NULL);
    mm_pool_free(P, 0, gate_.site);
}

/* WDK: ExFreePoolWithTag. A tag of 0 matches every block. */
VOID ExFreePoolWithTag(PVOID P, ULONG Tag)
{
    ddi_enter(ExFreePoolWithTag, NULL);
    mm_pool_free(P, Tag, gate_.site);
}

/* WDK: ExFreePool2. */
VOID ExFreePool2(PVOID P, ULONG Tag, PCPOOL_EXTENDED_PARAMETER ExtendedParameters, ULONG ExtendedParametersCount)
{
    ddi_enter(ExFreePool2, NULL);
    (void)ExtendedParameters;
    if (ExtendedParametersCount)
        ke_not_modelled("extended parameters");
    mm_pool_free(P, Tag, gate_.site);
}
