/*
 * Filter drivers of file systems are not modelled: of this header there is what drivers of other kinds include it for, all of ntifs.h.
 */
#ifndef NTSIM_DDK_FLTKERNEL_H
#define NTSIM_DDK_FLTKERNEL_H

#include "ntifs.h"

#endif
