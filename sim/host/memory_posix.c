/*
 * Address space by mmap and mprotect. Reserving takes no memory; committing is a change of protection, and the kernel
 * hands out zero pages at the first touch.
 */
#define _GNU_SOURCE
#include "private.h"

#include <sys/mman.h>
#include <unistd.h>

#ifndef MAP_NORESERVE
#define MAP_NORESERVE 0
#endif
#ifndef MAP_FIXED_NOREPLACE /* elsewhere, and to an old kernel, the address is a hint that is followed when the place  \
                               is free */
#define MAP_FIXED_NOREPLACE 0
#endif

size_t host_page_size(void)
{
    static size_t size;
    if (size == 0)
        size = (size_t)sysconf(_SC_PAGESIZE);
    return size;
}

void *host_reserve(void *at, size_t size)
{
    int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE;
    void *got = mmap(at, size, PROT_NONE, flags, -1, 0);
    if (got == MAP_FAILED)
        return NULL;
    if (got != at) {
        munmap(got, size);
        return NULL;
    }
    return got;
}

bool host_commit(void *start, size_t size)
{
    return mprotect(start, size, PROT_READ | PROT_WRITE) == 0;
}

void host_prefer_large(void *start, size_t size)
{
#ifdef MADV_HUGEPAGE
    (void)madvise(start, size, MADV_HUGEPAGE);
#else
    (void)start;
    (void)size;
#endif
}

void host_protect(void *start, size_t size, enum host_access access)
{
    static const int protection[] = {
        [HOST_NONE] = PROT_NONE,
        [HOST_READ] = PROT_READ,
        [HOST_READ_WRITE] = PROT_READ | PROT_WRITE,
        [HOST_READ_EXECUTE] = PROT_READ | PROT_EXEC,
    };
    if (mprotect(start, size, protection[access]) != 0)
        host_out_of_memory();
}
