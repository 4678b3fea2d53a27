/* The few names that drivers take from windef.h. */
#ifndef NTSIM_DDK_WINDEF_H
#define NTSIM_DDK_WINDEF_H

#define _WINDEF_

#include "ntdef.h"
#include "ntsim/windows_types.h"

#ifndef MAX_PATH
#define MAX_PATH 260
#endif
#define FAR
#define NEAR

typedef UINT_PTR WPARAM;
typedef LONG_PTR LPARAM, LRESULT;

#endif
