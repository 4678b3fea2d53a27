/*
 * Threads as the C runtime starts them. The caller closes the handle.
 */
#ifndef NTSIM_WIN32_PROCESS_H
#define NTSIM_WIN32_PROCESS_H

#include <stdint.h>

#include "../../ddk/ntsim/linkage.h"

EXTERN_C_START

uintptr_t _beginthreadex(void *security, unsigned stack_size, unsigned (*start)(void *), void *argument, unsigned flags,
                         unsigned *thread_id);
void _endthreadex(unsigned status) __attribute__((__noreturn__));
/* Closes its handle itself: it cannot be waited for. */
uintptr_t _beginthread(void (*start)(void *), unsigned stack_size, void *argument);
void _endthread(void) __attribute__((__noreturn__));
void exit(int status) __attribute__((__noreturn__));
void _exit(int status) __attribute__((__noreturn__));
void abort(void) __attribute__((__noreturn__));

EXTERN_C_END

#endif
