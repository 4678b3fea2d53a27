/*
 * Thread local storage: a number of slots a process, in each a value of every thread.
 */
#include "win32/private.h"

#include "win32/processthreadsapi.h"

#define SLOTS 1088 /* as documented: at least that many */

struct win32_slots {
    uint16_t generation[SLOTS]; /* odd: in use. What was set in an earlier life of the slot is not found any more. */
    struct map values;          /* thread, generation, slot -> value */
};

static struct win32_slots *slots_of(struct win32_process *process)
{
    if (!process->slots)
        process->slots = sim_alloc(sizeof *process->slots);
    return process->slots;
}

void win32_slots_free(struct win32_process *process)
{
    struct win32_slots *slots = process->slots;
    if (!slots)
        return;
    if (slots->values.room)
        sim_free(slots->values.slots, slots->values.room * sizeof *slots->values.slots);
    sim_free(slots, sizeof *slots);
    process->slots = NULL;
}

static bool in_use(const struct win32_slots *slots, DWORD slot)
{
    return slots && slot < SLOTS && slots->generation[slot] % 2;
}

static uint64_t key_of(const struct win32_slots *slots, DWORD slot)
{
    return (uint64_t)ps_current_thread()->tid << 32 | (uint64_t)slots->generation[slot] << 16 | slot;
}

DWORD TlsAlloc(VOID)
{
    struct win32_slots *slots = slots_of(win32_process());
    for (DWORD slot = 0; slot < SLOTS; slot++)
        if (!in_use(slots, slot)) {
            slots->generation[slot]++;
            return slot;
        }
    win32_error(ERROR_NO_MORE_ITEMS);
    return TLS_OUT_OF_INDEXES;
}

BOOL TlsFree(DWORD dwTlsIndex)
{
    struct win32_slots *slots = win32_process()->slots;
    if (!in_use(slots, dwTlsIndex))
        return win32_fail(STATUS_INVALID_PARAMETER);
    slots->generation[dwTlsIndex]++;
    return TRUE;
}

/* NULL may be a value: then the last error is ERROR_SUCCESS. */
LPVOID TlsGetValue(DWORD dwTlsIndex)
{
    const struct win32_slots *slots = win32_process()->slots;
    if (!in_use(slots, dwTlsIndex))
        return win32_fail(STATUS_INVALID_PARAMETER), NULL;
    win32_error(ERROR_SUCCESS);
    return map_get(&slots->values, key_of(slots, dwTlsIndex));
}

BOOL TlsSetValue(DWORD dwTlsIndex, LPVOID lpTlsValue)
{
    struct win32_slots *slots = win32_process()->slots;
    if (!in_use(slots, dwTlsIndex))
        return win32_fail(STATUS_INVALID_PARAMETER);
    map_set(&slots->values, key_of(slots, dwTlsIndex), lpTlsValue);
    return TRUE;
}
