/* What the driver and its application share. Include it behind wdm.h or winioctl.h. */
#ifndef DEADLOCK_H
#define DEADLOCK_H

/* One entry of the log is written, by a thread of its own. */
#define IOCTL_LOG_WRITE CTL_CODE(FILE_DEVICE_UNKNOWN, 0x811, METHOD_BUFFERED, FILE_ANY_ACCESS)

#endif
