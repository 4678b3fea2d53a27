#ifndef NTSIM_MACHINE_SESSION_H
#define NTSIM_MACHINE_SESSION_H

#include "machine/machine.h"

/* Creates the session's thread, which will do all that a setup asks for. */
void session_boot(const struct machine_setup *setup);

#endif
