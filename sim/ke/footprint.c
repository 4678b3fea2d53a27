#include "ke/footprint.h"

#include "crt/module.h"
#include "image/image.h"

/* All routines that the innermost driver code has called and that have not returned. A gate that has been left has only to give control back. */
static bool gates_known(const struct ke_gate *gate)
{
    for (; gate; gate = gate->outer)
        if (!gate->left && !(ddi_rows[gate->id].flags & KNOWN))
            return false;
    return true;
}

/* A driver that was compiled without hooks touches memory unseen. */
static bool is_known(const struct ke_thread *thread)
{
    if (thread->unknown)
        return false;
    if (thread->activation)
        return thread->activation->image && thread->activation->image->file->descriptor->hooks && gates_known(thread->gate);
    if (thread->gate)
        return false;
    return thread->idle || thread->start_routine; /* a driver's thread before it enters its routine, and behind it (ps/thread.c) */
}

void ke_footprint_look(void)
{
    if (!is_known(ke_current()))
        ke_footprint_foreign();
}

/* In a driver it has the driver's pointers, for an application the application's; and what is marked as unknown may be anything. */
void ke_footprint_foreign(void)
{
    const struct ke_thread *thread = ke_current();
    if (thread->activation || thread->user || thread->unknown)
        footprint_all();
    else
        footprint_system();
}
