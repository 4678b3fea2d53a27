/*
 * Microsoft's compiler intrinsics; wdm.h has them too.
 */
#ifndef NTSIM_DDK_INTRIN_H
#define NTSIM_DDK_INTRIN_H

#include <wdm.h>

#endif
