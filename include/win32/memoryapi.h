/* Virtual memory. */
#ifndef NTSIM_WIN32_MEMORYAPI_H
#define NTSIM_WIN32_MEMORYAPI_H

#include "heapapi.h"

#endif
