/* What the driver and its application share. Include it behind wdm.h or winioctl.h. */
#ifndef RAII_PULSE_H
#define RAII_PULSE_H

/* Out: a ULONG, how often this handle's pulse has come so far. */
#define IOCTL_PULSE_COUNT CTL_CODE(FILE_DEVICE_UNKNOWN, 0x820, METHOD_BUFFERED, FILE_ANY_ACCESS)

#endif
