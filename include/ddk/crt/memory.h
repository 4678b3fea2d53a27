/*
 * Old name of string.h's first half.
 */
#ifndef NTSIM_DDK_MEMORY_H
#define NTSIM_DDK_MEMORY_H

#include "string.h"

#endif
