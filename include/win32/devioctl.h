/* Control codes, as drivers see them. */
#ifndef NTSIM_WIN32_DEVIOCTL_H
#define NTSIM_WIN32_DEVIOCTL_H

#include "ntsim/base.h"
#include "../ddk/devioctl.h"

#endif
