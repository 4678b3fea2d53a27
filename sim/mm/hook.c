/*
 * What the compiler's memory hooks call for loads and stores (design 4.7). The functions have the names that the
 * compilers know; modules are bound to them by name.
 */
#include "mm/hook.h"

#include "image/image.h"

#include <string.h>

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

#define RUNTIME_FILES "ntsim-crt/" /* what sim/CMakeLists.txt has the compiler call the runtime's sources */
#define RUNTIME_DEPTH 16           /* calls within the runtime: printf's are seven deep */

/* With the build folder before it where addr2line is asked. */
static bool is_runtime_file(const char *file)
{
    const char *at = strstr(file, RUNTIME_FILES);
    return at && (at == file || at[-1] == '/');
}

static bool is_runtime(uintptr_t site)
{
    struct host_symbol symbol;
    uintptr_t *known = &mm->cache.sites[site % RUNTIME_SITES].site;
    bool *answer = &mm->cache.sites[site % RUNTIME_SITES].runtime;
    if (*known != site) {
        *answer = image_symbol(site, &symbol) && is_runtime_file(symbol.file);
        *known = site;
    }
    return *answer;
}

/*
 * Who called the runtime's function that announces a range: memcpy is at no fault. The runtime is compiled with frame
 * pointers; a frame is the caller's frame pointer and the address to return to, on x86-64 and AArch64.
 */
static uintptr_t behind_runtime(const uintptr_t *frame)
{
    uintptr_t site = frame[1];
    for (int depth = 0; depth < RUNTIME_DEPTH && is_runtime(site - 1); depth++) {
        const uintptr_t *outer = (const uintptr_t *)frame[0];
        if (outer <= frame || (const char *)outer - (const char *)frame > 65536)
            break;
        frame = outer;
        site = frame[1];
    }
    return site - 1;
}

/* `frame` is that of the hook, if it was called by code that may be the runtime's. */
static void range(uintptr_t address, size_t size, unsigned access, uintptr_t site, const uintptr_t *frame)
{
    if (size == 0)
        return;
    hook_footprint(address, size, access & MM_WRITE); /* the runtime tells of a string when it has read it: others may move only now */
    bool plain = size <= SHADOW_GRANULE && hook_is_plain(address, size) && !mm_in_user_mode(ke_current());
    if (frame && (mm_observer || !plain))
        site = behind_runtime(frame);
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
    range((uintptr_t)address, size, MM_READ, 0, __builtin_frame_address(0));
}

void __tsan_write_range(void *address, unsigned long size);
void __tsan_write_range(void *address, unsigned long size)
{
    range((uintptr_t)address, size, MM_WRITE, 0, __builtin_frame_address(0));
}

/* memcpy was given ranges that overlap. Rule Q36. */
void __ntsim_copy_overlaps(void *destination, const void *source, unsigned long size);
void __ntsim_copy_overlaps(void *destination, const void *source, unsigned long size)
{
    if (mm_in_user_mode(ke_current()))
        return;
    ke_finding_at(behind_runtime(__builtin_frame_address(0)), "overlapping-copy",
                  "%lu bytes are copied by RtlCopyMemory or memcpy to a place that is %lu bytes %s where they come from: only RtlMoveMemory may be given ranges that overlap",
                  size, (unsigned long)(destination > source ? (char *)destination - (const char *)source : (const char *)source - (char *)destination),
                  destination > source ? "behind" : "in front of");
}

void mm_touch(const volatile void *address, size_t size, unsigned access, uintptr_t site)
{
    range((uintptr_t)address, size, access, site, NULL);
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
