/* Explicit-width types and conversions. */
#ifndef NTSIM_WIN32_BASETSD_H
#define NTSIM_WIN32_BASETSD_H

#include "ntsim/base.h"
#include "../ddk/basetsd.h"

#endif
