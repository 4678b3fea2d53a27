/* Power types (WDK: ntpoapi.h): part of the driver model. */
#ifndef NTSIM_DDK_NTPOAPI_H
#define NTSIM_DDK_NTPOAPI_H

#include "wdm.h"

#endif
