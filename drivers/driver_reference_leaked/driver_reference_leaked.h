/* What the driver and its application share. Include it behind wdm.h or winioctl.h. */
#ifndef DRIVER_REFERENCE_LEAKED_H
#define DRIVER_REFERENCE_LEAKED_H

/* One watch at a time: a second one is refused. */
#define IOCTL_WATCH_BEGIN CTL_CODE(FILE_DEVICE_UNKNOWN, 0x804, METHOD_BUFFERED, FILE_ANY_ACCESS)
#define IOCTL_WATCH_END CTL_CODE(FILE_DEVICE_UNKNOWN, 0x805, METHOD_BUFFERED, FILE_ANY_ACCESS)

#endif
