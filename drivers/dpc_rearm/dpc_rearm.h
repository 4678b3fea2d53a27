/* What the driver and its application share. Include it behind wdm.h or winioctl.h. */
#ifndef DPC_REARM_H
#define DPC_REARM_H

/* The pulse begins; it lasts until the driver is stopped. */
#define IOCTL_PULSE_START CTL_CODE(FILE_DEVICE_UNKNOWN, 0x814, METHOD_BUFFERED, FILE_ANY_ACCESS)

#endif
