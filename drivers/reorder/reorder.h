/* What the driver and its application share. Include it behind wdm.h or winioctl.h. */
#ifndef REORDER_H
#define REORDER_H

#define DIAL_THREADS_MAX 16

/* In: a ULONG, how many threads set the dial. One more reads it. */
#define IOCTL_DIAL_RUN CTL_CODE(FILE_DEVICE_UNKNOWN, 0x813, METHOD_BUFFERED, FILE_ANY_ACCESS)

#endif
