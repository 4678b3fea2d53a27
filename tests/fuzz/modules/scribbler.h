/* Include it behind wdm.h or winioctl.h. */
#ifndef SCRIBBLER_H
#define SCRIBBLER_H

/* In: a ULONGLONG, the seed of what is written where. Out: room for 256 bytes, which are written to as well. */
#define IOCTL_SCRIBBLE CTL_CODE(FILE_DEVICE_UNKNOWN, 0x8F0, METHOD_NEITHER, FILE_ANY_ACCESS)

#endif
