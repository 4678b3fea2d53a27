/*
 * Signals of the C runtime. Nobody types Control-C: a handler runs when raise calls it.
 */
#ifndef NTSIM_WIN32_SIGNAL_H
#define NTSIM_WIN32_SIGNAL_H

#include "../../ddk/ntsim/linkage.h"

EXTERN_C_START

typedef int sig_atomic_t;

#define NSIG     23
#define SIGINT   2
#define SIGILL   4
#define SIGFPE   8
#define SIGSEGV  11
#define SIGTERM  15
#define SIGBREAK 21
#define SIGABRT  22

#define SIG_DFL ((void (*)(int))0)
#define SIG_IGN ((void (*)(int))1)
#define SIG_ERR ((void (*)(int)) - 1)

void (*signal(int number, void (*handler)(int)))(int);
int raise(int number);

EXTERN_C_END

#endif
