/*
 * User APCs: QueueUserAPC and the completion routines of ReadFileEx. They are delivered only where a thread waits alertably in user mode, on its way back to the
 * application (semantics 64).
 */
#include "ke/state.h"

void ke_user_apc_queue(struct ke_thread *thread, ke_user_apc_routine *routine, void *argument1, void *argument2, void *argument3)
{
    struct ke_user_apc *apc = sim_alloc(sizeof *apc);
    *apc = (struct ke_user_apc){.routine = routine, .argument = {argument1, argument2, argument3}};
    list_append(&thread->user_apcs, &apc->link);
    if (thread->state != KE_WAITING || !thread->alertable || thread->wait_mode == KernelMode || ke->settler == thread)
        return;
    thread->user_apc_pending = true;
    ke_wait_wake(thread, STATUS_USER_APC);
}

bool ke_user_apc_waiting(struct ke_thread *thread)
{
    if (list_empty(&thread->user_apcs))
        return false;
    thread->user_apc_pending = true;
    return true;
}

/* In user mode, on the application's stack. A routine may queue more: they run too. */
void ke_user_apc_deliver(struct ke_thread *thread)
{
    thread->user_apc_pending = false;
    while (!list_empty(&thread->user_apcs)) {
        struct ke_user_apc *first = list_of(list_pop(&thread->user_apcs), struct ke_user_apc, link);
        struct ke_user_apc apc = *first;
        sim_free(first, sizeof *first);
        apc.routine(apc.argument[0], apc.argument[1], apc.argument[2]);
    }
}
