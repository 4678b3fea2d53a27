/* Version numbers. */
#ifndef NTSIM_WIN32_SDKDDKVER_H
#define NTSIM_WIN32_SDKDDKVER_H

#include "../ddk/sdkddkver.h"

#endif
