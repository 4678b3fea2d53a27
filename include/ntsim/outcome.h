/*
 * How a run ends, and what became of each driver. Shared by scenarios and by the host side.
 */
#ifndef NTSIM_OUTCOME_H
#define NTSIM_OUTCOME_H

#include <stdint.h>

enum ntsim_outcome {
    NTSIM_QUIET,        /* nothing is due, nothing went wrong */
    NTSIM_BUGCHECK,
    NTSIM_RULE,         /* a rule whose policy is to stop the run */
    NTSIM_CHECK,        /* ntsim_check of the scenario's body was false */
    NTSIM_DEADLOCK,     /* nothing can move */
    NTSIM_HANG,         /* a loop that does not end */
    NTSIM_STORM,        /* an interrupt that nobody acknowledges */
    NTSIM_NOT_MODELLED, /* the driver uses something that ntsim does not have; the report names it */
    NTSIM_BROKEN,       /* a defect of ntsim itself */
    NTSIM_INCONCLUSIVE  /* cut by the step bound */
};

enum ntsim_verdict {
    NTSIM_UNLOADED,
    NTSIM_REFUSED,      /* the stop was refused: the report has the status and the reason */
    NTSIM_PENDING,      /* waits for something that is still due */
    NTSIM_WEDGED,       /* stays for ever: the report lists who holds it */
    NTSIM_CRASHED_LATER /* it left, and then something of it ran */
};

struct ntsim_expect {
    enum ntsim_outcome outcome;
    uint32_t bugcheck; /* 0: any */
    enum ntsim_verdict verdict;
    int leak; /* 1: a driver that is gone left something behind; 0: none may */
};

#endif
