/* What the driver and its application share. Include it behind wdm.h or winioctl.h. */
#ifndef IO_COMPLETION_AT_UNLOAD_H
#define IO_COMPLETION_AT_UNLOAD_H

/* Asks the driver below to do something; does not wait for it. */
#define IOCTL_ASK CTL_CODE(FILE_DEVICE_UNKNOWN, 0x819, METHOD_BUFFERED, FILE_ANY_ACCESS)

/* Inside the kernel: what is asked of the driver below. */
#define IOCTL_INTERNAL_WORK CTL_CODE(FILE_DEVICE_UNKNOWN, 0x81A, METHOD_BUFFERED, FILE_ANY_ACCESS)

#endif
