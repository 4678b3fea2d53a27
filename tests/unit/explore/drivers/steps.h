/* What the driver that makes single steps, the scenario that starts it and the test that tells it which share. Include it behind wdm.h or winioctl.h. */
#ifndef STEPS_H
#define STEPS_H

#define STEPS_TAG 'petS'
#define STEPS_THREADS 3
#define STEPS_LENGTH 4

enum steps {
    STEP_NONE, STEP_COUNT, STEP_COUNT_OTHER, STEP_EXCHANGE, STEP_READ, STEP_WRITE, STEP_COPY, STEP_ADD_LOCKED, STEP_SET, STEP_RESET, STEP_LOOK, STEP_AWAIT, STEP_SET_ONE,
    STEP_AWAIT_ONE, STEP_RELEASE, STEP_TAKE, STEP_AWAIT_ANY, STEP_JOIN, STEP_REFERENCE, STEP_FREE, STEP_USE, STEP_ALLOCATE, STEP_RAISE, STEP_NAME, STEP_SPELL,
    /* depend on everything */
    STEP_STALL, STEP_TIME, STEP_DPC, STEP_TIMER, STEP_SLEEP, STEP_PRINT, STEPS
};

/* The first block of the driver with STEPS_TAG: each thread's steps, in order. All zero at first; the test fills it in when the driver has started. The first two threads have steps. */
struct steps_program {
    unsigned char step[STEPS_THREADS][STEPS_LENGTH];
};

/* Starts the threads that have a first step. */
#define IOCTL_STEPS_START CTL_CODE(FILE_DEVICE_UNKNOWN, 0x820, METHOD_BUFFERED, FILE_ANY_ACCESS)

#endif
