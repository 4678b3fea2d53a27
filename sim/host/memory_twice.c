/*
 * Memory that is seen at two addresses. Each range is a file without a name, mapped shared; which file lies where is
 * remembered, because a module's data is later laid over a part of it. Asking for the same two places again (the next
 * machine) takes the same file, emptied.
 *
 * A fork would share these pages with the child, so worker processes are started afresh.
 */
#include "private.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

struct twice {
    struct twice *next;
    char *first, *second;
    size_t size;
    int file;
};

static struct twice *ranges;

static bool map_at(void *at, size_t size, int file, size_t offset)
{
    bool mapped = mmap(at, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, file, (off_t)offset) == at;
    if (!mapped && errno == ENOMEM)
        host_out_of_memory();
    return mapped;
}

static struct twice *find_same(const void *first, const void *second, size_t size)
{
    for (struct twice *range = ranges; range != NULL; range = range->next)
        if (range->first == first && range->second == second && range->size == size)
            return range;
    return NULL;
}

static struct twice *create(void *first, void *second, size_t size)
{
    int file = host__shared_file(size);
    if (file < 0)
        return NULL;
    struct twice *range = host_take(1, sizeof *range);
    *range = (struct twice){.next = ranges, .first = first, .second = second, .size = size, .file = file};
    ranges = range;
    return range;
}

bool host_map_twice(void *first, void *second, size_t size)
{
    struct twice *range = find_same(first, second, size);
    bool again = range != NULL;
    if (!again)
        range = create(first, second, size);
    if (range == NULL || !map_at(first, size, range->file, 0) || !map_at(second, size, range->file, 0))
        return false;
    if (again)
        memset(first, 0, size);
    return true;
}

/* The newest range wins: an older one at the same place was mapped over. */
static const struct twice *find_at(const char *shared, size_t size, size_t *offset)
{
    for (const struct twice *range = ranges; range != NULL; range = range->next) {
        const char *const views[] = {range->first, range->second};
        for (int i = 0; i < 2; i++) {
            if (shared >= views[i] && size <= range->size && shared - views[i] <= (ptrdiff_t)(range->size - size)) {
                *offset = (size_t)(shared - views[i]);
                return range;
            }
        }
    }
    return NULL;
}

bool host_alias(void *start, size_t size, void *shared)
{
    size_t offset;
    const struct twice *range = find_at(shared, size, &offset);
    if (range == NULL)
        return false;
    memcpy(shared, start, size);
    return map_at(start, size, range->file, offset);
}
