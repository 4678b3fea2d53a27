/* Cancel-safe queues (WDK: csq.h of older kits). They are part of the driver model now. */
#ifndef NTSIM_DDK_CSQ_H
#define NTSIM_DDK_CSQ_H

#include "wdm.h"

#endif
