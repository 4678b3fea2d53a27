#ifndef NTSIM_VERIFY_RACE_H
#define NTSIM_VERIFY_RACE_H

#include "verify/watch.h"

/* Two accesses to the same bytes, not ordered by anything, one of them a store: a finding. */
void race_report(uintptr_t address, const struct watch_access *earlier, const struct watch_access *later);

#endif
