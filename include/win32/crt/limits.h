/*
 * The same as for drivers.
 */
#ifndef NTSIM_WIN32_LIMITS_H
#define NTSIM_WIN32_LIMITS_H

#include "../../ddk/crt/limits.h"

#endif
