/* What a legacy (non-PnP) driver includes: all of wdm.h, fast I/O, the trees of the run-time library, silos, error sources, the shared page. */
#ifndef NTSIM_DDK_NTDDK_H
#define NTSIM_DDK_NTDDK_H

#define _NTDDK_

#include "wdm.h"

#include "ntsim/fast_io.h"
#include "ntsim/pshed.h"
#include "ntsim/rtl_tree.h"
#include "ntsim/silo.h"
#include "ntsim/user_shared.h"

#endif
