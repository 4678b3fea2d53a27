/* What the driver and its application share. Include it behind wdm.h or winioctl.h. */
#ifndef LAZY_INIT_H
#define LAZY_INIT_H

/* Looks something up in the table. */
#define IOCTL_TABLE_LOOKUP CTL_CODE(FILE_DEVICE_UNKNOWN, 0x818, METHOD_BUFFERED, FILE_ANY_ACCESS)

#endif
