/* What the driver and its application share. Include it behind wdm.h or winioctl.h. */
#ifndef ORPHAN_THREAD_H
#define ORPHAN_THREAD_H

/* A scan begins; it has two stages, each a work item. */
#define IOCTL_SCAN_START CTL_CODE(FILE_DEVICE_UNKNOWN, 0x816, METHOD_BUFFERED, FILE_ANY_ACCESS)

#endif
