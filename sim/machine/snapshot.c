/*
 * Going back: everything of the machine is the arena below its marks, user memory, the live parts of the stacks, and the images' data and protection.
 */
#include "arena/arena.h"
#include "base/assert.h"
#include "machine/machine.h"
#include "mm/mm.h"
#include "ps/ps.h"
#include "host/host.h"

#include <stdlib.h>
#include <string.h>

struct live_stack {
    void *low;
    size_t size;
    uint8_t *copy;
};

struct machine_snapshot {
    struct arena_snapshot *arena;
    struct mm_user_snapshot *user;
    struct image_snapshot *images;
    struct live_stack *stacks;
    size_t stack_count;
};

static void count_stack(void *context, void *low, size_t size, void *stack)
{
    (void)low, (void)size, (void)stack;
    ((struct machine_snapshot *)context)->stack_count++;
}

static void copy_stack(void *context, void *low, size_t size, void *stack)
{
    (void)stack;
    struct machine_snapshot *snapshot = context;
    struct live_stack *live = &snapshot->stacks[snapshot->stack_count++];
    *live = (struct live_stack){low, size, host_take(1, size)};
    host_stack_forget(low, size); /* the thread may stand anywhere, with AddressSanitizer's red zones around its locals */
    memcpy(live->copy, low, size);
}

struct machine_snapshot *machine_snapshot_take(void)
{
    struct machine_snapshot *snapshot = host_take(1, sizeof *snapshot);
    ke_stacks_snapshot();
    ps_stacks_snapshot();
    ke_stacks_visit(count_stack, snapshot);
    snapshot->stacks = host_take(snapshot->stack_count, sizeof *snapshot->stacks);
    snapshot->stack_count = 0;
    ke_stacks_visit(copy_stack, snapshot);
    snapshot->arena = arena_snapshot_take();
    snapshot->user = mm_user_snapshot_take();
    snapshot->images = image_snapshot_take();
    return snapshot;
}

void machine_snapshot_restore(const struct machine_snapshot *snapshot)
{
    ke_stacks_used();
    ps_stacks_used();
    arena_snapshot_restore(snapshot->arena);
    mm_user_snapshot_restore(snapshot->user);
    image_snapshot_restore(snapshot->images);
    ke_stacks_clean();
    for (size_t i = 0; i < snapshot->stack_count; i++)
        memcpy(snapshot->stacks[i].low, snapshot->stacks[i].copy, snapshot->stacks[i].size);
}

void machine_snapshot_free(struct machine_snapshot *snapshot)
{
    if (!snapshot)
        return;
    for (size_t i = 0; i < snapshot->stack_count; i++)
        free(snapshot->stacks[i].copy);
    free(snapshot->stacks);
    arena_snapshot_free(snapshot->arena);
    mm_user_snapshot_free(snapshot->user);
    image_snapshot_free(snapshot->images);
    free(snapshot);
}
