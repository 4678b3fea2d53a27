/* Older source annotations. */
#ifndef NTSIM_WIN32_SPECSTRINGS_H
#define NTSIM_WIN32_SPECSTRINGS_H

#include "../ddk/specstrings.h"

#endif
