/*
 * The same as for drivers.
 */
#ifndef NTSIM_WIN32_CTYPE_H
#define NTSIM_WIN32_CTYPE_H

#include "../../ddk/crt/ctype.h"

#endif
