/* Source annotations: all expand to nothing. */
#ifndef NTSIM_WIN32_SAL_H
#define NTSIM_WIN32_SAL_H

#include "../ddk/sal.h"

#endif
