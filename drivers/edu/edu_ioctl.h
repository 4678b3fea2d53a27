/* What the edu driver and its applications share. Include it behind wdm.h or winioctl.h. */
#ifndef EDU_IOCTL_H
#define EDU_IOCTL_H

/* In: a ULONG n; out: a ULONG, n! modulo 2^32. Takes as long as the device takes; can be cancelled while it waits. */
#define IOCTL_EDU_FACTORIAL CTL_CODE(FILE_DEVICE_UNKNOWN, 0x800, METHOD_BUFFERED, FILE_ANY_ACCESS)

#endif
