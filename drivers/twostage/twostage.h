/* What the driver and its application share. Include it behind wdm.h or winioctl.h. */
#ifndef TWOSTAGE_H
#define TWOSTAGE_H

#define METER_THREADS_MAX 16

/* In: a ULONG, how many threads measure. One more displays. */
#define IOCTL_METER_RUN CTL_CODE(FILE_DEVICE_UNKNOWN, 0x812, METHOD_BUFFERED, FILE_ANY_ACCESS)

#endif
