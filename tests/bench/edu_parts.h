/* What a request to the edu device costs from the moment the device is done. */
#ifndef NTSIM_BENCH_EDU_PARTS_H
#define NTSIM_BENCH_EDU_PARTS_H

#define EDU_PARTS_TURNS_MAX 30000

/* Both in nanoseconds of host time, the median over all requests of a run, with what listening and reading the clock cost. */
struct edu_parts {
    double interrupt; /* the device raises its line, ISR, DPC (with IoCompleteRequest in it) until the DPC has returned */
    double completed; /* the same on to the IRP's end: the application's thread is switched in, the result copied, the IRP freed */
};

void bench_edu_listen(void);
struct edu_parts bench_edu_parts(void); /* of what was heard since; listens no more */

#endif
