/*
 * The same as for drivers.
 */
#ifndef NTSIM_WIN32_TCHAR_H
#define NTSIM_WIN32_TCHAR_H

#include "../../ddk/crt/tchar.h"

#endif
