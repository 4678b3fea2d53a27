/*
 * IRQL: raising masks, lowering brings what was masked - interrupts before DPCs, DPCs before threads, threads before APCs (semantics 63, 64).
 */
#include "ke/footprint.h"
#include "ke/state.h"
#include "ke/sync.h"

KIRQL ke_raise(KIRQL irql)
{
    KIRQL old = ke->cpu->irql;
    set_irql(irql);
    return old;
}

void ke_lower(KIRQL irql)
{
    KIRQL old = ke->cpu->irql;
    if (old > DISPATCH_LEVEL || ke->lines_pending) {
        set_irql(irql > DISPATCH_LEVEL ? irql : DISPATCH_LEVEL);
        ke_device_events();
        ke_interrupts_deliver();
    }
    if (old >= DISPATCH_LEVEL && irql < DISPATCH_LEVEL && ke->cpu->dpc_request && !ke->cpu->draining) {
        set_irql(DISPATCH_LEVEL);
        ke_dpc_drain();
    }
    set_irql(irql);
    if (irql < DISPATCH_LEVEL)
        ke->cpu->futile_polls = 0;
    if (ke->cpu->clock || irql < DISPATCH_LEVEL)
        ke_cpu_service();
}

/* WDK: KeGetCurrentIrql. */
KIRQL KeGetCurrentIrql(VOID)
{
    ddi_enter(KeGetCurrentIrql, NULL);
    return ke->cpu->irql;
}

/* As a driver raises it: on this processor, what it masks stays out. */
static KIRQL driver_raises(KIRQL irql)
{
    emit(EV_IRQL, irql, 0, 0);
    KIRQL old = ke_raise(irql);
    ke_sync_raised(old, irql);
    return old;
}

static noreturn void raises_too_low(KIRQL irql)
{
    ke_bugcheck_blame(DRIVER_VERIFIER_DETECTED_VIOLATION, 0x30, ke->cpu->irql, irql, 0,
                      &(struct ke_blame){.sentence = "the new IRQL is lower than the one now: that is not raising"});
}

/* WDK: KfRaiseIrql. Raising below the current level is 0xC4/0x30 in Driver Verifier; the kernel itself takes it as fatal too. */
KIRQL KfRaiseIrql(KIRQL NewIrql)
{
    ddi_enter(KfRaiseIrql, NULL);
    if (NewIrql < ke->cpu->irql)
        raises_too_low(NewIrql);
    return driver_raises(NewIrql);
}

/* WDK: KeRaiseIrql. */
VOID KeRaiseIrql(KIRQL NewIrql, PKIRQL OldIrql)
{
    ddi_enter(KeRaiseIrql, NULL);
    if (NewIrql < ke->cpu->irql)
        raises_too_low(NewIrql);
    footprint_write(OldIrql, sizeof *OldIrql);
    *OldIrql = driver_raises(NewIrql);
}

/* WDK: KeRaiseIrqlToDpcLevel. */
KIRQL KeRaiseIrqlToDpcLevel(VOID)
{
    ddi_enter(KeRaiseIrqlToDpcLevel, NULL);
    if (ke->cpu->irql > DISPATCH_LEVEL)
        raises_too_low(DISPATCH_LEVEL);
    return driver_raises(DISPATCH_LEVEL);
}

/* Rule Q08: a driver's routine may not lower below the level at which it was entered. */
static void lower_checked(KIRQL irql)
{
    if (irql > ke->cpu->irql)
        ke_bugcheck_blame(DRIVER_VERIFIER_DETECTED_VIOLATION, 0x31, ke->cpu->irql, irql, 0,
                          &(struct ke_blame){.sentence = "the new IRQL is higher than the one now: that is not lowering"});
    if (ke_lowers_too_far(irql))
        ke_bugcheck_blame(DRIVER_VERIFIER_DETECTED_VIOLATION, 0x31, ke->cpu->irql, irql, 1,
                          &(struct ke_blame){.sentence = "the new IRQL is lower than the one at which the routine was entered"});
    ke_sync_lowered(irql, ke->cpu->irql);
    emit(EV_IRQL, irql, 0, 0);
    ke_lower(irql);
}

/* WDK: KeLowerIrql. */
VOID KeLowerIrql(KIRQL NewIrql)
{
    ddi_enter(KeLowerIrql, NULL);
    lower_checked(NewIrql);
}

/* WDK: KfLowerIrql. */
VOID KfLowerIrql(KIRQL NewIrql)
{
    ddi_enter(KfLowerIrql, NULL);
    lower_checked(NewIrql);
}
