/*
 * What the pages of ARENA_USER hold, and going back to it.
 *
 * A page has a version: equal versions, equal bytes. 0 is all zeros; UNTOLD is a page that may be written at any time by whoever has its address - all but those
 * parts of stacks that their threads have not come down to yet. So a stack's untouched part, most of it, is neither cleared nor copied.
 *
 * The versions are the host's, for they tell what the memory holds now, whatever run wrote it; going back takes those of the snapshot.
 */
#include "mm/state.h"
#include "host/host.h"

#include <stdlib.h>
#include <string.h>

#define STACK_UNSEEN ((size_t)16 << 10) /* how far an application's runtime, which has no hooks, may reach below the lowest place that was seen */
#define UNTOLD UINT64_MAX

static uint64_t versions[ARENA_SEGMENT_SIZE / PAGE_SIZE];
static uint64_t newest;
static size_t pages_end; /* no page from here on was ever handed out */

static size_t page_number(const void *address)
{
    return (size_t)((const uint8_t *)address - arena_start(ARENA_USER)) / PAGE_SIZE;
}

static uint8_t *page_at(size_t page)
{
    return arena_start(ARENA_USER) + page * PAGE_SIZE;
}

static void set(size_t first, size_t end, uint64_t version)
{
    for (size_t page = first; page < end; page++)
        versions[page] = version;
    pages_end = end > pages_end ? end : pages_end;
}

/* What is left of an earlier machine: anything. */
void mm_user_pages_boot(void)
{
    set(0, pages_end, UNTOLD);
}

void mm_user_pages_untold(const void *start, size_t size)
{
    set(page_number(start), page_number(start) + size / PAGE_SIZE, UNTOLD);
}

void mm_user_pages_zero(const void *start, size_t size)
{
    size_t first = page_number(start), end = first + size / PAGE_SIZE;
    for (size_t page = first; page < end; page++)
        if (versions[page])
            memset(page_at(page), 0, PAGE_SIZE);
    set(first, end, 0);
}

/* From the lowest frame on, drivers may hold addresses, also of frames that are gone: they may write there late. Below it only the thread itself wrote. */
void mm_user_stack_used(const void *stack, size_t size, const void *low)
{
    size_t first = page_number(stack), end = first + size / PAGE_SIZE, unseen = STACK_UNSEEN / PAGE_SIZE;
    if ((uintptr_t)low - (uintptr_t)stack > size)
        return;
    size_t lowest = page_number(low);
    set(lowest > first + unseen ? lowest - unseen : first, lowest, ++newest);
    set(lowest, end, UNTOLD);
}

/* --- snapshots ------------------------------------------------------------------------------------------------------------------------------ */

struct mm_user_snapshot {
    size_t count;
    uint64_t *versions;
    bool *kept; /* the others are all zeros */
    uint8_t *bytes; /* of the kept ones, one behind the other */
};

static bool is_zero(const uint8_t *page)
{
    return page[0] == 0 && memcmp(page, page + 1, PAGE_SIZE - 1) == 0;
}

static size_t count_kept(struct mm_user_snapshot *snapshot)
{
    size_t kept = 0;
    for (size_t page = 0; page < snapshot->count; page++) {
        snapshot->kept[page] = versions[page] && !is_zero(page_at(page));
        if (!snapshot->kept[page] && versions[page] != UNTOLD)
            versions[page] = 0;
        kept += snapshot->kept[page];
    }
    return kept;
}

struct mm_user_snapshot *mm_user_snapshot_take(void)
{
    struct mm_user_snapshot *snapshot = host_take(1, sizeof *snapshot);
    snapshot->count = arena_used(ARENA_USER) / PAGE_SIZE;
    snapshot->kept = host_resize(NULL, snapshot->count + 1);
    snapshot->versions = host_resize(NULL, (snapshot->count + 1) * sizeof *versions);
    uint8_t *to = snapshot->bytes = host_resize(NULL, count_kept(snapshot) * PAGE_SIZE + 1);
    for (size_t page = 0; page < snapshot->count; page++)
        if (snapshot->kept[page]) {
            memcpy(to, page_at(page), PAGE_SIZE);
            to += PAGE_SIZE;
        }
    memcpy(snapshot->versions, versions, snapshot->count * sizeof *versions);
    return snapshot;
}

static void restore_bytes(const struct mm_user_snapshot *snapshot)
{
    const uint8_t *from = snapshot->bytes;
    for (size_t page = 0; page < snapshot->count; page++) {
        bool changed = versions[page] != snapshot->versions[page] || versions[page] == UNTOLD;
        if (changed && snapshot->kept[page])
            memcpy(page_at(page), from, PAGE_SIZE);
        else if (changed && versions[page])
            memset(page_at(page), 0, PAGE_SIZE);
        versions[page] = snapshot->versions[page];
        from += snapshot->kept[page] ? PAGE_SIZE : 0;
    }
}

void mm_user_snapshot_restore(const struct mm_user_snapshot *snapshot)
{
    restore_bytes(snapshot);
    mm_user_map_again();
}

void mm_user_snapshot_free(struct mm_user_snapshot *snapshot)
{
    if (!snapshot)
        return;
    free(snapshot->versions);
    free(snapshot->kept);
    free(snapshot->bytes);
    free(snapshot);
}
