/* File systems are not modelled; drivers include this header for a handful of routines, which ntddk.h already has. */
#ifndef NTSIM_DDK_NTIFS_H
#define NTSIM_DDK_NTIFS_H

#include "ntddk.h"

#endif
