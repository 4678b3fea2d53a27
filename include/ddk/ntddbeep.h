/* The beep device: its control code and what it takes (WDK: ntddbeep.h). No such device is in the simulated machine unless a driver makes it. */
#ifndef NTSIM_DDK_NTDDBEEP_H
#define NTSIM_DDK_NTDDBEEP_H

#include "devioctl.h"
#include "ntdef.h"

#define DD_BEEP_DEVICE_NAME   "\\Device\\Beep"
#define DD_BEEP_DEVICE_NAME_U L"\\Device\\Beep"

#define IOCTL_BEEP_SET CTL_CODE(FILE_DEVICE_BEEP, 0, METHOD_BUFFERED, FILE_ANY_ACCESS)

#define BEEP_FREQUENCY_MINIMUM 0x25
#define BEEP_FREQUENCY_MAXIMUM 0x7FFF

typedef struct _BEEP_SET_PARAMETERS {
    ULONG Frequency; /* Hz; 0: silence */
    ULONG Duration;  /* milliseconds */
} BEEP_SET_PARAMETERS, *PBEEP_SET_PARAMETERS;

#endif
