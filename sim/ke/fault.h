/*
 * Faults of driver and application code, and of ours on behalf of a driver: exception for whoever guards, else the bug check that NT would raise (semantics 73).
 */
#ifndef NTSIM_KE_FAULT_H
#define NTSIM_KE_FAULT_H

#include "ke/ke.h"

struct ke_fault {
    NTSTATUS code;     /* of the exception */
    uintptr_t address; /* touched, for access violations */
    bool write, execute;
    uintptr_t pc, fp, sp;
    bool raised;       /* by ExRaiseStatus and the like, not by the processor */
};

/* While the machine runs, host faults come here; outside of it they are our own defect. */
void ke_faults_catch(bool running);
/* Gives the signals back: at the end of a session of runs, since catching anew each time would cost more than a run. */
void ke_faults_release(void);
/*
 * The hooks found an access that NT would fault: user range below DISPATCH_LEVEL is an exception (does not come back when somebody guards), all else a bug check.
 */
noreturn void ke_fault_driver(uintptr_t address, bool write, uintptr_t pc);
/* An exception by software: STATUS_ACCESS_VIOLATION of a probe, ExRaiseStatus. */
noreturn void ke_raise_status(NTSTATUS status, uintptr_t address, bool write);
/* Goes to the innermost live __try of the thread; comes back when there is none. */
void ke_seh_raise_fault(const struct ke_fault *fault);
/* Nobody guards: a bug check in kernel mode, the end of the process in user mode. */
noreturn void ke_fault_unhandled(const struct ke_fault *fault);
/* A handler takes it: the thread's stack is as it says. */
void ke_fault_taken(void);
/*
 * On the host's side, between runs: calls fn, which reads what drivers may have damaged. False: it faulted, and was given up.
 */
bool ke_guard(void (*fn)(void *context), void *context);
/* For GetExceptionCode of the current thread's handler. */
void ke_fault_remember(const struct ke_fault *fault);
const struct ke_fault *ke_fault_remembered(void);
/* Whether the access that faulted would be good now. */
bool ke_fault_is_cured(const struct ke_fault *fault);
/* mm registers: could a driver touch that now? */
void ke_on_accessible(bool (*accessible)(const void *address, size_t size));
/* mm registers: is the address in user range? */
void ke_on_user_range(bool (*is_user_range)(const void *address));
/* mm registers: may the driver change that memory here and now? Does not come back when NT would fault. */
void ke_on_touch(void (*check)(const volatile void *address, size_t size, uintptr_t site));
/* Asks that of what an exported routine changes in a driver's name, if it lies in a pool. */
void ke_touch(const volatile void *address, size_t size, uintptr_t site);
/* win32 registers: an unhandled exception in an application; does not return. */
void ke_on_user_fault(void (*unhandled)(const struct ke_fault *fault));

#endif
