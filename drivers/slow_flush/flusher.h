/* What the driver and its application share. Include it behind wdm.h or winioctl.h. */
#ifndef FLUSHER_H
#define FLUSHER_H

#define IOCTL_FLUSH CTL_CODE(FILE_DEVICE_UNKNOWN, 0x806, METHOD_BUFFERED, FILE_ANY_ACCESS)

/* Out: a ULONG, the flushes that are done. */
#define IOCTL_FLUSHED CTL_CODE(FILE_DEVICE_UNKNOWN, 0x807, METHOD_BUFFERED, FILE_ANY_ACCESS)

#endif
