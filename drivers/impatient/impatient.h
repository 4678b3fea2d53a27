/* What the driver and its application share. Include it behind wdm.h or winioctl.h. */
#ifndef IMPATIENT_H
#define IMPATIENT_H

#define IOCTL_ASK CTL_CODE(FILE_DEVICE_UNKNOWN, 0x841, METHOD_BUFFERED, FILE_ANY_ACCESS)

#endif
