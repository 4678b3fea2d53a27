/* Structured exceptions, as in drivers. */
#ifndef NTSIM_WIN32_EXCPT_H
#define NTSIM_WIN32_EXCPT_H

#include "ntsim/base.h"
#include "../ddk/excpt.h"

#endif
