#include "win32/park.h"

void win32_park_begin(struct win32_parked *parked, const void *address)
{
    KEVENT *event = ob_create(win32->event_type, sizeof *event);
    ke_event_init(event, SynchronizationEvent, FALSE);
    ke_label_of(event, LABEL_EVENT);
    *parked = (struct win32_parked){.process = ps_current_process(), .address = address, .woken = event};
    list_append(&win32->parked, &parked->link);
}

NTSTATUS win32_park_end(struct win32_parked *parked, LARGE_INTEGER *timeout)
{
    NTSTATUS status = ke_wait_one(parked->woken, UserMode, FALSE, timeout);
    list_remove(&parked->link);
    ob_dereference(parked->woken, OB_BY_CREATE);
    return status;
}

void win32_unpark(const void *address, bool all)
{
    const struct ps_process *process = ps_current_process();
    list_each_safe(node, &win32->parked)
    {
        struct win32_parked *parked = list_of(node, struct win32_parked, link);
        if (parked->process != process || parked->address != address)
            continue;
        list_remove(&parked->link); /* it is woken once */
        list_init(&parked->link);
        ke_event_set(parked->woken);
        if (!all)
            return;
    }
}
