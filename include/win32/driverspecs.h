/* Annotations for drivers, in headers that applications share with them. */
#ifndef NTSIM_WIN32_DRIVERSPECS_H
#define NTSIM_WIN32_DRIVERSPECS_H

#include "../ddk/driverspecs.h"

#endif
