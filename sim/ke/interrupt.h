/*
 * Interrupts: lines that devices raise, interrupt objects that drivers connect to them, delivery (design 4.1).
 *
 *   device raises -> line pending -> a processor of the affinity below the line's IRQL takes it: the chain of ISRs runs
 *   at DIRQL, each with its interrupt spin lock held -> a level line that is still raised is taken again
 *
 * A line is taken by one processor at a time. It has the trigger mode of the driver that connected first, as the
 * interrupt controller would be programmed: a level device on a line that was connected as Latched interrupts once per
 * rise. A rise of a latched line without an ISR is lost; a raised level line waits for one.
 */
#ifndef NTSIM_KE_INTERRUPT_H
#define NTSIM_KE_INTERRUPT_H

#include "ke/ke.h"

#define KE_LINES 24 /* 0 to 15 as on ISA, 16 to 23 for PCI */

/* Opaque to drivers. The one that connecting gives back is not the one that an ISR gets (rule Q49). */
struct _KINTERRUPT {
    struct ke_interrupt *owner;
};

struct ke_interrupt {
    struct list link; /* in its line's chain, in order of connection */
    uint32_t line;
    KIRQL irql, synchronize_irql;
    KINTERRUPT_MODE mode;
    bool share, running;
    KAFFINITY affinity;
    KSPIN_LOCK *lock, own_lock;
    struct ke_call call; /* the ISR, and who connected it */
    struct _KINTERRUPT connected, delivered;
};

/* --- for devices --------------------------------------------------------------------------------------------- */
/* A source of the line begins or stops to ask for service; every source tells each change once. */
void ke_line_raise(uint32_t line);
void ke_line_lower(uint32_t line);

/* --- surprise: devices that the search may pull out at any scheduling point --------------------------------------- */
#define KE_PULLABLE_MAX 32
/* `pull` takes the device of that number away; it is no longer pullable then. */
void ke_on_pull(void (*pull)(uint32_t device));
void ke_pullable(uint32_t device, bool may_be);

/* --- for the HAL: how lines appear to drivers ---------------------------------------------------------------- */
ULONG ke_line_vector(uint32_t line);
KIRQL ke_line_irql(uint32_t line);
/* Which line of the device that a bus driver reported; the PnP manager registers it. False: none. */
void ke_on_line_of(bool (*line_of)(const void *physical_device, uint32_t *line, KINTERRUPT_MODE *mode, bool *share));

/* --- for reports and views: every connected interrupt, by line, in the order in which ISRs are asked ---------- */
void ke_interrupts_visit(void (*visit)(void *context, const struct ke_interrupt *interrupt), void *context);

/* --- for the rest of ke --------------------------------------------------------------------------------------- */
struct ke_cpu;
void ke_interrupts_boot(void);
/* [moves] All that the moving processor may take at its IRQL, the highest first. */
void ke_interrupts_deliver(void);
bool ke_interrupt_waits_for(const struct ke_cpu *cpu);
/* Whether the search may choose that the line interrupts the processor now: pending, or due to be raised. */
bool ke_interrupt_possible(const struct ke_cpu *cpu, uint32_t line);
void ke_interrupt_now(uint32_t line); /* [moves] */
/* The same, but it is another, idle processor that is interrupted. [moves] */
void ke_interrupt_there(uint32_t line, struct ke_cpu *cpu);
NTSTATUS ke_interrupt_connect(const struct ke_interrupt *wanted, struct ke_interrupt **connected);
void ke_interrupt_disconnect(struct ke_interrupt *interrupt); /* [moves] until the line is not in service */
/* The object behind a driver's pointer; NULL: it is none, or was disconnected. */
struct ke_interrupt *ke_interrupt_of(const struct _KINTERRUPT *pointer);
bool ke_line_of_vector(ULONG vector, uint32_t *line);
bool ke_line_of_device(const void *physical_device, struct ke_interrupt *wanted);

#endif
