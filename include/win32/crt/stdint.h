/*
 * The same as for drivers.
 */
#ifndef NTSIM_WIN32_STDINT_H
#define NTSIM_WIN32_STDINT_H

#include "../../ddk/crt/stdint.h"

#endif
