/* What the driver and its application share. Include it behind wdm.h or winioctl.h. */
#ifndef WORK_ITEM_PENDING_H
#define WORK_ITEM_PENDING_H

#define IOCTL_COLLECT CTL_CODE(FILE_DEVICE_UNKNOWN, 0x808, METHOD_BUFFERED, FILE_ANY_ACCESS)
#define IOCTL_ENOUGH CTL_CODE(FILE_DEVICE_UNKNOWN, 0x809, METHOD_BUFFERED, FILE_ANY_ACCESS)

#endif
