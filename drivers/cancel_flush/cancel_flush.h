/* What the driver and its application share. Include it behind wdm.h or winioctl.h. */
#ifndef CANCEL_FLUSH_H
#define CANCEL_FLUSH_H

/* Resets the watchdog: it barks in 10 ms. */
#define IOCTL_WATCHDOG_RESET CTL_CODE(FILE_DEVICE_UNKNOWN, 0x815, METHOD_BUFFERED, FILE_ANY_ACCESS)

#endif
