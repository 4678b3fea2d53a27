/*
 * What the compiler's memory hooks call for loads and stores (design 4.7). The functions have the names that the
 * compilers know; modules are bound to them by name.
 */
#include "mm/hook.h"

#define HOOK_1(name, size, access)                                                                                     \
    void name(void *address);                                                                                          \
    void name(void *address)                                                                                           \
    {                                                                                                                  \
        hook_access((uintptr_t)address, size, access, HOOK_SITE());                                                    \
    }

/* All spellings of one size; a compound read-write is one access that writes. */
#define HOOK_SIZE(size)                                                                                                \
    HOOK_1(__tsan_read##size, size, MM_READ)                                                                           \
    HOOK_1(__tsan_write##size, size, MM_WRITE)                                                                         \
    HOOK_1(__tsan_read_write##size, size, MM_WRITE)                                                                    \
    HOOK_1(__tsan_volatile_read##size, size, MM_READ | MM_VOLATILE)                                                    \
    HOOK_1(__tsan_volatile_write##size, size, MM_WRITE | MM_VOLATILE)

#define HOOK_UNALIGNED(size)                                                                                           \
    HOOK_1(__tsan_unaligned_read##size, size, MM_READ)                                                                 \
    HOOK_1(__tsan_unaligned_write##size, size, MM_WRITE)                                                               \
    HOOK_1(__tsan_unaligned_read_write##size, size, MM_WRITE)                                                          \
    HOOK_1(__tsan_unaligned_volatile_read##size, size, MM_READ | MM_VOLATILE)                                          \
    HOOK_1(__tsan_unaligned_volatile_write##size, size, MM_WRITE | MM_VOLATILE)

HOOK_SIZE(1)
HOOK_SIZE(2)
HOOK_SIZE(4)
HOOK_SIZE(8)
HOOK_SIZE(16)
HOOK_UNALIGNED(2)
HOOK_UNALIGNED(4)
HOOK_UNALIGNED(8)
HOOK_UNALIGNED(16)

/* --- ranges: structure copies, and the modules' own memory functions ---------------------------------------- */

static void range(uintptr_t address, size_t size, unsigned access, uintptr_t site)
{
    if (size == 0)
        return;
    hook_footprint(address, size, access & MM_WRITE); /* the runtime tells of a string when it has read it: others may move only now */
    if (mm_observer)
        mm_observer(address, size, access, site);
    if (access & MM_WRITE)
        mm->spin.reads = 0;
    else
        hook_count_read(address);
    if (size > SHADOW_GRANULE || !hook_is_plain(address, size) || mm_in_user_mode(ke_current()))
        mm_access_slow(address, size, access & MM_WRITE, site);
    hook_footprint(address, size, access & MM_WRITE);
}

void __tsan_read_range(void *address, unsigned long size);
void __tsan_read_range(void *address, unsigned long size)
{
    range((uintptr_t)address, size, MM_READ, HOOK_SITE());
}

void __tsan_write_range(void *address, unsigned long size);
void __tsan_write_range(void *address, unsigned long size)
{
    range((uintptr_t)address, size, MM_WRITE, HOOK_SITE());
}

void mm_touch(const volatile void *address, size_t size, unsigned access, uintptr_t site)
{
    range((uintptr_t)address, size, access, site);
}

/* --- C++ only; here so that no module fails to bind --------------------------------------------------------- */

void __tsan_vptr_read(void **address);
void __tsan_vptr_read(void **address)
{
    hook_access((uintptr_t)address, sizeof *address, MM_READ, HOOK_SITE());
}

void __tsan_vptr_update(void **address, void *value);
void __tsan_vptr_update(void **address, void *value)
{
    (void)value;
    hook_access((uintptr_t)address, sizeof *address, MM_WRITE, HOOK_SITE());
}
