/*
 * Reserving the arena, the marks, and committing memory below them. Pages once committed stay so for the life of the
 * process: the next run uses them again.
 */
#include "arena/state.h"

#include "base/assert.h"
#include "host/host.h"

#include <string.h>

#define COMMIT_STEP ((size_t)256 << 10)
#define LARGE_STEP  ((size_t)2 << 20) /* once a segment is large */
#define LARGE_FROM  ((size_t)4 << 20)
#define TWICE_STEP  ((size_t)1 << 20) /* mm/user.c cuts its aliases at multiples of this */
#define SHADOW_SIZE (2 * ARENA_SEGMENT_SIZE / ARENA_GRANULE)

uint8_t *arena_base;

/* The host's page tables, not the machine's state: how much of each segment is accessible. */
static size_t committed[ARENA_SEGMENTS];

/* The first that is free. All are away from where executables, libraries, and AddressSanitizer's shadow lie. */
static const uintptr_t places[] = {
#if defined(__APPLE__)
    0x300000000000,
#elif defined(__aarch64__)
    0x400000000000, 0x2000000000, /* the second for kernels with 39-bit addresses */
#else
    0x200000000000,
#endif
};

/* The highest mark that ARENA_PRIVATE ever had: what lies above was never written, and reads as zero. */
static size_t private_touched;

size_t arena_private_touched(void)
{
    return private_touched;
}

static uint8_t *reserve(void)
{
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        uint8_t *got = host_reserve((void *)places[i], ARENA_SEGMENTS * ARENA_SEGMENT_SIZE);
        if (got)
            return got;
    }
    return NULL;
}

static bool commit_step(enum arena_segment segment)
{
    uint8_t *start = arena_start(segment) + committed[segment];
    bool large = committed[segment] >= LARGE_FROM;
    size_t step = segment == ARENA_USER ? TWICE_STEP : large ? LARGE_STEP : COMMIT_STEP;
    if (segment == ARENA_USER) {
        if (!host_map_twice(start, arena_start(ARENA_ALIAS) + committed[segment], step))
            return false;
    } else if (segment != ARENA_DEVICE && !host_commit(start, step)) {
        return false;
    }
    if (large && (segment == ARENA_PRIVATE || segment == ARENA_NONPAGED))
        host_prefer_large(start, step);
    committed[segment] += step;
    return true;
}

/* What the host has must not decide what a driver sees: where it has no more, the run cannot go on. */
static void commit(enum arena_segment segment, size_t size)
{
    while (committed[segment] < size)
        if (!commit_step(segment))
            host_out_of_memory();
}

/* The shadow is committed whole: whoever looks something up in it need not ask how far it reaches. Untouched pages cost
 * nothing and read as zero. */
bool arena_open(void)
{
    if (arena_base == NULL) {
        arena_base = reserve();
        if (arena_base == NULL)
            return false;
        if (!host_commit(arena_start(ARENA_SHADOW), SHADOW_SIZE))
            host_out_of_memory();
        commit(ARENA_PRIVATE, sizeof(struct arena_state));
    }
    arena_clear();
    return true;
}

static void clear_shadow(enum arena_segment segment)
{
    memset(arena_shadow(segment), 0, arena_used(segment) / ARENA_GRANULE);
}

void arena_forget_stacks(void)
{
    host_stack_forget(arena_start(ARENA_STACKS), arena_used(ARENA_STACKS));
    host_stack_forget(arena_start(ARENA_USER), arena_used(ARENA_USER));
}

void arena_clear(void)
{
    arena_forget_stacks();
    clear_shadow(ARENA_NONPAGED);
    clear_shadow(ARENA_PAGED);
    struct arena_state *state = arena_state();
    memset(state, 0, sizeof *state);
    state->used[ARENA_PRIVATE] = (sizeof *state + ARENA_GRANULE - 1) & ~(size_t)(ARENA_GRANULE - 1);
}

void *arena_grow(enum arena_segment segment, size_t size)
{
    sim_assert(size % ARENA_GRANULE == 0 && segment != ARENA_ALIAS && segment != ARENA_SHADOW);
    struct arena_state *state = arena_state();
    size_t used = state->used[segment];
    if (size > ARENA_SEGMENT_SIZE - used)
        return NULL;
    if (used + size > committed[segment])
        commit(segment, used + size);
    state->used[segment] = used + size;
    if (segment == ARENA_PRIVATE && used + size > private_touched)
        private_touched = used + size;
    return arena_start(segment) + used;
}

size_t arena_used(enum arena_segment segment)
{
    return arena_state()->used[segment == ARENA_ALIAS ? ARENA_USER : segment];
}
