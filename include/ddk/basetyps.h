/* What remains of COM in kernel headers (WDK: basetyps.h). */
#ifndef NTSIM_DDK_BASETYPS_H
#define NTSIM_DDK_BASETYPS_H

#include "guiddef.h"
#include "ntdef.h"

#ifndef STDMETHODCALLTYPE
#define STDMETHODCALLTYPE
#endif

#endif
