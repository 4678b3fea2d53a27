#include "ke/sync.h"

#include "ke/state.h"

const struct ke_sync *ke_sync;

void ke_on_sync(const struct ke_sync *table)
{
    ke_sync = table;
}

unsigned ke_locks_held(const void **locks, unsigned room)
{
    const struct ke_cpu *cpu = ke->cpu;
    for (unsigned i = 0; i < cpu->held_count && i < room; i++)
        locks[i] = (const void *)cpu->held[cpu->held_count - 1 - i].lock;
    return cpu->held_count;
}
