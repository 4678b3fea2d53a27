/*
 * A snapshot is one buffer of the host with the bytes below the marks, segment after segment, and the shadow of the
 * pools. Going back copies them, and makes the shadow of what the abandoned run used beyond them read as "never used";
 * other leftovers above the marks are nobody's.
 */
#include "arena/state.h"

#include "base/assert.h"
#include "host/host.h"

#include <stdlib.h>
#include <string.h>

/* PRIVATE comes first: the marks are in it. */
static const enum arena_segment kept[] = {ARENA_PRIVATE, ARENA_NONPAGED, ARENA_PAGED};
enum { KEPT = sizeof kept / sizeof *kept };

struct arena_snapshot {
    size_t used[ARENA_SEGMENTS];
    uint8_t *bytes;
};

static bool has_shadow(enum arena_segment segment)
{
    return segment == ARENA_NONPAGED || segment == ARENA_PAGED;
}

static size_t size_of(const size_t used[ARENA_SEGMENTS])
{
    size_t size = 0;
    for (int i = 0; i < KEPT; i++)
        size += used[kept[i]] + (has_shadow(kept[i]) ? used[kept[i]] / ARENA_GRANULE : 0);
    return size;
}

struct arena_snapshot *arena_snapshot_take(void)
{
    const struct arena_state *state = arena_state();
    struct arena_snapshot *snapshot = host_take(1, sizeof *snapshot);
    uint8_t *to = host_resize(NULL, size_of(state->used));
    memcpy(snapshot->used, state->used, sizeof snapshot->used);
    snapshot->bytes = to;
    arena_forget_stacks();
    for (int i = 0; i < KEPT; i++) {
        size_t used = state->used[kept[i]];
        memcpy(to, arena_start(kept[i]), used);
        to += used;
        if (has_shadow(kept[i])) {
            memcpy(to, arena_shadow(kept[i]), used / ARENA_GRANULE);
            to += used / ARENA_GRANULE;
        }
    }
    return snapshot;
}

static const uint8_t *restore_shadow(enum arena_segment segment, const uint8_t *from, size_t used, size_t used_now)
{
    uint8_t *shadow = arena_shadow(segment);
    memcpy(shadow, from, used / ARENA_GRANULE);
    if (used_now > used)
        memset(shadow + used / ARENA_GRANULE, 0, (used_now - used) / ARENA_GRANULE);
    return from + used / ARENA_GRANULE;
}

void arena_snapshot_restore(const struct arena_snapshot *snapshot)
{
    size_t used_now[ARENA_SEGMENTS];
    memcpy(used_now, arena_state()->used, sizeof used_now);
    arena_forget_stacks();
    const uint8_t *from = snapshot->bytes;
    for (int i = 0; i < KEPT; i++) {
        size_t used = snapshot->used[kept[i]];
        memcpy(arena_start(kept[i]), from, used);
        from += used;
        if (has_shadow(kept[i]))
            from = restore_shadow(kept[i], from, used, used_now[kept[i]]);
    }
}

void arena_snapshot_free(struct arena_snapshot *snapshot)
{
    if (snapshot == NULL)
        return;
    free(snapshot->bytes);
    free(snapshot);
}
