/* What the driver and its application share. Include it behind wdm.h or winioctl.h. */
#ifndef TWO_ORDERS_H
#define TWO_ORDERS_H

#define IOCTL_TRANSFER CTL_CODE(FILE_DEVICE_UNKNOWN, 0x840, METHOD_BUFFERED, FILE_ANY_ACCESS)

#endif
