/*
 * Probing and copying user memory. The pages' owner is asked, not an address compared; only ProbeForRead looks at
 * nothing but the range, as on NT, where the pages are found missing at the first touch.
 */
#include "mm/state.h"

#include "ke/fault.h"

#include <string.h>

static void probe_pages(const uint8_t *start, SIZE_T length)
{
    struct ps_process *process = ke_current()->process;
    const uint8_t *end = start + length;
    for (const uint8_t *at = start; at < end;
         at = (const uint8_t *)(((uintptr_t)at & ~(uintptr_t)(PAGE_SIZE - 1)) + PAGE_SIZE)) {
        const struct mm_region *region = mm_region_at(process, at, 1);
        if (!region || !region->writable)
            ke_raise_status(STATUS_ACCESS_VIOLATION, (uintptr_t)at, true);
    }
}

void mm_probe(const void *address, SIZE_T length, ULONG alignment, bool write)
{
    if (length == 0)
        return;
    if ((uintptr_t)address & (alignment - 1))
        ke_raise_status(STATUS_DATATYPE_MISALIGNMENT, (uintptr_t)address, write);
    uintptr_t last = (uintptr_t)address + (length - 1);
    if (last < (uintptr_t)address || !mm_is_user_range(address) || !mm_is_user_range((const void *)last))
        ke_raise_status(STATUS_ACCESS_VIOLATION, (uintptr_t)address, write);
    if (write)
        probe_pages(address, length);
}

NTSTATUS mm_user_copy_in(void *to, const void *from, size_t size)
{
    if (size && !mm_region_at(ke_current()->process, from, size))
        return STATUS_ACCESS_VIOLATION;
    memcpy(to, from, size);
    return STATUS_SUCCESS;
}

NTSTATUS mm_user_copy_out(void *to, const void *from, size_t size)
{
    const struct mm_region *region = size ? mm_region_at(ke_current()->process, to, size) : NULL;
    if (size && (!region || !region->writable))
        return STATUS_ACCESS_VIOLATION;
    memcpy(to, from, size);
    return STATUS_SUCCESS;
}

/* WDK: ProbeForRead. */
VOID ProbeForRead(const volatile VOID *Address, SIZE_T Length, ULONG Alignment)
{
    ddi_enter(ProbeForRead, NULL);
    mm_probe((const void *)Address, Length, Alignment, false);
}

/* WDK: ProbeForWrite. */
VOID ProbeForWrite(volatile VOID *Address, SIZE_T Length, ULONG Alignment)
{
    ddi_enter(ProbeForWrite, NULL);
    mm_probe((const void *)Address, Length, Alignment, true);
}
