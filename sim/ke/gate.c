/*
 * The gate (design 4.3): the first and the last thing that happens in every exported routine.
 */
#include "ke/end.h"
#include "ke/footprint.h"
#include "ke/state.h"
#include "image/image.h"

#include <stdio.h>

extern void (*ddi_not_modelled)(enum ddi id, uintptr_t site);

/* Rule Q07 in general: Driver Verifier's codes for a routine called at the wrong IRQL; pools have their own. */
static noreturn void wrong_irql(const struct ddi_row *row, KIRQL irql)
{
    static const char *const levels[] = {"PASSIVE_LEVEL", "APC_LEVEL", "DISPATCH_LEVEL"};
    uint8_t allowed = irql > row->high ? row->high : row->low;
    struct ke_blame blame = {.sentence = ke_sentence("%s must be called at IRQL %s %s", row->name, irql > row->high ? "<=" : ">=",
                                                     allowed <= DISPATCH_LEVEL ? levels[allowed] : "DIRQL")};
    ke_bugcheck_blame(DRIVER_VERIFIER_DETECTED_VIOLATION, 0xE5, irql, row->low, row->high, &blame);
}

static void point(const struct ke_gate *gate, bool leaving)
{
    if (!choice_open()) { /* nobody would look at where it is */
        ke_step();
        return;
    }
    struct choice_place place = {.kind = CHOICE_POINT, .context = ke_current()->id, .routine = (uint16_t)gate->id, .leaving = leaving,
                                 .object = gate->object ? ke_label_find(gate->object) : 0};
    ke_point_at(&place);
}

void ke_gate_enter(struct ke_gate *gate)
{
    struct ke_cpu *cpu = ke->cpu;
    struct ke_thread *self = cpu->current;
    const struct ddi_row *row = &ddi_rows[gate->id];
    ke_stack_seen(self);
    gate->outer = self->gate;
    self->gate = gate;
    self->spin_address = 0;
    if (cpu->irql > row->high || cpu->irql < row->low)
        wrong_irql(row, cpu->irql);
    if (!(row->flags & QUIET))
        emit_at(EV_CALL, gate->id, 0, event_listened && gate->object ? ke_label_find(gate->object) : 0, gate->site);
    if (!(row->flags & KNOWN))
        ke_footprint_enters_foreign();
    if (row->flags & POINT)
        point(gate, false);
}

void ke_gate_leave(struct ke_gate *gate)
{
    gate->left = true;
    if (ddi_rows[gate->id].flags & WAKES) {
        ke_cpu_service();
        if (choice_open())
            point(gate, true);
    }
    image_settle();
    struct ke_thread *self = ke_current();
    self->last_return = gate->site;
    self->last_routine = gate->id;
    self->gate = gate->outer;
}

static noreturn void not_modelled(enum ddi id, uintptr_t site)
{
    struct ke_gate gate = {.id = id, .site = site, .outer = ke_current()->gate};
    ke_current()->gate = &gate;
    if (id > DDI_COUNT)
        ke_end_run(KE_NOT_MODELLED, "%s exists on Windows, but not in its documentation for drivers like this, and is not modelled", ddi_rows[id].name);
    ke_end_run(KE_NOT_MODELLED, "%s is declared but not modelled", ddi_rows[id].name);
}

noreturn void ke_not_modelled(const char *what)
{
    const struct ke_gate *gate = ke_current()->gate;
    ke_end_run(KE_NOT_MODELLED, "%s: %s", gate ? ddi_rows[gate->id].name : "the machine", what);
}

noreturn void ke_not_modelled_at(uintptr_t site, const char *what)
{
    ke->end.blame.pc = site;
    ke_not_modelled(what);
}

void ke_gate_boot(void);
void ke_gate_boot(void)
{
    ddi_not_modelled = not_modelled;
}
