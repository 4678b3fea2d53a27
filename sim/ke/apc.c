/*
 * Special kernel APCs of the simulator: completion stage 2 above all (semantics 64). They break into waits and are held back at APC_LEVEL and in guarded regions.
 */
#include "ke/footprint.h"
#include "ke/state.h"
#include "ke/sync.h"

void ke_wait_break(struct ke_thread *thread);

bool ke_apc_pending(const struct ke_thread *thread)
{
    return !list_empty(&thread->apcs) && !thread->special_apc_disable;
}

void ke_apc_queue(struct ke_thread *thread, struct ke_apc *apc)
{
    ke_sync_release(apc);
    footprint_all();
    list_append(&thread->apcs, &apc->link);
    if (thread == ke_current()) {
        if (ke->cpu->irql < APC_LEVEL)
            ke_apc_deliver();
        return;
    }
    if (thread->state == KE_WAITING && thread->wait_irql < APC_LEVEL && !thread->special_apc_disable && ke->settler != thread)
        ke_wait_break(thread);
}

void ke_apc_deliver(void)
{
    struct ke_thread *self = ke_current();
    ke_footprint_unknown();
    KIRQL irql = ke_raise(APC_LEVEL);
    while (ke_apc_pending(self)) {
        struct ke_apc *apc = list_of(list_pop(&self->apcs), struct ke_apc, link);
        ke_sync_acquire(apc);
        apc->run(apc);
        self = ke_current();
    }
    set_irql(irql);
    ke_footprint_known();
    ke_preempt_check();
}

/* WDK: KeEnterCriticalRegion. Holds back normal kernel APCs. */
VOID KeEnterCriticalRegion(VOID)
{
    ddi_enter(KeEnterCriticalRegion, NULL);
    ke_current()->kernel_apc_disable--;
}

/* WDK: KeLeaveCriticalRegion. */
VOID KeLeaveCriticalRegion(VOID)
{
    ddi_enter(KeLeaveCriticalRegion, NULL);
    ke_current()->kernel_apc_disable++;
}

/* WDK: KeEnterGuardedRegion. Holds back special kernel APCs too. */
VOID KeEnterGuardedRegion(VOID)
{
    ddi_enter(KeEnterGuardedRegion, NULL);
    ke_current()->special_apc_disable--;
}

/* WDK: KeLeaveGuardedRegion. */
VOID KeLeaveGuardedRegion(VOID)
{
    ddi_enter(KeLeaveGuardedRegion, NULL);
    ke_current()->special_apc_disable++;
}

/* WDK: KeAreApcsDisabled. */
BOOLEAN KeAreApcsDisabled(VOID)
{
    ddi_enter(KeAreApcsDisabled, NULL);
    const struct ke_thread *self = ke_current();
    return self->kernel_apc_disable != 0 || self->special_apc_disable != 0;
}

/* WDK: KeAreAllApcsDisabled. */
BOOLEAN KeAreAllApcsDisabled(VOID)
{
    ddi_enter(KeAreAllApcsDisabled, NULL);
    return ke_current()->special_apc_disable != 0 || ke->cpu->irql >= APC_LEVEL;
}
