/*
 * Old name of string.h's first half.
 */
#ifndef NTSIM_WIN32_MEMORY_H
#define NTSIM_WIN32_MEMORY_H

#include "string.h"

#endif
