/* What the driver and its application share. Include it behind wdm.h or winioctl.h. */
#ifndef CROWD_H
#define CROWD_H

/* Keeps the request until IOCTL_CROWD_COMPLETE completes all that were kept, oldest first. */
#define IOCTL_CROWD_KEEP     CTL_CODE(FILE_DEVICE_UNKNOWN, 0x820, METHOD_BUFFERED, FILE_ANY_ACCESS)
#define IOCTL_CROWD_COMPLETE CTL_CODE(FILE_DEVICE_UNKNOWN, 0x821, METHOD_BUFFERED, FILE_ANY_ACCESS)
/* In: a ULONG, how many. Creates so many devices with names, and deletes them, the youngest first. */
#define IOCTL_CROWD_DEVICES  CTL_CODE(FILE_DEVICE_UNKNOWN, 0x822, METHOD_BUFFERED, FILE_ANY_ACCESS)
/* In: a ULONG, how many. Sets so many timers, at moments in no order, cancels every other one, and waits until the rest have expired. */
#define IOCTL_CROWD_TIMERS   CTL_CODE(FILE_DEVICE_UNKNOWN, 0x823, METHOD_BUFFERED, FILE_ANY_ACCESS)

#endif
