/*
 * How a run ended, as values (design 4.10, 4.11), and how the machine starts one.
 */
#ifndef NTSIM_KE_END_H
#define NTSIM_KE_END_H

#include "ke/ke.h"

/* As enum ntsim_outcome of include/ntsim; ke knows no more of them than it can cause. */
enum ke_outcome {
    KE_QUIET, KE_BUGCHECK, KE_RULE, KE_CHECK, KE_DEADLOCK, KE_HANG, KE_STORM, KE_NOT_MODELLED, KE_BROKEN, KE_OUT_OF_STEPS,
    KE_STOPPED /* by who answers choices: no outcome at all */
};

#define KE_FINDINGS_MAX 64
struct ke_finding {
    char rule[32], text[400];
    uintptr_t site;
    uintptr_t other_site; /* of findings about two places; 0 */
    uint64_t at_100ns;
    uint32_t context;
};

struct ke_end {
    enum ke_outcome outcome;
    bool decided;
    ULONG code;
    ULONG_PTR parameter[4];
    struct ke_blame blame;
    uint32_t culprit_image; /* id, 0 unknown */
    uint64_t at_100ns;
    uint32_t context;
    uint8_t cpu, irql;
    enum ke_routine doing;      /* kind of routine that was running; KE_ROUTINE_KINDS: none */
    enum ddi routine;           /* exported routine the context was in, or had returned from last */
    uintptr_t calls[16];        /* call sites, innermost first */
    uint8_t call_count;
    char text[1200];            /* what: for CHECK, NOT_MODELLED, BROKEN, DEADLOCK; for BUGCHECK what its blame says */
    struct ke_finding *findings; /* room for KE_FINDINGS_MAX from the first on; in the arena */
    uint32_t finding_count;
};

/* --- for the machine ------------------------------------------------------------------------------------------------------------------------ */
void ke_boot(uint32_t processors);
/* Lets the machine run until it stops; returns on the host's stack. */
void ke_run(void);
/* True once: the fibres that ke_run left are alive and may go on (after ke_pause). */
const struct ke_end *ke_end(void);
noreturn void ke_end_run(enum ke_outcome outcome, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Back to the host with everything intact: ke_run goes on later (snapshots, the end of the common beginning). [moves] */
void ke_pause(void);
/* The session thread waits until nothing is due; then it goes on. [moves] */
void ke_settle(void);
/* From now on "nothing due" is the good end. */
void ke_session_over(void);
void ke_step_limit(uint64_t steps);
uint64_t ke_steps(void);
/* Changes whenever the machine does something; for the watchdog. */
const volatile uint64_t *ke_progress(void);
/* The lock that must not be held when a driver's routine returns (0x11B for cancel routines). */
void ke_set_cancel_lock(KSPIN_LOCK *lock);
/* Live extents of all stacks, for snapshots. */
void ke_stacks_visit(void (*visit)(void *context, void *low, size_t size, void *stack), void *context);
/* After a restore: what lies below the live parts is made the same for every run. */
void ke_stacks_clean(void);
/* Before a snapshot is taken: what lies below is cleaned, and how low a thread comes is counted from here on. */
void ke_stacks_snapshot(void);
/* Before a machine is thrown away for a snapshot: how low its threads came is remembered. */
void ke_stacks_used(void);
/* Who spins and who waits, for what, where, and who has it: the wait graph of a deadlock report. */
void ke_describe_waits(char *text, size_t size);

#endif
