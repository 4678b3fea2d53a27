/* Basic types. */
#ifndef NTSIM_WIN32_WINDEF_H
#define NTSIM_WIN32_WINDEF_H

#include "minwindef.h"

typedef struct tagPOINT {
    LONG x;
    LONG y;
} POINT, *PPOINT, *LPPOINT;

typedef struct tagRECT {
    LONG left;
    LONG top;
    LONG right;
    LONG bottom;
} RECT, *PRECT, *LPRECT;

#endif
